package inventory

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A Holder is the device that held an address at a moment, and where it was.
type Holder struct {
	MAC        MAC        `json:"mac,omitzero"` // zero: nobody is known
	Name       string     `json:"name,omitempty"`
	Class      string     `json:"class,omitempty"`
	Brand      string     `json:"brand,omitempty"`
	Switch     SwitchID   `json:"switch,omitempty"`
	Port       string     `json:"port,omitempty"`
	VID        int        `json:"vid,omitempty"`
	Room       string     `json:"room,omitempty"`
	First      time.Time  `json:"first,omitzero"` // of the binding
	Last       time.Time  `json:"last,omitzero"`  // zero: it goes on
	Confidence Confidence `json:"confidence,omitempty"`
	Place      *Why       `json:"place,omitempty"`   // why it is said to be there; nil: on no port
	Verdict    string     `json:"verdict,omitempty"` // why nothing is known, or how sure it is: one of Held…
}

// The verdicts of a Holder: keys of exporter/wording behind "blocked.".
const (
	HeldThen     = "then"     // it held the address at the very moment
	HeldDuring   = "during"   // ... at some time of the day or week that the list names
	HeldBefore   = "before"   // ... last, and no longer at the moment
	HeldNobody   = "nobody"   // nobody did: the tables were read, and showed no binding in the window
	HeldUnseen   = "unseen"   // nobody looked
	HeldPartly   = "partly"   // no binding was seen, and not all of the time was looked at
	HeldNoSchool = "noschool" // the address is in no school's plan

	HeldSame  = "same"  // now: the same device
	HeldOther = "other" // now: another one
)

// Known says whether there is a device.
func (h Holder) Known() bool { return !h.MAC.IsZero() }

// mostHolders is how many holders of one address are told: in a zone with short
// leases a week has many.
const mostHolders = 5

// A BlockedScene is what is on record about a blocked address.
type BlockedScene struct {
	Now  time.Time
	Held []Binding                          // of the address, that share a moment with the window
	Shot func(time.Time) (*Snapshot, error) // the school at a moment
	seen map[time.Time]map[MAC]Verdict
	shot map[time.Time]*Snapshot
}

// Locate fills in who held a blocked address when it was blocked, where that device
// was at that time, and whether it hides others behind it.
func (b BlockedIP) Locate(scene BlockedScene) (BlockedIP, error) {
	scene.seen, scene.shot = map[time.Time]map[MAC]Verdict{}, map[time.Time]*Snapshot{}
	from, to := b.Window(scene.Now)
	b.Located, b.Then, b.More, b.NAT, b.NATWhy = scene.Now, Holder{}, nil, false, ""
	tenures := tenuresOf(scene.Held, from, to)
	if len(tenures) == 0 {
		verdict, err := scene.nobody(b.IP, from, to)
		b.Then = Holder{Verdict: verdict}
		return b, err
	}
	for i, t := range tenures[:min(len(tenures), mostHolders)] {
		h, s, err := scene.holder(t, b.Exact)
		if err != nil {
			return b, err
		}
		if i > 0 {
			b.More = append(b.More, h)
			continue
		}
		b.Then = h
		b.NATWhy = natWhy(s, h)
		b.NAT = b.NATWhy != ""
	}
	return b, nil
}

// A tenure is how long one device held an address within a window.
type tenure struct {
	mac         MAC
	first, gone time.Time // of its bindings; gone is zero while one lasts
	moment      time.Time // the last one within the window
	atEnd       bool      // it held the address when the window ended
}

// tenuresOf joins the bindings of each device within a window: who held the address
// at its end first, then who held it last.
func tenuresOf(held []Binding, from, to time.Time) []tenure {
	byMAC := map[MAC]*tenure{}
	for _, b := range held {
		if b.MAC.IsVirtualRouter() || !b.First.Before(to) && !b.First.Equal(to) || !b.Open() && !b.Gone.After(from) {
			continue
		}
		t := byMAC[b.MAC]
		if t == nil {
			t = &tenure{mac: b.MAC, first: b.First, gone: b.Gone}
			byMAC[b.MAC] = t
		}
		t.add(b, to)
	}
	all := make([]tenure, 0, len(byMAC))
	for _, t := range byMAC {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b tenure) int {
		return cmp.Or(b.moment.Compare(a.moment), b.first.Compare(a.first), bytes.Compare(a.mac[:], b.mac[:]))
	})
	return all
}

func (t *tenure) add(b Binding, to time.Time) {
	t.first = earlier(t.first, b.First)
	if b.Open() || !t.gone.IsZero() && b.Gone.After(t.gone) {
		t.gone = b.Gone
	}
	moment := to
	if !b.Open() && !b.Gone.After(to) {
		moment = b.Gone.Add(-time.Second)
	}
	t.atEnd = t.atEnd || b.Holds(to)
	t.moment = later(t.moment, later(moment, b.First))
}

// holder describes the device of a tenure as things were at its moment.
func (scene *BlockedScene) holder(t tenure, exact BlockExact) (Holder, *Snapshot, error) {
	h := Holder{MAC: t.mac, First: t.first, Last: t.gone, Brand: Vendor(t.mac), Verdict: HeldBefore}
	switch {
	case exact != BlockMoment:
		h.Verdict = HeldDuring
	case t.atEnd:
		h.Verdict = HeldThen
	}
	s, err := scene.at(t.moment)
	if err != nil {
		return h, nil, err
	}
	h = h.listed(s)
	if v, ok := scene.seen[t.moment][t.mac]; ok {
		h.Switch, h.Port, h.VID, h.Room = v.Port.Switch, v.Port.IfName, v.VID, s.Room(v.Port)
		h.Confidence, h.Place = v.Confidence, &v.Why
	}
	return h, s, nil
}

// listed adds what the school's lists say of the device.
func (h Holder) listed(s *Snapshot) Holder {
	for _, e := range slices.Concat(s.Lists.Master, s.Lists.Whitelist) {
		if e.MAC == h.MAC {
			h.Name, h.Class = cmp.Or(h.Name, e.Name), cmp.Or(h.Class, e.Class)
		}
	}
	return h
}

// at returns the school at a moment, with where every device was. Several holders
// share most moments.
func (scene *BlockedScene) at(moment time.Time) (*Snapshot, error) {
	if s := scene.shot[moment]; s != nil {
		return s, nil
	}
	s, err := scene.Shot(moment)
	if err != nil {
		return nil, err
	}
	places := map[MAC]Verdict{}
	for _, v := range Locate(s) {
		places[v.MAC] = v
	}
	scene.shot[moment], scene.seen[moment] = s, places
	return s, nil
}

// nobody says why no device is known: the tables that would have shown it were
// read from the beginning of the window to its end, at one of them, or not at all.
func (scene *BlockedScene) nobody(ip netip.Addr, from, to time.Time) (string, error) {
	looked := 0
	for _, moment := range []time.Time{from, to} {
		s, err := scene.Shot(moment)
		if err != nil {
			return "", err
		}
		if s.Observes(ip) {
			looked++
		}
	}
	return []string{HeldUnseen, HeldPartly, HeldNobody}[looked], nil
}

// Observes says whether an ARP table that would show an address of the school was
// read of late: that of a source that shows its neighbours, or of a router.
func (s *Snapshot) Observes(ip netip.Addr) bool {
	neighbours, err := ip.Prefix(min(24, ip.BitLen()))
	if err != nil {
		return false
	}
	shows := map[SwitchID]bool{}
	for _, b := range s.Bindings {
		if neighbours.Contains(b.IP) {
			shows[b.Source] = true
		}
	}
	for _, v := range s.Switches {
		routes := v.Switch.Role == SwitchCore || v.Switch.Role == SwitchRouter
		if (routes || shows[v.Switch.ID]) && v.Coverage[TableARP].Fresh {
			return true
		}
	}
	for ref, cover := range s.Elsewhere {
		if shows[ref.Switch] && cover.Fresh {
			return true
		}
	}
	return false
}

// Room is where the outlet of a port is, by the school's record, or else where its
// switch stands.
func (s *Snapshot) Room(port PortID) string {
	if records, _ := s.PortRecords(); records[port].Outlet != "" {
		return records[port].Outlet
	}
	for _, v := range s.Switches {
		if v.Switch.ID == port.Switch {
			return v.Switch.Place
		}
	}
	return ""
}

// AsOf fills in who holds the address at the moment of a snapshot, and what the
// school's lists say by now of the device that held it then.
func (b BlockedIP) AsOf(s *Snapshot) BlockedIP {
	b.Then, b.Now = b.Then.listed(s), Holder{}
	for _, held := range s.Bindings {
		if held.IP == b.IP && held.Misses == 0 && held.First.After(b.Now.First) {
			b.Now = Holder{MAC: held.MAC, First: held.First, Brand: Vendor(held.MAC), Verdict: HeldOther}
		}
	}
	switch {
	case b.Now.Known() && b.Now.MAC == b.Then.MAC:
		b.Now = Holder{Verdict: HeldSame}
	case b.Now.Known():
		b.Now = b.Now.listed(s)
	case s.Observes(b.IP):
		b.Now.Verdict = HeldNobody
	default:
		b.Now.Verdict = HeldUnseen
	}
	return b
}

// What says that a device hides others behind it: keys of exporter/wording behind
// "nat.".
const (
	NATClass = "class" // the school's lists, or what it says of itself, call it an access point or router
	NATBrand = "brand" // its maker makes little else than routers and access points
	NATMany  = "many"  // its maker makes routers among others, and it has several addresses or company on its port
)

// routerMakers make little else than routers and access points, by the beginning of
// their names in the registration authority's list; gadgetMakers make them among
// other things.
var (
	routerMakers = []string{"TP-LINK", "TP-Link", "Tenda Technology", "TOTOLINK", "Zioncom", "NETGEAR", "The Linksys Group", "Cisco-Linksys", "BUFFALO",
		"Edimax", "Belkin", "Routerboard.com", "Ubiquiti", "Ruckus", "Aruba", "Cisco Meraki", "Cambium", "DrayTek", "EnGenius", "Arcadyan", "MitraStar", "Comtrend",
		"SHENZHEN MERCURY COMMUNICATION", "Ruijie", "Shanghai Ruijie"}
	gadgetMakers = []string{"D-L", "ASUS", "Zyxel", "Xiaomi", "XIAOMI", "Beijing Xiaomi", "HUAWEI", "Huawei", "Sercomm", "Senao", "Gemtek", "PLANET Technology",
		"Billion Electric", "Alpha Networks", "Wistron Neweb", "Hangzhou H3C", "New H3C", "Synology", "AboCom", "CyberTAN"}
)

// natWhy says by what a device is a router or an access point, as things were in a
// snapshot; empty: nothing says so.
func natWhy(s *Snapshot, h Holder) string {
	begins := func(makers []string) bool {
		return slices.ContainsFunc(makers, func(m string) bool { return strings.HasPrefix(h.Brand, m) })
	}
	switch {
	case h.Class == ClassAP || h.Class == ClassRouter || h.Class == "" && s.saysAP(h):
		return NATClass
	case h.Class != "": // the lists know what it is
		return ""
	case begins(routerMakers):
		return NATBrand
	case begins(gadgetMakers) && s.inCompany(h):
		return NATMany
	}
	return ""
}

// saysAP says whether the device itself tells its switch that it is an access point
// or router (LLDP, IEEE 802.1AB, 8.5.8).
func (s *Snapshot) saysAP(h Holder) bool {
	says := func(n Neighbor) bool {
		return n.ChassisID == h.MAC.String() && (slices.Contains(n.Capabilities, "wlan-ap") || slices.Contains(n.Capabilities, "router"))
	}
	for _, v := range s.Switches {
		for _, p := range v.Ports {
			if p.Port == (PortID{h.Switch, h.Port}) && slices.ContainsFunc(p.Neighbors, says) {
				return true
			}
		}
	}
	return false
}

// inCompany says whether a device holds several addresses, or shares its port with
// others.
func (s *Snapshot) inCompany(h Holder) bool {
	addresses, others := 0, map[MAC]bool{}
	for _, b := range s.Bindings {
		if b.MAC == h.MAC && b.IP.Is4() && b.Misses == 0 {
			addresses++
		}
	}
	for _, v := range s.Switches {
		for _, seen := range v.Sightings {
			if v.Switch.ID == h.Switch && seen.Port.IfName == h.Port && seen.MAC != h.MAC {
				others[seen.MAC] = true
			}
		}
	}
	return addresses > 2 || h.Port != "" && len(others) > 0
}
