package web

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"rollcall/inventory"
)

// live answers with a school from the ledgers, as a daemon does.
func (b *bench) live(code inventory.SchoolCode) (*inventory.Snapshot, bool) {
	school, ok := b.city.School(code)
	if !ok {
		return nil, false
	}
	plan, err := b.city.Plan.For(school)
	if err != nil {
		b.Fatal(err)
	}
	parts := inventory.SnapshotParts{At: now, School: school, Plan: plan}
	for _, sw := range school.Switches {
		if l := b.ledgers[sw.ID]; l != nil {
			parts.Views = append(parts.Views, l.View(now, nil))
			parts.Bindings = append(parts.Bindings, l.Bindings()...)
		}
	}
	parts.City = inventory.NewCityIndex(b.city, nil, nil)
	return inventory.NewSnapshot(parts), true
}

// laden has the core tell its load and, as a wireless controller, who is on the air.
func (b *bench) laden() *bench {
	cpu, memory, used, total, neighbors := 42.5, 60.0, int64(60<<20), int64(2<<30), 4000
	b.poll("hy-core", now, func(p *inventory.Poll) {
		complete(p, inventory.TableHealth, inventory.TableWireless, inventory.TableInterfaces)
		p.Health = &inventory.Health{CPUPercent: &cpu, MemoryPercent: &memory, MemoryUsedBytes: &used, MemoryTotalBytes: &total,
			IPv6Neighbors: &neighbors, IPv6NeighborsMore: true, Disks: []inventory.Disk{{Name: "/", UsedBytes: 1 << 30, TotalBytes: 3 << 40}}}
		p.Wireless = []inventory.WirelessClient{{MAC: mac(2), SSID: "KL-mobile", AP: "hy-ap<1>"}, {MAC: mac(77), SSID: "eduroam", AP: "hy-ap02"}}
		ports(p, 6, 10)
		p.Interfaces[1].STP, p.Interfaces[0].STP = "blocking", "forwarding"
	})
	b.options.Live = b.live
	b.handler = New(b.options)
	return b
}

func TestPageOfALadenSwitch(t *testing.T) {
	b := newBench(t).school1().laden()
	body := b.get("/schools/179901/switches/hy-core").Body.String()
	for _, want := range []string{"42.5 %", "60 %", "60.0 MiB / 2.0 GiB", "超過 4000 筆", "1.0 GiB / 3.0 TiB", "生成樹阻擋", "CPU與記憶體"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Count(body, "生成樹") != 1 {
		t.Error("ports that forward are said to be blocked")
	}
	var page switchPage
	if err := json.Unmarshal(b.get("/api/v1/schools/179901/switches/hy-core").Body.Bytes(), &page); err != nil || page.Health == nil || *page.Health.CPUPercent != 42.5 {
		t.Errorf("health %+v, %v", page.Health, err)
	}
	for _, path := range []string{"/schools/179901/switches/hy-3f-a", "/schools/179901/switches/hy-core?at=115/11/21+09:50"} {
		if body := b.get(path).Body.String(); strings.Contains(body, "42.5 %") {
			t.Errorf("%s tells the load of another switch or time", path)
		}
	}
}

func TestAWirelessDeviceIsFoundOnItsAccessPoint(t *testing.T) {
	b := newBench(t).school1().laden()
	for path, want := range map[string][]string{
		"/schools/179901/devices/" + mac(2).String():               {"SSID KL-mobile", "hy-ap&lt;1&gt;", "hy-3f-a 第 1/7 埠"},
		"/schools/179901/devices/" + mac(77).String() + "?lang=en": {"SSID eduroam", "hy-ap02", "not seen on any switch port"},
	} {
		body := b.get(path).Body.String()
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("%s lacks %q", path, part)
			}
		}
	}
	if body := b.get("/schools/179901/devices/" + mac(1).String()).Body.String(); strings.Contains(body, "SSID") {
		t.Error("a wired device is said to be on the air")
	}
	found := b.find(mac(2).String(), "")
	if !slices.ContainsFunc(found.Matches, func(m Match) bool { return m.Present && m.SSID == "KL-mobile" && m.AP == "hy-ap<1>" }) {
		t.Errorf("find: %+v", found.Matches)
	}
}
