package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// gridAddresses is how many addresses a zone may have to be drawn one by one;
// of a bigger one they are counted by the 256.
const gridAddresses = 256

// What is known of an address of the plan.
const (
	addressFree     = "free"     // nobody is seen to have it; that is no leave to take it
	addressUsed     = "used"     // one device has it
	addressConflict = "conflict" // several devices have it at once
	addressGateway  = "gateway"  // the zone's gateway
	addressStale    = "stale"    // somebody had it when its source was last read, which is too long ago
)

// A planView is a school's IP plan and what is made of it.
type planView struct {
	At      time.Time            `json:"at"`
	School  inventory.SchoolCode `json:"school"`
	Name    string               `json:"school_name"`
	ARP     bool                 `json:"arp_observed"`      // somebody's addresses are told at all
	Read    time.Time            `json:"read,omitzero"`     // up to when
	Sources []inventory.SwitchID `json:"sources"`           // the gateways that tell, as far as they do now
	Zones   []planZone           `json:"zones"`             // in the order of the plan
	Gap     []planAddress        `json:"unallocated"`       // addresses of the school that no zone has
	Foreign []planAddress        `json:"foreign,omitempty"` // addresses in use here that are not the school's
	Data    age                  `json:"data"`
	Due     time.Time            `json:"first_read_due,omitzero"`
}

// A planZone is one line of the plan at one school.
type planZone struct {
	ID       string        `json:"zone"`
	Name     string        `json:"name"`
	Expr     string        `json:"expr"` // as written
	VLAN     int           `json:"vlan,omitempty"`
	SSID     string        `json:"ssid,omitempty"`
	DHCP     string        `json:"dhcp,omitempty"`
	From     netip.Addr    `json:"from"`
	To       netip.Addr    `json:"to"`
	Prefix   netip.Prefix  `json:"prefix,omitzero"`
	Gateway  netip.Addr    `json:"gateway,omitzero"`
	Applies  bool          `json:"applies"` // a zone may be for schools with a flag only
	Size     int           `json:"addresses"`
	Used     int           `json:"used"`
	Stale    int           `json:"unconfirmed"` // of which it cannot be told now
	Conflict int           `json:"conflicts"`
	Grid     []planAddress `json:"-"` // of a small zone: every address
	Blocks   []planBlock   `json:"-"` // of a big one
	In       []planAddress `json:"used_addresses"`
}

// Free is how many addresses nobody is seen to have.
func (z planZone) Free() int { return z.Size - z.Used - z.Stale }

// A planAddress is one address and who has it.
type planAddress struct {
	IP     netip.Addr           `json:"ip"`
	State  string               `json:"state"`
	Holder []planHolder         `json:"devices,omitempty"`
	Near   string               `json:"nearest_zone,omitempty"` // of one in a gap
	Owner  inventory.SchoolCode `json:"owner,omitempty"`        // the other school whose address it is
}

// Last is the last part of the address, as the grid shows it.
func (a planAddress) Last() int { return int(a.IP.As4()[3]) }

// A planHolder is a device that has an address.
type planHolder struct {
	MAC  inventory.MAC `json:"mac"`
	Name string        `json:"name,omitempty"`
}

// A planBlock counts up to 256 addresses of a big zone.
type planBlock struct {
	From, To netip.Addr
	Size     int
	Used     int
}

// askPlan answers for the plan of one school.
func (s *server) askPlan(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	view := s.rollOf(q, snap).planView()
	view.Due = s.dueOf(snap)
	return view, nil
}

// planView puts every address that somebody has into its zone, or into the gap.
func (r *roll) planView() planView {
	view := planView{At: r.snap.At, School: r.snap.School.Code, Name: r.snap.School.Name, ARP: r.everRead(inventory.TableARP),
		Sources: []inventory.SwitchID{}, Zones: []planZone{}, Gap: []planAddress{}, Data: dataAge(r.snap)}
	byZone := map[string][]planAddress{}
	for _, a := range r.heldAddresses(&view) {
		zone, inZone := r.snap.Plan.Zone(a.IP)
		switch {
		case inZone:
			byZone[zone.ID] = append(byZone[zone.ID], a)
		case r.snap.Plan.Owns(a.IP):
			if near, _, ok := r.snap.Plan.Nearest(a.IP); ok {
				a.Near = near.Name
			}
			view.Gap = append(view.Gap, a)
		default:
			view.Foreign = append(view.Foreign, a)
		}
	}
	for _, z := range r.snap.Plan.Zones {
		view.Zones = append(view.Zones, planZoneOf(z, r.snap.School, byZone[z.ID]))
	}
	return view
}

// heldAddresses lists the IPv4 addresses that somebody has right now, and those of
// which it cannot be told because their source is not being read, in their order.
func (r *roll) heldAddresses(view *planView) []planAddress {
	held := map[netip.Addr]planAddress{}
	for _, b := range r.snap.Bindings {
		if !b.Open() || !b.IP.Is4() || b.Lease != nil && !r.snap.Plan.Owns(b.IP) {
			continue
		}
		a := held[b.IP]
		a.IP = b.IP
		switch fresh := b.Lease != nil || r.noteSource(b.Source, view); {
		case fresh && a.State != addressUsed && a.State != addressConflict:
			a.State, a.Holder = addressUsed, nil
		case !fresh && a.State == "":
			a.State = addressStale
		case !fresh && a.State != addressStale:
			continue
		}
		a.hold(planHolder{MAC: b.MAC, Name: r.nameOf(b.MAC)})
		held[b.IP] = a
	}
	slices.Sort(view.Sources)
	return slices.SortedFunc(maps.Values(held), func(a, b planAddress) int { return a.IP.Compare(b.IP) })
}

// noteSource says whether a gateway is being read, and notes it if so.
func (r *roll) noteSource(source inventory.SwitchID, view *planView) bool {
	if !r.fresh(source, inventory.TableARP) {
		return false
	}
	if !slices.Contains(view.Sources, source) {
		view.Sources = append(view.Sources, source)
	}
	if last := r.lastRead(source, inventory.TableARP); last.After(view.Read) {
		view.Read, view.ARP = last, true
	}
	return true
}

// hold adds a device that has the address.
func (a *planAddress) hold(h planHolder) {
	if slices.Contains(a.Holder, h) {
		return
	}
	a.Holder = append(a.Holder, h)
	slices.SortFunc(a.Holder, func(a, b planHolder) int { return cmp.Compare(a.MAC.String(), b.MAC.String()) })
	if len(a.Holder) > 1 && a.State == addressUsed {
		a.State = addressConflict
	}
}

// nameOf is what the school's lists call a device.
func (r *roll) nameOf(mac inventory.MAC) (name string) {
	for _, e := range r.listing.Own(mac) {
		name = cmp.Or(name, e.Name)
	}
	return name
}

// planZoneOf counts a zone and draws it, if it is small.
func planZoneOf(z inventory.SchoolZone, school inventory.School, in []planAddress) planZone {
	zone := planZone{ID: z.ID, Name: z.Name, Expr: z.Expr, VLAN: z.VLAN, SSID: z.SSID, DHCP: z.DHCP, From: z.From, To: z.To,
		Prefix: z.Prefix, Gateway: z.Gateway, Applies: z.AppliesTo(school), Size: z.Count(), In: in}
	if in == nil {
		zone.In = []planAddress{}
	}
	for _, a := range in {
		switch a.State {
		case addressStale:
			zone.Stale++
		case addressConflict:
			zone.Conflict++
		}
	}
	zone.Used = len(in) - zone.Stale
	if zone.Size <= gridAddresses {
		zone.Grid = gridOf(z, in)
	} else {
		zone.Blocks = blocksOf(z, in)
	}
	return zone
}

// gridOf lists every address of a zone, with those in use in their places.
func gridOf(z inventory.SchoolZone, in []planAddress) []planAddress {
	grid := make([]planAddress, 0, z.Count())
	for ip := z.From; ip.IsValid() && !z.To.Less(ip); ip = ip.Next() {
		cell := planAddress{IP: ip, State: addressFree}
		if len(in) > 0 && in[0].IP == ip {
			cell, in = in[0], in[1:]
		}
		if ip == z.Gateway && cell.State != addressConflict {
			cell.State = addressGateway
		}
		grid = append(grid, cell)
	}
	return grid
}

// blocksOf counts the addresses of a big zone by their third octet.
func blocksOf(z inventory.SchoolZone, in []planAddress) []planBlock {
	var blocks []planBlock
	for from := z.From; from.IsValid() && !z.To.Less(from); {
		last := netip.PrefixFrom(from, 24).Masked().Addr().As4()
		last[3] = 255
		b := planBlock{From: from, To: netip.AddrFrom4(last)}
		if z.To.Less(b.To) {
			b.To = z.To
		}
		b.Size = int(b.To.As4()[3]) - int(from.As4()[3]) + 1
		for _, a := range in {
			if a.State != addressStale && !a.IP.Less(b.From) && !b.To.Less(a.IP) {
				b.Used++
			}
		}
		blocks, from = append(blocks, b), b.To.Next()
	}
	return blocks
}
