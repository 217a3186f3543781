package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

const portOf5 = "/schools/179901/switches/hy-3f-a/ports/1%2F5"

func TestThePageOfAPort(t *testing.T) {
	b := newBench(t).school1().said()
	b.finding(inventory.Finding{Kind: inventory.KindUnknownMAC, School: "179901", Severity: inventory.Warning, Subject: mac(2).String(),
		MAC: mac(2), Switch: "hy-3f-a", Port: "1/7", VID: 208, Since: now})
	for _, tt := range []struct {
		path       string
		status     int
		want, lack []string
	}{
		{portOf5, 200, []string{"hy-3f-a 第 1/5 埠", "教務處桌機", mac(1).String(), "有線網路行政", "1G", "目前在線", "未標記 10"}, []string{mac(2).String()}},
		{portOf5 + "?lang=en", 200, []string{"hy-3f-a port 1/5", "What it has been", "untagged 10"}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/1/5", 200, []string{"hy-3f-a 第 1/5 埠"}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/1%2F4", 200, []string{"當時這個埠沒有任何裝置", mac(1).String(), "至 2026-11-21 09:45"}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/1%2F4?at=115/11/21+09:41", 200, []string{"當時的紀錄", "目前在線", mac(1).String()}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/1%2F1", 200, []string{"上行", "不逐一記錄"}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/1%2F7", 200, []string{"埠斷線", "×3", "出現裝置", "未登錄的裝置", "下一步"}, []string{"設定已變更"}},
		{"/schools/179901/switches/hy-3f-a/ports/1%2F10", 200, []string{"AP-3F-02", "LLDP"}, nil},
		{portOf5 + "?from=115/11/21+09:59", 200, []string{"自 2026-11-21 09:59 起"}, nil},
		{portOf5 + "?from=someday", 400, []string{"someday"}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/1%2F99", 404, []string{"找不到"}, nil},
		{"/schools/179901/switches/hy-3f-a/ports/", 404, []string{"找不到"}, nil},
		{"/schools/179901/switches/none/ports/1%2F5", 404, []string{"找不到"}, nil},
	} {
		got := b.get(tt.path)
		if got.Code != tt.status {
			t.Fatalf("%s: status %d, want %d\n%s", tt.path, got.Code, tt.status, got.Body)
		}
		for _, want := range tt.want {
			if !strings.Contains(got.Body.String(), want) {
				t.Errorf("%s lacks %q", tt.path, want)
			}
		}
		for _, lack := range tt.lack {
			if strings.Contains(got.Body.String(), lack) {
				t.Errorf("%s has %q", tt.path, lack)
			}
		}
	}
}

// TestTheTimeLineOfAPortHasGaps holds that time in which nobody looked is told as
// such, and that the answer is "not observed" while it lasts.
func TestTheTimeLineOfAPortHasGaps(t *testing.T) {
	b := newBench(t)
	see := func(at time.Time) {
		b.poll("hy-3f-a", at, func(p *inventory.Poll) {
			p.System = inventory.System{Name: "hy-3f-a", UptimeSeconds: at.Sub(now.Add(-100 * time.Hour)).Seconds()}
			complete(p, inventory.TableSystem)
			ports(p, 12, 10)
			learned(p, mac(1), 5, 10)
		})
	}
	for _, ago := range []time.Duration{294, 292, 290, 94, 92, 90} {
		see(now.Add(-ago * time.Minute))
	}
	line := func() (p struct {
		Answer   inventory.Answer
		Timeline []lineItem
	}) {
		got := b.get("/api/v1" + portOf5)
		if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil || got.Code != http.StatusOK {
			t.Fatalf("%d, %v: %s", got.Code, err, got.Body)
		}
		return p
	}
	var gaps []lineItem
	page := line()
	for _, i := range page.Timeline {
		if i.Kind == lineGap {
			gaps = append(gaps, i)
		}
	}
	if len(gaps) != 2 || !gaps[0].At.Equal(now.Add(-90*time.Minute)) || !gaps[0].Lasts ||
		!gaps[1].At.Equal(now.Add(-290*time.Minute)) || !gaps[1].Until.Equal(now.Add(-94*time.Minute)) {
		t.Errorf("the gaps are %+v", gaps)
	}
	if page.Answer != inventory.AnswerNotObserved {
		t.Errorf("while nobody looks the answer is %q", page.Answer)
	}
	see(now.Add(-time.Minute))
	if page = line(); page.Answer != inventory.AnswerSeen {
		t.Errorf("after a reading the answer is %q", page.Answer)
	}
}

func TestForeignPortsLookMissing(t *testing.T) {
	b := newBench(t).school1()
	theirs := b.getAs("/api/v1"+portOf5, "179902")
	none := b.getAs("/api/v1/schools/179902/switches/ql-core/ports/9", "179902")
	if theirs.Code != http.StatusNotFound || theirs.Body.String() != none.Body.String() {
		t.Errorf("a foreign port: %d %s, none: %d %s", theirs.Code, theirs.Body, none.Code, none.Body)
	}
}

func TestGapsAndStretches(t *testing.T) {
	at := func(minute int) time.Time { return now.Add(time.Duration(minute) * time.Minute) }
	c := func(from, to int) inventory.Coverage { return inventory.Coverage{First: at(from), Last: at(to)} }
	gaps := gapsOf([]inventory.Coverage{c(20, 30), c(0, 10)}, at(40))
	want := []stretch{{at(10), at(20)}, {at(30), at(40)}}
	if len(gaps) != 2 || gaps[0] != want[0] || gaps[1] != want[1] {
		t.Errorf("gaps %v, want %v", gaps, want)
	}
	if gaps := gapsOf([]inventory.Coverage{c(0, 10)}, at(10)); len(gaps) != 0 {
		t.Errorf("a coverage up to now has gaps %v", gaps)
	}
	joined := overlapping([]stretch{{at(5), at(9)}, {at(0), at(5)}, {at(20), at(21)}, {at(1), at(2)}})
	if len(joined) != 2 || joined[0] != (stretch{at(0), at(9)}) || joined[1] != (stretch{at(20), at(21)}) {
		t.Errorf("joined %v", joined)
	}
}
