package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/inventory"
)

// A desk stands for the network: it takes what is posted to each host, or refuses.
type desk struct {
	mu     sync.Mutex
	posts  map[string][]post
	refuse func(host string, nth int) error // nil: never
}

type post struct {
	at     time.Time
	alerts []Alert
}

func (d *desk) RoundTrip(r *http.Request) (*http.Response, error) {
	var alerts []Alert
	if err := json.NewDecoder(r.Body).Decode(&alerts); err != nil {
		return nil, err
	}
	d.mu.Lock()
	if d.posts == nil {
		d.posts = map[string][]post{}
	}
	d.posts[r.URL.Host] = append(d.posts[r.URL.Host], post{time.Now(), alerts})
	n := len(d.posts[r.URL.Host])
	d.mu.Unlock()
	if d.refuse != nil {
		if err := d.refuse(r.URL.Host, n); err != nil {
			if errors.Is(err, errHang) {
				<-r.Context().Done()
			}
			return nil, err
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Body: io.NopCloser(bytes.NewReader(nil))}, nil
}

var (
	errHang    = errors.New("no answer")
	errRefused = errors.New("connection refused")
)

func (d *desk) of(host string) []post {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.posts[host])
}

// begin runs an Alertmanager over a desk until the test ends it.
func begin(t *testing.T, d *desk, count func(receiver, result string), hosts ...string) (*Alertmanager, func()) {
	t.Helper()
	o := Options{Page: page, Client: &http.Client{Transport: d, Timeout: 10 * time.Second}, Count: count}
	for _, h := range hosts {
		o.URLs = append(o.URLs, "http://"+h)
	}
	a := New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	return a, func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	}
}

func TestWhatLastsIsSentEveryMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		a, end := begin(t, d, nil, "am1.example")
		defer end()
		synctest.Wait()
		a.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindUnknownMAC, inventory.Warning)}, noon)
		synctest.Wait()
		time.Sleep(5*time.Minute + time.Second)
		synctest.Wait()
		posts := d.of("am1.example")
		if len(posts) < 5 || len(posts) > 7 {
			t.Fatalf("%d posts in five minutes, want about 6", len(posts))
		}
		for i, p := range posts {
			if len(p.alerts) != 1 || !p.alerts[0].EndsAt.Equal(p.at.Add(4*time.Minute)) {
				t.Errorf("post %d: %d alerts, ends %v, sent %v", i, len(p.alerts), p.alerts[0].EndsAt, p.at)
			}
			if i > 0 && p.at.Sub(posts[i-1].at) > 2*time.Minute {
				t.Errorf("post %d came %v after the one before", i, p.at.Sub(posts[i-1].at))
			}
		}
	})
}

func TestWhatIsOverIsSentOnceAsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		a, end := begin(t, d, nil, "am1.example")
		defer end()
		a.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindUnknownMAC, inventory.Warning)}, noon)
		synctest.Wait()
		a.Update(haiyan, nil, noon)
		synctest.Wait()
		time.Sleep(3 * time.Minute)
		posts := d.of("am1.example")
		if len(posts) != 2 {
			t.Fatalf("%d posts, want one that it fires and one that it is over", len(posts))
		}
		if last := posts[1]; !last.alerts[0].EndsAt.Equal(last.at) {
			t.Errorf("over at %v, sent at %v", last.alerts[0].EndsAt, last.at)
		}
	})
}

func TestAnUnchangedUpdateIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		a, end := begin(t, d, nil, "am1.example")
		defer end()
		for range 10 {
			a.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindUnknownMAC, inventory.Warning)}, noon)
			synctest.Wait()
			time.Sleep(time.Second)
		}
		if n := len(d.of("am1.example")); n != 1 {
			t.Errorf("%d posts of one unchanged finding in ten seconds, want 1", n)
		}
	})
}

func TestAWorseSeverityEndsTheOldAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		a, end := begin(t, d, nil, "am1.example")
		defer end()
		a.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindPublicIPInUse, inventory.Info)}, noon)
		synctest.Wait()
		a.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindPublicIPInUse, inventory.Warning)}, noon)
		synctest.Wait()
		posts := d.of("am1.example")
		if len(posts) != 2 || len(posts[1].alerts) != 2 {
			t.Fatalf("posts %v, want the new alert and the end of the old one", posts)
		}
		for _, alert := range posts[1].alerts {
			if over := alert.EndsAt.Equal(posts[1].at); over != (alert.Labels["severity"] == "info") {
				t.Errorf("severity %s over: %v", alert.Labels["severity"], over)
			}
		}
	})
}

func TestAnAlertmanagerThatFailsFirstHearsOfEverythingLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{refuse: func(_ string, nth int) error {
			if nth <= 3 {
				return errRefused
			}
			return nil
		}}
		results := map[string]int{}
		a, end := begin(t, d, func(_, result string) { results[result]++ }, "am1.example")
		a.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindUnknownMAC, inventory.Warning)}, noon)
		synctest.Wait()
		a.Update(haiyan, []inventory.FindingRow{
			finding(1, inventory.KindUnknownMAC, inventory.Warning), finding(2, inventory.KindSwitchDown, inventory.Critical)}, noon)
		time.Sleep(10 * time.Second) // 1 + 2 + 4 s of pauses
		synctest.Wait()
		end()
		posts := d.of("am1.example")
		if len(posts) != 4 || len(posts[3].alerts) != 2 {
			t.Fatalf("posts %v, want a fourth with both alerts", posts)
		}
		if results["failed"] != 3 || results["sent"] != 1 {
			t.Errorf("counted %v, want 3 failed and 1 sent", results)
		}
	})
}

func TestAHangingAlertmanagerDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{refuse: func(host string, _ int) error {
			if host == "hangs.example" {
				return errHang
			}
			return nil
		}}
		a, end := begin(t, d, nil, "hangs.example", "am2.example")
		defer end()
		synctest.Wait()
		start := time.Now()
		for n := range byte(3) {
			a.Update(haiyan, []inventory.FindingRow{finding(n, inventory.KindUnknownMAC, inventory.Warning)}, noon)
			synctest.Wait()
		}
		posts := d.of("am2.example")
		if len(posts) != 3 || time.Since(start) > 0 {
			t.Errorf("%d posts to the one that answers, after %v", len(posts), time.Since(start))
		}
	})
}

func TestManyAlertsGoInSeveralRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		a, end := begin(t, d, nil, "am1.example")
		defer end()
		a.mu.Lock()
		for n := range 300 {
			school := inventory.School{Code: inventory.SchoolCode(time.Duration(n).String())}
			a.open[school.Code] = Group(school, []inventory.FindingRow{
				finding(1, inventory.KindUnknownMAC, inventory.Warning), finding(2, inventory.KindSwitchDown, inventory.Critical)}, page, noon)
		}
		a.mu.Unlock()
		a.Update(haiyan, nil, noon)
		synctest.Wait()
		n := 0
		for _, p := range d.of("am1.example") {
			n += len(p.alerts)
			if len(p.alerts) > batch {
				t.Errorf("%d alerts in one request", len(p.alerts))
			}
		}
		if n != 600 {
			t.Errorf("%d alerts sent, want 600", n)
		}
	})
}

func TestAnErrorShowsNoPassword(t *testing.T) {
	a := New(Options{URLs: []string{"http://user:secret@127.0.0.1:1"}})
	err := a.queues[0].request(t.Context(), nil)
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	if got := a.queues[0].receiver; got != "alertmanager 127.0.0.1:1" {
		t.Errorf("receiver %q", got)
	}
}
