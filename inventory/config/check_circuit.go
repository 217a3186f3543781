package config

import (
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// checkServer takes a machine of the server room.
func (c *checker) checkServer(raw rawServer) {
	who := say("伺服器 %s", "server %s", raw.Name.v)
	one := inventory.Server{Watch: raw.Watch.strings()}
	for _, w := range raw.Watch.v {
		c.oneOf(w, "watch", inventory.WatchCPU, inventory.WatchDisk, inventory.WatchNet)
	}
	addr, ok := c.checkAddress(rawSwitch{pos: raw.pos, IP: raw.IP, Address: raw.Address}, who)
	one.Switch = inventory.Switch{ID: inventory.SwitchID(raw.Name.v), Address: addr, Credentials: c.checkCredentialNames(raw.SNMP, who, raw.pos)}
	key := inventory.SwitchID(strings.ToLower(raw.Name.v))
	if first, twice := c.switches[key]; twice {
		c.errorf(raw.Name.pos, "%s 的名稱已經寫在 %s:%d；伺服器與交換器的名稱不可重複", "%s: this name is already at %s:%d; names of servers and switches are unique", who, first.file, first.line)
		return
	}
	if ok && raw.Name.v != "" {
		c.switches[key] = raw.Name.pos
		c.City.Servers = append(c.City.Servers, one)
	}
}

// checkWindowLimits takes the thresholds of what is measured over time.
func (c *checker) checkWindowLimits(t rawLimits) {
	w := &c.City.Thresholds.Windows
	c.rate(t.BroadcastPort.Warn, "warn", &w.BroadcastWarn)
	c.rate(t.BroadcastPort.Crit, "crit", &w.BroadcastCrit)
	w.BroadcastFor = t.BroadcastPort.For.or(w.BroadcastFor)
	c.rate(t.BroadcastVLAN.Warn, "warn", &w.SumWarn)
	w.SumFor = t.BroadcastVLAN.For.or(w.SumFor)
	c.between(t.Neighbours.Warn, "warn", bounds{1, 1_000_000}, &w.Neighbours)
	c.percent(t.Neighbours.Memory, "memory_percent", &w.NeighboursMemory)
	c.percent(t.Uplink.Warn, "warn_percent", &w.UplinkPercent)
	c.between(t.Uplink.Days, "school_days", bounds{1, inventory.MostUplinkDays}, &w.UplinkDays)
	c.share(t.Uplink.Share, "share_of_hours", &w.UplinkShare)
	c.percent(t.CPU.Warn, "warn_percent", &w.CPUPercent)
	w.CPUFor = t.CPU.For.or(w.CPUFor)
	c.between(t.Flaps, "link_flaps_per_hour", bounds{1, 1000}, &w.FlapsPerHour)
	c.rate(t.Errors, "if_errors_percent", &w.ErrorPercent)
	if len(t.Resource) == 0 {
		c.City.Resources = inventory.DefaultResourceRules()
	}
	for _, r := range t.Resource {
		c.checkResource(r)
	}
}

// checkResource takes one rule of the machine room.
func (c *checker) checkResource(raw rawResource) {
	r := inventory.ResourceRule{For: 30 * time.Minute}
	r.What = c.oneOf(raw.What, "what", inventory.WhatCPU, inventory.WhatNet)
	r.Action = c.oneOf(raw.Action, "action", inventory.ActionAlert, inventory.ActionSuspend)
	r.For = raw.For.or(r.For)
	c.rate(raw.AtMost, "ge", &r.AtMost)
	if r.What != "" && r.Action != "" && r.AtMost == 0 {
		c.errorf(raw.pos, "resource 的一條規則沒有寫門檻；請加上 ge: 數字", "a rule of resource has no threshold; add ge: NUMBER")
	}
	c.City.Resources = append(c.City.Resources, r)
}

func (c *checker) percent(w whole, what string, into *float64) {
	n := int(*into)
	c.between(w, what, bounds{1, 100}, &n)
	*into = float64(n)
}

func (c *checker) share(n decimal, what string, into *float64) {
	switch {
	case !n.set:
	case n.v <= 0 || n.v > 1:
		c.errorf(n.pos, "%s 是 %v；必須大於 0，最多 1", "%s is %v; it must be more than 0, and 1 at most", what, n.v)
	default:
		*into = n.v
	}
}

// checkCircuits takes where the circuits of a school are counted, once all switches
// are known.
func (c *checker) checkCircuits(raw rawSchool) {
	i := slices.IndexFunc(c.City.Schools, func(s inventory.School) bool { return string(s.Code) == raw.Code.v })
	if i < 0 {
		return
	}
	s := &c.City.Schools[i]
	if own := raw.Circuit; own.Switch.v != "" || own.Port.v != "" {
		s.LinePort, s.LineInside = c.circuitPort(raw.Code.v, own.Switch, own.Port), c.facesInside(own.Faces)
	}
	for _, sub := range raw.SubCircuits {
		one := inventory.Circuit{Name: sub.Name.v, Inside: c.facesInside(sub.Faces), Port: c.circuitPort(sub.Name.v, sub.Switch, sub.Port)}
		if one.Name == "" {
			c.errorf(sub.pos, "學校 %s 有一條 sub_circuits 沒有名稱；請加上 name: 名稱", "a circuit under sub_circuits of school %s has no name; add name: NAME", raw.Code.v)
		}
		c.rate(sub.Down, "down_mbps", &one.DownMbps)
		c.rate(sub.Up, "up_mbps", &one.UpMbps)
		s.SubCircuits = append(s.SubCircuits, one)
	}
}

// circuitPort takes the port of a circuit, which is an uplink then.
func (c *checker) circuitPort(circuit string, sw, port text) inventory.PortID {
	if sw.v == "" || port.v == "" {
		c.errorf(pos{sw.file, max(sw.line, port.line)}, "電路 %s 的 switch 與 port 要一起寫", "circuit %s: write switch and port together", circuit)
		return inventory.PortID{}
	}
	for i := range c.City.Schools {
		for j := range c.City.Schools[i].Switches {
			one := &c.City.Schools[i].Switches[j]
			if !strings.EqualFold(string(one.ID), sw.v) {
				continue
			}
			if !slices.Contains(one.Uplinks, port.v) {
				one.Uplinks = append(one.Uplinks, port.v)
			}
			return inventory.PortID{Switch: one.ID, IfName: port.v}
		}
	}
	c.warnf(sw.pos, "電路 %s 接在交換器「%s」之後，但設定裡沒有這台交換器；無法量測它的流量", "circuit %s is behind switch %q, which is not configured; its load cannot be measured", circuit, sw.v)
	return inventory.PortID{}
}

// facesInside says whether the port of a circuit looks to the side that uses it.
func (c *checker) facesInside(t text) bool {
	return c.oneOf(t, "faces", "outside", "inside") == "inside"
}
