package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

func TestThePageOfAFinding(t *testing.T) {
	b := newBench(t).school1().goLive()
	before := b.stranger(2)
	before.Resolved = now
	b.write(store.Batch{At: now, Findings: []inventory.FindingRow{before}})
	f := b.stranger(2)
	b.finding(inventory.Finding{Kind: inventory.KindMultiMACPort, School: "179901", Severity: inventory.Info, Subject: "hy-3f-a 1/7", Switch: "hy-3f-a", Port: "1/7"})
	path := fmt.Sprintf("/schools/179901/findings/%d", f.ID)
	if got := b.send(coordinator, path, url.Values{"do": {"ack"}, "note": {"去看看"}}); got.Code != http.StatusSeeOther {
		t.Fatalf("acknowledged: %d", got.Code)
	}
	page := b.as(coordinator, path+"?did=ack").Body.String()
	for _, want := range []string{"未登錄的裝置 1台", "已將 1 筆標為已知悉", "下一步", "如何結案", "teacher", "去看看", mac(2).String(),
		"同一件事以前的紀錄（1 筆）", "同一台裝置或同一個埠的其他告警", path + "?do=dismiss#do", path + "?do=listed#do"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, path+"?do=ack#do") {
		t.Error("what is acknowledged is offered to be acknowledged")
	}
	for _, foreign := range []string{fmt.Sprintf("/schools/179902/findings/%d", f.ID), "/schools/179901/findings/99999", "/schools/179901/findings/x"} {
		if got := b.get(foreign); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", foreign, got.Code)
		}
	}
	if got := b.get("/api/v1" + path); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `"words":[{`) {
		t.Errorf("the twin: %d %s", got.Code, got.Body)
	}
}

// TestAMailedLinkAsksFirst follows the link of a mail to its end.
func TestAMailedLinkAsksFirst(t *testing.T) {
	b := newBench(t).school1()
	f := b.stranger(2)
	path := fmt.Sprintf("/schools/179901/findings/%d", f.ID)
	page := b.as(coordinator, path+"?do=listed").Body.String()
	if !strings.Contains(page, "這台裝置已經登錄了？") || !strings.Contains(page, "這個按鈕本身不會結案") || b.row(f.ID).State != inventory.StateOpen {
		t.Error("following the link asks nothing, or does something")
	}
	did := b.send(coordinator, path, url.Values{"do": {"listed"}}).Header().Get("Location")
	if page := b.as(coordinator, did).Body.String(); !strings.Contains(page, "請先登錄再按一次") || b.row(f.ID).State != inventory.StateOpen {
		t.Errorf("a device that is not listed: led to %q, the finding is %s", did, b.row(f.ID).State)
	}
	b.list(inventory.ListEntry{School: "179901", MAC: mac(2), Name: "新平板"})
	did = b.send(coordinator, path, url.Values{"do": {"listed"}}).Header().Get("Location")
	row := b.row(f.ID)
	if page := b.as(coordinator, did).Body.String(); !strings.Contains(page, "下次巡檢完成後自動結案") || row.State != inventory.StateAcknowledged || !row.Resolved.IsZero() {
		t.Errorf("a listed device: led to %q, the finding is %s, over %v", did, row.State, row.Resolved)
	}
	row.Resolved = now
	b.write(store.Batch{At: now, Findings: []inventory.FindingRow{row}})
	for _, do := range []string{"listed", "dismiss"} {
		got := b.send(coordinator, path, url.Values{"do": {do}, "note": {"x"}})
		if got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), "已經結案") {
			t.Errorf("%s of what is over: %d", do, got.Code)
		}
	}
	if page := b.as(coordinator, path+"?do=dismiss").Body.String(); strings.Contains(page, `<form method="post" action="`+path) {
		t.Error("a finding that is over is offered to be dismissed")
	}
}

func TestADismissalNeedsAReason(t *testing.T) {
	b := newBench(t).school1()
	f := b.stranger(2)
	path := fmt.Sprintf("/schools/179901/findings/%d", f.ID)
	got := b.send(coordinator, path, url.Values{"do": {"dismiss"}, "note": {"  "}})
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "標為誤判？") || b.row(f.ID).State != inventory.StateOpen {
		t.Errorf("without a reason: %d, the finding is %s", got.Code, b.row(f.ID).State)
	}
	if got := b.send(coordinator, "/api/v1"+path, url.Values{"do": {"dismiss"}}); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "act.note.missing") {
		t.Errorf("a program: %d %s", got.Code, got.Body)
	}
	if got := b.send(coordinator, path, url.Values{"do": {"resolve"}}); got.Code != http.StatusBadRequest {
		t.Errorf("an action that there is not: %d", got.Code)
	}
}
