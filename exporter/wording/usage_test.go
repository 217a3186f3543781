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
	for _, dir := range []string{"../../cmd", "..", "../../rules", "../../inventory"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(text), `"rollcall/exporter/wording"`) {
				return err
			}
			for _, m := range append(used.FindAllStringSubmatch(string(text), -1), chosen.FindAllStringSubmatch(string(text), -1)...) {
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
