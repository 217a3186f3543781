package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/lists"
)

// readBlocklist reads the list of the simulated centre and looks up who holds its
// addresses in the first round, before two PCs exchange theirs.
func (c *cityUnderRules) readBlocklist(t *testing.T) {
	t.Helper()
	text, at := c.city.Blocklist()
	rows, report := lists.ReadFile(lists.KindBlocklist, strings.NewReader(text), lists.Options{City: &c.config.City, Now: at})
	if len(report.Refused) > 0 || len(rows.Blocked) != 5 {
		t.Fatalf("%d blocked addresses, refused %v, in\n%s", len(rows.Blocked), report.Refused, text)
	}
	for i, e := range rows.Blocked {
		s := c.shots[e.School]
		b := inventory.BlockedIP{ID: int64(i + 1), School: e.School, IP: e.IP, BlockedAt: e.At, ListDate: e.ListDate, Listed: at, Source: e.Source, State: inventory.BlockListed}
		var held []inventory.Binding
		for _, binding := range s.Bindings {
			if binding.IP == b.IP {
				held = append(held, binding)
			}
		}
		b, err := b.Locate(inventory.BlockedScene{Now: e.At, Held: held, Shot: func(time.Time) (*inventory.Snapshot, error) { return s, nil }})
		if err != nil {
			t.Fatal(err)
		}
		c.blocked = append(c.blocked, b)
	}
}

// tellBlocked tells a snapshot of the blocked addresses.
func (c *cityUnderRules) tellBlocked(s *inventory.Snapshot) {
	for _, b := range c.blocked {
		if s.BlocklistAt = b.Listed; b.School == s.School.Code {
			s.Blocked = append(s.Blocked, b.AsOf(s))
		}
	}
}
