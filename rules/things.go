package rules

import (
	"slices"

	"rollcall/inventory"
)

// A batch is devices that one finding may tell of together.
type batch struct {
	name    string // of what they have in common
	devices []inventory.MAC
}

// alone is how many devices of one batch have findings of their own: each can be put
// in order, or accepted, by itself. More than that are one finding, or nobody would
// read the others.
const alone = 5

// eachOrAll makes a finding of each device, or one of all.
func (c *Case) eachOrAll(g batch, make func(devices []inventory.MAC) inventory.Finding) []inventory.Finding {
	slices.SortFunc(g.devices, compareMAC)
	if len(g.devices) > alone {
		f := make(g.devices)
		f.Subject = g.name
		return []inventory.Finding{f}
	}
	var fs []inventory.Finding
	for _, mac := range g.devices {
		f := make([]inventory.MAC{mac})
		f.Subject, f.MAC = mac.String(), mac
		if held := c.bound[mac]; len(held) > 0 {
			f.IP = held[0].IP
		}
		fs = append(fs, c.place(f, mac))
	}
	return fs
}

// shownAs is a device in a sentence that lists several: address, and where it is.
func (c *Case) shownAs(mac inventory.MAC) string {
	text := mac.String()
	if held := c.bound[mac]; len(held) > 0 {
		text += " " + held[0].IP.String()
	}
	if at, ok := c.places[mac]; ok {
		text += " " + string(at.Port.Switch) + " " + at.Port.IfName
	}
	return text
}

// deviceLines lists devices, at most shown, each with a word before it.
func (c *Case) deviceLines(macs []inventory.MAC, word string) string {
	var items []string
	for _, mac := range macs[:min(len(macs), shown)] {
		items = append(items, word+c.shownAs(mac))
	}
	return lines(items)
}

// evidenceOf is since when devices are seen, and the tables that show them.
func (c *Case) evidenceOf(f inventory.Finding, macs []inventory.MAC) inventory.Finding {
	for _, mac := range macs {
		d := c.presence(mac)
		if f.Since.IsZero() || !d.since.IsZero() && d.since.Before(f.Since) {
			f.Since = d.since
		}
		f.Rests = append(f.Rests, d.rests...)
	}
	return f
}
