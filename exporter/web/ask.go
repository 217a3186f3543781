package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"rollcall/inventory"
)

// An ask is a request, read: who asks, in which language, about which moment.
type ask struct {
	Identity
	lang Lang
	city *inventory.City
	now  time.Time
	at   time.Time // the moment asked about; now, unless the request names one
	past bool      // the request names one
}

type scopeKey struct{}

// withScope keeps what a policy allowed beside the request.
func withScope(ctx context.Context, who Identity) context.Context {
	return context.WithValue(ctx, scopeKey{}, who)
}

// read fills an ask. A request that came past no policy sees nothing.
func (s *server) read(r *http.Request) (ask, error) {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	q := ask{Identity: who, lang: chooseLang(r), city: s.City(), now: s.Now().UTC().Truncate(time.Second)}
	q.at = q.now
	text := r.URL.Query().Get("at")
	if text == "" {
		return q, nil
	}
	at, err := ParseMoment(text, location(q.city))
	if err != nil {
		return q, badRequest("error.at", "text", text)
	}
	q.at, q.past = at.UTC(), at.Before(q.now)
	if at.After(q.now) {
		q.at = q.now
	}
	return q, nil
}

// location is the time zone that people of the city mean when they name none.
func location(c *inventory.City) *time.Location {
	if c != nil && c.Location != nil {
		return c.Location
	}
	return taipei
}

// An answer is what a page and its JSON twin share: it asks the store one
// thing and returns what is to be shown.
type answer func(*http.Request, ask) (any, error)

// answered reads a request and asks f; where either does not work, it says so.
func (s *server) answered(w http.ResponseWriter, r *http.Request, f answer) (q ask, body any, ok bool) {
	q, err := s.read(r)
	if err == nil {
		body, err = f(r, q)
	}
	if err != nil {
		s.fail(w, r, err)
	}
	return q, body, err == nil
}

// asJSON serves an answer to programs.
func (s *server) asJSON(f answer) http.HandlerFunc {
	return s.inTurn(func(w http.ResponseWriter, r *http.Request) {
		if _, body, ok := s.answered(w, r, f); ok {
			s.writeJSON(w, r, http.StatusOK, body)
		}
	})
}

func (s *server) writeJSON(w http.ResponseWriter, r *http.Request, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	s.send(w, r, append(text, '\n'))
}

// send writes a body. Who hung up before its end is nobody's fault.
func (s *server) send(w http.ResponseWriter, r *http.Request, body []byte) {
	endTurn(r)
	if _, err := w.Write(body); err != nil {
		s.Log.DebugContext(r.Context(), "answer not taken", "path", r.URL.Path, "err", err)
	}
}

// fail answers with an error: a page for people, an object for programs.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := explain(err, chooseLang(r))
	switch {
	case f.Code == "error.crowded": // it would fill the log too
		s.Log.DebugContext(r.Context(), "request put off", "path", r.URL.Path, "why", f.Code)
	case f.Status >= http.StatusInternalServerError:
		s.Log.ErrorContext(r.Context(), "request not answered", "path", r.URL.Path, "err", err)
	case f.Status == http.StatusForbidden || f.Status == http.StatusMisdirectedRequest:
		s.Log.InfoContext(r.Context(), "request refused", "path", r.URL.Path, "from", r.RemoteAddr, "why", f.Code)
	}
	if isAPI(r) || strings.Contains(r.Header.Get("Accept"), "application/json") {
		s.writeJSON(w, r, f.Status, f)
		return
	}
	s.writePage(w, r, sheet{name: "error", status: f.Status, body: f})
}
