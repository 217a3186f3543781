package snmp

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"rollcall/inventory"
)

// A fault is why a table, or a whole switch, could not be read.
type fault struct {
	reason inventory.Reason
	detail string // for a person: what to look at
	odd    inventory.Oddity
}

// as says what the agent did wrong.
func (f *fault) as(o inventory.Oddity) *fault {
	f.odd = o
	return f
}

// Error implements error.
func (f *fault) Error() string {
	if f.detail == "" {
		return string(f.reason)
	}
	return string(f.reason) + ": " + f.detail
}

// faultf makes a fault with its detail.
func faultf(reason inventory.Reason, format string, args ...any) *fault {
	return &fault{reason: reason, detail: fmt.Sprintf(format, args...)}
}

// asFault finds out which reason an error of the socket or of the context stands for.
func asFault(err error) *fault {
	var f *fault
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, context.Canceled):
		return faultf(inventory.ReasonCancelled, "the reading was stopped")
	case errors.Is(err, context.DeadlineExceeded):
		return faultf(inventory.ReasonLimit, "the time allowed for one switch is over")
	case isUnreachable(err):
		return faultf(inventory.ReasonUnreachable, "the network reports that nothing listens there: %v", err)
	}
	return faultf(inventory.ReasonTimeout, "%v", err)
}

// isUnreachable says whether err comes from an ICMP message of the network
// (RFC 792 destination unreachable) rather than from silence.
func isUnreachable(err error) bool {
	for _, e := range []error{syscall.ECONNREFUSED, syscall.EHOSTUNREACH, syscall.ENETUNREACH} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
