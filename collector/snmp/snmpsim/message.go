package snmpsim

import (
	"fmt"
)

// versionOf maps the number in a message to the name.
func versionOf(number int64) (Version, bool) {
	v, ok := map[int64]Version{0: V1, 1: V2c, 3: V3}[number]
	return v, ok
}

// numberOf is the inverse of versionOf; an unknown version, a quirk's, is 0.
func numberOf(v Version) int64 { return map[Version]int64{V1: 0, V2c: 1, V3: 3}[v] }

// readMessage takes the frame off a datagram: version, and all behind it.
func readMessage(in []byte) (number int64, body []byte, err error) {
	content, _, err := readTag(in, tagSequence)
	if err != nil {
		return 0, nil, fmt.Errorf("message: %w", err)
	}
	number, body, err = readInt(content)
	if err != nil {
		return 0, nil, fmt.Errorf("message version: %w", err)
	}
	return number, body, nil
}

// readCommunity reads what follows the version in SNMPv1 and v2c (RFC 1157, 4).
func readCommunity(body []byte) (*Request, error) {
	community, rest, err := readTag(body, TagOctetString)
	if err != nil {
		return nil, fmt.Errorf("community: %w", err)
	}
	r := &Request{Community: string(community)}
	return r, r.readPDU(rest)
}

// readPDU reads a request's PDU into r (RFC 3416, 3). GETBULK's parameters stand
// where other PDUs have error-status and error-index.
func (r *Request) readPDU(b []byte) error {
	tag, body, _, err := readTLV(b)
	if err != nil {
		return fmt.Errorf("PDU: %w", err)
	}
	r.PDU = PDU(tag)
	if r.PDU != Get && r.PDU != GetNext && r.PDU != GetBulk && r.PDU != Set {
		return fmt.Errorf("%w: PDU %#02x is no request", errBER, tag)
	}
	var numbers [3]int64
	for i := range numbers {
		if numbers[i], body, err = readInt(body); err != nil {
			return fmt.Errorf("PDU: %w", err)
		}
	}
	r.ID = int32(numbers[0])
	if r.PDU == GetBulk { // negative ones count as 0 (RFC 3416, 4.2.3)
		r.NonRepeaters, r.MaxRepetitions = int(max(numbers[1], 0)), int(max(numbers[2], 0))
	}
	if r.list, _, err = readTag(body, tagSequence); err != nil {
		return fmt.Errorf("variable bindings: %w", err)
	}
	return r.readNames()
}

// readNames reads the names in the variable bindings.
func (r *Request) readNames() error {
	for rest := r.list; len(rest) > 0; {
		binding, after, err := readTag(rest, tagSequence)
		if err != nil {
			return fmt.Errorf("variable binding %d: %w", len(r.oids)+1, err)
		}
		name, _, err := readTag(binding, TagObjectID)
		if err != nil {
			return fmt.Errorf("name %d: %w", len(r.oids)+1, err)
		}
		if err := encodedOID(name).check(); err != nil {
			return fmt.Errorf("name %d: %w", len(r.oids)+1, err)
		}
		r.oids, rest = append(r.oids, name), after
	}
	return nil
}

// encodePDU returns an answer's PDU.
func (ans *Answer) encodePDU() []byte {
	var numbers [24]byte
	head := appendInt(numbers[:0], int64(ans.ID))
	head = appendInt(head, int64(ans.ErrorStatus))
	head = appendInt(head, int64(ans.ErrorIndex))
	size := len(head) + tlvSize(len(ans.list))
	pdu := make([]byte, 0, tlvSize(size))
	pdu = appendLength(append(pdu, byte(ans.PDU)), size)
	return appendTLV(append(pdu, head...), tagSequence, ans.list)
}

// encodeCommunity returns an answer's message of SNMPv1 or v2c.
func (ans *Answer) encodeCommunity() []byte {
	pdu := ans.encodePDU()
	size := 3 + tlvSize(len(ans.Community)) + len(pdu)
	out := make([]byte, 0, tlvSize(size))
	out = appendLength(append(out, tagSequence), size)
	out = appendInt(out, numberOf(ans.Version))
	out = appendTLV(out, TagOctetString, []byte(ans.Community))
	return append(out, pdu...)
}

// communityOverhead is how many octets a message of SNMPv1 or v2c has beside its
// variable bindings, where they are many: every length takes three octets.
func communityOverhead(r *Request) int {
	const sequence, version, pdu, errors, list = 4, 3, 4, 3 + 3, 4
	id := tlvSize(len(signed(int64(r.ID))))
	return sequence + version + tlvSize(len(r.Community)) + pdu + id + errors + list
}
