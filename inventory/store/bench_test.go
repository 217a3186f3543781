package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rollcall/inventory"
)

// BenchmarkUnchangedPoll stores polls that change nothing, 32 to a transaction.
func BenchmarkUnchangedPoll(b *testing.B) {
	db := open(b)
	ledgers := make([]*inventory.Ledger, 32)
	polls := make([]inventory.Poll, len(ledgers))
	for i := range ledgers {
		sw := inventory.SwitchID(fmt.Sprintf("sw-%d", i))
		ledgers[i] = inventory.NewLedger(inventory.Switch{ID: sw}, everyTable())
		var devices []seen
		for n := range 200 {
			devices = append(devices, seen{inventory.MAC{0, 0x11, byte(i), 0, 0, byte(n)}, 10, 1 + n%4})
		}
		polls[i] = poll(sw, 0, at(0), devices)
	}
	second := 0
	sweep := func() {
		second += 60
		batch := Batch{At: at(second)}
		for i, l := range ledgers {
			polls[i].Number, polls[i].At, polls[i].System.UptimeSeconds = l.Number()+1, at(second), float64(1000+second)
			batch.Changes = append(batch.Changes, l.Apply(polls[i]))
		}
		if _, err := db.Write(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
	sweep()
	before := changedRows(b, db)
	b.ResetTimer()
	n := 0
	for b.Loop() {
		sweep()
		n += len(ledgers)
	}
	b.ReportMetric(float64(changedRows(b, db)-before)/float64(n), "rows/poll")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/poll")
}

// BenchmarkSpans writes spans that open and close, 20 switches to a batch.
func BenchmarkSpans(b *testing.B) {
	c := newCampus(open(b), 20, 1000)
	n := 0
	for b.Loop() {
		if err := c.halfDay(context.Background(), at(n*12*3600)); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(2*c.spans), "µs/write")
}

// BenchmarkSwitchAtTime asks for a switch at a moment of a history that grows:
// what it costs must not grow with it.
func BenchmarkSwitchAtTime(b *testing.B) {
	for _, halfDays := range []int{4, 16} {
		b.Run(fmt.Sprintf("%d half days", halfDays), func(b *testing.B) {
			c := newCampus(open(b), 20, 1000)
			for n := range halfDays {
				if err := c.halfDay(context.Background(), at(n*12*3600)); err != nil {
					b.Fatal(err)
				}
			}
			city := &inventory.City{Schools: []inventory.School{{Code: north, Switches: []inventory.Switch{{ID: "sw-007"}}}}}
			when := at(0).Add(2 * time.Hour)
			for b.Loop() {
				s, err := c.db.Snapshot(context.Background(), inventory.AllSchools(), city, north, when)
				if err != nil || len(s.Switches[0].Sightings) == 0 {
					b.Fatalf("%v, %v", s, err)
				}
			}
		})
	}
}
