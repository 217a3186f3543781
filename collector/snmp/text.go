package snmp

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"
)

// maxText bounds a text from the network. MIBs allow 255 octets; what is longer
// is no name.
const maxText = 4096

// cleanText makes octets from the network fit to be stored and shown. Names that
// are not UTF-8 are read as Big5 where they look like it; all other octets become
// "hex:" and their hexadecimal digits. Control characters that agents pad with
// are dropped; line breaks and tabs become blanks.
func cleanText(b []byte) string {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	b = b[:min(len(b), maxText)]
	s, ok := utf8Text(b)
	if !ok {
		s, ok = big5Text(b)
	}
	if !ok {
		return "hex:" + hex.EncodeToString(b)
	}
	if strings.IndexFunc(s, isControl) < 0 {
		return s
	}
	return strings.Map(blankControl, s)
}

// utf8Text takes octets for UTF-8. Agents cut names at a number of octets, and
// with it a character in two: what is left of that is dropped where a whole
// character of its kind stands before it.
func utf8Text(b []byte) (string, bool) {
	if utf8.Valid(b) {
		return string(b), true
	}
	for cut := 1; cut < utf8.UTFMax && cut < len(b); cut++ {
		whole, rest := b[:len(b)-cut], b[len(b)-cut:]
		if utf8.RuneStart(rest[0]) && !utf8.FullRune(rest) && utf8.Valid(whole) && !printable(whole) {
			return string(whole), true
		}
	}
	return "", false
}

// big5Text takes octets for Big5 (CP950), as older switches in Taiwan keep names,
// if they look like it: every character exists, there are no control characters,
// and more than three quarters of the Chinese ones are among the 5,401 in common
// use (level 1 of Big5). The first octet of one is no letter of Latin-1, which
// rules out most of the words of Europe. A character cut in two at the end is dropped.
func big5Text(b []byte) (string, bool) {
	common, rare, chinese := 0, 0, false
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			if b[i] < 0x20 && b[i] != '\t' && b[i] != '\n' && b[i] != '\r' || b[i] == 0x7f {
				return "", false
			}
			i++
			continue
		}
		if i+1 == len(b) && common > 0 && b[i] > 0x80 && b[i] < 0xff {
			b = b[:i]
			break
		}
		switch big5Level(b[i:]) {
		case big5Symbol:
		case big5Common:
			common++
			chinese = chinese || b[i] < 0xc0
		case big5Rare:
			rare++
		default:
			return "", false
		}
		i += 2
	}
	if !chinese || common <= 3*rare {
		return "", false
	}
	s, err := traditionalchinese.Big5.NewDecoder().Bytes(b)
	return string(s), err == nil && !strings.ContainsRune(string(s), utf8.RuneError)
}

// The parts of Big5.
const (
	big5None = iota
	big5Symbol
	big5Common
	big5Rare
)

// big5Level says in which part of Big5 the character lies that begins b.
func big5Level(b []byte) int {
	if len(b) < 2 || b[1] < 0x40 || b[1] > 0x7e && b[1] < 0xa1 || b[1] == 0xff {
		return big5None
	}
	switch c := uint(b[0])<<8 | uint(b[1]); {
	case c >= 0xa140 && c <= 0xa3e1:
		return big5Symbol
	case c >= 0xa440 && c <= 0xc67e:
		return big5Common
	case c >= 0xc940 && c <= 0xf9fe:
		return big5Rare
	}
	return big5None
}

// isControl says whether a character does not belong into a line of text:
// control characters, and the formats that turn the direction of what follows.
func isControl(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

func blankControl(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return ' '
	case isControl(r):
		return -1
	}
	return r
}
