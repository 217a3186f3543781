package wording

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestEveryWordOfADiagnosisHasASentence reads the rules for what they say.
func TestEveryWordOfADiagnosisHasASentence(t *testing.T) {
	patterns := []struct {
		in   *regexp.Regexp
		keys []string // % stands for what was found
	}{
		{regexp.MustCompile(`\bstep\("([a-z_]+)"\)`), []string{"diagnose.step.%"}},
		{regexp.MustCompile(`(?:say\(st, [A-Za-z.]+|tell\(st|tell\(step\("[a-z]+"\)), "([a-z_.]+[a-z])"`), []string{"diagnose.%"}},
		{regexp.MustCompile(`\{"(line\.[a-z_]+)",`), []string{"diagnose.%"}},
		{regexp.MustCompile(`(?:byFinding\(|outlook\(|stale\(|\t\{|\[\]suspect\{\{)"([a-z_0-9]+)"`), []string{"diagnose.cause.%", "diagnose.next.%"}},
	}
	files, err := filepath.Glob("../../rules/diagnose*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`_test\.go$`).MatchString(file) {
			continue
		}
		for _, p := range patterns {
			for _, m := range p.in.FindAllStringSubmatch(string(text), -1) {
				for _, key := range p.keys {
					n++
					if key = regexp.MustCompile("%").ReplaceAllString(key, m[1]); !Has(key) {
						t.Errorf("%s says %s, which has no sentence", file, key)
					}
				}
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d keys found; the patterns no longer fit", n)
	}
	for _, key := range []string{"diagnose.cause.none", "diagnose.next.none", "diagnose.gateway.inside.true", "diagnose.gateway.inside.false",
		"diagnose.network.listed_elsewhere", "diagnose.network.near_miss", "diagnose.network.random", "diagnose.network.not_listed", "diagnose.network.group"} {
		if !Has(key) {
			t.Errorf("there is no sentence %s", key)
		}
	}
	for _, what := range []string{"gateway", "upstream"} {
		for _, how := range []string{"answers", "silent", "unmeasured", "unset"} {
			if !Has("diagnose." + what + "." + how) {
				t.Errorf("there is no sentence for %s that %s", what, how)
			}
		}
	}
}
