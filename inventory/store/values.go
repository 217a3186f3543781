package store

import (
	"fmt"
	"net/netip"

	"rollcall/inventory"
)

// macInt is how a MAC is stored: its 48 bits as an integer.
func macInt(m inventory.MAC) int64 {
	var n int64
	for _, octet := range m {
		n = n<<8 | int64(octet)
	}
	return n
}

func macOf(n int64) inventory.MAC {
	var m inventory.MAC
	for i := len(m) - 1; i >= 0; i-- {
		m[i] = byte(n)
		n >>= 8
	}
	return m
}

// ipBytes is how an address is stored: 4 or 16 octets in network order.
func ipBytes(ip netip.Addr) []byte { return ip.Unmap().AsSlice() }

func ipOf(b []byte) (netip.Addr, error) {
	ip, ok := netip.AddrFromSlice(b)
	if !ok {
		return ip, fmt.Errorf("an address of %d octets", len(b))
	}
	return ip, nil
}

// aspects numbers the aspects of attributes, from 1. The numbers are in
// databases: new ones come at the end.
var aspects = []inventory.Aspect{
	inventory.AspectSystem, inventory.AspectHardware, inventory.AspectVLANs, inventory.AspectBoot,
	inventory.AspectPort, inventory.AspectPortVLANs, inventory.AspectLink, inventory.AspectNeighbors,
	inventory.AspectRole,
}

func aspectNumber(a inventory.Aspect) (int, error) {
	for i, known := range aspects {
		if a == known {
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("the database knows no aspect %q", a)
}

func aspectOf(n int) (inventory.Aspect, error) {
	if n < 1 || n > len(aspects) {
		return "", fmt.Errorf("the database has an unknown aspect %d", n)
	}
	return aspects[n-1], nil
}
