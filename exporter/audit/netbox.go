package audit

import (
	"cmp"
	"encoding/csv"
	"io"
	"net/netip"
	"slices"
	"strconv"

	"rollcall/inventory"
)

// netBox is the shape of what NetBox's bulk import reads: CSV, the heads in its words.
func netBox[R any](columns []column[R], rows func(*school) []R) shape {
	return shape{ending: "csv", media: "text/csv; charset=utf-8", write: func(w io.Writer, schools []*school) error {
		out := csv.NewWriter(w)
		heads := make([]string, len(columns))
		for i, c := range columns {
			heads[i] = c.Key
		}
		if err := out.Write(heads); err != nil {
			return err
		}
		for _, s := range schools {
			for _, r := range rows(s) {
				line := make([]string, len(columns))
				for i, c := range columns {
					line[i] = c.value(r).(string)
				}
				if err := out.Write(line); err != nil {
					return err
				}
			}
		}
		out.Flush()
		return out.Error()
	}}
}

// netBoxPorts are the interfaces of devices. An aggregate comes before its members,
// for NetBox must know it first.
func netBoxPorts() shape {
	text := func(key string, value func(portRow) string) column[portRow] {
		return column[portRow]{Column{Key: key}, func(r portRow) any { return value(r) }}
	}
	return netBox([]column[portRow]{
		text("device", func(r portRow) string { return string(r.v.Switch.ID) }),
		text("name", func(r portRow) string { return r.p.Port.IfName }),
		text("type", netBoxType),
		text("lag", func(r portRow) string { return r.p.Config.LAG }),
		text("enabled", func(r portRow) string { return strconv.FormatBool(r.p.Link.Admin != "down") }),
		text("mode", func(r portRow) string { return netBoxMode(r.vlans) }),
		text("description", func(r portRow) string { return join(r.p.Config.Alias, r.record.Outlet, r.segmentOf()) }),
	}, func(s *school) []portRow {
		rows := s.portRows()
		slices.SortStableFunc(rows, func(a, b portRow) int {
			return cmp.Or(cmp.Compare(a.v.Switch.ID, b.v.Switch.ID), cmp.Compare(len(a.p.Config.LAG), len(b.p.Config.LAG)))
		})
		return rows
	})
}

// netBoxType is the physical medium as far as the speed tells it.
func netBoxType(r portRow) string {
	if r.p.IsAggregate() {
		return "lag"
	}
	types := map[int64]string{100: "100base-tx", 1000: "1000base-t", 2500: "2.5gbase-t", 5000: "5gbase-t", 10_000: "10gbase-x-sfpp",
		25_000: "25gbase-x-sfp28", 40_000: "40gbase-x-qsfpp", 100_000: "100gbase-x-qsfp28"}
	return cmp.Or(types[r.p.Link.SpeedBPS/1_000_000], "other")
}

// netBoxMode is how the port treats VLANs (IEEE 802.1Q).
func netBoxMode(c inventory.PortConfig) string {
	switch {
	case len(c.Tagged) > 0:
		return "tagged"
	case c.PVID != 0:
		return "access"
	}
	return ""
}

// segmentOf names the untagged VLAN; NetBox's import has no column for it.
func (r portRow) segmentOf() string {
	if r.untagged() == 0 {
		return ""
	}
	return r.segment(r.untagged())
}

// netBoxIPs are addresses with the length of their prefix, where the plan has one.
func netBoxIPs() shape {
	text := func(key string, value func(ipRow) string) column[ipRow] {
		return column[ipRow]{Column{Key: key}, func(r ipRow) any { return value(r) }}
	}
	return netBox([]column[ipRow]{
		text("address", func(r ipRow) string {
			bits := r.ip.BitLen()
			if r.zone.Prefix.IsValid() {
				bits = r.zone.Prefix.Bits()
			}
			return netip.PrefixFrom(r.ip, bits).String()
		}),
		text("status", func(r ipRow) string {
			return cmp.Or(map[string]string{reservedUnseen: "reserved", formerlyInUse: "deprecated"}[r.status], "active")
		}),
		text("description", func(r ipRow) string { return join(r.name(), r.location(), r.note()) }),
	}, (*school).ipRows)
}
