package rules

import (
	"strconv"
	"time"

	"rollcall/inventory"
)

// scopeBand is how many percent below the limit a pool must be before it has room
// again: it breathes with every lesson.
const scopeBand = 5

// silentScope is after how long without any message the leases of a pool say
// nothing any more: they run out whether or not anybody renews them.
const silentScope = time.Hour

// dhcpScopeFull finds pools most of whose addresses are leased, and says how many
// of them random MACs hold: each time such a device comes with another MAC it takes
// another address. It rests on leases.
func dhcpScopeFull() Rule {
	return Rule{
		Kind: inventory.KindDHCPScopeFull, Severity: inventory.Warning,
		Sources: []Source{SourceDHCPGiven},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, z := range c.served() {
				if z.heard.Size == 0 {
					continue
				}
				switch percent := 100 * z.heard.Used / z.heard.Size; {
				case percent >= c.limits.ScopeUsed:
					fs = append(fs, scopeOf(z, percent))
				case percent >= c.limits.ScopeUsed-scopeBand, c.unheardFor(silentScope):
					fs = append(fs, z.doubt())
				}
			}
			return fs
		},
	}
}

// unheardFor says whether nothing of the school's DHCP was heard for some time.
func (c *Case) unheardFor(d time.Duration) bool {
	for _, at := range c.DHCP.Heard {
		if c.At.Sub(at) < d {
			return false
		}
	}
	return true
}

func scopeOf(z dhcpZone, percent int) inventory.Finding {
	f := z.finding()
	h := z.heard
	f.Args["percent"], f.Args["used"], f.Args["size"] = strconv.Itoa(percent), strconv.Itoa(h.Used), strconv.Itoa(h.Size)
	f.Args["random"] = strconv.Itoa(100 * h.Random / max(h.Used, 1) / 5 * 5)
	if h.Lease > 0 {
		f.Args["lease"] = strconv.FormatInt(int64(h.Lease/time.Second), 10)
	}
	if z.Pool == "" {
		f.Args["variant"] = "zone"
	}
	return f
}
