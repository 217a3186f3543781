package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// The sources of what DHCP shows.
const (
	SourceDHCPAsked     Source = "dhcp_asked"     // what clients ask has been heard: a capture, relay copies, a replayed file
	SourceDHCPGiven     Source = "dhcp_given"     // what servers give has been heard: a capture, a replayed file, a server's log
	SourceDHCPServers   Source = "dhcp_servers"   // the configuration names the servers, so that others are strangers
	SourceDHCPForbidden Source = "dhcp_forbidden" // the plan has a zone without DHCP
)

// hears says whether the school of a case has a source of what DHCP shows.
func (src Source) hears(c *Case) bool {
	heard := func(ways ...inventory.DHCPVia) bool {
		return slices.ContainsFunc(ways, func(w inventory.DHCPVia) bool { return !c.DHCP.Heard[w].IsZero() })
	}
	switch src {
	case SourceDHCPAsked:
		return heard(inventory.ViaCapture, inventory.ViaRelay, inventory.ViaFile)
	case SourceDHCPGiven:
		return heard(inventory.ViaCapture, inventory.ViaFile, inventory.ViaLog)
	case SourceDHCPServers:
		return c.DHCP.Judged
	}
	return slices.ContainsFunc(c.Plan.Zones, noDHCP)
}

func noDHCP(z inventory.SchoolZone) bool { return z.DHCP == inventory.DHCPForbidden }

// served are the zones that are to be served by DHCP and of which something was
// heard or is leased, with what was heard. What happens where DHCP must not be is
// another kind's matter.
func (c *Case) served() []dhcpZone {
	var out []dhcpZone
	for _, heard := range c.DHCP.Zones {
		z, ok := c.Plan.ByID(heard.Zone)
		if ok && !noDHCP(z) {
			out = append(out, dhcpZone{z, heard})
		}
	}
	return out
}

// A dhcpZone is a zone with what was heard of its DHCP.
type dhcpZone struct {
	inventory.SchoolZone
	heard inventory.DHCPZone
}

// finding begins a finding of a zone.
func (z dhcpZone) finding() inventory.Finding {
	return inventory.Finding{Subject: z.ID, VID: z.VLAN, Args: map[string]string{"zone": ssid(z.SchoolZone), "zone_expr": z.Expr}}
}

// doubt is the finding that can neither be claimed nor ruled out.
func (z dhcpZone) doubt() inventory.Finding {
	f := z.finding()
	f.Doubt = true
	return f
}

// inSeconds writes a time as seconds: tenths of short ones, halves of those that
// people wait for, so that a finding is not rewritten for every exchange.
func inSeconds(d time.Duration) string {
	step := 100 * time.Millisecond
	if d >= time.Second {
		step = 500 * time.Millisecond
	}
	return strconv.FormatFloat(d.Round(step).Seconds(), 'f', -1, 64)
}

// roughly is how many there are at least: 1, 2, 5, 10 …
func roughly(n int) string {
	at := 1
	for _, step := range []int{2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if n >= step {
			at = step
		}
	}
	return strconv.Itoa(at)
}
