package snmp

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"strconv"

	"rollcall/inventory"
)

// IPv6Limits say up to where the IPv6 part of a neighbour cache is walked. Beyond
// them it is left alone: of a router with tens of thousands of neighbours it is
// the most expensive table there is. A zero field means its default.
type IPv6Limits struct {
	Neighbors     int     // entries: 4,000
	MemoryPercent float64 // memory in use: 85
	CPUPercent    float64 // processor time in use: 70
}

func (l IPv6Limits) withDefaults() IPv6Limits {
	l.Neighbors = cmp.Or(l.Neighbors, 4000)
	l.MemoryPercent = cmp.Or(l.MemoryPercent, 85)
	l.CPUPercent = cmp.Or(l.CPUPercent, 70)
	return l
}

// countAgain is after how many readings a cache that had too many entries is
// counted anew: as far as the limit, and only by an agent that is otherwise well.
const countAgain = 12

// ipv6Memory is what the last readings found of the IPv6 part.
type ipv6Memory struct {
	Known bool `json:"known,omitempty"` // it has been read
	Rows  int  `json:"rows,omitempty"`
	More  bool `json:"more,omitempty"`  // the limit was met: there are more
	Since int  `json:"since,omitempty"` // readings that left it alone
	Part  bool `json:"part,omitempty"`  // ipNetToMediaTable does not have all of the IPv4 part
}

// count is the number of entries for people; nil where none are known.
func (m ipv6Memory) count() *int {
	if m.Rows == 0 {
		return nil
	}
	return &m.Rows
}

// leaveIPv6 says why the IPv6 part is to be left alone; empty: it may be walked.
// No agent tells how many neighbours it has, so the count is that of the last walk.
func (r *reader) leaveIPv6(ctx context.Context) string {
	m, limits := r.mem.IPv6, r.s.target.Limits.IPv6
	if m.Known && m.Rows == 0 {
		return ""
	}
	_, f := r.health(ctx)
	h := r.mem.Health
	switch {
	case h.Full*100 >= limits.MemoryPercent:
		return fmt.Sprintf("memory is %.1f %% full, the limit is %g %%", h.Full*100, limits.MemoryPercent)
	case h.Busy*100 >= limits.CPUPercent:
		return fmt.Sprintf("the processor is %.1f %% busy, the limit is %g %%", h.Busy*100, limits.CPUPercent)
	case f != nil && m.More:
		return fmt.Sprintf("there were more than %d neighbours, and the agent does not tell how well it is", m.Rows)
	case m.More && m.Since < countAgain:
		return fmt.Sprintf("there are more than %d neighbours", limits.Neighbors)
	}
	return ""
}

// notIPv6 says where a walk of ipNetToPhysicalTable goes on that has met an IPv6
// neighbour and wants no more of them: behind all of this kind at this interface.
// InetAddressType is ipv6(2) or ipv6z(4) (RFC 4001).
func notIPv6(index []uint32) string {
	if len(index) < 2 || index[1] != 2 && index[1] != 4 {
		return ""
	}
	return strconv.FormatUint(uint64(index[0]), 10) + "." + strconv.FormatUint(uint64(index[1]), 10) + ".4294967295"
}

// walkARP walks the tables of neighbours: both, unless the old one is known to add
// nothing. Where the IPv6 part is to be left alone, the old table, which has none,
// is enough; only an agent without it is asked for the new one, past its IPv6 rows.
func (r *reader) walkARP(ctx context.Context, left string) (physical, media *table) {
	p, m := physicalGroup(), mediaGroup()
	p.allow = r.s.target.Limits.IPv6.Neighbors
	if left != "" {
		p.name, p.allow = "arp-ipv4", 0
		if !r.mem.IPv6.Part {
			media = r.w.walk(ctx, m)[0]
			if len(media.rows) > 0 || media.incomplete() != nil {
				return nil, media
			}
			return r.w.walk(ctx, p)[0], media
		}
	}
	if r.mem.Dialect["arp"] == "physical" {
		return r.w.walk(ctx, p)[0], nil
	}
	both := r.w.walk(ctx, p, m)
	return both[0], both[1]
}

// countIPv6 remembers how many IPv6 neighbours a whole walk found, and whether the
// old table had all of the others. It says why the part is not whole; empty: it is.
func (r *reader) countIPv6(physical, media []inventory.ARPRow) string {
	n, four := 0, make(map[netip.Addr]bool, len(media))
	for _, row := range media {
		four[row.IP] = true
	}
	m, limit := &r.mem.IPv6, r.s.target.Limits.IPv6.Neighbors
	part := false
	for _, row := range physical {
		switch {
		case row.IP.Is6():
			n++
		case len(media) > 0 && !four[row.IP]:
			part = true
		}
	}
	m.Known, m.Rows, m.More, m.Since, m.Part = true, min(n, limit), n > limit, 0, m.Part || part
	if !m.More {
		return ""
	}
	return fmt.Sprintf("there are more than %d neighbours", limit)
}
