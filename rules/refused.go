package rules

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// refusedFor is how long after its last refusal a device is a finding: over a
// weekend. It tries again whenever somebody uses it.
const refusedFor = 72 * time.Hour

// A refusal is a device that MAC authentication refused lately, at all places
// together.
type refusal struct {
	zone  inventory.SchoolZone
	first time.Time
	times int
	aps   map[string]int
}

// addRefused takes in what was refused on networks that know devices by MAC. A
// device that has gone to a network for everybody since is where it belongs.
func (c *Case) addRefused() {
	c.refused = map[inventory.MAC]*refusal{}
	for _, r := range c.Rejects {
		zone, ok := c.refusedIn(r)
		if !ok || c.At.Sub(r.Until()) > refusedFor || c.elsewhere(r.MAC) {
			continue
		}
		f := c.refused[r.MAC]
		if f == nil {
			f = &refusal{zone: zone, first: r.At, aps: map[string]int{}}
			c.refused[r.MAC] = f
		}
		if r.At.Before(f.first) {
			f.first = r.At
		}
		f.times += r.Times()
		f.aps[r.AP] += r.Times()
	}
}

// refusedIn is the zone with MAC authentication that a refusal was on. Where the SSID
// is not said, only a refusal that is one by MAC authentication for sure counts.
func (c *Case) refusedIn(r inventory.AccessReject) (inventory.SchoolZone, bool) {
	if r.Class != inventory.RejectUnlisted && (r.Class != inventory.RejectOther || r.SSID == "") {
		return inventory.SchoolZone{}, false
	}
	return firstZone(c.Plan.Zones, func(z inventory.SchoolZone) bool {
		return z.Auth == inventory.AuthMAC && (r.SSID == "" || strings.EqualFold(z.SSID, r.SSID))
	})
}

// elsewhere says whether a device is on a network for people's own devices now.
func (c *Case) elsewhere(mac inventory.MAC) bool {
	forAll := func(z inventory.SchoolZone) bool { return z.Unknown == inventory.UnknownIgnore }
	return slices.ContainsFunc(c.sighted[mac], func(sg inventory.Sighting) bool {
		_, ok := firstZone(c.zonesOf(sg.VID), forAll)
		return ok
	}) || slices.ContainsFunc(c.bound[mac], func(b inventory.Binding) bool {
		z, ok := c.zone(b.IP)
		return ok && forAll(z)
	})
}

// addRefusals adds devices that were refused to those that are seen, each once.
func (c *Case) addRefusals(found map[inventory.MAC]*device, want func(inventory.SchoolZone) bool) {
	for mac, f := range c.refused {
		d := found[mac]
		switch {
		case d == nil && !want(f.zone):
			continue
		case d == nil:
			d = c.note(found, mac, f.zone)
			d.unseen = true
		}
		d.refused = f
		if d.since.IsZero() || f.first.Before(d.since) {
			d.since = f.first
		}
	}
}

// ap is the access point that refused a device most often.
func (f *refusal) ap() string {
	names := slices.SortedFunc(maps.Keys(f.aps), func(a, b string) int {
		return cmp.Or(cmp.Compare(f.aps[b], f.aps[a]), cmp.Compare(a, b))
	})
	return names[0]
}

// onAir is what a wireless controller of the school says of a device.
func (c *Case) onAir(mac inventory.MAC) (inventory.WirelessClient, bool) {
	for i := range c.Switches {
		if w, ok := c.Switches[i].WirelessOf(mac); ok {
			return w, true
		}
	}
	return inventory.WirelessClient{}, false
}

// airArgs adds to a finding by which access point a device is on the air or was
// refused, and that it was. How often is said coarsely: a tablet tries again every
// second, which is no news.
func (c *Case) airArgs(args map[string]string, d device) {
	if ap := c.apOf(d); ap != "" {
		args["ap"] = ap
	}
	if w, ok := c.onAir(d.mac); ok && w.SSID != "" {
		args["ssid"] = w.SSID
	}
	if d.refused != nil {
		args["variant"], args["refused"] = variantOf(d), strconv.Itoa(coarse(d.refused.times))
	}
}

// apOf is the access point that a device is at, or that refused it; empty: nobody says.
func (c *Case) apOf(d device) string {
	if w, ok := c.onAir(d.mac); ok && w.AP != "" {
		return w.AP
	}
	if d.refused != nil {
		return d.refused.ap()
	}
	return ""
}

// variantOf says which sentences a finding of a refused device has.
func variantOf(d device) string {
	if d.unseen {
		return "refused"
	}
	return "also_refused"
}

// coarse rounds down to 1, 3, 10, 30, 100 and so on.
func coarse(n int) int {
	for step := 1; ; step *= 10 {
		switch {
		case n < 3*step:
			return step
		case n < 10*step:
			return 3 * step
		}
	}
}

// refusedStrangers tells devices that are refused and never seen one by one, or as
// one where there are many: somebody may be making MACs up.
func (c *Case) refusedStrangers(ds []device) []inventory.Finding {
	var fs []inventory.Finding
	byNet := map[string][]device{}
	for _, d := range ds {
		byNet[ssid(d.zone)] = append(byNet[ssid(d.zone)], d)
	}
	for name, ds := range byNet {
		if len(ds) > crowd {
			fs = append(fs, c.refusedCrowd(name, ds))
			continue
		}
		for _, d := range ds {
			fs = append(fs, c.strangerOf(d))
		}
	}
	return fs
}

func (c *Case) refusedCrowd(name string, ds []device) inventory.Finding {
	f := inventory.Finding{Subject: "refused " + name, VID: ds[0].zone.VLAN, Since: ds[0].since, Args: c.wifiArgs(ds[0].zone), Doubt: c.usable.Key != ""}
	var macs []inventory.MAC
	aps := map[string]int{}
	for _, d := range ds {
		macs = append(macs, d.mac)
		for ap, n := range d.refused.aps {
			aps[ap] += n
		}
		if d.since.Before(f.Since) {
			f.Since = d.since
		}
	}
	f.Args["variant"], f.Args["n"], f.Args["macs"] = "many_refused", strconv.Itoa(len(ds)), macLines(macs)
	f.Args["ap"] = (&refusal{aps: aps}).ap()
	return f
}
