package inventory_test

import (
	"cmp"
	"slices"
	"time"

	"pgregory.net/rapid"

	"rollcall/inventory"
)

// A fakeStore does with changes what a database would: it inserts, it updates
// what is there, and it complains where a row is missing or there already.
type fakeStore struct {
	row        inventory.SwitchState
	sightings  map[string]stretch
	bindings   map[string]stretch
	links      map[string]stretch
	vlans      map[string]stretch
	openS      map[string]inventory.Sighting
	openB      map[string]inventory.Binding
	attributes map[string]inventory.Attribute
}

func newFakeStore() *fakeStore {
	return &fakeStore{sightings: map[string]stretch{}, bindings: map[string]stretch{}, links: map[string]stretch{}, vlans: map[string]stretch{},
		openS: map[string]inventory.Sighting{}, openB: map[string]inventory.Binding{}, attributes: map[string]inventory.Attribute{}}
}

func (f *fakeStore) write(t *rapid.T, c inventory.Changes) {
	f.row = c.State
	writeDelta(t, c.Sightings, f.openS, f.sightings, func(s inventory.Sighting) stretch {
		return stretch{fact{sightingKey(s.MAC, s.VID, s.Port.IfName), "there"}, s.First, s.Gone, s.Misses}
	})
	writeDelta(t, c.Bindings, f.openB, f.bindings, func(b inventory.Binding) stretch {
		return stretch{fact{b.IP.String() + " " + short(b.MAC), "there"}, b.First, b.Gone, b.Misses}
	})
	for _, part := range []struct {
		aspect inventory.Aspect
		rows   map[string]stretch
	}{{inventory.AspectLink, f.links}, {inventory.AspectPortVLANs, f.vlans}} {
		own := inventory.Delta[inventory.Attribute]{Opened: ofAspect(c.Attributes.Opened, part.aspect),
			Closed: ofAspect(c.Attributes.Closed, part.aspect), Missed: ofAspect(c.Attributes.Missed, part.aspect)}
		writeDelta(t, own, map[string]inventory.Attribute{}, part.rows, func(a inventory.Attribute) stretch {
			return stretch{fact{a.Port, a.Value}, a.First, a.Gone, a.Misses}
		})
	}
	f.writeAttributes(c)
}

func ofAspect(list []inventory.Attribute, aspect inventory.Aspect) []inventory.Attribute {
	return slices.DeleteFunc(slices.Clone(list), func(a inventory.Attribute) bool { return a.Aspect != aspect })
}

// writeDelta writes closed rows before opened ones, as a store must.
func writeDelta[T any](t *rapid.T, d inventory.Delta[T], open map[string]T, rows map[string]stretch, of func(T) stretch) {
	for _, x := range d.Closed {
		s := of(x)
		s.misses = 0
		update1(t, rows, s)
		delete(open, s.key)
	}
	for _, x := range d.Opened {
		s := of(x)
		id := s.key + s.first.String()
		if old, twice := rows[id]; twice {
			t.Fatalf("opened twice: %v over %v", s, old)
		}
		rows[id], open[s.key] = s, x
	}
	for _, x := range d.Missed {
		update1(t, rows, of(x))
		open[of(x).key] = x
	}
}

func update1(t *rapid.T, rows map[string]stretch, s stretch) {
	id := s.key + s.first.String()
	old, ok := rows[id]
	if !ok || !old.gone.IsZero() {
		t.Fatalf("no open row for %v, but %v", s, old)
	}
	rows[id] = s
}

func (f *fakeStore) writeAttributes(c inventory.Changes) {
	key := func(a inventory.Attribute) string { return string(a.Aspect) + " " + a.Port + " " + a.First.String() }
	for _, list := range [][]inventory.Attribute{c.Attributes.Closed, c.Attributes.Opened, c.Attributes.Missed} {
		for _, a := range list {
			f.attributes[key(a)] = a
		}
	}
}

// state loads what a store would load for the ledger.
func (f *fakeStore) state() inventory.State {
	s := inventory.State{Switch: inventory.Switch{ID: "sw"}, State: f.row}
	for _, x := range f.openS {
		s.Sightings = append(s.Sightings, x)
	}
	for _, x := range f.openB {
		s.Bindings = append(s.Bindings, x)
	}
	for _, a := range f.attributes {
		recent := a.Aspect == inventory.AspectBoot && f.row.Asked.Sub(a.Gone) <= inventory.RebootsKept
		if a.Open() || recent {
			s.Attributes = append(s.Attributes, a)
		}
	}
	slices.SortFunc(s.Sightings, func(a, b inventory.Sighting) int {
		return cmp.Or(cmp.Compare(a.Port.IfName, b.Port.IfName), slices.Compare(a.MAC[:], b.MAC[:]), a.VID-b.VID)
	})
	slices.SortFunc(s.Bindings, func(a, b inventory.Binding) int {
		return cmp.Or(a.IP.Compare(b.IP), slices.Compare(a.MAC[:], b.MAC[:]))
	})
	slices.SortFunc(s.Attributes, func(a, b inventory.Attribute) int {
		return cmp.Or(cmp.Compare(a.Aspect, b.Aspect), cmp.Compare(a.Port, b.Port), a.First.Compare(b.First))
	})
	return s
}

// noOverlap checks that the spans of one key follow each other.
func (f *fakeStore) noOverlap(t *rapid.T) {
	for _, rows := range []map[string]stretch{f.sightings, f.bindings, f.links, f.vlans} {
		byKey := make(map[string][]stretch)
		for _, s := range rows {
			byKey[s.key] = append(byKey[s.key], s)
		}
		for _, list := range byKey {
			slices.SortFunc(list, func(a, b stretch) int { return a.first.Compare(b.first) })
			var last time.Time
			for i, s := range list {
				open := s.gone.IsZero()
				if s.first.Before(last) || !open && s.gone.Before(s.first) || open && i != len(list)-1 {
					t.Fatalf("spans overlap: %v", list)
				}
				last = s.gone
			}
		}
	}
}
