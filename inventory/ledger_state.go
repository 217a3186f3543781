package inventory

import (
	"encoding/json"
	"slices"
)

// Restore returns the ledger that a State was kept of. Tables without a period
// in every have their default. The switches' MACs must be set anew.
func Restore(s State, every Periods) *Ledger {
	l := NewLedger(s.Switch, every)
	defer l.names.end()
	l.state, l.reads = s.State, packProgresses(s.State.Tables)
	l.state.Tables = nil
	alike := make(texts)
	for _, a := range s.Attributes {
		l.restoreAttribute(a, alike)
	}
	for _, s := range s.Sightings {
		key := sightKey{s.MAC, uint16(s.VID), l.names.ref(s.Port.IfName)}
		l.sightings.add(restored(key, none{}, s.Span, pending{s.Misses, stampOf(s.Missed)}))
	}
	for _, b := range s.Bindings {
		key := bindKeyOf(b.IP, b.MAC)
		l.bindings.add(restored(key, none{}, b.Span, pending{b.Misses, stampOf(b.Missed)}))
	}
	return l
}

// pending are the misses of an open span.
type pending struct {
	misses int
	missed stamp
}

func restored[K, V comparable](key K, value V, s Span, p pending) entry[K, V] {
	return entry[K, V]{key: key, value: value, first: stampOf(s.First), misses: uint8(p.misses), missed: p.missed}
}

func (l *Ledger) restoreAttribute(a Attribute, alike texts) {
	r := l.aspects.of(a.Aspect)
	if r == nil {
		return // of a newer rollcall
	}
	if !a.Open() {
		if a.Aspect == AspectBoot {
			l.reboots = append(l.reboots, a)
		}
		return
	}
	ref := l.names.ref(a.Port)
	r.add(restored(ref, alike.share(hold(a.Value, stampOf(a.Ref))), a.Span, pending{a.Misses, stampOf(a.Missed)}))
	switch a.Aspect {
	case AspectPort:
		config := decode[PortConfig](a.Value)
		if a.Misses == 0 { // the last complete read showed it
			l.lastIfIndex = append(l.lastIfIndex, ifIndexRef{config.IfIndex, ref})
		}
		l.setFormerly(ref, config.Formerly)
	case AspectRole:
		l.setUplink(ref, decode[PortRole](a.Value))
	}
}

// pack starts the numbering of ports anew once too many names have come and
// gone, so that a switch that makes up names costs no more than its open spans.
func (l *Ledger) pack() {
	if len(l.names.names) < maxPortNames {
		return
	}
	anew := Restore(l.State(), nil)
	anew.every, anew.known, anew.issued, anew.turns = l.every, l.known, l.issued, l.turns
	anew.clients, anew.blocked, anew.powered = l.clients, l.blocked, l.powered
	*l = *anew
}

func (l *Ledger) stateCopy() SwitchState {
	s := l.state
	s.Tables = l.reads.unpack()
	return s
}

// decode reads a value that asJSON wrote. What a newer rollcall wrote otherwise
// is read as far as it goes.
func decode[T any](value string) T {
	var v T
	_ = json.Unmarshal([]byte(value), &v)
	return v
}

// delta turns moves into rows, in a fixed order.
func delta[K, V comparable, T any](m moves[K, V], row func(entry[K, V], stamp) T, compare func(a, b T) int) Delta[T] {
	rows := func(from []move[K, V]) []T {
		var to []T
		for _, e := range from {
			to = append(to, row(e.entry, e.gone))
		}
		return to
	}
	d := Delta[T]{Opened: rows(m.opened), Closed: rows(m.closed), Missed: rows(m.missed)}
	sortDelta(&d, compare)
	return d
}

func sortDelta[T any](d *Delta[T], compare func(a, b T) int) {
	slices.SortFunc(d.Opened, compare)
	slices.SortFunc(d.Closed, compare)
	slices.SortFunc(d.Missed, compare)
}
