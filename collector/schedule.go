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
}

func (s *Schedule) setUp() {
	s.once.Do(func() { s.targets = make(chan []Target, 1) })
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
	took := time.Since(began)
	s.Sink(ctx, p)
	return finished{id: due.Switch, outcome: Outcome{Answered: p.Answered(), Took: took}}
}
