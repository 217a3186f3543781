package notify

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"rollcall/inventory"
)

// Options say where alerts go.
type Options struct {
	URLs   []string      // base addresses of all Alertmanagers, which need not know of each other
	Page   string        // the address of rollcall's pages, for the link in each alert
	Every  time.Duration // how often what is open is sent anew; 0: a minute
	Client *http.Client  // nil: one that follows no redirect and gives up after ten seconds
	Log    *slog.Logger

	// Count is called after every request: result is sent or failed.
	Count func(receiver, result string)
	// Stage says whether the people of a school are told of a kind: alerts have it
	// as their label stage, so that what is in shadow can be routed apart. Nil: no label.
	Stage func(inventory.SchoolCode, inventory.Kind) inventory.Stage
}

// lease is how long an Alertmanager takes an alert for firing without hearing of
// it again: a few rounds, so that one lost request resolves nothing.
const lease = 4

// Alertmanager tells Alertmanagers what is open.
type Alertmanager struct {
	Options
	queues []*queue

	mu   sync.Mutex
	open map[inventory.SchoolCode][]Alert
}

// New returns an Alertmanager that is told what is open by Update, and tells it on
// once it runs.
func New(o Options) *Alertmanager {
	if o.Every <= 0 {
		o.Every = time.Minute
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second, CheckRedirect: noRedirect, Transport: direct()}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string, string) {}
	}
	a := &Alertmanager{Options: o, open: map[inventory.SchoolCode][]Alert{}}
	for _, u := range o.URLs {
		a.queues = append(a.queues, newQueue(a, u))
	}
	return a
}

// noRedirect keeps requests at the addresses of the configuration.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// direct is a transport of our own: no proxy of the environment comes between.
func direct() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil
	return t
}

// Update says what is open at a school now. The rows may include muted and
// dismissed ones; they are not told.
func (a *Alertmanager) Update(school inventory.School, rows []inventory.FindingRow, at time.Time) {
	alerts := Group(school, rows, a.Page, at)
	for _, alert := range alerts {
		if a.Stage != nil {
			alert.Labels["stage"] = string(a.Stage(school.Code, inventory.Kind(alert.Labels["kind"])))
		}
	}
	a.mu.Lock()
	a.open[school.Code] = alerts
	a.mu.Unlock()
	for _, q := range a.queues {
		q.wake()
	}
}

// Run tells until ctx ends, each Alertmanager by itself.
func (a *Alertmanager) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, q := range a.queues {
		all.Go(func() { q.run(ctx) })
	}
	all.Wait()
	return nil
}

// firing returns every alert by name.
func (a *Alertmanager) firing() map[string]Alert {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := map[string]Alert{}
	for _, alerts := range a.open {
		for _, alert := range alerts {
			all[alert.name()] = alert
		}
	}
	return all
}

// same says whether two alerts of one name tell the same.
func same(a, b Alert) bool {
	return a.StartsAt.Equal(b.StartsAt) && maps.Equal(a.Annotations, b.Annotations)
}

// receiver names an Alertmanager in metrics and logs: its host, never the user or
// password that its address may hold.
func receiver(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return "alertmanager"
	}
	return "alertmanager " + u.Host
}
