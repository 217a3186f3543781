package web

import "strings"

// comparePorts orders port names as the front panel does: 1/2 before 1/10.
func comparePorts(a, b string) int {
	for a != "" && b != "" {
		an, ar := leadingNumber(a)
		bn, br := leadingNumber(b)
		if an != "" && bn != "" {
			if c := compareNumbers(an, bn); c != 0 {
				return c
			}
			a, b = ar, br
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func leadingNumber(s string) (digits, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	return s[:len(s)-len(rest)], rest
}

// compareNumbers compares runs of digits of any length by value.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
