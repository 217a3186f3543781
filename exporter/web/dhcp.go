package web

import (
	"net/netip"
	"strconv"
	"time"

	"rollcall/inventory"
)

// A dhcpPart is what the page of a school tells of its DHCP.
type dhcpPart struct {
	Heard   map[inventory.DHCPVia]time.Time `json:"heard,omitempty"` // when each way last brought anything; absent: nothing is heard
	Judged  bool                            `json:"servers_configured"`
	Zones   []dhcpZoneRow                   `json:"zones"`
	Servers []dhcpServerRow                 `json:"servers"`
}

// A dhcpZoneRow is one zone in the last quarter of an hour.
type dhcpZoneRow struct {
	ID        string    `json:"zone"`
	Name      string    `json:"name"`
	SSID      string    `json:"ssid,omitempty"`
	Asked     int       `json:"asked"`
	Failed    int       `json:"failed"`
	NAKs      int       `json:"naks"`
	Repeated  int       `json:"repeated"`
	Late      int       `json:"late"`
	Offer     dhcpTimes `json:"offer"`
	Ack       dhcpTimes `json:"ack"`
	BothSides bool      `json:"both_sides"`
	Used      int       `json:"used"`
	Size      int       `json:"size,omitempty"`
	Random    int       `json:"random"`
}

// dhcpTimes says how long it took, in seconds.
type dhcpTimes struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_seconds"`
	P95 float64 `json:"p95_seconds"`
}

// String is the median and the 95th percentile as people read them.
func (t dhcpTimes) String() string { return tenths(t.P50) + " / " + tenths(t.P95) }

func tenths(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 1, 64) }

// A dhcpServerRow is one server that was heard.
type dhcpServerRow struct {
	ID      netip.Addr           `json:"server"`
	MAC     *inventory.MAC       `json:"mac,omitempty"`
	Relay   netip.Addr           `json:"relay,omitzero"`
	VLAN    int                  `json:"vlan,omitempty"`
	Zone    string               `json:"zone,omitempty"`
	Last    time.Time            `json:"last"`
	Known   bool                 `json:"configured"`
	School  inventory.SchoolCode `json:"-"`
	Present bool                 `json:"answers"` // nobody who asked was left without its answer
}

// dhcpPart builds the part of the page from a Snapshot of now; one of the past has none.
func (r *roll) dhcpPart() dhcpPart {
	v := r.snap.DHCP
	part := dhcpPart{Heard: v.Heard, Judged: v.Judged, Zones: []dhcpZoneRow{}, Servers: []dhcpServerRow{}}
	for _, z := range v.Zones {
		zone, ok := r.snap.Plan.ByID(z.Zone)
		if !ok {
			continue
		}
		part.Zones = append(part.Zones, dhcpZoneRow{ID: zone.ID, Name: zone.Name, SSID: zone.SSID, Asked: z.Asked, Failed: z.Failed,
			NAKs: z.Types[inventory.DHCPNak], Repeated: z.Repeated, Late: z.Late, Offer: timesOf(z.Offer), Ack: timesOf(z.Ack),
			BothSides: z.BothSides, Used: z.Used, Size: z.Size, Random: z.Random})
	}
	for _, s := range v.Servers {
		row := dhcpServerRow{ID: s.ID, Relay: s.Gateway, VLAN: s.VID, Last: s.Last, Known: s.Known, School: s.School, Present: s.Unanswered.IsZero()}
		if !s.MAC.IsZero() {
			mac := s.MAC
			row.MAC = &mac
		}
		if zone, ok := r.snap.Plan.ByID(s.Zone); ok {
			row.Zone = zone.Name
		}
		part.Servers = append(part.Servers, row)
	}
	return part
}

func timesOf(s inventory.Spread) dhcpTimes {
	return dhcpTimes{s.N, s.P50.Seconds(), s.P95.Seconds()}
}

// dhcpHints are what a device says of itself when it asks for an address, and where
// its relay says that it is: hints, which anybody can forge.
type dhcpHints struct {
	HostName    string    `json:"host_name,omitempty"`
	VendorClass string    `json:"vendor_class,omitempty"`
	Kind        string    `json:"kind,omitempty"`
	Circuit     string    `json:"circuit_id,omitempty"`
	At          time.Time `json:"at"`
}

// addHints takes the hints of the newest lease that has any.
func (v *deviceView) addHints(held []inventory.Binding) {
	for _, b := range held {
		if b.Lease == nil {
			continue
		}
		h := b.Lease.Hints
		hints := dhcpHints{HostName: h.HostName, VendorClass: h.VendorClass, Kind: h.Kind(), Circuit: h.CircuitID, At: b.Lease.Last}
		if hints != (dhcpHints{At: hints.At}) {
			v.Hints = &hints
			return
		}
	}
}

// holds says whether a binding is known to hold at a moment: its lease has not run
// out, or the table that showed it is being read.
func (r *roll) holds(b inventory.Binding, at time.Time) bool {
	return b.Holds(at) && (b.Lease != nil || r.fresh(b.Source, inventory.TableARP))
}

// lastTold is when somebody last told of a binding that holds.
func (r *roll) lastTold(b inventory.Binding) time.Time {
	if b.Lease != nil {
		return b.Lease.Last
	}
	return r.lastRead(b.Source, inventory.TableARP)
}
