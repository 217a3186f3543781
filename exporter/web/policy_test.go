package web

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rollcall/inventory"
)

func TestEveryRouteStatesItsPolicy(t *testing.T) {
	s := &server{}
	for _, rt := range s.routes() {
		if rt.policy.admit == nil || rt.policy.name == "" {
			t.Errorf("route %q has no policy", rt.pattern)
		}
		if rt.serve == nil {
			t.Errorf("route %q has no handler", rt.pattern)
		}
		if method, _, _ := strings.Cut(rt.pattern, " "); method != "GET" && method != "POST" {
			t.Errorf("route %q does not begin with its method", rt.pattern)
		}
	}
}

func TestARouteWithoutPolicyAdmitsNobody(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "127.0.0.1:1"
	if _, err := (Policy{}).apply(r, Identity{Role: inventory.RoleCentre, Scope: inventory.AllSchools()}, true); err == nil {
		t.Error("the zero policy admitted somebody")
	}
}

// TestPoliciesByWhoAsks walks every route as everybody.
func TestPoliciesByWhoAsks(t *testing.T) {
	s := newServer(newBench(t).options)
	auditor := Identity{Actor: "auditor", Role: inventory.RoleAuditor, Scope: inventory.OnlySchools("179901")}
	ours := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179901")}
	boss := Identity{Actor: "boss", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
	for _, rt := range s.routes() {
		for _, tt := range []struct {
			who   string
			ask   func(*http.Request) *http.Request
			admit map[string]bool
		}{
			{"a stranger", func(r *http.Request) *http.Request { r.RemoteAddr = "192.0.2.7:1"; return r },
				map[string]bool{"public": true}},
			{"this machine", func(r *http.Request) *http.Request { r.RemoteAddr = "[::1]:1"; return r },
				map[string]bool{"public": true, "machine": true}},
			{"a proxy on this machine", func(r *http.Request) *http.Request {
				r.RemoteAddr = "127.0.0.1:1"
				r.Header.Set("X-Forwarded-For", "192.0.2.7")
				return r
			}, map[string]bool{"public": true}},
			{"the centre", func(r *http.Request) *http.Request { return r.WithContext(WithIdentity(r.Context(), boss)) },
				map[string]bool{"public": true, "reader": true, "exporter": true, "judge": true, "editor": true, "centre": true, "machine": true}},
			{"an auditor", func(r *http.Request) *http.Request { return r.WithContext(WithIdentity(r.Context(), auditor)) },
				map[string]bool{"public": true, "reader": true, "exporter": true}},
			{"a coordinator", func(r *http.Request) *http.Request { return r.WithContext(WithIdentity(r.Context(), ours)) },
				map[string]bool{"public": true, "reader": true, "exporter": true, "judge": true, "editor": true}},
		} {
			r := tt.ask(httptest.NewRequest(http.MethodGet, "/", nil))
			who, known, err := s.identify(r)
			if err != nil {
				t.Fatal(err)
			}
			who, err = rt.policy.apply(r, who, known)
			if got, want := err == nil, tt.admit[rt.policy.name]; got != want {
				t.Errorf("%s asked %s: admitted %v, want %v", tt.who, rt.pattern, got, want)
			}
			if rt.policy.name == "public" && (who.Scope.All() || who.Scope.Sees("179901")) {
				t.Errorf("%s is public and sees schools", rt.pattern)
			}
		}
	}
}

// TestForeignLooksLikeMissing asks as a coordinator of one school for what
// another has and for what nobody has.
func TestForeignLooksLikeMissing(t *testing.T) {
	b := newBench(t).school1()
	foreign := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}
	ask := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		return b.do(r.WithContext(WithIdentity(r.Context(), foreign)))
	}
	for _, tt := range []struct{ name, foreign, missing string }{
		{"school", "/schools/179901", "/schools/999999"},
		{"school in JSON", "/api/v1/schools/179901", "/api/v1/schools/999999"},
		{"switch", "/api/v1/schools/179901/switches/hy-core", "/api/v1/schools/179902/switches/none"},
		{"device", "/api/v1/schools/179901/devices/" + mac(1).String(), "/api/v1/schools/179902/devices/" + mac(1).String()},
		{"findings", "/api/v1/schools/179901/findings", "/api/v1/schools/999999/findings"},
		{"page of a device", "/schools/179901/devices/" + mac(1).String(), "/schools/999999/devices/x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, m := ask(tt.foreign), ask(tt.missing)
			if a.Code != http.StatusNotFound || m.Code != a.Code {
				t.Errorf("%s: %d, %s: %d; want 404 for both", tt.foreign, a.Code, tt.missing, m.Code)
			}
			if got, want := withoutPath(a.Body.String()), withoutPath(m.Body.String()); got != want {
				t.Errorf("the answers differ:\n%s\n%s", got, want)
			}
			if got, want := len(a.Header()), len(m.Header()); got != want {
				t.Errorf("the answers have %d and %d header fields", got, want)
			}
		})
	}
}

// withoutPath drops the address of the page itself from its link to the other language.
func withoutPath(page string) string {
	before, rest, ok := strings.Cut(page, `<a class="tongue" href="`)
	if !ok {
		return page
	}
	_, after, _ := strings.Cut(rest, `"`)
	return before + after
}

// TestScopedPagesShowNothingForeign looks for a name of one school in whatever
// the other one's coordinator can open.
func TestScopedPagesShowNothingForeign(t *testing.T) {
	b := newBench(t).school1()
	b.list(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "CANARY-179901"})
	foreign := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}
	for _, path := range []string{"/", "/schools/179902", "/schools/179902/findings", "/search?q=CANARY", "/search?q=" + mac(1).String(),
		"/search?q=10.241.10.5", "/search?q=hy-3f-a+1/5", "/api/v1/city", "/api/v1/find?q=CANARY", "/api/v1/find?q=0053"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		body := b.do(r.WithContext(WithIdentity(r.Context(), foreign))).Body.String()
		if strings.Contains(body, "CANARY-179901") || strings.Contains(body, "海燕") || strings.Contains(body, "/switches/hy-") || strings.Contains(body, `"switch":"hy-`) {
			t.Errorf("%s shows a foreign school:\n%s", path, body)
		}
	}
}

// TestTheSocketNamesItsPeer asks over a real unix socket.
func TestTheSocketNamesItsPeer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.sock")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan Identity, 1)
	server := &http.Server{ConnContext: ConnContext, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		who, _ := r.Context().Value(identityKey{}).(Identity)
		got <- who
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}}
	resp, err := client.Get("http://localhost/")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	who := <-got
	want := userName(strconv.Itoa(os.Getuid()))
	if u, err := user.Current(); err == nil {
		want = u.Username
	}
	if who.Actor != want || !who.Scope.All() {
		t.Errorf("the peer is %q with all schools %v, want %q with all", who.Actor, who.Scope.All(), want)
	}
}
