package config

import (
	"net/netip"
	"path"
	"slices"

	"rollcall/inventory"
)

// Radius says where refusals by MAC authentication are read: a device that is
// refused is in no switch's tables.
type Radius struct {
	Logs []RejectLog
	// Senders are authentication servers whose syslog is taken, beside that of the
	// controllers among the switches.
	Senders []netip.Addr
	Schools []RadiusSchool // in the order of the patterns; the first that fits counts
}

// A RejectLog is a file that is followed.
type RejectLog struct {
	Name   string
	File   string               // or a pattern
	Format string               // freeradius csv
	School inventory.SchoolCode // whose refusals all of it are; empty: each says so itself
}

// A RadiusSchool says whose an access point or controller is: Pattern, of package
// path, fits its name as the log has it, or its address.
type RadiusSchool struct {
	Pattern string
	School  inventory.SchoolCode
}

// RejectFormats are the formats of files with refusals.
func RejectFormats() []string { return []string{"freeradius", "csv"} }

type rawRadius struct {
	pos
	Logs    []rawRejectLog  `yaml:"logs"`
	Senders texts           `yaml:"senders"`
	Schools map[string]text `yaml:"schools"`
}

type rawRejectLog struct {
	pos
	Name   text `yaml:"name"`
	File   text `yaml:"file"`
	Format text `yaml:"format"`
	School text `yaml:"school"`
}

// checkRadius checks where refusals are read. It is called when the schools and the
// inboxes are known.
func (c *checker) checkRadius(raw rawRadius) {
	for _, l := range raw.Logs {
		c.checkRejectLog(l)
	}
	for _, t := range raw.Senders.v {
		addr, err := netip.ParseAddr(t.v)
		if err != nil {
			c.errorf(t.pos, "radius 的 senders「%s」不是 IP 位址；請寫認證伺服器的位址", "senders of radius: %q is not an IP address; write that of the authentication server", t.v)
			continue
		}
		c.Radius.Senders = append(c.Radius.Senders, addr)
	}
	if len(c.Radius.Senders) > 0 && c.Syslog.Listen == "" {
		c.warnf(raw.Senders.pos, "radius 有 senders 卻沒有 syslog 的 listen，所以什麼都收不到；請加上 syslog: {listen: \":514\"}", "radius has senders but syslog has no listen, so nothing is received; add syslog: {listen: \":514\"}")
	}
	for _, pattern := range sortedKeys(raw.Schools) {
		t := raw.Schools[pattern]
		if _, err := path.Match(pattern, ""); err != nil {
			c.errorf(t.pos, "radius 的 schools「%s」不是樣式；請寫成 hy-* 的樣子", "schools of radius: %q is not a pattern; write it like hy-*", pattern)
			continue
		}
		if code, ok := c.knownSchool(t, "radius"); ok {
			c.Radius.Schools = append(c.Radius.Schools, RadiusSchool{pattern, code})
		}
	}
}

func (c *checker) checkRejectLog(raw rawRejectLog) {
	l := RejectLog{Name: raw.Name.v, Format: c.oneOf(raw.Format, say("radius 的 format", "format of radius"), RejectFormats()...)}
	if l.Format == "" {
		l.Format = "freeradius"
	}
	if raw.File.v == "" {
		c.errorf(raw.pos, "radius 的 logs 有一項沒有 file；請寫上紀錄檔的路徑", "a log of radius has no file; write the path of the log")
		return
	}
	l.File = c.path(raw.File.v)
	if l.Name == "" {
		l.Name = path.Base(raw.File.v)
	}
	if slices.ContainsFunc(c.Radius.Logs, func(o RejectLog) bool { return o.Name == l.Name }) {
		c.errorf(raw.pos, "radius 有兩個紀錄檔都叫 %s；請給其中一個 name", "two logs of radius are called %s; give one of them a name", l.Name)
		return
	}
	if raw.School.v != "" {
		l.School, _ = c.knownSchool(raw.School, "radius")
	}
	c.Radius.Logs = append(c.Radius.Logs, l)
}

// knownSchool is the school of a code that must be one under schools; what is the
// key that it stands under.
func (c *checker) knownSchool(t text, what string) (inventory.SchoolCode, bool) {
	code := inventory.SchoolCode(t.v)
	if _, ok := c.codes[code]; !ok {
		c.errorf(t.pos, "%s 裡的「%s」不是學校代碼；請寫 schools: 裡的學校代碼", "%s: no school has the code %q; write the code of one under schools:", what, t.v)
		return "", false
	}
	return code, true
}
