package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/audit"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// An exportQuery is a record that somebody asked for: which one, of which
// schools, of which moment or window.
type exportQuery struct {
	table    audit.Table
	format   audit.Format
	schools  []inventory.SchoolCode
	from, to time.Time // from is zero: the moment to
}

// maxRows is the most that one record may have of anything.
const maxRows = 1_000_000

// download serves {table}.{format}.
func (s *server) download(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	e, err := readExport(r, q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	doc, err := s.record(r.Context(), q, e)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var body bytes.Buffer
	if err := doc.Write(&body, e.format); err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	ending, media := e.table.File(e.format)
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", disposition(e, ending, q.at))
	s.send(w, r, body.Bytes())
}

// exportTables names the records that a school's page offers.
func (q ask) exportTables(code inventory.SchoolCode) []audit.Table {
	return slices.DeleteFunc(audit.Tables(), func(t audit.Table) bool { return t == audit.Backups && code != q.city.Keeper() })
}

// readExport reads what is asked for: {table}.{format}, school, and at or from
// and to.
func readExport(r *http.Request, q ask) (exportQuery, error) {
	name, format, _ := strings.Cut(r.PathValue("file"), ".")
	e := exportQuery{table: audit.Table(name), format: audit.Format(format), to: q.at}
	if !slices.Contains(audit.Tables(), e.table) || !slices.Contains(e.table.Formats(), e.format) {
		return e, &usageError{http.StatusNotFound, "error.format", []any{"file", r.PathValue("file"), "tables", tableNames()}}
	}
	query := r.URL.Query()
	if err := e.window(query, q); err != nil {
		return e, err
	}
	code := inventory.SchoolCode(query.Get("school"))
	for _, school := range q.city.Schools {
		if q.Scope.Sees(school.Code) && (code == "" || school.Code == code) {
			e.schools = append(e.schools, school.Code)
		}
	}
	if len(e.schools) == 0 {
		return e, &usageError{http.StatusNotFound, "error.school.none", []any{"code", code}}
	}
	return e, nil
}

func (e *exportQuery) window(query url.Values, q ask) error {
	from, to := query.Get("from"), query.Get("to")
	if from == "" && to == "" {
		return nil
	}
	var err error
	if e.from, err = ParseMoment(from, location(q.city)); err != nil {
		return badRequest("error.at", "text", from)
	}
	if to != "" {
		if e.to, err = ParseMoment(to, location(q.city)); err != nil {
			return badRequest("error.at", "text", to)
		}
	}
	if query.Get("at") != "" || !e.from.Before(e.to) {
		return badRequest("error.period")
	}
	if e.to.After(q.now) {
		e.to = q.now
	}
	return nil
}

func tableNames() string {
	names := make([]string, 0, len(audit.Tables()))
	for _, t := range audit.Tables() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// disposition names the file as it should lie in somebody's folder.
func disposition(e exportQuery, ending string, at time.Time) string {
	school := "all"
	if len(e.schools) == 1 {
		school = string(e.schools[0])
	}
	name := fmt.Sprintf("%s-%s-%s.%s", school, e.table, at.In(taipei).Format("20060102-1504"), ending)
	return fmt.Sprintf(`attachment; filename="%s"`, name)
}

// record builds the record from the schools as they stood at the end of the window.
func (s *server) record(ctx context.Context, q ask, e exportQuery) (*audit.Document, error) {
	about := audit.About{By: q.Actor, Version: s.Version, At: q.now, From: e.from, To: e.to, Location: location(q.city)}
	then := q
	then.at, then.past = e.to, e.to.Before(q.now)
	var sources []audit.Source
	for _, code := range e.schools {
		source, err := s.source(ctx, then, e, code)
		if err != nil {
			return nil, fmt.Errorf("export %s of %s: %w", e.table, code, err)
		}
		sources = append(sources, source)
	}
	return audit.Build(e.table, about, sources)
}

// source reads what a record of one school is made from: no more than its table needs.
func (s *server) source(ctx context.Context, q ask, e exportQuery, code inventory.SchoolCode) (audit.Source, error) {
	snap, err := s.snapshot(ctx, q, code)
	if err != nil {
		return audit.Source{}, err
	}
	src := audit.Source{Snapshot: snap, Verdicts: inventory.Locate(snap)}
	if src.Notes, err = s.rekeyNotes(ctx, q, code, e.from); err != nil {
		return src, err
	}
	switch e.table {
	case audit.Findings:
		query := store.FindingQuery{School: code, At: q.at, Limit: maxRows}
		if !e.from.IsZero() {
			query = store.FindingQuery{School: code, From: e.from, To: e.to, Limit: maxRows}
		}
		src.Findings, err = s.DB.Findings(ctx, q.Scope, query)
	case audit.IPs:
		if err = s.addSeen(ctx, &src, bound(snap)); err == nil && !e.from.IsZero() {
			src.Past, err = s.pastBindings(ctx, code, e)
		}
	case audit.MACs:
		err = s.addSeen(ctx, &src, listed(snap))
	case audit.Drift:
		_, src.ListedSince, err = s.DB.ListedDevices(ctx, code, q.at, q.at)
	case audit.IoT:
		err = s.addThings(ctx, q, e, &src)
	case audit.Blocked:
		src.Blocked, err = s.blockedRecord(ctx, q, e, snap)
	case audit.Uplinks:
		src.Circuits, err = s.circuitRecord(ctx, q, e, snap)
	case audit.Backups:
		src.Backups, err = s.backupsOf(ctx, q, code)
	}
	return src, err
}

// addThings adds when the things of an inventory were seen, and what it was at the
// beginning of the window.
func (s *server) addThings(ctx context.Context, q ask, e exportQuery, src *audit.Source) error {
	snap, school := src.Snapshot, inventory.OnlySchools(src.Snapshot.School.Code)
	var macs []inventory.MAC
	for _, item := range snap.Lists.IoT {
		if !item.MAC.IsZero() {
			macs = append(macs, item.MAC)
		}
	}
	err := s.addSeen(ctx, src, macs)
	if err == nil && !e.from.IsZero() {
		src.IoTBefore, err = s.DB.IoT(ctx, q.Scope, snap.School.Code, e.from)
		src.IoTBefore = append([]inventory.IoTItem{}, src.IoTBefore...)
	}
	if err != nil {
		return err
	}
	for _, t := range inventory.Things(snap, src.Verdicts) {
		macs = append(macs, t.MAC)
	}
	src.FirstSeen, err = s.DB.FirstSeen(ctx, school, macs, snap.At)
	return err
}

// pastBindings are those that ended within the window.
func (s *server) pastBindings(ctx context.Context, code inventory.SchoolCode, e exportQuery) ([]inventory.Binding, error) {
	held, err := s.DB.Bindings(ctx, inventory.OnlySchools(code), store.BindingQuery{From: e.from, To: e.to, Limit: maxRows})
	return slices.DeleteFunc(held, func(b inventory.Binding) bool { return b.Holds(e.to) }), err
}

// addSeen adds where devices without a verdict were seen last.
func (s *server) addSeen(ctx context.Context, src *audit.Source, macs []inventory.MAC) error {
	src.Seen = map[inventory.MAC]inventory.Sighting{}
	present := map[inventory.MAC]bool{}
	for _, v := range src.Verdicts {
		present[v.MAC] = true
	}
	school := inventory.OnlySchools(src.Snapshot.School.Code)
	for _, mac := range macs {
		if present[mac] {
			continue
		}
		present[mac] = true
		last, err := s.DB.Sightings(ctx, school, store.SightingQuery{MAC: mac, To: src.Snapshot.At.Add(time.Second), Limit: 1})
		if err != nil {
			return err
		}
		if len(last) > 0 {
			src.Seen[mac] = last[0]
		}
	}
	return nil
}

// bound are the devices that hold an address.
func bound(snap *inventory.Snapshot) []inventory.MAC {
	var macs []inventory.MAC
	for _, b := range snap.Bindings {
		macs = append(macs, b.MAC)
	}
	return macs
}

// listed are the devices of a school's lists.
func listed(snap *inventory.Snapshot) []inventory.MAC {
	var macs []inventory.MAC
	for _, e := range slices.Concat(snap.Lists.Master, snap.Lists.Whitelist) {
		macs = append(macs, e.MAC)
	}
	return macs
}
