package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"rollcall/inventory"
)

// axeDigest is the SHA-256 of axe.min.js as make deps brings it.
const axeDigest = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

// axeSource reads axe-core, which checks pages for what keeps people from using
// them. It is another project's, fetched by make deps and never committed.
func axeSource(t *testing.T) string {
	t.Helper()
	path := cmp.Or(os.Getenv("ROLLCALL_AXE"), filepath.Join("..", "..", ".cache", "axe.min.js"))
	source, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("axe-core is not where it must be in CI: %v", err)
		}
		t.Logf("no axe-core, nothing is checked; make deps fetches it: %v", err)
		return ""
	}
	if sum := sha256.Sum256(source); hex.EncodeToString(sum[:]) != axeDigest {
		t.Fatalf("%s is not the axe-core that is expected: %x", path, sum)
	}
	return string(source)
}

// full is a bench with something on every page.
func full(t *testing.T) *bench {
	t.Helper()
	b := withBackups(t).school1().said()
	b.options.Machine = func() Machine {
		return Machine{Started: now.Add(-time.Hour), Database: 5 << 20, DiskFree: 1 << 30, DiskTotal: 100 << 30, Sources: []Source{{"mail", false}, {"traps", true}}}
	}
	b.options.Kinds = []inventory.Kind{inventory.KindPublicIPInUse}
	b.options.Observable = func(*inventory.Snapshot) func(inventory.Kind) (bool, inventory.Why) {
		return func(inventory.Kind) (bool, inventory.Why) { return false, inventory.Why{Key: "unobservable.arp"} }
	}
	b.handler = New(b.options)
	b.records(inventory.PortRecord{School: "179901", Switch: "hy-3f-a", Port: "1/7", Zone: "admin", Outlet: "三年二班", Row: 2})
	b.finding(inventory.Finding{Kind: inventory.KindUnknownMAC, School: "179901", Severity: inventory.Warning, Subject: mac(2).String(),
		MAC: mac(2), Switch: "hy-3f-a", Port: "1/7", VID: 208, Since: now, Args: map[string]string{"ssid": "KL-mobile"}})
	b.arp(30*time.Second, map[string]inventory.MAC{"10.241.10.5": mac(1), "10.241.10.6": mac(2), "10.241.25.180": mac(5)})
	return b
}

// everyPage are the pages that a person can open, one of each sort, and some that
// are special.
func (b *bench) everyPage() []string {
	b.Helper()
	pages := slices.Sorted(maps.Keys(b.sample(1)))
	return append(pages, "/me", "/search?q=5e", "/nowhere", "/schools/179902", "/schools/179902/plan", "/schools/179901?at=115/11/21+09:50",
		"/schools/179901/switches/hy-kid")
}

// sample follows links from the first page as the centre, to n pages of each sort,
// and returns the bodies by address.
func (b *bench) sample(n int) map[string]string {
	b.Helper()
	link := regexp.MustCompile(`href="([^"#]*)`)
	centre := Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
	bodies, seen := map[string]string{}, map[string]int{}
	for todo := []string{"/"}; len(todo) > 0; todo = todo[1:] {
		path, query, _ := strings.Cut(todo[0], "?")
		sort := sortOf(path)
		if _, done := bodies[todo[0]]; done || seen[sort] >= n || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/assets/") ||
			strings.HasPrefix(path, "/exports/") || strings.HasPrefix(path, "/api/") || strings.Contains(query, "lang=") {
			continue
		}
		got := b.do(httptest.NewRequest(http.MethodGet, todo[0], nil).WithContext(WithIdentity(b.Context(), centre)))
		body := got.Body.String()
		if got.Code != http.StatusOK || !strings.HasPrefix(body, "<!doctype html>") || got.Header().Get("Content-Disposition") != "" { // a file is no page
			continue
		}
		seen[sort]++
		bodies[todo[0]] = body
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			todo = append(todo, html.UnescapeString(m[1]))
		}
	}
	return bodies
}

// sortOf is an address without the names in it.
func sortOf(path string) string {
	parts := strings.Split(path, "/")
	for i := 2; i < len(parts); i++ {
		switch parts[i-1] {
		case "schools", "switches", "ports", "devices", "findings", "lists", "users":
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// A violation is what axe-core finds wrong with a page.
type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

// TestPagesKeepNobodyOut holds every page, on every screen, against axe-core: no
// violation that it calls serious or critical.
func TestPagesKeepNobodyOut(t *testing.T) {
	source := axeSource(t)
	if source == "" {
		return
	}
	b := full(t)
	pages := b.everyPage()
	br := b.browse()
	for n, s := range screens() {
		br.show(s)
		for i, path := range pages {
			if (i+n)%2 != 0 { // each page on two of the screens: both widths, both languages
				continue
			}
			br.open(inLanguage(path, s.lang))
			br.do(chromedp.Evaluate[chromedp.Void](source))
			found := eval[[]violation](br, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.filter(v => ["serious", "critical"].includes(v.impact))
				.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary)})))`)
			for _, v := range found {
				t.Errorf("%s on a %s in %s: %s, %s (%s)\n%s", path, s.name, s.lang, v.Impact, v.Help, v.ID, strings.Join(v.Nodes, "\n"))
			}
			if bad := br.misdeeds(); len(bad) > 0 {
				t.Errorf("%s: the content policy refused %q", path, bad)
			}
		}
	}
}
