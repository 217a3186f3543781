package snmpsim

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/gosnmp/gosnmp"
)

// PollSetColumns are the columns of the poll set that the project's figures are
// taken with: of ifTable and ifXTable, the base ports, PVIDs, forwarding rows,
// VLANs and LLDP neighbours.
func PollSetColumns() []string {
	var cols []string
	for _, n := range []int{2, 3, 6, 7, 8, 9, 13, 14, 19, 20} {
		cols = append(cols, fmt.Sprintf(".1.3.6.1.2.1.2.2.1.%d", n))
	}
	for _, n := range []int{1, 6, 7, 9, 10, 11, 13, 15, 18} {
		cols = append(cols, fmt.Sprintf(".1.3.6.1.2.1.31.1.1.1.%d", n))
	}
	cols = append(cols, ".1.3.6.1.2.1.17.1.4.1.2", ".1.3.6.1.2.1.17.7.1.4.5.1.1",
		".1.3.6.1.2.1.17.7.1.2.2.1.2", ".1.3.6.1.2.1.17.7.1.2.2.1.3",
		".1.3.6.1.2.1.17.7.1.4.2.1.4", ".1.3.6.1.2.1.17.7.1.4.2.1.5", ".1.3.6.1.2.1.17.7.1.4.3.1.1")
	for _, n := range []int{4, 5, 6, 7, 8, 9, 10, 12} {
		cols = append(cols, fmt.Sprintf(".1.0.8802.1.1.2.1.4.1.1.%d", n))
	}
	return append(cols, ".1.0.8802.1.1.2.1.3.7.1.3", ".1.0.8802.1.1.2.1.3.7.1.4")
}

// WalkPerColumn reads the poll set as most programs do it with gosnmp: five
// scalars, then one BulkWalk of 25 repetitions for each column. It is the peer
// that a poll of ours is measured against, and returns the requests it sent and
// the variables it received.
func WalkPerColumn(addr netip.AddrPort) (requests, received int, err error) {
	g := &gosnmp.GoSNMP{Target: addr.Addr().String(), Port: addr.Port(), Transport: "udp", Community: "public",
		Version: gosnmp.Version2c, Timeout: 2 * time.Second, Retries: 2, MaxRepetitions: 25, MaxOids: gosnmp.MaxOids}
	g.OnSent = func(*gosnmp.GoSNMP) { requests++ }
	if err := g.Connect(); err != nil {
		return 0, 0, fmt.Errorf("connect to %s: %w", addr, err)
	}
	defer g.Conn.Close()
	scalars := []string{".1.3.6.1.2.1.1.1.0", ".1.3.6.1.2.1.1.2.0", ".1.3.6.1.2.1.1.3.0", ".1.3.6.1.2.1.1.5.0", ".1.3.6.1.2.1.1.6.0"}
	if _, err := g.Get(scalars); err != nil {
		return requests, received, fmt.Errorf("get the scalars of %s: %w", addr, err)
	}
	for _, col := range PollSetColumns() {
		if err := g.BulkWalk(col, func(gosnmp.SnmpPDU) error { received++; return nil }); err != nil {
			return requests, received, fmt.Errorf("walk %s of %s: %w", col, addr, err)
		}
	}
	return requests, received, nil
}
