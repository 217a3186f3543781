package store

import (
	"errors"
	"testing"
	"time"

	"rollcall/inventory"
)

const day = 24 * time.Hour

// days is a moment some days after the beginning of the tests.
func days(n int) time.Time { return at(0).Add(time.Duration(n) * day) }

// yearOfVisits writes visits of one hour, a day each, in an ordinary and in a
// personal zone, and one device that never leaves.
func yearOfVisits(t *testing.T, visits int) *bench {
	t.Helper()
	b := newBench(t, open(t))
	b.write(poll("n-1", 1, at(-60), []seen{{mac(1), 10, 1}}, "10.241.10.1"))
	for n := range visits {
		for i := range 4 {
			devices, ips := []seen{{mac(1), 10, 1}}, []string{"10.241.10.1"}
			if i == 0 {
				devices = append(devices, seen{mac(2), 10, 2}, seen{mac(3), 220, 3})
				ips = append(ips, "10.241.10.2", "10.241.220.3")
			}
			b.write(poll("n-1", int64(n*4+i+2), days(n).Add(time.Duration(i)*time.Minute), devices, ips...))
		}
	}
	return b
}

func (b *bench) spansOf(last byte) (sightings, bindings int) {
	b.t.Helper()
	s, err1 := b.db.Sightings(b.t.Context(), inventory.AllSchools(), SightingQuery{MAC: mac(last)})
	h, err2 := b.db.Bindings(b.t.Context(), inventory.AllSchools(), BindingQuery{MAC: mac(last)})
	if err := errors.Join(err1, err2); err != nil {
		b.t.Fatal(err)
	}
	return len(s), len(h)
}

func TestPurgeByAge(t *testing.T) {
	b := yearOfVisits(t, 40)
	keep := Keep{FDB: 30 * day, Bindings: 20 * day, Personal: 5 * day, Confirmed: true}
	now, horizon := days(40).Add(2*time.Minute), days(10).Add(2*time.Minute)
	if err := b.db.Purge(t.Context(), now, keep); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name                string
		last                byte
		sightings, bindings int
	}{
		{"one that never left", 1, 1, 1},
		{"a visitor", 2, 29, 19},
		{"a visitor in a personal zone", 3, 4, 4},
	} {
		if s, h := b.spansOf(tc.last); s != tc.sightings || h != tc.bindings {
			t.Errorf("%s has %d sightings and %d bindings, want %d and %d", tc.name, s, h, tc.sightings, tc.bindings)
		}
	}
	b.checkLedger("n-1")
	if found := violations(t, b.db); found != nil {
		t.Error(found)
	}
	covered, err := b.db.Coverage(t.Context(), inventory.AllSchools(), CoverageQuery{Switch: "n-1", Table: inventory.TableFDB})
	if err != nil || len(covered) == 0 || !covered[len(covered)-1].First.Equal(horizon) {
		t.Errorf("coverage is %v, %v: it claims to know what was removed", covered, err)
	}
	past, err := b.db.Snapshot(t.Context(), inventory.AllSchools(), b.city, north, days(3).Add(30*time.Second))
	if err != nil || past.Switches[1].Coverage[inventory.TableFDB].Fresh {
		t.Errorf("a moment whose history was removed says it was looked at: %v", err)
	}
	if err := b.db.Purge(t.Context(), now, Keep{FDB: 30 * day, Bindings: 20 * day, Personal: 5 * day}); err != nil {
		t.Errorf("purging again: %v", err)
	}
}

func TestWrongClockPurgesNothing(t *testing.T) {
	b := yearOfVisits(t, 20)
	before, _ := b.spansOf(2)
	err := b.db.Purge(t.Context(), days(3650), Keep{FDB: 365 * day, Bindings: 365 * day, Audit: 365 * day})
	if !errors.Is(err, ErrPurgeTooMuch) {
		t.Errorf("purge with a clock ten years ahead: %v, want ErrPurgeTooMuch", err)
	}
	if after, _ := b.spansOf(2); after != before {
		t.Errorf("%d of %d sightings are left", after, before)
	}
}

func TestPurgeKeepsForEverByDefault(t *testing.T) {
	b := yearOfVisits(t, 3)
	if err := b.db.Purge(t.Context(), days(3650), Keep{}); err != nil {
		t.Fatal(err)
	}
	if s, _ := b.spansOf(2); s != 3 {
		t.Errorf("%d sightings are left, want 3", s)
	}
}

func TestPurgeOfPeoplesRecords(t *testing.T) {
	b := newBench(t, open(t))
	rows := b.find(0, finding(north, inventory.KindUnknownMAC, "over"), finding(north, inventory.KindUnknownMAC, "lasts"))
	rows[0].Resolved = at(1)
	b.find(1, rows[0])
	for i, name := range []string{"one", "uno"} {
		if _, err := b.db.ImportWhitelist(t.Context(), Import{At: at(i)}, []inventory.ListEntry{entry(1, name, 2)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.db.Purge(t.Context(), days(400), Keep{Audit: 365 * day}); err != nil {
		t.Fatal(err)
	}
	found, err1 := b.db.Findings(t.Context(), inventory.AllSchools(), FindingQuery{From: at(-1)})
	lists, err2 := b.db.Lists(t.Context(), inventory.AllSchools(), north, days(400))
	events, err3 := b.db.Events(t.Context(), inventory.AllSchools(), EventQuery{})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Subject != "lasts" || len(lists.Whitelist) != 1 || len(events) != 0 {
		t.Errorf("findings %v, list %v, events %v; want what lasts, what is listed, and none", found, lists.Whitelist, events)
	}
}
