package snmp

import "rollcall/inventory"

// The system group (SNMPv2-MIB, RFC 3418, section 2) and the bridge's address.
const (
	sysDescr    = ".1.3.6.1.2.1.1.1.0"
	sysObjectID = ".1.3.6.1.2.1.1.2.0"
	sysUpTime   = ".1.3.6.1.2.1.1.3.0"
	sysContact  = ".1.3.6.1.2.1.1.4.0"
	sysName     = ".1.3.6.1.2.1.1.5.0"
	sysLocation = ".1.3.6.1.2.1.1.6.0"

	dot1dBaseBridgeAddress = ".1.3.6.1.2.1.17.1.1.0" // BRIDGE-MIB, RFC 4188
)

// openingNames are the variables of the first request.
func (r *reader) openingNames() []string {
	names := []string{sysUpTime, sysDescr, sysObjectID} // who it is says whether its dialect still holds
	if r.wants(inventory.TableSystem) {
		names = append(names, sysContact, sysName, sysLocation, dot1dBaseBridgeAddress)
	}
	names = append(names, r.countNames()...)
	if r.asksChange() {
		names = append(names, lldpStatsRemTablesLastChangeTime)
	}
	return names
}

// system fills in what the first answer says.
func (r *reader) system(got map[string]value) {
	if n, ok := got[sysUpTime].number(); ok {
		if r.mem.Uptime > 0 && restarted(r.mem.Uptime, n) {
			r.mem.restarted() // firmware or configuration may be new
		}
		r.uptime = n
		r.poll.System.UptimeSeconds = float64(n) / 100
	}
	r.mem.recheck(got)
	r.oddSystem(got)
	r.heardCounts(got)
	r.heardChange(got)
	if !r.wants(inventory.TableSystem) {
		return
	}
	sys := &r.poll.System
	sys.Descr, sys.ObjectID = got[sysDescr].text(), got[sysObjectID].text()
	sys.Contact, sys.Name, sys.Location = got[sysContact].text(), got[sysName].text(), got[sysLocation].text()
	if m, ok := got[dot1dBaseBridgeAddress].mac(); ok {
		sys.BridgeMAC = &m
	}
	if len(got) == 0 {
		r.state(inventory.TableSystem, faultf(inventory.ReasonUnsupported, "the agent has no system group"), inventory.TableState{})
		return
	}
	r.state(inventory.TableSystem, nil, inventory.TableState{Rows: 1})
}
