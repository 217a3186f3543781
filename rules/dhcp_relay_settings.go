package rules

import (
	"strconv"

	"rollcall/inventory"
)

// How many clients must have come by a relay before their secs say something of
// it; from which secs on it lets clients wait by design; and the number of hops at
// which relays drop by default (RFC 1542, 4.1.1).
const (
	fewByRelay  = 10
	relayWaits  = 2
	defaultHops = 4
)

// dhcpRelaySettings finds relays whose settings delay or drop by design: a time
// threshold lets no client through whose secs are below, and relays in a row make
// requests reach the limit of hops. Both are told from packets alone, for no switch
// that we know tells them by SNMP: all first requests that come by a relay have been
// waiting for seconds; requests have been through as many relays as many let pass.
func dhcpRelaySettings() Rule {
	return Rule{
		Kind: inventory.KindDHCPRelaySettings, Severity: inventory.Warning,
		Sources: []Source{SourceDHCPAsked},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, r := range c.DHCP.Relays {
				f := inventory.Finding{Subject: r.Relay.String(), IP: r.Relay, Args: map[string]string{"relay": r.Relay.String()}}
				if z, ok := c.Plan.ByID(r.Zone); ok {
					f.Args["zone"], f.VID = ssid(z), z.VLAN
				}
				switch {
				case r.MostHops >= defaultHops:
					f.Args["variant"], f.Args["hops"] = "hops", strconv.Itoa(r.MostHops)
				case r.Clients < fewByRelay:
					f.Doubt = true
				case r.LeastSecs >= relayWaits:
					f.Args["secs"] = strconv.Itoa(r.LeastSecs)
				default:
					continue
				}
				fs = append(fs, f)
			}
			return fs
		},
	}
}
