package inventory

import (
	"cmp"
	"slices"
)

// health takes in how the switch bears its load. Only the last reading is kept.
func (w *work) health() { w.state.Health = w.poll.Health }

// wireless takes in the clients of a wireless controller. They are thousands, and
// move all day long: only the last reading is kept, and only in memory, so that
// nothing is known of them between a restart and the next reading.
func (w *work) wireless() {
	w.clients = slices.Clone(w.poll.Wireless)
	slices.SortFunc(w.clients, func(a, b WirelessClient) int { return cmp.Or(compareMACs(a.MAC, b.MAC), a.IP.Compare(b.IP)) })
}

// noteBlocked keeps what the spanning tree does with ports that are up and do not
// forward: only the last reading, only in memory, as there are few.
func (w *work) noteBlocked() {
	w.blocked = nil
	for _, i := range w.poll.Interfaces {
		if i.Oper != operUp || i.STP == "" || i.STP == portForwards {
			continue
		}
		if ref, ok := w.byIfIndex[i.Index]; ok {
			if w.blocked == nil {
				w.blocked = make(map[string]string)
			}
			w.blocked[w.names.names[ref]] = i.STP
		}
	}
}

// notePowered keeps which ports feed a device, and of which class: only the last
// reading, only in memory, as it says nothing of who is there.
func (w *work) notePowered() {
	w.powered = nil
	for _, i := range w.poll.Interfaces {
		ref, ok := w.byIfIndex[i.Index]
		if i.PoEClass == 0 || !ok {
			continue
		}
		if w.powered == nil {
			w.powered = make(map[string]int)
		}
		w.powered[w.names.names[ref]] = i.PoEClass
	}
}

// portForwards is dot1dStpPortState forwarding(5) (RFC 4188).
const portForwards = "forwarding"

// addPresent adds to a view what only the ledger knows.
func (l *Ledger) addPresent(v *SwitchView) {
	v.Wireless = l.clients
	for name, state := range l.blocked {
		i := slices.IndexFunc(v.Ports, func(p PortView) bool { return p.Port.IfName == name })
		if i >= 0 {
			v.Ports[i].Blocked = state
		}
	}
	for i := range v.Ports {
		if len(l.powered) > 0 {
			v.Ports[i].PoEClass = l.powered[v.Ports[i].Port.IfName]
		}
	}
}

// WirelessOf says what a wireless controller told of a device in its last reading.
// A device with several addresses has a row for each; the first is told.
func (v *SwitchView) WirelessOf(mac MAC) (WirelessClient, bool) {
	i, ok := slices.BinarySearchFunc(v.Wireless, mac, func(c WirelessClient, mac MAC) int { return compareMACs(c.MAC, mac) })
	if !ok || !v.Coverage[TableWireless].Fresh {
		return WirelessClient{}, false
	}
	return v.Wireless[i], true
}
