package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the .want files")

// TestEveryMistakeIsToldWithItsLine reads testdata/bad: one file a mistake,
// named after it, and beside it what has to be said, word for word.
func TestEveryMistakeIsToldWithItsLine(t *testing.T) {
	openToEverybody(t, "testdata/bad/secrets/everybody")
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d fixtures, %v", len(files), err)
	}
	files = append(files, "testdata/bad/conf.d-mistakes/rollcall.yaml", "testdata/bad/no-such-file.yaml")
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			c, errs := Load(file)
			en, zh := told(c, errs, "en"), told(c, errs, "zh-TW")
			want := strings.TrimSuffix(file, ".yaml") + ".want"
			compare(t, want, en)
			compare(t, want+".zh", zh)
			if got := en + zh; strings.Contains(got, "hunter2") || strings.Contains(got, "correct horse") {
				t.Errorf("a secret is told:\n%s", got)
			}
		})
	}
}

// openToEverybody makes a secret that others may read, whatever the umask.
func openToEverybody(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("hunter2-read-only\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(path) })
}

func told(c *Config, errs Errors, lang string) string {
	var b strings.Builder
	for _, e := range errs {
		b.WriteString("error " + e.In(lang) + "\n")
	}
	for _, w := range c.Warnings {
		b.WriteString("warning " + w.In(lang) + "\n")
	}
	return b.String()
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestMain closes the fixtures' secrets to others: a checkout opens them.
func TestMain(m *testing.M) {
	for _, pattern := range []string{"testdata/secrets/*", "testdata/bad/secrets/*"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if err := os.Chmod(file, 0o640); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}
