package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/inventory"
)

// A history keeps every span in plain lists, as the naive twin of the database.
type history struct {
	states     map[inventory.SwitchID]inventory.SwitchState
	ended      map[inventory.SwitchID][]inventory.Coverage
	sightings  []inventory.Sighting
	bindings   []inventory.Binding
	attributes []inventory.Attribute
}

func newHistory() *history {
	return &history{states: map[inventory.SwitchID]inventory.SwitchState{}, ended: map[inventory.SwitchID][]inventory.Coverage{}}
}

func (h *history) write(c inventory.Changes) {
	if c.Late {
		return
	}
	h.states[c.Switch] = c.State
	h.ended[c.Switch] = append(h.ended[c.Switch], c.Ended...)
	h.sightings = follow(h.sightings, c.Sightings, func(a, b inventory.Sighting) bool {
		return a.MAC == b.MAC && a.VID == b.VID && a.Port == b.Port && a.First.Equal(b.First)
	})
	h.bindings = follow(h.bindings, c.Bindings, func(a, b inventory.Binding) bool {
		return a.IP == b.IP && a.MAC == b.MAC && a.Source == b.Source && a.First.Equal(b.First)
	})
	h.attributes = follow(h.attributes, c.Attributes, func(a, b inventory.Attribute) bool {
		return a.Switch == b.Switch && a.Port == b.Port && a.Aspect == b.Aspect && a.First.Equal(b.First)
	})
}

// follow does to a list what a delta says.
func follow[T any](list []T, d inventory.Delta[T], same func(a, b T) bool) []T {
	for _, changed := range slices.Concat(d.Closed, d.Missed) {
		i := slices.IndexFunc(list, func(old T) bool { return same(old, changed) })
		list[i] = changed
	}
	return append(list, d.Opened...)
}

// view is what a switch looked like at a moment, by all that is known today.
func (h *history) view(sw inventory.Switch, at time.Time) inventory.SwitchView {
	s := inventory.State{Switch: sw, State: inventory.StateAt(at, h.states[sw.ID], h.ended[sw.ID])}
	for _, seen := range h.sightings {
		if seen.Port.Switch == sw.ID && seen.Holds(at) {
			seen.Misses, seen.Missed = pendingAt(seen.Span, seen.Misses, seen.Missed, at)
			s.Sightings = append(s.Sightings, seen)
		}
	}
	for _, a := range h.attributes {
		if a.Switch == sw.ID {
			s.Attributes = append(s.Attributes, a)
		}
	}
	slices.SortFunc(s.Sightings, func(a, b inventory.Sighting) int {
		return cmp.Or(cmp.Compare(a.Port.IfName, b.Port.IfName), bytes.Compare(a.MAC[:], b.MAC[:]), a.VID-b.VID)
	})
	return s.View(at, nil)
}

// pendingAt leaves out misses that a moment does not know of yet.
func pendingAt(s inventory.Span, misses int, missed, at time.Time) (int, time.Time) {
	if !s.Open() || missed.After(at) {
		return 0, time.Time{}
	}
	return misses, missed
}

// bindingsOf are those of a school: of its own sources, and of its addresses by
// the firewall that serves all.
func (h *history) bindingsOf(code inventory.SchoolCode, plan inventory.SchoolPlan, at time.Time) []inventory.Binding {
	var found []inventory.Binding
	for _, b := range h.bindings {
		own := code == north && (b.Source == "n-core" || b.Source == "n-1")
		if !b.Holds(at) || !own && !(b.Source == "fw" && plan.Owns(b.IP)) {
			continue
		}
		b.Misses, b.Missed = pendingAt(b.Span, b.Misses, b.Missed, at)
		found = append(found, b)
	}
	slices.SortFunc(found, func(a, b inventory.Binding) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), a.IP.Compare(b.IP), bytes.Compare(a.MAC[:], b.MAC[:]))
	})
	return found
}

// like compares values of this module; an empty slice or map is as good as none.
func like(want, got any) string {
	return gocmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Addr{}, netip.AddrPort{}, netip.Prefix{}))
}

// randomPoll reads a switch in a way that real ones do: whole, in part, or not at all.
func randomPoll(r *rapid.T, sw inventory.SwitchID, number int64, when time.Time) inventory.Poll {
	if rapid.IntRange(0, 6).Draw(r, "silent") == 0 {
		return silentPoll(sw, number, when)
	}
	var devices []seen
	for n := range byte(5) {
		if rapid.Bool().Draw(r, "here") {
			devices = append(devices, seen{mac(n), rapid.SampledFrom([]int{10, 220}).Draw(r, "vid"), rapid.IntRange(1, 2).Draw(r, "port")})
		}
	}
	var ips []string
	for _, ip := range []string{"10.241.10.1", "10.242.10.2", "192.168.0.3", "2001:db8::4"} {
		if rapid.Bool().Draw(r, "held") {
			ips = append(ips, ip)
		}
	}
	p := poll(sw, number, when, devices, ips...)
	if rapid.Bool().Draw(r, "link") {
		p.Interfaces[0].Oper = "down"
	}
	if rapid.IntRange(0, 5).Draw(r, "reboot") == 0 {
		p.System.UptimeSeconds = 1
	}
	for _, table := range inventory.Tables() {
		switch rapid.IntRange(0, 6).Draw(r, string(table)) {
		case 0:
			p.Tables[table] = inventory.TableState{Reason: inventory.ReasonTimeout}
		case 1:
			delete(p.Tables, table)
		}
	}
	return p
}

// TestSnapshotsOfRandomHistories writes random histories and asks for moments
// of them: the present must be what the ledgers say, and the past what all spans
// together say.
func TestSnapshotsOfRandomHistories(t *testing.T) {
	t.Parallel()
	dir, round := t.TempDir(), 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		db, err := Open(t.Context(), filepath.Join(dir, fmt.Sprint(round)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		b, h := newBench(t, db), newHistory()
		end := writeRandomHistory(r, b, h)
		north1 := b.city.Schools[0]
		now, err := db.Snapshot(t.Context(), inventory.AllSchools(), b.city, north, at(end))
		if err != nil {
			t.Fatal(err)
		}
		for i, sw := range north1.Switches {
			if diff := like(b.ledgers[sw.ID].View(at(end), now.City.SwitchMACs), now.Switches[i]); diff != "" {
				r.Fatalf("%s now (-ledger +store):\n%s", sw.ID, diff)
			}
		}
		for range 4 {
			comparePast(r, b, h, at(rapid.IntRange(-10, end).Draw(r, "moment")))
		}
		if found := violations(t, db); found != nil {
			r.Fatal(found)
		}
	})
}

// writeRandomHistory returns the second of its last poll.
func writeRandomHistory(r *rapid.T, b *bench, h *history) int {
	second := 0
	for range rapid.IntRange(1, 12).Draw(r, "steps") {
		second += rapid.SampledFrom([]int{1, 30, 60, 60, 60, 400}).Draw(r, "later")
		l := b.ledgers[rapid.SampledFrom([]inventory.SwitchID{"n-core", "n-1", "n-1", "fw"}).Draw(r, "switch")]
		changes := l.Apply(randomPoll(r, l.Switch().ID, l.Number()+1, at(second)))
		batch := Batch{At: at(second), Changes: []inventory.Changes{changes}}
		if rapid.IntRange(0, 3).Draw(r, "roles") == 0 {
			batch.Changes = append(batch.Changes, l.SetRoles(map[string]inventory.PortRole{
				"p1": {Role: inventory.RoleUplink, Sure: rapid.Bool().Draw(r, "sure")}}))
		}
		b.store(batch)
		for _, c := range batch.Changes {
			h.write(c)
		}
	}
	return second
}

func comparePast(r *rapid.T, b *bench, h *history, when time.Time) {
	got, err := b.db.Snapshot(context.Background(), inventory.OnlySchools(north), b.city, north, when)
	if err != nil {
		r.Fatal(err)
	}
	for i, sw := range b.city.Schools[0].Switches {
		if diff := like(h.view(sw, when), got.Switches[i]); diff != "" {
			r.Fatalf("%s at %s (-history +store):\n%s", sw.ID, when, diff)
		}
	}
	if diff := like(h.bindingsOf(north, got.Plan, when), got.Bindings); diff != "" {
		r.Fatalf("bindings at %s (-history +store):\n%s", when, diff)
	}
}
