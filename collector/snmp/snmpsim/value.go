package snmpsim

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// The ASN.1 tags of values (RFC 2578, 7.1 and RFC 3416, 3), as recorded walks name them.
const (
	TagInteger        byte = 2
	TagOctetString    byte = 4
	TagNull           byte = 5
	TagObjectID       byte = 6
	TagIPAddress      byte = 64
	TagCounter32      byte = 65
	TagGauge32        byte = 66
	TagTimeTicks      byte = 67
	TagOpaque         byte = 68
	TagCounter64      byte = 70
	TagNoSuchObject   byte = 128
	TagNoSuchInstance byte = 129
	TagEndOfMIBView   byte = 130
)

// A Value is the value of a variable: an ASN.1 tag and content octets as BER
// writes them. The constructors make honest ones; a lying agent may put any
// octets under any tag.
type Value struct {
	Tag     byte
	Content []byte

	live func(at time.Time) Value
}

// Integer is an INTEGER (Integer32, or a wider lie).
func Integer(n int64) Value { return Value{Tag: TagInteger, Content: signed(n)} }

// OctetString is an OCTET STRING.
func OctetString(octets []byte) Value { return Value{Tag: TagOctetString, Content: octets} }

// Text is an OCTET STRING of the octets of s.
func Text(s string) Value { return Value{Tag: TagOctetString, Content: []byte(s)} }

// ObjectID is an OBJECT IDENTIFIER.
func ObjectID(oid OID) Value { return Value{Tag: TagObjectID, Content: oid.encode()} }

// IPAddress is an IpAddress: four octets. An IPv6 address has none and gives an empty one.
func IPAddress(addr netip.Addr) Value {
	v := Value{Tag: TagIPAddress}
	if addr = addr.Unmap(); addr.Is4() {
		v.Content = addr.AsSlice()
	}
	return v
}

// Counter32 is a Counter32.
func Counter32(n uint32) Value { return Value{Tag: TagCounter32, Content: unsigned(uint64(n))} }

// Gauge32 is a Gauge32 (Unsigned32).
func Gauge32(n uint32) Value { return Value{Tag: TagGauge32, Content: unsigned(uint64(n))} }

// TimeTicks is a TimeTicks: hundredths of a second.
func TimeTicks(n uint32) Value { return Value{Tag: TagTimeTicks, Content: unsigned(uint64(n))} }

// Counter64 is a Counter64, which SNMPv1 cannot carry.
func Counter64(n uint64) Value { return Value{Tag: TagCounter64, Content: unsigned(n)} }

// Null is a NULL.
func Null() Value { return Value{Tag: TagNull} }

// Live is a value that is worked out when it is asked for, such as sysUpTime or
// a counter: f gets the time of the request and must be safe for concurrent use.
func Live(f func(at time.Time) Value) Value { return Value{live: f} }

// At returns the value at a moment: what f of [Live] says, or v itself.
func (v Value) At(at time.Time) Value {
	if v.live != nil {
		return v.live(at)
	}
	return v
}

// Int returns the number of an INTEGER.
func (v Value) Int() int64 {
	var n int64
	for i, octet := range v.Content {
		if i == 0 {
			n = int64(int8(octet))
			continue
		}
		n = n<<8 | int64(octet)
	}
	return n
}

// Uint returns the number of a Counter32, Gauge32, TimeTicks or Counter64.
func (v Value) Uint() uint64 {
	var n uint64
	for _, octet := range v.Content {
		n = n<<8 | uint64(octet)
	}
	return n
}

// OID returns the identifier of an OBJECT IDENTIFIER, nil where the octets are none.
func (v Value) OID() OID {
	if encodedOID(v.Content).check() != nil {
		return nil
	}
	return encodedOID(v.Content).decode()
}

// signed returns the shortest two's complement of n (X.690, 8.3).
func signed(n int64) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(n))
	for len(b) > 1 && (b[0] == 0 && b[1] < 0x80 || b[0] == 0xff && b[1] >= 0x80) {
		b = b[1:]
	}
	return b
}

// unsigned returns the shortest octets of n that do not read as negative.
func unsigned(n uint64) []byte {
	b := binary.BigEndian.AppendUint64([]byte{0}, n)
	for len(b) > 1 && b[0] == 0 && b[1] < 0x80 {
		b = b[1:]
	}
	return b
}
