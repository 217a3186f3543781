package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// tellAll makes a diagnosis that tells all that is handed in.
func tellAll(s *inventory.Snapshot, asked inventory.Symptom, c inventory.Clues) inventory.Diagnosis {
	d := inventory.Diagnosis{At: s.At, School: s.School.Code, Symptom: asked, Cause: inventory.Why{Key: "diagnose.cause.gateway_down"}, Kind: inventory.KindGatewayDown}
	step := inventory.Step{Title: "diagnose.step.gateway", Result: inventory.StepNotOK}
	for _, h := range c.Held {
		d.MAC = h.MAC
	}
	for _, seen := range c.Seen[:min(1, len(c.Seen))] {
		d.Place = &inventory.Verdict{Sighting: seen, Confidence: inventory.High, Why: inventory.Why{Key: inventory.PlaceOnly}}
		step.Says = append(step.Says, inventory.Why{Key: "diagnose.line.up", Args: map[string]string{"switch": string(seen.Port.Switch), "port": seen.Port.IfName}})
	}
	for _, f := range c.Open {
		step.Says = append(step.Says, inventory.Why{Key: "diagnose.line.flap", Args: map[string]string{"switch": string(f.Switch), "port": f.Port, "room": f.Room}})
	}
	d.Steps = []inventory.Step{step}
	return d
}

// TestDiagnoseAnswers asks by address and by MAC, without naming the school.
func TestDiagnoseAnswers(t *testing.T) {
	b := newBench(t).school1()
	for path, want := range map[string]inventory.Flow{"ip=10.241.10.5": inventory.FlowWired, "mac=" + mac(1).String(): inventory.FlowWireless,
		"flow=wired&mac=" + mac(1).String(): inventory.FlowWired} {
		var got diagnosisView
		w := b.get("/api/v1/diagnose?" + path)
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v %s", path, w.Code, err, w.Body)
		}
		if got.Flow != want || got.School != "179901" || got.MAC == nil || *got.MAC != mac(1) || got.Place == nil || got.Place.Port != "1/5" {
			t.Errorf("%s: %+v", path, got)
		}
		if len(got.Steps) != 1 || got.Steps[0].N != 1 || got.Steps[0].Word != "異常" || got.Key != "gateway_down" || got.Next == "" {
			t.Errorf("%s: steps %+v, cause %s, next %s", path, got.Steps, got.Key, got.Next)
		}
		if !strings.Contains(got.Mail.Body, got.Cause) || !strings.Contains(got.Mail.Body, "1. ") || got.Mail.Subject == "" {
			t.Errorf("%s: the mail says %q", path, got.Mail.Body)
		}
	}
	page := b.get("/diagnose?ip=10.241.10.5").Body.String()
	for _, want := range []string{"異常", "mailto:?subject=", "/schools/179901/devices/" + mac(1).String(), `name="mac"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestDiagnoseTellsWhatChanged finds the port that another segment was put on, and
// not what was only read for the first time.
func TestDiagnoseTellsWhatChanged(t *testing.T) {
	b := newBench(t).school1()
	b.poll("hy-3f-a", now.Add(-20*time.Second), func(p *inventory.Poll) {
		ports(p, 12, 10)
		p.Interfaces[4].PVID, p.Interfaces[4].Untagged = 30, []int{30}
		p.Interfaces[6].PVID, p.Interfaces[6].Untagged = 20, []int{20}
		learned(p, mac(1), 5, 30)
	})
	var got diagnosisView
	if err := json.Unmarshal(b.get("/api/v1/diagnose?flow=wired&mac="+mac(1).String()).Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	var changed []string
	for _, i := range got.Before {
		if i.Kind == lineVLANs {
			changed = append(changed, i.Port+" "+i.Text)
		}
	}
	if len(changed) != 2 || !strings.Contains(strings.Join(changed, "\n"), "1/5 未標記 30") {
		t.Errorf("before it changed %q (all: %+v)", changed, got.Before)
	}
}

// TestDiagnoseRefuses says what is missing, and tells foreign things from none at all no better.
func TestDiagnoseRefuses(t *testing.T) {
	b := newBench(t).school1()
	for path, want := range map[string]int{"": 400, "flow=wired": 400, "ip=nonsense": 400, "mac=1234": 400, "flow=both&ip=10.241.10.5": 400, "ip=198.51.100.7": 400, "school=179999": 404} {
		if w := b.get("/api/v1/diagnose?" + path); w.Code != want {
			t.Errorf("%q answers %d, want %d: %s", path, w.Code, want, w.Body)
		}
	}
	if w := b.get("/diagnose"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `action="/diagnose"`) {
		t.Errorf("the form answers %d", w.Code)
	}
	b.city.Schools = append(b.city.Schools, inventory.School{Code: "179903", Name: "雨岬國中", Vars: map[string]int{"X": 243}})
	if err := b.db.Configure(t.Context(), b.city); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{"ip=10.241.10.5", "ip=10.249.10.5"}, {"mac=" + mac(1).String(), "mac=" + mac(99).String()}, {"school=179901", "school=179999"}} {
		foreign := b.getAs("/api/v1/diagnose?"+pair[0], "179902", "179903")
		missing := b.getAs("/api/v1/diagnose?"+pair[1], "179902", "179903")
		if foreign.Code != missing.Code || foreign.Body.String() != missing.Body.String() {
			t.Errorf("%s answers %d %s; %s answers %d %s", pair[0], foreign.Code, foreign.Body, pair[1], missing.Code, missing.Body)
		}
	}
}
