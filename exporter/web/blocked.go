package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/audit"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// blockedRoutes are those of the addresses that the centre has blocked: its list,
// and what schools do about it.
func (s *server) blockedRoutes() []route {
	return []route{
		{pattern: "GET /blocked", policy: reader(), serve: s.cityBlocked},
		{pattern: "POST /blocked", policy: centre(), serve: s.receive, upload: true},
		{pattern: "POST /blocked/undo", policy: centre(), serve: s.undoImport},
		{pattern: "POST /blocked/confirm", policy: centre(), serve: s.confirmList},
		{pattern: "GET /blocked/uploads/{id}", policy: centre(), serve: s.page("preview", s.askPreview)},
		{pattern: "POST /blocked/uploads/{id}", policy: centre(), serve: s.takeUpload},
		{pattern: "GET /schools/{code}/blocked", policy: reader(), serve: s.page("blocked", s.askBlocked)},
		{pattern: "GET /schools/{code}/blocked/{id}", policy: reader(), serve: s.page("blocked_ip", s.askBlockedIP)},
		{pattern: "POST /schools/{code}/blocked/{id}", policy: judge(), serve: s.stepBlocked},
		{pattern: "GET /api/v1/blocked", policy: reader(), serve: s.asJSON(s.askCityBlocked),
			about: "Blocked addresses of every school one may see, with who held each when it was blocked; state=open|all."},
		{pattern: "GET /api/v1/schools/{code}/blocked", policy: reader(), serve: s.asJSON(s.askBlocked),
			about: "Blocked addresses of a school: device, place and state of each; state=open|all."},
		{pattern: "GET /api/v1/schools/{code}/blocked/{id}", policy: reader(), serve: s.asJSON(s.askBlockedIP),
			about: "One blocked address, what people said of it, and the mail that asks for it to be unblocked, or what that lacks."},
		{pattern: "POST /api/v1/schools/{code}/blocked/{id}", policy: judge(), serve: s.stepBlockedJSON, form: true,
			about: "Says how far a blocked address is; a form with state=found|restored|asked|lifted, os_version=, handling=, handled_on=, reported=true, look=true."},
	}
}

// A blockedView is one blocked address.
type blockedView struct {
	ID        int64                `json:"id"`
	School    inventory.SchoolCode `json:"school"`
	Name      string               `json:"school_name"`
	IP        string               `json:"ip"`
	At        time.Time            `json:"blocked_at"`
	Exact     inventory.BlockExact `json:"exact,omitempty"` // day, week: how roughly blocked_at is known
	ListDate  inventory.Date       `json:"list_date"`
	Reason    string               `json:"reason"`
	Source    string               `json:"source"`
	Drill     bool                 `json:"drill"`
	State     inventory.BlockState `json:"state"`
	Due       inventory.Date       `json:"due,omitempty"` // by when the school is to have asked; absent: it has
	Late      bool                 `json:"late"`
	ReportBy  time.Time            `json:"report_by,omitzero"` // of an incident of the ministry
	Left      *int64               `json:"report_seconds_left,omitempty"`
	Reported  time.Time            `json:"reported_at,omitzero"`
	OSVersion string               `json:"os_version"`
	Handling  string               `json:"handling"`
	HandledOn inventory.Date       `json:"handled_on,omitempty"`
	Lifted    time.Time            `json:"unblocked_at,omitzero"`
	By        string               `json:"by"`
	Changed   time.Time            `json:"changed_at"`
	Located   time.Time            `json:"located_at,omitzero"`
	Then      inventory.Holder     `json:"at_block"`
	More      []inventory.Holder   `json:"others_at_block"`
	Now       inventory.Holder     `json:"now"`
	NAT       bool                 `json:"nat"`
	NATWhy    string               `json:"nat_reason,omitempty"`
}

// blockedView makes the view of an address as of the moment of a request.
func (q ask) blockedView(b inventory.BlockedIP) blockedView {
	school, _ := q.city.School(b.School)
	v := blockedView{ID: b.ID, School: b.School, Name: school.Name, IP: b.IP.String(), At: b.BlockedAt, Exact: b.Exact, ListDate: b.ListDate,
		Reason: b.Reason, Source: b.Source, Drill: b.Drill, State: b.State, Due: b.Due(q.city.Calendar), Reported: b.ReportedAt, ReportBy: b.ReportDue(),
		OSVersion: b.OSVersion, Handling: b.Handling, HandledOn: b.HandledOn, Lifted: b.LiftedAt, By: b.By, Changed: b.ChangedAt, Located: b.Located,
		Then: b.Then, More: append([]inventory.Holder{}, b.More...), Now: b.Now, NAT: b.NAT, NATWhy: b.NATWhy}
	v.Late = v.Due != "" && v.Due < inventory.DateOf(q.now)
	if b.School == "" {
		v.Then.Verdict = inventory.HeldNoSchool
	}
	if !v.ReportBy.IsZero() && v.Reported.IsZero() && b.Open() {
		left := int64(v.ReportBy.Sub(q.now) / time.Second)
		v.Left = &left
	}
	return v
}

// Path is the address of the page of one blocked address.
func (v blockedView) Path() string { return blockedPath(v.School, v.ID) }

// Verdict is why the device is said to have held the address, or why none is known.
func (v blockedView) Verdict() string { return "blocked." + cmp.Or(v.Then.Verdict, "pending") }

// Clock says how long there is to report an incident, or how long it is over.
func (v blockedView) Clock() time.Duration {
	if v.Left == nil {
		return 0
	}
	return time.Duration(max(*v.Left, -*v.Left)) * time.Second
}

// Over says whether the hour has passed without a report.
func (v blockedView) Over() bool { return v.Left != nil && *v.Left < 0 }

func blockedPath(school inventory.SchoolCode, id int64) string {
	return schoolPath(school) + "/blocked/" + strconv.FormatInt(id, 10)
}

// A blockedPage is the page of the blocked addresses of a school, or of all.
type blockedPage struct {
	School  inventory.SchoolCode `json:"school,omitempty"` // empty: of all that one may see
	Name    string               `json:"-"`
	State   string               `json:"state"` // open or all
	ListAt  time.Time            `json:"list_at,omitzero"`
	Counts  []blockCount         `json:"counts"`
	Rows    []blockedView        `json:"rows"`
	Running []blockedView        `json:"-"` // incidents of the ministry that are not reported yet
	Max     int                  `json:"-"`
	Today   inventory.Date       `json:"-"`
	History []importLine         `json:"imports,omitempty"`
	Did     string               `json:"-"`
	May     bool                 `json:"-"` // the person may import
}

// A blockCount says how many addresses are in a state, exercises left out.
type blockCount struct {
	State inventory.BlockState `json:"state"`
	Count int                  `json:"count"`
}

// blockedShown is how many lifted addresses a page still shows.
const blockedShown = 500

// cityBlocked leads people with one school to its page, others to that of all.
func (s *server) cityBlocked(w http.ResponseWriter, r *http.Request) {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	if own, one := onlySchool(who.Scope); one {
		http.Redirect(w, r, schoolPath(own)+"/blocked", http.StatusSeeOther)
		return
	}
	s.page("blocked", s.askCityBlocked)(w, r)
}

// askCityBlocked answers with the addresses of every school that one may see and,
// for the centre, with its list.
func (s *server) askCityBlocked(r *http.Request, q ask) (any, error) {
	page, err := s.blockedPage(r, q, "")
	if err != nil {
		return nil, err
	}
	page.Name, page.May = q.city.Name, q.Scope.All() && q.Role.May(inventory.RightManage)
	if page.May {
		page.Max = maxUpload >> 20
		page.History, err = s.history(r.Context(), q, "", lists.KindBlocklist)
		page.Did = didWord(q.lang, r.URL.Query().Get("did"), page.History)
	}
	return page, err
}

// askBlocked answers with the addresses of one school.
func (s *server) askBlocked(r *http.Request, q ask) (any, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return nil, err
	}
	page, err := s.blockedPage(r, q, school.Code)
	page.Name = school.Name
	return page, err
}

func (s *server) blockedPage(r *http.Request, q ask, school inventory.SchoolCode) (blockedPage, error) {
	page := blockedPage{School: school, State: cmp.Or(r.URL.Query().Get("state"), "open"), Rows: []blockedView{}, Counts: []blockCount{}, Today: inventory.DateOf(q.now)}
	all, err := s.DB.Blocked(r.Context(), q.Scope, store.BlockedQuery{School: school})
	if err != nil {
		return page, err
	}
	counts := inventory.BlockCounts(all)
	for _, state := range inventory.BlockStates() {
		page.Counts = append(page.Counts, blockCount{state, counts[state]})
	}
	var snap *inventory.Snapshot
	if school != "" {
		if snap, err = s.snapshot(r.Context(), q, school); err != nil {
			return page, err
		}
	}
	for _, b := range all {
		if !b.Open() && (page.State == "open" || len(page.Rows) >= blockedShown && !isAPI(r)) {
			continue
		}
		if snap != nil {
			b = b.AsOf(snap)
		}
		v := q.blockedView(b)
		page.Rows = append(page.Rows, v)
		if v.Left != nil {
			page.Running = append(page.Running, v)
		}
	}
	page.ListAt, err = s.DB.BlocklistAt(r.Context())
	return page, err
}

// importBlocked takes in the centre's list and looks up at once who held its
// addresses.
func (s *server) importBlocked(ctx context.Context, by store.Import, rows []inventory.BlockEntry) (store.Imported, error) {
	done, err := s.DB.ImportBlocked(ctx, by, rows)
	if err == nil && !by.DryRun {
		_, err = s.DB.LocateBlocked(ctx, s.City(), by.At)
	}
	return done, err
}

// blockOptions are what a request says of a list of blocked addresses.
func blockOptions(o lists.Options, form url.Values, now time.Time) (lists.Options, error) {
	o.Now, o.Source, o.Drill = now, form.Get("source"), isSet(form.Get("drill"))
	text := strings.TrimSpace(form.Get("list-date"))
	if text == "" {
		return o, nil
	}
	at, err := ParseMoment(text, taipei)
	if err != nil {
		return o, badRequest("error.at", "text", text)
	}
	o.ListDate = inventory.DateOf(at)
	return o, nil
}

// blockedRecord are the rows of 封鎖IP對照表 of a school.
func (s *server) blockedRecord(ctx context.Context, q ask, e exportQuery, snap *inventory.Snapshot) ([]inventory.BlockedIP, error) {
	rows, err := s.DB.Blocked(ctx, q.Scope, store.BlockedQuery{School: snap.School.Code, At: e.to})
	for i := range rows {
		rows[i] = rows[i].AsOf(snap)
	}
	return audit.BlockedOn(rows, e.from, e.to), err
}

// blockFieldNames are the words for fields that are missing.
func blockFieldNames(l Lang, fields []string) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = wording.Name(l, "block_field", f)
	}
	return strings.Join(names, wording.Text(l, "list.and", nil))
}

// blockedWhen writes when an address was blocked, as exactly as a list says.
func blockedWhen(at time.Time, exact inventory.BlockExact) string {
	switch exact {
	case inventory.BlockDay:
		return stampDay(at)
	case inventory.BlockWeek:
		return "≤ " + stampDay(at)
	}
	return stampSecond(at)
}

// When writes when the address was blocked, as exactly as the list says.
func (v blockedView) When() string { return blockedWhen(v.At, v.Exact) }

// schoolCodes are those of all schools of a city.
func schoolCodes(city *inventory.City) []inventory.SchoolCode {
	var codes []inventory.SchoolCode
	for _, s := range city.Schools {
		codes = append(codes, s.Code)
	}
	return codes
}
