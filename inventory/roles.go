package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// The reasons for a PortRole: keys of the wording tables. What fills their
// sentences is {peer}, PortRole.Peer; it is empty where no one peer is known.
const (
	BecauseConfigured    = "role_configured"     // the configuration declares the port an uplink
	BecauseNeighbor      = "role_neighbor"       // {peer} announces itself by LLDP or CDP
	BecauseSwitchSeen    = "role_switch_seen"    // the own address of {peer} is seen behind the port
	BecauseSpread        = "role_spread"         // the devices behind it are spread over several ports of {peer}
	BecauseController    = "role_controller"     // the wireless controller {peer} is behind it
	BecauseAPAnnounced   = "role_ap_announced"   // {peer} announces itself as a wireless access point
	BecauseAPListed      = "role_ap_listed"      // a device listed as access point, {peer}, is behind it
	BecauseAPRecorded    = "role_ap_recorded"    // the port record says that an access point is there
	BecauseClassListed   = "role_class_listed"   // a device listed as switch, {peer}, is behind it
	BecauseClassRecorded = "role_class_recorded" // the port record says that a 5-port switch is there
	BecauseUnknownSwitch = "role_unknown_switch" // a switch that is not ours, {peer}, announces itself there
	BecauseNothingSpeaks = "role_nothing_speaks" // nothing speaks for a switch or an access point behind it
)

// silentAfter is how many polls without an answer make a switch one that no
// longer speaks for what is behind it.
const silentAfter = 3

// LLDP system capabilities by name (IEEE 802.1AB, 8.5.8).
const (
	capabilityAP     = "wlan-ap"
	capabilityBridge = "bridge"
	capabilityRouter = "router"
	capabilityPhone  = "telephone"
)

// Roles decides what each port of a school's switches is for, by ifName. A port
// is surely an uplink if the configuration says so, or if two signs agree that
// the switch at its other end is ours and that switch records what is behind it;
// a single sign (one side's LLDP, an address that could be copied) makes an
// uplink that is recorded all the same. Ports that are neither sockets nor
// aggregates have no role.
func Roles(s *Snapshot) map[SwitchID]map[string]PortRole {
	w := newWiring(s)
	c := &roleClues{wiring: w, class: make(map[MAC]ListEntry), uplinks: make(map[PortID]bool)}
	c.gather()
	roles := make(map[SwitchID]map[string]PortRole, len(s.Switches))
	for _, v := range s.Switches {
		roles[v.Switch.ID] = make(map[string]PortRole)
		for _, p := range v.Ports {
			if role, ok := c.role(v, p); ok {
				roles[v.Switch.ID][p.Port.IfName] = role
			}
		}
	}
	return roles
}

// roleClues are what beside the wiring speaks for a role.
type roleClues struct {
	*wiring
	class   map[MAC]ListEntry // devices listed as access point or switch
	record  map[PortID]PortRecord
	uplinks map[PortID]bool  // as configured
	devices map[PortID][]MAC // of those
	members map[PortID][]PortID
	ends    map[PortID][]SwitchID // switches that a port leads to by a sign of its own
}

func (c *roleClues) gather() {
	for _, e := range slices.Concat(c.Lists.Whitelist, c.Lists.Master) {
		if e.Class == ClassAP || e.Class == ClassSwitch {
			c.class[e.MAC] = e
		}
	}
	c.record, _ = c.PortRecords()
	for _, v := range c.Switches {
		for _, name := range v.Switch.Uplinks {
			if p, ok := v.PortNamed(name); ok {
				c.uplinks[p.Port] = true
			}
		}
	}
	c.devices, c.members, c.ends = make(map[PortID][]MAC), make(map[PortID][]PortID), make(map[PortID][]SwitchID)
	for member, whole := range c.group {
		c.members[whole] = append(c.members[whole], member)
	}
	for _, v := range c.Switches {
		for _, seen := range v.Sightings {
			if _, listed := c.class[seen.MAC]; listed && seen.Misses == 0 {
				whole := c.whole(seen.Port)
				c.devices[whole] = append(c.devices[whole], seen.MAC)
			}
		}
	}
	for q, h := range c.toward {
		if h.by != byTree {
			c.ends[h.port] = append(c.ends[h.port], q.to)
		}
	}
	for port, peers := range c.heard {
		c.ends[port] = append(c.ends[port], peers...)
	}
	for port := range c.ends {
		slices.Sort(c.ends[port])
		c.ends[port] = slices.Compact(c.ends[port])
	}
}

// role decides on one port. Members of an aggregate have the role of the whole.
func (c *roleClues) role(v SwitchView, p PortView) (PortRole, bool) {
	whole := c.whole(p.Port)
	socket := p.Config.Bridge || whole != p.Port || len(c.members[whole]) > 0
	if c.declared(whole) {
		return PortRole{Role: RoleUplink, Sure: true, Reason: BecauseConfigured, Peer: c.peer(whole)}, true
	}
	if len(c.ends[whole]) > 0 {
		return c.uplink(whole), true
	}
	for _, decide := range []func(PortID, PortView) (PortRole, bool){c.announced, c.recorded, c.listed} {
		if role, ok := decide(whole, p); ok {
			return role, true
		}
	}
	return PortRole{Role: RoleEdge, Reason: BecauseNothingSpeaks}, socket
}

// declared says whether the configuration names the port, or a member of it.
func (c *roleClues) declared(whole PortID) bool {
	return slices.ContainsFunc(append(c.members[whole], whole), func(p PortID) bool { return c.uplinks[p] })
}

// uplink decides on a port that leads to switches of ours.
func (c *roleClues) uplink(port PortID) PortRole {
	ends := c.ends[port]
	if i := slices.IndexFunc(ends, c.isController); i >= 0 && len(ends) == 1 {
		return PortRole{Role: RoleAP, Reason: BecauseController, Peer: string(ends[i])}
	}
	role := PortRole{Role: RoleUplink, Reason: BecauseSpread, Peer: c.peer(port)}
	for _, to := range ends {
		if h, ok := c.toward[pair{port.Switch, to}]; ok && h.port == port && h.by == byMAC {
			role.Reason = BecauseSwitchSeen
		}
		role.Sure = role.Sure || c.sure(port, to)
	}
	if len(c.heard[port]) > 0 {
		role.Reason = BecauseNeighbor
	}
	return role
}

// sure says whether two signs agree that a port leads to a switch, and the
// switch records what is behind it.
func (c *roleClues) sure(port PortID, to SwitchID) bool {
	other := c.views[to]
	if other == nil || other.Silent >= silentAfter || other.Coverage[TableFDB].Last.IsZero() {
		return false
	}
	there, ok := c.toward[pair{port.Switch, to}]
	if !ok || there.port != port || there.by > byMAC {
		return false
	}
	back, ok := c.toward[pair{to, port.Switch}]
	return ok && back.by <= byMAC
}

// peer names the switch at the other end: the one that announces itself, or the
// only one that is known to be there.
func (c *roleClues) peer(port PortID) string {
	if heard := c.heard[port]; len(heard) == 1 {
		return string(heard[0])
	}
	if ends := c.ends[port]; len(ends) == 1 {
		return string(ends[0])
	}
	return ""
}

// announced decides by what neighbours that are none of ours say of themselves.
func (c *roleClues) announced(whole PortID, p PortView) (PortRole, bool) {
	for _, n := range p.Neighbors {
		if slices.Contains(n.Capabilities, capabilityAP) {
			return PortRole{Role: RoleAP, Reason: BecauseAPAnnounced, Peer: cmp.Or(n.SysName, n.ChassisID)}, true
		}
	}
	for _, n := range p.Neighbors {
		if slices.Contains(n.Capabilities, capabilityBridge) || slices.Contains(n.Capabilities, capabilityRouter) {
			if slices.Contains(n.Capabilities, capabilityPhone) || len(c.devices[whole]) > 0 {
				continue // a telephone bridges to the PC behind it
			}
			return PortRole{Role: RoleEdge, Reason: BecauseUnknownSwitch, Peer: cmp.Or(n.SysName, n.ChassisID)}, true
		}
	}
	return PortRole{}, false
}

// recorded decides by the school's written port record.
func (c *roleClues) recorded(_ PortID, p PortView) (PortRole, bool) {
	r, ok := c.record[p.Port]
	switch {
	case !ok:
		return PortRole{}, false
	case r.Role == RoleAP:
		return PortRole{Role: RoleAP, Reason: BecauseAPRecorded}, true
	case r.Role == RoleClassroom || mentionsClassSwitch(r.Zone+" "+r.Note+" "+r.Outlet):
		return PortRole{Role: RoleClassroom, Reason: BecauseClassRecorded, Peer: r.Outlet}, true
	}
	return PortRole{}, false
}

// mentionsClassSwitch says whether a text speaks of the 5-port switch of a
// classroom. A room's name alone does not: a PC may be plugged in there.
func mentionsClassSwitch(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc([]string{"5-port", "5port", "5 port", "5埠", "五埠", "教室交換器"},
		func(s string) bool { return strings.Contains(text, s) })
}

// listed decides by the classes of the devices behind the port. Wireless clients
// come and go; the access point among them tells what the port is for.
func (c *roleClues) listed(whole PortID, _ PortView) (PortRole, bool) {
	for _, mac := range c.devices[whole] {
		e := c.class[mac]
		if e.Class == ClassAP {
			return PortRole{Role: RoleAP, Reason: BecauseAPListed, Peer: cmp.Or(e.Name, mac.String())}, true
		}
	}
	for _, mac := range c.devices[whole] {
		e := c.class[mac]
		return PortRole{Role: RoleClassroom, Reason: BecauseClassListed, Peer: cmp.Or(e.Name, mac.String())}, true
	}
	return PortRole{}, false
}
