package inventory

import "slices"

// SeenOf returns those of some MACs that the switch sees on a port that is not
// surely an uplink.
func (l *Ledger) SeenOf(wanted map[MAC]bool) []MAC {
	var seen []MAC
	for _, e := range l.sightings.open {
		if wanted[e.key.mac] && !l.surelyUplink(e.key.port) {
			seen = append(seen, e.key.mac)
		}
	}
	return seen
}

// Autoconf returns the bindings of addresses that devices gave themselves because
// they got none (RFC 3927).
func Autoconf(bindings []Binding) []Binding {
	var found []Binding
	for _, b := range bindings {
		if LinkLocal4.Contains(b.IP) && b.Lease == nil {
			found = append(found, b)
		}
	}
	return slices.Clip(found)
}
