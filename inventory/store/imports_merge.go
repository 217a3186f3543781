package store

import "encoding/json"

// A listChange is what an import does to a list.
type listChange struct {
	add, remove []listRow
	keep        []listRow // stored rows that the file names again, with its line
}

// mergePlan compares what a list has with what a file brings, key by key. Equal
// rows meet in pairs, so that a row that stands twice in the file is stored twice.
func mergePlan(have, rows []listRow, replace bool) listChange {
	var c listChange
	named := map[string]bool{}
	stored := map[string][]listRow{}
	for _, r := range have {
		stored[r.body] = append(stored[r.body], r)
	}
	kept := map[int64]bool{}
	for _, r := range rows {
		named[r.key], named[r.after] = true, true
		if twins := stored[r.body]; len(twins) > 0 {
			stored[r.body] = twins[1:]
			kept[twins[0].id] = true
			r.id = twins[0].id
			c.keep = append(c.keep, r)
			continue
		}
		c.add = append(c.add, r)
	}
	for _, r := range have {
		if !kept[r.id] && (replace || named[r.key]) {
			c.remove = append(c.remove, r)
		}
	}
	return c
}

// gone tells the rows that a list loses for good: nothing is left under their key.
func (c listChange) gone(tell func(json.RawMessage)) {
	left := map[string]bool{}
	for _, rows := range [][]listRow{c.add, c.keep} {
		for _, r := range rows {
			left[r.key], left[r.after] = true, true
		}
	}
	for _, r := range c.remove {
		if !left[r.key] {
			tell(json.RawMessage(r.body))
		}
	}
}

// canonical is the JSON of a row without its line.
func canonical(row any) (string, error) {
	body, err := json.Marshal(row)
	return string(body), err
}
