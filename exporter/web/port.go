package web

import (
	"cmp"
	"context"
	"io/fs"
	"net/http"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// Limits of a port's time line.
const (
	lineDays  = 30  // days that it goes back, unless the request names another beginning
	lineItems = 300 // things that it shows
)

// A portPage is the page of one port: what it is now, and what it has been.
type portPage struct {
	At     time.Time            `json:"at"`
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	Switch inventory.SwitchID   `json:"switch"`
	Place  string               `json:"place,omitempty"`
	State  string               `json:"switch_state"` // up late auth down unread
	Now    portRow              `json:"now"`
	Config inventory.PortConfig `json:"config"`
	Since  time.Time            `json:"config_since,omitzero"`
	Answer inventory.Answer     `json:"answer"` // whether it is known who is on the port
	Read   time.Time            `json:"read,omitzero"`

	Findings []findingView `json:"findings"`
	From     time.Time     `json:"from"` // how far back the time line goes
	Line     []lineItem    `json:"timeline"`
	Cut      bool          `json:"cut,omitempty"` // there is more
}

// Days are the dates of the time line.
func (p portPage) Days() []lineDay { return daysOf(p.Line) }

// askPort answers for one port.
func (s *server) askPort(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	roll := s.rollOf(q, snap)
	v := roll.views[inventory.SwitchID(r.PathValue("switch"))]
	p, known := exactPort(v, r.PathValue("port"))
	if !known {
		return nil, fs.ErrNotExist
	}
	page := roll.portPage(v, p, q)
	if page.From, err = s.lineFrom(r, q); err != nil {
		return nil, err
	}
	if err := s.addPortFindings(r.Context(), q, &page); err != nil {
		return nil, err
	}
	return page, s.addPortLine(r.Context(), q, roll, &page)
}

// exactPort finds a port by its own name, else by what people call it.
func exactPort(v *inventory.SwitchView, name string) (inventory.PortView, bool) {
	if v == nil {
		return inventory.PortView{}, false
	}
	for _, p := range v.Ports {
		if p.Port.IfName == name {
			return p, true
		}
	}
	return v.PortNamed(name)
}

// lineFrom reads where a time line begins.
func (s *server) lineFrom(r *http.Request, q ask) (time.Time, error) {
	text := r.URL.Query().Get("from")
	if text == "" {
		return q.at.AddDate(0, 0, -lineDays), nil
	}
	from, err := ParseMoment(text, location(q.city))
	if err != nil {
		return from, badRequest("error.at", "text", text)
	}
	return from.UTC(), nil
}

// portPage builds everything of the page that a Snapshot alone tells.
func (r *roll) portPage(v *inventory.SwitchView, p inventory.PortView, q ask) portPage {
	row := r.portRow(v, p, q.lang)
	for _, d := range r.devices(q.lang) {
		if d.Switch == v.Switch.ID && d.Port == p.Port.IfName {
			row.Devices = append(row.Devices, d)
		}
	}
	sw := switchRowOf(v, q.city.Thresholds.DownAfter)
	return portPage{At: r.snap.At, School: r.snap.School.Code, Name: r.snap.School.Name, Switch: v.Switch.ID, Place: sw.Place,
		State: sw.State, Now: row, Config: p.Config, Since: p.ConfigSince, Answer: answerOf(v, p, row),
		Read: v.Coverage[inventory.TableFDB].Last, Findings: []findingView{}, Line: []lineItem{}}
}

// answerOf says what it means that these devices, or none, are told of a port.
func answerOf(v *inventory.SwitchView, p inventory.PortView, row portRow) inventory.Answer {
	switch {
	case p.Role.Role == inventory.RoleUplink && p.Role.Sure:
		return inventory.AnswerNotKept
	case !v.Coverage[inventory.TableFDB].Fresh:
		return inventory.AnswerNotObserved
	case len(row.Devices) > 0:
		return inventory.AnswerSeen
	}
	return inventory.AnswerNobody
}

// addPortFindings adds the open findings that name the port.
func (s *server) addPortFindings(ctx context.Context, q ask, page *portPage) error {
	findings, err := s.schoolFindings(ctx, q, findingFilter{School: page.School, State: inventory.StateOpen})
	for _, f := range findings {
		if f.Switch == page.Switch && f.Port == page.Now.Port {
			page.Findings = append(page.Findings, findingViewOf(q, f))
		}
	}
	page.Now.Flagged = len(page.Findings)
	return err
}

// addPortLine adds the time line: what the port was set up as, who was there, what
// the switch said, and when nobody looked.
func (s *server) addPortLine(ctx context.Context, q ask, roll *roll, page *portPage) error {
	l := portLine{server: s, ask: q, roll: roll, page: page, until: q.at.Add(time.Second)}
	for _, add := range []func(context.Context) error{l.attributes, l.stays, l.events, l.gaps} {
		if err := add(ctx); err != nil {
			return err
		}
	}
	page.Line, page.Cut = newestFirst(l.items, lineItems)
	return nil
}

// A portLine is the time line of a port in the making.
type portLine struct {
	*server
	ask
	roll  *roll
	page  *portPage
	until time.Time
	items []lineItem
}

// stays adds the devices that were on the port, unless it leads to another switch.
func (l *portLine) stays(ctx context.Context) error {
	if l.page.Now.Role == inventory.RoleUplink {
		return nil
	}
	port := inventory.PortID{Switch: l.page.Switch, IfName: l.page.Now.Port}
	found, err := l.DB.Sightings(ctx, l.Scope, store.SightingQuery{Port: port, From: l.page.From, To: l.until, Limit: lineItems})
	for _, seen := range found {
		name := ""
		for _, e := range l.roll.listing.Own(seen.MAC) {
			name = cmp.Or(name, e.Name)
		}
		item := lineItem{At: seen.First, Until: seen.Gone, Kind: lineStay, MAC: &seen.MAC, School: l.page.School, Text: stayText(l.lang, name, seen.VID)}
		if item.Lasts = seen.Holds(l.at); item.Lasts {
			item.Until = time.Time{}
		}
		l.items = append(l.items, item)
	}
	return err
}

// stayText names a device and the VLAN that it was in.
func stayText(l Lang, name string, vid int) string {
	switch {
	case name != "" && vid > 0:
		return say(l, "line.stay.named", "name", name, "vid", vid)
	case vid > 0:
		return say(l, "line.stay", "vid", vid)
	case name != "":
		return name
	}
	return ""
}

// events adds what the switch said of the port.
func (l *portLine) events(ctx context.Context) error {
	found, err := l.server.events(ctx, l.ask, store.SwitchEventQuery{School: l.page.School, Switch: l.page.Switch, Port: l.page.Now.Port,
		From: l.page.From, To: l.until, Limit: lineItems})
	for _, e := range found {
		l.items = append(l.items, lineItem{At: e.At, Kind: lineEvent, MAC: e.MAC, School: l.page.School, Text: eventText(l.lang, e)})
	}
	return err
}

// gaps adds when the tables that tell of the port were not read.
func (l *portLine) gaps(ctx context.Context) error {
	coverages, err := l.DB.Coverage(ctx, l.Scope, store.CoverageQuery{Switch: l.page.Switch, From: l.page.From, To: l.until})
	if err != nil {
		return err
	}
	byTable := map[inventory.Table][]inventory.Coverage{}
	for _, c := range coverages {
		byTable[c.Table] = append(byTable[c.Table], c)
	}
	var gaps []stretch
	for _, t := range []inventory.Table{inventory.TableInterfaces, inventory.TableFDB} {
		end := l.at
		if l.roll.fresh(l.page.Switch, t) { // the last reading is not old enough to be called a gap
			end = time.Time{}
		}
		gaps = append(gaps, gapsOf(byTable[t], end)...)
	}
	for _, g := range overlapping(gaps) {
		item := lineItem{At: g.from, Until: g.until, Kind: lineGap, Text: say(l.lang, "line.gap")}
		if g.until.Equal(l.at) {
			item.Until, item.Lasts = time.Time{}, true
		}
		l.items = append(l.items, item)
	}
	return nil
}
