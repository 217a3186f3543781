package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// TestAnswersAreWorkedOnByAFewAtATime lets as many in as there are turns, and the
// next one only when the answer of another is sent.
func TestAnswersAreWorkedOnByAFewAtATime(t *testing.T) {
	s := &server{turns: make(chan struct{}, 2)}
	came, send := make(chan struct{}), make(chan struct{})
	h := s.inTurn(s.inTurn(func(_ http.ResponseWriter, r *http.Request) { // nobody waits for himself
		came <- struct{}{}
		<-send
		endTurn(r)
		endTurn(r)
	}))
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { h(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) })
	}
	<-came
	<-came
	if len(s.turns) != 2 {
		t.Errorf("%d turns are taken, want 2", len(s.turns))
	}
	for range 3 {
		select {
		case <-came:
			t.Error("one came in before another was sent")
		case send <- struct{}{}:
			<-came
		}
	}
	send <- struct{}{}
	send <- struct{}{}
	all.Wait()
	if len(s.turns) != 0 {
		t.Errorf("%d turns have not ended", len(s.turns))
	}
}

// TestWhoHangsUpDoesNotWait fills every turn; somebody who leaves is not answered.
func TestWhoHangsUpDoesNotWait(t *testing.T) {
	s := &server{turns: make(chan struct{}, 1)}
	s.turns <- struct{}{}
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	s.inTurn(func(http.ResponseWriter, *http.Request) { t.Error("answered beyond the limit") })(
		httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
}
