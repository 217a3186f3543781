package simcity

import (
	"math/rand/v2"
	"slices"
	"strings"

	"rollcall/inventory"
)

// A Fault is something wrong that was planted, and what must be found of it.
type Fault struct {
	ID       string               `json:"id"`   // F01 …, as the plan of the demo numbers them
	Kind     inventory.Kind       `json:"kind"` // of the finding that must come
	School   inventory.SchoolCode `json:"school"`
	Switch   inventory.SwitchID   `json:"switch,omitempty"`
	Port     string               `json:"port,omitempty"`
	MAC      string               `json:"mac,omitempty"`
	IP       string               `json:"ip,omitempty"`
	Room     string               `json:"room,omitempty"`
	MACs     []string             `json:"macs,omitempty"`          // all of them, where there are several
	Ports    []string             `json:"ports,omitempty"`         // switch/port of each place, where there are several
	Children []string             `json:"children,omitempty"`      // switches that fall silent with this one
	After    float64              `json:"after_seconds,omitempty"` // when it happens, from the start of the city
	Until    float64              `json:"until_seconds,omitempty"` // when it is over, likewise; 0: it lasts
	Note     string               `json:"note,omitempty"`
}

// A recipe plants one fault.
type recipe struct {
	id     string
	kind   inventory.Kind
	school inventory.SchoolCode
	plant  func(*planter) Fault
}

// recipes are the faults planted so far. A new one is a line here and a function.
// Those that take a whole switch away come last, so that they spare the others'.
func recipes() []recipe {
	return []recipe{
		{"F01", inventory.KindReservedIPTaken, "179901", reservedTaken},
		{"F02", inventory.KindReservedMissing, "179902", quakeOff},
		{"F07", inventory.KindPublicIPInUse, "179906", publicAddress},
		{"F09", inventory.KindForeignSchoolIP, "179902", foreignSchool},
		{"F10", inventory.KindRogueDHCP, "179903", rogueServer},
		{"F11", inventory.KindDHCPForbidden, "179905", forbiddenRelay},
		{"F12", inventory.KindDHCPSlow, "179903", slowRelay},
		{"F13", inventory.KindDHCPNoOffer, "179904", deafRelay},
		{"F14", inventory.KindDHCPScopeFull, "179901", fullPool},
		{"F15", inventory.KindAPIPASeen, "179906", ownAddresses},
		{"F16", inventory.KindUnknownMAC, "179901", unknownTablet},
		{"F17", inventory.KindRandomMAC, "179901", randomTablets},
		{"F18", inventory.KindNearMiss, "179902", mistypedTablet},
		{"F16b", inventory.KindUnknownMAC, "179905", refusedTablet},
		{"F17b", inventory.KindRandomMAC, "179906", refusedRandom},
		{"F18b", inventory.KindNearMiss, "179904", refusedMistyped},
		{"F19", inventory.KindListDrift, "179903", driftedLists},
		{"F20", inventory.KindListDuplicate, "179904", listedTwice},
		{"F25", inventory.KindBroadcastHigh, "179901", oldBoxes},
		{"F26", inventory.KindLoopSuspected, "179906", patchedSockets},
		{"F31", inventory.KindLinkSpeedLow, "179904", slowAP},
		{"F32", inventory.KindLinkFlap, "179904", loosePlug},
		{"F33", inventory.KindInterfaceErrors, "179902", brokenFrames},
		{"F38", inventory.KindDefaultCommunity, "179904", publicCommunity},
		{"F39", inventory.KindIPv6NDHigh, "179903", fullCache},
		{"F40", inventory.KindCPUSustained, "179904", busyCore},
		{"F41", inventory.KindUplinkSaturated, "179903", saturatedLine},
		{"F42", inventory.KindUplinkSaturated, "179906", kindergartenLine},
		{"S82", inventory.KindServerResource, "179900", overloadedServer},
		{"F22", inventory.KindWatchedMAC, "179906", lostTablet},
		{"F23", inventory.KindOtherSchool, "179902", visitingTablet},
		{"F24", inventory.KindDuplicateLocation, "179904", clonedMAC},
		{"F29", inventory.KindMultiMACPort, "179903", dumbHub},
		{"F30", inventory.KindPortRecordDrift, "179903", driftedPort},
		{"F34", inventory.KindUnknownSwitch, "179905", strangeSwitch},
		{"F44", inventory.KindBlockedIP, "179901", blockedPC(vlanAdmin, "對外掃描 445 埠")},
		{"F44", inventory.KindBlockedIP, "179901", blockedPC(vlanTeaching, "惡意程式回報")},
		{"F44", inventory.KindBlockedIP, "179901", blockedAndSwapped},
		{"F44", inventory.KindBlockedIP, "179901", blockedRouter},
		{"F44", inventory.KindBlockedIP, "179901", blockedPC(vlanTeaching, "連線勒索軟體網站")},
		{"F45", inventory.KindRestrictedVendor, "179904", restrictedCamera},
		{"F45", inventory.KindRestrictedVendor, "179904", restrictedCamera},
		{"F45", inventory.KindIoTUnlisted, "179904", newThing(inventory.ClassCamera)},
		{"F45", inventory.KindIoTUnlisted, "179904", newThing(inventory.ClassPhone)},
		{"F45", inventory.KindIoTUnlisted, "179904", newThing(inventory.ClassSmartBox)},
		{"F45", inventory.KindIoTNotSeen, "179904", scrappedCamera},
		{"F35", inventory.KindSwitchDown, "179906", deadSwitch},
		{"F36", inventory.KindSNMPAuthFail, "179905", wrongPassword},
		{"F37", inventory.KindSwitchReboot, "179903", reboot},
		{"F21", inventory.KindStaleMAC, "179905", forgottenTablets},
		{"F43", inventory.KindGatewayDown, "179902", cutSchool(coreFails, false)},
		{"F43", inventory.KindUpstreamDown, "179902", cutSchool(lineFails, true)},
	}
}

// plant puts all faults and decoys of the city's schools into their descriptions.
func (c *City) plant(macs *registry) {
	for _, rc := range recipes() {
		s := c.School(rc.school)
		if s == nil {
			continue
		}
		f := rc.plant(c.planter(s, macs, rc.id))
		f.ID, f.Kind, f.School = rc.id, rc.kind, rc.school
		c.Faults = append(c.Faults, f)
	}
	for _, d := range decoys() {
		for _, s := range d.schools(c) {
			decoy, ok := d.plant(c.planter(s, macs, d.id))
			if !ok {
				continue
			}
			decoy.ID, decoy.Kind, decoy.School = d.id, d.kind, s.Code
			c.Decoys = append(c.Decoys, decoy)
		}
	}
}

// School returns the school of a code, nil where there is none.
func (c *City) School(code inventory.SchoolCode) *School {
	for _, s := range c.Schools {
		if s.Code == code {
			return s
		}
	}
	return nil
}

// A planter puts one fault or decoy into a school.
type planter struct {
	*School
	city *City
	r    *rand.Rand
	macs *registry
}

func (c *City) planter(s *School, macs *registry, id string) *planter {
	return &planter{School: s, city: c, macs: macs, r: dice(c.options.Seed, s.Code, id)}
}

// spoiled says whether a fault or decoy already sits on a switch.
func (p *planter) spoiled(sw *Switch) bool {
	on := func(place string) bool { return strings.HasPrefix(place, string(sw.ID)+"/") }
	return slices.ContainsFunc(p.city.Faults, func(f Fault) bool { return f.Switch == sw.ID || slices.ContainsFunc(f.Ports, on) })
}

// involved says whether a device plays a part in a fault already.
func (p *planter) involved(d *Device) bool {
	for _, f := range p.city.Faults {
		if f.MAC == d.MAC.String() || slices.Contains(f.MACs, d.MAC.String()) {
			return true
		}
	}
	return false
}

// devices returns the online devices that a condition holds for and that no fault
// has yet, in no order.
func (p *planter) devices(holds func(*Device) bool) []*Device {
	var out []*Device
	for _, d := range p.Devices {
		if d.Online && !p.involved(d) && holds(d) {
			out = append(out, d)
		}
	}
	return shuffled(p.r, out)
}

// officePC says whether a device is a PC of the administration with a socket of its own.
func officePC(d *Device) bool {
	return d.Class == inventory.ClassPC && d.VID == vlanAdmin && d.Listed && d.Port.Use == useEdge
}

// socket returns a free socket of an access switch that no fault sits on.
func (p *planter) socket(not *Switch) *Port {
	for _, sw := range shuffled(p.r, p.Switches) {
		free := sw.freeSockets()
		if sw.Role == inventory.SwitchAccess && sw != not && len(free) > 0 && !p.spoiled(sw) {
			return pick(p.r, free)
		}
	}
	return p.Core.freeSockets()[0]
}

// accessSwitch returns an access switch that no fault sits on.
func (p *planter) accessSwitch() *Switch {
	for _, sw := range shuffled(p.r, p.Switches) {
		if sw.Role == inventory.SwitchAccess && !p.spoiled(sw) {
			return sw
		}
	}
	panic("simcity: school " + string(p.Code) + " has a fault on every access switch")
}

// move puts a device on another port, in that port's VLAN; what it leaves empty
// goes down.
func (p *planter) move(d *Device, to *Port) {
	from := d.Port
	d.Port, d.Room = to, to.Room
	if len(p.onlineAt(from)) == 0 && from.Use == useEdge {
		from.Use, from.Up, from.Room = useFree, false, ""
	}
}

// at returns what a truth says of a device's place.
func at(d *Device) Fault {
	p := d.Port.seen()
	f := Fault{Switch: p.Switch.ID, Port: p.Name, MAC: d.MAC.String(), Room: d.Room}
	if d.IP.IsValid() {
		f.IP = d.IP.String()
	}
	return f
}

// seen returns the port where a complete reading finds what hangs on p: p itself,
// or the port above switches that show no forwarding table.
func (p *Port) seen() *Port {
	for !p.Switch.Bridges() {
		p = p.Switch.Uplink.Peer
	}
	if p.LAG != nil {
		return p.LAG
	}
	return p
}

// path names a port within the city.
func (p *Port) path() string { return string(p.Switch.ID) + "/" + p.Name }
