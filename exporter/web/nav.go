package web

import (
	"net/http"
	"strings"

	"rollcall/inventory"
)

// A navEntry is a page that every page leads to. Who may use its route sees it;
// one without a route is not shown.
type navEntry struct {
	key string // its name is page.nav.KEY
	url string
}

// navEntries lists them in the order in which they stand.
func navEntries() []navEntry {
	return []navEntry{
		{"city", "/"},
		{"findings", "/findings"},
		{"diagnose", "/diagnose"},
		{"lists", "/lists"},
		{"blocked", "/blocked"},
		{"plan", "/plan"},
		{"uplinks", "/uplinks"},
		{"messages", "/messages"},
		{"rollout", "/rollout"},
		{"users", "/users"},
		{"health", "/health"},
		{"setup", "/setup"},
	}
}

// A navItem is an entry as one person sees it on one page.
type navItem struct {
	Key  string
	URL  string
	Here bool // the page is this one, or one below it
}

// policiesOf finds the policy of each entry in the table of routes.
func policiesOf(routes []route) map[string]Policy {
	policies := map[string]Policy{}
	for _, rt := range routes {
		if path, ok := strings.CutPrefix(rt.pattern, "GET "); ok {
			policies[strings.TrimSuffix(path, "{$}")] = rt.policy
		}
	}
	return policies
}

// navOf lists the entries that the person behind a request may use.
func (s *server) navOf(r *http.Request) []navItem {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	if who.Role == "" {
		return nil
	}
	var items []navItem
	for _, e := range navEntries() {
		policy, exists := s.policies[e.url]
		if !exists || e.key == "setup" && s.Setup == nil {
			continue
		}
		if _, err := policy.admit(who, true); err != nil {
			continue
		}
		item := navItem{Key: e.key, URL: e.url, Here: r.URL.Path == e.url || e.url != "/" && strings.HasPrefix(r.URL.Path, e.url+"/")}
		if own, one := onlySchool(who.Scope); one && e.key == "city" {
			item.Key, item.URL, item.Here = "school", schoolPath(own), r.URL.Path == schoolPath(own)
		}
		items = append(items, item)
	}
	return items
}

// onlySchool returns the one school of somebody who has no other.
func onlySchool(scope inventory.Scope) (inventory.SchoolCode, bool) {
	codes := scope.Schools()
	if scope.All() || len(codes) != 1 {
		return "", false
	}
	return codes[0], true
}

// home leads somebody with one school to it, and shows the city to everybody else.
func (s *server) home(w http.ResponseWriter, r *http.Request) {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	own, one := onlySchool(who.Scope)
	if _, known := s.City().School(own); !one || !known {
		s.page("city", s.askCity)(w, r)
		return
	}
	u := *r.URL
	u.Path = schoolPath(own)
	http.Redirect(w, r, u.RequestURI(), http.StatusSeeOther)
}
