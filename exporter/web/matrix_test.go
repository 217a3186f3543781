package web

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// The matrix asks every route, by every method, as everybody, for objects that
// are one's own, a foreign school's, shared by both and of nobody. Own is 179901,
// foreign is 179902; whatever only the foreign school has is called canary.
const (
	ownSchool, foreignSchool, noSchool = "179901", "179902", "179999"
	canary                             = "CANARY"
)

// An object is one value for every wildcard that routes have.
type object struct {
	name  string
	holes map[string]string
}

// objects fills the wildcards of routes. A wildcard that stands nowhere here has
// the test fail: a new route is in the matrix from its first day.
func (m *matrix) objects() []object {
	hole := func(code, sw, port, mac string, of owned) map[string]string {
		return map[string]string{"code": code, "switch": sw, "port": port, "mac": mac, "id": of.finding, "upload": of.upload, "blocked": of.blocked,
			"name": of.person, "kind": "whitelist", "list": "devices", "step": "city", "file": "macs.csv"}
	}
	none := owned{finding: "999999", blocked: "999999", upload: "no-such-upload", person: "no such person"}
	return []object{
		{"own", hole(ownSchool, "hy-3f-a", "1/5", mac(1).String(), m.own)},
		{"foreign", hole(foreignSchool, "ql-"+canary, canary+"-p1", mac(70).String(), m.foreign)},
		{"shared", hole(ownSchool, "hy-3f-a", "1/7", mac(2).String(), m.own)},
		{"missing", hole(noSchool, "no-switch", "9/99", mac(99).String(), none)},
		{"own school, foreign object", hole(ownSchool, "ql-"+canary, canary+"-p1", mac(70).String(), m.foreign)},
		{"own school, missing object", hole(ownSchool, "no-switch", "9/99", mac(99).String(), none)},
	}
}

// owned is what belongs to a school and goes by a number or name of its own.
type owned struct{ finding, blocked, upload, person string }

// twins are objects whose answers must not tell them apart.
var twins = map[string]string{"foreign": "missing", "own school, foreign object": "own school, missing object"}

// queries are what requests carry beside their path; {…} is a wildcard's value.
var queries = []string{"", "school={code}", "school=" + foreignSchool, "q=" + canary, "q=00:00:5e:00:53:46", "q=10.242.10.7", "q=ql-",
	"mac=00:00:5e:00:53:46&school={code}", "mac=00:00:5e:00:53:46", "ip=10.242.10.7&school={code}", "flow=school&school={code}", "at=2026-11-21T09:55:00%2B08:00", "from=2026-11-20&to=2026-11-21&school={code}",
	"state=all&kind=wl_unknown_mac", "text=" + canary, "switch=ql-" + canary, "lang=en&state=all", "sort=" + canary + "&page=2&limit=1000"}

// A matrix is a bench with canaries in whatever the foreign school has.
type matrix struct {
	*bench
	own, foreign owned
}

func newMatrix(t testing.TB) *matrix {
	b := newBench(t).school1()
	m := &matrix{bench: b}
	b.city.Schools[1].Switches[0].ID, b.city.Schools[1].Switches[0].Place = "ql-"+canary, canary+" place"
	b.city.Schools[1].Contacts = []inventory.Contact{{Name: canary + " contact", Mail: canary + "@179902.example"}}
	if err := b.db.Configure(t.Context(), b.city); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{now.Add(-10 * time.Minute), now.Add(-time.Minute)} {
		b.poll("ql-"+canary, at, foreignPoll)
	}
	entry := func(n byte) inventory.ListEntry {
		return inventory.ListEntry{School: foreignSchool, MAC: mac(n), Name: canary + " name", Serial: canary + "-SN", AssetNo: canary + "-A",
			Custodian: canary + " custodian", Room: canary + " room", Note: canary + " note", KLMobile: true, Row: 2}
	}
	b.list(entry(70), entry(2))
	b.allow(entry(71))
	if _, err := b.db.ImportPortRecords(t.Context(), store.Import{At: now, Actor: canary + " actor"}, []inventory.PortRecord{
		{School: foreignSchool, Switch: "ql-" + canary, Port: canary + "-p1", Zone: "10", Outlet: canary + " outlet", Note: canary}}); err != nil {
		t.Fatal(err)
	}
	m.blockBoth()
	m.own = m.owned(ownSchool, "hy-3f-a", "1/7", "own")
	m.foreign = m.owned(foreignSchool, "ql-"+canary, canary+"-p1", canary)
	m.handler = New(m.options)
	return m
}

func foreignPoll(p *inventory.Poll) {
	p.System = inventory.System{Name: canary + "-sys", Descr: canary + " descr", Location: canary + " location", UptimeSeconds: 1e6}
	p.Entities = []inventory.Entity{{Index: 1, Class: "chassis", Model: canary + " model", Serial: canary + "-serial"}}
	ports(p, 4, 10)
	p.Interfaces[0].Name, p.Interfaces[0].Alias = canary+"-p1", canary+" alias"
	p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalIfIndex: 2, SysName: canary + "-neighbour", PortID: canary, PortDescr: canary}}
	p.ARP = []inventory.ARPRow{{IP: netip.MustParseAddr("10.242.10.7"), MAC: mac(70)}}
	learned(p, mac(70), 1, 10)
	learned(p, mac(2), 2, 10) // is seen at both schools
	complete(p, inventory.TableSystem, inventory.TableEntities, inventory.TableNeighbors, inventory.TableARP)
}

func findingOf(school inventory.SchoolCode, sw inventory.SwitchID, port string, device inventory.MAC, text string) inventory.Finding {
	return inventory.Finding{Kind: inventory.KindUnknownMAC, School: school, Severity: inventory.Warning, Subject: device.String(),
		MAC: device, Switch: sw, Port: port, Room: text, Since: now, Args: map[string]string{"mac": device.String(), "brand": text, "ap_or_port": text}}
}

// owned gives a school what its people leave: a finding and a word on it, a file
// that waits, a coordinator, a contact, a call for help.
func (m *matrix) owned(school inventory.SchoolCode, sw inventory.SwitchID, port, text string) owned {
	m.Helper()
	f := m.finding(findingOf(school, sw, port, mac(2), text))
	of := owned{finding: fmt.Sprint(f.ID), blocked: m.blockedID(school, text), upload: "upload-" + text, person: text + "-person"}
	by := store.Event{At: now, Actor: of.person, School: school, Subject: text + " subject", Detail: text + " detail"}
	_, err1 := m.db.SetFinding(m.Context(), inventory.AllSchools(), store.FindingChange{ID: f.ID, State: inventory.StateAcknowledged,
		Actor: of.person, Note: text + " word", At: now})
	_, err2 := m.db.AddPerson(m.Context(), inventory.Person{Name: of.person, Mail: text + "@school.example",
		Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{school}, Since: now}, by)
	err3 := m.db.SetContact(m.Context(), store.Contact{School: school, Name: text + " page contact", Mail: text + "2@school.example", Since: now}, by)
	err4 := m.db.KeepUpload(m.Context(), store.Upload{ID: of.upload, School: school, List: store.ListMaster, Actor: of.person, At: now,
		Expires: now.Add(time.Hour), File: text + ".csv", Body: []byte("MAC,裝置名稱\n00:00:5e:00:53:50," + text + " uploaded\n")})
	err5 := m.db.AskForHelp(m.Context(), by)
	err6 := m.db.SaveVantage(m.Context(), inventory.AllSchools(), inventory.Vantage{School: school, At: now, By: of.person, Inside: true})
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		m.Fatal(err)
	}
	return of
}

// A party is somebody who asks. Rights is what the party may.
type party struct {
	name   string
	who    *Identity // nil: not signed in
	rights []string  // names of policies
}

func parties() []party {
	signed := []string{"public", "member", "reader", "exporter"}
	coordinator := append(slices.Clone(signed), "judge", "editor")
	is := func(role inventory.Role, scope inventory.Scope) *Identity {
		return &Identity{Actor: string(role), Role: role, Scope: scope}
	}
	own := inventory.OnlySchools(ownSchool)
	return []party{
		{"nobody", nil, []string{"public"}},
		{"somebody whose rights were taken", is("", inventory.Scope{}), []string{"public"}},
		{"a coordinator", is(inventory.RoleCoordinator, own), coordinator},
		{"a coordinator without a school", is(inventory.RoleCoordinator, inventory.Scope{}), coordinator},
		{"an auditor", is(inventory.RoleAuditor, own), signed},
	}
}

// queries are all of them for who may read most and is not the centre; the others
// are refused, or see what that one sees.
func (p party) queries() []string {
	if p.name == "a coordinator" {
		return queries
	}
	return queries[:3]
}

var wildcard = regexp.MustCompile(`\{([a-z]+)(\.\.\.|\$)?\}`)

// fill puts an object into a path or query; escape tells how.
func (o object) fill(text string, escape func(string) string, t testing.TB) string {
	return wildcard.ReplaceAllStringFunc(text, func(hole string) string {
		name := strings.Trim(hole, "{}.$")
		switch {
		case name == "":
			return ""
		case name == "id" && strings.Contains(text, "/uploads/"):
			name = "upload"
		case name == "id" && strings.Contains(text, "/blocked/"):
			name = "blocked"
		}
		value, ok := o.holes[name]
		if !ok {
			t.Fatalf("the matrix knows no object for {%s} of %s", name, text)
		}
		return escape(value)
	})
}

// readings are the routes that change nothing; downloads once for each of their files.
func (m *matrix) readings() []route {
	var all []route
	for _, rt := range (&server{Options: m.options}).routes() {
		if !strings.HasPrefix(rt.pattern, http.MethodGet+" ") {
			continue
		}
		all = append(all, rt)
		if !strings.HasSuffix(rt.pattern, "exports/{file}") {
			continue
		}
		for _, file := range []string{"ports.json", "ips.csv", "findings.json", "blocked.json", "uplinks.csv", "backups.csv"} {
			one := rt
			one.pattern = strings.ReplaceAll(rt.pattern, "{file}", file)
			all = append(all, one)
		}
	}
	return all
}

func (m *matrix) ask(p party, method, path, form string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	r.RemoteAddr, r.Host = "192.0.2.7:4711", "localhost"
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if p.who != nil {
		r = r.WithContext(WithIdentity(r.Context(), *p.who))
	}
	got := httptest.NewRecorder()
	m.handler.ServeHTTP(got, r)
	return got
}

// TestRightsMatrix asks for everything there is to read, as everybody who is not
// the centre: no answer holds anything of the foreign school, and what is foreign
// answers like what does not exist.
func TestRightsMatrix(t *testing.T) {
	m := newMatrix(t)
	asked := 0
	for _, rt := range m.readings() {
		method, pattern, _ := strings.Cut(rt.pattern, " ")
		for _, p := range parties() {
			for _, query := range p.queries() {
				answers := map[string]*httptest.ResponseRecorder{}
				for _, o := range m.objects() {
					path := o.fill(strings.TrimSuffix(pattern, "{$}"), url.PathEscape, t) + "?" + o.fill(query, url.QueryEscape, t)
					got := m.ask(p, method, path, "")
					asked++
					m.leaks(p, path, got)
					m.admits(p, rt, path, got)
					answers[o.name] = m.blind(got, path)
				}
				if slices.Contains(p.rights, rt.policy.name) {
					m.alike(p, rt, query, answers)
				}
			}
		}
	}
	if asked < 5000 {
		t.Errorf("the matrix asked %d times, want at least 5,000", asked)
	}
	t.Logf("%d requests", asked)
}

// leaks looks for the foreign school's canaries in a whole answer. What the asker
// said itself may come back: a search that found nothing repeats the query.
func (m *matrix) leaks(p party, path string, got *httptest.ResponseRecorder) {
	m.Helper()
	text := fmt.Sprint(got.Header()) + got.Body.String()
	said, _ := url.QueryUnescape(path)
	for _, word := range words(said) {
		if strings.Contains(word, canary) {
			text = strings.ReplaceAll(text, word, "")
			text = strings.ReplaceAll(text, url.PathEscape(word), "")
			text = strings.ReplaceAll(text, url.QueryEscape(word), "")
		}
	}
	if i := strings.Index(text, canary); i >= 0 {
		m.Errorf("%s got from %s something foreign: …%s…", p.name, path, text[max(0, i-80):min(len(text), i+80)])
	}
}

// words are the parts of an address that may be repeated in an answer.
func words(address string) []string {
	return append(strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune("?&=", r) }),
		strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune("/?&=", r) })...)
}

// admits holds a route to its policy.
func (m *matrix) admits(p party, rt route, path string, got *httptest.ResponseRecorder) {
	m.Helper()
	refused := got.Code == http.StatusForbidden || got.Code == http.StatusUnauthorized ||
		got.Code == http.StatusSeeOther && strings.HasPrefix(got.Header().Get("Location"), "/sign-in")
	if may := slices.Contains(p.rights, rt.policy.name); !may && !refused {
		m.Errorf("%s may not %s but got %d from %s", p.name, rt.policy, got.Code, path)
	}
	if got.Code >= http.StatusInternalServerError && got.Code != http.StatusServiceUnavailable {
		m.Errorf("%s answered %s with %d: %s", path, p.name, got.Code, got.Body)
	}
}

// alike compares what is foreign with what is missing.
func (m *matrix) alike(p party, rt route, query string, answers map[string]*httptest.ResponseRecorder) {
	m.Helper()
	for foreign, missing := range twins {
		a, b := answers[foreign], answers[missing]
		if a.Code != b.Code {
			m.Errorf("%s asked %s?%s: %s answers %d, %s answers %d", p.name, rt.pattern, query, foreign, a.Code, missing, b.Code)
			continue
		}
		if got, want := a.Body.String(), b.Body.String(); got != want {
			m.Errorf("%s asked %s?%s: %s and %s differ:\n%s", p.name, rt.pattern, query, foreign, missing, firstDifference(got, want))
		}
		if got, want := fmt.Sprint(a.Header()), fmt.Sprint(b.Header()); got != want {
			m.Errorf("%s asked %s?%s: the heads of %s and %s differ:\n%s\n%s", p.name, rt.pattern, query, foreign, missing, got, want)
		}
	}
}

// blind takes what the askers said themselves out of an answer: the address, and
// the objects that any of them named, but for short numbers, which stand everywhere.
func (m *matrix) blind(got *httptest.ResponseRecorder, path string) *httptest.ResponseRecorder {
	before, _, _ := strings.Cut(path, "?")
	values := []string{before}
	for _, o := range m.objects() {
		for _, v := range o.holes {
			if len(v) > 4 {
				values = append(values, v)
			}
		}
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, v := range slices.Compact(values) {
		for _, written := range []string{url.QueryEscape(v), url.QueryEscape(url.QueryEscape(v)), url.PathEscape(v), html.EscapeString(v), v} {
			pairs = append(pairs, written, "…")
		}
	}
	strip := strings.NewReplacer(pairs...)
	out := httptest.NewRecorder()
	out.Code = got.Code
	out.Body = bytes.NewBufferString(strip.Replace(got.Body.String()))
	for name, field := range got.Header() {
		out.Header().Set(name, strip.Replace(strings.Join(field, ", ")))
	}
	out.Header().Del("Content-Length")
	return out
}

func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-100)
	return fmt.Sprintf("…%s…\n…%s…", a[from:min(len(a), i+100)], b[from:min(len(b), i+100)])
}
