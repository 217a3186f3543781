package web

import (
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"rollcall/inventory"
)

// crawl follows every link from the first page and returns the bodies by address.
func (b *bench) crawl(who Identity) map[string]string {
	b.Helper()
	link := regexp.MustCompile(`(?:href|src)="([^"#]*)`)
	bodies := map[string]string{}
	for todo := []string{"/"}; len(todo) > 0; {
		path := todo[0]
		todo = todo[1:]
		if _, done := bodies[path]; done || !strings.HasPrefix(path, "/") {
			continue
		}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		got := b.do(r.WithContext(WithIdentity(b.Context(), who)))
		if got.Code == http.StatusSeeOther {
			todo = append(todo, got.Header().Get("Location"))
			continue
		}
		if got.Code != http.StatusOK {
			b.Errorf("%s, which a page leads to, answers %d", path, got.Code)
		}
		bodies[path] = got.Body.String()
		if !strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(bodies[path], -1) {
			todo = append(todo, html.UnescapeString(m[1]))
		}
	}
	return bodies
}

// TestEveryLinkLeadsSomewhere walks the whole site as the centre.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	b := newBench(t).school1()
	b.finding(inventory.Finding{Kind: inventory.KindUnknownMAC, School: "179901", Severity: inventory.Warning, Subject: mac(2).String(),
		MAC: mac(2), Switch: "hy-3f-a", Port: "1/7", Since: now})
	bodies := b.crawl(Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()})
	for _, path := range []string{"/schools/179901/switches/hy-kid", "/schools/179901/devices/" + mac(2).String(), "/exports/ports.csv?school=179901"} {
		if _, ok := bodies[path]; !ok {
			t.Errorf("no link leads to %s", path)
		}
	}
}

// TestNothingForeignCanBeReached walks the site as the coordinator of the other
// school and looks for strings that only the first school has.
func TestNothingForeignCanBeReached(t *testing.T) {
	b := newBench(t).school1()
	b.list(inventory.ListEntry{School: "179901", MAC: mac(2), Name: "CANARY", Custodian: "CANARY", Room: "CANARY"})
	b.poll("ql-core", now, func(p *inventory.Poll) {
		ports(p, 4, 10)
		learned(p, mac(2), 2, 10) // the same device is seen at the other school too
	})
	for path, body := range b.crawl(Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}) {
		for _, canary := range []string{"CANARY", "海燕", "hy-core", "hy-3f-a", "hy-kid"} {
			if strings.Contains(body, canary) {
				t.Errorf("%s shows %q", path, canary)
			}
		}
	}
}
