package snmpsim

import (
	"net/netip"
	"time"
)

// A PDU is the type of a request or an answer, as its tag (RFC 3416, 3).
type PDU byte

// The PDUs.
const (
	Get      PDU = 0xa0
	GetNext  PDU = 0xa1
	Response PDU = 0xa2
	Set      PDU = 0xa3
	GetBulk  PDU = 0xa5
	Report   PDU = 0xa8
)

// An ErrorStatus is the error of an answer (RFC 3416, 3).
type ErrorStatus int32

// The errors that an agent of this package gives.
const (
	NoError            ErrorStatus = 0
	TooBig             ErrorStatus = 1
	NoSuchName         ErrorStatus = 2
	GenErr             ErrorStatus = 5
	NoAccess           ErrorStatus = 6
	AuthorizationError ErrorStatus = 16
)

// A Request is one request as the agent understood it.
type Request struct {
	Version        Version
	Community      string // of v1 and v2c
	User           string // of v3
	Context        string // what the community maps to, or the contextName of v3
	PDU            PDU
	ID             int32 // request-id
	NonRepeaters   int   // of GETBULK
	MaxRepetitions int   // of GETBULK
	From           netip.AddrPort
	At             time.Time // when it came, by the agent's clock

	v3   *v3Message   // what an answer of SNMPv3 repeats of it; nil: v1, v2c
	oids []encodedOID // what is asked for
	list []byte       // the variable bindings as they came
}

// OIDs returns the names that the request asks for.
func (r *Request) OIDs() []OID {
	out := make([]OID, len(r.oids))
	for i, oid := range r.oids {
		out[i] = oid.decode()
	}
	return out
}

// An Answer is the frame of an answer, which a quirk may falsify. Changing what
// the answer is about is the business of [Quirk.Next] and [Quirk.Var].
type Answer struct {
	Version     Version // of v1 and v2c only
	Community   string  // of v1 and v2c only
	MessageID   int32   // of v3 only: msgID
	PDU         PDU
	ID          int32 // request-id
	ErrorStatus ErrorStatus
	ErrorIndex  int32

	list []byte // the variable bindings, encoded
}

// A Datagram is what leaves the agent.
type Datagram struct {
	Octets    []byte
	After     time.Duration // beyond Config.Delay
	OtherPort bool          // sent from another port than the agent's

	OtherAddress bool // sent from another address than the agent's
}

// A Verdict is what a quirk makes of a request. The zero Verdict lets it pass.
type Verdict struct {
	Drop  bool        // no answer
	Error ErrorStatus // an answer with this error and the request's variables
}

// A Quirk is one way in which an agent misbehaves: a hook into the making of an
// answer. Hooks that are nil change nothing; those of several quirks run in order.
// They are called from the agent's goroutine only.
type Quirk struct {
	// Name says it in a word or two, for messages of tests.
	Name string
	// Request is asked first what becomes of a request.
	Request func(*Request) Verdict
	// Next answers in the place of the MIB what comes after a variable, for
	// GETNEXT and GETBULK; ok is false where the MIB shall answer.
	Next func(m *MIB, after OID) (v Var, ok bool)
	// Var changes a variable on its way into the answer to any request.
	Var func(*Request, Var) Var
	// Answer changes the frame of the answer.
	Answer func(*Request, *Answer)
	// Send turns the encoded answer into the datagrams that leave.
	Send func(*Request, Datagram) []Datagram
}
