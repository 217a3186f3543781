package inventory_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/inventory"
)

// TestFirstTableMayWait withholds the forwarding table from a store for a random
// history, with roles set in between. Until then the store must look as if the
// table had never been read, afterwards as if it had been told everything.
func TestFirstTableMayWait(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(rt)
		h.withhold(rapid.IntRange(1, 20).Draw(rt, "withheld"))
		row := h.store.state()
		if fdb := row.State.Tables[inventory.TableFDB]; len(row.Sightings) > 0 || !fdb.First.IsZero() || !fdb.Last.IsZero() {
			rt.Fatalf("the store was told of the forwarding table: %+v, %v", fdb, row.Sightings)
		}
		first := h.ledger.FirstFDB()
		if first.Number != 0 || first.Late {
			rt.Fatalf("what was withheld counts as poll %d, late %v", first.Number, first.Late)
		}
		h.store.write(rt, first)
		for range rapid.IntRange(0, 5).Draw(rt, "told") {
			h.store.write(rt, h.next())
		}
		if diff := cmp.Diff(h.ledger.State(), h.store.state(), asValues...); diff != "" {
			rt.Fatalf("the store differs (-ledger +store):\n%s", diff)
		}
		h.store.noOverlap(rt)
	})
}

// withhold lets polls pass of which the store hears all but the forwarding table.
func (h *history) withhold(polls int) {
	for range polls {
		h.store.write(h.t, h.next().WithoutFDB())
		if rapid.Bool().Draw(h.t, "roles") {
			role := inventory.PortRole{Role: inventory.RoleUplink, Sure: rapid.Bool().Draw(h.t, "sure")}
			h.store.write(h.t, h.ledger.SetRoles(map[string]inventory.PortRole{"a": role}).WithoutFDB())
		}
	}
}

// next applies one poll that is neither late nor a repeat.
func (h *history) next() inventory.Changes {
	h.number++
	h.now = h.now.Add(time.Duration(rapid.SampledFrom([]int{1, 60, 300, 4000}).Draw(h.t, "seconds")) * time.Second)
	return h.ledger.Apply(h.poll(h.number, h.now))
}

// TestWithholdingLeavesTheChangesAlone: they may be told to somebody else as well.
func TestWithholdingLeavesTheChangesAlone(t *testing.T) {
	s := newScript(t)
	s.ledger.Apply(s.poll([]string{"1", "at", "0", "interfaces:1=ge1/up", "fdb:01/10@1"}))
	c := s.ledger.Apply(s.poll([]string{"2", "at", "3600", "interfaces:1=ge1/up", "fdb:02/10@1"}))
	if got := c.WithoutFDB(); len(got.Ended) != 1 || got.Ended[0].Table != inventory.TableInterfaces || got.Spans() != 1 {
		t.Errorf("withheld: %+v, want the end of the coverage of interfaces alone", got)
	}
	if len(c.Ended) != 2 || c.Sightings.Len() == 0 || c.State.Tables[inventory.TableFDB].Last.IsZero() {
		t.Errorf("the changes were altered: %+v", c)
	}
}
