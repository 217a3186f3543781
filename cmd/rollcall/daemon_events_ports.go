package main

import (
	"fmt"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// eventsOf turns messages into events to be stored, their ports named. Owners
// says at which event those of each message begin. What a switch says over and
// over, of one port and one device, is one event with a count.
func (d *daemon) eventsOf(batch []inbox.Message) (events []inventory.SwitchEvent, owners []int) {
	ports := d.portFinder()
	last := make(map[inventory.PortID]int) // the newest event of each port
	for _, m := range batch {
		owners = append(owners, -1)
		for i, e := range m.Events {
			said := ports.placed(e)
			at := inventory.PortID{Switch: said.Switch, IfName: said.Port}
			if n, ok := last[at]; ok && sameEvent(events[n], said) {
				events[n].Count++
			} else {
				said.Count = 1
				last[at] = len(events)
				events = append(events, said)
			}
			if i == 0 && e.Ident != 0 {
				owners[len(owners)-1] = last[at]
			}
		}
	}
	return events, owners
}

// sameEvent says whether two events of one port say the same. Informs are told
// apart by the store.
func sameEvent(a, b inventory.SwitchEvent) bool {
	sameMAC := a.MAC == b.MAC || a.MAC != nil && b.MAC != nil && *a.MAC == *b.MAC
	return sameMAC && a.Ident == 0 && b.Ident == 0 && a.Kind == b.Kind && a.VID == b.VID && a.User == b.User &&
		(a.Text == b.Text || a.Kind == inventory.EventLinkUp || a.Kind == inventory.EventLinkDown)
}

// A portFinder names the ports that messages mean, by what was last read of the
// switches.
type portFinder struct {
	d     *daemon
	views map[inventory.SwitchID]*inventory.SwitchView
}

func (d *daemon) portFinder() portFinder {
	return portFinder{d, make(map[inventory.SwitchID]*inventory.SwitchView)}
}

// placed is an event with its port, if it names one that is known; else what it
// names is kept in its text.
func (f portFinder) placed(e inbox.Event) inventory.SwitchEvent {
	said := e.SwitchEvent
	if e.Hint == (inbox.Hint{}) {
		return said
	}
	said.Port = f.port(said.Switch, e.Hint)
	if said.Port == "" && said.Text == "" {
		said.Text = hintText(e.Hint)
	}
	return said
}

func hintText(h inbox.Hint) string {
	switch {
	case h.Name != "":
		return "port " + h.Name
	case h.IfIndex > 0:
		return fmt.Sprint("ifIndex ", h.IfIndex)
	}
	return fmt.Sprint("bridge port ", h.BridgePort)
}

func (f portFinder) port(sw inventory.SwitchID, h inbox.Hint) string {
	index := h.IfIndex
	if index == 0 && h.BridgePort > 0 {
		index = f.d.mail.bridgePort(sw, h.BridgePort)
	}
	if index > 0 {
		if name, ok := f.byIndex(sw, index); ok {
			return name
		}
	}
	if h.Name == "" {
		return ""
	}
	if p, ok := f.view(sw).PortNamed(h.Name); ok {
		return p.Port.IfName
	}
	return ""
}

func (f portFinder) byIndex(sw inventory.SwitchID, index int) (string, bool) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	l := f.d.ledgers[sw]
	if l == nil {
		return "", false
	}
	return l.PortOf(index)
}

// view is the switch as it stands, made once for each batch.
func (f portFinder) view(sw inventory.SwitchID) *inventory.SwitchView {
	if v, ok := f.views[sw]; ok {
		return v
	}
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	var v *inventory.SwitchView
	if l := f.d.ledgers[sw]; l != nil {
		made := l.View(f.d.pace.now(), f.d.known)
		v = &made
	}
	f.views[sw] = v
	return v
}

// noteBridge remembers how a switch numbers its bridge ports, which MAC
// notifications name.
func (m *mail) noteBridge(p *inventory.Poll) {
	if len(m.inboxes) == 0 || !p.Complete(inventory.TableInterfaces) {
		return
	}
	ports := make(map[int]int)
	for _, i := range p.Interfaces {
		if i.BridgePort > 0 && i.BridgePort != i.Index {
			ports[i.BridgePort] = i.Index
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bridges[p.Switch] = ports
}

// bridgePort is the ifIndex of a bridge port; most switches number both alike.
func (m *mail) bridgePort(sw inventory.SwitchID, n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if index, ok := m.bridges[sw][n]; ok {
		return index
	}
	return n
}
