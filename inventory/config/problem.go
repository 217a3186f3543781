package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one mistake or warning, at a line of a file.
type Problem struct {
	File string
	Line int // from 1; 0: the file as a whole
	Text Sentence
}

// String returns FILE:LINE: message in English.
func (p Problem) String() string { return p.In("en") }

// In returns FILE:LINE: message in a language, "zh-TW" or "en".
func (p Problem) In(lang string) string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text.In(lang))
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text.In(lang))
}

// Errors are all mistakes of a configuration, in the order of files and lines.
// A configuration with errors must not be run.
type Errors []Problem

// Error returns one line for each mistake, in English.
func (e Errors) Error() string { return e.In("en") }

// In returns one line for each mistake in a language, "zh-TW" or "en".
func (e Errors) In(lang string) string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.In(lang)
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

// errorf adds a mistake: its formats zh and en take the same arguments (see [say]).
func (ps *problems) errorf(at pos, zh, en string, args ...any) {
	ps.errors = append(ps.errors, Problem{at.file, at.line, say(zh, en, args...)})
}

// warnf adds what is legal but probably not meant.
func (ps *problems) warnf(at pos, zh, en string, args ...any) {
	ps.warnings = append(ps.warnings, Problem{at.file, at.line, say(zh, en, args...)})
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
