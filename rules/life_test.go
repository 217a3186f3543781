package rules_test

import (
	"slices"
	"testing"

	"rollcall/inventory"
)

// heal removes every cause that everyFault has planted, and revives what is dead.
func (s school) heal() {
	s.Bindings, s.Lists.PortRecord = nil, nil
	for i := range s.Switches {
		v := &s.Switches[i]
		v.Sightings, v.Reboots = nil, nil
		for j := range v.Ports {
			v.Ports[j].Neighbors = nil
		}
	}
}

func TestEveryKindIsOpenedAndResolved(t *testing.T) {
	s, b := everyFault(t), &book{t: t}
	b.judge(s.Snapshot)
	opened := len(b.rows)
	if opened < 11 {
		t.Fatalf("%d findings opened, want one of each of 11 kinds", opened)
	}
	s.heal()
	b.judge(s.Snapshot)
	if open := b.open(); len(open) != opened {
		t.Errorf("%d of %d findings are left although nothing has been read since", len(open), opened)
	}
	s.later(every)
	b.judge(s.Snapshot)
	for _, row := range b.open() {
		t.Errorf("%s %s is still open after everything was read", row.Kind, row.Subject)
	}
	if len(b.rows) != opened {
		t.Errorf("%d rows, want %d", len(b.rows), opened)
	}
}

func TestNoKindIsResolvedWhileATableIsMissing(t *testing.T) {
	for _, table := range inventory.Tables() {
		s, b := everyFault(t), &book{t: t}
		b.judge(s.Snapshot)
		s.heal()
		for _, v := range s.Switches {
			s.miss(v.Switch.ID, table)
		}
		s.later(every)
		b.judge(s.Snapshot)
		for _, row := range b.rows {
			rests := slices.ContainsFunc(row.Rests, func(r inventory.TableRef) bool { return r.Table == table })
			if rests && row.State == inventory.StateResolved {
				t.Errorf("%s %s was resolved without %s", row.Kind, row.Subject, table)
			}
			if !rests && row.State != inventory.StateResolved {
				t.Errorf("%s %s waits for %s, on which it does not rest", row.Kind, row.Subject, table)
			}
		}
	}
}
