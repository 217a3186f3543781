package store

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/inventory"
)

// sameState compares what a ledger holds with what was loaded; an empty slice
// is as good as none.
func sameState(t *testing.T, what string, got, want inventory.State) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Addr{}, netip.AddrPort{}, netip.Prefix{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func (b *bench) checkLedger(sw inventory.SwitchID) {
	b.t.Helper()
	ledger := b.ledgers[sw]
	loaded, err := b.db.LoadLedger(context.Background(), ledger.Switch())
	if err != nil {
		b.t.Fatal(err)
	}
	sameState(b.t.(*testing.T), "ledger of "+string(sw), loaded, ledger.State())
}

func TestLedgerIsLoadedAsItWas(t *testing.T) {
	b := newBench(t, open(t))
	b.checkLedger("n-1")
	withMemory := poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}, {mac(2), 20, 1}}, "10.241.10.1", "2001:db8::2")
	withMemory.Memory = []byte("dialect")
	b.write(withMemory)
	b.checkLedger("n-1")
	b.write(poll("n-1", 2, at(60), []seen{{mac(1), 10, 1}}, "10.241.10.1"), poll("s-1", 1, at(61), nil))
	b.checkLedger("n-1")
	b.store(Batch{At: at(62), Changes: []inventory.Changes{
		b.ledgers["n-1"].SetRoles(map[string]inventory.PortRole{"p1": {Role: inventory.RoleUplink, Sure: true}}),
	}})
	b.checkLedger("n-1")
	b.write(silentPoll("n-1", 3, at(120)))
	b.write(poll("n-1", 4, at(2000), []seen{{mac(3), 10, 2}}))
	b.checkLedger("n-1")
	b.checkLedger("s-1")
	for sw, want := range map[inventory.SwitchID]string{"n-1": "dialect", "s-1": "", "unknown": ""} {
		if got, err := b.db.Memory(t.Context(), sw); err != nil || string(got) != want {
			t.Errorf("what the last poll of %s left is %q, %v, want %q", sw, got, err, want)
		}
	}
	if covered, err := b.db.Coverage(t.Context(), inventory.AllSchools(), CoverageQuery{Switch: "n-1", Table: inventory.TableFDB}); err != nil || len(covered) != 2 {
		t.Errorf("coverage of the forwarding table is %v, %v, want two with a gap", covered, err)
	}
}

func TestRepeatedPollHasNoEffect(t *testing.T) {
	b := newBench(t, open(t))
	first := poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}})
	changes := b.ledgers["n-1"].Apply(first)
	b.store(Batch{At: at(0), Changes: []inventory.Changes{changes}})
	again := b.store(Batch{At: at(1), Changes: []inventory.Changes{changes, b.ledgers["n-1"].Apply(first)}})
	if len(again.Repeated) != 2 || again.Batch != 0 {
		t.Errorf("writing poll 1 again: %+v, want both repeats and no batch", again)
	}
	b.checkLedger("n-1")
}

func TestChangesThatDoNotFitAreRefusedWhole(t *testing.T) {
	b := newBench(t, open(t))
	b.write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}))
	good := b.ledgers["s-1"].Apply(poll("s-1", 1, at(60), []seen{{mac(2), 10, 1}}))
	for name, change := range map[string]func(*inventory.Changes){
		"closes what is not open": func(c *inventory.Changes) {
			c.Sightings.Closed = []inventory.Sighting{{MAC: mac(9), VID: 10, Port: inventory.PortID{Switch: "n-1", IfName: "p1"},
				Span: inventory.Span{First: at(0), Gone: at(60)}}}
		},
		"misses what is not open": func(c *inventory.Changes) {
			c.Bindings.Missed = []inventory.Binding{{IP: netip.MustParseAddr("10.241.10.1"), MAC: mac(9), Source: "n-1", Misses: 1, Missed: at(60)}}
		},
	} {
		bad := inventory.Changes{Switch: "n-1", Number: 2, At: at(60)}
		change(&bad)
		_, err := b.db.Write(t.Context(), Batch{At: at(60), Changes: []inventory.Changes{good, bad}})
		if !errors.Is(err, ErrDiverged) {
			t.Errorf("%s: %v, want ErrDiverged", name, err)
		}
	}
	b.checkLedger("n-1")
	state, err := b.db.LoadLedger(t.Context(), b.ledgers["s-1"].Switch())
	if err != nil || state.State.Number != 0 || len(state.Sightings) != 0 {
		t.Errorf("the good half of a refused batch was written: %+v, %v", state, err)
	}
}

func TestCancelledWriteLeavesTheDatabaseUsable(t *testing.T) {
	b := newBench(t, open(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	changes := b.ledgers["n-1"].Apply(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}))
	if _, err := b.db.Write(ctx, Batch{At: at(0), Changes: []inventory.Changes{changes}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Write with a cancelled context: %v", err)
	}
	b.store(Batch{At: at(0), Changes: []inventory.Changes{changes}})
	b.checkLedger("n-1")
}

// changedRows is how many rows of tables the writing connection has changed.
func changedRows(t testing.TB, db *DB) int {
	t.Helper()
	var n int
	err := db.transact(context.Background(), time.Time{}, func(tx *tx) error { return tx.row("SELECT total_changes()", nil, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUnchangedSweepWritesOneRowPerSwitch(t *testing.T) {
	b := newBench(t, open(t))
	switches := []inventory.SwitchID{"n-core", "n-1", "s-core", "s-1"}
	sweep := func(number int64) {
		var polls []inventory.Poll
		for i, sw := range switches {
			polls = append(polls, poll(sw, number, at(60*int(number)), []seen{{mac(byte(i)), 10, 1}, {mac(99), 20, 2}}, "10.241.10.7"))
		}
		b.write(polls...)
	}
	sweep(1)
	before := changedRows(t, b.db)
	const sweeps = 5
	for n := range int64(sweeps) {
		sweep(n + 2)
	}
	if got, want := changedRows(t, b.db)-before, sweeps*len(switches); got != want {
		t.Errorf("%d unchanged sweeps of %d switches wrote %d rows, want %d", sweeps, len(switches), got, want)
	}
}

func TestSpansNameTheirBatches(t *testing.T) {
	b := newBench(t, open(t))
	opened := b.write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}))
	b.write(poll("n-1", 2, at(60), nil))
	b.write(poll("n-1", 3, at(120), nil))
	closed := b.write(poll("n-1", 4, at(180), nil))
	var gone, from, to, when int64
	err := b.db.read.QueryRow(`SELECT gone, opened_batch, closed_batch, at FROM sightings JOIN batches ON id = closed_batch`).Scan(&gone, &from, &to, &when)
	if err != nil {
		t.Fatal(err)
	}
	if from != opened.Batch || to != closed.Batch || gone != unix(at(60)) || when != unix(at(180)) {
		t.Errorf("gone %d in batches %d and %d at %d; want gone %d, dated back, batches %d and %d at %d",
			gone, from, to, when, unix(at(60)), opened.Batch, closed.Batch, unix(at(180)))
	}
}

// TestWhatNeverHeldIsNotKept: a first poll tells of devices on a port and, in the
// same transaction, that the port is an uplink.
func TestWhatNeverHeldIsNotKept(t *testing.T) {
	b := newBench(t, open(t))
	uplink := map[string]inventory.PortRole{"p1": {Role: inventory.RoleUplink, Sure: true}}
	apply := func(number int64, roles map[string]inventory.PortRole, devices ...seen) {
		l, when := b.ledgers["n-1"], at(60*int(number))
		b.store(Batch{At: when, Changes: []inventory.Changes{l.Apply(poll("n-1", number, when, devices)), l.SetRoles(roles)}})
		b.checkLedger("n-1")
		if found := violations(t, b.db); found != nil {
			t.Error(found)
		}
	}
	apply(1, uplink, seen{mac(1), 10, 1}, seen{mac(2), 10, 2})
	if s, _ := b.spansOf(1); s != 0 {
		t.Errorf("a device on an uplink left %d sightings of no length", s)
	}
	apply(2, nil, seen{mac(1), 10, 1})
	apply(3, nil, seen{mac(1), 10, 1})
	apply(4, uplink, seen{mac(1), 10, 1})
	apply(5, nil, seen{mac(1), 10, 1})
	apply(6, uplink, seen{mac(1), 10, 1})
	if s, _ := b.spansOf(1); s == 0 {
		t.Error("a device that was there between two uplinks left no sighting")
	}
}
