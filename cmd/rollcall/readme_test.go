package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// relativeLink is a link of Markdown to a file of the tree.
var relativeLink = regexp.MustCompile(`\]\(([^):#]+)\)`)

// What a newcomer is sent to is there.
func TestLinksOfTheTextsLead(t *testing.T) {
	texts := []string{"../../README.md"}
	for _, pattern := range []string{"../../docs/*.md", "../../deploy/*.md", "../../dashboards/*.md", "../../rules/prometheus/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, found...)
	}
	for _, text := range texts {
		content, err := os.ReadFile(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range relativeLink.FindAllStringSubmatch(string(content), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(text), link[1])); err != nil {
				t.Errorf("%s links to %s: %v", strings.TrimPrefix(text, "../../"), link[1], err)
			}
		}
	}
}
