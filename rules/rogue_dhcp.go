package rules

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// goneAfter is how long a server must have kept silent to clients that ask before
// it is taken to be gone.
const goneAfter = 10 * time.Minute

// lasting says whether a server is to be taken as still there: nobody who asked
// was left without its answer for long.
func (c *Case) lasting(s inventory.DHCPServer) bool {
	return s.Unanswered.IsZero() || c.At.Sub(s.Unanswered) < goneAfter
}

// rogueDHCP finds servers that the configuration does not know, once each: by who
// they say to be and by the address that their frames come from, whatever they
// offer. Where a switch shows that address, the finding names the port. It rests on
// DHCP messages.
func rogueDHCP() Rule {
	return Rule{
		Kind: inventory.KindRogueDHCP, Severity: inventory.Critical,
		Sources: []Source{SourceDHCPAsked, SourceDHCPServers},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			told := map[string]bool{}
			for _, s := range c.DHCP.Servers {
				if s.Known || !c.DHCP.Judged || !c.lasting(s) {
					continue
				}
				f := c.strangeServer(s)
				if !told[f.Subject] {
					told[f.Subject] = true
					fs = append(fs, f)
				}
			}
			return fs
		},
	}
}

func (c *Case) strangeServer(s inventory.DHCPServer) inventory.Finding {
	mac := s.MAC
	if mac.IsZero() {
		mac = c.holder(s)
	}
	f := inventory.Finding{Subject: s.ID.String(), MAC: mac, IP: s.ID, VID: s.VID, Since: s.First,
		Args: map[string]string{"brand": brand(mac), "given": s.Given.String()}}
	if !s.Given.IsValid() {
		f.Args["given"] = ""
	}
	if !s.MAC.IsZero() {
		f.Subject += " " + s.MAC.String()
	}
	if z, ok := c.Plan.ByID(s.Zone); ok {
		f.Args["zone"] = ssid(z)
	}
	if mac.IsZero() {
		return f
	}
	return c.place(f, mac)
}

// holder is the device that has the address of a server, as far as an ARP table
// shows it.
func (c *Case) holder(s inventory.DHCPServer) inventory.MAC {
	for _, b := range c.bindings {
		if b.IP == s.ID {
			return b.MAC
		}
	}
	return inventory.MAC{}
}

// dhcpForbidden finds zones where the plan forbids DHCP and a server gives
// addresses all the same: a relay that was switched on by mistake. What a stranger
// gives there is the stranger's finding.
func dhcpForbidden() Rule {
	return Rule{
		Kind: inventory.KindDHCPForbidden, Severity: inventory.Warning,
		Sources: []Source{SourceDHCPGiven, SourceDHCPForbidden},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			told := map[string]bool{}
			for _, s := range relayedFirst(c.DHCP.Servers) {
				z, ok := c.Plan.ByID(s.Zone)
				if !ok || !noDHCP(z) || !s.Known || !c.lasting(s) || told[z.ID] {
					continue
				}
				told[z.ID] = true
				fs = append(fs, forbiddenIn(z, s))
			}
			return append(fs, c.leasedWhereForbidden(told)...)
		},
	}
}

// relayedFirst puts what came by a relay before renewals, which go past it: the
// relay is what somebody switched on.
func relayedFirst(servers []inventory.DHCPServer) []inventory.DHCPServer {
	ordered := slices.Clone(servers)
	slices.SortStableFunc(ordered, func(a, b inventory.DHCPServer) int {
		return cmp.Compare(boolRank(!a.Gateway.IsValid()), boolRank(!b.Gateway.IsValid()))
	})
	return ordered
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func forbiddenIn(z inventory.SchoolZone, s inventory.DHCPServer) inventory.Finding {
	f := inventory.Finding{Subject: z.ID, VID: z.VLAN, IP: s.ID, Since: s.First, Args: map[string]string{
		"zone": ssid(z), "zone_expr": z.Expr, "server": s.ID.String(), "vlan": strconv.Itoa(z.VLAN)}}
	if s.Gateway.IsValid() {
		f.Args["variant"], f.Args["relay"] = "relay", s.Gateway.String()
	}
	return f
}

// leasedWhereForbidden finds what only the log of a server tells: leases of
// addresses in such a zone.
func (c *Case) leasedWhereForbidden(told map[string]bool) []inventory.Finding {
	var fs []inventory.Finding
	for _, b := range c.Snapshot.Bindings {
		if b.Lease == nil || b.Lease.Via != inventory.ViaLog {
			continue
		}
		z, ok := c.zone(b.IP)
		if !ok || !noDHCP(z) || told[z.ID] {
			continue
		}
		told[z.ID] = true
		fs = append(fs, inventory.Finding{Subject: z.ID, VID: z.VLAN, Since: b.First, Args: map[string]string{
			"zone": ssid(z), "zone_expr": z.Expr, "server": b.Lease.Source, "vlan": strconv.Itoa(z.VLAN)}})
	}
	return fs
}
