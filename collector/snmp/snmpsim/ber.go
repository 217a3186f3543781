package snmpsim

import (
	"errors"
	"fmt"
)

// The tags of an SNMP message's frame (X.690; RFC 3416, 3).
const (
	tagSequence byte = 0x30
	tagGet      byte = 0xa0
	tagGetNext  byte = 0xa1
	tagResponse byte = 0xa2
	tagSet      byte = 0xa3
	tagGetBulk  byte = 0xa5
	tagReport   byte = 0xa8
)

// errBER is wrapped by every error about octets that are no BER as SNMP uses it.
var errBER = errors.New("malformed BER")

// appendLength appends a definite length in its shortest form (X.690, 8.1.3).
func appendLength(dst []byte, n int) []byte {
	switch {
	case n < 0x80:
		return append(dst, byte(n))
	case n < 0x100:
		return append(dst, 0x81, byte(n))
	case n < 0x10000:
		return append(dst, 0x82, byte(n>>8), byte(n))
	}
	return append(dst, 0x83, byte(n>>16), byte(n>>8), byte(n))
}

// lengthSize returns how many octets appendLength appends for n.
func lengthSize(n int) int {
	switch {
	case n < 0x80:
		return 1
	case n < 0x100:
		return 2
	case n < 0x10000:
		return 3
	}
	return 4
}

// tlvSize returns the octets of a tag, a length and n octets of content.
func tlvSize(n int) int { return 1 + lengthSize(n) + n }

// appendTLV appends tag, length and content.
func appendTLV(dst []byte, tag byte, content []byte) []byte {
	return append(appendLength(append(dst, tag), len(content)), content...)
}

// appendInt appends an INTEGER.
func appendInt(dst []byte, n int64) []byte { return appendTLV(dst, TagInteger, signed(n)) }

// appendVarbind appends a variable binding (RFC 3416, 3: VarBind).
func appendVarbind(dst []byte, oid encodedOID, v Value) []byte {
	dst = appendLength(append(dst, tagSequence), tlvSize(len(oid))+tlvSize(len(v.Content)))
	dst = appendTLV(dst, TagObjectID, oid)
	return appendTLV(dst, v.Tag, v.Content)
}

// splitVarbind takes apart a variable binding of our own making.
func splitVarbind(b []byte) (encodedOID, Value) {
	_, body, _, _ := readTLV(b)
	_, oid, rest, _ := readTLV(body)
	if len(rest) == 0 {
		return oid, Value{}
	}
	tag, content, _, _ := readTLV(rest)
	return oid, Value{Tag: tag, Content: content}
}

// readTLV takes the first tag, length and content off b.
func readTLV(b []byte) (tag byte, content, rest []byte, err error) {
	if len(b) < 2 {
		return 0, nil, nil, fmt.Errorf("%w: %d octets left, want a tag and a length", errBER, len(b))
	}
	tag, n, size := b[0], int(b[1]), 2
	if n >= 0x80 {
		octets := n & 0x7f
		if octets == 0 || octets > 3 || len(b) < 2+octets {
			return 0, nil, nil, fmt.Errorf("%w: length octet %#02x", errBER, b[1])
		}
		n, size = 0, 2+octets
		for _, octet := range b[2:size] {
			n = n<<8 | int(octet)
		}
	}
	if len(b)-size < n {
		return 0, nil, nil, fmt.Errorf("%w: length %d, %d octets left", errBER, n, len(b)-size)
	}
	return tag, b[size : size+n], b[size+n:], nil
}

// readTag is readTLV for content that must have a certain tag.
func readTag(b []byte, want byte) (content, rest []byte, err error) {
	tag, content, rest, err := readTLV(b)
	if err != nil {
		return nil, nil, err
	}
	if tag != want {
		return nil, nil, fmt.Errorf("%w: tag %#02x, want %#02x", errBER, tag, want)
	}
	return content, rest, nil
}

// readInt takes an INTEGER of at most 32 bits off b.
func readInt(b []byte) (n int64, rest []byte, err error) {
	content, rest, err := readTag(b, TagInteger)
	if err != nil {
		return 0, nil, err
	}
	if len(content) == 0 || len(content) > 5 {
		return 0, nil, fmt.Errorf("%w: INTEGER of %d octets", errBER, len(content))
	}
	return Value{Content: content}.Int(), rest, nil
}
