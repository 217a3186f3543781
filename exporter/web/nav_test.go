package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

func TestEveryEntryOfTheNavigationHasAName(t *testing.T) {
	for _, e := range navEntries() {
		if !wording.Has("page.nav." + e.key) {
			t.Errorf("page.nav.%s has no sentence", e.key)
		}
	}
}

// TestTheNavigationLeadsWhereOneMayGo holds what the centre and the coordinator
// of one school find on the first page.
func TestTheNavigationLeadsWhereOneMayGo(t *testing.T) {
	b := newBench(t).school1()
	body := b.get("/").Body.String()
	if !strings.Contains(body, `<a href="/" aria-current="page">全市</a>`) {
		t.Error("the centre's first page is not the city, or does not say so")
	}
	ask := func(path string, schools ...inventory.SchoolCode) *httptest.ResponseRecorder {
		who := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools(schools...)}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		return b.do(r.WithContext(WithIdentity(r.Context(), who)))
	}
	if got := ask("/?at=115/11/21", "179901"); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/schools/179901?at=115/11/21" {
		t.Errorf("the coordinator of one school is led to %d %s", got.Code, got.Header().Get("Location"))
	}
	body = ask("/schools/179901", "179901").Body.String()
	if !strings.Contains(body, `<a href="/schools/179901" aria-current="page">本校</a>`) || strings.Contains(body, `href="/users"`) {
		t.Error("the coordinator's navigation lacks the own school, or has what is the centre's")
	}
	if body := ask("/", "179901", "179902").Body.String(); !strings.Contains(body, "晴嵐國小") {
		t.Error("the coordinator of two schools does not see both")
	}
}
