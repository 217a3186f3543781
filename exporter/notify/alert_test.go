package notify

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

var (
	haiyan = inventory.School{Code: "179901", Name: "海燕國小"}
	noon   = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC) // in Taipei
)

const page = "http://127.0.0.1:8080"

// finding is an open finding of a kind about the n-th device.
func finding(n byte, kind inventory.Kind, severity inventory.Severity) inventory.FindingRow {
	m := inventory.MAC{0, 0, 0x5e, 0, 0x53, n}
	return inventory.FindingRow{
		ID: 1000 + int64(n), State: inventory.StateOpen, Opened: noon.Add(-time.Duration(n) * time.Minute),
		Finding: inventory.Finding{
			Kind: kind, School: haiyan.Code, Severity: severity, Subject: m.String(), MAC: m,
			IP: netip.MustParseAddr("203.0.113.20"), Switch: "hy-3f-a", Port: fmt.Sprint(n), Since: noon.Add(-time.Hour),
			Args: map[string]string{"ssid": "KL-mobile", "brand": "Apple", "others": "KL-roam\neduroam"},
		},
	}
}

func TestOneAlertPerKind(t *testing.T) {
	rows := []inventory.FindingRow{
		finding(1, inventory.KindUnknownMAC, inventory.Info),
		finding(2, inventory.KindUnknownMAC, inventory.Warning),
		finding(3, inventory.KindSwitchDown, inventory.Critical),
		finding(4, inventory.KindRandomMAC, inventory.Warning),
		finding(5, inventory.KindPublicIPInUse, inventory.Warning),
		finding(6, inventory.KindForeignSchoolIP, inventory.Warning),
	}
	rows[3].Muted = "hy-3f-a"
	rows[4].State = inventory.StateDismissed
	rows[5].State = inventory.StateAccepted
	alerts := Group(haiyan, rows, page, noon)
	if len(alerts) != 2 {
		t.Fatalf("%d alerts, want 2: %v", len(alerts), alerts)
	}
	down, unknown := alerts[0], alerts[1]
	wantLabels := map[string]string{"alertname": "RollcallWlUnknownMac", "school": "179901", "kind": "wl_unknown_mac", "severity": "warning"}
	for k, want := range wantLabels {
		if unknown.Labels[k] != want {
			t.Errorf("label %s is %q, want %q", k, unknown.Labels[k], want)
		}
	}
	if len(unknown.Labels) != len(wantLabels) || unknown.Annotations["count"] != "2" {
		t.Errorf("labels %v, count %s", unknown.Labels, unknown.Annotations["count"])
	}
	if !unknown.StartsAt.Equal(noon.Add(-2 * time.Minute)) {
		t.Errorf("starts at %v, want when the older one was opened", unknown.StartsAt)
	}
	if want := page + "/schools/179901/findings?kind=wl_unknown_mac"; unknown.GeneratorURL != want {
		t.Errorf("link %s, want %s", unknown.GeneratorURL, want)
	}
	if down.Labels["severity"] != "critical" || down.Labels["alertname"] != "RollcallSwitchDown" {
		t.Errorf("labels %v", down.Labels)
	}
}

func TestWhatAnAlertSays(t *testing.T) {
	one := Group(haiyan, []inventory.FindingRow{finding(1, inventory.KindUnknownMAC, inventory.Warning)}, page, noon)[0].Annotations
	if want := "[rollcall] 海燕國小｜警告｜未登錄的裝置 1台｜#A-1001"; one["summary"] != want {
		t.Errorf("summary %q, want %q", one["summary"], want)
	}
	if !strings.Contains(one["description"], "請確認是否為學校設備") || !strings.Contains(one["description_en"], "If it is school property") {
		t.Errorf("descriptions %q, %q", one["description"], one["description_en"])
	}

	var rows []inventory.FindingRow
	for n := range byte(30) {
		rows = append(rows, finding(n, inventory.KindUnknownMAC, inventory.Warning))
	}
	many := Group(haiyan, rows, page, noon)[0].Annotations
	if want := "[rollcall] 海燕國小｜警告｜未登錄的裝置 共 30 件"; many["summary"] != want {
		t.Errorf("summary %q, want %q", many["summary"], want)
	}
	if !strings.Contains(many["description"], "另有 25 件") || strings.Count(many["description"], "請確認是否為學校設備") != 1 {
		t.Errorf("description %q", many["description"])
	}
}

func TestLabelsNameNoDevice(t *testing.T) {
	device := regexp.MustCompile(`(?i)([0-9a-f]{2}[:-]){5}|\d+\.\d+\.\d+\.\d+`)
	for _, a := range Group(haiyan, []inventory.FindingRow{
		finding(1, inventory.KindUnknownMAC, inventory.Warning),
		finding(2, inventory.KindReservedIPTaken, inventory.Warning),
	}, page, noon) {
		for k, v := range a.Labels {
			if device.MatchString(v) {
				t.Errorf("label %s is %q", k, v)
			}
		}
	}
}
