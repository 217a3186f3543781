package ping

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/inventory"
)

// What a Watch does at most, however many targets it has.
const (
	gap      = 20 * time.Millisecond // between two requests
	inFlight = 64                    // requests that wait for their answers
)

// A Watch asks its targets for ever, each once in its period.
type Watch struct {
	Echo func(ctx context.Context, address netip.Addr, at time.Time) inventory.Echo
	Sink func(context.Context, inventory.Echo) error
	Now  func() time.Time

	mu      sync.Mutex
	queue   Queue
	changed chan struct{}
}

// NewWatch returns a Watch without targets.
func NewWatch() *Watch {
	return &Watch{Now: time.Now, queue: Queue{Gap: gap}, changed: make(chan struct{}, 1)}
}

// Set makes the targets those that are given.
func (w *Watch) Set(targets []Target) {
	w.mu.Lock()
	w.queue.Set(w.Now(), targets)
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// Next returns an address that is due at a moment, as [Queue.Next] does.
func (w *Watch) Next(at time.Time) (netip.Addr, time.Time, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.queue.Next(at)
}

// Run asks until ctx ends, or until Sink returns an error.
func (w *Watch) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(inFlight)
	for ctx.Err() == nil {
		address, next, due := w.Next(w.Now())
		if !due {
			w.wait(ctx, next)
			continue
		}
		g.Go(func() error { return w.ask(ctx, address) })
	}
	return g.Wait()
}

// ask asks one target, and hands on what became of it.
func (w *Watch) ask(ctx context.Context, address netip.Addr) error {
	e := w.Echo(ctx, address, w.Now())
	if ctx.Err() != nil {
		return nil // the answer was not waited for
	}
	return w.Sink(ctx, e)
}

// wait waits for a moment, or until there are other targets. The zero moment does
// not come.
func (w *Watch) wait(ctx context.Context, until time.Time) {
	var bell <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(until.Sub(w.Now()))
		defer timer.Stop()
		bell = timer.C
	}
	select {
	case <-ctx.Done():
	case <-w.changed:
	case <-bell:
	}
}
