package inbox

import (
	"cmp"
	"slices"
)

// An Outcome is what became of datagrams: a result, and for those that were
// refused or lost why or where.
type Outcome struct{ Result, Reason string }

// A Count is how many datagrams had an outcome.
type Count struct {
	Outcome
	N uint64
}

// settle counts what became of one datagram.
func (b *Inbox) settle(result, reason string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[Outcome{result, reason}]++
}

// Counts returns what became of every datagram that the kernel took for the
// socket and that is not being read or stored just now, in a fixed order.
func (b *Inbox) Counts() []Count {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.measureDrops()
	var out []Count
	for o, n := range b.counts {
		out = append(out, Count{o, n})
	}
	slices.SortFunc(out, func(x, y Count) int {
		return cmp.Or(cmp.Compare(x.Result, y.Result), cmp.Compare(x.Reason, y.Reason))
	})
	return out
}

// A dropMeter follows the kernel's count of what it dropped, which has 32 bits.
type dropMeter struct{ seen uint32 }

// advance returns how many were dropped since the count was last looked at.
func (m *dropMeter) advance(now uint32) uint64 {
	n := now - m.seen // also right when the count has run over
	m.seen = now
	return uint64(n)
}

// measureDrops counts what the kernel dropped since the last time. b.mu is held.
func (b *Inbox) measureDrops() {
	now, err := b.kernelDrops()
	if err != nil {
		return // the socket is closed; Close has counted what it had dropped
	}
	if n := b.drops.advance(now); n > 0 {
		b.counts[Outcome{Lost, LostKernel}] += n
	}
}
