package web

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"rollcall/inventory"
)

// TestCircuitsAreRanked puts schools before kindergartens and the fuller before the
// less full, and says nothing of what was not measured for long enough.
func TestCircuitsAreRanked(t *testing.T) {
	b := newBench(t)
	b.options.Circuits = func(code inventory.SchoolCode) []inventory.CircuitUse {
		use := func(name, direction string, mbps, p95, over float64, days, samples int) inventory.CircuitUse {
			return inventory.CircuitUse{School: code, Name: name, Direction: direction, Switch: "core", Port: "24", Mbps: mbps, P95Mbps: p95, Over: over, Days: days, Samples: samples}
		}
		if code == "179902" {
			return []inventory.CircuitUse{use("", "down", 500, 480, 0.5, 20, 2160), use("", "up", 500, 90, 0, 20, 2160)}
		}
		return []inventory.CircuitUse{use("附設幼兒園", "up", 3, 2.9, 1, 20, 2160), use("", "down", 300, 290, 0.3, 16, 1700),
			use("", "up", 300, 290, 0.9, 3, 300), use("附設幼兒園", "down", 16, 0, 0, 0, 0)}
	}
	b.handler = New(b.options)
	var got uplinksView
	if err := json.Unmarshal(b.get("/api/v1/uplinks").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	told := func(rows []circuitRow) (names []string) {
		for _, r := range rows {
			names = append(names, string(r.School)+r.Circuit+" "+r.Direction)
		}
		return names
	}
	if names := told(got.Upgrade); !slices.Equal(names, []string{"179902 down", "179901 down", "179901附設幼兒園 up"}) || got.Upgrade[2].Rank != 3 {
		t.Errorf("to be upgraded are %q", names)
	}
	if others, unknown := told(got.Others), told(got.Unknown); !slices.Equal(others, []string{"179901 up", "179902 up"}) || !slices.Equal(unknown, []string{"179901附設幼兒園 down"}) {
		t.Errorf("others are %q, not measured are %q", others, unknown)
	}
	if page := b.getAs("/uplinks", "179902").Body.String(); strings.Contains(page, "附設幼兒園") || !strings.Contains(page, "480.0 Mb/s") {
		t.Error("a coordinator sees other circuits than the school's own")
	}
}
