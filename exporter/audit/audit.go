package audit

import (
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// A Table names a record.
type Table string

// The records.
const (
	Ports    Table = "ports"    // 校內交換器各port網段紀錄
	IPs      Table = "ips"      // 校內IP分配表
	MACs     Table = "macs"     // 校內設備MAC總表
	Findings Table = "findings" // 告警紀錄
	Backups  Table = "backups"  // 備份紀錄, of the centre only
)

// Tables lists the records.
func Tables() []Table { return []Table{Ports, IPs, MACs, Findings, Backups} }

// Title returns what the record is called in a school's papers.
func (t Table) Title() string {
	return map[Table]string{Ports: "校內交換器各port網段紀錄", IPs: "校內IP分配表", MACs: "校內設備MAC總表", Findings: "告警紀錄", Backups: "備份紀錄"}[t]
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
	Notes    []string                             // further sentences for 未涵蓋事項
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

	location *time.Location
}

// A Word is a value with a code for programs and a word for people.
type Word struct{ Code, Text string }

// Build makes a record of one or several schools.
func Build(table Table, about About, sources []Source) (*Document, error) {
	if about.Location == nil {
		about.Location = time.FixedZone("Asia/Taipei", 8*60*60)
	}
	d := &Document{location: about.Location, Header: Header{
		Table: table, GeneratedAt: about.At.In(about.Location), From: about.From, To: about.To,
		GeneratedBy: about.By, Version: about.Version,
	}}
	var codes, names []string
	for _, src := range sources {
		codes = append(codes, string(src.Snapshot.School.Code))
		names = append(names, src.Snapshot.School.Name)
		d.add(table, newSchool(src))
	}
	d.Columns = columnsOf(table)
	d.Header.SchoolCode, d.Header.SchoolName = strings.Join(codes, ","), strings.Join(names, "、")
	d.Header.NotCovered = append(d.Header.NotCovered, limits(table)...)
	return d, d.sign()
}

func (d *Document) add(table Table, s *school) {
	switch table {
	case Ports:
		d.Rows = append(d.Rows, fill(portColumns(), s.portRows())...)
	case IPs:
		d.Rows = append(d.Rows, fill(ipColumns(), s.ipRows())...)
	case MACs:
		d.Rows = append(d.Rows, fill(macColumns(), s.macRows())...)
	case Findings:
		d.Rows = append(d.Rows, fill(findingColumns(), s.findingRows())...)
	case Backups:
		d.Rows = append(d.Rows, fill(backupColumns(), s.Source.Backups)...)
	}
	notes := append(s.notCovered(table), s.Notes...)
	for _, n := range notes {
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

func columnsOf(table Table) []Column {
	switch table {
	case Ports:
		return plainColumns(portColumns())
	case IPs:
		return plainColumns(ipColumns())
	case MACs:
		return plainColumns(macColumns())
	case Backups:
		return plainColumns(backupColumns())
	}
	return plainColumns(findingColumns())
}

func plainColumns[R any](columns []column[R]) []Column {
	out := make([]Column, len(columns))
	for i, c := range columns {
		out[i] = c.Column
	}
	return out
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
