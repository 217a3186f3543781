package snmp

// stateGroup is what the spanning tree does with each bridge port (BRIDGE-MIB,
// RFC 4188, dot1dStpPortTable).
func stateGroup() *group {
	return &group{name: "stp", optional: true, still: stateStill(), columns: []column{
		{object: "dot1dStpPortState", oid: ".1.3.6.1.2.1.17.2.15.1.3"},
	}}
}

// readPortStates writes the state of each bridge port to its interface. Nothing
// rests on it, so a table that could not be read to its end only leaves it out.
func (r *reader) readPortStates(t *table) {
	for _, row := range t.rows {
		if len(row.index) != 1 {
			continue
		}
		if i := r.ports.known[r.ports.ifIndex[int(row.index[0])]]; i != nil {
			i.STP = portStateName(row.cells[0].integer())
		}
	}
}

// portStateName names dot1dStpPortState.
func portStateName(n int) string {
	names := [...]string{"", "disabled", "blocking", "listening", "learning", "forwarding", "broken"}
	if n < 0 || n >= len(names) {
		return ""
	}
	return names[n]
}
