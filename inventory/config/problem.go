package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one mistake or warning, at a line of a file.
type Problem struct {
	File    string
	Line    int // from 1; 0: the file as a whole
	Message string
}

// String returns FILE:LINE: message.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Errors are all mistakes of a configuration, in the order of files and lines.
// A configuration with errors must not be run.
type Errors []Problem

// Error returns one line for each mistake.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns e as an error, and nil where there is no mistake.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// A pos is where in the files a value stands.
type pos struct {
	file string
	line int
}

func (p *pos) setPos(at pos) { *p = at }

// problems collects mistakes and warnings.
type problems struct {
	errors, warnings []Problem
}

func (ps *problems) errorf(at pos, format string, args ...any) {
	ps.errors = append(ps.errors, Problem{at.file, at.line, fmt.Sprintf(format, args...)})
}

func (ps *problems) warnf(at pos, format string, args ...any) {
	ps.warnings = append(ps.warnings, Problem{at.file, at.line, fmt.Sprintf(format, args...)})
}

// sorted orders by line within each file; files stay in the order in which they
// were read, and equal problems are told once.
func sorted(list, files []Problem) []Problem {
	rank := map[string]int{}
	for _, p := range files {
		if _, ok := rank[p.File]; !ok {
			rank[p.File] = len(rank)
		}
	}
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(rank[a.File], rank[b.File]), cmp.Compare(a.Line, b.Line))
	})
	return slices.Compact(list)
}
