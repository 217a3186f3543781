package snmp

import (
	"context"
	"maps"
	"slices"
	"strings"

	"rollcall/inventory"
)

// mostHoles bounds the cells of one table that are asked for one by one. Where there
// are more, these are a sample.
const mostHoles = maxColumns

// fillHoles asks for the cells that a column lacks between those that it has, where
// it lacks more than in the poll before, and for rows of that poll that are gone.
func (w *walker) fillHoles(ctx context.Context, t *table) {
	cells := w.holes(t)
	for _, name := range w.vanished(t) {
		cells[name] = nil
	}
	if len(cells) == 0 {
		return
	}
	told, err := w.get(ctx, slices.Sorted(maps.Keys(cells))...)
	if err != nil {
		t.shorten(asFault(err))
		return
	}
	for name, v := range told {
		w.s.odd(inventory.OddEnd)
		if cell := cells[name]; cell != nil && len(cells) < mostHoles {
			*cell = v
			continue
		}
		t.shorten(faultf(inventory.ReasonTruncated, "the agent leaves out %s, which it has", name).as(inventory.OddEnd))
		w.mem.doubt(t.group)
	}
}

// holes are the cells that columns lack, by their names.
func (w *walker) holes(t *table) map[string]*value {
	known, cells := w.mem.sizes(t.group), map[string]*value{}
	for col, c := range t.group.columns {
		lacks, lacked := len(t.rows)-t.count[col], known.rows()-known.cellsOf(col)
		if !t.asked[col] || t.fault[col] != nil || known.cellsOf(col) == 0 || lacks <= lacked {
			continue
		}
		for i := range t.rows {
			if cell := &t.rows[i].cells[col]; !cell.present() && len(cells) < mostHoles {
				cells[c.oid+"."+t.rows[i].suffix] = cell
			}
		}
	}
	return cells
}

// vanished names a variable of each row of the poll before that is gone, as far as
// rows are remembered.
func (w *walker) vanished(t *table) []string {
	known := w.mem.sizes(t.group)
	col := slices.IndexFunc(known.Rows, func(n int) bool { return n == known.rows() })
	if known.Keys == "" || col < 0 || t.incomplete() != nil || known.Doubted >= mostDoubts {
		return nil
	}
	var names []string
	for _, key := range strings.Fields(known.Keys) {
		if _, ok := t.rowLike(key); !ok {
			names = append(names, t.group.columns[col].oid+"."+key)
		}
	}
	return names
}

// mostRowKeys bounds the rows of a table that are remembered one by one.
const mostRowKeys = 64

// keysOf are the indexes of a small table of texts, in which a row that was left out
// cannot be told from an answer that was full.
func keysOf(t *table) string {
	long := slices.ContainsFunc(t.group.columns, func(c column) bool { return c.long })
	if !long || len(t.rows) > mostRowKeys {
		return ""
	}
	var b strings.Builder
	for i := range t.rows {
		b.WriteString(t.rows[i].suffix)
		b.WriteByte(' ')
	}
	return b.String()
}

// cellsOf is how many cells a column had; 0 where that is not known.
func (s sizes) cellsOf(col int) int {
	rows, _ := s.column(col)
	return max(rows, 0)
}
