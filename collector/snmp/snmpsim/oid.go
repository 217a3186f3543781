package snmpsim

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An OID is an object identifier: its arcs, first to last.
type OID []uint32

// ErrOID is wrapped by every error about a text or octets that are no object identifier.
var ErrOID = errors.New("not an object identifier")

// maxArcs is the most arcs that an SNMP object identifier may have (RFC 3416, 4.1).
const maxArcs = 128

// ParseOID reads the dotted notation, with or without a leading dot: "1.3.6.1.2.1.1.3.0".
func ParseOID(s string) (OID, error) {
	parts := strings.Split(strings.TrimPrefix(s, "."), ".")
	if len(parts) < 2 || len(parts) > maxArcs {
		return nil, fmt.Errorf("%q: %w: %d arcs, want 2 to %d", s, ErrOID, len(parts), maxArcs)
	}
	oid := make(OID, len(parts))
	for i, part := range parts {
		arc, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q: %w: arc %q", s, ErrOID, part)
		}
		oid[i] = uint32(arc)
	}
	if oid[0] > 2 || oid[0] < 2 && oid[1] > 39 || oid[1] > 1<<32-1-80 {
		return nil, fmt.Errorf("%q: %w: no such root (X.660)", s, ErrOID)
	}
	return oid, nil
}

// MustOID is ParseOID for identifiers written in the program; it panics where they are wrong.
func MustOID(s string) OID {
	oid, err := ParseOID(s)
	if err != nil {
		panic(err)
	}
	return oid
}

// String returns the dotted notation without a leading dot.
func (o OID) String() string {
	var b []byte
	for i, arc := range o {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendUint(b, uint64(arc), 10)
	}
	return string(b)
}

// Compare orders identifiers as SNMP does: arc by arc, a prefix before what it begins.
func (o OID) Compare(other OID) int { return slices.Compare(o, other) }

// Append returns a new identifier: o followed by arcs.
func (o OID) Append(arcs ...uint32) OID {
	return append(append(make(OID, 0, len(o)+len(arcs)), o...), arcs...)
}

// HasPrefix says whether o lies in the subtree of prefix; every o lies in its own.
func (o OID) HasPrefix(prefix OID) bool {
	return len(o) >= len(prefix) && slices.Equal(o[:len(prefix)], prefix)
}

// An encodedOID is the content octets of a BER object identifier (X.690, 8.19).
// The first two arcs are one number, 40*a+b, which keeps their order.
type encodedOID []byte

// encode returns the content octets of o. The root alone encodes as if ".0" followed.
func (o OID) encode() encodedOID {
	if len(o) == 0 {
		return encodedOID{0}
	}
	first := o[0] * 40
	if len(o) > 1 {
		first += o[1]
	}
	out := appendArc(make(encodedOID, 0, len(o)+8), first)
	for _, arc := range o[min(2, len(o)):] {
		out = appendArc(out, arc)
	}
	return out
}

// appendArc appends arc in base 128, most significant group first.
func appendArc(b []byte, arc uint32) []byte {
	for shift := 28; shift > 0; shift -= 7 {
		if arc>>shift != 0 {
			b = append(b, byte(arc>>shift)|0x80)
		}
	}
	return append(b, byte(arc&0x7f))
}

// readArc returns the arc at the start of e and how many octets it takes. The
// octets must have been checked.
func (e encodedOID) readArc() (arc uint32, n int) {
	for n < len(e) {
		arc = arc<<7 | uint32(e[n]&0x7f)
		n++
		if e[n-1]&0x80 == 0 {
			break
		}
	}
	return arc, n
}

// check says what is wrong with octets that came from outside: an unfinished arc,
// one with padding, one above 2^32-1, too many.
func (e encodedOID) check() error {
	arcs, start := 1, 0
	for i, octet := range e {
		if i == start && octet == 0x80 {
			return fmt.Errorf("%w: padded arc", ErrOID)
		}
		if i-start > 4 || i-start == 4 && e[start] > 0x8f {
			return fmt.Errorf("%w: arc above 32 bits", ErrOID)
		}
		if octet&0x80 == 0 {
			arcs, start = arcs+1, i+1
		}
	}
	if start != len(e) || arcs > maxArcs {
		return fmt.Errorf("%w: %d arcs, last one unfinished or one too many", ErrOID, arcs)
	}
	return nil
}

// decode returns the arcs of checked octets.
func (e encodedOID) decode() OID {
	if len(e) == 0 {
		return OID{0, 0}
	}
	first, n := e.readArc()
	oid := make(OID, 2, len(e)+1)
	oid[0] = min(first/40, 2)
	oid[1] = first - 40*oid[0]
	for n < len(e) {
		arc, size := e[n:].readArc()
		oid, n = append(oid, arc), n+size
	}
	return oid
}

// compare orders two encoded identifiers like [OID.Compare] without decoding
// more than the first arc that differs.
func (e encodedOID) compare(other encodedOID) int {
	i := 0
	for i < len(e) && i < len(other) && e[i] == other[i] {
		i++
	}
	if i == len(e) || i == len(other) {
		return len(e) - len(other)
	}
	for i > 0 && e[i-1]&0x80 != 0 { // back to the start of the arc
		i--
	}
	a, _ := e[i:].readArc()
	b, _ := other[i:].readArc()
	if a < b {
		return -1
	}
	return 1
}

// hasPrefix says whether e lies in the subtree of prefix.
func (e encodedOID) hasPrefix(prefix encodedOID) bool { return bytes.HasPrefix(e, prefix) }
