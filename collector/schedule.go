package collector

import (
	"context"
	"sync"
	"time"

	"rollcall/inventory"
)

// A Schedule reads switches as its queue says, by the real clock.
type Schedule struct {
	Options Options
	// Poll reads one switch. It returns a Poll in every case.
	Poll func(context.Context, Due) inventory.Poll
	// Sink takes what was read, in the order of each switch's polls.
	Sink func(context.Context, inventory.Poll)

	targets chan []Target
	once    sync.Once

	mu    sync.Mutex
	asked map[inventory.SwitchID][]inventory.Table // not yet told the queue
	asks  chan struct{}                            // there are some
}

func (s *Schedule) setUp() {
	s.once.Do(func() {
		s.targets, s.asks = make(chan []Target, 1), make(chan struct{}, 1)
	})
}

// Ask has tables of a switch read soon; see [Queue.Ask]. It never waits.
func (s *Schedule) Ask(id inventory.SwitchID, tables []inventory.Table) {
	s.setUp()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = make(map[inventory.SwitchID][]inventory.Table)
	}
	s.asked[id] = union(s.asked[id], tables)
	select {
	case s.asks <- struct{}{}:
	default:
	}
}

// passOn tells the queue what was asked for.
func (s *Schedule) passOn(at time.Time, q *Queue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, tables := range s.asked {
		q.Ask(at, id, tables)
	}
	clear(s.asked)
}

// Set makes targets the switches that are read from now on. It may be called
// before and while the schedule runs, from one goroutine at a time.
func (s *Schedule) Set(targets []Target) {
	s.setUp()
	select {
	case <-s.targets: // replaced before it was looked at
	default:
	}
	s.targets <- targets
}

// finished is a reading that ended.
type finished struct {
	id      inventory.SwitchID
	outcome Outcome
}

// Run reads switches until ctx ends, then waits for the readings under way.
func (s *Schedule) Run(ctx context.Context) {
	s.setUp()
	q := NewQueue(s.Options)
	done := make(chan finished)
	var readings sync.WaitGroup
	defer func() {
		go func() { readings.Wait(); close(done) }()
		for range done { // let every reading report, or it would never end
		}
	}()
	for {
		wake := s.start(ctx, q, done, &readings)
		select {
		case <-ctx.Done():
			return
		case targets := <-s.targets:
			q.Set(time.Now(), targets)
		case f := <-done:
			q.Done(time.Now(), f.id, f.outcome)
		case <-s.asks:
			s.passOn(time.Now(), q)
		case <-wake:
		}
	}
}

// start begins every reading that is due and returns when to look again.
func (s *Schedule) start(ctx context.Context, q *Queue, done chan<- finished, wg *sync.WaitGroup) <-chan time.Time {
	for {
		now := time.Now()
		due, when, ok := q.Next(now)
		if !ok && when.IsZero() {
			return nil
		}
		if !ok {
			return time.After(when.Sub(now))
		}
		wg.Go(func() { done <- s.read(ctx, due) })
	}
}

func (s *Schedule) read(ctx context.Context, due Due) finished {
	began := time.Now()
	p := s.Poll(ctx, due)
	// That we made it wait does not make a switch slow.
	took := time.Since(began) - time.Duration(p.Cost.WaitedSeconds*float64(time.Second))
	s.Sink(ctx, p)
	return finished{id: due.Switch, outcome: Outcome{Answered: p.Answered(), Took: took}}
}
