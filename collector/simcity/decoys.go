package simcity

import (
	"slices"

	"rollcall/inventory"
)

// A Decoy looks like a fault and is none: no finding may come of it.
type Decoy struct {
	ID     string               `json:"id"`
	Kind   string               `json:"kind"`
	School inventory.SchoolCode `json:"school"`
	Switch inventory.SwitchID   `json:"switch,omitempty"`
	Port   string               `json:"port,omitempty"`
	MAC    string               `json:"mac,omitempty"`
	MACs   []string             `json:"macs,omitempty"`
	Note   string               `json:"note,omitempty"`
}

// A trick plants one decoy; ok is false where the school does not lend itself to it.
type trick struct {
	id, kind string
	schools  func(*City) []*School
	plant    func(*planter) (d Decoy, ok bool)
}

// decoys are those that SNMP shows.
func decoys() []trick {
	return []trick{
		{"D01", "phone_with_pc_behind", everySchool, phoneWithPC},
		{"D02", "virtual_router_mac", everySchool, virtualRouters},
		{"D03", "crowded_ap", everySchool, crowdedAP},
		{"D04", "controller_port", everySchool, controllerPort},
		{"D05", "stacked_core", everySchool, stackedCore},
		{"D06", "lag_members", everySchool, lagMembers},
		{"D07", "smart_box_30_pps", oneSchool("D07"), smartBox},
		{"D08", "cart_wakes_up", cartSchools, wakingCart},
		{"D11", "virtual_machines", virtualSchools, virtualMachines},
		{"D12", "random_mac_in_roam", everySchool, randomInRoam},
		{"D13", "list_in_another_notation", oneSchool("D13"), otherNotation},
		{"D14", "counter_wrap", everySchool, counterWrap},
		{"D15", "full_classroom_switch", oneSchool("D15"), fullClassroom},
		{"D30", "account_refused", everySchool, refusedAccounts},
		{"D31", "refused_and_on_roam", everySchool, refusedBefore},
		{"D16", "relay_100_ms", everySchool, usualRelay},
		{"D33", "other_management_system", everySchool, otherManagement},
	}
}

func everySchool(c *City) []*School { return c.Schools }

// oneSchool chooses a school by the seed.
func oneSchool(id string) func(*City) []*School {
	return func(c *City) []*School {
		return []*School{pick(dice(c.options.Seed, id), c.Schools[:len(c.Schools)-1])}
	}
}

// virtualSchools are the centre, which has its machines already, and one school.
func virtualSchools(c *City) []*School {
	return append(oneSchool("D11")(c), c.Schools[len(c.Schools)-1])
}

// onPort begins a decoy that sits on a port.
func onPort(p *Port) Decoy {
	p = p.seen()
	return Decoy{Switch: p.Switch.ID, Port: p.Name}
}

// lasts says whether a device stays to be seen: the switch it hangs on does not die.
func (d *Device) lasts() bool { return d.Port.seen().Switch.DiesAt == 0 }

// texts writes addresses as text.
func texts(devices []*Device) []string {
	var out []string
	for _, d := range devices {
		out = append(out, d.MAC.String())
	}
	return out
}

func phoneWithPC(p *planter) (Decoy, bool) {
	for _, phone := range shuffled(p.r, p.ofClass(inventory.ClassPhone)) {
		if on := p.onlineAt(phone.Port); len(on) == 2 && phone.lasts() {
			d := onPort(phone.Port)
			d.MACs = texts(on)
			return d, true
		}
	}
	return Decoy{}, false
}

func virtualRouters(p *planter) (Decoy, bool) {
	d := Decoy{Switch: p.Core.ID, Note: p.profile.virtual}
	for _, s := range p.stations {
		if s.at == p.Core && s.mac != p.Core.Own() {
			d.MACs = append(d.MACs, s.mac.String())
		}
	}
	return d, len(d.MACs) > 0
}

func crowdedAP(p *planter) (Decoy, bool) {
	for _, ap := range p.aps() {
		if on := p.onlineAt(ap.Port); len(on) > crowded && ap.lasts() {
			d := onPort(ap.Port)
			d.MAC, d.MACs = ap.MAC.String(), texts(on)
			return d, true
		}
	}
	return Decoy{}, false
}

func controllerPort(p *planter) (Decoy, bool) {
	if !p.profile.central {
		return Decoy{}, false
	}
	for _, d := range p.Devices {
		if d.Port.Use == useController {
			return onPort(d.Port), true
		}
	}
	return Decoy{}, false
}

func stackedCore(p *planter) (Decoy, bool) {
	return Decoy{Switch: p.Core.ID}, p.Core.Units > 1
}

func lagMembers(p *planter) (Decoy, bool) {
	for _, sw := range shuffled(p.r, p.Switches) {
		if sw.Role == inventory.SwitchAccess && len(sw.Uplink.Members) > 0 {
			return onPort(sw.Uplink), true
		}
	}
	return Decoy{}, false
}

// smartBox: a box that sends 30 broadcasts a second, a tenth of the limit.
func smartBox(p *planter) (Decoy, bool) {
	box := p.devices(func(d *Device) bool { return d.Class == inventory.ClassSmartBox && d.lasts() })[0]
	box.Port.seen().Broadcasts, box.Port.Broadcasts = 30, 30
	d := onPort(box.Port)
	d.MAC = box.MAC.String()
	return d, true
}

// virtualMachines: a host with two guests, whose addresses are locally administered.
func virtualMachines(p *planter) (Decoy, bool) {
	if p.Kind != inventory.KindCentre {
		room := "1F 機房"
		host := p.add(Device{MAC: p.macs.mac(p.r, inventory.ClassServer), IP: p.ip(vlanAdmin, 231), Name: "校內主機", Class: inventory.ClassServer,
			Room: room, Port: p.socket(nil).access(vlanAdmin, room), VID: vlanAdmin, Online: true, Chatty: true})
		for _, last := range []int{232, 233} {
			p.add(Device{MAC: p.macs.mac(p.r, "vm"), IP: p.ip(vlanAdmin, last), Name: "容器", Class: inventory.ClassServer, Room: room,
				Port: host.Port, VID: vlanAdmin, Online: true, Chatty: true})
		}
	}
	servers := p.ofClass(inventory.ClassServer)
	d := onPort(servers[len(servers)-1].Port)
	for _, s := range servers {
		if s.MAC.IsLocal() {
			d.MACs = append(d.MACs, s.MAC.String())
		}
	}
	return d, true
}

func randomInRoam(p *planter) (Decoy, bool) {
	var d Decoy
	for _, dev := range p.ofClass(classPersonal) {
		if dev.MAC.IsLocal() && dev.VID != vlanMobile {
			d.MACs = append(d.MACs, dev.MAC.String())
		}
	}
	return d, len(d.MACs) > 0
}

// otherNotation: a tablet that the whitelist writes as AABB-CCDD-EEFF.
func otherNotation(p *planter) (Decoy, bool) {
	tablet := p.devices(func(d *Device) bool { return d.KLMobile && d.lasts() })[0]
	p.city.otherwise[tablet.MAC] = true
	d := onPort(tablet.Port)
	d.MAC, d.Note = tablet.MAC.String(), huaweiNotation(tablet.MAC)
	return d, true
}

// counterWrap: a switch whose counters have 32 bits and are about to wrap.
func counterWrap(p *planter) (Decoy, bool) {
	for _, sw := range p.Switches {
		if sw.Speaks && sw.Model.Narrow {
			return Decoy{Switch: sw.ID, Port: sw.Ports[0].Name}, true
		}
	}
	return Decoy{}, false
}

// fullClassroom: a silent 5-port switch with something in every socket and an
// address of its own.
func fullClassroom(p *planter) (Decoy, bool) {
	for _, sw := range shuffled(p.r, p.Switches) {
		if sw.Role != inventory.SwitchClassroom || sw.Speaks || sw.DiesAt > 0 || !sw.Ports[4].Up {
			continue
		}
		for _, socket := range sw.Ports[1:4] {
			if socket.Use == useFree {
				p.move(p.teacherPC(sw), socket.access(vlanTeaching, sw.Room))
			}
		}
		own := p.ownAddress(sw)
		on := p.onlineAtSwitch(sw)
		d := onPort(sw.Ports[1])
		d.MAC, d.MACs = own.MAC.String(), texts(on)
		return d, true
	}
	return Decoy{}, false
}

// teacherPC returns a classroom's PC that stands elsewhere than at a switch.
func (p *planter) teacherPC(not *Switch) *Device {
	return p.devices(func(d *Device) bool {
		return d.Class == inventory.ClassPC && d.VID == vlanTeaching && d.Port.Switch != not && !d.Blind && d.Port.Switch.Role == inventory.SwitchClassroom
	})[0]
}

// ownAddress returns the address that a silent switch itself sends from.
func (p *planter) ownAddress(sw *Switch) *Device {
	for _, d := range p.ofClass(inventory.ClassSwitch) {
		if d.Port.Switch == sw {
			return d
		}
	}
	return p.add(sw.ownAddress())
}

// onlineAtSwitch returns the devices that are online on any port of a switch.
func (s *School) onlineAtSwitch(sw *Switch) []*Device {
	var out []*Device
	for _, d := range s.Devices {
		if d.Online && slices.Contains(sw.Ports, d.Port) {
			out = append(out, d)
		}
	}
	return out
}
