package main

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// TestStoreTellsWhatTheLedgersTell watches a city for a while, with its faults and
// decoys: virtual routers, copied addresses, uplinks, a gateway that serves all.
// Then the snapshot of each school that the ledgers make must be the one that the
// store makes, what it knows of the city too.
func TestStoreTellsWhatTheLedgersTell(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stderr: t.Output()}
	v, err := openDay(e, t.TempDir(), simcity.Options{Seed: 2}, 12*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = v.daemon.db.Close() }()
	if _, err := v.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := v.daemon
	if err := d.refreshIndex(t.Context(), v.at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	devices := 0
	for _, school := range d.city().Schools {
		stored, err := d.db.Snapshot(t.Context(), inventory.AllSchools(), d.city(), school.Code, v.at)
		if err != nil {
			t.Fatal(err)
		}
		live := d.snapshotOf(school, v.at, stored.Lists)
		if diff := cmp.Diff(live, stored, sameFacts...); diff != "" {
			t.Fatalf("school %s (-ledgers +store):\n%.8000s", school.Code, diff)
		}
		for _, v := range stored.Switches {
			devices += len(v.Sightings)
		}
	}
	if devices < 1000 || len(d.index.SwitchMACs) < 50 {
		t.Errorf("only %d sightings and %d addresses of switches were compared", devices, len(d.index.SwitchMACs))
	}
}

// sameFacts compares facts: an empty list is as good as none. What only the last
// reading tells, what other sources than switches do, and the age of backups, is of
// now only.
var sameFacts = cmp.Options{cmpopts.EquateEmpty(),
	cmpopts.IgnoreFields(inventory.Snapshot{}, "Keeper", "Backups", "DHCP", "Rejects", "RejectsHeard", "Reach", "Blocked", "BlocklistAt", "Windows"),
	cmpopts.IgnoreFields(inventory.SwitchView{}, "Wireless"), cmpopts.IgnoreFields(inventory.PortView{}, "Blocked"),
	cmpopts.EquateComparable(netip.Addr{}, netip.AddrPort{}, netip.Prefix{})}
