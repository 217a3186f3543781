package lists

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// fillMerged gives every cell of a merged area the text that the area shows: a
// room that stands once for five devices is the room of all five.
func (b *openBook) fillMerged(name string, rows []Row) error {
	if b.found.merges == 0 {
		return nil
	}
	areas, err := b.GetMergeCells(name, true)
	if err != nil {
		return fmt.Errorf("merged cells: %w", err)
	}
	for _, area := range areas {
		left, top, err := excelize.CellNameToCoordinates(area.GetStartAxis())
		if err != nil {
			return fmt.Errorf("merged cells: %w", err)
		}
		right, bottom, err := excelize.CellNameToCoordinates(area.GetEndAxis())
		if err != nil {
			return fmt.Errorf("merged cells: %w", err)
		}
		fillArea(rows, [4]int{left - 1, top, min(right, b.limits.Columns) - 1, bottom})
	}
	return nil
}

// fillArea copies the first cell of an area (left, top, right, bottom; columns from
// 0, rows by number) to its blank ones.
func fillArea(rows []Row, area [4]int) {
	text := ""
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Number < area[1]:
			continue
		case r.Number > area[3]:
			return
		case r.Number == area[1] && area[0] < len(r.Cells):
			text = r.Cells[area[0]]
		}
		for c := area[0]; c <= area[2] && text != ""; c++ {
			for len(r.Cells) <= c {
				r.Cells = append(r.Cells, "")
			}
			if r.Cells[c] == "" {
				r.Cells[c] = text
			}
		}
	}
}
