package inventory_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/inventory"
)

// TestRestoredLedgerGoesOnAlike runs one ledger through, and another that is
// written out as JSON and restored after every step, and compares all changes.
// Here roles are set too, and the addresses of switches change.
func TestRestoredLedgerGoesOnAlike(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(rt)
		known := map[inventory.MAC]inventory.SwitchID{{0, 0, 0x5e, 0, 0x53, 3}: "other"}
		h.ledger.SetSwitchMACs(known)
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			other := copyOf(rt, h.ledger)
			other.SetSwitchMACs(known)
			want, got := h.both(other)
			if diff := cmp.Diff(want, got, asValues...); diff != "" {
				rt.Fatalf("the restored ledger goes on otherwise (-straight +restored):\n%s", diff)
			}
			if diff := cmp.Diff(h.ledger.State(), other.State(), asValues...); diff != "" {
				rt.Fatalf("the restored ledger stands otherwise (-straight +restored):\n%s", diff)
			}
			if !want.Late {
				h.store.write(rt, want)
			}
		}
		h.store.noOverlap(rt)
	})
}

func copyOf(t *rapid.T, l *inventory.Ledger) *inventory.Ledger {
	text, err := json.Marshal(l.State())
	if err != nil {
		t.Fatal(err)
	}
	var s inventory.State
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return inventory.Restore(s, nil)
}

// both does one step to two ledgers.
func (h *history) both(other *inventory.Ledger) (one, two inventory.Changes) {
	if rapid.IntRange(0, 3).Draw(h.t, "what") == 0 {
		roles := make(map[string]inventory.PortRole)
		for _, port := range []string{"a", "b", "c"} {
			role := rapid.SampledFrom([]string{"", inventory.RoleEdge, inventory.RoleUplink}).Draw(h.t, "role")
			if role != "" {
				roles[port] = inventory.PortRole{Role: role, Sure: rapid.Bool().Draw(h.t, "sure")}
			}
		}
		return h.ledger.SetRoles(roles), other.SetRoles(roles)
	}
	h.number++
	h.now = h.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 60, 300, 4000}).Draw(h.t, "seconds")) * time.Second)
	p := h.poll(h.number, h.now)
	if rapid.IntRange(0, 9).Draw(h.t, "boot") == 0 {
		h.boot = h.now.Add(-time.Second)
	}
	p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalIfIndex: rapid.IntRange(1, 3).Draw(h.t, "neighbor"), SysName: "n"}}
	p.Tables[inventory.TableNeighbors] = inventory.TableState{Complete: rapid.Bool().Draw(h.t, "neighbors")}
	p.Memory = []byte(rapid.SampledFrom([]string{"", "x", "y"}).Draw(h.t, "memory"))
	return h.ledger.Apply(p), other.Apply(p)
}
