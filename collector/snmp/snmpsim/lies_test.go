package snmpsim_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/snmp/snmpsim"
)

// A lie is told by its name, in code and beside a recorded walk.
func TestLiesGoByTheirNames(t *testing.T) {
	c := snmpsim.Config{View: show(twoColumns())}
	if err := c.Lie("other-community"); err != nil {
		t.Fatal(err)
	}
	if got := inWords(t, play(t, c).ask(t, question{version: v2c, pdu: gosnmp.GetNextRequest, oids: under("2")})); !strings.Contains(got, "private") {
		t.Errorf("answer %q, want it under another community", got)
	}
	if err := c.Lie("truth"); err == nil || !strings.Contains(err.Error(), `"truth"`) {
		t.Errorf("a lie that there is not: %v", err)
	}
	dir := t.TempDir()
	walk := filepath.Join(dir, "sw.snmprec")
	for name, text := range map[string]string{walk: "1.3.6.1.2.1.1.3.0|67|100\n", filepath.Join(dir, "sw.quirks.json"): `{"lies": ["request-id-zero"]}`} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	loaded, err := snmpsim.LoadWalk(walk)
	if err != nil || len(loaded.Quirks) != 1 {
		t.Errorf("%d quirks beside the walk, %v", len(loaded.Quirks), err)
	}
}

// Every lie can be played over any switch, also one that lacks the tables that
// most lies are about.
func TestLiesSuitEverySwitch(t *testing.T) {
	for _, l := range snmpsim.Lies() {
		c := snmpsim.Config{View: show(twoColumns())}
		l.Play(&c)
		conn := snmpsim.New(c).Connect(snmpsim.Line{})
		defer conn.Close()
		if _, err := conn.Write(question{version: v2c, pdu: gosnmp.GetBulkRequest, max: 5, oids: under("2")}.encode(t)); err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
		if view := c.View("", time.Time{}); view == nil {
			t.Errorf("%s: nothing is shown", l.Name)
		}
	}
}
