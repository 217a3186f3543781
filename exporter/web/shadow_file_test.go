package web

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/inventory"
)

func TestTheShadowReportAsAFile(t *testing.T) {
	b := newBench(t).school1()
	b.finding(inventory.Finding{Kind: inventory.KindSwitchDown, School: "179901", Severity: inventory.Critical, Subject: "hy-kid", Switch: "hy-kid", Since: now})
	b.options.Manners = func() inventory.Manners { return inventory.UsualManners(inventory.Calendar{}) }
	b.handler = New(b.options)
	for path, want := range map[string][]string{
		"kinds.csv":     {"種類,階段", "交換器無回應", ",1,0,0,0,"},
		"kinds.json":    {`"kind":"switch_down"`, "並未寄出任何訊息", "尚無聯絡人"},
		"messages.csv":  {"時間,收件人", "交換器無回應", "#A-1"},
		"messages.xlsx": {"交換器無回應", "#A-1", "影子期報告"},
		"messages.html": {"影子期報告", "#A-1"},
	} {
		got := b.get("/schools/179901/shadow/" + path)
		if text := textOf(t, got); got.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, got.Code, text)
		} else {
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s lacks %q:\n%s", path, w, text)
				}
			}
		}
		if got := b.getAs("/schools/179901/shadow/"+path, "179902"); got.Code != http.StatusNotFound {
			t.Errorf("%s of a foreign school: %d", path, got.Code)
		}
	}
	for _, path := range []string{"secrets.csv", "kinds.exe", "kinds.netbox", "kinds"} {
		if got := b.get("/schools/179901/shadow/" + path); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Code)
		}
	}
}
