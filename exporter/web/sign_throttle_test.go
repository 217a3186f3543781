package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// TestTenThousandGuesses tries passwords as fast as the door lets it, in an hour
// of its clock, from one place and from many.
func TestTenThousandGuesses(t *testing.T) {
	const guesses, span = 10_000, time.Hour
	for name, tt := range map[string]struct {
		who, from func(i int) string
		most      int // guesses that get as far as a hash
	}{
		"one account from one place":   {func(int) string { return "chen" }, func(int) string { return "192.0.2.1:1" }, 10 + 4*10},
		"one account from many places": {func(int) string { return "chen" }, func(i int) string { return fmt.Sprintf("198.51.%d.%d:1", i/250, i%250) }, 10 + 4*10},
		"many accounts from one place": {func(i int) string { return fmt.Sprint("name", i) }, func(int) string { return "192.0.2.1:1" }, 100 + 4*100},
		"one account, written in many ways, from one network": {func(i int) string { return []string{"chen", "CHEN", " chen ", "Chen"}[i%4] },
			func(i int) string { return fmt.Sprintf("[2001:db8::%x]:1", i) }, 10 + 4*10},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
			tried := 0
			for i := range guesses {
				d.wait(span / guesses)
				b := d.browser()
				b.from = tt.from(i)
				if wait := d.server.throttle.attempt(tt.who(i), netip.MustParseAddrPort(b.from).Addr()); wait == 0 {
					tried++
				} else if wait > throttleWindow {
					t.Fatalf("guess %d is to wait %v", i, wait)
				}
			}
			if tried < 10 || tried > tt.most+1 {
				t.Errorf("%d guesses got through, want 10 to %d", tried, tt.most)
			}
			b := d.browser() // the real one has a link
			secret, err := d.db.MakePass(t.Context(), inventory.Pass{Kind: inventory.PassLink, Person: 2, Expires: d.at.Add(time.Hour)}, store.Event{At: d.at, Actor: "test"})
			if err != nil {
				t.Fatal(err)
			}
			leads(t, b.post("/sign-in/once", "key", secret), "/")
		})
	}
}

// TestGuessingSlowsDown asks at the page itself.
func TestGuessingSlowsDown(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	own, guesser := d.browser(), d.browser()
	guesser.from = "198.51.100.9:1"
	leads(t, own.signIn("chen", goodPassword), "/") // from where the real one usually is
	for range perAccount {
		status(t, guesser.signIn("chen", "a guess"), http.StatusUnauthorized)
	}
	for _, password := range []string{"a guess", goodPassword} { // right or wrong makes no difference
		got := guesser.signIn("chen", password)
		status(t, got, http.StatusTooManyRequests)
		if got.Header().Get("Retry-After") != "90" {
			t.Errorf("wait %q, want 90", got.Header().Get("Retry-After"))
		}
	}
	status(t, guesser.signIn("nobody", "a guess"), http.StatusUnauthorized) // another name has its own
	leads(t, own.signIn("chen", goodPassword), "/")                         // somebody else's guesses lock nobody out
	d.wait(90 * time.Second)
	status(t, guesser.signIn("chen", "a guess"), http.StatusUnauthorized)
	status(t, guesser.signIn("chen", "a guess"), http.StatusTooManyRequests)
	d.wait(throttleWindow)
	leads(t, guesser.signIn("chen", goodPassword), "/")
}

// TestUnknownNamesAreThrottledAlike holds that the slow-down does not tell who exists.
func TestUnknownNamesAreThrottledAlike(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	codes := map[string][]int{}
	for _, name := range []string{"chen", "none"} {
		b := d.browser()
		for range perAccount + 2 {
			codes[name] = append(codes[name], b.signIn(name, "a guess").Code)
		}
	}
	if fmt.Sprint(codes["chen"]) != fmt.Sprint(codes["none"]) {
		t.Errorf("known %v, unknown %v", codes["chen"], codes["none"])
	}
}

func TestThrottlesForget(t *testing.T) {
	var steady time.Duration
	th := newThrottle(func() time.Duration { return steady })
	for i := range mostBuckets + 100 {
		th.attempt(fmt.Sprint(i), netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	if len(th.buckets) > mostBuckets+1 {
		t.Errorf("%d buckets are kept", len(th.buckets))
	}
	steady += throttleWindow
	th.forget()
	if len(th.buckets) != 0 {
		t.Errorf("%d full buckets are kept", len(th.buckets))
	}
}

// TestWhereARequestComesFrom holds that only a proxy on this machine is believed.
func TestWhereARequestComesFrom(t *testing.T) {
	for _, tt := range []struct {
		remote, forwarded, want string
	}{
		{"192.0.2.1:1", "", "192.0.2.1"},
		{"192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"127.0.0.1:1", "", "127.0.0.1"},
		{"127.0.0.1:1", "203.0.113.9", "203.0.113.9"},
		{"[::1]:1", "made up, 203.0.113.9", "203.0.113.9"},
		{"[::ffff:127.0.0.1]:1", "203.0.113.9, 2001:db8::1", "2001:db8::1"},
		{"127.0.0.1:1", "made up", "127.0.0.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.remote
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := sourceOf(r).String(); got != tt.want {
			t.Errorf("%s forwarded for %q comes from %s, want %s", tt.remote, tt.forwarded, got, tt.want)
		}
		if local := fromLoopback(r); local && tt.forwarded != "" {
			t.Errorf("%s forwarded for %q is of this machine", tt.remote, tt.forwarded)
		}
	}
}
