package inbox

import (
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A Datagram is what came in. Its octets belong to the reader of it.
type Datagram struct {
	At     time.Time
	From   netip.AddrPort
	Switch inventory.Switch // whose address From is
	Octets []byte
}

// A Hint says which port a message means, by whatever it names it. Only who knows
// the ports of the switch can tell which one that is.
type Hint struct {
	IfIndex    int
	BridgePort int
	Name       string // as the switch writes it there: Gi1/0/5, Port 5
}

// An Event is one thing that a message tells. Switch, school, time, source and
// address are filled in by the inbox.
type Event struct {
	inventory.SwitchEvent
	Hint Hint
}

// A Message is a datagram that was understood.
type Message struct {
	Datagram Datagram
	Events   []Event
	Rejects  []inventory.AccessReject // refusals by MAC authentication, which are no events of a switch
	Tables   []inventory.Table        // that a reading should look at
	Answer   []byte                   // sent back once the events are stored; nil: nothing is

	inbox *Inbox
}

// A Refusal is why a datagram was not taken, from a small fixed set.
type Refusal string

// Error implements error.
func (r Refusal) Error() string { return string(r) }

// Refusals of the inbox itself. Readers have their own.
const (
	RefusedSource    Refusal = "unknown source" // no switch of the configuration has that address
	RefusedFlood     Refusal = "flood"          // more than one source may send
	RefusedSize      Refusal = "too long"
	RefusedPanic     Refusal = "panic" // reading it ended in a bug, ours or a library's
	RefusedMalformed Refusal = "malformed"
	RefusedBoring    Refusal = "not worth keeping"
)

// The places where a datagram can get lost.
const (
	LostKernel = "kernel" // the socket's buffer was full
	LostQueue  = "queue"  // more waited to be read than there is room for
	LostStore  = "store"  // the database did not take it
)

// What becomes of a datagram, beside being refused or lost.
const (
	Stored   = "stored"
	Repeated = "repeated" // it had been stored before
	Answered = "answered" // an exchange of the protocol itself
	Refused  = "refused"
	Lost     = "lost"
)

// Done says that the events of a message are on disk, now or, if repeated,
// since before. Only then is it answered. It is called once.
func (m *Message) Done(repeated bool) {
	result := Stored
	if repeated {
		result = Repeated
	}
	m.inbox.settle(result, "")
	if m.Answer != nil {
		m.inbox.send(m.Answer, m.Datagram.From)
	}
}

// Lose says that the events of a message could not be stored. It is not
// answered, so that its sender tries again.
func (m *Message) Lose() { m.inbox.settle(Lost, LostStore) }
