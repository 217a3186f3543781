package inventory

import (
	"errors"
	"fmt"
	"strings"
)

// A MAC is a 48-bit IEEE 802 address.
type MAC [6]byte

const hexDigits = "0123456789abcdef"

// String returns the address in lower case with colons: 00:00:5e:00:53:01.
func (m MAC) String() string {
	var b [17]byte
	for i, o := range m {
		b[i*3], b[i*3+1] = hexDigits[o>>4], hexDigits[o&15]
		if i < 5 {
			b[i*3+2] = ':'
		}
	}
	return string(b[:])
}

// IsZero says whether m is 00:00:00:00:00:00, which names no device.
func (m MAC) IsZero() bool { return m == MAC{} }

// IsGroup says whether m is a multicast or broadcast address (I/G bit,
// IEEE 802-2014, 8.2.2). A group address is never a device.
func (m MAC) IsGroup() bool { return m[0]&1 != 0 }

// IsLocal says whether m is locally administered (U/L bit, IEEE 802-2014, 8.2.2):
// the second hex digit is 2, 6, A or E. Phones and tablets make such "random"
// addresses up for themselves; so do virtual machines.
func (m MAC) IsLocal() bool { return m[0]&2 != 0 }

// MarshalText implements [encoding.TextMarshaler].
func (m MAC) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] for every notation that
// [ParseMAC] reads.
func (m *MAC) UnmarshalText(text []byte) error {
	parsed, err := ParseMAC(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// Reasons why a text is no MAC. ParseMAC wraps them.
var (
	ErrMACDigit  = errors.New("has a character that is no hex digit")
	ErrMACLength = errors.New("does not have 12 hex digits")
)

// ParseMAC reads a MAC as people write it: aa:bb:cc:dd:ee:ff, AA-BB-CC-DD-EE-FF,
// aabb.ccdd.eeff, aabbccddeeff, aabbcc-ddeeff, AABB-CCDD-EEFF, full-width digits
// and stray blanks. It guesses nothing: a letter O is not a zero.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	n := 0
	for _, r := range strings.TrimSpace(s) {
		r = halfWidth(r)
		if isMACSeparator(r) {
			continue
		}
		d := strings.IndexRune("0123456789abcdef0123456789ABCDEF", r)
		if d < 0 {
			return MAC{}, fmt.Errorf("MAC %q %w: %q", s, ErrMACDigit, r)
		}
		if n < 12 {
			m[n/2] = m[n/2]<<4 | byte(d&15)
		}
		n++
	}
	if n != 12 {
		return MAC{}, fmt.Errorf("MAC %q %w but %d", s, ErrMACLength, n)
	}
	return m, nil
}

// HalfWidth writes full-width forms, as a Chinese keyboard types them, as their
// ASCII twins.
func HalfWidth(s string) string { return strings.Map(halfWidth, s) }

// halfWidth maps the full-width forms U+FF01 to U+FF5E and the ideographic space
// to their ASCII twins, and leaves every other rune alone.
func halfWidth(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e:
		return r - 0xfee0
	case r == 0x3000 || r == 0xa0:
		return ' '
	}
	return r
}

func isMACSeparator(r rune) bool {
	switch r {
	case ':', '-', '.', ' ', '\t', '_', '–', '—', '‐', '−', '\ufeff':
		return true
	}
	return false
}
