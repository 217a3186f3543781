package simcity

import (
	"time"

	"rollcall/inventory"
)

// strangeSwitch (F34): somebody's own switch, which speaks LLDP and stands in no
// configuration, with two office PCs behind it. It hangs on a switch whose
// neighbours can be read to the end, or nothing could show it.
func strangeSwitch(p *planter) Fault {
	to := p.socket(p.endless()).access(vlanAdmin, "總務處")
	d := p.add(Device{MAC: p.macs.mac(p.r, "stranger"), Name: "TL-SG2008", Class: inventory.ClassSwitch, Room: to.Room, Port: to, VID: vlanAdmin,
		Online: true, Chatty: true, LLDP: lldpBridge})
	for _, pc := range p.devices(officePC)[:2] {
		p.move(pc, to)
	}
	return at(d)
}

// endless returns the access switch with a table that no reading comes to the end
// of, nil where there is none.
func (p *planter) endless() *Switch {
	for _, sw := range p.Switches {
		if sw.Role == inventory.SwitchAccess && sw.Model.Circle != "" {
			return sw
		}
	}
	return nil
}

// dies is when the dead switch falls silent: late enough to have been read once,
// early enough to be missed within a minute.
const dies = 15 * time.Second

// deadSwitch (F35): an access switch without power, and with it what hangs on it.
func deadSwitch(p *planter) Fault {
	sw := p.accessSwitch()
	at := p.city.happens(dies)
	f := Fault{Switch: sw.ID, After: at.Seconds()}
	for _, child := range p.Switches {
		if child != sw && (child.Uplink == nil || child.Uplink.Peer.Switch != sw) {
			continue
		}
		child.DiesAt, child.SysName = at, string(child.ID)
		if child != sw && child.Configured {
			f.Children = append(f.Children, string(child.ID))
		}
	}
	for _, d := range p.Devices {
		below := d.Port.Switch.DiesAt > 0
		if d.Roams != nil && (below || d.Roams.Switch.DiesAt > 0) {
			d.Roams, d.Blind = nil, false // it stays where it is
		}
		d.Blind = d.Blind || below
	}
	return f
}

// wrongPassword (F36): a classroom switch answers SNMPv3, but not to the password
// in the configuration.
func wrongPassword(p *planter) Fault {
	for _, sw := range shuffled(p.r, p.Switches) {
		if sw.Role != inventory.SwitchClassroom || !sw.Speaks {
			continue
		}
		sw.Credential, sw.SysName = credRoom, string(sw.ID) // or nobody could tell that LLDP shows this one
		sw.Secret = p.city.keys[credRoom].changed()
		for _, d := range p.Devices {
			if d.Port.Switch == sw {
				d.Blind = true
			}
		}
		return Fault{Switch: sw.ID, Room: sw.Room, Note: "it answers, with usmStatsWrongDigests"}
	}
	panic("simcity: school " + string(p.Code) + " has no classroom switch with SNMP")
}

// rebootAfter is when the restarting switch restarts.
const rebootAfter = 20 * time.Second

// reboot (F37): an access switch restarts; its uptime and counters begin again.
func reboot(p *planter) Fault {
	sw := p.accessSwitch()
	sw.RebootAt = p.city.happens(rebootAfter)
	return Fault{Switch: sw.ID, After: sw.RebootAt.Seconds()}
}
