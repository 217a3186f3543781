package snmp

import (
	"math"
	"strconv"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// A value is one variable's value as gosnmp decodes it. Its zero value is an
// absent one. Agents send wrong types: each accessor says whether it fits.
type value struct {
	kind gosnmp.Asn1BER
	any  any
}

// present says whether the agent gave a value at all.
func (v value) present() bool {
	switch v.kind {
	case gosnmp.UnknownType, gosnmp.Null, gosnmp.NoSuchObject, gosnmp.NoSuchInstance, gosnmp.EndOfMibView:
		return false
	}
	return v.any != nil
}

// number returns an INTEGER, Counter, Gauge or TimeTicks.
func (v value) number() (uint64, bool) {
	switch n := v.any.(type) {
	case int:
		return uint64(n), n >= 0
	case uint:
		return uint64(n), true
	case uint32:
		return uint64(n), true
	case uint64:
		return n, true
	}
	return 0, false
}

// integer returns a number that fits an int; 0 where there is none.
func (v value) integer() int {
	n, ok := v.number()
	if !ok || n > math.MaxInt32 {
		return 0
	}
	return int(n)
}

// octets returns an OCTET STRING.
func (v value) octets() []byte {
	b, _ := v.any.([]byte)
	return b
}

// mac returns an OCTET STRING of six octets as a MAC.
func (v value) mac() (inventory.MAC, bool) {
	b := v.octets()
	if len(b) != 6 {
		return inventory.MAC{}, false
	}
	return inventory.MAC(b), true
}

// text returns an OCTET STRING, or an OBJECT IDENTIFIER, as text.
func (v value) text() string {
	switch s := v.any.(type) {
	case []byte:
		return cleanText(s)
	case string:
		return strings.TrimPrefix(s, ".")
	}
	return ""
}

// parseArcs reads the dotted end of an OID. gosnmp writes it, so every part is
// a number below 2^32; anything else ends the reading.
func parseArcs(s string) []uint32 {
	arcs := make([]uint32, 0, strings.Count(s, ".")+1)
	n, digits := uint64(0), 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			n, digits = n*10+uint64(s[i]-'0'), digits+1
			continue
		}
		if digits == 0 || digits > 10 || n > math.MaxUint32 {
			return arcs
		}
		arcs = append(arcs, uint32(n))
		if i < len(s) && s[i] != '.' {
			return arcs
		}
		n, digits = 0, 0
	}
	return arcs
}

// appendArc adds one part to a dotted index.
func appendArc(s string, arc uint32) string {
	if s != "" {
		s += "."
	}
	return s + strconv.FormatUint(uint64(arc), 10)
}

// compareOID compares two dotted OIDs in the order of SNMP (RFC 3416, 4.2.2).
func compareOID(a, b string) int {
	x, y := parseArcs(strings.TrimPrefix(a, ".")), parseArcs(strings.TrimPrefix(b, "."))
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			if x[i] < y[i] {
				return -1
			}
			return 1
		}
	}
	return len(x) - len(y)
}
