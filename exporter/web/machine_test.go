package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestSwitchesForPrometheus(t *testing.T) {
	b := newBench(t)
	var groups []targetGroup
	if err := json.Unmarshal(b.get("/sd/switches").Body.Bytes(), &groups); err != nil {
		t.Fatal(err)
	}
	if len(groups) != 4 {
		t.Fatalf("%d targets, want one for each of 4 switches", len(groups))
	}
	first := groups[0]
	if first.Targets[0] != "localhost:8080" || first.Labels["__param_target"] != "hy-core" || first.Labels["school"] != "179901" {
		t.Errorf("the first target is %+v", first)
	}
}

func TestReadyAndReload(t *testing.T) {
	b := newBench(t)
	problem := errors.New("3 of 6 schools have been read so far")
	reloaded := 0
	b.options.Ready = func(context.Context) error { return problem }
	b.options.Reload = func(context.Context) error { reloaded++; return problem }
	b.handler = New(b.options)
	if got := b.get("/-/ready"); got.Code != http.StatusServiceUnavailable || !strings.Contains(got.Body.String(), problem.Error()) {
		t.Errorf("not ready: %d %s", got.Code, got.Body)
	}
	if got := b.post("/-/reload", ""); got.Code != http.StatusUnprocessableEntity || reloaded != 1 {
		t.Errorf("a bad configuration: %d %s, reloaded %d times", got.Code, got.Body, reloaded)
	}
	problem = nil
	b.options.Ready, b.options.Reload = nil, func(context.Context) error { reloaded++; return nil }
	b.handler = New(b.options)
	if got := b.get("/-/ready"); got.Code != http.StatusOK {
		t.Errorf("ready: %d %s", got.Code, got.Body)
	}
	if got := b.post("/-/reload", ""); got.Code != http.StatusOK || reloaded != 2 {
		t.Errorf("a good configuration: %d %s", got.Code, got.Body)
	}
}

// TestTheAPIIsDescribed holds that every route of the API stands in its description.
func TestTheAPIIsDescribed(t *testing.T) {
	b := newBench(t)
	var doc struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(b.get("/api/v1/openapi.json").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	s := &server{Options: b.options}
	for _, rt := range s.routes() {
		method, path, _ := strings.Cut(rt.pattern, " ")
		if !strings.HasPrefix(path, "/api/v1/") || path == "/api/v1/openapi.json" {
			continue
		}
		op, ok := doc.Paths[path][strings.ToLower(method)]
		if !ok || !strings.Contains(string(op), `"summary"`) {
			t.Errorf("%s is not described: %s", rt.pattern, op)
		}
	}
	if find := string(doc.Paths["/api/v1/find"]["get"]); !strings.Contains(find, `"name":"q"`) || !strings.Contains(find, `"name":"at"`) {
		t.Errorf("find has parameters %s", find)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		t.Errorf("openapi is %q", doc.OpenAPI)
	}
}

// TestMemoryIsAskedFirst holds that a fresh snapshot from memory is shown, and
// an old one is not.
func TestMemoryIsAskedFirst(t *testing.T) {
	b := newBench(t).school1()
	live, err := b.db.Snapshot(t.Context(), inventory.AllSchools(), b.city, "179901", now)
	if err != nil {
		t.Fatal(err)
	}
	live.School.Name = "記憶體中的海燕"
	b.options.Live = func(code inventory.SchoolCode) (*inventory.Snapshot, bool) { return live, code == "179901" }
	b.handler = New(b.options)
	if !strings.Contains(b.get("/schools/179901").Body.String(), "記憶體中的海燕") {
		t.Error("the snapshot from memory was not shown")
	}
	if strings.Contains(b.get("/schools/179901?at=115/11/21+09:50").Body.String(), "記憶體中的海燕") {
		t.Error("the snapshot from memory was shown for a time past")
	}
	live.At = now.Add(-time.Minute)
	if strings.Contains(b.get("/schools/179901").Body.String(), "記憶體中的海燕") {
		t.Error("a snapshot a minute old was shown as now")
	}
}

// TestWhatCannotBeSeenIsSaid holds that kinds without a source are named.
func TestWhatCannotBeSeenIsSaid(t *testing.T) {
	b := newBench(t).school1()
	b.options.Kinds = []inventory.Kind{inventory.KindPublicIPInUse, inventory.KindRandomMAC, inventory.KindSwitchDown}
	b.options.Observable = func(*inventory.Snapshot) func(inventory.Kind) (bool, inventory.Why) {
		return func(k inventory.Kind) (bool, inventory.Why) {
			switch k {
			case inventory.KindPublicIPInUse:
				return false, inventory.Why{Key: "unobservable.arp"}
			case inventory.KindRandomMAC:
				return true, inventory.Why{Key: "caveat.refused"}
			}
			return true, inventory.Why{}
		}
	}
	b.handler = New(b.options)
	body := b.get("/schools/179901/findings").Body.String()
	for _, want := range []string{"本校無法偵測的項目", "仍使用實體IP", "沒有可讀取IP與MAC對應", "疑似隨機MAC", "只能偵測一部分"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of findings lacks %q", want)
		}
	}
	if strings.Contains(body, "交換器無回應") {
		t.Error("what can be seen is named among what cannot")
	}
}

func TestWhenTheFirstReadingIsDueIsSaid(t *testing.T) {
	b := newBench(t)
	b.options.Due = func(inventory.SwitchID) time.Time { return now.Add(2 * time.Minute) }
	b.handler = New(b.options)
	for _, path := range []string{"/", "/schools/179902", "/schools/179902/switches/ql-core", "/schools/179902/findings"} {
		if body := b.get(path).Body.String(); !strings.Contains(body, "2026-11-21 10:02") {
			t.Errorf("%s does not say when the first reading is expected", path)
		}
	}
}
