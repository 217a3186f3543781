package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// A Case is a Snapshot with what several rules ask for worked out once.
type Case struct {
	*inventory.Snapshot

	limits   inventory.Thresholds
	views    map[inventory.SwitchID]*inventory.SwitchView
	ports    map[inventory.PortID]*inventory.PortView
	verdicts []inventory.Verdict
	places   map[inventory.MAC]inventory.Verdict
	sighted  map[inventory.MAC][]inventory.Sighting
	bindings []inventory.Binding // of the school's own devices, nothing superseded
	bound    map[inventory.MAC][]inventory.Binding
	listed   map[inventory.MAC][]inventory.ListEntry
	records  map[inventory.PortID]inventory.PortRecord
	vlans    map[int][]inventory.SchoolZone
	own      map[inventory.MAC]bool   // addresses of the school's switches themselves
	gear     map[inventory.MAC]string // network equipment: its class
	doubts   ownDoubt                 // whether strangers may be the school's own switches
	usable   inventory.Why            // why the whitelist is not; zero: it is
	near     map[inventory.MAC]inventory.NearMiss
	refused  map[inventory.MAC]*refusal
	things   *inventory.IoTMatch // see matchIoT
	outlook  inventory.Outlook   // whose matter it is if the school is not reached
	keeps    bool                // the school looks after the city
}

// NewCase works out what the rules need of a snapshot.
func NewCase(s *inventory.Snapshot) *Case {
	c := newCase(s)
	c.own = c.ownMACs()
	c.gear = c.findGear()
	c.doubts = c.ownDoubts()
	c.addRefused()
	c.verdicts = inventory.Locate(s)
	for _, v := range c.verdicts {
		c.places[v.MAC] = v
	}
	return c
}

// Verdicts says where each MAC of the snapshot is, as [inventory.Locate] does.
func (c *Case) Verdicts() []inventory.Verdict { return c.verdicts }

// newCase is the part of a Case that costs little.
func newCase(s *inventory.Snapshot) *Case {
	counting := *s
	counting.Lists = s.Lists.On(inventory.DateOf(s.At))
	c := &Case{
		Snapshot: &counting,
		usable:   s.WhitelistUnusable(),
		limits:   limits(s.Thresholds),
		views:    map[inventory.SwitchID]*inventory.SwitchView{},
		ports:    map[inventory.PortID]*inventory.PortView{},
		places:   map[inventory.MAC]inventory.Verdict{},
		sighted:  map[inventory.MAC][]inventory.Sighting{},
		bound:    map[inventory.MAC][]inventory.Binding{},
		listed:   map[inventory.MAC][]inventory.ListEntry{},
		vlans:    map[int][]inventory.SchoolZone{},
		near:     map[inventory.MAC]inventory.NearMiss{},
	}
	if c.City == nil {
		c.City = &inventory.CityIndex{} // in our copy, not in the caller's
	}
	c.outlook, c.keeps = s.Views().Outlook(), s.School.Code == s.Keeper
	c.addZones()
	c.addSwitches()
	c.addLists()
	c.addBindings()
	return c
}

// limits puts our own numbers where the city has set none.
func limits(t inventory.Thresholds) inventory.Thresholds {
	t.EdgePortMACs = cmp.Or(t.EdgePortMACs, 4)
	t.DownAfter = cmp.Or(t.DownAfter, 3)
	t.StaleMAC = cmp.Or(t.StaleMAC, 180*24*time.Hour)
	t.DHCPSlow = cmp.Or(t.DHCPSlow, 2*time.Second)
	t.DHCPNoOffer = cmp.Or(t.DHCPNoOffer, 5*time.Minute)
	t.ScopeUsed = cmp.Or(t.ScopeUsed, 90)
	return t
}

func (c *Case) addSwitches() {
	for i := range c.Switches {
		v := &c.Switches[i]
		c.views[v.Switch.ID] = v
		for j := range v.Ports {
			c.ports[v.Ports[j].Port] = &v.Ports[j]
		}
		for _, sg := range v.Sightings {
			c.sighted[sg.MAC] = append(c.sighted[sg.MAC], sg)
		}
	}
}

func (c *Case) addLists() {
	for _, e := range slices.Concat(c.Lists.Whitelist, c.Lists.Master) {
		c.listed[e.MAC] = append(c.listed[e.MAC], e)
	}
	c.records, _ = c.PortRecords()
}

// addBindings keeps what the school's own sources say, and what a source that
// serves many schools says of the school's addresses. A device at another school
// that uses our addresses is that school's finding. A lease is left out: it says
// that an address was given, and lasts for hours after its device has left.
func (c *Case) addBindings() {
	others := c.otherSwitches()
	fresh := map[netip.Addr]bool{}
	for _, b := range c.Snapshot.Bindings {
		fresh[b.IP] = fresh[b.IP] || b.Misses == 0 && b.Lease == nil
	}
	for _, b := range c.Snapshot.Bindings {
		if b.Lease != nil || others[b.Source] || b.Misses > 0 && fresh[b.IP] {
			continue
		}
		c.bindings = append(c.bindings, b)
		c.bound[b.MAC] = append(c.bound[b.MAC], b)
	}
}

// otherSwitches are the switches of other schools; the centre's serve everybody.
func (c *Case) otherSwitches() map[inventory.SwitchID]bool {
	others := map[inventory.SwitchID]bool{}
	for code, school := range c.City.Schools {
		if code == c.School.Code || school.Kind == inventory.KindCentre {
			continue
		}
		for _, sw := range school.Switches {
			others[sw.ID] = true
		}
	}
	return others
}

// class is what a device is by the school's lists or, for network equipment, by
// what the network says; empty: nothing says.
func (c *Case) class(mac inventory.MAC) string {
	for _, e := range c.listed[mac] {
		if e.Class != "" {
			return e.Class
		}
	}
	return c.gear[mac]
}

// place says where a device is, as far as a verdict knows.
func (c *Case) place(f inventory.Finding, mac inventory.MAC) inventory.Finding {
	v, ok := c.places[mac]
	if !ok {
		return f
	}
	f.VID = cmp.Or(f.VID, v.VID)
	return c.at(f, v.Port)
}

// at puts a port and its room into a finding.
func (c *Case) at(f inventory.Finding, port inventory.PortID) inventory.Finding {
	f.Switch, f.Port, f.Room = port.Switch, port.IfName, c.room(port)
	return f
}

// room is where the outlet of a port is, by the school's record, or else where its
// switch stands.
func (c *Case) room(port inventory.PortID) string {
	if r := c.records[port]; r.Outlet != "" {
		return r.Outlet
	}
	if v := c.views[port.Switch]; v != nil {
		return v.Switch.Place
	}
	return ""
}

// zone is the zone of an address at this school.
func (c *Case) zone(ip netip.Addr) (inventory.SchoolZone, bool) { return c.Plan.Zone(ip) }

// zonesOf returns the zones of a VLAN.
func (c *Case) zonesOf(vid int) []inventory.SchoolZone { return c.vlans[vid] }

// addZones puts the zones of each VLAN together; every device is asked for its.
func (c *Case) addZones() {
	for _, z := range c.Plan.Zones {
		if z.VLAN != 0 {
			c.vlans[z.VLAN] = append(c.vlans[z.VLAN], z)
		}
	}
}

// wireless says whether a VLAN carries an SSID: devices in it roam.
func (c *Case) wireless(vid int) bool {
	return slices.ContainsFunc(c.zonesOf(vid), func(z inventory.SchoolZone) bool { return z.SSID != "" })
}

// brand is the maker of a device by its MAC; empty: not known.
func brand(mac inventory.MAC) string {
	if mac.IsLocal() {
		return ""
	}
	return inventory.Vendor(mac)
}

func ref(sw inventory.SwitchID, t inventory.Table) inventory.TableRef {
	return inventory.TableRef{Switch: sw, Table: t}
}
