package web

import "strings"

// halfWidth maps full-width forms (U+FF01 to U+FF5E) and the ideographic space to
// their ASCII twins: what a Chinese keyboard types into a search box.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == 0x3000 || r == 0xa0:
			return ' '
		}
		return r
	}, s)
}
