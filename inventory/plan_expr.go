package inventory

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// An Expr is one notation of the IP plan, understood but with its variables
// still open:
//
//	expr = addr | addr "-" tail | addr "/" len
//	addr = oct "." oct "." oct "." oct        any octet may be a variable
//	tail = num | num "." num | num "." num "." num | addr
//
// A tail replaces the last one, two, three or four octets of the first address;
// a range is inclusive and never rounded to a prefix.
type Expr struct {
	text     string // as written
	from, to [4]octet
	bits     int // prefix length; -1: the notation is not a prefix
	warning  string
}

// An octet is a number or the name of a variable.
type octet struct {
	name string // empty: a number
	num  int
}

func (o octet) String() string {
	if o.name != "" {
		return o.name
	}
	return strconv.Itoa(o.num)
}

// Reasons why a notation of the plan is refused. ParseExpr wraps them.
var (
	ErrExprSyntax   = errors.New("is not a notation of the plan")
	ErrExprOctet    = errors.New("has a number that does not fit an octet (0 to 255)")
	ErrExprPrefix   = errors.New("has a prefix length that is not 0 to 32")
	ErrExprBackward = errors.New("ends before it begins")
)

// ParseExpr reads one notation. Full-width digits and signs, wave dashes, blanks
// and a small x are read as their plain forms; String gives back what was written.
func ParseExpr(text string) (Expr, error) {
	e := Expr{text: text, bits: -1}
	if err := e.parse(normaliseExpr(text)); err != nil {
		return Expr{}, fmt.Errorf("%q %w", text, err)
	}
	return e, nil
}

// String returns the notation as it was written.
func (e Expr) String() string { return e.text }

// Warning says what about a legal notation is probably not what was meant;
// empty: nothing.
func (e Expr) Warning() string { return e.warning }

// Variables returns the names of the open octets, each once, in order.
func (e Expr) Variables() []string {
	var names []string
	seen := map[string]bool{}
	for _, o := range append(e.from[:], e.to[:]...) {
		if o.name != "" && !seen[o.name] {
			seen[o.name] = true
			names = append(names, o.name)
		}
	}
	return names
}

// normaliseExpr does what NFKC would do for the characters that occur in plans,
// and makes one dash of the many.
func normaliseExpr(text string) string {
	return strings.Map(func(r rune) rune {
		r = halfWidth(r)
		switch {
		case unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b':
			return -1
		case strings.ContainsRune("~〜‐‑‒–—−", r):
			return '-'
		}
		return unicode.ToUpper(r)
	}, text)
}

func (e *Expr) parse(s string) error {
	head, tail, isRange := strings.Cut(s, "-")
	addr, length, isPrefix := strings.Cut(head, "/")
	if isRange && isPrefix {
		return fmt.Errorf("%w: write either a range or a prefix", ErrExprSyntax)
	}
	octets, err := parseOctets(addr)
	if err != nil {
		return err
	}
	if len(octets) != 4 {
		return fmt.Errorf("%w: the address has %d octets, not 4", ErrExprSyntax, len(octets))
	}
	e.from, e.to = [4]octet(octets), [4]octet(octets)
	switch {
	case isPrefix:
		return e.parseLength(length)
	case isRange:
		return e.parseTail(tail)
	}
	return nil
}

func (e *Expr) parseLength(s string) error {
	n, err := parseNumber(s)
	if err != nil {
		return fmt.Errorf("%w: a number must follow the slash", ErrExprSyntax)
	}
	if n > 32 {
		return fmt.Errorf("%w: /%d", ErrExprPrefix, n)
	}
	e.bits = n
	return nil
}

func (e *Expr) parseTail(s string) error {
	if s == "" {
		return fmt.Errorf("%w: nothing follows the dash; write the last address", ErrExprSyntax)
	}
	octets, err := parseOctets(s)
	if err != nil {
		return err
	}
	if len(octets) > 4 {
		return fmt.Errorf("%w: the end of the range has %d octets", ErrExprSyntax, len(octets))
	}
	for _, o := range octets {
		if o.name != "" && len(octets) < 4 {
			return fmt.Errorf("%w: only an end with all four octets may hold the variable %s", ErrExprSyntax, o.name)
		}
	}
	copy(e.to[4-len(octets):], octets)
	if e.backward() {
		return fmt.Errorf("%w: %s comes before %s", ErrExprBackward, joinOctets(e.to), joinOctets(e.from))
	}
	e.warning = e.tailWarning(octets)
	return nil
}

// backward says whether the end surely comes before the start. Octets that differ
// by a variable leave it open until the variables are known.
func (e *Expr) backward() bool {
	for i := range e.from {
		a, b := e.from[i], e.to[i]
		if a == b {
			continue
		}
		return a.name == "" && b.name == "" && b.num < a.num
	}
	return false
}

// tailWarning notices 10.X.208.0-212, where 208 to 212 was meant to be the third
// octet: the range starts at .0, the end lies a little above the third octet, and
// is not the last address of a block of its own (.0-31, .0-63).
func (e *Expr) tailWarning(tail []octet) string {
	third, last := e.from[2], e.from[3]
	if len(tail) != 1 || third.name != "" || last != (octet{}) {
		return ""
	}
	end := tail[0].num
	if end <= third.num || end >= third.num+32 || end&(end+1) == 0 {
		return ""
	}
	return fmt.Sprintf("ends at %s; did you mean %d.254?", joinOctets(e.to), end)
}

func parseOctets(s string) ([]octet, error) {
	var octets []octet
	for part := range strings.SplitSeq(s, ".") {
		o, err := parseOctet(part)
		if err != nil {
			return nil, err
		}
		octets = append(octets, o)
	}
	return octets, nil
}

func parseOctet(s string) (octet, error) {
	if isVariable(s) {
		return octet{name: s}, nil
	}
	n, err := parseNumber(s)
	if err != nil {
		return octet{}, err
	}
	if n > 255 {
		return octet{}, fmt.Errorf("%w: %d", ErrExprOctet, n)
	}
	return octet{num: n}, nil
}

// isVariable says whether s can name a variable: upper-case letters only.
func isVariable(s string) bool {
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return s != ""
}

// parseNumber reads a decimal number without sign. A leading zero is refused:
// some programs read 010 as 8.
func parseNumber(s string) (int, error) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, fmt.Errorf("%w: %q is neither a number nor a variable", ErrExprSyntax, s)
		}
	}
	switch {
	case s == "":
		return 0, fmt.Errorf("%w: a number is missing", ErrExprSyntax)
	case len(s) > 1 && s[0] == '0':
		return 0, fmt.Errorf("%w: %q has a leading zero", ErrExprSyntax, s)
	case len(s) > 3:
		return 0, fmt.Errorf("%w: %s", ErrExprOctet, s)
	}
	return strconv.Atoi(s)
}

func joinOctets(o [4]octet) string {
	return o[0].String() + "." + o[1].String() + "." + o[2].String() + "." + o[3].String()
}
