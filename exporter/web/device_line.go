package web

import (
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// addLine puts where the device was, and which addresses it had, on its time line.
func (v *deviceView) addLine(l Lang) {
	for _, p := range v.Places {
		item := lineItem{At: p.First, Until: p.Last, Kind: lineStay, School: p.School, Switch: p.Switch, Port: p.Port, Lasts: p.Present}
		if p.VID > 0 {
			item.Text = say(l, "line.stay", "vid", p.VID)
		}
		v.Line = append(v.Line, item.ended(p.Present))
	}
	for _, a := range v.Addresses {
		item := lineItem{At: a.First, Until: a.Last, Kind: lineAddress, IP: a.IP, Text: a.Zone, Lasts: a.Present}
		if a.Lease != "" {
			item.Text = strings.TrimSpace(a.Zone + " " + say(l, "dhcp.lease", "source", a.Lease))
		}
		v.Line = append(v.Line, item.ended(a.Present))
	}
	v.Line, v.Cut = newestFirst(v.Line, lineItems)
}

// ended drops the end of what goes on.
func (i lineItem) ended(present bool) lineItem {
	if present {
		i.Until = time.Time{}
	}
	return i
}

// advice says what to do about a device that no finding speaks of.
func (r *roll) advice(l Lang, v deviceView) string {
	if len(v.Findings) > 0 {
		return ""
	}
	if v.Here != nil {
		if z, ok := r.snap.Plan.ByID(v.Here.Zone); ok && z.Unknown == inventory.UnknownIgnore {
			return say(l, "device.advice.personal")
		}
	}
	switch {
	case v.State == inventory.DeviceListed && (v.Here != nil || v.Air != nil):
		return say(l, "device.advice.fine")
	case v.State == inventory.DeviceListed:
		return say(l, "device.advice.absent")
	}
	check := standing{MACVerdict: inventory.CheckMAC(v.MAC.String(), v.School, r.snap.Lists, r.snap.City), School: v.School}
	return standingSentence(wording.Lang(l), check)
}

// flow says by which of the handbook's procedures a device is looked into.
func (r *roll) flow(v deviceView) inventory.Flow {
	if v.Here != nil {
		if z, ok := r.snap.Plan.ByID(v.Here.Zone); ok && z.SSID == "" {
			return inventory.FlowWired
		}
		return inventory.FlowWireless
	}
	if v.Air != nil || v.Random || v.Class == inventory.ClassTablet {
		return inventory.FlowWireless
	}
	return inventory.FlowWired
}
