package snmp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The tags of the frame of a message (X.690; RFC 3412, 6; RFC 3416, 3).
const (
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagSequence = 0x30
	tagReport   = 0xa8
)

// The bits of msgFlags (RFC 3412, 6.4).
const (
	flagAuth       = 1
	flagPriv       = 2
	flagReportable = 4
)

// errFrame says that octets are not the frame of an SNMPv3 message.
var errFrame = errors.New("malformed SNMPv3 message")

// A v3Message is a message of SNMPv3 as it came (RFC 3412, 6; RFC 3414, 2.4). Its
// parts lie inside the datagram.
type v3Message struct {
	whole    []byte // all of it, without what may follow in the datagram
	id       uint32 // msgID
	flags    byte   // msgFlags
	engineID []byte
	clock    engineClock
	user     []byte
	code     []byte // msgAuthenticationParameters
	salt     []byte // msgPrivacyParameters
	data     []byte // msgData: a scoped PDU, or an OCTET STRING of one encrypted
}

// parseV3 reads a datagram.
func parseV3(datagram []byte) (v3Message, error) {
	r := berReader{rest: datagram}
	body := r.nested(tagSequence)
	m := v3Message{whole: datagram[:len(datagram)-len(r.rest)]}
	version := body.integer()
	header := body.nested(tagSequence)
	security := body.nested(tagOctets)
	m.data = body.rest
	m.readHeader(&header)
	usm := security.nested(tagSequence)
	m.engineID = usm.octets()
	m.clock = engineClock{boots: usm.integer(), seconds: usm.integer()}
	m.user, m.code, m.salt = usm.octets(), usm.octets(), usm.octets()
	if r.bad || body.bad || header.bad || security.bad || usm.bad || version != 3 {
		return v3Message{}, errFrame
	}
	return m, nil
}

// readHeader reads msgGlobalData. Another security model than the user-based one
// is as bad as no message.
func (m *v3Message) readHeader(r *berReader) {
	m.id = r.integer()
	r.integer() // msgMaxSize: what the agent can take, which our requests never reach
	flags := r.octets()
	model := r.integer()
	if len(flags) != 1 || model != 3 || flags[0]&flagPriv != 0 && flags[0]&flagAuth == 0 {
		r.bad = true
		return
	}
	m.flags = flags[0]
}

// A scopedPDU is the context and the PDU that a message carries (RFC 3412, 6.8).
type scopedPDU struct {
	engineID []byte // contextEngineID
	context  []byte // contextName
	pdu      []byte // tag and all
}

// parseScoped reads a scoped PDU; the padding of DES may follow it.
func parseScoped(b []byte) (scopedPDU, error) {
	r := berReader{rest: b}
	in := r.nested(tagSequence)
	out := scopedPDU{engineID: in.octets(), context: in.octets(), pdu: in.rest}
	if r.bad || in.bad || len(out.pdu) < 2 {
		return scopedPDU{}, errFrame
	}
	return out, nil
}

// A berReader takes elements off octets; after the first that is not as asked for
// it is bad, and gives nothing more.
type berReader struct {
	rest []byte
	bad  bool
}

// element takes the content of the next element, whose tag must be this.
func (r *berReader) element(tag byte) []byte {
	if r.bad || len(r.rest) < 2 || r.rest[0] != tag {
		r.bad = true
		return nil
	}
	n, size := int(r.rest[1]), 2
	if n >= 0x80 {
		more := n & 0x7f
		if more == 0 || more > 3 || len(r.rest) < 2+more {
			r.bad = true
			return nil
		}
		n, size = 0, 2+more
		for _, octet := range r.rest[2:size] {
			n = n<<8 | int(octet)
		}
	}
	if n > len(r.rest)-size {
		r.bad = true
		return nil
	}
	content := r.rest[size : size+n]
	r.rest = r.rest[size+n:]
	return content
}

// nested takes an element that consists of others.
func (r *berReader) nested(tag byte) berReader {
	content := r.element(tag)
	return berReader{rest: content, bad: r.bad}
}

func (r *berReader) octets() []byte { return r.element(tagOctets) }

// integer takes a number of 0 to 2^31-1; everything that USM counts is one.
func (r *berReader) integer() uint32 {
	content := r.element(tagInteger)
	if len(content) == 5 && content[0] == 0 {
		content = content[1:]
	}
	if len(content) == 0 || len(content) > 4 {
		r.bad = true
		return 0
	}
	n := uint32(0)
	for _, octet := range content {
		n = n<<8 | uint32(octet)
	}
	return n
}

// frameless takes the PDU out of a message of SNMPv2c.
func frameless(message []byte) ([]byte, error) {
	r := berReader{rest: message}
	body := r.nested(tagSequence)
	body.integer()
	body.octets()
	if body.bad {
		return nil, fmt.Errorf("encoded request: %w", errFrame)
	}
	return body.rest, nil
}

// asV2c puts the frame of a message of SNMPv2c without a community before a PDU
// that lies inside a datagram, over what stands there, and returns the message.
func asV2c(datagram, pdu []byte) []byte {
	frame := [...]byte{tagSequence, 0x83, 0, 0, 0, tagInteger, 1, 1, tagOctets, 0}
	const content = 5 // octets of the frame that its own length counts
	n := len(pdu) + content
	frame[2], frame[3], frame[4] = byte(n>>16), byte(n>>8), byte(n)
	at := cap(datagram) - cap(pdu) // both end where their array ends
	copy(datagram[at-len(frame):], frame[:])
	return datagram[at-len(frame) : at+len(pdu)]
}

// appendElement appends tag, length and content.
func appendElement(dst []byte, tag byte, content []byte) []byte {
	dst = append(dst, tag)
	switch n := len(content); {
	case n < 0x80:
		dst = append(dst, byte(n))
	case n < 0x100:
		dst = append(dst, 0x81, byte(n))
	default:
		dst = append(dst, 0x82, byte(n>>8), byte(n))
	}
	return append(dst, content...)
}

// appendNumber appends an INTEGER of 0 to 2^32-1.
func appendNumber(dst []byte, n uint32) []byte {
	b := binary.BigEndian.AppendUint32([]byte{0}, n)
	for len(b) > 1 && b[0] == 0 && b[1] < 0x80 {
		b = b[1:]
	}
	return appendElement(dst, tagInteger, b)
}
