package store

import (
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

// lease is an address of the north given to a MAC of the same last octet.
func lease(ip string, first, until time.Time) inventory.Lease {
	addr := netip.MustParseAddr(ip)
	return inventory.Lease{School: north, Source: "kea", Via: inventory.ViaLog, IP: addr, MAC: mac(addr.As4()[3]), First: first, Last: first, Until: until,
		Hints: inventory.DHCPHints{HostName: "pad", Parameters: []uint8{1, 3, 6}}}
}

func (b *bench) leased(leases ...inventory.Lease) {
	b.t.Helper()
	if err := b.db.WriteDHCP(b.t.Context(), leases[len(leases)-1].Last, inventory.DHCPChanges{Leases: leases}); err != nil {
		b.t.Fatal(err)
	}
}

var sameAddr = cmp.Comparer(func(a, b netip.Addr) bool { return a == b })

func TestALeaseTellsWhoHadAnAddress(t *testing.T) {
	b := newBench(t, open(t))
	given := lease("10.241.220.7", at(0), at(3600))
	b.leased(given)
	b.leased(given) // told again
	renewed := given
	renewed.Last, renewed.Until = at(1800), at(5400)
	b.leased(renewed)
	for _, tt := range []struct {
		name     string
		scope    inventory.Scope
		q        BindingQuery
		want     int
		switches inventory.SwitchID
	}{
		{name: "by address", scope: inventory.OnlySchools(north), q: BindingQuery{IP: given.IP}, want: 1},
		{name: "by MAC", scope: inventory.AllSchools(), q: BindingQuery{MAC: given.MAC}, want: 1},
		{name: "while it lasted", scope: inventory.AllSchools(), q: BindingQuery{IP: given.IP, From: at(5000), To: at(5001)}, want: 1},
		{name: "after it had run out", scope: inventory.AllSchools(), q: BindingQuery{IP: given.IP, From: at(5401), To: at(5402)}},
		{name: "before it was given", scope: inventory.AllSchools(), q: BindingQuery{IP: given.IP, To: at(-1)}},
		{name: "of another school", scope: inventory.OnlySchools(south), q: BindingQuery{IP: given.IP}},
		{name: "to nobody", q: BindingQuery{IP: given.IP}},
		{name: "as a switch tells it", scope: inventory.AllSchools(), q: BindingQuery{Source: "n-core"}},
	} {
		held, err := b.db.Bindings(t.Context(), tt.scope, tt.q)
		if err != nil || len(held) != tt.want {
			t.Fatalf("%s: %d bindings, %v; want %d", tt.name, len(held), err, tt.want)
		}
		if tt.want > 0 {
			if d := cmp.Diff(renewed.Binding(), held[0], sameAddr); d != "" {
				t.Errorf("%s: the binding differs:\n%s", tt.name, d)
			}
		}
	}
}

// TestBindingsAndLeasesComeInOneOrder, newest first.
func TestBindingsAndLeasesComeInOneOrder(t *testing.T) {
	b := newBench(t, open(t))
	b.write(poll("n-core", 1, at(100), nil, "10.241.10.7"))
	b.leased(lease("10.241.220.7", at(0), at(50)), lease("10.241.220.7", at(200), at(9000)))
	held, err := b.db.Bindings(t.Context(), inventory.OnlySchools(north), BindingQuery{MAC: mac(7)})
	if err != nil || len(held) != 3 || held[0].Lease == nil || held[1].Lease != nil || held[2].Lease == nil {
		t.Fatalf("%v: %+v", err, held)
	}
	one, err := b.db.Bindings(t.Context(), inventory.OnlySchools(north), BindingQuery{MAC: mac(7), Limit: 1})
	if err != nil || len(one) != 1 || !one[0].First.Equal(at(200)) {
		t.Errorf("%v: the newest is %+v", err, one)
	}
}

// TestALeaseOfThePastJoinsItsSpan, where a log tells later what a capture told.
func TestALeaseOfThePastJoinsItsSpan(t *testing.T) {
	b := newBench(t, open(t))
	b.leased(lease("10.241.220.7", at(0), at(3600)))
	b.leased(lease("10.241.220.7", at(1800), at(5400)))
	held, err := b.db.Bindings(t.Context(), inventory.AllSchools(), BindingQuery{MAC: mac(7)})
	if err != nil || len(held) != 1 || !held[0].First.Equal(at(0)) || !held[0].Gone.Equal(at(5400)) {
		t.Errorf("%v: %+v", err, held)
	}
}

func TestSnapshotHasTheLeasesThatHold(t *testing.T) {
	b := newBench(t, open(t))
	b.leased(lease("10.241.220.7", at(0), at(3600)), lease("10.241.220.8", at(0), at(100)))
	for seconds, want := range map[int]int{50: 2, 200: 1, 4000: 0} {
		s, err := b.db.Snapshot(t.Context(), inventory.OnlySchools(north), b.city, north, at(seconds))
		if err != nil || len(s.Bindings) != want {
			t.Fatalf("after %d s: %d bindings, %v; want %d", seconds, len(s.Bindings), err, want)
		}
		for _, held := range s.Bindings {
			if !held.Open() || held.Lease == nil {
				t.Errorf("after %d s a lease that holds is %+v", seconds, held)
			}
		}
	}
	s, err := b.db.Snapshot(t.Context(), inventory.OnlySchools(south), b.city, south, at(50))
	if err != nil || len(s.Bindings) != 0 {
		t.Errorf("another school has %d of them, %v", len(s.Bindings), err)
	}
}

// TestDHCPOutlivesTheProgram: leases that hold and servers come back from the file.
func TestDHCPOutlivesTheProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	b := newBench(t, openAt(t, path))
	b.leased(lease("10.241.220.7", at(0), at(3600)), lease("10.241.220.8", at(0), at(100)))
	stranger := inventory.DHCPServer{School: north, ID: netip.MustParseAddr("192.168.0.1"), MAC: mac(9), VID: 30, Zone: "admin", First: at(0), Last: at(60), Offers: 3,
		Given: netip.MustParseAddr("192.168.0.100")}
	known := inventory.DHCPServer{School: north, ID: netip.MustParseAddr("198.51.100.1"), Gateway: netip.MustParseAddr("10.241.220.254"), First: at(0), Last: at(0)}
	stranger.Unanswered = at(90)
	for range 2 {
		if err := b.db.WriteDHCP(t.Context(), at(90), inventory.DHCPChanges{Servers: []inventory.DHCPServer{stranger, known}}); err != nil {
			t.Fatal(err)
		}
	}
	state, err := b.db.DHCPState(t.Context(), at(200))
	if err != nil {
		t.Fatal(err)
	}
	want := inventory.DHCPState{Leases: []inventory.Lease{lease("10.241.220.7", at(0), at(3600))}, Servers: []inventory.DHCPServer{stranger, known}}
	if d := cmp.Diff(want, state, sameAddr); d != "" {
		t.Errorf("the state differs:\n%s", d)
	}
}

// TestOldLeasesArePurged, those of personal devices sooner.
func TestOldLeasesArePurged(t *testing.T) {
	b := newBench(t, open(t))
	b.leased(lease("10.241.10.7", days(0), days(1)), lease("10.241.220.8", days(0), days(1)), lease("10.241.220.9", days(0), days(39)))
	if err := b.db.Purge(t.Context(), days(40), Keep{Bindings: 365 * day, Personal: 30 * day, Confirmed: true}); err != nil {
		t.Fatal(err)
	}
	for last, want := range map[byte]int{7: 1, 8: 0, 9: 1} {
		held, err := b.db.Bindings(t.Context(), inventory.AllSchools(), BindingQuery{MAC: mac(last)})
		if err != nil || len(held) != want {
			t.Errorf("of …:%02x %d leases are left, %v; want %d", last, len(held), err, want)
		}
	}
}
