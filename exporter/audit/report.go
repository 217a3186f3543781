package audit

import (
	"time"

	"rollcall/inventory"
)

// A Report is a table that somebody else has worked out, to be written like a record:
// with the same head, in the same formats.
type Report struct {
	Table      Table
	Title      string // in a school's papers
	School     inventory.School
	Columns    []Column
	Rows       [][]any // as those of a Document
	NotCovered []string
}

// Document returns the report, ready to be written.
func (r Report) Document(about About) (*Document, error) {
	if about.Location == nil {
		about.Location = time.FixedZone("Asia/Taipei", 8*60*60)
	}
	d := &Document{Columns: r.Columns, Rows: r.Rows, location: about.Location, form: form{table: r.Table, title: r.Title}, Header: Header{
		Table: r.Table, SchoolCode: string(r.School.Code), SchoolName: r.School.Name, NotCovered: r.NotCovered,
		GeneratedAt: about.At.In(about.Location), From: about.From, To: about.To, GeneratedBy: about.By, Version: about.Version,
	}}
	return d, d.sign()
}
