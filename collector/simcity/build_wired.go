package simcity

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/inventory"
)

// access makes p an untagged port of one VLAN.
func (p *Port) access(vid int, room string) *Port {
	p.Use, p.PVID, p.Up, p.Room = useEdge, vid, true, room
	return p
}

// add puts a device into the school.
func (b *builder) add(d Device) *Device {
	d.School = b.School
	b.Devices = append(b.Devices, &d)
	return &d
}

// labs gives the computer rooms to one or two switches each, as their cabling has it.
func (b *builder) labs() {
	r := b.dice("labs")
	sockets := slices.Clone(b.pool)
	order := map[*Switch]int{}
	for i, sw := range shuffled(r, b.Switches) {
		order[sw] = i
	}
	slices.SortStableFunc(sockets, func(p, q *Port) int { return order[p.Switch] - order[q.Switch] })
	for i := range b.p.lab {
		room := fmt.Sprintf("電腦教室%s", []string{"一", "二", "三"}[i/31])
		p := b.take(&sockets).access(vlanLab, room)
		b.add(Device{MAC: b.macs.mac(r, inventory.ClassPC), IP: b.address(vlanLab, 1, 253), Name: fmt.Sprintf("lab%d-%02d", i/31+1, i%31+1),
			Class: inventory.ClassPC, Platform: "Windows", Room: room, Port: p, VID: vlanLab, Online: chance(r, 93), Chatty: chance(r, 70),
			Listed: true, Serial: serial(r.Uint32())})
	}
}

// serial returns a made-up serial number.
func serial(n uint32) string { return fmt.Sprintf("SN%08X", n) }

// classrooms describes the 5-port switches, the teacher's PC at each and its smart box.
func (b *builder) classrooms(number int) {
	r := b.dice("classrooms")
	rooms := b.p.rooms()
	talks, oldest := map[int]bool{}, false
	for _, i := range r.Perm(b.p.classroom)[:b.p.talking()] {
		talks[i] = true
	}
	for i := range b.p.classroom {
		from, room := &b.pool, rooms[i]
		if b.p.kid && i >= b.p.classroom-2 {
			from = &b.kid
		}
		model := "dumb5"
		if talks[i] {
			model = "dgs1100"
		}
		if talks[i] && b.p.old && !oldest {
			model, oldest = "css106", true
		}
		sw := b.classroom(b.take(from), room, model)
		if talks[i] {
			sw.Address = b.address(vlanTeaching, 151, 250)
			sw.Agent = classroomAgent(number, i)
		}
		b.add(Device{MAC: b.macs.mac(r, inventory.ClassPC), IP: b.address(vlanTeaching, 1, 150), Name: "教師機-" + room, Class: inventory.ClassPC,
			Platform: "Windows", Room: room, Port: sw.Ports[1+r.IntN(3)].access(vlanTeaching, room), VID: vlanTeaching,
			Online: chance(r, 95), Chatty: chance(r, 70), Listed: true, Serial: serial(r.Uint32())})
		if i < b.p.boxes {
			b.add(Device{MAC: b.macs.mac(r, inventory.ClassSmartBox), IP: b.address(vlanBox, 1, 200), Name: "智慧盒-" + room,
				Class: inventory.ClassSmartBox, Room: room, Port: sw.Ports[4].access(vlanBox, room), VID: vlanBox, Online: true,
				Chatty: true, Listed: true, Serial: serial(r.Uint32())})
		}
	}
}

// oddities gives one access switch an agent that ignores GETBULK, and some
// classroom switches no name, as they come out of the box.
func (b *builder) oddities() {
	r := b.dice("oddities")
	if b.p.old {
		sw := b.Switches[1+r.IntN(len(b.p.access))]
		sw.NoGetBulk = true
	}
	for _, sw := range b.Switches {
		if sw.Role == inventory.SwitchClassroom && chance(r, 30) {
			sw.SysName = ""
		}
		if sw.Model.Vendor == "Zyxel" {
			sw.SysName = strings.ToUpper(sw.SysName)
		}
		if sw.Role == inventory.SwitchClassroom && !sw.Speaks && chance(r, 30) {
			b.add(sw.ownAddress())
		}
	}
}

// ownAddress returns the address that a silent classroom switch sends from itself.
func (s *Switch) ownAddress() Device {
	return Device{MAC: s.MAC, Name: string(s.ID), Class: inventory.ClassSwitch, Room: s.Room, Port: s.Ports[0], VID: vlanTeaching,
		Online: true, Chatty: true}
}

// classroom hangs a 5-port switch on a socket: port 1 is its uplink, VLAN 30
// untagged and 34 tagged.
func (b *builder) classroom(p *Port, room, model string) *Switch {
	sw := b.addSwitch(fmt.Sprintf("%s-c%s", b.p.prefix, room), model, inventory.SwitchClassroom, 1)
	sw.Room, sw.VLANs, sw.Speaks, sw.Configured = room, []int{vlanTeaching, vlanBox}, model != "dumb5", model != "dumb5"
	switch {
	case sw.Model.V1Only:
		sw.Credential = credV1
	case b.p.credential != credV3:
		sw.Credential = credClass
	}
	sw.Uplink = sw.Ports[0]
	for _, end := range []*Port{p, sw.Ports[0]} {
		end.Use, end.Up, end.PVID, end.Tagged, end.Room = useClassroom, true, vlanTeaching, []int{vlanBox}, room
	}
	p.Peer, sw.Ports[0].Peer = sw.Ports[0], p
	for _, free := range sw.Ports[1:] {
		free.PVID = vlanTeaching
	}
	return sw
}

// rooms returns the names of a school's classrooms: grade-class.
func (p profile) rooms() []string {
	grades := p.grades[1] - p.grades[0] + 1
	each := p.classes / grades
	var out []string
	for g := p.grades[0]; g <= p.grades[1]; g++ {
		for c := 1; c <= each; c++ {
			out = append(out, fmt.Sprintf("%d-%d", g, c))
		}
	}
	for n := 1; len(out) < p.classroom; n++ {
		out = append(out, fmt.Sprintf("k-%d", n))
	}
	return out
}

// offices describes telephones with the administration's PCs behind them, and
// everything else that has a socket of its own.
func (b *builder) offices() {
	r := b.dice("offices")
	b.phones()
	for i := range b.p.cameras {
		room := fmt.Sprintf("%dF 走廊 %d", i%4+1, i/4+1)
		b.wired(Device{Class: inventory.ClassCamera, Name: fmt.Sprintf("cam-%02d", i+1), IP: b.address(vlanPhone, 101, 150), VID: vlanPhone,
			Room: room, Chatty: chance(r, 50)})
	}
	for i := range b.p.readers {
		b.wired(Device{Class: inventory.ClassCardReader, Name: fmt.Sprintf("卡機-%d", i+1), IP: b.ip(vlanAdmin, 240+i), VID: vlanAdmin,
			Room: fmt.Sprintf("校門 %d", i+1), Chatty: true})
	}
	if b.Kind == inventory.KindCentre || b.p.classes == 0 {
		return
	}
	b.wired(Device{Class: inventory.ClassQuakePC, Name: "地震警報PC", IP: b.ip(vlanAdmin, 252), VID: vlanAdmin, Room: "學務處", Chatty: true})
	if b.p.sensor {
		b.wired(Device{Class: inventory.ClassQuakeSensor, Name: "地震監測設備", IP: b.ip(vlanAdmin, 253), VID: vlanAdmin,
			Room: "1F 機房", Chatty: true})
	}
}

// phones describes the telephones and the administration's PCs, most of which
// hang behind one.
func (b *builder) phones() {
	r := b.dice("phones")
	behind := b.p.phones * 2 / 3
	for i := range max(b.p.phones, b.p.admin) {
		room := pick(r, []string{"教務處", "學務處", "總務處", "輔導室", "校長室", "人事室", "會計室", "導師室"})
		var p *Port
		if i < b.p.phones {
			d := b.wired(Device{Class: inventory.ClassPhone, Name: fmt.Sprintf("話機-%03d", 101+i), IP: b.address(vlanPhone, 1, 100), VID: vlanPhone,
				Room: room, Chatty: chance(r, 50), LLDP: lldpPhone})
			p = d.Port
			p.Use = usePhone
		}
		if i >= b.p.admin {
			continue
		}
		pc := Device{Class: inventory.ClassPC, Name: fmt.Sprintf("admin-%03d", i+1), IP: b.address(vlanAdmin, 1, 229), VID: vlanAdmin,
			Room: room, Platform: "Windows", Chatty: chance(r, 70)}
		if i >= behind {
			b.wired(pc).Online = chance(r, 90)
			continue
		}
		p.PVID, p.Tagged = vlanAdmin, []int{vlanPhone}
		pc.Port, pc.MAC, pc.Serial = p, b.macs.mac(r, inventory.ClassPC), serial(r.Uint32())
		pc.Online, pc.Listed = chance(r, 93), true
		b.add(pc)
	}
}

// wired gives a device a socket, an address and a line in the list.
func (b *builder) wired(d Device) *Device {
	r := b.dice("wired/" + d.Name)
	d.MAC, d.Online, d.Listed, d.Serial = b.macs.mac(r, d.Class), true, true, serial(r.Uint32())
	d.Port = b.take(&b.pool).access(d.VID, d.Room)
	return b.add(d)
}
