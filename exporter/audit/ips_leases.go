package audit

import (
	"net/netip"
	"slices"

	"rollcall/inventory"
)

// shownOrGiven are the bindings that ARP tables show, and the leases of the
// school's addresses that no table shows at the moment.
func (s *school) shownOrGiven() []inventory.Binding {
	shown := map[netip.Addr]bool{}
	for _, b := range s.Bindings {
		shown[b.IP] = shown[b.IP] || b.Lease == nil
	}
	return slices.DeleteFunc(slices.Clone(s.Bindings), func(b inventory.Binding) bool {
		return b.Lease != nil && (shown[b.IP] || !s.Plan.Owns(b.IP))
	})
}

func leasesByIP(s *inventory.Snapshot) map[netip.Addr][]inventory.Binding {
	by := map[netip.Addr][]inventory.Binding{}
	for _, b := range s.Bindings {
		if b.Lease != nil {
			by[b.IP] = append(by[b.IP], b)
		}
	}
	return by
}

// leasedNow says whether DHCP gave an address to one of those who have it.
func (s *school) leasedNow(ip netip.Addr, held []inventory.Binding) bool {
	has := func(mac inventory.MAC) bool {
		return slices.ContainsFunc(held, func(b inventory.Binding) bool { return b.MAC == mac })
	}
	lease := func(b inventory.Binding) bool { return b.Lease != nil && b.IP == ip && has(b.MAC) }
	return slices.ContainsFunc(held, lease) || slices.ContainsFunc(s.leases[ip], lease)
}
