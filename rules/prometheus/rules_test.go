// Package prometheus_test holds the alert and recording rules against promtool,
// against the metrics that there are, and against their own conventions.
package prometheus_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rollcall/exporter"
)

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPromtool(t *testing.T) {
	for _, args := range [][]string{
		append([]string{"check", "rules"}, glob(t, "*.rules.yml")...),
		append([]string{"test", "rules"}, glob(t, filepath.Join("tests", "*.test.yml"))...),
	} {
		if out, err := exec.CommandContext(t.Context(), "promtool", args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args, err, out)
		}
	}
}

// An alert is one entry of the rules file, as text.
type alert struct{ name, text string }

func alerts(t *testing.T) []alert {
	t.Helper()
	var out []alert
	for _, text := range strings.Split(read(t, "alerts.rules.yml"), "- alert: ")[1:] {
		name, rest, _ := strings.Cut(text, "\n")
		out = append(out, alert{strings.TrimSpace(name), rest})
	}
	return out
}

var (
	hanzi    = regexp.MustCompile(`\p{Han}`)
	severity = regexp.MustCompile(`severity: (critical|warning|info)\b`)
)

func TestAlertsFollowTheConventions(t *testing.T) {
	runbook := read(t, "runbook.md")
	for _, a := range alerts(t) {
		if !strings.HasPrefix(a.name, "Rollcall") {
			t.Errorf("%s: names begin with Rollcall", a.name)
		}
		if !severity.MatchString(a.text) {
			t.Errorf("%s: no severity critical, warning or info", a.name)
		}
		for _, key := range []string{"summary", "description"} {
			_, text, found := strings.Cut(a.text, key+": ")
			text, _, _ = strings.Cut(text, "\n")
			zh, en, both := strings.Cut(text, " · ")
			if !found || !both || !hanzi.MatchString(zh) || hanzi.MatchString(en) {
				t.Errorf("%s: %s is not zh-TW · English: %q", a.name, key, text)
			}
		}
		for _, want := range []string{"runbook_url: file:///usr/share/doc/rollcall/runbook.md#" + strings.ToLower(a.name) + "\n", "dashboard_url: "} {
			if !strings.Contains(a.text, want) {
				t.Errorf("%s lacks %q", a.name, want)
			}
		}
		if !strings.Contains(runbook, "\n## "+a.name+"\n") {
			t.Errorf("%s has no section in runbook.md", a.name)
		}
	}
}

// check finds the checks of tests/: at which time how many of an alert fire.
var check = regexp.MustCompile(`ALERTS\{alertname="(\w+)",alertstate="firing"\}.*exp_samples: (\[\]|\[\{)`)

// TestEveryAlertIsTested wants each alert seen silent, then firing, then silent
// again in one of the groups of tests/.
func TestEveryAlertIsTested(t *testing.T) {
	silentFiringSilent := map[string]bool{}
	for _, file := range glob(t, filepath.Join("tests", "*.test.yml")) {
		for _, group := range strings.Split(read(t, file), "  - name: ") {
			course := map[string]string{} // of each alert: - silent, + firing
			for _, m := range check.FindAllStringSubmatch(group, -1) {
				course[m[1]] += map[string]string{"[]": "-", "[{": "+"}[m[2]]
			}
			for name, seen := range course {
				silentFiringSilent[name] = silentFiringSilent[name] || regexp.MustCompile(`-\+-`).MatchString(seen)
			}
		}
	}
	for _, a := range alerts(t) {
		if a.name != "RollcallHeartbeat" && !silentFiringSilent[a.name] {
			t.Errorf("%s: no test in which it is silent, fires and is resolved", a.name)
		}
	}
}

var metric = regexp.MustCompile(`\b(\w+:)?rollcall_\w+(:\w+)?`)

// TestRulesAskForMetricsThatThereAre holds every name in rules and their tests
// against the exporter.
func TestRulesAskForMetricsThatThereAre(t *testing.T) {
	known := exporter.Families()
	for _, m := range regexp.MustCompile(`record: (\S+)`).FindAllStringSubmatch(read(t, "recording.rules.yml"), -1) {
		known = append(known, m[1])
	}
	for _, file := range append(glob(t, "*.rules.yml"), glob(t, filepath.Join("tests", "*.test.yml"))...) {
		for _, name := range metric.FindAllString(read(t, file), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s asks for %s, which the exporter does not have", file, name)
			}
		}
	}
}
