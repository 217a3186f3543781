package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/inventory"
)

// A listModel is a list as a map: the names that stand under each MAC.
type listModel map[byte]string

// A step is an import with the list before and after it.
type step struct {
	id            int64
	before, after listModel
}

// TestUndoChains plays imports, edits and undos in any order against a model that
// keeps the whole list before and after each. An undo is right exactly where what
// the import changed is still as it left it.
func TestUndoChains(t *testing.T) {
	db, schools := open(t), 0 // a school for each play: to open a database takes longer
	rapid.Check(t, func(rt *rapid.T) {
		schools++
		c := chain{db, inventory.SchoolCode(fmt.Sprintf("%06d", schools))}
		now, steps := listModel{}, []step(nil)
		for second := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			before := maps.Clone(now)
			if len(steps) > 0 && rapid.Bool().Draw(rt, "undo") {
				s := rapid.SampledFrom(steps).Draw(rt, "which")
				now = c.undone(rt, second, s, now)
			} else {
				now = c.imported(rt, second, now)
			}
			if got := c.standing(rt, second); !maps.Equal(got, now) {
				rt.Fatalf("the list is %v, want %v", got, now)
			}
			if !maps.Equal(before, now) {
				steps = append(steps, step{c.history(rt)[0].ID, before, now})
			}
		}
		c.undoables(rt, steps, now)
	})
}

// A chain is what happens to the whitelist of one school.
type chain struct {
	db     *DB
	school inventory.SchoolCode
}

func (c chain) history(rt *rapid.T) []ImportRecord {
	records, err := c.db.Imports(rt.Context(), inventory.AllSchools(), c.school, ListWhitelist)
	if err != nil {
		rt.Fatal(err)
	}
	return records
}

// imported brings a few rows in, and says how the list must be then.
func (c chain) imported(rt *rapid.T, second int, now listModel) listModel {
	var rows []inventory.ListEntry
	brought := map[byte][]string{}
	for i := range rapid.IntRange(1, 4).Draw(rt, "rows") {
		mac := rapid.ByteRange(1, 4).Draw(rt, "mac")
		name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "name")
		row := entry(mac, name, i+2)
		row.School = c.school
		rows = append(rows, row)
		brought[mac] = append(brought[mac], name)
	}
	replace := rapid.Bool().Draw(rt, "replace")
	if _, err := c.db.ImportWhitelist(rt.Context(), Import{At: at(second), Replace: replace}, rows); err != nil {
		rt.Fatal(err)
	}
	next := listModel{}
	if !replace {
		next = maps.Clone(now)
	}
	for mac, names := range brought {
		slices.Sort(names)
		next[mac] = strings.Join(names, " ")
	}
	return next
}

// undone takes a step back where that is right, and holds that it is refused where
// it is not.
func (c chain) undone(rt *rapid.T, second int, s step, now listModel) listModel {
	_, err := c.db.Undo(rt.Context(), inventory.AllSchools(), Undo{At: at(second), School: c.school, List: ListWhitelist, Import: s.id})
	var changed *ChangedSinceError
	if !s.stands(now) {
		if !errors.As(err, &changed) || changed.By.ID <= s.id {
			rt.Fatalf("undo of %+v on %v: %v, want a refusal that names a later import", s, now, err)
		}
		return now
	}
	if err != nil {
		rt.Fatalf("undo of %+v on %v: %v", s, now, err)
	}
	next := maps.Clone(now)
	for mac := range s.changed() {
		next[mac] = s.before[mac]
		if next[mac] == "" {
			delete(next, mac)
		}
	}
	return next
}

// changed are the MACs whose rows a step changed.
func (s step) changed() map[byte]bool {
	macs := map[byte]bool{}
	for mac := byte(1); mac <= 4; mac++ {
		if s.before[mac] != s.after[mac] {
			macs[mac] = true
		}
	}
	return macs
}

// stands says whether what a step changed is still as it left it.
func (s step) stands(now listModel) bool {
	for mac := range s.changed() {
		if now[mac] != s.after[mac] {
			return false
		}
	}
	return true
}

func (c chain) standing(rt *rapid.T, second int) listModel {
	lists, err := c.db.Lists(rt.Context(), inventory.AllSchools(), c.school, at(second))
	if err != nil {
		rt.Fatal(err)
	}
	found := map[byte][]string{}
	for _, e := range lists.Whitelist {
		found[e.MAC[5]] = append(found[e.MAC[5]], e.Name)
	}
	m := listModel{}
	for mac, names := range found {
		slices.Sort(names)
		m[mac] = strings.Join(names, " ")
	}
	return m
}

// undoables holds that the history says of each step whether it can be taken back.
func (c chain) undoables(rt *rapid.T, steps []step, now listModel) {
	told := map[int64]bool{}
	for _, r := range c.history(rt) {
		told[r.ID] = r.Undoable
	}
	for _, s := range steps {
		if told[s.id] != s.stands(now) {
			rt.Fatalf("history says of %+v on %v that it can be undone: %v", s, now, told[s.id])
		}
	}
}
