package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/lists"
)

// A schoolImport is the taking in of one list of schools.
type schoolImport struct {
	*importCmd
	env    *env
	conf   *config.Config
	drafts map[string][]byte // files of conf.d as they will be
	fresh  int
	same   int
}

// schools takes in a list of schools: each becomes a file of conf.d, which a running
// daemon takes over. A school that is configured is left as it is.
func (c *importCmd) schools(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	o, err := c.options()
	if err != nil {
		return err
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	rows, report := lists.ReadFile(lists.KindSchools, bytes.NewReader(text), o)
	if err := e.tellReport(report); err != nil {
		return err
	}
	if len(rows.Schools) == 0 {
		fmt.Fprintln(e.stdout, wording.Text(e.lang, "import.schools.empty", nil))
		return nil
	}
	s := &schoolImport{importCmd: c, env: e, conf: conf, drafts: map[string][]byte{}}
	if err := s.draft(rows.Schools); err != nil {
		return err
	}
	return s.write()
}

// draft finds out which schools are new. What the configuration says of a school
// otherwise than the list refuses the list: it is edited there, not here.
func (s *schoolImport) draft(entries []lists.SchoolEntry) error {
	var lines []string
	for _, entry := range entries {
		path := config.PartPath(s.env.config, "school-"+string(entry.Code)+".yaml")
		text := config.WriteSchool([]string{s.says("head", nil)}, entry.School)
		old, err := config.ReadPart(path)
		if err != nil {
			return unread(path, err)
		}
		there, known := s.conf.City.School(entry.Code)
		switch {
		case bytes.Equal(old, text), known && sameSchool(there, entry.School) && !s.Replace:
			s.same++
		case known && !(s.Replace && isSchoolPart(old)):
			lines = append(lines, s.says("known", wording.Args{"row": fmt.Sprint(entry.Row), "school": string(entry.Code), "name": there.Name}))
		default:
			s.drafts[path] = text
			s.fresh++
		}
	}
	if len(lines) > 0 {
		return s.env.refuse(lines)
	}
	return s.try()
}

func (s *schoolImport) says(key string, args wording.Args) string {
	return wording.Text(s.env.lang, "import.schools."+key, args)
}

// sameSchool says whether the configuration says all that a list says of a school.
func sameSchool(there, listed inventory.School) bool {
	return there.Name == listed.Name && (listed.Vars == nil || maps.Equal(there.Vars, listed.Vars)) &&
		(len(listed.Contacts) == 0 || slices.Equal(there.Contacts, listed.Contacts)) &&
		(listed.ClassCount == 0 || there.ClassCount == listed.ClassCount) &&
		(listed.DownMbps == 0 || there.DownMbps == listed.DownMbps) && (listed.UpMbps == 0 || there.UpMbps == listed.UpMbps)
}

// isSchoolPart says whether a file of conf.d holds one school and nothing else, so
// that it may be written anew.
func isSchoolPart(text []byte) bool {
	lines := 0
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			lines++
		}
	}
	return lines == 2 && bytes.Contains(text, []byte("schools:\n"))
}

// try loads the configuration as it would be: the plan may not have room for an X.
func (s *schoolImport) try() error {
	if len(s.drafts) == 0 {
		return nil
	}
	_, problems := config.LoadWith(s.env.config, s.drafts)
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.In(string(s.env.lang)))
	}
	if lines = slices.Compact(lines); len(lines) > 0 {
		return s.env.refuse(lines)
	}
	return nil
}

// write writes the files and tells a running daemon.
func (s *schoolImport) write() error {
	counts := wording.Args{"new": fmt.Sprint(s.fresh), "same": fmt.Sprint(s.same)}
	switch {
	case s.fresh == 0:
		fmt.Fprintln(s.env.stdout, s.says("same", counts))
		return nil
	case s.DryRun:
		fmt.Fprintln(s.env.stdout, s.says("dry", counts))
		return nil
	}
	for _, path := range slices.Sorted(maps.Keys(s.drafts)) {
		if err := config.SavePart(path, s.drafts[path]); err != nil {
			return unwritten(path, err)
		}
	}
	fmt.Fprintln(s.env.stdout, s.says("done", counts))
	return s.env.askReload(s.conf)
}
