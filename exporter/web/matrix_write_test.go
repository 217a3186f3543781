package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// forms are what is posted, beside nothing at all. What a handler does not know
// of them it must not obey: role, school and person are for others to decide.
var forms = []string{"", "school={code}&code={code}&id={id}&ids={id}&finding={id}&mac={mac}&switch={switch}&port={port}&name={name}&person={name}&to={name}&upload={upload}" +
	"&do=dismiss&state=restored&os_version=x&handling=y&handled_on=2026-11-20&look=0&action=dismiss&note=x&reason=x&confirm=yes&replace=1&undo={id}&import={id}" +
	"&inside=yes&role=centre&schools=" + foreignSchool + "&school_id=" + foreignSchool + "&mail=x@own.example&password=a+long+password+here&until=2026-12-01"}

// TestWritesStayAtHome posts to every route as everybody who is not the centre.
// Nothing of the foreign school changes, an auditor and who is not signed in
// change nothing at all, and what is refused says nothing foreign.
func TestWritesStayAtHome(t *testing.T) {
	m := newMatrix(t)
	before := m.foreignState()
	for _, rt := range (&server{Options: m.options}).routes() {
		method, pattern, _ := strings.Cut(rt.pattern, " ")
		if method == http.MethodGet {
			continue
		}
		for _, p := range parties() {
			record := m.record()
			for _, form := range forms {
				for _, o := range m.objects() {
					path := o.fill(pattern, url.PathEscape, t)
					body := o.fill(form, url.QueryEscape, t)
					got := m.ask(p, method, path+"?"+body, body)
					m.leaks(p, path+"?"+body, got)
					m.admits(p, rt, path, got)
				}
			}
			mayWrite := slices.Contains(p.rights, "editor") || rt.policy.name == "public" || rt.policy.name == "member"
			if now := m.record(); !mayWrite && now != record {
				t.Errorf("%s wrote by %s:\nbefore %s\nafter %s", p.name, rt.pattern, record, now)
			}
		}
		if after := m.foreignState(); after != before {
			t.Fatalf("%s changed the foreign school:\n%s", rt.pattern, firstDifference(before, after))
		}
	}
}

// foreignState is everything that people decide about the foreign school, and who
// may see it.
func (m *matrix) foreignState() string {
	m.Helper()
	ctx, scope := m.Context(), inventory.AllSchools()
	lists, err1 := m.db.Lists(ctx, scope, foreignSchool, now)
	findings, err2 := m.db.Findings(ctx, scope, store.FindingQuery{School: foreignSchool})
	people, err3 := m.db.People(ctx)
	rollout, err4 := m.db.Rollout(ctx, foreignSchool)
	contacts, err5 := m.db.Contacts(ctx, scope, foreignSchool)
	vantages, err6 := m.db.Vantages(ctx, inventory.OnlySchools(foreignSchool), time.Unix(0, 0))
	blocked, err7 := m.db.Blocked(ctx, scope, store.BlockedQuery{})
	for _, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
		if err != nil {
			m.Fatal(err)
		}
	}
	return fmt.Sprintf("%+v\n%+v\n%+v\n%+v\n%+v\n%+v\n%s", lists, findings, people, rollout, contacts, vantages, foreignBlocked(blocked))
}

// record is how long the record of what people did is, and its newest entry.
func (m *matrix) record() string {
	m.Helper()
	events, err := m.db.Events(m.Context(), inventory.AllSchools(), store.EventQuery{})
	if err != nil {
		m.Fatal(err)
	}
	if len(events) == 0 {
		return "empty"
	}
	return fmt.Sprintf("%d, newest %+v", len(events), events[0])
}
