package store

import (
	"sync"
	"testing"

	"rollcall/inventory"
)

// TestReadersSeeWholeTransactions asks for snapshots while polls are written: two
// devices that always move together must never be seen apart.
func TestReadersSeeWholeTransactions(t *testing.T) {
	b := newBench(t, open(t))
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				s, err := b.db.Snapshot(t.Context(), inventory.AllSchools(), b.city, north, at(1_000_000))
				if err != nil {
					t.Error(err)
					return
				}
				places := map[inventory.MAC]int{}
				for _, seen := range s.Switches[1].Sightings {
					places[seen.MAC]++
				}
				if places[mac(1)] != places[mac(2)] {
					t.Errorf("the two are apart: %v", s.Switches[1].Sightings)
				}
			}
		})
	}
	for n := range int64(60) {
		port := 1 + int(n/2)%2
		b.write(poll("n-1", n+1, at(60*int(n)), []seen{{mac(1), 10, port}, {mac(2), 10, port}}))
	}
	close(done)
	readers.Wait()
}
