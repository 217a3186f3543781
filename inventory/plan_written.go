package inventory

import (
	"slices"
	"strconv"
	"strings"
)

// WrittenVLAN reads a segment as a school's port record writes it: a VLAN number,
// a zone's id, name, SSID or notation, an address or range with the variables put
// in, the name that the switch gives a VLAN, or a part of zone names. Where zones
// of several VLANs match, nobody can tell which is meant.
func (p SchoolPlan) WrittenVLAN(written string, vlans []VLAN) (vid int, ok bool) {
	text := plainWords(written)
	if text == "" {
		return 0, false
	}
	if n, ok := writtenNumber(written); ok {
		return n, n > 0 && n < 4095
	}
	for _, match := range []func(SchoolZone) bool{
		func(z SchoolZone) bool { return plainWords(z.ID) == text || plainWords(z.SSID) == text },
		func(z SchoolZone) bool { return plainWords(z.Name) == text },
		func(z SchoolZone) bool { return plainWords(z.Expr) == text },
		withinRange(written),
	} {
		if vid, ok := p.oneVLAN(match); ok {
			return vid, true
		}
	}
	for _, v := range vlans {
		if plainWords(v.Name) == text {
			return v.VID, true
		}
	}
	return p.oneVLAN(func(z SchoolZone) bool {
		return len([]rune(text)) > 1 && strings.Contains(plainWords(z.Name), text)
	})
}

// writtenNumber reads 34, VLAN 34 and vlan-34, but not 10-20.
func writtenNumber(s string) (int, bool) {
	s = strings.ToLower(strings.TrimSpace(HalfWidth(s)))
	if rest, ok := strings.CutPrefix(s, "vlan"); ok {
		s = strings.TrimLeft(rest, " -_")
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return int(n), err == nil
}

// withinRange matches the zones that begin inside a written range, or hold it.
func withinRange(written string) func(SchoolZone) bool {
	r, err := exprRange(written, nil)
	if err != nil {
		return func(SchoolZone) bool { return false }
	}
	return func(z SchoolZone) bool {
		return z.Contains(r.From) || !z.From.Less(r.From) && !r.To.Less(z.From)
	}
}

// oneVLAN returns the VLAN of the zones that match, if it is one and the same.
func (p SchoolPlan) oneVLAN(match func(SchoolZone) bool) (int, bool) {
	vid := 0
	for _, z := range p.Zones {
		if z.VLAN == 0 || !match(z) {
			continue
		}
		if vid != 0 && z.VLAN != vid {
			return 0, false
		}
		vid = z.VLAN
	}
	return vid, vid != 0
}

// plainWords makes what people write comparable: half-width, lower case, without
// blanks, dashes and underscores.
func plainWords(s string) string {
	return strings.Map(func(r rune) rune {
		r = halfWidth(r)
		switch {
		case r == ' ', r == '\t', r == '_', r == '-':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(s))
}

// SameTagged says whether a port's tagged VLANs are those that the record writes;
// known is false where it writes none, or writes them as something else than numbers.
func (r PortRecord) SameTagged(tagged []int) (same, known bool) {
	var written []int
	for _, part := range strings.FieldsFunc(HalfWidth(r.Tagged), func(c rune) bool { return strings.ContainsRune(" ,;、，；/", c) }) {
		n, ok := writtenNumber(part)
		if !ok {
			return false, false
		}
		written = append(written, n)
	}
	slices.Sort(written)
	return slices.Equal(slices.Compact(written), slices.Sorted(slices.Values(tagged))), len(written) > 0
}
