package web

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// arp lets hy-core tell who has which address.
func (b *bench) arp(ago time.Duration, rows map[string]inventory.MAC) {
	b.Helper()
	b.poll("hy-core", now.Add(-ago), func(p *inventory.Poll) {
		p.System = inventory.System{Name: "hy-core", UptimeSeconds: (100*time.Hour - ago).Seconds()}
		complete(p, inventory.TableSystem, inventory.TableARP)
		for ip, m := range rows {
			p.ARP = append(p.ARP, inventory.ARPRow{IP: netip.MustParseAddr(ip), MAC: m})
		}
	})
}

func TestThePlanOfASchool(t *testing.T) {
	b := newBench(t).school1()
	b.list(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "教務處桌機"})
	b.arp(30*time.Second, map[string]inventory.MAC{"10.241.10.5": mac(1), "10.241.10.6": mac(2), "10.241.20.254": mac(3), "10.241.208.9": randomMAC(1),
		"10.241.212.254": mac(4), "10.241.25.180": mac(5)})
	b.arp(20*time.Second, map[string]inventory.MAC{"10.241.10.5": mac(1), "10.241.10.6": mac(6), "10.241.20.254": mac(3), "10.241.208.9": randomMAC(1),
		"10.241.212.254": mac(4), "10.241.25.180": mac(5)})
	got := b.get("/schools/179901/plan")
	if got.Code != http.StatusOK {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	for _, want := range []string{"10.X.10.1-239", "10.X.208.0-212.254", "已使用 2 / 1279", "10.241.212.0 – 10.241.212.254", "重複", "10.241.25.180",
		"教務處桌機", "閘道", `/devices/` + mac(1).String()} {
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("the plan lacks %q", want)
		}
	}
	var plan planView
	if err := json.Unmarshal(b.get("/api/v1/schools/179901/plan").Body.Bytes(), &plan); err != nil {
		t.Fatal(err)
	}
	zones := map[string]planZone{}
	for _, z := range plan.Zones {
		zones[z.ID] = z
	}
	if z := zones["admin"]; z.Size != 239 || z.Used != 2 || z.Conflict != 1 || z.In[0].Holder[0].Name != "教務處桌機" {
		t.Errorf("the zone admin is %+v", z)
	}
	if z := zones["kl_mobile"]; z.Size != 1279 || z.Used != 2 || z.Free() != 1277 {
		t.Errorf("the zone kl_mobile is %+v", z)
	}
	if at := plan.Zones[0].In[1]; at.State != addressConflict || len(at.Holder) != 2 {
		t.Errorf("the address of two devices is %+v", at)
	}
	if len(plan.Gap) != 1 || plan.Gap[0].IP.String() != "10.241.25.180" || plan.Gap[0].Near == "" {
		t.Errorf("in the gap are %+v", plan.Gap)
	}
}

// TestThePlanSaysWhatIsNotKnown holds that without an ARP table nothing is free.
func TestThePlanSaysWhatIsNotKnown(t *testing.T) {
	b := newBench(t).school1()
	body := b.get("/schools/179902/plan").Body.String()
	if !strings.Contains(body, "本校無法偵測") || strings.Contains(body, "已使用") || strings.Contains(body, "未見使用") {
		t.Error("a school whose addresses nobody tells seems to have free ones")
	}
	late := b.options
	late.Now = func() time.Time { return now.Add(24 * time.Hour) }
	b.handler = New(late)
	if body := b.get("/schools/179901/plan").Body.String(); !strings.Contains(body, "無法判斷哪些") || strings.Contains(body, "已使用") {
		t.Error("a day after the last reading the plan still says what is in use")
	}
}

// TestOneGatewayOfTwoIsNotRead holds that what the silent one told is neither in
// use nor free.
func TestOneGatewayOfTwoIsNotRead(t *testing.T) {
	b := newBench(t).school1()
	b.arp(30*time.Second, map[string]inventory.MAC{"10.241.10.5": mac(1)})
	for _, ago := range []time.Duration{300, 299} {
		b.poll("hy-3f-a", now.Add((600-ago)*time.Minute), func(p *inventory.Poll) {
			p.System = inventory.System{Name: "hy-3f-a", UptimeSeconds: (9*time.Hour + (600-ago)*time.Minute).Seconds()}
			p.ARP = []inventory.ARPRow{{IP: netip.MustParseAddr("10.241.20.7"), MAC: mac(2)}}
			complete(p, inventory.TableSystem, inventory.TableARP)
		})
	}
	late := b.options
	late.Now = func() time.Time { return now.Add(301 * time.Minute) }
	b.handler = New(late)
	var plan planView
	if err := json.Unmarshal(b.get("/api/v1/schools/179901/plan").Body.Bytes(), &plan); err != nil {
		t.Fatal(err)
	}
	for _, z := range plan.Zones {
		if want := map[string][2]int{"admin": {0, 1}, "lab": {1, 0}}[z.ID]; z.ID != "kl_mobile" && (z.Used != want[0] || z.Stale != want[1]) {
			t.Errorf("zone %s has %d in use and %d unconfirmed, want %v", z.ID, z.Used, z.Stale, want)
		}
	}
	if body := b.get("/plan").Body.String(); !strings.Contains(body, `<td class="num">–</td>`) {
		t.Error("the city's plan counts what is not known")
	}
}

func TestThePlanOfTheCity(t *testing.T) {
	b := newBench(t).school1()
	body := b.get("/plan").Body.String()
	for _, want := range []string{"10.X.220.254/24", "海燕國小", "晴嵐國小", `href="/schools/179901/plan"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the plan of the city lacks %q", want)
		}
	}
	if got := b.getAs("/plan", "179902"); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/schools/179902/plan" {
		t.Errorf("the coordinator of one school is led to %d %s", got.Code, got.Header().Get("Location"))
	}
	if got := b.getAs("/api/v1/plan", "179902"); strings.Contains(got.Body.String(), "179901") || strings.Contains(got.Body.String(), "海燕") {
		t.Errorf("the plan shows a foreign school: %s", got.Body)
	}
	if got := b.getAs("/schools/179901/plan", "179902"); got.Code != http.StatusNotFound {
		t.Errorf("a foreign plan: %d", got.Code)
	}
}
