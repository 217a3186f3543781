package collector_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"rollcall/collector"
	"rollcall/inventory"
)

// TestLongTablesOfACityDoNotComeTogether plays ten minutes of a thousand switches:
// forwarding tables, due every five, are spread over all minutes, and none waits
// for longer than its period.
func TestLongTablesOfACityDoNotComeTogether(t *testing.T) {
	q := collector.NewQueue(collector.Options{Concurrency: 1000})
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	start, targets := at, []collector.Target{}
	for i := range 1000 {
		targets = append(targets, collector.Target{Switch: inventory.SwitchID(fmt.Sprintf("sw%d", i)), Groups: []collector.Group{
			{Every: time.Minute, Tables: []inventory.Table{inventory.TableInterfaces}},
			{Every: 5 * time.Minute, Tables: []inventory.Table{inventory.TableFDB}},
		}})
	}
	q.Set(at, targets)
	last, perMinute := map[inventory.SwitchID]time.Time{}, make([]int, 12)
	for at.Before(start.Add(12 * time.Minute)) {
		due, when, ok := q.Next(at)
		if !ok {
			at = when
			continue
		}
		q.Done(at, due.Switch, collector.Outcome{Answered: true})
		if !slices.Contains(due.Tables, inventory.TableFDB) {
			continue
		}
		if since := at.Sub(last[due.Switch]); !last[due.Switch].IsZero() && since > 5*time.Minute {
			t.Errorf("%s: %s between two readings of the forwarding table", due.Switch, since)
		}
		last[due.Switch] = at
		perMinute[int(at.Sub(start)/time.Minute)]++
	}
	if perMinute[0] != len(targets) {
		t.Errorf("%d switches were read completely in the first minute, want all", perMinute[0])
	}
	for minute, n := range perMinute[1:] {
		if n < 100 || n > 300 {
			t.Errorf("minute %d: %d forwarding tables of 1,000, want about 200", minute+1, n)
		}
	}
}
