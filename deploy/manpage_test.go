package deploy_test

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestManPageNamesEveryVerb, and none that there is not.
func TestManPageNamesEveryVerb(t *testing.T) {
	var verbs []string
	for _, m := range regexp.MustCompile("(?m)^\t([A-Z]\\w+) +\\w+Cmd +`cmd:\"\"(?: name:\"([^\"]+)\")?").FindAllStringSubmatch(read(t, "../cmd/rollcall/cli.go"), -1) {
		verbs = append(verbs, cmp.Or(m[2], strings.ToLower(m[1])))
	}
	if len(verbs) < 15 {
		t.Fatalf("cli.go has the verbs %q", verbs)
	}
	page := read(t, "deb/rollcall.1")
	_, body, _ := strings.Cut(page, ".SH VERBS")
	body, _, _ = strings.Cut(body, ".SH EXIT STATUS")
	var told []string
	for _, m := range regexp.MustCompile(`(?m)^\.TP\n\.B (.*)$`).FindAllStringSubmatch(body, -1) {
		for _, verb := range strings.Split(m[1], ",") {
			told = append(told, strings.Fields(strings.ReplaceAll(verb, `\-`, "-"))[0])
		}
	}
	for _, verb := range verbs {
		if !slices.Contains(told, verb) {
			t.Errorf("the man page does not name %s", verb)
		}
	}
	for _, verb := range told {
		if !slices.Contains(verbs, verb) {
			t.Errorf("the man page names %s, which is no verb", verb)
		}
	}
}
