package snmp

import (
	"math/bits"

	"github.com/gosnmp/gosnmp"
)

// communityFrame is the octets of a message of version 1 or 2c that are neither
// community nor variables (RFC 3416, 3), where its lengths need three octets each.
const communityFrame = 29

// arcsSize is the octets of arcs within an object identifier (X.690, 8.19).
func arcsSize(arcs []uint32) int {
	n := 0
	for _, arc := range arcs {
		n += max(1, (bits.Len32(arc)+6)/7)
	}
	return n
}

// columnSize is the octets of a column's OID, whose first two arcs are one.
func columnSize(oid string) int {
	return arcsSize(parseArcs(oid[1:])) - 1
}

// wireSize is the octets that a variable takes in an answer: its name, whose part
// before the index has so many, and its value, each with tag and length, and
// those of both together.
func wireSize(column int, index []uint32, v value) int {
	return tagged(tagged(column+arcsSize(index)) + tagged(v.size()))
}

// size is the octets of the value alone.
func (v value) size() int {
	switch x := v.any.(type) {
	case []byte:
		return len(x)
	case string:
		if v.kind == gosnmp.IPAddress {
			return 4
		}
		return len(x) / 2
	case int:
		return numberSize(uint64(max(x, ^x)))
	case uint:
		return numberSize(uint64(x))
	case uint32:
		return numberSize(uint64(x))
	case uint64:
		return numberSize(x)
	}
	return 0
}

// numberSize is the octets of a number with its sign (X.690, 8.3).
func numberSize(n uint64) int { return bits.Len64(n)/8 + 1 }

// tagged is the octets of content with its tag and its length.
func tagged(content int) int {
	switch {
	case content < 0x80:
		return content + 2
	case content < 0x100:
		return content + 3
	}
	return content + 4
}
