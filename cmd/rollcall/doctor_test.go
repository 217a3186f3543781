package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// A patient is a machine that lacks nothing, for a test to take something from.
type patient struct {
	*testing.T
	machine
	file  string
	extra string // of the configuration
	bound map[string]error
	info  map[string]fakeOwner // who owns a file, by its name
}

type fakeOwner struct{ uid, gid int }

// Who runs rollcall on the machine.
const daemonUser = 980

func newPatient(t *testing.T) *patient {
	t.Helper()
	dir := t.TempDir()
	p := &patient{T: t, file: filepath.Join(dir, "etc", "rollcall", "rollcall.yaml"), bound: map[string]error{}, info: map[string]fakeOwner{}}
	p.machine = machine{
		root: dir, cores: 2,
		now:     func() time.Time { return time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC) },
		synced:  func() (bool, error) { return true, nil },
		space:   func(string) (diskSpace, error) { return diskSpace{free: 20e9, total: 40e9}, nil },
		syncing: func(string) (time.Duration, error) { return 2 * time.Millisecond, nil },
		peer:    func(string) (int, bool) { return 0, false },
		bind:    func(_, address string) error { return p.bound[address] },
		get:     func(string) error { return nil },
		dial:    func(string) error { return nil },
	}
	p.owner = func(path string) (os.FileInfo, int, int, error) {
		info, err := os.Stat(path)
		who, known := p.info[filepath.Base(path)]
		if !known {
			who = fakeOwner{daemonUser, daemonUser}
		}
		return info, who.uid, who.gid, err
	}
	p.testMail = func(context.Context, *config.Config, string) error { return nil }
	p.write("etc/passwd", fmt.Sprintf("root:x:0:0::/root:/bin/sh\nrollcall:x:%d:%d::/var/lib/rollcall:/usr/sbin/nologin\n", daemonUser, daemonUser))
	p.write("proc/meminfo", "MemTotal:        4046848 kB\nMemFree: 1 kB\n")
	p.write("proc/sys/net/ipv4/ip_unprivileged_port_start", "1024\n")
	p.write("proc/sys/net/ipv4/ping_group_range", "1\t0\n")
	p.write("run/systemd/system/here", "")
	p.write("lib/systemd/system/rollcall.service", "[Service]\nAmbientCapabilities=CAP_NET_RAW CAP_NET_BIND_SERVICE\n")
	p.write("etc/systemd/system/multi-user.target.wants/rollcall.service", "")
	p.write("etc/rollcall/secrets/ro", "not-really-public\n")
	p.mkdir("var/lib/rollcall", 0o750)
	return p
}

func (p *patient) path(name string) string { return filepath.Join(p.root, name) }

func (p *patient) mkdir(name string, mode os.FileMode) {
	p.Helper()
	if err := os.MkdirAll(p.path(name), 0o750); err != nil {
		p.Fatal(err)
	}
	if err := os.Chmod(p.path(name), mode); err != nil {
		p.Fatal(err)
	}
}

func (p *patient) write(name, text string) {
	p.Helper()
	p.mkdir(filepath.Dir(name), 0o750)
	if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

// examined are the diagnoses of the patient: "check state" of each.
func (p *patient) examined(mailTo string) (list []diagnosis, short []string) {
	p.Helper()
	p.write("etc/rollcall/rollcall.yaml", fmt.Sprintf(`version: 1
data_dir: %q
snmp: {ro: {version: 2c, community_file: secrets/ro}}
traps: {listen: ":162"}
schools: [{code: "179901", name: 海燕國小, x: 241, switches: [{name: hy-core, ip: 192.0.2.1, snmp: ro}]}]
%s`, p.path("var/lib/rollcall"), p.extra))
	conf, problems := config.Load(p.file)
	c := &checkup{machine: p.machine, env: &env{ctx: p.Context(), config: p.file, lang: wording.En}, conf: conf}
	c.examine(problems, mailTo)
	for _, d := range c.list {
		short = append(short, d.Check+" "+d.State)
	}
	return c.list, short
}

// TestDoctorFindsNothingWhereNothingIsWrong.
func TestDoctorFindsNothingWhereNothingIsWrong(t *testing.T) {
	p := newPatient(t)
	list, _ := p.examined("")
	for _, d := range list {
		if d.Check != "daemon" && d.State == stateNotOK || d.Needed && d.State != stateOK {
			t.Errorf("%+v", d)
		}
	}
	if len(list) < 14 {
		t.Errorf("only %d checks: %+v", len(list), list)
	}
}

// TestDoctorSaysWhatIsMissing takes one thing away at a time.
func TestDoctorSaysWhatIsMissing(t *testing.T) {
	for name, tt := range map[string]struct {
		harm   func(*patient)
		mailTo string
		want   string // a diagnosis
		do     string // words of what to do
	}{
		"a bad configuration": {func(p *patient) { p.extra = "nonsense: 1\n" }, "", "config not_ok", "rollcall check"},
		"not enabled":         {func(p *patient) { os.Remove(p.path("etc/systemd/system/multi-user.target.wants/rollcall.service")) }, "", "unit not_ok", "systemctl enable"},
		"no systemd":          {func(p *patient) { os.RemoveAll(p.path("run")) }, "", "no_unit not_known", ""},
		"a secret for all":    {func(p *patient) { os.Chmod(p.path("etc/rollcall/secrets/ro"), 0o644) }, "", "secret not_ok", "chmod 0600"},
		"a secret of root":    {func(p *patient) { p.info["ro"] = fakeOwner{0, 0} }, "", "secret not_ok", "chown rollcall"},
		"a stranger's secret": {func(p *patient) { p.info["ro"] = fakeOwner{1000, daemonUser} }, "", "secret not_ok", "chown rollcall"},
		"no low ports":        {func(p *patient) { p.write("lib/systemd/system/rollcall.service", "[Service]\n") }, "", "capability not_ok", "setcap"},
		"no ping": {func(p *patient) {
			p.write("lib/systemd/system/rollcall.service", "[Service]\n")
			p.extra = "city: {upstream_probe: 192.0.2.9}\n"
		}, "", "ping not_ok", "ping_group_range"},
		"ping by group": {func(p *patient) {
			p.write("proc/sys/net/ipv4/ping_group_range", "0\t2147483647\n")
			p.write("lib/systemd/system/rollcall.service", "[Service]\n")
			p.extra = "city: {upstream_probe: 192.0.2.9}\n"
		}, "", "ping ok", ""},
		"a port taken":        {func(p *patient) { p.bound[":162"] = &os.SyscallError{Syscall: "bind", Err: syscall.EADDRINUSE} }, "", "port not_ok", "ss -lntup"},
		"a port not to try":   {func(p *patient) { p.bound[":162"] = &os.SyscallError{Syscall: "bind", Err: syscall.EACCES} }, "", "port not_known", "root"},
		"a port of elsewhere": {func(p *patient) { p.bound[":162"] = errors.New("cannot assign requested address") }, "", "port_odd not_ok", "address"},
		"no data directory":   {func(p *patient) { os.Remove(p.path("var/lib/rollcall")) }, "", "data not_ok", "install -d"},
		"open data":           {func(p *patient) { p.mkdir("var/lib/rollcall", 0o755) }, "", "data not_ok", "0750"},
		"data of root":        {func(p *patient) { p.info["rollcall"] = fakeOwner{0, 0} }, "", "data_denied not_ok", "chown"},
		"a full disk": {func(p *patient) {
			p.space = func(string) (diskSpace, error) { return diskSpace{free: 5e8, total: 40e9}, nil }
		}, "", "disk not_ok", "history"},
		"a network disk": {func(p *patient) {
			p.space = func(string) (diskSpace, error) { return diskSpace{20e9, 40e9, "nfs"}, nil }
		}, "", "filesystem not_ok", "data_dir"},
		"memory for a disk": {func(p *patient) {
			p.space = func(string) (diskSpace, error) { return diskSpace{20e9, 40e9, "tmpfs"}, nil }
		}, "", "filesystem_memory not_ok", "data_dir"},
		"a slow disk":        {func(p *patient) { p.syncing = func(string) (time.Duration, error) { return time.Second, nil } }, "", "fsync not_ok", "SSD"},
		"no database yet":    {func(*patient) {}, "", "database_new ok", ""},
		"a broken database":  {func(p *patient) { p.write("var/lib/rollcall/rollcall.db", strings.Repeat("not a database ", 100)) }, "", "database not_ok", "restore"},
		"no backup yet":      {func(*patient) {}, "", "backup_none not_known", "rollcall backup"},
		"a wrong year":       {func(p *patient) { p.now = func() time.Time { return time.Unix(0, 0) } }, "", "clock_year not_ok", "set the clock"},
		"a clock of its own": {func(p *patient) { p.synced = func() (bool, error) { return false, nil } }, "", "clock not_ok", "set-ntp"},
		"a clock not to ask": {func(p *patient) { p.synced = func() (bool, error) { return false, syscall.EPERM } }, "", "clock not_known", "set-ntp"},
		"too little memory":  {func(p *patient) { p.write("proc/meminfo", "MemTotal: 131072 kB\n") }, "", "memory not_ok", "README"},
		"no Alertmanager": {func(p *patient) {
			p.extra = "alertmanager: {urls: [\"http://127.0.0.1:1\"]}\n"
			p.get = func(string) error { return errors.New("refused") }
		}, "", "alertmanager not_ok", "alertmanager.urls"},
		"a mail server":  {func(p *patient) { p.extra = mailLine }, "", "mail ok", ""},
		"no mail server": {func(p *patient) { p.extra = mailLine; p.dial = func(string) error { return errors.New("refused") } }, "", "mail not_ok", "firewall"},
		"a test mail":    {func(p *patient) { p.extra = mailLine }, "it@179901.example", "mail_test ok", ""},
		"a test mail refused": {func(p *patient) {
			p.extra = mailLine
			p.testMail = func(context.Context, *config.Config, string) error { return errors.New("no") }
		}, "it@179901.example", "mail_test not_ok", "password"},
		"a test mail, no mail": {func(*patient) {}, "it@179901.example", "no_mail not_ok", "/setup"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t)
			tt.harm(p)
			list, short := p.examined(tt.mailTo)
			i := slices.Index(short, tt.want)
			if i < 0 {
				t.Fatalf("diagnosed %q, want %q", short, tt.want)
			}
			if d := list[i]; !strings.Contains(d.Do, tt.do) || (d.Do == "") != (tt.do == "") || strings.Contains(d.Says, "not known {") {
				t.Errorf("%+v, want to do %q", d, tt.do)
			}
		})
	}
}

const mailLine = "mail: {host: 127.0.0.1, port: 25, tls: none, from: rollcall@city.example}\n"

// TestDoctorAsksTheDaemonThatRuns: its capabilities and its user count, and its
// ports are in use.
func TestDoctorAsksTheDaemonThatRuns(t *testing.T) {
	p := newPatient(t)
	p.peer = func(string) (int, bool) { return 4711, true }
	p.write("proc/4711/status", "Name:\trollcall\nUid:\t1234\t1234\t1234\t1234\nGid:\t1234\t1234\t1234\t1234\nCapEff:\t0000000000002000\n")
	p.bound[":162"] = &os.SyscallError{Syscall: "bind", Err: syscall.EADDRINUSE}
	list, short := p.examined("")
	for _, want := range []string{"daemon ok", "capability not_ok", "port_ours ok", "port_unused not_ok", "secret not_ok"} {
		if !slices.Contains(short, want) {
			t.Errorf("diagnosed %q, want %q", short, want)
		}
	}
	p.write("proc/4711/status", "Uid:\t1234\t\nGid:\t1234\t\nCapEff:\t0000000000002400\n")
	if _, short := p.examined(""); !slices.Contains(short, "capability ok") {
		t.Errorf("with the capability: %q\n%+v", short, list)
	}
}

// TestDoctorsVerdictIsItsExitCode: what is needed and not ok is an error.
func TestDoctorsVerdictIsItsExitCode(t *testing.T) {
	var out bytes.Buffer
	e := &env{ctx: t.Context(), stdout: &out, stderr: &out, lang: wording.En}
	fine := diagnosis{Check: "disk", State: stateOK, Needed: true, Says: "plenty"}
	slow := diagnosis{Check: "fsync", State: stateNotOK, Says: "slow", Do: "buy a disk"}
	full := diagnosis{Check: "disk", State: stateNotOK, Needed: true, Says: "full", Do: "make room"}
	if err := (&doctorCmd{}).tell(e, []diagnosis{fine, slow}); err != nil {
		t.Errorf("%v", err)
	}
	if got := out.String(); got != "✓ disk space: plenty\n? speed of writing: slow\n    → buy a disk\n" {
		t.Errorf("printed %q", got)
	}
	if err := (&doctorCmd{}).tell(e, []diagnosis{full}); report(err, &out) != exitFailed {
		t.Errorf("a full disk: %v", err)
	}
	out.Reset()
	err := (&doctorCmd{JSON: true}).tell(e, []diagnosis{full})
	var got struct {
		OK     bool
		Checks []diagnosis
	}
	if json.Unmarshal(out.Bytes(), &got) != nil || got.OK || len(got.Checks) != 1 || got.Checks[0] != full || report(err, &out) != exitFailed {
		t.Errorf("%v: %s", err, &out)
	}
}

// TestDoctorOfThisMachine runs all of it once, for real.
func TestDoctorOfThisMachine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rollcall.yaml")
	text := fmt.Sprintf("version: 1\ndata_dir: %q\nweb: {listen: \"127.0.0.1:%s\"}\n", dir, freePort(t))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := run(t.Context(), []string{"--lang", "en", "-c", file, "doctor", "--json"}, &out, &out)
	var got struct{ Checks []diagnosis }
	if json.Unmarshal(out.Bytes(), &got) != nil || len(got.Checks) < 12 {
		t.Errorf("%v: %s", err, &out)
	}
	if err := run(t.Context(), []string{"-c", file, "doctor", "--alive"}, &out, &out); err == nil {
		t.Error("a daemon is alive that does not run")
	}
}
