package main

import (
	"io"
	"os"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/lists"
)

// parse reads the rows of one sort of list.
type parse[T any] func(io.Reader, inventory.SchoolCode) ([]T, lists.Report)

// readList reads the file of a list; no name is no rows. A file with a row that
// cannot be used is refused whole, every such row named.
func readList[T any](name string, school inventory.SchoolCode, read parse[T]) ([]T, error) {
	rows, report, err := openList(name, school, read)
	if err != nil {
		return nil, err
	}
	var wrong config.Errors
	for _, refused := range report.Refused {
		wrong = append(wrong, problemOf(name, refused))
	}
	return rows, wrong.Err()
}

func openList[T any](name string, school inventory.SchoolCode, read parse[T]) ([]T, lists.Report, error) {
	if name == "" {
		return nil, lists.Report{}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, lists.Report{}, unread(name, err)
	}
	defer f.Close()
	rows, report := read(f, school)
	return rows, report, nil
}

func problemOf(name string, row lists.RowError) config.Problem {
	return config.Problem{File: name, Line: row.Row, Text: config.Sentence{Zh: row.Reason("zh-TW"), En: row.Reason("en")}}
}

// A listReport is what reading one file brought.
type listReport struct {
	file string
	lists.Report
}

// checkLists reads every list that the configuration names and returns what is
// wrong with their rows, as FILE:LINE, and what is only worth knowing. A missing
// file has been reported already, with the line that names it.
func checkLists(c *config.Config) (wrong, notes []config.Problem) {
	for _, school := range c.City.Schools {
		files := c.Lists[school.Code]
		for _, r := range []listReport{
			reportOf(files.Whitelist, school.Code, lists.Whitelist),
			reportOf(files.Master, school.Code, lists.Master),
			reportOf(files.PortRecord, school.Code, lists.PortRecords),
			reportOf(files.Lost, school.Code, lostDevices),
			reportOf(files.IoT, school.Code, thingsOf),
		} {
			wrong = append(wrong, r.problems(r.Refused)...)
			notes = append(notes, r.problems(r.Notes)...)
		}
	}
	return wrong, notes
}

func reportOf[T any](file string, school inventory.SchoolCode, read parse[T]) listReport {
	_, report, err := openList(file, school, read)
	if err != nil {
		return listReport{}
	}
	return listReport{file, report}
}

func (r listReport) problems(rows []lists.RowError) []config.Problem {
	var ps []config.Problem
	for _, row := range rows {
		ps = append(ps, problemOf(r.file, row))
	}
	return ps
}
