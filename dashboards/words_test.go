package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestKindsAreCalledAsOnThePage: every kind of finding has here the Chinese name that
// it has in front of people everywhere else.
func TestKindsAreCalledAsOnThePage(t *testing.T) {
	files, err := filepath.Glob("../exporter/wording/*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^\t"kind\.(\w+)": +\{"([^"]+)"`).FindAllSubmatch(text, -1) {
			names[string(m[1])] = string(m[2])
		}
	}
	if len(names) < 40 {
		t.Fatalf("exporter/wording names only %d kinds", len(names))
	}
	here := map[string]string{}
	for _, w := range words("kind") {
		here[w[0]] = w[1]
		if names[w[0]] != w[1] {
			t.Errorf("%s is called %q here and %q elsewhere", w[0], w[1], names[w[0]])
		}
	}
	for kind, name := range names {
		if here[kind] == "" {
			t.Errorf("%s (%s) has no name here", kind, name)
		}
	}
}
