package inventory

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the table of prefixes
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The registration authority's lists MA-L, MA-M, MA-S and IAB (IEEE 802-2014,
// 8.2.2), as packaged in Debian's ieee-data of 2022-08-27.
//
//go:generate go run ./vendorgen -o vendors.gz /usr/share/ieee-data/oui.csv /usr/share/ieee-data/mam.csv /usr/share/ieee-data/oui36.csv /usr/share/ieee-data/iab.csv
//go:embed vendors.gz
var packedVendors []byte

// A vendorTable holds the prefixes of one length, sorted.
type vendorTable struct {
	digits   int // hex digits of a prefix: 9 (MA-S, IAB), 7 (MA-M) or 6 (MA-L)
	prefixes []uint64
	names    []string
}

// vendors unpacks the tables when the first address is asked for, longest
// prefixes first.
var vendors = sync.OnceValue(func() []vendorTable {
	tables := []vendorTable{{digits: 9}, {digits: 7}, {digits: 6}}
	z, err := gzip.NewReader(bytes.NewReader(packedVendors))
	if err != nil {
		panic("inventory: vendors.gz is damaged: " + err.Error()) // a bug of the build
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("inventory: vendors.gz is damaged: " + err.Error())
	}
	for line := range strings.Lines(string(text)) {
		prefix, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		for i := range tables {
			if tables[i].digits == len(prefix) {
				tables[i].add(prefix, name)
			}
		}
	}
	return tables
})

func (t *vendorTable) add(prefix, name string) {
	n, err := strconv.ParseUint(prefix, 16, 64)
	if err != nil {
		panic("inventory: vendors.gz has the prefix " + prefix)
	}
	t.prefixes, t.names = append(t.prefixes, n), append(t.names, name)
}

func (t *vendorTable) find(address uint64) string {
	i, ok := slices.BinarySearch(t.prefixes, address>>(4*(12-t.digits)))
	if !ok {
		return ""
	}
	return t.names[i]
}

// Vendor returns the short name of the organisation that a MAC's prefix is
// registered to; empty where nobody knows. Locally administered and group
// addresses have no vendor, and neither has the zero MAC, which names no device.
func Vendor(m MAC) string {
	if m.IsLocal() || m.IsGroup() || m.IsZero() {
		return ""
	}
	tables := vendors()
	for i := range tables {
		if name := tables[i].find(m.uint64()); name != "" {
			return name
		}
	}
	return ""
}

func (m MAC) uint64() uint64 {
	var n uint64
	for _, o := range m {
		n = n<<8 | uint64(o)
	}
	return n
}

// IsVirtualRouter says whether a first-hop redundancy protocol made a MAC up for
// routers that share an address: it moves between them by design, and is neither
// a device nor a sign of one router.
func (m MAC) IsVirtualRouter() bool {
	n := m.uint64()
	switch {
	case n>>8 == 0x00005e0001, n>>8 == 0x00005e0002: // VRRP for IPv4 and IPv6 (RFC 9568, 7.3), CARP
	case n>>8 == 0x00000c07ac: // HSRP (RFC 2281, 5.5)
	case n>>12 == 0x00000c9ff: // HSRP version 2
	case n>>12 == 0x000573a00: // HSRP for IPv6
	case n>>16 == 0x0007b400: // GLBP
	default:
		return false
	}
	return true
}
