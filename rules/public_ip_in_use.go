package rules

import (
	"net/netip"

	"rollcall/inventory"
)

// publicIPInUse finds public IPv4 addresses in use: municipal schools should have
// moved to private ones. A school whose move is pending gets a reminder only, one
// that need not move gets nothing. It rests on the ARP table that shows the binding.
func publicIPInUse() Rule {
	return Rule{
		Kind: inventory.KindPublicIPInUse, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableARP},
		Sources: []Source{SourceARP, SourceMunicipal},
		Check: func(c *Case) []inventory.Finding {
			if c.School.PublicIPMigration == "not_applicable" || c.School.Kind == inventory.KindCentre {
				return nil
			}
			var fs []inventory.Finding
			for _, b := range c.bindings {
				if !public(b.IP) || c.Plan.Owns(b.IP) || c.gear[b.MAC] == inventory.ClassSwitch || b.MAC.IsVirtualRouter() {
					continue
				}
				f := c.atAddress(b, map[string]string{})
				if c.School.PublicIPMigration == "pending" {
					f.Severity = inventory.Info
				}
				fs = append(fs, f)
			}
			return fs
		},
	}
}

// notPublic are IPv4 blocks outside RFC 1918 that no host's address lies in:
// "this network" (RFC 791) and the reserved block 240/4 (RFC 1112).
var notPublic = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("240.0.0.0/4")}

// public says whether an address is IPv4 and not private (RFC 1918), loopback,
// link-local or multicast. The documentation blocks of RFC 5737 count as public.
func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.Is4() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
