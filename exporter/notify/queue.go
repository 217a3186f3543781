package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// batch is how many alerts one request carries.
const batch = 200

// The pauses after a request that went wrong: the first, doubled up to the last.
const (
	firstPause = time.Second
	lastPause  = 30 * time.Second
)

// A queue is one Alertmanager and what it knows.
type queue struct {
	*Alertmanager
	base     string
	receiver string
	woken    chan struct{}
	knows    map[string]Alert // what it was told is firing, as it was told last
	all      time.Time        // when it was last told everything
}

func newQueue(a *Alertmanager, base string) *queue {
	return &queue{Alertmanager: a, base: strings.TrimSuffix(base, "/"), receiver: receiver(base),
		woken: make(chan struct{}, 1), knows: map[string]Alert{}}
}

// wake has the queue look at what is open; one look serves many changes.
func (q *queue) wake() {
	select {
	case q.woken <- struct{}{}:
	default:
	}
}

// run tells changes at once and everything every so often, until ctx ends.
func (q *queue) run(ctx context.Context) {
	pause := time.Duration(0)
	for {
		if err := q.tell(ctx, time.Now()); err == nil {
			pause = 0
		} else if ctx.Err() == nil {
			pause = min(max(2*pause, firstPause), lastPause)
			q.Log.WarnContext(ctx, "alerts not sent", "receiver", q.receiver, "again_in", pause.String(), "err", err)
		}
		if !q.wait(ctx, pause) {
			return
		}
	}
}

// wait returns when there is something to tell; after an error not before the
// pause is over. It returns false when ctx ends.
func (q *queue) wait(ctx context.Context, pause time.Duration) bool {
	woken, d := q.woken, q.Every
	if pause > 0 {
		woken, d = nil, pause
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-woken:
	case <-timer.C:
	}
	return true
}

// tell sends what this Alertmanager does not know yet, and everything once a round.
func (q *queue) tell(ctx context.Context, now time.Time) error {
	firing := q.firing()
	news, names := q.news(firing, now)
	for len(news) > 0 {
		n := min(len(news), batch)
		if err := q.post(ctx, news[:n]); err != nil {
			return err
		}
		for _, name := range names[:n] {
			q.note(name, firing)
		}
		news, names = news[n:], names[n:]
	}
	if now.Sub(q.all) >= q.Every {
		q.all = now
	}
	return nil
}

// news lists the alerts to send, with their names.
func (q *queue) news(firing map[string]Alert, now time.Time) (alerts []Alert, names []string) {
	whole := now.Sub(q.all) >= q.Every
	for name, a := range firing {
		if old, known := q.knows[name]; whole || !known || !same(old, a) {
			a.EndsAt = now.Add(lease * q.Every)
			alerts, names = append(alerts, a), append(names, name)
		}
	}
	for name, a := range q.knows {
		if _, lasts := firing[name]; !lasts {
			a.EndsAt = now
			alerts, names = append(alerts, a), append(names, name)
		}
	}
	return alerts, names
}

// note remembers what has been told.
func (q *queue) note(name string, firing map[string]Alert) {
	if a, lasts := firing[name]; lasts {
		q.knows[name] = a
	} else {
		delete(q.knows, name)
	}
}

// post sends alerts in one request (API v2, POST /alerts).
func (q *queue) post(ctx context.Context, alerts []Alert) error {
	err := q.request(ctx, alerts)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		q.Count(q.receiver, "failed")
		return err
	}
	q.Count(q.receiver, "sent")
	return nil
}

func (q *queue) request(ctx context.Context, alerts []Alert) error {
	body, err := json.Marshal(alerts)
	if err != nil {
		return fmt.Errorf("write alerts as JSON: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, q.base+"/api/v2/alerts", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("address of %s: %w", q.receiver, hideURL(err))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := q.Client.Do(req)
	if err != nil {
		return fmt.Errorf("post alerts to %s: %w", q.receiver, hideURL(err))
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, 500)) // only for the error's sake
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %s: %q", q.receiver, resp.Status, answer)
	}
	return nil
}

// hideURL takes the address out of an error: it may hold a password.
func hideURL(err error) error {
	if u, ok := err.(*url.Error); ok {
		return u.Err
	}
	return err
}
