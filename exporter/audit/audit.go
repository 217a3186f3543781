package audit

import (
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// A Table names a record.
type Table string

// The records.
const (
	Ports     Table = "ports"          // 校內交換器各port網段紀錄
	IPs       Table = "ips"            // 校內IP分配表
	MACs      Table = "macs"           // 校內設備MAC總表
	Whitelist Table = "whitelist"      // 智慧網管白名單
	Drift     Table = "whitelist_diff" // 白名單差異
	IoT       Table = "iot"            // 物聯網管理清冊
	Findings  Table = "findings"       // 告警紀錄
	Uplinks   Table = "uplinks"        // 線路使用報表
	Backups   Table = "backups"        // 備份紀錄, of the centre only
)

// A form says how one record is made. A new record is a line in forms.
type form struct {
	table   Table
	title   string // what the record is called in a school's papers
	columns []Column
	rows    func(*school) [][]any
	rests   []inventory.Table      // tables of switches that it is made from
	limits  []string               // what no record of this kind can know, at any school
	notes   func(*school) []string // what is missing from the record of one school; nil: nothing
	others  map[Format]shape       // further formats, for other programs
}

// A shape is how a record is written for one other program.
type shape struct {
	ending, media string // of the file
	write         func(io.Writer, []*school) error
}

// forms lists every record.
func forms() []form {
	return []form{portForm(), ipForm(), macForm(), whitelistForm(), driftForm(), iotForm(), findingForm(), blockedForm(), circuitForm(), backupForm()}
}

func (t Table) form() form {
	all := forms()
	if i := slices.IndexFunc(all, func(f form) bool { return f.table == t }); i >= 0 {
		return all[i]
	}
	return form{table: t}
}

// Tables lists the records.
func Tables() []Table {
	var tables []Table
	for _, f := range forms() {
		tables = append(tables, f.table)
	}
	return tables
}

// Title returns what the record is called in a school's papers.
func (t Table) Title() string { return t.form().title }

// Formats lists how the record may be written.
func (t Table) Formats() []Format {
	return append(Formats(), slices.Sorted(maps.Keys(t.form().others))...)
}

// About says who asked for a record, when, and what time it is about.
type About struct {
	By       string // who asked
	Version  string // of the program
	At       time.Time
	From, To time.Time      // the window; equal, or From zero: one moment
	Location *time.Location // of the times in the record; nil: Asia/Taipei
}

// A Source is what a record of one school is made from.
type Source struct {
	Snapshot *inventory.Snapshot
	Verdicts []inventory.Verdict                  // where devices are: inventory.Locate
	Findings []inventory.FindingRow               // of the window, this school's only
	Past     []inventory.Binding                  // bindings that ended within the window
	Seen     map[inventory.MAC]inventory.Sighting // the last sighting of devices that are not present
	Backups  []Backup                             // the centre's only
	Circuits []inventory.CircuitUse               // of the window
	Blocked  []inventory.BlockedIP                // this school's

	FirstSeen   map[inventory.MAC]time.Time // of the inventory of things: when each was first seen at the school
	ListedSince map[inventory.MAC]time.Time // of the difference of lists
	IoTBefore   []inventory.IoTItem         // the inventory of things at the beginning of the window; nil: the record is of a moment
	Notes       []string                    // further sentences for 未涵蓋事項
}

// A Header is what a record says of itself.
type Header struct {
	Table       Table
	SchoolCode  string // several: joined with commas
	SchoolName  string
	GeneratedAt time.Time
	From, To    time.Time
	GeneratedBy string
	Version     string
	SHA256      string   // of the rows as they stand in the JSON form, without spaces
	NotCovered  []string // 未涵蓋事項
}

// A Column is one column of a record.
type Column struct {
	Key   string // in JSON
	Title string // in files
}

// A Document is a record, ready to be written in any format.
type Document struct {
	Header  Header
	Columns []Column
	Rows    [][]any // string, int, bool, time.Time, []int, []string, Word or nil (not known)

	form     form
	schools  []*school
	location *time.Location
}

// A Word is a value with a code for programs and a word for people.
type Word struct{ Code, Text string }

// Build makes a record of one or several schools.
func Build(table Table, about About, sources []Source) (*Document, error) {
	if about.Location == nil {
		about.Location = time.FixedZone("Asia/Taipei", 8*60*60)
	}
	f := table.form()
	d := &Document{location: about.Location, form: f, Columns: f.columns, Header: Header{
		Table: table, GeneratedAt: about.At.In(about.Location), From: about.From, To: about.To,
		GeneratedBy: about.By, Version: about.Version,
	}}
	var codes, names []string
	for _, src := range sources {
		codes = append(codes, string(src.Snapshot.School.Code))
		names = append(names, src.Snapshot.School.Name)
		d.add(newSchool(src))
	}
	d.Header.SchoolCode, d.Header.SchoolName = strings.Join(codes, ","), strings.Join(names, "、")
	d.Header.NotCovered = append(d.Header.NotCovered, f.limits...)
	return d, d.sign()
}

func (d *Document) add(s *school) {
	d.schools = append(d.schools, s)
	d.Rows = append(d.Rows, d.form.rows(s)...)
	for _, n := range append(s.notCovered(d.form), s.Notes...) {
		if !slices.Contains(d.Header.NotCovered, n) {
			d.Header.NotCovered = append(d.Header.NotCovered, n)
		}
	}
}

// A column is a Column with the way to its value.
type column[R any] struct {
	Column
	value func(R) any
}

func plainColumns[R any](columns []column[R]) []Column {
	out := make([]Column, len(columns))
	for i, c := range columns {
		out[i] = c.Column
	}
	return out
}

// filled makes the rows of a form from the columns of its rows.
func filled[R any](columns []column[R], rows func(*school) []R) func(*school) [][]any {
	return func(s *school) [][]any { return fill(columns, rows(s)) }
}

func fill[R any](columns []column[R], rows []R) [][]any {
	out := make([][]any, len(rows))
	for i, r := range rows {
		out[i] = make([]any, len(columns))
		for j, c := range columns {
			out[i][j] = c.value(r)
		}
	}
	return out
}
