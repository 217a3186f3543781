package snmp

import (
	"errors"
	"fmt"

	"rollcall/inventory"
)

// A stray is a datagram that is not the answer to our request, and what is odd
// about it. It is an errIgnored: the reading goes on as if it had not come.
type stray struct {
	odd inventory.Oddity
	why string
}

// strayf makes a stray.
func strayf(odd inventory.Oddity, format string, args ...any) error {
	return &stray{odd, fmt.Sprintf(format, args...)}
}

// Error implements error.
func (s *stray) Error() string { return errIgnored.Error() + ": " + s.why }

// Is makes a stray an errIgnored.
func (s *stray) Is(target error) bool { return target == errIgnored }

// mostStrays bounds the datagrams of one poll that answer nothing: reading them
// costs us time that belongs to other switches.
const mostStrays = 20_000

// odd counts one thing that the agent does wrong.
func (s *session) odd(o inventory.Oddity) { s.oddly(o, 1) }

// oddly counts n of them.
func (s *session) oddly(o inventory.Oddity, n int) {
	if n <= 0 || o == "" {
		return
	}
	if s.oddities == nil {
		s.oddities = make(map[inventory.Oddity]int)
	}
	s.oddities[o] += n
}

// ignore counts a datagram that is not our answer, until there are too many.
func (s *session) ignore(err error) error {
	odd := inventory.OddUndecodable
	if why := (*stray)(nil); errors.As(err, &why) {
		odd = why.odd
	}
	s.odd(odd)
	if s.strays++; s.strays > mostStrays {
		return faultf(inventory.ReasonLimit, "more than %d datagrams that answer nothing", mostStrays)
	}
	if s.cost.BytesIn > s.target.Limits.Bytes {
		return s.tooMuch()
	}
	return nil
}

// tooMuch is the fault of an agent that has sent more than one switch may.
func (s *session) tooMuch() error {
	return faultf(inventory.ReasonLimit, "more than %d octets received", s.target.Limits.Bytes)
}

// graver is what makes silence garbage: the last datagram that was no answer of
// the agent at all. That it answers twice, or late, is no such thing.
func graver(before, err error) error {
	if why := (*stray)(nil); errors.As(err, &why) && why.odd == inventory.OddRepeated {
		return before
	}
	return err
}
