package snmp

// understood is what a poll remembers of the meaning of a switch's tables. It
// holds until the switch says that it is another one: by sysDescr, where firmware
// has its version, or by sysObjectID.
type understood struct {
	System   string             `json:"system,omitempty"`   // sysObjectID and sysDescr
	Readings map[string]verdict `json:"readings,omitempty"` // by question
	VIDs     []int              `json:"vids,omitempty"`     // the VLANs of the switch
	Only     map[int]int        `json:"only,omitempty"`     // by ifIndex, the VLAN of ports that carry one; kept where rows rest on it
}

// recheck forgets how the tables were understood where the switch is another one,
// or has other firmware, than the one that they were measured on.
func (m *memory) recheck(got map[string]value) {
	system := got[sysObjectID].text() + " " + got[sysDescr].text()
	if !got[sysObjectID].present() || system == m.System {
		return
	}
	if m.System != "" {
		m.restarted()
		m.understood = understood{}
	}
	m.System = system
}
