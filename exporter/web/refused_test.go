package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// refused stores refusals of a device at a school: ten minutes apart, then once more
// an hour later.
func (b *bench) refused(school inventory.SchoolCode, m inventory.MAC) {
	b.Helper()
	var rows []inventory.AccessReject
	for i, at := range []time.Duration{-3 * time.Hour, -3*time.Hour + 10*time.Minute, -time.Hour} {
		rows = append(rows, inventory.AccessReject{At: now.Add(at), Last: now.Add(at + 5*time.Minute), School: school, MAC: m, SSID: "KL-mobile",
			AP: "hy-ap<9>", Reason: "not in the list", Class: inventory.RejectUnlisted, Source: "radius r1", Count: 100 * (i + 1)})
	}
	if err := b.options.DB.WriteRejects(b.Context(), now, rows); err != nil {
		b.Fatal(err)
	}
}

// TestADeviceThatIsOnlyRefusedHasAPage: no switch shows it and no list names it.
func TestADeviceThatIsOnlyRefusedHasAPage(t *testing.T) {
	b := newBench(t).school1()
	m := mac(0x77)
	b.refused("179901", m)
	var view deviceView
	if err := json.Unmarshal(b.get("/api/v1/schools/179901/devices/"+m.String()).Body.Bytes(), &view); err != nil {
		t.Fatal(err)
	}
	if len(view.Refused) != 2 || view.Refused[0].Times != 300 || view.Refused[1].Times != 300 || !view.Refused[1].First.Equal(now.Add(-3*time.Hour)) {
		t.Errorf("refused %+v, want two stretches, the newer first", view.Refused)
	}
	body := b.get("/schools/179901/devices/" + m.String()).Body.String()
	for _, want := range []string{"被MAC認證拒絕 300 次", "hy-ap&lt;9&gt;", "not in the list"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if r := b.get("/schools/179902/devices/" + m.String()); r.Code != http.StatusNotFound {
		t.Errorf("at another school the page answers %d", r.Code)
	}
	if r := b.getAs("/schools/179901/devices/"+m.String(), "179902"); r.Code != http.StatusNotFound {
		t.Errorf("somebody of another school is answered %d", r.Code)
	}
}
