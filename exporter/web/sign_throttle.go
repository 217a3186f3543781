package web

import (
	"math"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How many attempts to sign in are free; then there is one for each share of the
// window, for as long as somebody goes on. A one-time link is not among them, so
// nobody is locked out by what somebody else does.
const (
	throttleWindow = 15 * time.Minute
	perAccount     = 10
	perSource      = 100
	linksPerName   = 3
	linksPerSource = 20
	mostBuckets    = 20_000
)

// A throttle counts attempts by account and by source address.
type throttle struct {
	steady func() time.Duration

	mu      sync.Mutex
	buckets map[bucketKey]*rate.Limiter
	trusted map[bucketKey]time.Duration // accounts with a source from which they signed in
}

// A bucketKey is what attempts are counted by.
type bucketKey struct {
	what string // account source link
	key  string
	from netip.Addr
}

func newThrottle(steady func() time.Duration) *throttle {
	return &throttle{steady: steady, buckets: map[bucketKey]*rate.Limiter{}, trusted: map[bucketKey]time.Duration{}}
}

// accountKey is the account of a name, whether there is one or not.
func accountKey(name string) string {
	if len(name) > longestMail {
		return "" // nobody's: it is only kept short
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// attempt takes one attempt to sign in, and says how long to wait where there is
// none left. From where somebody has signed in before, attempts of others
// elsewhere do not count.
func (t *throttle) attempt(name string, from netip.Addr) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	account := bucketKey{what: "account", key: accountKey(name)}
	if _, known := t.trusted[bucketKey{"trusted", account.key, from}]; known {
		account.from = from
	}
	return t.take(take{bucketKey{what: "source", from: source(from)}, perSource}, take{account, perAccount})
}

// link takes one one-time link to be mailed.
func (t *throttle) link(name string, from netip.Addr) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.take(take{bucketKey{what: "link source", from: source(from)}, linksPerSource}, take{bucketKey{what: "link", key: accountKey(name)}, linksPerName})
}

// succeeded gives an account its attempts back and remembers from where it signed in.
func (t *throttle) succeeded(name string, from netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := accountKey(name)
	trust := bucketKey{"trusted", key, from}
	counted := bucketKey{what: "account", key: key}
	if _, known := t.trusted[trust]; known {
		counted.from = from
	}
	delete(t.buckets, counted)
	if len(t.trusted) >= mostBuckets {
		clear(t.trusted)
	}
	t.trusted[trust] = t.steady()
}

// A take is one attempt out of a bucket of so many.
type take struct {
	key  bucketKey
	most int
}

// take takes one out of each bucket, or out of none and says how long to wait.
func (t *throttle) take(takes ...take) (wait time.Duration) {
	at := time.Unix(0, 0).Add(t.steady())
	for _, one := range takes {
		if missing := 1 - t.bucket(one).TokensAt(at); missing > 0 {
			share := throttleWindow.Seconds() / float64(one.most)
			wait = max(wait, time.Duration(math.Ceil(missing*share))*time.Second)
		}
	}
	if wait > 0 {
		return wait
	}
	for _, one := range takes {
		t.bucket(one).AllowN(at, 1)
	}
	return 0
}

func (t *throttle) bucket(one take) *rate.Limiter {
	b, ok := t.buckets[one.key]
	if !ok {
		if len(t.buckets) >= mostBuckets {
			t.forget()
		}
		b = rate.NewLimiter(rate.Limit(float64(one.most)/throttleWindow.Seconds()), one.most)
		t.buckets[one.key] = b
	}
	return b
}

// forget drops the buckets that are full again, and all where that is not enough.
func (t *throttle) forget() {
	at := time.Unix(0, 0).Add(t.steady())
	for key, b := range t.buckets {
		if b.TokensAt(at) >= float64(b.Burst()) {
			delete(t.buckets, key)
		}
	}
	if len(t.buckets) >= mostBuckets {
		clear(t.buckets)
	}
}

// source is what attempts are counted by: an IPv4 address, or the network of an
// IPv6 one, for a host there has as many as it likes.
func source(from netip.Addr) netip.Addr {
	if !from.Is6() {
		return from
	}
	network, err := from.Prefix(64)
	if err != nil {
		return from
	}
	return network.Addr()
}

// sourceOf is where a request comes from. A proxy on this machine says where from
// (its entry is the last one of X-Forwarded-For); nobody else is believed.
func sourceOf(r *http.Request) netip.Addr {
	peer, _ := peerOf(r)
	if !peer.IsLoopback() {
		return peer
	}
	lists := r.Header.Values("X-Forwarded-For")
	if len(lists) == 0 {
		return peer
	}
	hops := strings.Split(lists[len(lists)-1], ",")
	if from, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
		return from.Unmap()
	}
	return peer
}
