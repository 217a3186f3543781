package web

import (
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// plain is a full bench whose names are all written in ASCII, so that whatever
// else stands on its pages is rollcall's own.
func plain(t *testing.T) *bench {
	t.Helper()
	b := full(t)
	b.city.Name = "Demo"
	for i, name := range []string{"Haiyan", "Qinglan"} {
		b.city.Schools[i].Name = name
		for j := range b.city.Schools[i].Switches {
			b.city.Schools[i].Switches[j].Place = "closet"
		}
	}
	for i := range b.city.Plan.Zones {
		b.city.Plan.Zones[i].Name = "zone " + b.city.Plan.Zones[i].ID
	}
	b.list(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "desk", Class: inventory.ClassPC, Row: 2})
	b.records(inventory.PortRecord{School: "179901", Switch: "hy-3f-a", Port: "1/7", Zone: "admin", Outlet: "3-2", Row: 2})
	if _, err := b.db.ImportWhitelist(t.Context(), store.Import{At: now, Actor: "test", Replace: true},
		[]inventory.ListEntry{{School: "179901", MAC: mac(1), Name: "desk", Row: 2}}); err != nil {
		t.Fatal(err)
	}
	return b
}

// said to be in the other language: the link to it.
var tongue = regexp.MustCompile(`<a class="tongue".*?</a>`)

// unsaid is a key without its sentence, or a sentence that was not filled.
var unsaid = regexp.MustCompile(`.{0,40}(?:\bpage\.[a-z]|<no value>|%!|\{[a-z_]+(?::[a-z_]+)?\}).{0,20}`)

// TestPagesSpeakOneLanguage opens one page of each sort in both languages. What
// is English has no Chinese in it, and in neither does a key stand for a sentence.
func TestPagesSpeakOneLanguage(t *testing.T) {
	b := plain(t)
	pages := append(slices.Sorted(maps.Keys(b.sample(1))), "/me", "/nowhere", "/search?q=5e", "/search?q=nothing-like-it", "/schools/179902",
		"/schools/179902/plan", "/schools/179901/switches/hy-kid", "/schools/179901?at=115/11/21+09:50")
	for _, path := range pages {
		for _, l := range []Lang{ZhTW, En} {
			r := httptest.NewRequest(http.MethodGet, inLanguage(path, l), nil)
			who := Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
			body := html.UnescapeString(tongue.ReplaceAllString(b.do(r.WithContext(WithIdentity(b.Context(), who))).Body.String(), ""))
			if at := unsaid.FindString(body); at != "" {
				t.Errorf("%s in %s shows %q", path, l, at)
			}
			if l == ZhTW && !strings.ContainsFunc(body, isHan) {
				t.Errorf("%s has nothing in Chinese", path)
			}
			if i := strings.IndexFunc(body, isHan); l == En && i >= 0 {
				t.Errorf("%s in English has %q", path, body[max(0, i-60):min(len(body), i+60)])
			}
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// TestNothingIsLoadedFromOutside looks through pages, stylesheet and script for
// addresses of other sites.
func TestNothingIsLoadedFromOutside(t *testing.T) {
	b := full(t)
	texts := b.sample(1)
	for _, asset := range []string{"/assets/style.css", "/assets/keys.js", "/assets/icon.svg"} {
		texts[asset] = b.get(asset).Body.String()
	}
	outside := regexp.MustCompile(`(?i)(?:src|href|action|srcset|poster|data)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|import\s*\(|fetch\s*\(`)
	inline := regexp.MustCompile(`(?i)<script(?:[^>]*)>[^<]|<style|\sstyle\s*=|\son[a-z]+\s*=`)
	for path, text := range texts {
		if at := outside.FindString(text); at != "" {
			t.Errorf("%s asks for something elsewhere: %q", path, at)
		}
		if at := inline.FindString(text); at != "" && !strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s has a script or a style inside: %q", path, at)
		}
	}
}
