package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// seenEvery is how often the Seen of a finding that is otherwise unchanged is
// written down.
const seenEvery = 10 * time.Minute

// A FindingQuery asks for findings, newest first. Without At, From and To it
// asks for those that last now.
type FindingQuery struct {
	School   inventory.SchoolCode // empty: every school in the scope
	Kinds    []inventory.Kind     // empty: all
	IDs      []int64              // empty: all
	Subject  string               // what they are about; empty: anything
	States   []string             // empty: all; with inventory.StateResolved, also those that are over
	At       time.Time            // those that lasted at a moment, in the state they have today
	From, To time.Time            // those that lasted at some moment from From up to and without To
	Limit    int                  // 0: all of them
}

const findingColumns = `SELECT id, state, opened, seen, resolved, muted, actor, note, until, body FROM findings`

// Findings returns the findings that a person may see.
func (db *DB) Findings(ctx context.Context, scope inventory.Scope, q FindingQuery) ([]inventory.FindingRow, error) {
	w := q.where()
	w.scope("school", scope)
	order := ` ORDER BY opened DESC, id DESC`
	if q.Limit > 0 {
		order += top(q.Limit)
	}
	rows, err := db.query(ctx, findingColumns+w.String()+order, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read findings: %w", err))
	}
	var found []inventory.FindingRow
	err = each(rows, func(rows *sql.Rows) error {
		f, err := scanFinding(rows)
		found = append(found, f)
		return err
	})
	return found, db.explain(err)
}

// A FindingCount says how many findings of a school are alike.
type FindingCount struct {
	School   inventory.SchoolCode
	Kind     inventory.Kind
	Severity inventory.Severity
	State    string
	Muted    bool
	N        int
}

// CountFindings counts what Findings would return, but for the limit.
func (db *DB) CountFindings(ctx context.Context, scope inventory.Scope, q FindingQuery) ([]FindingCount, error) {
	w := q.where()
	w.scope("school", scope)
	rows, err := db.query(ctx, `SELECT school, kind, severity, state, muted <> '', COUNT(*) FROM findings`+w.String()+
		` GROUP BY school, kind, severity, state, muted <> ''`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("count findings: %w", err))
	}
	var counts []FindingCount
	err = each(rows, func(rows *sql.Rows) error {
		var c FindingCount
		err := rows.Scan(&c.School, &c.Kind, &c.Severity, &c.State, &c.Muted, &c.N)
		counts = append(counts, c)
		return err
	})
	return counts, db.explain(err)
}

func (q FindingQuery) where() *where {
	w := new(where)
	if q.School != "" {
		w.add("school = ?", string(q.School))
	}
	if len(q.Kinds) > 0 {
		in(w, "kind", q.Kinds)
	}
	if len(q.States) > 0 {
		in(w, "state", q.States)
	}
	if len(q.IDs) > 0 {
		w.ids("id", q.IDs)
	}
	if q.Subject != "" {
		w.add("subject = ?", q.Subject)
	}
	switch {
	case !q.At.IsZero():
		w.holds("opened", "resolved", q.At)
	case !q.From.IsZero() || !q.To.IsZero():
		w.overlaps("opened", "resolved", q.From, q.To)
	case len(q.States) == 0 && len(q.IDs) == 0:
		w.add("resolved IS NULL")
	}
	return w
}

// Finding returns one finding by its reference number; fs.ErrNotExist if there
// is none that the person may see.
func (db *DB) Finding(ctx context.Context, scope inventory.Scope, id int64) (inventory.FindingRow, error) {
	var w where
	w.add("id = ?", id)
	w.scope("school", scope)
	f, err := scanFinding(db.read.QueryRowContext(ctx, findingColumns+w.String(), w.args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return f, db.explain(fmt.Errorf("finding %d: %w", id, err))
	}
	return f, nil
}

// scanFinding reads one row of findingColumns from *sql.Row or *sql.Rows.
func scanFinding(row interface{ Scan(...any) error }) (inventory.FindingRow, error) {
	var f inventory.FindingRow
	var opened, seen, resolved, until sql.NullInt64
	var body []byte
	if err := row.Scan(&f.ID, &f.State, &opened, &seen, &resolved, &f.Muted, &f.Actor, &f.Note, &until, &body); err != nil {
		return f, err
	}
	f.Opened, f.Seen, f.Resolved, f.Until = moment(opened), moment(seen), moment(resolved), moment(until)
	if err := json.Unmarshal(body, &f.Finding); err != nil {
		return f, fmt.Errorf("finding %d: %w", f.ID, err)
	}
	return f, nil
}

// writeFinding stores what the rules say of one finding and returns it as it now
// stands: with its number, and with the words of people, which rules never change.
func (t *tx) writeFinding(f inventory.FindingRow) (inventory.FindingRow, error) {
	old, err := t.storedFinding(f)
	if errors.Is(err, sql.ErrNoRows) {
		return t.openFinding(f)
	}
	if err != nil || !old.Resolved.IsZero() {
		return old, err // what is over stays over
	}
	next := old
	next.Finding, next.Muted = f.Finding, f.Muted
	next.Seen, next.Resolved = f.Seen.Truncate(time.Second), f.Resolved.Truncate(time.Second)
	switch {
	case !f.Resolved.IsZero():
		next.State = inventory.StateResolved
	case old.State == inventory.StateAccepted && !old.Until.IsZero() && !t.at.Before(old.Until):
		next.State = inventory.StateOpen
	}
	return next, t.updateFinding(old, next)
}

// storedFinding finds the row of a finding: by its number, or the one that
// lasts with the same school, kind and subject.
func (t *tx) storedFinding(f inventory.FindingRow) (inventory.FindingRow, error) {
	query, args := findingColumns+` WHERE school = ? AND kind = ? AND subject = ? AND resolved IS NULL`,
		[]any{string(f.School), string(f.Kind), f.Subject}
	if f.ID != 0 {
		query, args = findingColumns+` WHERE id = ?`, []any{f.ID}
	}
	stmt, err := t.stmt(query)
	if err != nil {
		return f, err
	}
	return scanFinding(stmt.QueryRowContext(t.ctx, args...))
}

func (t *tx) openFinding(f inventory.FindingRow) (inventory.FindingRow, error) {
	body, err := findingBody(f.Finding)
	if err != nil {
		return f, err
	}
	f.State = cmp.Or(f.State, inventory.StateOpen)
	f.Opened, f.Seen, f.Resolved = f.Opened.Truncate(time.Second), f.Seen.Truncate(time.Second), f.Resolved.Truncate(time.Second)
	f.ID, err = t.insert(`INSERT INTO findings
		(school, kind, subject, severity, state, opened, seen, resolved, muted, actor, note, until, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(f.School), string(f.Kind), f.Subject, string(f.Severity), f.State, unix(f.Opened), unix(f.Seen),
		unixOrNull(f.Resolved), f.Muted, f.Actor, f.Note, unixOrNull(f.Until), body)
	return f, err
}

// updateFinding writes a row that differs, or whose Seen has grown old.
func (t *tx) updateFinding(old, next inventory.FindingRow) error {
	was, err := findingBody(old.Finding)
	if err != nil {
		return err
	}
	body, err := findingBody(next.Finding)
	if err != nil {
		return err
	}
	if was == body && old.State == next.State && old.Muted == next.Muted &&
		next.Resolved.IsZero() && next.Seen.Sub(old.Seen) < seenEvery {
		return nil
	}
	_, err = t.exec(`UPDATE findings SET severity = ?, state = ?, seen = ?, resolved = ?, muted = ?, body = ? WHERE id = ?`,
		string(next.Severity), next.State, unix(next.Seen), unixOrNull(next.Resolved), next.Muted, body, next.ID)
	return err
}

// findingBody is the JSON of a finding; equal findings have equal texts.
func findingBody(f inventory.Finding) (string, error) {
	f.Since = f.Since.UTC().Truncate(time.Second)
	body, err := json.Marshal(f)
	return string(body), err
}
