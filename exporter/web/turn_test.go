package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// turnsFor lets in so many and has so many wait.
func turnsFor(taken, waiting int) turns {
	return turns{make(chan struct{}, taken), make(chan struct{}, waiting)}
}

// TestAnswersAreWorkedOnByAFewAtATime lets as many in as there are turns, and the
// next one only when the answer of another is sent.
func TestAnswersAreWorkedOnByAFewAtATime(t *testing.T) {
	s := &server{turns: turnsFor(2, 5)}
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
	if len(s.turns.taken) != 2 {
		t.Errorf("%d turns are taken, want 2", len(s.turns.taken))
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
	if len(s.turns.taken)+len(s.turns.waiting) != 0 {
		t.Errorf("%d turns have not ended, %d wait", len(s.turns.taken), len(s.turns.waiting))
	}
}

// TestWhoHangsUpDoesNotWait fills every turn; somebody who leaves is not answered.
func TestWhoHangsUpDoesNotWait(t *testing.T) {
	s := &server{turns: turnsFor(1, 1)}
	s.turns.taken <- struct{}{}
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	s.inTurn(func(http.ResponseWriter, *http.Request) { t.Error("answered beyond the limit") })(
		httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
	if len(s.turns.waiting) != 0 {
		t.Error("who hung up waits on")
	}
}

// TestTooManyAreToldSoAtOnce fills every turn and every place to wait.
func TestTooManyAreToldSoAtOnce(t *testing.T) {
	b := newBench(t)
	s := newServer(b.options)
	s.turns = turnsFor(1, 0)
	b.handler = s.handler()
	s.turns.taken <- struct{}{}
	for path, want := range map[string]string{"/schools/179901": "目前使用的人太多", "/search?q=x": "目前使用的人太多", "/api/v1/find?q=x&lang=en": "error.crowded"} {
		got := b.get(path)
		if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), want) {
			t.Errorf("%s: %d, retry after %q, %s", path, got.Code, got.Header().Get("Retry-After"), got.Body)
		}
	}
	<-s.turns.taken
	if got := b.get("/schools/179901"); got.Code != http.StatusOK {
		t.Errorf("once there is room: %d", got.Code)
	}
}
