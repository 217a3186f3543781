package rules

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// Reconcile compares what was just found with the rows that are not resolved and
// returns the rows to write, ordered by kind and subject:
//
//   - what is found and has no row is opened, with ID 0, unless the way to the
//     school is cut: then its silence is all that there is to tell;
//   - a row whose evidence has changed, or that a dead switch has begun or ceased
//     to mute, is rewritten; one that is found unchanged is not;
//   - a row that is no longer found is resolved once every table that it rests on
//     has been read completely after Seen, and holds now. Missing tables never
//     resolve anything;
//   - a dismissed row stays what people made it, and so does an accepted one until
//     its date; neither lets its finding be opened again.
func Reconcile(open []inventory.FindingRow, found []inventory.Finding, s *inventory.Snapshot) []inventory.FindingRow {
	r := newReconciler(found, s)
	var changed []inventory.FindingRow
	for _, row := range open {
		if row.School != s.School.Code || row.State == inventory.StateResolved {
			continue
		}
		if next, ok := r.next(row); ok {
			changed = append(changed, next)
		}
	}
	for _, f := range found {
		if f.Doubt || r.rows[keyOf(f)] || r.mutes.way.holdsBack(f) {
			continue
		}
		r.rows[keyOf(f)] = true
		changed = append(changed, inventory.FindingRow{
			State: inventory.StateOpen, Finding: f, Opened: s.At, Seen: s.At, Muted: r.mutes.of(f),
		})
	}
	slices.SortStableFunc(changed, func(a, b inventory.FindingRow) int { return byKey(a.Finding, b.Finding) })
	return changed
}

// A key names a finding within its school.
type key struct {
	kind    inventory.Kind
	subject string
}

func keyOf(f inventory.Finding) key { return key{f.Kind, f.Subject} }

type reconciler struct {
	*inventory.Snapshot
	found map[key]inventory.Finding
	rows  map[key]bool // keys that have a row
	mutes mutes
	rules map[inventory.Kind]Rule
	views map[inventory.SwitchID]*inventory.SwitchView
}

func newReconciler(found []inventory.Finding, s *inventory.Snapshot) *reconciler {
	r := &reconciler{
		Snapshot: s, mutes: newMutes(found, s),
		found: map[key]inventory.Finding{}, rows: map[key]bool{},
		rules: map[inventory.Kind]Rule{}, views: map[inventory.SwitchID]*inventory.SwitchView{},
	}
	for _, f := range found {
		r.found[keyOf(f)] = f
	}
	for _, rule := range All() {
		r.rules[rule.Kind] = rule
	}
	for i := range s.Switches {
		r.views[s.Switches[i].Switch.ID] = &s.Switches[i]
	}
	return r
}

// next returns what becomes of a row, and whether that is news.
func (r *reconciler) next(row inventory.FindingRow) (inventory.FindingRow, bool) {
	k := keyOf(row.Finding)
	r.rows[k] = true
	f, holds := r.found[k]
	switch {
	case row.State == inventory.StateDismissed:
		return row, false
	case row.State == inventory.StateAccepted && (row.Until.IsZero() || r.At.Before(row.Until)):
		return row, false
	case holds && f.Doubt:
		return r.mute(row)
	case holds:
		return r.renew(row, f)
	case r.readSince(row) && r.measured(row):
		row.State, row.Resolved, row.Muted = inventory.StateResolved, r.At, ""
		return row, true
	}
	return r.mute(row)
}

// renew brings a row that still holds up to date.
func (r *reconciler) renew(row inventory.FindingRow, f inventory.Finding) (inventory.FindingRow, bool) {
	if r.rules[f.Kind].Roams && !row.Since.IsZero() && row.Since.Before(f.Since) {
		f.Since = row.Since
	}
	next := row
	next.Muted = r.mutes.of(f)
	if row.State == inventory.StateAccepted {
		next.State = inventory.StateOpen // its date has passed
	}
	if !sameEvidence(row.Finding, f) {
		next.Finding, next.Seen = f, r.At
	}
	changed := next.Muted != row.Muted || next.State != row.State || next.Seen != row.Seen
	return next, changed
}

// mute keeps a row that nothing has resolved under the finding that stands for it.
func (r *reconciler) mute(row inventory.FindingRow) (inventory.FindingRow, bool) {
	muted := r.mutes.of(row.Finding)
	changed := muted != row.Muted
	row.Muted = muted
	return row, changed
}

// sameEvidence says whether two findings of one key tell people the same. Stored
// times are whole seconds.
func sameEvidence(a, b inventory.Finding) bool {
	return a.Severity == b.Severity && a.Switch == b.Switch && a.Port == b.Port &&
		a.MAC == b.MAC && a.IP == b.IP && a.VID == b.VID && a.Room == b.Room &&
		slices.Equal(a.Rests, b.Rests) && (aboutAsMany(a, b) ||
		a.Since.Unix() == b.Since.Unix() && maps.Equal(a.Args, b.Args))
}

// aboutAsMany says whether two findings count more devices than they list, and
// about as many: which ones it is, in a flood, is no news.
func aboutAsMany(a, b inventory.Finding) bool {
	was, err1 := strconv.Atoi(a.Args["n"])
	is, err2 := strconv.Atoi(b.Args["n"])
	return err1 == nil && err2 == nil && min(was, is) > shown && 10*(max(was, is)-min(was, is)) <= was
}

// readSince says whether every table that a row rests on has been read completely
// after the row was last seen to hold, and was not missing when last asked for.
func (r *reconciler) readSince(row inventory.FindingRow) bool {
	for _, t := range row.Rests {
		if !r.tableRead(t, row.Seen) {
			return false
		}
	}
	return true
}

func (r *reconciler) tableRead(t inventory.TableRef, seen time.Time) bool {
	if t.Switch == "" {
		return slices.ContainsFunc(r.Switches, func(v inventory.SwitchView) bool { return answered(&v, seen) })
	}
	v, here := r.views[t.Switch]
	switch {
	case !here && t.Table != "":
		cover, told := r.Elsewhere[t]
		return told && covers(cover, seen) || !told && r.removed(t.Switch)
	case !here:
		return r.removed(t.Switch)
	case t.Table == "":
		return answered(v, seen)
	}
	return covers(v.Coverage[t.Table], seen)
}

func answered(v *inventory.SwitchView, seen time.Time) bool {
	return v.Silent == 0 && v.Answered.After(seen)
}

func covers(c inventory.CoverageView, seen time.Time) bool {
	return c.Fresh && c.State.Complete && c.Last.After(seen)
}

// removed says whether people have taken a switch out of the configuration: no
// reading of it will ever come.
func (r *reconciler) removed(id inventory.SwitchID) bool {
	if r.City == nil {
		return false
	}
	for _, school := range r.City.Schools {
		if slices.ContainsFunc(school.Switches, func(sw inventory.Switch) bool { return sw.ID == id }) {
			return false
		}
	}
	return len(r.City.Schools) > 0
}
