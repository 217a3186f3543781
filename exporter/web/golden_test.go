package web

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rollcall/inventory"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestFragments holds the small parts that pages are made of, in both languages,
// against golden files.
func TestFragments(t *testing.T) {
	one := mac(2)
	finding := findingView{Ref: "#A-1023", Kind: inventory.KindUnknownMAC, Severity: inventory.Warning, State: inventory.StateOpen,
		School: "179901", Switch: "hy-3f-a", Port: "1/7", MAC: &one, Opened: now, Title: "未登錄的裝置 1台", What: "KL-mobile 出現 1 台裝置。",
		Where: "海燕國小，hy-3f-a 第 1/7 埠", Next: "請確認。", Evidence: "VLAN 208", Fixed: "自動結案。"}
	over := finding
	over.State, over.Resolved, over.MutedBy = inventory.StateResolved, now.Add(time.Hour), "hy-core"
	device := deviceRow{MAC: one, Name: "平板 <3>", Vendor: "", State: inventory.DeviceUnlisted, School: "179901", Switch: "hy-3f-a", Port: "1/7",
		First: now, Confidence: inventory.Medium, Reason: "why"}
	for _, tt := range []struct {
		file, page, part string
		data             any
	}{
		{"finding", "findings", "finding", finding},
		{"finding-over", "findings", "finding", over},
		{"fresh", "city", "fresh", map[string]any{"now": now, "due": time.Time{}, "data": age{Newest: now.Add(-90 * time.Second), Never: 1}}},
		{"fresh-unread", "city", "fresh", map[string]any{"now": now, "due": now.Add(time.Minute), "data": age{Never: 4}}},
		{"reach", "city", "reach", switchCount{Total: 9, Up: 6, Silent: 2, Unread: 1}},
		{"severities", "city", "severities", severityCount{Critical: 1, Info: 2, Muted: 3}},
		{"seat", "switch", "seat", device},
		{"port", "switch", "port", map[string]any{"school": inventory.SchoolCode("179901"), "switch": inventory.SwitchID("hy-3f-a"), "p": portRow{Port: "1/7", Alias: "AP",
			State: "up", SpeedBPS: 2.5e9, Duplex: "half", PVID: 254, Tagged: []int{208, 220, 221, 222}, Zone: "設備管理", Role: "ap",
			Why: "…", Devices: []deviceRow{device}, Record: recordMatch{State: "no", Zone: "行政", Room: "3-2"}, Flagged: 1}}},
	} {
		for _, l := range []Lang{ZhTW, En} {
			var got bytes.Buffer
			if err := parsePages()[l].pages[tt.page].ExecuteTemplate(&got, tt.part, tt.data); err != nil {
				t.Fatal(err)
			}
			sameAsGolden(t, tt.file+"."+string(l)+".html", got.Bytes())
		}
	}
}

func sameAsGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(got, '\n'), want) {
		t.Errorf("%s differs:\ngot  %s\nwant %s", name, got, want)
	}
}
