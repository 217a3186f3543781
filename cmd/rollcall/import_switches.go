package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/lists"
)

// switchFlags are those of `import switches` alone.
type switchFlags struct {
	Credential []string `placeholder:"NAME" help:"交換器：依序嘗試 snmp: 之下的哪些帳號 · for switches: which credentials under snmp: to try, in order; without it all."`
	Probe      bool     `default:"true" negatable:"" help:"交換器：試讀每一台 · for switches: try to read each."`
}

// A switchImport is the taking in of one list of switches.
type switchImport struct {
	*importCmd
	env     *env
	conf    *config.Config
	say     painter
	entries []inventory.Switch
	fresh   []inventory.Switch // those that the configuration does not have yet
}

// switches takes in a list of switches: it becomes files of conf.d, which a running
// daemon takes over. Either all of it is taken in or nothing.
func (c *importCmd) switches(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	s := &switchImport{importCmd: c, env: e, conf: conf, say: newPainter(e)}
	if done, err := s.readRows(text); done || err != nil {
		return err
	}
	if err := s.compare(); err != nil {
		return err
	}
	if err := s.probe(); err != nil {
		return err
	}
	return s.write()
}

// tries are the credentials to be tried of a switch that names none, in order, and
// all that there are.
func (s *switchImport) tries() (tried, known []string, err error) {
	known = slices.Sorted(maps.Keys(s.conf.Credentials))
	if len(known) == 0 {
		return nil, nil, &saying{"cli.import.no_credential", wording.Args{"file": s.env.config}, nil}
	}
	for _, name := range s.Credential {
		if !slices.Contains(known, name) {
			return nil, nil, usage(&saying{"cli.import.credential", wording.Args{"name": name, "known": strings.Join(known, ", ")}, nil})
		}
	}
	if len(s.Credential) > 0 {
		return s.Credential, known, nil
	}
	return known, known, nil
}

// readRows reads the list. It is done where the file brought nothing.
func (s *switchImport) readRows(text []byte) (done bool, err error) {
	tried, known, err := s.tries()
	if err != nil {
		return true, err
	}
	if _, ok := s.conf.City.School(inventory.SchoolCode(s.School)); s.School != "" && !ok {
		return true, usage(&saying{"cli.discover.school", wording.Args{"school": s.School}, nil})
	}
	o, err := s.options()
	if err != nil {
		return true, err
	}
	o.City, o.Credentials, o.YAML = &s.conf.City, known, config.Tree
	read, report := lists.ReadFile(lists.KindSwitches, bytes.NewReader(text), o)
	if err := s.env.tellReport(report); err != nil {
		return true, err
	}
	rows := read.Switches
	for _, row := range rows {
		if len(row.Credentials) == 0 {
			row.Credentials = tried
		}
		s.entries = append(s.entries, row.Switch)
	}
	if len(rows) == 0 {
		fmt.Fprintln(s.env.stdout, s.say.says("empty", nil))
		return true, nil
	}
	fmt.Fprintln(s.env.stderr, s.say.says("recognised", wording.Args{"format": wording.Name(s.env.lang, "format", report.Format), "rows": fmt.Sprint(len(rows))}))
	return false, nil
}

// compare finds out which switches are new. One that is configured as it is named
// here is left alone; one that is configured otherwise refuses the file.
func (s *switchImport) compare() error {
	byName, byAddress := map[string]inventory.Switch{}, map[string]inventory.Switch{}
	for _, school := range s.conf.City.Schools {
		for _, sw := range school.Switches {
			if s.replaces(sw.ID) {
				continue
			}
			byName[strings.ToLower(string(sw.ID))], byAddress[sw.Address.String()] = sw, sw
		}
	}
	var lines []string
	for _, sw := range s.entries {
		named, known := byName[strings.ToLower(string(sw.ID))]
		placed, taken := byAddress[sw.Address.String()]
		switch {
		case known && named.Address == sw.Address && named.School == sw.School:
		case known:
			lines = append(lines, s.conflict("name_taken", sw, named))
		case taken:
			lines = append(lines, s.conflict("address_taken", sw, placed))
		default:
			s.fresh = append(s.fresh, sw)
		}
	}
	if len(lines) > 0 {
		return s.env.refuse(lines)
	}
	return nil
}

func (s *switchImport) conflict(key string, sw, other inventory.Switch) string {
	return s.say.says(key, wording.Args{
		"switch": string(sw.ID), "address": sw.Address.String(), "school": string(sw.School), "other": string(other.ID),
		"there": other.Address.String(), "their_school": string(other.School), "where": s.conf.Written[other.ID].String(),
	})
}

// partOf is the file of conf.d for a school's imported switches.
func (s *switchImport) partOf(code inventory.SchoolCode) string {
	return config.PartPath(s.env.config, "switches-"+string(code)+".yaml")
}

// replaces says whether a configured switch stands in a file that this import
// writes anew.
func (s *switchImport) replaces(id inventory.SwitchID) bool {
	return s.Replace && slices.ContainsFunc(s.entries, func(sw inventory.Switch) bool {
		return s.conf.Written[id].File == s.partOf(sw.School)
	})
}

// probe tries every switch of the list and shows how that went. A switch that
// answers to a credential is configured with that one alone.
func (s *switchImport) probe() error {
	if !s.Probe {
		return nil
	}
	p := newProgress(s.env, "fleet.probing", len(s.entries))
	results, err := newProber(s.conf).all(s.env.ctx, s.entries, inventory.Tables(), p.step)
	if err != nil {
		return err
	}
	silent := 0
	for i, sw := range s.entries {
		s.say.print(s.env.stdout, sw, &results[i])
		if results[i].credential == "" {
			silent++
			continue
		}
		if j := slices.IndexFunc(s.fresh, func(f inventory.Switch) bool { return f.ID == sw.ID }); j >= 0 {
			s.fresh[j].Credentials = []string{results[i].credential}
		}
	}
	if silent > 0 {
		fmt.Fprintln(s.env.stdout, s.say.says("silent_n", wording.Args{"n": fmt.Sprint(silent)}))
	}
	return nil
}

// write writes the files of conf.d, once the configuration is known to be good
// with all of them, and tells a running daemon.
func (s *switchImport) write() error {
	drafts, err := s.drafts()
	if err != nil {
		return err
	}
	if err := s.try(drafts); err != nil {
		return err
	}
	counts := wording.Args{"new": fmt.Sprint(len(s.fresh)), "same": fmt.Sprint(len(s.entries) - len(s.fresh))}
	switch {
	case s.DryRun:
		fmt.Fprintln(s.env.stdout, s.say.says("dry", counts))
		return nil
	case len(drafts) == 0:
		fmt.Fprintln(s.env.stdout, s.say.says("same", counts))
		return nil
	}
	files := slices.Sorted(maps.Keys(drafts))
	for _, path := range files {
		if err := config.SavePart(path, drafts[path]); err != nil {
			return unwritten(path, err)
		}
	}
	counts["files"] = strings.Join(files, ", ")
	fmt.Fprintln(s.env.stdout, s.say.says("done", counts))
	return s.env.askReload(s.conf)
}

// drafts are the files of conf.d as they will be.
func (s *switchImport) drafts() (map[string][]byte, error) {
	bySchool := map[inventory.SchoolCode][]config.PartSwitch{}
	for _, sw := range s.fresh {
		bySchool[sw.School] = append(bySchool[sw.School], config.PartSwitch{Switch: sw})
	}
	drafts := map[string][]byte{}
	for code, switches := range bySchool {
		path := s.partOf(code)
		old, err := config.ReadPart(path)
		if err != nil {
			return nil, unread(path, err)
		}
		if len(bytes.TrimSpace(old)) == 0 || s.Replace {
			school, _ := s.conf.City.School(code)
			head := s.say.says("head", wording.Args{"school": string(code), "name": school.Name})
			drafts[path] = config.WritePart([]string{head}, switches, nil)
		} else {
			drafts[path] = config.AppendPart(old, switches)
		}
		if bytes.Equal(drafts[path], old) {
			delete(drafts, path)
		}
	}
	return drafts, nil
}

// try loads the configuration as it would be with the drafts.
func (s *switchImport) try(drafts map[string][]byte) error {
	if len(drafts) == 0 {
		return nil
	}
	next, problems := config.LoadWith(s.env.config, drafts)
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.In(string(s.env.lang)))
	}
	for _, sw := range s.fresh {
		if got, ok := next.City.Switch(sw.ID); len(problems) == 0 && (!ok || got.Address != sw.Address) {
			lines = append(lines, s.say.says("part_shape", wording.Args{"file": s.partOf(sw.School)}))
		}
	}
	if lines = slices.Compact(lines); len(lines) > 0 {
		return s.env.refuse(lines)
	}
	return nil
}
