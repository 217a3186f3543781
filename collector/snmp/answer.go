package snmp

import (
	"errors"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// An answer is the response that belongs to a request.
type answer struct {
	id     uint32 // of the try that it answers
	status gosnmp.SNMPError
	index  int // of the variable that status is about, from 1
	vars   []gosnmp.SnmpPDU
	size   int // octets of the datagram
}

// errIgnored marks a datagram that does not belong to the request: it is
// counted and otherwise treated as if it had not come.
var errIgnored = errors.New("datagram is not the answer to our request")

// accept decodes the n octets in the buffer and checks that they answer us.
func (s *session) accept(n int, first uint32) (answer, error) {
	datagram := make([]byte, n) // values of the answer keep pointing into it
	copy(datagram, s.buf[:n])
	if err := s.elsewhere(datagram, first); err != nil {
		return answer{}, err
	}
	pkt, err := s.decode(datagram)
	if err != nil {
		return answer{}, err
	}
	if err := s.belongs(pkt, first); err != nil {
		return answer{}, err
	}
	return answer{id: pkt.RequestID, status: pkt.Error, index: int(pkt.ErrorIndex), vars: pkt.Variables, size: n}, nil
}

// decode undoes the wire form; a panic of the codec costs this datagram only.
func (s *session) decode(datagram []byte) (pkt *gosnmp.SnmpPacket, err error) {
	defer func() {
		if r := recover(); r != nil {
			pkt, err = nil, strayf(inventory.OddUndecodable, "decoder panic: %v", r)
		}
	}()
	if s.usm != nil {
		return s.unlock(datagram)
	}
	pkt, err = s.codec.SnmpDecodePacket(datagram)
	if err != nil {
		return nil, strayf(inventory.OddUndecodable, "%v", err)
	}
	return pkt, nil
}

// belongs checks what gosnmp lets through: version, community, kind of PDU, and
// a request id that is not 0 and one of ours (RFC 3416, 4.2; gosnmp takes 0 for any).
func (s *session) belongs(pkt *gosnmp.SnmpPacket, first uint32) error {
	switch {
	case pkt.Version != s.codec.Version:
		return strayf(inventory.OddVersion, "it is version %s", pkt.Version)
	case s.usm == nil && pkt.Community != s.cred.Community:
		return strayf(inventory.OddCommunity, "it has another community")
	case pkt.PDUType != gosnmp.GetResponse:
		return strayf(inventory.OddPDU, "it is a PDU of type %#x", byte(pkt.PDUType))
	case s.answered(pkt.RequestID, first):
		return strayf(inventory.OddRepeated, "its request was answered, or given up, before")
	case !s.ours(pkt.RequestID, first):
		return strayf(inventory.OddRequestID, "its request id is not ours")
	}
	return nil
}

// ours says whether id was given to a try of the request that began at first.
func (s *session) ours(id, first uint32) bool {
	return id != 0 && id >= first && id <= s.lastID
}

// answered says whether id was given to a request before the one that began at first.
func (s *session) answered(id, first uint32) bool { return id > s.before && id < first }
