package main

import (
	"fmt"

	"rollcall/exporter/wording"
	"rollcall/inventory/lists"
)

// tellReport writes what is worth knowing of a file's rows. Rows that cannot be used
// refuse the file.
func (e *env) tellReport(report lists.Report) error {
	for _, note := range report.Notes {
		fmt.Fprintln(e.stderr, oneLine(note.Text(string(e.lang))))
	}
	var lines []string
	for _, row := range report.Refused {
		lines = append(lines, row.Text(string(e.lang)))
	}
	if len(lines) == 0 {
		return nil
	}
	return e.refuse(lines)
}

// refuse names every reason for which nothing was taken in.
func (e *env) refuse(lines []string) error {
	for _, line := range lines {
		fmt.Fprintln(e.stderr, oneLine(line))
	}
	return &saying{"cli.import.refused", wording.Args{"n": fmt.Sprint(len(lines))}, nil}
}
