package inventory

import (
	"iter"
	"slices"
	"time"
)

// IndexLedgers indexes the city as [NewCityIndex] does, from the ledgers of its
// switches as they stand.
func IndexLedgers(city *City, listed ListedBy, ledgers map[SwitchID]*Ledger) *CityIndex {
	index := &CityIndex{Schools: make(map[SchoolCode]School, len(city.Schools)), Listed: listed, ARPSources: city.ARPSources, Brands: city.Brands}
	var here []*Ledger
	for _, school := range city.Schools {
		index.Schools[school.Code] = school
	}
	for _, sw := range city.Switches() {
		if l := ledgers[sw.ID]; l != nil {
			here = append(here, l)
		}
	}
	index.SwitchMACs = ownersOf(slices.Values(here), bindingsOf(ledgers))
	index.SwitchNames = switchNames(city, func(yield func(SwitchID, string) bool) {
		for _, l := range here {
			if !yield(l.sw.ID, l.identity().name) {
				return
			}
		}
	})
	return index
}

// LedgersSwitchMACs is [SwitchMACs] of ledgers as they stand.
func LedgersSwitchMACs(ledgers map[SwitchID]*Ledger) map[MAC]SwitchID {
	return ownersOf(func(yield func(*Ledger) bool) {
		for _, l := range ledgers {
			if !yield(l) {
				return
			}
		}
	}, bindingsOf(ledgers))
}

// ownersOf names the switches of ledgers by their own addresses, and by what
// bindings say of those that they are managed at.
func ownersOf(ledgers iter.Seq[*Ledger], bindings iter.Seq[entry[bindKey, none]]) map[MAC]SwitchID {
	o := newSwitchOwners()
	for l := range ledgers {
		o.addSwitch(l.sw, l.identity().macs)
	}
	for b := range bindings {
		o.addBinding(b.key.addr(), b.key.mac, int(b.misses))
	}
	return o.settled()
}

func bindingsOf(ledgers map[SwitchID]*Ledger) iter.Seq[entry[bindKey, none]] {
	return func(yield func(entry[bindKey, none]) bool) {
		for _, l := range ledgers {
			for _, b := range l.bindings.open {
				if !yield(b) {
					return
				}
			}
		}
	}
}

// An identity is what other switches know a switch by.
type identity struct {
	name string
	macs []MAC // of the bridge and of its ports
}

// identity returns what the switch is known by. It is worked out anew only after
// an attribute has changed.
func (l *Ledger) identity() identity {
	if l.called != nil {
		return *l.called
	}
	var v SwitchView
	for _, e := range l.aspects.of(AspectSystem).open {
		v.Facts.add(l.attribute(AspectSystem, e, 0))
	}
	for _, e := range l.aspects.of(AspectPort).open {
		v.Ports = append(v.Ports, PortView{Config: decode[PortConfig](e.value.text())})
	}
	l.called = &identity{v.Facts.Name, v.OwnMACs()}
	return *l.called
}

// Coverage says how a table of the switch stands at a moment.
func (l *Ledger) Coverage(t Table, at time.Time) CoverageView { return l.reads.of(t).view(at) }

// Progress says how the reading of a table goes on; it is zero where the table
// was never asked for.
func (l *Ledger) Progress(t Table) TableProgress { return l.reads.of(t) }

// Steady says whether the last poll applied told nothing new: no span has
// changed, and neither has how the switch answers nor which tables could be read.
func (l *Ledger) Steady() bool { return l.steady }

// Turns is a number that grows with every poll that told anything new, and with
// every change of roles: while it stays, so does what View shows, but for gauges
// and the moments of readings.
func (l *Ledger) Turns() int { return l.turns }

// BindingsOf returns the open bindings of a school's addresses, of those that the
// switch is a source of.
func (l *Ledger) BindingsOf(p SchoolPlan) []Binding {
	var open []Binding
	for _, e := range l.bindings.open {
		if p.Owns(e.key.addr()) {
			open = append(open, l.binding(e, 0))
		}
	}
	slices.SortFunc(open, compareBindings)
	return open
}
