package inventory_test

import (
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestLeases plays what becomes of one address, and wants who holds it at the end
// and how many rows were to be written.
func TestLeases(t *testing.T) {
	one := netip.MustParseAddr("10.241.208.77")
	at := func(m *inventory.DHCPMessage) { m.YourIP, m.ClientIP, m.Wanted = one, one, one }
	short := func(m *inventory.DHCPMessage) { at(m); m.Lease = 30 * time.Second }
	tests := []struct {
		name   string
		talks  []*talk
		holder byte // last octet of the MAC; 0: nobody
		first  int  // ms after nine
		rows   int
	}{
		{"given", []*talk{client(1).says(0, inventory.DHCPAck, at)}, 1, 0, 1},
		{"told twice", []*talk{client(1).says(0, inventory.DHCPAck, at), client(1).says(1000, inventory.DHCPAck, at)}, 1, 0, 1},
		{"renewed", []*talk{client(1).says(0, inventory.DHCPAck, at).says(30_000, inventory.DHCPAck, at)}, 1, 0, 2},
		{"given up", []*talk{client(1).says(0, inventory.DHCPAck, at).says(30_000, inventory.DHCPRelease, at)}, 0, 0, 2},
		{"given up by somebody else", []*talk{client(1).says(0, inventory.DHCPAck, at), client(2).says(30_000, inventory.DHCPRelease, at)}, 1, 0, 1},
		{"in use by another device", []*talk{client(1).says(0, inventory.DHCPAck, at).says(30_000, inventory.DHCPDecline, at)}, 0, 0, 2},
		{"given to the next", []*talk{client(1).says(0, inventory.DHCPAck, at), client(2).says(40_000, inventory.DHCPAck, at)}, 2, 40_000, 3},
		{"the older news comes later", []*talk{client(2).says(40_000, inventory.DHCPAck, at), client(1).says(0, inventory.DHCPAck, at)}, 2, 40_000, 2},
		{"run out", []*talk{client(1).says(0, inventory.DHCPAck, short)}, 0, 0, 1},
		{"run out and given anew", []*talk{client(1).says(0, inventory.DHCPAck, short), client(1).says(50_000, inventory.DHCPAck, at)}, 1, 50_000, 2},
		{"no address in it", []*talk{client(1).says(0, inventory.DHCPAck, func(m *inventory.DHCPMessage) { m.YourIP = netip.Addr{} })}, 0, 0, 0},
		{"an offer is no lease", []*talk{client(1).says(0, inventory.DHCPOffer, at)}, 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
			rows := 0
			for _, m := range messages(tt.talks...) {
				rows += len(l.Apply(m.At, []inventory.DHCPMessage{m}).Leases)
			}
			held := l.Leases("179901", nine.Add(time.Minute))
			switch {
			case rows != tt.rows:
				t.Errorf("%d rows to write, want %d", rows, tt.rows)
			case tt.holder == 0 && len(held) > 0:
				t.Errorf("held by %v, want nobody", held[0].MAC)
			case tt.holder != 0 && (len(held) != 1 || held[0].MAC[5] != tt.holder || !held[0].First.Equal(nine.Add(time.Duration(tt.first)*time.Millisecond))):
				t.Errorf("held by %+v, want …:%02x since %d ms", held, tt.holder, tt.first)
			}
		})
	}
}

// TestHintsStay: an ack repeats little of what the client said of itself.
func TestHintsStay(t *testing.T) {
	l := inventory.NewDHCPLedger(dhcpCity(t), nine, inventory.DHCPState{})
	c := client(1).says(0, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) {
		m.HostName, m.VendorClass, m.Parameters, m.CircuitID = "pad-01", "android-dhcp-13", []uint8{1, 3, 6}, "vlan208/17"
	}).says(100, inventory.DHCPAck)
	l.Apply(nine.Add(time.Second), c.out)
	held := l.Leases("179901", nine.Add(time.Second))
	if len(held) != 1 || held[0].Hints.HostName != "pad-01" || held[0].Hints.CircuitID != "vlan208/17" || held[0].Hints.Relay != relayOf["kl_mobile"] {
		t.Errorf("leases are %+v", held)
	}
}

// TestPoolSize: the pool where it is configured, else all but the gateway.
func TestPoolSize(t *testing.T) {
	plan := dhcpCity(t).Plans["179901"]
	for id, want := range map[string]int{"kl_roam": 10, "kl_mobile": 1278, "lab": 255} {
		if z, _ := plan.ByID(id); z.PoolSize() != want {
			t.Errorf("%s gives %d addresses, want %d", id, z.PoolSize(), want)
		}
	}
}

// TestKindHints: the order of option 55 counts, and the vendor class before it.
func TestKindHints(t *testing.T) {
	for _, tt := range []struct {
		hints inventory.DHCPHints
		want  string
	}{
		{inventory.DHCPHints{Parameters: []uint8{1, 121, 3, 6, 15, 108, 114, 119, 252}}, inventory.HintApple},
		{inventory.DHCPHints{Parameters: []uint8{121, 1, 3, 6, 15, 108, 114, 119, 252}}, ""},
		{inventory.DHCPHints{VendorClass: "MSFT 5.0", Parameters: []uint8{1, 121, 3, 6, 15, 108, 114, 119, 252}}, inventory.HintWindows},
		{inventory.DHCPHints{VendorClass: "android-dhcp-13"}, inventory.HintAndroid},
		{inventory.DHCPHints{}, ""},
	} {
		if got := tt.hints.Kind(); got != tt.want {
			t.Errorf("%+v hints at %q, want %q", tt.hints, got, tt.want)
		}
	}
}
