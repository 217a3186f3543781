package store

import (
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestSamplesOfCircuits stores samples twice, reads them back for whoever may see
// them, and has them removed when nobody asks for them any more.
func TestSamplesOfCircuits(t *testing.T) {
	db := open(t)
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	samples := []inventory.CircuitSample{
		{School: "179901", Direction: "down", At: at, Seconds: 300, Octets: 1 << 40},
		{School: "179901", Direction: "down", At: at.Add(5 * time.Minute), Seconds: 240, Octets: 7},
		{School: "179906", Circuit: "附設幼兒園", Direction: "up", At: at, Seconds: 300, Octets: 8},
	}
	for range 2 {
		if _, err := db.Write(t.Context(), Batch{At: at, Circuits: samples}); err != nil {
			t.Fatal(err)
		}
	}
	read := func(scope inventory.Scope) []inventory.CircuitSample {
		got, err := db.CircuitSamples(t.Context(), scope, at, at.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := read(inventory.AllSchools()); !slices.Equal(got, samples) {
		t.Errorf("read %+v", got)
	}
	if got := read(inventory.OnlySchools("179906")); !slices.Equal(got, samples[2:]) {
		t.Errorf("179906 reads %+v", got)
	}
	if got := read(inventory.Scope{}); len(got) != 0 {
		t.Errorf("nobody reads %+v", got)
	}
	if err := db.Purge(t.Context(), at.AddDate(1, 0, 0), Keep{}); err != nil {
		t.Fatal(err)
	}
	if got := read(inventory.AllSchools()); len(got) != 0 {
		t.Errorf("a year later there are still %+v", got)
	}
}
