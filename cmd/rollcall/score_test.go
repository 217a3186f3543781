package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// TestADayInVirtualTime plays an hour of two cities through the path of the
// daemon: every planted fault is found, once and for as long as it lasts, and no
// decoy cries. What happens to a city happens in its first quarter of an hour.
func TestADayInVirtualTime(t *testing.T) {
	for _, seed := range []int64{1, 3} {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			e := &env{ctx: t.Context(), stderr: t.Output()}
			v, err := openDay(e, t.TempDir(), simcity.Options{Seed: seed}, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := v.play(t.Context())
			if err := errors.Join(err, v.daemon.db.Close()); err != nil {
				t.Fatal(err)
			}
			v.checkDay(t, rows)
		})
	}
}

func (v *day) checkDay(t *testing.T, rows []inventory.FindingRow) {
	t.Helper()
	s := scoreOf(v.city.Truth().Faults, rows)
	if s.Found != s.Planted || s.Planted < 12 || s.FalseAlarms != 0 || s.Precision != 1 {
		t.Errorf("found %d of %d, false alarms %d, precision %v", s.Found, s.Planted, s.FalseAlarms, s.Precision)
	}
	opened := map[string]int{}
	for _, r := range rows {
		opened[fmt.Sprint(r.School, r.Kind, r.Subject)]++
		want := inventory.StateOpen
		if slices.ContainsFunc(v.city.Truth().Faults, func(f simcity.Fault) bool { return f.Until > 0 && shows(r, f) }) {
			want = inventory.StateResolved
		}
		if opened[fmt.Sprint(r.School, r.Kind, r.Subject)] > 1 || r.State != want {
			t.Errorf("%s %s at %s is %s, opened again after %v", r.Kind, r.Subject, r.School, r.State, r.Opened.Sub(v.from))
		}
	}
	if t.Failed() {
		for _, r := range rows {
			t.Logf("%8v %s %s %s %s/%s muted %q %v", r.Opened.Sub(v.from), r.School, r.Kind, r.Subject, r.Switch, r.Port, r.Muted, r.Args)
		}
	}
}

// TestScoreVerb plays some minutes of one school and wants one line of JSON, and
// nothing else in a pipe.
func TestScoreVerb(t *testing.T) {
	dir := t.TempDir()
	var out, told bytes.Buffer
	e := &env{ctx: t.Context(), stdout: &out, stderr: &told, lang: "en"}
	c := &demoCmd{Seed: 1, Schools: 1, Dir: dir}
	if err := c.score(e, 20*time.Minute); err != nil {
		t.Fatal(err)
	}
	var s struct {
		Found, Planted int
		Precision      float64
		FalseAlarms    int                                            `json:"false_alarms"`
		ByKind         map[string]struct{ Planted, Found, False int } `json:"by_kind"`
	}
	if err := json.Unmarshal(out.Bytes(), &s); err != nil || bytes.Count(out.Bytes(), []byte("\n")) != 1 {
		t.Fatalf("%v: want one line of JSON, got %s", err, out.String())
	}
	if s.Planted < 11 || s.Found != s.Planted || s.Precision != 1 || len(s.ByKind) < 7 || s.ByKind["reserved_ip_taken"].Found != 1 || s.ByKind["blocked_ip_located"].Found != 5 {
		t.Errorf("the score is %s", out.String())
	}
	if told.Len() > 0 {
		t.Errorf("a pipe was told %q", told.String())
	}
	for _, name := range []string{"rollcall.yaml", "rollcall.db", "truth.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	var coded *codedError
	if err := c.score(e, time.Minute); !errors.As(err, &coded) || coded.code != exitRefused {
		t.Errorf("a second day over the first: %v, want it refused", err)
	}
}

func TestScoreServesNothing(t *testing.T) {
	for _, flag := range []string{"--seconds=5", "--listen=127.0.0.1:0", "--alertmanager=http://127.0.0.1:9093"} {
		err := run(t.Context(), []string{"demo", "--score", flag}, t.Output(), t.Output())
		var coded *codedError
		if !errors.As(err, &coded) || coded.code != exitUsage {
			t.Errorf("demo --score %s: %v, want a usage error", flag, err)
		}
	}
}

func TestHoursAreToldOnceEach(t *testing.T) {
	var told bytes.Buffer
	tell := tellHours(&env{stderr: &told, lang: "en"})
	for minute := range 121 {
		tell(time.Duration(minute)*time.Minute, 2*time.Hour)
	}
	if want := "\rVirtual time: hour 0 of 2\rVirtual time: hour 1 of 2\rVirtual time: hour 2 of 2\n"; told.String() != want {
		t.Errorf("told %q, want %q", told.String(), want)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if isTerminal(&told) || isTerminal(file) {
		t.Error("a buffer or a file is taken for a terminal")
	}
}

// TestScoreOf scores made-up findings.
func TestScoreOf(t *testing.T) {
	const school = "179901"
	mac := inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}
	faults := []simcity.Fault{
		{Kind: "taken", School: school, Switch: "sw1", Port: "1", MAC: mac.String(), IP: "192.0.2.1"},
		{Kind: "down", School: school, Switch: "sw2", Children: []string{"sw3"}},
		{Kind: "random", School: school, MACs: []string{"b", "a"}},
		{Kind: "twice", School: school, Switch: "sw1", Port: "5", Ports: []string{"sw1/5", "sw4/6"}},
	}
	taken := inventory.Finding{Kind: "taken", School: school, Switch: "sw1", Port: "1", MAC: mac, IP: netip.MustParseAddr("192.0.2.1")}
	with := func(change func(*inventory.Finding)) inventory.Finding { f := taken; change(&f); return f }
	for name, c := range map[string]struct {
		found inventory.Finding
		right bool
	}{
		"as planted":            {found: taken, right: true},
		"address not known yet": {found: with(func(f *inventory.Finding) { f.IP = netip.Addr{} }), right: true},
		"other kind":            {found: with(func(f *inventory.Finding) { f.Kind = "loop" })},
		"other school":          {found: with(func(f *inventory.Finding) { f.School = "179902" })},
		"other switch":          {found: with(func(f *inventory.Finding) { f.Switch = "sw9" })},
		"other port":            {found: with(func(f *inventory.Finding) { f.Port = "2" })},
		"other MAC":             {found: with(func(f *inventory.Finding) { f.MAC[5] = 2 })},
		"other address":         {found: with(func(f *inventory.Finding) { f.IP = f.IP.Next() })},
		"group, any order":      {found: inventory.Finding{Kind: "random", School: school, Args: map[string]string{"macs": "a\nb"}}, right: true},
		"group, one missing":    {found: inventory.Finding{Kind: "random", School: school, Args: map[string]string{"macs": "a"}}},
		"either place":          {found: inventory.Finding{Kind: "twice", School: school, Switch: "sw4", Port: "6"}, right: true},
		"neither place":         {found: inventory.Finding{Kind: "twice", School: school, Switch: "sw4", Port: "5"}},
		"child that is told":    {found: inventory.Finding{Kind: "down", School: school, Switch: "sw3"}},
	} {
		s := scoreOf(faults, []inventory.FindingRow{{Finding: c.found}})
		want := scorecard{Found: 1, Planted: 4, Precision: 1}
		if !c.right {
			want = scorecard{Planted: 4, FalseAlarms: 1}
		}
		if got := (scorecard{Found: s.Found, Planted: s.Planted, Precision: s.Precision, FalseAlarms: s.FalseAlarms}); !cmp.Equal(got, want) {
			t.Errorf("%s: scored %+v, want %+v", name, got, want)
		}
	}
	child := inventory.FindingRow{Finding: inventory.Finding{Kind: "down", School: school, Switch: "sw3"}, Muted: "sw2"}
	if s := scoreOf(faults, []inventory.FindingRow{{Finding: taken}, child, {Finding: child.Finding}}); s.FalseAlarms != 1 || s.Precision != 0.5 ||
		*s.ByKind["down"] != (tally{Planted: 1, False: 1}) {
		t.Errorf("one right, one muted, one false: %+v", s)
	}
}
