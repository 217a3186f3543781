package inventory

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// attributes adds what became of one aspect to the changes.
func (w *work) attributes(a Aspect, m moves[portRef, held]) {
	add := func(to *[]Attribute, from []move[portRef, held]) {
		for _, e := range from {
			*to = append(*to, w.attribute(a, e.entry, e.gone))
		}
	}
	add(&w.out.Attributes.Opened, m.opened)
	add(&w.out.Attributes.Closed, m.closed)
	add(&w.out.Attributes.Missed, m.missed)
}

// take applies one complete reading of an aspect.
func (w *work) take(a Aspect, seen map[portRef]held) {
	var m moves[portRef, held]
	r := w.aspects.of(a)
	r.begin()
	alike := make(texts)
	for ref, value := range seen {
		r.see(ref, alike.share(value), w.now, &m)
	}
	r.finish(w.now, &m)
	w.attributes(a, m)
}

// asJSON writes a value of our own types, which all have a JSON form.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("inventory: a value without a JSON form: " + err.Error())
	}
	return string(b)
}

// system takes in what the switch says of itself.
func (w *work) system() {
	s := w.poll.System
	facts := SwitchFacts{Name: s.Name, Descr: s.Descr, ObjectID: s.ObjectID, Location: s.Location, BridgeMAC: s.BridgeMAC}
	w.take(AspectSystem, map[portRef]held{0: hold(asJSON(facts), 0)})
}

// entities takes in model and serial.
func (w *work) entities() {
	models, serials := hardwareOf(w.poll)
	seen := make(map[portRef]held)
	if models != nil || serials != nil {
		facts := SwitchFacts{Model: strings.Join(models, ", "), Serial: strings.Join(serials, ", ")}
		seen[0] = hold(asJSON(facts), 0)
	}
	w.take(AspectHardware, seen)
}

// hardwareOf returns the models and serials of a switch: of every chassis, or else
// of the first part that has one. A stack has several chassis.
func hardwareOf(p *Poll) (models, serials []string) {
	for _, e := range p.Entities {
		if e.Class == "chassis" {
			models, serials = appendNew(models, e.Model), appendNew(serials, e.Serial)
		}
	}
	if models != nil || serials != nil {
		return models, serials
	}
	for _, e := range p.Entities {
		if e.Model != "" || e.Serial != "" {
			return appendNew(nil, e.Model), appendNew(nil, e.Serial)
		}
	}
	return nil, nil
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// interfaces takes in how ports are called, set up and linked.
func (w *work) interfaces() {
	config, link := make(map[portRef]held), make(map[portRef]held)
	w.lastIfIndex = asList(w.byIfIndex)
	for _, i := range inIndexOrder(w.poll.Interfaces) {
		ref, ok := w.byIfIndex[i.Index]
		if _, twice := config[ref]; twice || !ok {
			continue
		}
		lag := w.names.names[w.byIfIndex[i.LAGIfIndex]]
		config[ref] = hold(asJSON(PortConfig{IfIndex: i.Index, Descr: i.Descr, Alias: i.Alias, Type: i.Type,
			MAC: i.MAC, LAG: lag, Formerly: w.formerly[ref], Bridge: i.BridgePort > 0}), 0)
		link[ref] = w.link(ref, i)
	}
	w.take(AspectPort, config)
	w.take(AspectLink, link)
	w.noteBlocked()
	w.notePowered()
}

// link returns the state of a port's link. While it is not up, the last read
// that showed it up belongs to that state.
func (w *work) link(ref portRef, i Interface) held {
	state := LinkState{Admin: i.Admin, Oper: i.Oper, SpeedBPS: i.SpeedBPS, Duplex: i.Duplex}
	if i.Oper == operUp {
		return hold(asJSON(state), 0)
	}
	old, ok := w.aspects.of(AspectLink).has(ref)
	if !ok {
		return hold(asJSON(state), 0)
	}
	lastUp := old.value.ref
	if decode[LinkState](old.value.text()).Oper == operUp {
		lastUp = cmp.Or(old.missed, stampOf(w.readBefore))
	}
	return hold(asJSON(state), lastUp)
}

// operUp is ifOperStatus up(1) (RFC 2863).
const operUp = "up"

// vlans takes in the VLANs of the switch and of its ports.
func (w *work) vlans() {
	seen := make(map[portRef]held)
	if len(w.poll.VLANs) > 0 {
		list := slices.Clone(w.poll.VLANs)
		slices.SortFunc(list, func(a, b VLAN) int { return cmp.Or(a.VID-b.VID, cmp.Compare(a.Name, b.Name)) })
		seen[0] = hold(asJSON(list), 0)
	}
	w.take(AspectVLANs, seen)

	ports := make(map[portRef]held)
	for _, i := range w.poll.Interfaces {
		ref, ok := w.byIfIndex[i.Index]
		if ok && (i.PVID != 0 || i.Untagged != nil || i.Tagged != nil) {
			ports[ref] = hold(asJSON(PortConfig{PVID: i.PVID, Untagged: inOrder(i.Untagged), Tagged: inOrder(i.Tagged)}), 0)
		}
	}
	w.take(AspectPortVLANs, ports)
}

func inOrder(vids []int) []int {
	return slices.Compact(slices.Sorted(slices.Values(vids)))
}

// neighbors takes in who is at the other end of each port.
func (w *work) neighbors() {
	lists := make(map[portRef][]Neighbor)
	for _, n := range w.poll.Neighbors {
		ref, ok := w.localPort(n)
		if !ok {
			w.out.Skipped.Unresolved++
			continue
		}
		n.LocalIfIndex, n.LocalPort = 0, ""
		lists[ref] = append(lists[ref], n)
	}
	seen := make(map[portRef]held, len(lists))
	for ref, list := range lists {
		slices.SortFunc(list, compareNeighbors)
		seen[ref] = hold(asJSON(list), 0)
	}
	w.take(AspectNeighbors, seen)
}

func compareNeighbors(a, b Neighbor) int {
	return cmp.Or(cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.ChassisID, b.ChassisID),
		cmp.Compare(a.PortID, b.PortID), cmp.Compare(a.SysName, b.SysName), cmp.Compare(asJSON(a), asJSON(b)))
}

// localPort finds the port that a neighbour stands at: by its ifIndex, else by
// its name where the switch has, or had, such a port.
func (w *work) localPort(n Neighbor) (portRef, bool) {
	if ref, ok := w.byIfIndex[n.LocalIfIndex]; ok {
		return ref, true
	}
	ref, known := w.names.find(n.LocalPort)
	return ref, known && ref != 0
}
