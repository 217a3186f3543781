package inventory

import "strings"

// A portIndex finds the ports of a switch by what people call them.
type portIndex struct {
	named  map[string]PortID   // as the switch names them in its last reading
	ending map[string][]PortID // sockets, by what begins with the first digit of that name
	before map[string]PortID   // names that the last reading did not show any more, or that ports had before a re-key
	former map[string][]PortID // sockets, by what begins with the first digit of such a name
}

func newPortIndex(ports []PortView) portIndex {
	x := portIndex{make(map[string]PortID, len(ports)), make(map[string][]PortID, len(ports)), make(map[string]PortID), make(map[string][]PortID)}
	for _, p := range ports {
		name := foldPort(p.Port.IfName)
		if p.Missed {
			x.before[name] = p.Port
			continue
		}
		x.named[name] = p.Port
		if was := foldPort(p.Config.Formerly); was != "" {
			x.before[was] = p.Port
			if p.IsSocket() {
				x.former[portNumber(was)] = append(x.former[portNumber(was)], p.Port)
			}
		}
		if p.IsSocket() {
			x.ending[portNumber(name)] = append(x.ending[portNumber(name)], p.Port)
		}
	}
	return x
}

// find returns the port of a name, case and blanks aside; else the only one whose
// name ends so from its first digit on. Firmware changes the letters before the
// number, and people leave them out: eth1/0/7 is 1/0/7 and Ethernet1/0/7. What a
// port was called before a re-key counts after that.
func (x portIndex) find(name string) (PortID, bool) {
	name = foldPort(name)
	if p, ok := x.named[name]; ok {
		return p, true
	}
	if same := x.ending[portNumber(name)]; len(same) == 1 && portNumber(name) != "" {
		return same[0], true
	}
	if p, ok := x.before[name]; ok {
		return p, true
	}
	if same := x.former[portNumber(name)]; len(same) == 1 && portNumber(name) != "" {
		return same[0], true
	}
	return PortID{}, false
}

// foldPort leaves out what does not matter when people type the name of a port.
func foldPort(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }

// portNumber is a name from its first digit on.
func portNumber(name string) string {
	return strings.TrimLeftFunc(name, func(r rune) bool { return r < '0' || r > '9' })
}

// PortNamed returns the port of a switch that people call by a name: 1/17 is
// GigabitEthernet1/17 where no other port ends so. A switch that is not known has
// no ports.
func (v *SwitchView) PortNamed(name string) (PortView, bool) {
	if v == nil {
		return PortView{}, false
	}
	id, ok := newPortIndex(v.Ports).find(name)
	for _, p := range v.Ports {
		if ok && p.Port == id {
			return p, true
		}
	}
	return PortView{}, false
}

// PortRecords returns the row of the school's written record that speaks of each
// port, the last of several, and the rows whose port no switch has.
func (s *Snapshot) PortRecords() (of map[PortID]PortRecord, unplaced []PortRecord) {
	all, unplaced := s.AllPortRecords()
	of = make(map[PortID]PortRecord, len(all))
	for port, rows := range all {
		of[port] = rows[len(rows)-1]
	}
	return of, unplaced
}

// AllPortRecords returns every row of the written record that speaks of each port, in
// the order of the record, and the rows whose port no switch has.
func (s *Snapshot) AllPortRecords() (of map[PortID][]PortRecord, unplaced []PortRecord) {
	of = make(map[PortID][]PortRecord, len(s.Lists.PortRecord))
	ports := make(map[SwitchID]portIndex, len(s.Switches))
	if len(s.Lists.PortRecord) > 0 {
		for _, v := range s.Switches {
			ports[v.Switch.ID] = newPortIndex(v.Ports)
		}
	}
	for _, r := range s.Lists.PortRecord {
		if port, ok := ports[r.Switch].find(r.Port); ok {
			of[port] = append(of[port], r)
			continue
		}
		unplaced = append(unplaced, r)
	}
	return of, unplaced
}
