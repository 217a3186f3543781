package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"

	"rollcall/inventory"
)

// blockedIP tells of the addresses of the school that the centre has blocked: one
// finding for each, until it is lifted, with who held it when it was blocked.
// Exercises are told on the pages alone.
func blockedIP() Rule {
	return Rule{
		Kind: inventory.KindBlockedIP, Severity: inventory.Warning,
		Sources: []Source{SourceBlocklist},
		Check: func(c *Case) []inventory.Finding {
			open := c.blocked()
			var fs []inventory.Finding
			for _, b := range open {
				fs = append(fs, c.blockedFinding(b, len(open)))
			}
			return fs
		},
	}
}

// blocked are the addresses that are still blocked, each once: as an incident of the
// ministry where it is one, else by the newest list.
func (c *Case) blocked() []inventory.BlockedIP {
	byIP := map[netip.Addr]inventory.BlockedIP{}
	for _, b := range c.Blocked {
		old, twice := byIP[b.IP]
		worse := b.Incident() && !old.Incident() || b.Incident() == old.Incident() && b.BlockedAt.After(old.BlockedAt)
		if b.Open() && !b.Drill && (!twice || worse) {
			byIP[b.IP] = b
		}
	}
	var open []inventory.BlockedIP
	for _, b := range byIP {
		open = append(open, b)
	}
	slices.SortFunc(open, func(a, b inventory.BlockedIP) int { return a.IP.Compare(b.IP) })
	return open
}

func (c *Case) blockedFinding(b inventory.BlockedIP, n int) inventory.Finding {
	h := b.Then
	f := inventory.Finding{Subject: b.IP.String(), IP: b.IP, MAC: h.MAC, Switch: h.Switch, Port: h.Port, Room: h.Room, VID: h.VID, Since: b.BlockedAt,
		Args: map[string]string{"n": strconv.Itoa(n), "t": blockedTime(b), "list": string(b.ListDate), "name": cmp.Or(h.Name, h.Brand), "brand": h.Brand,
			"reason": b.Reason, "step": string(b.State), "id": strconv.FormatInt(b.ID, 10), "variant": blockedVariant(b)}}
	if b.Now.Verdict == inventory.HeldOther && h.Known() {
		f.Args["now_mac"], f.Args["now_name"] = b.Now.MAC.String(), cmp.Or(b.Now.Name, b.Now.Brand)
	}
	if f.Due = b.Due(c.Calendar); f.Due != "" {
		f.Args["due"] = string(f.Due)
	}
	if b.Incident() {
		f.Severity = inventory.Critical
		f.Args["report"] = "1"
	}
	return f
}

// blockedVariant says which sentence tells of an address: it is a router's, somebody
// else holds it by now, nobody is known, or the device is.
func blockedVariant(b inventory.BlockedIP) string {
	switch {
	case !b.Then.Known() && b.Then.Verdict == inventory.HeldNobody:
		return "nobody"
	case !b.Then.Known():
		return "unseen"
	case b.NAT && b.Now.Verdict == inventory.HeldOther:
		return "nat_moved"
	case b.NAT:
		return "nat"
	case b.Now.Verdict == inventory.HeldOther:
		return "moved"
	}
	return ""
}

// blockedTime is when an address was blocked, as exactly as the list says.
func blockedTime(b inventory.BlockedIP) string {
	switch b.Exact {
	case inventory.BlockDay:
		return string(inventory.DateOf(b.BlockedAt))
	case inventory.BlockWeek:
		return string(inventory.DateOf(b.BlockedAt.AddDate(0, 0, -7))) + "–" + string(inventory.DateOf(b.BlockedAt))
	}
	return b.BlockedAt.UTC().Format("2006-01-02T15:04:05Z")
}
