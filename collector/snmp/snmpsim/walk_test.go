package snmpsim_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/snmp/snmpsim"
)

// recordings lists the recorded walks that lie beside the checkout, without
// their contexts. In CI there must be some.
func recordings(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "walks", "*.snmprec"))
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(filepath.Base(f), "@") })
	if len(files) == 0 && os.Getenv("CI") != "" {
		t.Fatal("no recorded walks beside the checkout")
	}
	return files
}

// Every recording loads, and its agent walks from the first variable to the last.
func TestRecordingsPlay(t *testing.T) {
	for _, file := range recordings(t) {
		c, err := snmpsim.LoadWalk(file)
		if err != nil {
			t.Error(err)
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(strings.TrimSpace(string(text)), "\n") + 1
		if m := c.View("", time.Time{}); m.Len() > lines || m.Len() < lines*99/100 {
			t.Errorf("%s: %d variables of %d lines", filepath.Base(file), m.Len(), lines)
		}
	}
}

// net-snmp meets the misbehaviour that three of the recordings were given.
func TestDerivedRecordingsMisbehave(t *testing.T) {
	const fdb, descr = "1.3.6.1.2.1.17.7.1.2.2.1.2", "1.3.6.1.2.1.1.1"
	wants := map[string]map[string]string{ // by net-snmp's tool and version
		"dx-walk-loop.snmprec":  {"snmpbulkwalk -v2c " + fdb: "OID not increasing", "snmpwalk -v1 " + fdb: "OID not increasing"},
		"dx-no-getbulk.snmprec": {"snmpbulkwalk -v2c " + descr: "Timeout", "snmpwalk -v2c " + descr: "STRING"},
		"dx-v1-only.snmprec":    {"snmpwalk -v2c " + descr: "Timeout", "snmpwalk -v1 " + descr: "STRING"},
	}
	for _, file := range recordings(t) {
		for command, want := range wants[filepath.Base(file)] {
			c, err := snmpsim.LoadWalk(file)
			if err != nil {
				t.Fatal(err)
			}
			words := strings.Fields(command)
			lines, _ := netsnmp(t, words[0], words[1], "-t", "0.1", "-c", "public", play(t, c).addr.String(), words[2])
			if got := strings.Join(lines, "\n"); !strings.Contains(got, want) {
				t.Errorf("%s of %s: %q, want %q", command, filepath.Base(file), got, want)
			}
		}
	}
}

// files writes files into a directory and returns the path of the first recording.
func files(t testing.TB, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "sw.snmprec")
}

func TestLoadWalk(t *testing.T) {
	path := files(t, map[string]string{
		"sw.snmprec": `1.3.6.1.2.1.1.1.0|4|a pipe | in text
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473
1.3.6.1.2.1.2.2.1.5.1|66|4294967295
1.3.6.1.2.1.2.2.1.6.1|4x|00005e005301
1.3.6.1.2.1.2.2.1.7.1|2|-1
1.3.6.1.2.1.4.20.1.1.1|64|192.0.2.1
1.3.6.1.2.1.17.1.2.0|2|52
1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615
1.3.6.1.2.1.31.1.1.1.7.1|5|
1.3.6.1.2.1.31.1.1.1.8.1|68x|9f780401020304`,
		"sw@10.snmprec":   "1.3.6.1.2.1.17.4.3.1.2.0.0.94.0.83.1|2|7\r\n",
		"sw2@11.snmprec":  "of another device",
		"sw.quirks.json":  `{"versions":[2],"max_varbinds":3,"no_bulk":"genErr","loop_after":"1.3.6.1.2.1.17.1.2.0","loop_to":"1.3.6.1.2.1.1.1.0"}`,
		"sw2.quirks.json": "of another device",
	})
	c, err := snmpsim.LoadWalk(path)
	if err != nil {
		t.Fatal(err)
	}
	agent := play(t, c)
	next := func(community, oid string) string {
		q := question{version: v2c, community: community, pdu: gosnmp.GetNextRequest, oids: []string{oid}}
		return vars(agent.one(t, q))
	}
	for oid, want := range map[string]string{
		"1.3.6.1.2.1.1":            ".1.3.6.1.2.1.1.1.0=a pipe | in text",
		"1.3.6.1.2.1.1.1.0":        ".1.3.6.1.2.1.1.2.0=.1.3.6.1.4.1.32473",
		"1.3.6.1.2.1.1.2.0":        ".1.3.6.1.2.1.2.2.1.5.1=4294967295",
		"1.3.6.1.2.1.2.2.1.5.1":    ".1.3.6.1.2.1.2.2.1.6.1=\x00\x00\x5e\x00\x53\x01",
		"1.3.6.1.2.1.2.2.1.6.1":    ".1.3.6.1.2.1.2.2.1.7.1=-1",
		"1.3.6.1.2.1.2.2.1.7.1":    ".1.3.6.1.2.1.4.20.1.1.1=192.0.2.1",
		"1.3.6.1.2.1.17.1.2.0":     ".1.3.6.1.2.1.1.1.0=a pipe | in text", // the loop
		"1.3.6.1.2.1.17.1.2.0.0":   ".1.3.6.1.2.1.31.1.1.1.6.1=18446744073709551615",
		"1.3.6.1.2.1.31.1.1.1.6.1": ".1.3.6.1.2.1.31.1.1.1.7.1=<nil>",
	} {
		if got := next("public", oid); got != want {
			t.Errorf("behind %s: %q, want %q", oid, got, want)
		}
	}
	if got, want := next("public@10", "1.3.6.1.2.1.17"), ".1.3.6.1.2.1.17.4.3.1.2.0.0.94.0.83.1=7"; got != want {
		t.Errorf("context 10: %q, want %q", got, want)
	}
	if got, want := next("public@10", "1.3.6.1.2.1.17.5"), ".1.3.6.1.2.1.31.1.1.1.6.1=18446744073709551615"; got != want {
		t.Errorf("context 10 beside BRIDGE-MIB: %q, want %q", got, want)
	}
	if c.View("vlan-10", time.Time{}) == nil || c.View("11", time.Time{}) != nil {
		t.Error("contexts: want vlan-10, and not the other device's 11")
	}
	for pdu, want := range map[gosnmp.PDUType]gosnmp.SNMPError{gosnmp.GetBulkRequest: gosnmp.GenErr, gosnmp.GetRequest: gosnmp.TooBig} {
		if p := agent.one(t, question{v2c, "", pdu, 0, 9, []string{"1.3.6", "1.3.6", "1.3.6", "1.3.6"}}); p.Error != want {
			t.Errorf("%v of 4 variables: %v, want %v", pdu, p.Error, want)
		}
	}
	if got := agent.ask(t, question{version: v1, pdu: gosnmp.GetNextRequest, oids: []string{"1.3.6"}}); len(got) != 0 {
		t.Error("answered v1")
	}
}

// A device that was recorded has shown its largest value in one answer.
func TestALargeRecordedValueIsAnswered(t *testing.T) {
	const oid = "1.3.6.1.2.1.17.7.1.4.2.1.4.0.10"
	c, err := snmpsim.LoadWalk(files(t, map[string]string{"sw.snmprec": oid + "|4x|" + strings.Repeat("80", 4000)}))
	if err != nil {
		t.Fatal(err)
	}
	p := play(t, c).one(t, question{version: v2c, pdu: gosnmp.GetRequest, oids: []string{oid}})
	if p.Error != gosnmp.NoError || len(p.Variables[0].Value.([]byte)) != 4000 {
		t.Errorf("answer %v with %d variables, want 4,000 octets", p.Error, len(p.Variables))
	}
}

func TestLoadWalkSaysWhatIsWrong(t *testing.T) {
	const good = "1.3.6.1.2.1.1.1.0|4|x"
	for name, tc := range map[string]struct {
		walk, context, quirks string
		want                  string
	}{
		"fields":          {walk: "1.3.6.1|4", want: "line 1: not a recorded variable: 2 fields, want OID|tag|value"},
		"second line":     {walk: good + "\n1.3.x|4|y", want: `line 2: "1.3.x": not an object identifier: arc "x"`},
		"tag":             {walk: "1.3.6|99|y", want: `line 1: 1.3.6: not a recorded variable: tag 99`},
		"word for tag":    {walk: "1.3.6|OCTETS|y", want: `tag "OCTETS"`},
		"hex":             {walk: "1.3.6|4x|0g", want: "invalid byte: U+0067 'g'"},
		"big counter":     {walk: "1.3.6|65|4294967296", want: "value out of range"},
		"negative gauge":  {walk: "1.3.6|66|-1", want: "invalid syntax"},
		"big integer":     {walk: "1.3.6|2|2147483648", want: "value out of range"},
		"address":         {walk: "1.3.6|64|192.0.2", want: "192.0.2"},
		"identifier":      {walk: "1.3.6|6|enterprises", want: "enterprises"},
		"context":         {walk: good, context: "x", want: "sw@7.snmprec: line 1"},
		"quirks":          {walk: good, quirks: "{", want: "sw.quirks.json: unexpected end"},
		"no_bulk":         {walk: good, quirks: `{"no_bulk":"maybe"}`, want: `"maybe" is neither drop nor genErr`},
		"version":         {walk: good, quirks: `{"versions":[4]}`, want: "4 is none of 1, 2, 3"},
		"half a loop":     {walk: good, quirks: `{"loop_after":"1.3.6"}`, want: "loop_to"},
		"unreadable loop": {walk: good, quirks: `{"loop_after":"x","loop_to":"1.3"}`, want: "loop_after"},
	} {
		t.Run(name, func(t *testing.T) {
			content := map[string]string{"sw.snmprec": tc.walk}
			if tc.context != "" {
				content["sw@7.snmprec"] = tc.context
			}
			if tc.quirks != "" {
				content["sw.quirks.json"] = tc.quirks
			}
			if _, err := snmpsim.LoadWalk(files(t, content)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
	if _, err := snmpsim.LoadWalk(filepath.Join(t.TempDir(), "none.snmprec")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestEveryBadLineIsNamed(t *testing.T) {
	_, err := snmpsim.ReadWalk(strings.NewReader("a\n\n# a comment\n1.3.6.1|4|good\nb|2|3\n"))
	if err == nil || !strings.Contains(err.Error(), "line 1:") || !strings.Contains(err.Error(), "line 5:") || strings.Contains(err.Error(), "line 4:") {
		t.Errorf("%v", err)
	}
}

func FuzzReadWalk(f *testing.F) {
	f.Add("1.3.6.1.2.1.1.1.0|4|text\n1.3.6.1.2.1.2.2.1.6.1|4x|00005e005301")
	f.Add("1.3.6|2|-5\n1.3.6|70|18446744073709551615\n1.3.6|64|192.0.2.1\n1.3.6|5|\n1.3.6|6|1.3.6")
	f.Fuzz(func(t *testing.T, text string) {
		vars, err := snmpsim.ReadWalk(strings.NewReader(text))
		if err != nil && err.Error() == "" {
			t.Error("an error without a reason")
		}
		m := snmpsim.NewMIB(vars)
		for _, v := range vars {
			if _, ok := m.Get(v.OID); !ok {
				t.Errorf("%v was read and is not there", v.OID)
			}
		}
	})
}
