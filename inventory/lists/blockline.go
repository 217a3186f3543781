package lists

import (
	"net/netip"
	"regexp"
	"strings"

	"rollcall/inventory"
)

// People paste the list as it stands in a notice or a mail: an address a line, with
// or without a date, a time and a reason, in no columns at all.

// placeLines makes rows of address, moment and reason of lines without a head. What
// has no address stands above the rows: titles, greetings, the date of the list.
func (s *Sheet) placeLines(rows []Row) {
	s.exact = map[string]int{"ip": 0, "at": 1, "reason": 2}
	left := ""
	for _, row := range rows {
		line := refang(strings.Join(row.Cells, ", "))
		found, rest := addressesIn(line)
		if len(found) == 0 && broken(rest) != "" {
			s.report.refuse(RowError{Row: row.Number, Code: CodeAddress, Value: broken(rest)})
			continue
		}
		if len(found) == 0 {
			s.Above = append(s.Above, row)
			left += decimal(row.Number) + "、"
			continue
		}
		if bad := broken(rest); bad != "" {
			s.report.refuse(RowError{Row: row.Number, Code: CodeAddress, Value: bad})
			continue
		}
		var w when
		at, reason := w.cut(rest)
		for _, ip := range found {
			s.Rows = append(s.Rows, Row{Number: row.Number, Cells: []string{ip.String(), at, tidy(reason)}})
		}
	}
	if left != "" {
		s.report.note(RowError{Code: CodeNoAddressIn, Value: strings.TrimSuffix(left, "、")})
	}
}

// headed says whether one of the first rows names the column of addresses.
func (s *Sheet) headed(rows []Row, said Mapping) bool {
	for _, row := range rows[:min(len(rows), headWithin)] {
		if s.Kind.scoreHead(row, said).needed > 0 {
			return true
		}
	}
	return false
}

var (
	disarmed = strings.NewReplacer("[.]", ".", "(.)", ".", "{.}", ".", "[dot]", ".", "(dot)", ".", "[:]", ":", "。", ".", "．", ".",
		"hxxps://", " ", "hxxp://", " ", "hXXps://", " ", "hXXp://", " ", "https://", " ", "http://", " ")
	quad   = regexp.MustCompile(`\d+(?:\.\d+){3,}(?:/\d+|:\d+)?(?:\s*[-~–]\s*\d+(?:\.\d+){0,3})?`)
	groups = regexp.MustCompile(`\d{1,3}(?:\s*\.\s*\d{1,3}){2,}|\d{1,3}(?:\s*,\s*\d{1,3}){3}`)
	number = regexp.MustCompile(`^\s*[(\[]?\d{1,3}\s*[.)\]、:]\s*`)
)

// refang undoes what keeps an address from being clicked on, and what a Chinese
// keyboard makes of its digits and points.
func refang(text string) string { return disarmed.Replace(inventory.HalfWidth(text)) }

// addressesIn finds the addresses in a line and returns what is left of it. A port
// behind an address is left out; a range or a network is no address, and is left.
func addressesIn(text string) (found []netip.Addr, rest string) {
	rest = quad.ReplaceAllStringFunc(refang(text), func(match string) string {
		ip, ok := oneAddress(match)
		if !ok {
			return match
		}
		found = append(found, ip)
		return " "
	})
	words := strings.Fields(rest)
	kept := words[:0]
	for _, word := range words {
		ip, err := netip.ParseAddr(strings.Trim(word, "[](),;"))
		if err != nil || !ip.Is6() || ip.Is4In6() || !usable(ip) {
			kept = append(kept, word)
			continue
		}
		found = append(found, ip)
	}
	return found, strings.Join(kept, " ")
}

// oneAddress reads an IPv4 address, perhaps with a port or /32 behind it.
func oneAddress(text string) (netip.Addr, bool) {
	text = strings.TrimSuffix(text, "/32")
	if before, _, port := strings.Cut(text, ":"); port {
		text = before
	}
	ip, err := netip.ParseAddr(text)
	return ip, err == nil && usable(ip)
}

// usable says whether a device can hold an address.
func usable(ip netip.Addr) bool {
	return !ip.IsUnspecified() && !ip.IsMulticast() && !ip.IsLoopback() && ip.Zone() == "" && ip != netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

// broken finds what was meant to be an address and is none: 10.241.10.300, 10.241.10,
// 10.241.10.5-9.
func broken(text string) string {
	if bad := quad.FindString(text); bad != "" {
		return bad
	}
	for _, bad := range groups.FindAllString(text, -1) {
		var w when
		if _, _, day := w.day(bad); !day {
			return bad
		}
	}
	return ""
}

// tidy takes from a reason the number of its line and what stood between it and the
// other parts.
func tidy(reason string) string {
	reason = number.ReplaceAllString(" "+reason, "")
	return strings.Trim(strings.Join(strings.Fields(reason), " "), " ,;、：:-–—|/()[]「」•·*")
}
