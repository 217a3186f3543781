package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/inventory"
)

// Load reads and checks the configuration at path with conf.d/*.yaml beside it.
// Where Errors is not empty, the Config holds what could be understood, for
// `rollcall check`; it must not be run.
func Load(path string) (*Config, Errors) { return LoadWith(path, nil) }

// LoadWith is [Load] as it would be, did some files of conf.d have other contents:
// drafts, by their paths. With it a file can be tried before it is written.
func LoadWith(path string, drafts map[string][]byte) (*Config, Errors) {
	c := checker{Config: defaults(), dir: filepath.Dir(path), problems: &problems{}, drafts: drafts}
	c.File = path
	raw, ok := c.read(path)
	if ok {
		c.check(raw)
	}
	order := append(slices.Clone(c.errors), c.warnings...)
	order = append([]Problem{{File: path}}, order...)
	c.Warnings = sorted(c.warnings, order)
	return c.Config, sorted(c.errors, order)
}

// A checker fills a Config from raw values.
type checker struct {
	*Config
	*problems
	dir      string
	drafts   map[string][]byte
	vars     []string                        // the variables that the plan uses
	codes    map[inventory.SchoolCode]pos    // schools by code
	sites    map[string]inventory.SchoolCode // schools by the values of their variables
	switches map[inventory.SwitchID]pos      // switches by lower-case name
	zones    map[string]pos                  // zones by id
}

func (c *checker) check(raw *rawFile) {
	c.codes, c.sites = map[inventory.SchoolCode]pos{}, map[string]inventory.SchoolCode{}
	c.switches, c.zones = map[inventory.SwitchID]pos{}, map[string]pos{}
	c.checkTop(raw)
	c.checkCity(raw)
	c.checkWeb(raw)
	c.checkOpenID(raw.OpenID)
	c.checkPolling(raw.Polling)
	c.checkReachability(raw.Reach)
	c.checkHistory(raw.History)
	c.checkThresholds(raw.Thresholds)
	c.checkCalendar(raw.Calendar, raw.Backup)
	c.checkBrands(raw.Brands)
	c.checkCredentials(raw.SNMP)
	c.checkInboxes(raw)
	c.checkOthers(raw)
	c.checkDiscover(raw.Discover)
	c.checkPlan(raw.Plan)
	c.checkSchools(raw)
	c.checkDHCP(raw.DHCP)
	c.checkRadius(raw.Radius)
	c.checkOverlaps(raw.Plan)
	c.checkQuakeSensors(raw)
	c.checkMail(raw.Mail)
	c.checkNotify(raw.Notify)
}

// read reads the main file and adds the files of conf.d to it.
func (c *checker) read(path string) (*rawFile, bool) {
	var raw rawFile
	b, err := os.ReadFile(path)
	if err != nil {
		c.errorf(pos{file: path}, "%s", "%s", fileProblem(path, err))
		return nil, false
	}
	ok := (&decoder{file: path, problems: c.problems}).decodeFile(b, &raw)
	for _, part := range c.parts() {
		c.readPart(part, &raw)
	}
	return &raw, ok
}

// parts lists conf.d/*.yaml by name.
func (c *checker) parts() []string {
	dir := filepath.Join(c.dir, "conf.d")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.errorf(pos{file: dir}, "%s", "%s", fileProblem(dir, err))
	}
	var files []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".yaml") && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	for draft := range c.drafts {
		if filepath.Dir(draft) == dir && !slices.Contains(files, draft) {
			files = append(files, draft)
		}
	}
	slices.Sort(files)
	return files
}

func (c *checker) readPart(path string, raw *rawFile) {
	b, err := c.drafts[path], error(nil)
	if b == nil {
		b, err = os.ReadFile(path)
	}
	if err != nil {
		c.errorf(pos{file: path}, "%s", "%s", fileProblem(path, err))
		return
	}
	var part rawPart
	if saysNothing(b) {
		return // as while `rollcall discover > conf.d/x.yaml` is at work
	}
	(&decoder{file: path, problems: c.problems}).decodeFile(b, &part)
	takeOver(c, "city", &raw.City, &part.City)
	takeOver(c, "mail", &raw.Mail, &part.Mail)
	raw.Discover.Networks.v = append(raw.Discover.Networks.v, part.Discover.Networks.v...)
	raw.SSIDs = append(raw.SSIDs, part.SSIDs...)
	raw.Plan = append(raw.Plan, part.Plan...)
	raw.Schools = append(raw.Schools, part.Schools...)
	raw.Switches = append(raw.Switches, part.Switches...)
	for name, cred := range part.SNMP {
		if first, ok := raw.SNMP[name]; ok {
			c.errorf(cred.pos, "SNMP 帳號密碼「%s」也寫在 %s:%d；請把其中一個改名", "the credential %q is also at %s:%d; give one of them another name", name, first.file, first.line)
			continue
		}
		if raw.SNMP == nil {
			raw.SNMP = map[string]rawSNMP{}
		}
		raw.SNMP[name] = cred
	}
}

// saysNothing says whether a text has only comments.
func saysNothing(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// credentialDirectory is how a path names the directory where the service
// manager puts a unit's credentials.
const credentialDirectory = "$CREDENTIALS_DIRECTORY/"

// path resolves a path of the file: relative ones count from the main file.
func (c *checker) path(p string) string {
	if rest, ok := strings.CutPrefix(p, credentialDirectory); ok {
		return filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), rest)
	}
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

// existing resolves the path of a file that must be there; empty: none is named.
func (c *checker) existing(t text) string {
	if t.v == "" {
		return ""
	}
	path := c.path(t.v)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		c.errorf(t.pos, "%s", "%s", fileProblem(path, err))
	case info.IsDir():
		c.errorf(t.pos, "%s 是目錄；請寫上其中的檔案", "%s is a directory; name the file in it", path)
	}
	return path
}

// oneOf refuses a word that is not known; what is the key, or a [Sentence] for
// it. An empty word is left out.
func (c *checker) oneOf(t text, what any, known ...string) string {
	if t.v == "" || slices.Contains(known, t.v) {
		return t.v
	}
	if near := nearest(t.v, known); near != "" {
		c.errorf(t.pos, "%s 不能是「%s」；是不是「%s」？", "%s %q is not known; did you mean %q?", what, t.v, near)
	} else {
		c.errorf(t.pos, "%s 不能是「%s」；只能寫 %s", "%s %q is not known; write one of %s", what, t.v, listing(known))
	}
	return ""
}

// bounds are the least and the greatest number that may be written.
type bounds struct{ low, high int }

// between takes a number that must lie in a range; one that is not written leaves
// the default alone.
func (c *checker) between(w whole, what string, b bounds, into *int) {
	switch {
	case !w.set:
	case w.v < b.low || w.v > b.high:
		c.errorf(w.pos, "%s 是 %d；必須在 %d 到 %d 之間", "%s is %d; it must be %d to %d", what, w.v, b.low, b.high)
	default:
		*into = w.v
	}
}
