package main

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A flooded daemon has a school of two switches, all of whose devices are listed.
// On one port somebody makes up addresses.
type flooded struct {
	*daemon
	at     time.Time
	number int64
}

const (
	floodPort   = fleetPorts // where nobody is otherwise
	floodMACs   = 10_000
	floodRounds = 20
	floodEvery  = 5 * time.Minute
)

func newFlooded(t *testing.T) *flooded {
	t.Helper()
	conf := fleet(t, 1, 2)
	for i := range conf.City.Plan.Zones {
		conf.City.Plan.Zones[i].Unknown = inventory.UnknownAlert
	}
	f := &flooded{at: time.Now().Truncate(time.Second).Add(-4 * time.Hour)}
	beat := dailyPace()
	beat.now = func() time.Time { return f.at }
	d, err := openDaemon(t.Context(), conf, beat, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	f.daemon = d
	var list []inventory.ListEntry
	for i := range 2 {
		for n := range fleetMACs {
			list = append(list, inventory.ListEntry{School: fleetCode(0), MAC: fleetMAC(0, i, n), Name: "device", Class: inventory.ClassPC, Row: len(list) + 2})
		}
	}
	by := store.Import{At: f.at, Actor: "test"}
	_, err1 := d.db.ImportMaster(t.Context(), by, list)
	_, err2 := d.db.ImportWhitelist(t.Context(), by, list[:1]) // without one, nothing is concluded from what it lacks
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return f
}

// round reads both switches; strangers are what the first has besides.
func (f *flooded) round(t *testing.T, strangers ...inventory.FDBRow) {
	t.Helper()
	f.at = f.at.Add(floodEvery)
	f.number++
	one, two := fleetPoll(0, 0, f.number, f.at), fleetPoll(0, 1, f.number, f.at)
	one.FDB = append(one.FDB, strangers...)
	if err := f.commit(t.Context(), []inventory.Poll{one, two}); err != nil {
		t.Fatal(err)
	}
	if err := f.judgeAll(t.Context(), f.at); err != nil {
		t.Fatal(err)
	}
}

// madeUp are the addresses of one round, none of which was there before.
func madeUp(round int) []inventory.FDBRow {
	rows := make([]inventory.FDBRow, floodMACs)
	for n := range rows {
		rows[n] = strangerAt(floodPort, inventory.MAC{0, 0x1b, 0xff, byte(round), byte(n >> 8), byte(n)})
	}
	return rows
}

func strangerAt(port int, mac inventory.MAC) inventory.FDBRow {
	return inventory.FDBRow{VID: 10, MAC: mac, BridgePort: port, IfIndex: port, Status: inventory.FDBLearned}
}

// open counts the open findings of a port, and those of a MAC.
func (f *flooded) open(t *testing.T, port string, mac inventory.MAC) (ofPort, ofMAC, all int) {
	t.Helper()
	rows, err := f.db.Findings(t.Context(), inventory.AllSchools(), store.FindingQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Resolved.IsZero() {
			all++
			if r.Port == port {
				ofPort++
			}
			if r.MAC == mac {
				ofMAC++
			}
		}
	}
	return ofPort, ofMAC, all
}

// stored counts the sightings that were ever stored of the flooded port.
func (f *flooded) stored(t *testing.T) int {
	t.Helper()
	port := inventory.PortID{Switch: "s0-0", IfName: "1/28"}
	rows, err := f.db.Sightings(t.Context(), inventory.AllSchools(), store.SightingQuery{Port: port, Limit: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

// TestAFloodOfMACsIsOneMatterOfOnePort gives an access port 10,000 new addresses
// with every reading, twenty times: what is stored of them is bounded, they are a
// matter of that port and not of each address, a stranger elsewhere is still told,
// and the end of it all is noticed when three readings have not shown them.
func TestAFloodOfMACsIsOneMatterOfOnePort(t *testing.T) {
	f := newFlooded(t)
	nobody := inventory.MAC{0, 0x1b, 0xee, 0, 0, 1}
	for range 3 {
		f.round(t)
	}
	if _, _, all := f.open(t, "", nobody); all != 0 {
		t.Fatalf("%d findings are open before the flood", all)
	}
	for n := range floodRounds {
		rows := madeUp(n)
		if n >= 5 {
			rows = append(rows, strangerAt(3, nobody))
		}
		f.round(t, rows...)
		ofPort, _, all := f.open(t, "1/28", nobody)
		if ofPort < 1 || ofPort > 2 || all > ofPort+1 {
			t.Fatalf("round %d: %d findings of the port, %d in all", n, ofPort, all)
		}
		if skipped := f.ledgers["s0-0"].View(f.at, nil); len(skipped.Sightings) > 2048+100 {
			t.Fatalf("round %d: %d sightings are open", n, len(skipped.Sightings))
		}
	}
	if _, ofMAC, _ := f.open(t, "", nobody); ofMAC != 1 {
		t.Errorf("%d findings of the stranger on another port, want 1", ofMAC)
	}
	hours := (floodRounds * floodEvery).Hours()
	if perHour := float64(f.stored(t)) / hours; perHour > 10_000 {
		t.Errorf("%.0f rows an hour are stored of the port", perHour)
	}
	for range 3 {
		f.round(t, strangerAt(3, nobody))
	}
	if ofPort, ofMAC, all := f.open(t, "1/28", nobody); ofPort != 0 || ofMAC != 1 || all != 1 {
		t.Errorf("three readings after the flood %d findings of the port are open, %d of the stranger, %d in all", ofPort, ofMAC, all)
	}
}
