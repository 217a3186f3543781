package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// play runs a demo in a directory for a second and returns what it said.
func play(t *testing.T, dir string, args ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), append([]string{"--lang", "en", "demo", "--dir", dir, "--listen", "127.0.0.1:0", "--seconds", "1"}, args...), &out, &out)
	code := report(err, &out)
	return out.String(), code
}

// A second demo goes on with the city of the first one, whatever its default is.
func TestDemoGoesOnWithTheCityInItsDirectory(t *testing.T) {
	dir := t.TempDir()
	if out, code := play(t, dir, "--seed", "9", "--schools", "1"); code != exitDone {
		t.Fatalf("the first demo ended with %d: %s", code, out)
	}
	first := cityIn(t, dir)
	if out, code := play(t, dir); code != exitDone {
		t.Fatalf("the second demo ended with %d: %s", code, out)
	}
	if again := cityIn(t, dir); again != first || first.Seed != 9 || first.Schools != 1 {
		t.Errorf("the second demo plays %+v, the first played %+v; want seed 9 and 1 school", again, first)
	}
	if out, code := play(t, dir, "--seed", "10"); code != exitRefused || cityIn(t, dir) != first {
		t.Errorf("another city in the same directory ended with %d and left %+v; want %d and the first: %s", code, cityIn(t, dir), exitRefused, out)
	}
}

// A second demo beside a running one leaves its files as they are: its agents and
// its page are where they say.
func TestDemoLeavesARunningOneAlone(t *testing.T) {
	d := startDemo(t, "--schools", "1")
	path := filepath.Join(d.dir, "rollcall.yaml")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if out, code := play(t, d.dir); code != exitRefused || !strings.Contains(out, "another rollcall has this database open") {
		t.Errorf("the second demo ended with %d and said %q; want %d and that another rollcall has the database", code, out, exitRefused)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the second demo changed rollcall.yaml (%v)", err)
	}
}

func cityIn(t *testing.T, dir string) (c struct {
	Seed    int64
	Schools int
	Scale   string
}) {
	t.Helper()
	there, err := (&demoCmd{Dir: dir}).earlier("en")
	if err != nil || there == nil {
		t.Fatalf("earlier found %v, %v", there, err)
	}
	c.Seed, c.Schools, c.Scale = there.Seed, there.Schools, there.Scale
	return c
}

func TestDemoRefusesWhatItDidNotWrite(t *testing.T) {
	for _, tt := range []struct{ name, file, content, says string }{
		{"configuration of a daemon", "rollcall.yaml", "version: 1\n", "was not written by rollcall demo"},
		{"database of a daemon", "rollcall.db", "SQLite format 3", "was not written by rollcall demo"},
		{"truth of no city", "truth.json", "{}", "does not say which simulated city"},
		{"broken truth", "truth.json", "{", "does not say which simulated city"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, tt.file)
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			out, code := play(t, dir)
			if code != exitRefused || !strings.Contains(out, tt.says) {
				t.Errorf("the demo ended with %d and said %q; want %d and %q", code, out, exitRefused, tt.says)
			}
			if left, err := os.ReadFile(path); err != nil || string(left) != tt.content {
				t.Errorf("%s now holds %q (%v), want it untouched", tt.file, left, err)
			}
		})
	}
}
