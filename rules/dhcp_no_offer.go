package rules

import (
	"strconv"

	"rollcall/inventory"
)

// fewClients that get no address may each have a fault of their own.
const fewClients = 3

// dhcpNoOffer finds zones that were served and where nobody who asks is offered an
// address any more. One client that gets none while others do is no outage. It
// rests on DHCP messages: an answer heard since rules it out, and where nobody asks
// nothing is known.
func dhcpNoOffer() Rule {
	return Rule{
		Kind: inventory.KindDHCPNoOffer, Severity: inventory.Critical,
		Sources: []Source{SourceDHCPAsked},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, z := range c.served() {
				switch h := z.heard; {
				case h.Failed == 0 && c.At.Sub(h.Answered) <= inventory.DHCPWindow:
					continue
				case h.FailingSince.IsZero(), h.Failed < fewClients, !z.wasServed(), c.At.Sub(h.FailingSince) < c.limits.DHCPNoOffer:
					fs = append(fs, z.doubt())
				default:
					fs = append(fs, c.unanswered(z))
				}
			}
			return fs
		},
	}
}

// wasServed says whether anybody ever got an address in the zone, or it is planned.
func (z dhcpZone) wasServed() bool {
	return !z.heard.Answered.IsZero() || z.heard.Used > 0 || z.DHCP == inventory.DHCPRelay
}

func (c *Case) unanswered(z dhcpZone) inventory.Finding {
	f := z.finding()
	f.Since = z.heard.FailingSince
	f.Args["failed"], f.Args["asked"] = strconv.Itoa(z.heard.Failed), strconv.Itoa(z.heard.Asked)
	if !z.heard.BothSides {
		f.Args["variant"] = "clients"
	}
	return f
}
