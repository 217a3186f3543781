package web

import (
	"context"
	"net/http"
	"runtime"
	"sync"
)

// Answers are worked on by a few at a time: more would be no sooner done, and each
// takes memory for all that it shows. The others wait their turn, which costs
// nothing.

// turnsOf is how many at a time, for each processor.
const turnsOf = 4

func newTurns() chan struct{} { return make(chan struct{}, turnsOf*runtime.GOMAXPROCS(0)) }

type turnKey struct{}

// inTurn has a handler wait its turn. It ends when the answer is sent: who reads
// slowly keeps nobody waiting.
func (s *server) inTurn(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, has := r.Context().Value(turnKey{}).(func()); has {
			next(w, r)
			return
		}
		select {
		case s.turns <- struct{}{}:
		case <-r.Context().Done():
			return
		}
		end := sync.OnceFunc(func() { <-s.turns })
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
