package inbox

import (
	"cmp"
	"slices"
	"sync"
)

// An Outcome is what became of datagrams: a result, and for those that were
// refused or lost why or where.
type Outcome struct{ Result, Reason string }

// A Count is how many datagrams had an outcome.
type Count struct {
	Outcome
	N uint64
}

// A Tally counts what became of datagrams: each once, at its end. It is safe for
// concurrent use; its zero value has counted nothing.
type Tally struct {
	mu     sync.Mutex
	counts map[Outcome]uint64
}

// Add counts n datagrams with one outcome.
func (t *Tally) Add(o Outcome, n uint64) {
	if n == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = make(map[Outcome]uint64)
	}
	t.counts[o] += n
}

// Counts returns what became of all of them, in a fixed order.
func (t *Tally) Counts() []Count {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []Count
	for o, n := range t.counts {
		out = append(out, Count{o, n})
	}
	slices.SortFunc(out, func(x, y Count) int {
		return cmp.Or(cmp.Compare(x.Result, y.Result), cmp.Compare(x.Reason, y.Reason))
	})
	return out
}

// settle counts what became of one datagram.
func (b *Inbox) settle(result, reason string) { b.tally.Add(Outcome{result, reason}, 1) }

// Counts returns what became of every datagram that the kernel took for the
// socket and that is not being read or stored just now, in a fixed order.
func (b *Inbox) Counts() []Count {
	b.tally.Add(Outcome{Lost, LostKernel}, b.drops.Since())
	return b.tally.Counts()
}
