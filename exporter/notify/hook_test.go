package notify

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A request is one that a hook's server got.
type request struct {
	path   string
	header http.Header
	body   []byte
}

// hookServer answers every request with a status.
func hookServer(t *testing.T, status int) (base string, got func() []request) {
	t.Helper()
	requests := make(chan request, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- request{r.URL.Path, r.Header.Clone(), body}
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "said so")
	}))
	t.Cleanup(s.Close)
	return s.URL, func() []request {
		var all []request
		for len(requests) > 0 {
			all = append(all, <-requests)
		}
		return all
	}
}

// secretPath is the part of a hook's address that nobody may read.
const secretPath = "/in/hunter2"

func hookAt(base string, way string) Hook {
	u, _ := url.Parse(base)
	return Hook{Channel: config.Channel{Name: "soc", Way: way, Host: u.Hostname(), Private: true, URL: config.Secret(base + secretPath),
		Key: "hmac key", Token: "token", To: "U0123", Monthly: 200},
		Now: func() time.Time { return midday }, Sent: func(context.Context) (int, error) { return 199, nil }, base: base}
}

func deliver(t *testing.T, h Hook, l Letter) outcome {
	t.Helper()
	var out outcome
	h.carry(t.Context(), []Letter{l}, func(_ Letter, o outcome) { out = o })
	return out
}

func TestWebhook(t *testing.T) {
	base, got := hookServer(t, http.StatusAccepted)
	l := letterOf(t, outgoing(inventory.TellOpened, stranger(3, "179901")))
	if o := deliver(t, hookAt(base, inventory.WayWebhook), l); o.err != nil || o.answer != "202 Accepted" {
		t.Fatalf("came to %+v", o)
	}
	r := got()[0]
	at := "1795492800"
	if want := "t=" + at + ",v1=" + signature("hmac key", at, r.body); r.header.Get("X-Rollcall-Signature") != want || r.header.Get("X-Rollcall-Message") != "7" {
		t.Errorf("headers %v, want the signature %s", r.header, want)
	}
	var body HookBody
	if err := json.Unmarshal(r.body, &body); err != nil {
		t.Fatal(err)
	}
	f := body.Findings[0]
	if body.Version != 1 || body.Event != "opened" || body.School != "179901" || body.Kind != inventory.KindUnknownMAC || f.Ref != "#A-3" ||
		f.MAC != "00:00:5e:00:53:03" || f.URL != "https://rollcall.city.example/schools/179901/findings/3" || f.URL != body.URL {
		t.Errorf("told %s", r.body)
	}
}

// The signature as another program makes it: printf '1795492800.{"version":1}' |
// openssl dgst -sha256 -hmac 'hmac key'.
func TestSignature(t *testing.T) {
	const want = "8a3eb35f8838b83870c3959cf91cae0879d5d2f544e71eee0132df7c99c0c104"
	if got := signature("hmac key", "1795492800", []byte(`{"version":1}`)); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestGoogleChat(t *testing.T) {
	base, got := hookServer(t, http.StatusOK)
	var rows []inventory.FindingRow
	for i := range int64(60) {
		rows = append(rows, box(i+1))
	}
	if o := deliver(t, hookAt(base, inventory.WayChat), letterOf(t, outgoing(inventory.TellOpened, rows...))); o.err != nil {
		t.Fatal(o.err)
	}
	var body struct{ Text string }
	if err := json.Unmarshal(got()[0].body, &body); err != nil || len(body.Text) > 4096 || !strings.HasPrefix(body.Text, "*[rollcall] 海燕國小｜警告") ||
		!strings.HasSuffix(body.Text, "/schools/179901/findings?kind=multi_mac_port") {
		t.Errorf("%v, %d bytes: %s", err, len(body.Text), body.Text)
	}
}

// LINE gets a summary: no device, no place. The same message has the same key.
func TestLine(t *testing.T) {
	base, got := hookServer(t, http.StatusOK)
	h := hookAt(base, inventory.WayLine)
	l := letterOf(t, outgoing(inventory.TellDigest, stranger(3, "179901"), ended(random6())))
	for range 2 {
		if o := deliver(t, h, l); o.err != nil {
			t.Fatal(o.err)
		}
	}
	all := got()
	if all[0].path != "/v2/bot/message/push" || all[0].header.Get("Authorization") != "Bearer token" ||
		all[0].header.Get("X-Line-Retry-Key") != all[1].header.Get("X-Line-Retry-Key") || len(all[0].header.Get("X-Line-Retry-Key")) != 36 {
		t.Errorf("requests %+v", all)
	}
	text := string(all[0].body)
	if !strings.Contains(text, "海燕國小：緊急 0 件、警告 1 件、提醒 0 件、已恢復 1 件") || strings.Contains(text, "53:03") || strings.Contains(text, "hy-3f-a") {
		t.Errorf("pushed %s", text)
	}
	h.Sent = func(context.Context) (int, error) { return 200, nil }
	if o := deliver(t, h, l); o.err == nil || !final(o.err) || len(got()) != 0 {
		t.Errorf("beyond the budget of the month: %v", o.err)
	}
	again, _ := hookServer(t, http.StatusConflict)
	if o := deliver(t, hookAt(again, inventory.WayLine), l); o.err != nil {
		t.Errorf("a push that LINE has taken before: %v", o.err)
	}
}

// What a hook answers is recorded; its address is told nowhere.
func TestAHookThatRefuses(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusNotFound, http.StatusInternalServerError} {
		base, got := hookServer(t, status)
		o := deliver(t, hookAt(base, inventory.WayWebhook), letterOf(t, outgoing(inventory.TellTest)))
		if o.err == nil || final(o.err) || !strings.Contains(o.err.Error(), "said so") || len(got()) != 1 {
			t.Errorf("%d: %v after %d requests", status, o.err, len(got()))
		}
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	h := hookAt(closed.URL, inventory.WayWebhook)
	if o := deliver(t, h, letterOf(t, outgoing(inventory.TellTest))); o.err == nil || strings.Contains(o.err.Error(), "hunter2") {
		t.Errorf("a server that is gone: %v", o.err)
	}
}

func TestLinesIntoAFile(t *testing.T) {
	h := hookAt("http://127.0.0.1", inventory.WayFile)
	h.Path = filepath.Join(t.TempDir(), "told.jsonl")
	for range 2 {
		if o := deliver(t, h, letterOf(t, outgoing(inventory.TellOpened, random6()))); o.err != nil {
			t.Fatal(o.err)
		}
	}
	text, err := os.ReadFile(h.Path)
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), `"event":"opened"`) {
		t.Errorf("%s, %v", text, err)
	}
}

// TestForbiddenTargets holds that an address that leads inward, by whatever
// writing, is not connected to (OWASP API7, server-side request forgery).
func TestForbiddenTargets(t *testing.T) {
	reached := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(s.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	hosts := []string{"127.0.0.1", "127.1.2.3", "127.255.255.254", "localhost", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.241.10.252", "172.16.0.1", "172.31.255.254",
		"192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254", "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
		"255.255.255.255", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]", "[fe80::1]", "[fec0::1]",
		"[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001::1]"}
	for _, host := range hosts {
		h := hookAt("http://"+host+":"+port, inventory.WayWebhook)
		h.Private, h.base = false, ""
		if o := deliver(t, h, letterOf(t, outgoing(inventory.TellTest))); o.err == nil || reached {
			t.Errorf("%s is reached: %+v", host, o)
		}
	}
	for _, address := range []string{"file:///etc/passwd", "gopher://127.0.0.1:" + port, "http://elsewhere.example:" + port, "//127.0.0.1:" + port,
		"http://soc.city.example@127.0.0.1:" + port, "http://127.0.0.1:" + port + "#@soc.city.example", "http://soc.city.example.evil.example", "unix:///run/x"} {
		h := hookAt(s.URL, inventory.WayWebhook)
		h.Private, h.Host, h.base, h.URL = false, "soc.city.example", "", config.Secret(address)
		if o := deliver(t, h, letterOf(t, outgoing(inventory.TellTest))); o.err == nil || reached {
			t.Errorf("%s is reached: %+v", address, o)
		}
	}
}

// A private host that the configuration allows is reached; where no service can be
// is not even then.
func TestPrivateTargets(t *testing.T) {
	for address, want := range map[string]error{"10.0.0.1:443": nil, "127.0.0.1:80": nil, "[fd00::1]:443": nil, "169.254.169.254:80": errNoNeighbor, "[fe80::1]:80": errNoNeighbor, "203.0.113.7:443": nil} {
		if got := mayReach(address, true); got != want {
			t.Errorf("%s with private: true: %v, want %v", address, got, want)
		}
	}
	for address, want := range map[string]error{"203.0.113.7:443": nil, "[2001:db8::1]:443": nil, "10.0.0.1:443": errInward} {
		if got := mayReach(address, false); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}
