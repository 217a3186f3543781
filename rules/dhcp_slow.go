package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/inventory"
)

// fewExchanges are too few to say how long it takes.
const fewExchanges = 5

// dhcpSlow finds zones where clients wait for their address: by the time from their
// first DISCOVER to the offer, or, where only clients are heard, to the request that
// answers it. It looks at once at what made it slow before: broadcasts, per port and
// summed over VLAN and core, and the core's IPv6 neighbours and memory, and says
// what it found. It rests on DHCP messages, and clears only what others measured
// since: a night without clients proves nothing.
func dhcpSlow() Rule {
	return Rule{
		Kind: inventory.KindDHCPSlow, Severity: inventory.Warning,
		Sources: []Source{SourceDHCPAsked},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, z := range c.served() {
				switch worst := z.heard.Offer.P95; {
				case z.heard.Offer.N < fewExchanges, worst < c.limits.DHCPSlow && worst >= c.limits.DHCPSlow/2:
					fs = append(fs, z.doubt())
				case worst >= c.limits.DHCPSlow:
					fs = append(fs, c.slowZone(z))
				}
			}
			return fs
		},
	}
}

func (c *Case) slowZone(z dhcpZone) inventory.Finding {
	f := z.finding()
	f.Args["p50"], f.Args["p95"] = inSeconds(z.heard.Offer.P50), inSeconds(z.heard.Offer.P95)
	f.Args["n_about"] = roughly(z.heard.Offer.N)
	f.Args["retries"] = roughly(z.heard.Repeated)
	if z.heard.Repeated == 0 {
		f.Args["retries"] = "0"
	}
	if !z.heard.BothSides {
		f.Args["variant"] = "clients"
	}
	f.Args["bcast"], f.Args["bcast_at"] = c.broadcastsNow()
	f.Args["ipv6"], f.Args["ipv6_at"] = c.neighboursNow()
	return f
}

// The states of what is looked at beside a slow service.
const (
	sideHigh    = "high"
	sideNormal  = "normal"
	sideUnknown = "unknown"
)

// broadcastsNow says whether broadcasts are high, and where.
func (c *Case) broadcastsNow() (state, where string) {
	limits := c.limits.Windows.Filled()
	state = sideUnknown
	var places []string
	for _, id := range slices.SortedFunc(maps.Keys(c.Windows.Ports), comparePorts) {
		w := c.Windows.Ports[id]
		if w.BroadcastPPS >= limits.BroadcastWarn {
			places = append(places, string(id.Switch)+" "+id.IfName)
		}
	}
	for _, sum := range c.Windows.Broadcasts {
		if !sum.Since.IsZero() {
			places = append(places, strings.TrimSpace(fmt.Sprintf("%s VLAN %d", sum.Switch, sum.VID)))
		}
	}
	switch {
	case len(places) > 0:
		return sideHigh, lines(places[:min(len(places), 5)])
	case len(c.Windows.Since) > 0 || len(c.Windows.Broadcasts) > 0:
		state = sideNormal
	}
	return state, ""
}

func comparePorts(a, b inventory.PortID) int {
	return cmp.Or(cmp.Compare(a.Switch, b.Switch), cmp.Compare(a.IfName, b.IfName))
}

// neighboursNow says whether the core's IPv6 neighbour cache or memory is large.
func (c *Case) neighboursNow() (state, what string) {
	limits := c.limits.Windows.Filled()
	state = sideUnknown
	for _, v := range c.Switches {
		h := v.Health
		if v.Switch.Role != inventory.SwitchCore || h == nil || h.IPv6Neighbors == nil && h.MemoryPercent == nil {
			continue
		}
		if h.IPv6Neighbors != nil {
			what, state = fmt.Sprintf("IPv6 %d", *h.IPv6Neighbors/100*100), sideNormal
			if *h.IPv6Neighbors >= limits.Neighbours {
				state = sideHigh
			}
		}
		if h.MemoryPercent != nil {
			what = strings.TrimSpace(fmt.Sprintf("%s RAM %d%%", what, int(*h.MemoryPercent)/5*5))
			if *h.MemoryPercent >= limits.NeighboursMemory {
				state = sideHigh
			} else if state == sideUnknown {
				state = sideNormal
			}
		}
	}
	return state, what
}
