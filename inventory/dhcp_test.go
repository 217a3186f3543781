package inventory_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/inventory"
)

// DHCP of one made-up school with X = 241 begins at nine.
var (
	nine     = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	central  = netip.MustParseAddr("198.51.100.10")
	stranger = netip.MustParseAddr("192.168.0.1")
	relayOf  = map[string]netip.Addr{"kl_mobile": netip.MustParseAddr("10.241.208.254"), "lab": netip.MustParseAddr("10.241.20.254")}
)

func dhcpCity(t *testing.T) inventory.DHCPCity {
	t.Helper()
	plan := inventory.Plan{Zones: []inventory.Zone{
		{ID: "admin", Expr: "10.X.10.1-239", VLAN: 10, DHCP: inventory.DHCPForbidden},
		{ID: "lab", Expr: "10.X.20.254/24", VLAN: 20, DHCP: inventory.DHCPForbidden},
		{ID: "kl_mobile", Expr: "10.X.208.0-212.254", VLAN: 208, Gateway: "10.X.208.254", Auth: inventory.AuthMAC, Unknown: inventory.UnknownAlert},
		{ID: "kl_roam", Expr: "10.X.220.254/24", VLAN: 220, Pool: "10.X.220.1-10"},
	}}
	city := inventory.DHCPCity{Plans: map[inventory.SchoolCode]inventory.SchoolPlan{}, Servers: []netip.Addr{central}}
	for code, x := range map[inventory.SchoolCode]int{"179901": 241, "179902": 242} {
		sp, err := plan.For(inventory.School{Code: code, Vars: map[string]int{"X": x}})
		if err != nil {
			t.Fatal(err)
		}
		city.Plans[code] = sp
	}
	return city
}

// A talk builds messages of one client.
type talk struct {
	mac inventory.MAC
	xid uint32
	via inventory.DHCPVia
	out []inventory.DHCPMessage
}

func client(n int) *talk {
	return &talk{mac: inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(n)}, xid: uint32(1000 + n), via: inventory.ViaCapture}
}

// says adds a message so many milliseconds after nine.
func (c *talk) says(ms int, typ inventory.DHCPType, change ...func(*inventory.DHCPMessage)) *talk {
	m := inventory.DHCPMessage{At: nine.Add(time.Duration(ms) * time.Millisecond), Via: c.via, Source: "mirror", Version: 4, Type: typ,
		XID: c.xid, MAC: c.mac, Gateway: relayOf["kl_mobile"], Hops: 1}
	if typ == inventory.DHCPOffer || typ == inventory.DHCPAck {
		m.Server, m.YourIP, m.Lease = central, netip.MustParseAddr(fmt.Sprintf("10.241.208.%d", c.mac[5])), 8*time.Hour
	}
	for _, f := range change {
		f(&m)
	}
	c.out = append(c.out, m)
	return c
}

// joins is a whole exchange in which each answer takes so many milliseconds.
func (c *talk) joins(at, delay int) *talk {
	return c.says(at, inventory.DHCPDiscover).says(at+delay, inventory.DHCPOffer).
		says(at+delay+5, inventory.DHCPRequest, func(m *inventory.DHCPMessage) { m.Server = central }).
		says(at+2*delay+5, inventory.DHCPAck)
}

func zoneOf(t *testing.T, v inventory.DHCPView, id string) inventory.DHCPZone {
	t.Helper()
	i := slices.IndexFunc(v.Zones, func(z inventory.DHCPZone) bool { return z.Zone == id })
	if i < 0 {
		t.Fatalf("nothing is told of zone %s: %+v", id, v.Zones)
	}
	return v.Zones[i]
}

func messages(talks ...*talk) []inventory.DHCPMessage {
	var all []inventory.DHCPMessage
	for _, c := range talks {
		all = append(all, c.out...)
	}
	return all
}

func TestExchangesAreMeasuredPerZone(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	changes := l.Apply(nine.Add(time.Minute), messages(client(1).joins(0, 100), client(2).joins(500, 300), client(3).joins(900, 200)))
	z := zoneOf(t, l.View("179901", nine.Add(time.Minute)), "kl_mobile")
	want := inventory.Spread{N: 3, P50: 200 * time.Millisecond, P95: 300 * time.Millisecond, Max: 300 * time.Millisecond}
	if z.Offer != want {
		t.Errorf("offers took %+v, want %+v", z.Offer, want)
	}
	if z.Ack.N != 3 || z.Ack.P50 != 405*time.Millisecond || z.Asked != 3 || z.Failed != 0 || !z.BothSides || z.Used != 3 || z.Lease != 8*time.Hour {
		t.Errorf("the zone is %+v", z)
	}
	if len(changes.Leases) != 3 || len(changes.Exchanges) != 6 || len(changes.News) < 3 {
		t.Errorf("%d leases, %d exchanges, %d news", len(changes.Leases), len(changes.Exchanges), len(changes.News))
	}
}

// TestOrderAndRepetitionDoNotMatter gives the same messages shuffled, twice and by
// a second source, and wants the same to be known.
func TestOrderAndRepetitionDoNotMatter(t *testing.T) {
	all := messages(client(1).joins(0, 100), client(2).joins(2500, 4000), client(3).says(20_000, inventory.DHCPDiscover).says(24_000, inventory.DHCPDiscover))
	at := nine.Add(2 * time.Minute)
	learn := func(ms []inventory.DHCPMessage) (inventory.DHCPView, []inventory.Lease) {
		l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
		for i := range ms {
			l.Apply(at, ms[i:i+1])
		}
		return l.View("179901", at), l.Leases("179901", at)
	}
	view, leases := learn(all)
	if z := zoneOf(t, view, "kl_mobile"); z.Offer.N != 2 || z.Offer.Max != 4*time.Second || z.Repeated != 1 || z.Failed != 1 {
		t.Fatalf("in order the zone is %+v", z)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		again := slices.Clone(all)
		for _, m := range all {
			m.Source, m.At = "second", m.At.Add(time.Duration(r.IntN(200))*time.Millisecond)
			again = append(again, m)
		}
		slices.SortStableFunc(again, func(a, b inventory.DHCPMessage) int { return r.IntN(3) - 1 })
		// whoever tells a moment first is believed: of the two sources either
		gotView, gotLeases := learn(again)
		near := cmp.Options{cmpopts.EquateApproxTime(time.Second), cmp.Comparer(func(a, b time.Duration) bool { return (a - b).Abs() < time.Second }),
			cmpopts.IgnoreFields(inventory.Lease{}, "Source"), cmp.Comparer(func(a, b netip.Addr) bool { return a == b })}
		if d := cmp.Diff(leases, gotLeases, near); d != "" {
			t.Fatalf("leases differ:\n%s", d)
		}
		a, b := zoneOf(t, view, "kl_mobile"), zoneOf(t, gotView, "kl_mobile")
		if d := cmp.Diff(a.Types, b.Types); d != "" || a.Offer.N != b.Offer.N || a.Failed != b.Failed || a.Repeated != b.Repeated {
			t.Fatalf("the zone differs: %+v, want %+v\n%s", b, a, d)
		}
	}
}

func TestWhoWaitsInVain(t *testing.T) {
	deaf := func(n int) *talk {
		return client(n).says(60_000, inventory.DHCPDiscover).says(64_000, inventory.DHCPDiscover).says(72_000, inventory.DHCPDiscover)
	}
	tests := []struct {
		name          string
		talks         []*talk
		failed, asked int
		since         time.Duration // of FailingSince after nine; negative: nobody waits
	}{
		{"answered", []*talk{client(1).joins(60_000, 50)}, 0, 1, -1},
		{"nobody is answered", []*talk{deaf(1), deaf(2), deaf(3)}, 3, 3, 60 * time.Second},
		{"since the last answer", []*talk{client(9).joins(30_000, 50), deaf(1), deaf(2)}, 2, 3, 60 * time.Second},
		{"one of its own fault", []*talk{client(1).says(0, inventory.DHCPDiscover), client(2).joins(60_000, 50)}, 0, 2, -1},
		{"a request says that there was an offer", []*talk{client(1).says(60_000, inventory.DHCPDiscover).
			says(60_100, inventory.DHCPRequest, func(m *inventory.DHCPMessage) { m.Server = central })}, 0, 1, -1},
		{"a stranger's offer is no service", []*talk{deaf(1).says(72_010, inventory.DHCPOffer, func(m *inventory.DHCPMessage) { m.Server = stranger })}, 1, 1, 60 * time.Second},
		{"a renewal is no answer to who asks", []*talk{deaf(1), client(5).says(70_000, inventory.DHCPAck)}, 1, 1, 60 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
			at := nine.Add(2 * time.Minute)
			l.Apply(at, messages(tt.talks...))
			z := zoneOf(t, l.View("179901", at), "kl_mobile")
			if z.Failed != tt.failed || z.Asked != tt.asked {
				t.Errorf("%d of %d failed, want %d of %d", z.Failed, z.Asked, tt.failed, tt.asked)
			}
			since := time.Duration(-1)
			if !z.FailingSince.IsZero() {
				since = z.FailingSince.Sub(nine)
			}
			if since != tt.since {
				t.Errorf("failing since %v, want %v", since, tt.since)
			}
		})
	}
}

func TestClientsAloneShowHowLongItTakes(t *testing.T) {
	c := client(1)
	c.via = inventory.ViaRelay
	c.says(0, inventory.DHCPDiscover).says(4000, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) { m.Secs = 4 }).
		says(12_000, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) { m.Secs = 12 }).
		says(12_500, inventory.DHCPRequest, func(m *inventory.DHCPMessage) { m.Server, m.Secs = central, 12 })
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	at := nine.Add(time.Minute)
	l.Apply(at, c.out)
	z := zoneOf(t, l.View("179901", at), "kl_mobile")
	if z.BothSides || z.Repeated != 2 || z.Late != 2 || z.Offer.N != 1 || z.Offer.Max != 12_500*time.Millisecond {
		t.Errorf("the zone is %+v", z)
	}
}

func TestWhoseAMessageIs(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	ip := netip.MustParseAddr
	for name, c := range map[string]struct {
		m    inventory.DHCPMessage
		want inventory.SchoolCode
	}{
		"relay before address":    {inventory.DHCPMessage{Gateway: ip("10.242.20.254"), YourIP: ip("10.241.20.7"), School: "179901"}, "179902"},
		"address before source":   {inventory.DHCPMessage{YourIP: ip("10.242.208.7"), School: "179901"}, "179902"},
		"what it has":             {inventory.DHCPMessage{ClientIP: ip("10.242.208.7")}, "179902"},
		"the source":              {inventory.DHCPMessage{YourIP: ip("192.168.0.7"), School: "179901"}, "179901"},
		"what it only wishes for": {inventory.DHCPMessage{Wanted: ip("10.242.208.7"), School: "179901"}, "179901"},
		"nothing says":            {inventory.DHCPMessage{Gateway: ip("0.0.0.0")}, ""},
	} {
		if got := l.School(&c.m); got != c.want {
			t.Errorf("%s: school %q, want %q", name, got, c.want)
		}
	}
}

func TestServersAreToldApart(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	box := inventory.MAC{0, 0, 0x5e, 0, 0x53, 0xee}
	byStranger := func(last int) func(*inventory.DHCPMessage) {
		return func(m *inventory.DHCPMessage) {
			m.Server, m.Gateway, m.FromMAC, m.VID, m.School = stranger, netip.Addr{}, box, 20, "179901"
			m.YourIP = netip.AddrFrom4([4]byte{192, 168, 0, byte(last)})
		}
	}
	l.Apply(nine.Add(time.Second), messages(
		client(1).says(0, inventory.DHCPOffer, byStranger(100)), client(2).says(10, inventory.DHCPOffer, byStranger(101)),
		client(3).says(20, inventory.DHCPAck, byStranger(102)), client(4).joins(30, 10)))
	view := l.View("179901", nine.Add(time.Second))
	if len(view.Servers) != 2 || !view.Judged {
		t.Fatalf("want a stranger and the server: %+v", view.Servers)
	}
	s := view.Servers[0]
	if s.Known || s.ID != stranger || s.MAC != box || s.VID != 20 || s.Zone != "lab" || s.Offers != 3 || !view.Servers[1].Known || !view.Servers[1].MAC.IsZero() {
		t.Errorf("servers are %+v", view.Servers)
	}
	// It is gone: clients of its VLAN ask, and it keeps silent.
	ask := func(m *inventory.DHCPMessage) { m.Gateway, m.VID, m.School = netip.Addr{}, 20, "179901" }
	changes := l.Apply(nine.Add(3*time.Minute), client(6).says(120_000, inventory.DHCPDiscover, ask).out)
	if got := l.View("179901", nine.Add(3*time.Minute)).Servers[0]; !got.Unanswered.Equal(nine.Add(2*time.Minute)) || len(changes.Servers) != 1 {
		t.Errorf("asked in vain %v, %d to write", got.Unanswered, len(changes.Servers))
	}
	// What is stored is known again.
	restored := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{Servers: view.Servers})
	if d := cmp.Diff(view.Servers, restored.View("179901", nine).Servers, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); d != "" {
		t.Errorf("restored servers differ:\n%s", d)
	}
}

func TestARelayAnswersInTheServersPlace(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	l.Apply(nine, client(1).says(0, inventory.DHCPOffer, func(m *inventory.DHCPMessage) { m.Server = relayOf["kl_mobile"] }).out)
	if s := l.View("179901", nine).Servers; len(s) != 1 || !s[0].Known {
		t.Errorf("a gateway of the plan that overrides the identifier (RFC 5107): %+v", s)
	}
}

func TestWhatARelayLetsClientsWaitFor(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	for n := range 12 {
		c := client(n+1).says(n*1000, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) { m.Secs, m.Hops = uint16(8+n%3), 4 })
		l.Apply(nine.Add(time.Minute), c.out)
	}
	got := l.View("179901", nine.Add(time.Minute)).Relays
	want := []inventory.DHCPRelaySettings{{Relay: relayOf["kl_mobile"], Zone: "kl_mobile", Clients: 12, LeastSecs: 8, MostHops: 4}}
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); d != "" {
		t.Errorf("relays:\n%s", d)
	}
}

// TestRetriesAreNoThreshold: more clients ask in vain than are remembered, and each
// begins with secs 0.
func TestRetriesAreNoThreshold(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	for _, wait := range []int{0, 4, 12, 28} {
		for n := range 200 {
			c := client(n)
			l.Apply(nine, c.says(wait*1000+n, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) { m.Secs = uint16(wait) }).out)
		}
	}
	if r := l.View("179901", nine.Add(time.Minute)).Relays; len(r) != 1 || r[0].LeastSecs != 0 {
		t.Errorf("relays %+v, want no threshold", r)
	}
}

// TestMemoryIsBounded throws a flood of made-up clients, servers and relays at it.
func TestMemoryIsBounded(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	for i := range 30_000 {
		mac := inventory.MAC{2, 0, byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}
		ip := netip.AddrFrom4([4]byte{10, 241, byte(i >> 8), byte(i)})
		m := inventory.DHCPMessage{At: nine.Add(time.Duration(i) * time.Millisecond), Via: inventory.ViaCapture, Source: "mirror", Version: 4,
			Type: inventory.DHCPAck, XID: uint32(i), MAC: mac, YourIP: ip, Server: ip, Gateway: ip}
		l.Apply(nine, []inventory.DHCPMessage{m})
		m.Type = inventory.DHCPDiscover
		l.Apply(nine, []inventory.DHCPMessage{m})
	}
	view := l.View("179901", nine.Add(time.Second))
	if n := len(l.Leases("179901", nine.Add(time.Minute))); n > 16384 || len(view.Clients) > 4096 || len(view.Servers) > 64 || len(view.Relays) > 64 {
		t.Errorf("%d leases, %d clients, %d servers, %d relays", n, len(view.Clients), len(view.Servers), len(view.Relays))
	}
}
