package web

import (
	"context"
	"net/http"
	"runtime"
	"sync"
)

// Answers are worked on by a few at a time: more would be no sooner done, and each
// takes memory for all that it shows. The others wait their turn, which costs
// nothing. Where too many wait already, another one is told so at once: to let all of
// them wait for minutes would help nobody, who reload and ask a second time.

// For each processor.
const (
	turnsOf   = 4  // answers that are worked on
	waitingOf = 32 // that wait: for a second or so
)

// turns are those that are worked on and those that wait, one in each for each of them.
type turns struct{ taken, waiting chan struct{} }

func newTurns() turns {
	n := runtime.GOMAXPROCS(0)
	return turns{make(chan struct{}, turnsOf*n), make(chan struct{}, waitingOf*n)}
}

// take waits for a turn.
func (t turns) take(ctx context.Context) error {
	select {
	case t.taken <- struct{}{}:
		return nil
	default:
	}
	select {
	case t.waiting <- struct{}{}:
		defer func() { <-t.waiting }()
	default:
		return &usageError{http.StatusServiceUnavailable, "error.crowded", nil}
	}
	select {
	case t.taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type turnKey struct{}

// inTurn has a handler wait its turn. It ends when the answer is sent: who reads
// slowly keeps nobody waiting.
func (s *server) inTurn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, has := r.Context().Value(turnKey{}).(func()); has {
			next(w, r)
			return
		}
		if err := s.turns.take(r.Context()); err != nil {
			if r.Context().Err() == nil {
				w.Header().Set("Retry-After", "5")
				s.fail(w, r, err)
			}
			return
		}
		end := sync.OnceFunc(func() { <-s.turns.taken })
		defer end()
		next(w, r.WithContext(context.WithValue(r.Context(), turnKey{}, end)))
	}
}

// endTurn lets the next one in.
func endTurn(r *http.Request) {
	if end, has := r.Context().Value(turnKey{}).(func()); has {
		end()
	}
}
