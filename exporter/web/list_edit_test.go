package web

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"rollcall/inventory"
)

func TestADeviceIsListedFromItsPage(t *testing.T) {
	b := newBench(t).school1()
	v := b.coordinator("179901")
	page := v.open("/schools/179901/devices/" + mac(2).String()).Body.String()
	if !strings.Contains(page, `href="/schools/179901/entry?mac=`) || !strings.Contains(page, "登錄這台") {
		t.Fatal("the page of an unlisted device does not lead to the form")
	}
	form := v.open("/schools/179901/entry?mac=" + mac(2).String()).Body.String()
	for _, want := range []string{`value="` + mac(2).String() + `"`, "hy-3f-a 1/7", `name="kl_mobile" value="true" checked`, `value="2026-11-21"`, `value="coordinator 179901"`} {
		if !strings.Contains(form, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	sent := fields(form)
	for name, value := range map[string]string{"mac": mac(2).String(), "name": "平板 <2>", "class": "tablet", "kl_mobile": "true",
		"from": "2026-11-21", "until": "116/01/31", "by": "資訊組長", "note": "=1+1"} {
		sent.Set(name, value)
	}
	got := v.send("/schools/179901/entry", sent)
	if got.Code != http.StatusSeeOther {
		t.Fatalf("save: %d %s", got.Code, got.Body)
	}
	want := inventory.ListEntry{School: "179901", MAC: mac(2), Name: "平板 <2>", Class: "tablet", KLMobile: true, From: "2026-11-21", Until: "2027-01-31", By: "資訊組長", Note: "=1+1"}
	l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now)
	if err != nil || len(l.Master) != 2 || l.Master[1] != want || len(l.Whitelist) != 2 || l.Whitelist[1] != want {
		t.Errorf("stored %+v and %+v, %v", l.Master, l.Whitelist, err)
	}
	if page := v.open(got.Header().Get("Location")).Body.String(); !strings.Contains(page, "已儲存登錄") || !strings.Contains(page, "修改登錄") {
		t.Error("the page of the device does not say that it is listed")
	}
}

func TestADeviceIsTakenOffTheLists(t *testing.T) {
	b := newBench(t).school1()
	v := b.coordinator("179901")
	path := "/schools/179901/entry?mac=" + mac(1).String()
	if page := v.open(path).Body.String(); strings.Contains(page, `value="remove"`) || !strings.Contains(page, "remove=true") {
		t.Error("removing takes no second question")
	}
	asked := v.open(path + "&remove=true").Body.String()
	form := url.Values{"was": {mac(1).String()}, "seen": fields(asked)["seen"][:1], "do": {"remove"}}
	if got := v.send("/schools/179901/entry", form); got.Code != http.StatusSeeOther {
		t.Fatalf("remove: %d %s", got.Code, got.Body)
	}
	if l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now); err != nil || len(l.Master) != 0 {
		t.Errorf("left: %+v, %v", l.Master, err)
	}
}

func TestAFormThatCannotBeSavedComesBack(t *testing.T) {
	b := newBench(t).school1()
	v := b.coordinator("179901")
	for _, tt := range []struct{ name, field, value, want string }{
		{"a letter in the MAC", "mac", "00:00:5e:00:53:O2", "MAC 不正確"},
		{"a multicast MAC", "mac", "01:00:5e:00:53:02", "MAC 不正確"},
		{"a day that is none", "from", "tomorrow", "起始日期看不懂"},
		{"a last day that is none", "until", "2026-13-01", "結束日期看不懂"},
		{"the last day first", "until", "2026-11-01", "結束日期早於起始日期"},
		{"a MAC that is listed", "mac", mac(1).String(), "已經登錄了"},
	} {
		form := url.Values{"mac": {mac(9).String()}, "name": {"我的平板"}, "from": {"2026-11-21"}}
		form.Set(tt.field, tt.value)
		got := v.send("/schools/179901/entry", form)
		if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), tt.want) || !strings.Contains(got.Body.String(), "我的平板") {
			t.Errorf("%s: %d, want %q and what was typed", tt.name, got.Code, tt.want)
		}
	}
	if l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now); err != nil || len(l.Master) != 1 {
		t.Errorf("stored: %+v, %v", l.Master, err)
	}
}

// TestTwoEditorsOfOneDevice have the same form open: the second one is shown what
// the first made of it, and may save over it knowingly.
func TestTwoEditorsOfOneDevice(t *testing.T) {
	b := newBench(t).school1()
	v := b.coordinator("179901")
	form := fields(v.open("/schools/179901/entry?mac=" + mac(1).String()).Body.String())
	form.Set("mac", mac(1).String())
	var group sync.WaitGroup
	codes := make(chan int, 6)
	for i := range cap(codes) {
		mine := url.Values{}
		for name, values := range form {
			mine[name] = values
		}
		mine.Set("name", "第"+string(rune('A'+i))+"人")
		group.Go(func() { codes <- v.send("/schools/179901/entry", mine).Code })
	}
	group.Wait()
	close(codes)
	won := 0
	for code := range codes {
		switch code {
		case http.StatusSeeOther:
			won++
		case http.StatusUnprocessableEntity:
		default:
			t.Errorf("an editor was answered %d", code)
		}
	}
	if won != 1 {
		t.Errorf("%d editors saved, want one", won)
	}
	form.Set("name", "後來的人")
	late := v.send("/schools/179901/entry", form)
	if body := late.Body.String(); !strings.Contains(body, "已被別人改過") || !strings.Contains(body, "名單上目前的登錄") || !strings.Contains(body, "後來的人") {
		t.Errorf("the late editor is told\n%s", body)
	}
	again := fields(late.Body.String())
	again.Set("mac", mac(1).String())
	again.Set("name", "後來的人")
	if got := v.send("/schools/179901/entry", again); got.Code != http.StatusSeeOther {
		t.Errorf("saved over knowingly: %d", got.Code)
	}
	l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now)
	if err != nil || len(l.Master) != 1 || l.Master[0].Name != "後來的人" {
		t.Errorf("listed: %+v, %v", l.Master, err)
	}
}
