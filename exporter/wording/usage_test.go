package wording

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryKeyInUseHasASentence reads the sources of those who speak through this
// package for the keys that they write out.
func TestEveryKeyInUseHasASentence(t *testing.T) {
	used := regexp.MustCompile(`wording\.Text\([a-z.]+, "([a-z0-9_.]+)"[,)\n]`)
	chosen := regexp.MustCompile(`\bkey :?= "([a-z0-9_.]+)"[,)\n]`)
	ofCommands := regexp.MustCompile(`"(cli\.[a-z0-9_.]+)"`)
	for _, dir := range []string{"../../cmd", "..", "../../rules", "../../inventory"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(text), `"rollcall/exporter/wording"`) {
				return err
			}
			var found [][]string
			for _, key := range []*regexp.Regexp{used, chosen, ofCommands} {
				found = append(found, key.FindAllStringSubmatch(string(text), -1)...)
			}
			for _, m := range found {
				if strings.Contains(m[1], ".") && !Has(m[1]) {
					t.Errorf("%s says %q, which has no sentence", path, m[1])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("read %s: %v", dir, err)
		}
	}
}

// TestEveryReasonOfInventoryHasASentence reads the constants of inventory for the
// keys of reasons, standings and words.
func TestEveryReasonOfInventoryHasASentence(t *testing.T) {
	reason := regexp.MustCompile(`= "((?:place|role)_[a-z_]+)"`)
	standing := regexp.MustCompile(`MACStanding = "([a-z_]+)"`)
	plan := regexp.MustCompile(`//\t(plan\.[a-z_.]+)\b`)
	n := 0
	files, err := filepath.Glob("../../inventory/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range reason.FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, m[1])
		}
		for _, m := range standing.FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, "standing."+m[1])
		}
		for _, m := range plan.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasSuffix(m[1], ".") {
				keys = append(keys, m[1])
			}
		}
		for _, key := range keys {
			n++
			if !Has(key) {
				t.Errorf("%s names %s, which has no sentence", file, key)
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d keys found in inventory; the patterns no longer fit", n)
	}
}
