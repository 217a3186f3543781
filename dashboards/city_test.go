package main

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"rollcall/exporter"
)

var update = flag.Bool("update", false, "write the dashboards again")

func TestCommittedDashboardsAreNotStale(t *testing.T) {
	if *update {
		if err := run("."); err != nil {
			t.Fatal(err)
		}
	}
	for file, build := range dashboards() {
		want, err := render(build)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s is not what the generator writes (%v): go generate ./dashboards", file, err)
		}
	}
}

// Grafana's own schema, as its SDK has it, takes the committed files strictly.
func TestDashboardsFollowGrafanasSchema(t *testing.T) {
	for file := range dashboards() {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var d dashboard.Dashboard
		if err := d.UnmarshalJSONStrict(text); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A board is a dashboard as Grafana reads it: what these tests look at.
type board struct {
	UID, Title, Description, Timezone string
	Editable                          bool
	Panels                            []panel
	Templating                        struct{ List []struct{ Name, Type string } }
}

type panel struct {
	ID                       int
	Type, Title, Description string
	FieldConfig              struct {
		Defaults struct {
			Unit  string
			Links []struct{ URL string }
		}
	}
	Targets []struct {
		Expr, RefID string
		Instant     bool
	}
	GridPos struct{ H, W, X, Y int }
}

// boards returns every committed dashboard by its file.
func boards(t testing.TB) map[string]board {
	t.Helper()
	out := map[string]board{}
	for file := range dashboards() {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b board
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[file] = b
	}
	return out
}

var hanzi = regexp.MustCompile(`\p{Han}`)

func TestDashboardsFollowTheConventions(t *testing.T) {
	for file, b := range boards(t) {
		if b.UID == "" || b.Timezone != "Asia/Taipei" || b.Editable || !hanzi.MatchString(b.Title) || b.Description == "" {
			t.Errorf("%s: uid %q, time zone %q, editable %v, title %q", file, b.UID, b.Timezone, b.Editable, b.Title)
		}
		var variables []string
		for _, v := range b.Templating.List {
			variables = append(variables, v.Name)
		}
		for _, want := range []string{"datasource", "job", "school"} {
			if !slices.Contains(variables, want) {
				t.Errorf("%s has no variable $%s", file, want)
			}
		}
		seen := map[int]string{}
		for _, p := range b.Panels {
			if p.Type != "row" {
				checkPanel(t, file, p)
				if seen[p.ID] != "" || p.ID == 0 {
					t.Errorf("%s: %q has the number %d, as %q has", file, p.Title, p.ID, seen[p.ID])
				}
				seen[p.ID] = p.Title
			}
		}
	}
}

func checkPanel(t *testing.T, file string, p panel) {
	t.Helper()
	if !hanzi.MatchString(p.Title) && !strings.Contains(p.Title, "SNMP") || !hanzi.MatchString(p.Description) || p.FieldConfig.Defaults.Unit == "" {
		t.Errorf("%s: panel %d: title %q, description %q, unit %q", file, p.ID, p.Title, p.Description, p.FieldConfig.Defaults.Unit)
	}
	if len(p.Targets) == 0 {
		t.Errorf("%s: %q asks nothing", file, p.Title)
	}
	for _, target := range p.Targets {
		if strings.Contains(target.Expr, "rate(") && !strings.Contains(target.Expr, "[$__rate_interval]") {
			t.Errorf("%s: %q has a rate without $__rate_interval: %s", file, p.Title, target.Expr)
		}
		if strings.Count(target.Expr, "rollcall_") != strings.Count(target.Expr, `{job="$job"`) {
			t.Errorf("%s: %q does not select $job everywhere: %s", file, p.Title, target.Expr)
		}
	}
	for _, link := range p.FieldConfig.Defaults.Links {
		if !strings.HasPrefix(link.URL, "${rollcall}/") {
			t.Errorf("%s: %q links to %s, not to rollcall's pages", file, p.Title, link.URL)
		}
	}
	if p.GridPos.X+p.GridPos.W > 24 || p.GridPos.H == 0 {
		t.Errorf("%s: %q does not fit the grid: %+v", file, p.Title, p.GridPos)
	}
}

var metric = regexp.MustCompile(`rollcall_\w+`)

func TestPanelsAskForMetricsThatThereAre(t *testing.T) {
	known := exporter.Families()
	for file := range dashboards() {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range metric.FindAllString(string(text), -1) {
			if !slices.Contains(known, strings.TrimSuffix(name, "_bucket")) { // of a histogram
				t.Errorf("%s asks for %s, which the exporter does not have", file, name)
			}
		}
	}
}

// No two panels lie on each other.
func TestPanelsDoNotOverlap(t *testing.T) {
	for file, b := range boards(t) {
		taken := map[[2]int]string{}
		for _, p := range b.Panels {
			for y := range p.GridPos.H {
				for x := range p.GridPos.W {
					at := [2]int{p.GridPos.X + x, p.GridPos.Y + y}
					if taken[at] != "" {
						t.Fatalf("%s: %q lies on %q", file, p.Title, taken[at])
					}
					taken[at] = p.Title
				}
			}
		}
	}
}
