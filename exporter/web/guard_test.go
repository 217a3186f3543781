package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHeaders(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/", "/nowhere", "/api/v1/city", "/-/healthy", "/assets/style.css"} {
		h := b.get(path).Header()
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Content-Security-Policy": contentPolicy} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	if strings.Contains(contentPolicy, "unsafe") {
		t.Error("the content security policy allows something unsafe")
	}
}

// TestPagesObeyTheirOwnPolicy holds that no page has a script or a style inside.
func TestPagesObeyTheirOwnPolicy(t *testing.T) {
	b := newBench(t).school1()
	for _, path := range []string{"/", "/schools/179901", "/schools/179901/switches/hy-3f-a", "/schools/179901/devices/00:00:5e:00:53:01"} {
		body := b.get(path).Body.String()
		for _, inline := range []string{"<style", " style=", "<script>", " onclick=", "javascript:"} {
			if strings.Contains(body, inline) {
				t.Errorf("%s contains %q", path, inline)
			}
		}
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	b := newBench(t)
	for _, tt := range []struct {
		name   string
		method string
		path   string
		change func(*http.Request)
		status int
	}{
		{"a name of somebody else's", "GET", "/", func(r *http.Request) { r.Host = "attacker.example:8080" }, 421},
		{"an address that is not loopback", "GET", "/", func(r *http.Request) { r.Host = "192.0.2.1" }, 421},
		{"a stranger", "GET", "/", func(r *http.Request) { r.RemoteAddr = "192.0.2.1:1" }, 303},
		{"a program of a stranger", "GET", "/api/v1/city", func(r *http.Request) { r.RemoteAddr = "192.0.2.1:1" }, 401},
		{"a method the page does not take", "DELETE", "/", nil, 405},
		{"a read of what is written", "GET", "/api/v1/import/whitelist", nil, 405},
		{"a form from another site", "POST", "/api/v1/import/whitelist", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"a form from another origin", "POST", "/-/reload", func(r *http.Request) { r.Header.Set("Origin", "http://attacker.example") }, 403},
		{"a query without end", "GET", "/search?q=" + strings.Repeat("a", maxQuery+1), nil, 414},
		{"a body without end", "POST", "/api/v1/import/whitelist", func(r *http.Request) {
			r.Body = http.NoBody
			r.Body = httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", maxUpload+1))).Body
		}, 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost:8080"
			if tt.change != nil {
				tt.change(r)
			}
			if got := b.do(r); got.Code != tt.status {
				t.Errorf("status %d, want %d: %s", got.Code, tt.status, got.Body)
			}
		})
	}
}

func TestHostsThatAreTaken(t *testing.T) {
	b := newBench(t)
	b.options.Hosts = []string{"rollcall.example.edu.tw"}
	b.handler = New(b.options)
	for _, host := range []string{"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.3.4.5", "[::1]:8080", "rollcall.example.edu.tw"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = "127.0.0.1:1", host
		if got := b.do(r).Code; got != http.StatusOK {
			t.Errorf("host %q: status %d, want 200", host, got)
		}
	}
}

func TestABugCostsOneRequest(t *testing.T) {
	b := newBench(t)
	b.options.Ready = nil
	b.options.Metrics = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a bug") })
	b.handler = New(b.options)
	if got := b.get("/metrics").Code; got != http.StatusInternalServerError {
		t.Errorf("status %d, want 500", got)
	}
	if got := b.get("/-/healthy").Code; got != http.StatusOK {
		t.Errorf("after the bug: status %d, want 200", got)
	}
}
