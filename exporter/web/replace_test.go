package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// replaced is a bench on which listed PCs have left ports and others are there now.
func replaced(t *testing.T, n byte) *bench {
	b := newBench(t)
	for i := range n {
		b.list(inventory.ListEntry{School: "179901", MAC: mac(30 + i), Name: "電腦教室-0" + string('1'+i), Class: inventory.ClassPC, AssetNo: "3140101", Room: "電腦教室"})
	}
	b.allow(inventory.ListEntry{School: "179901", MAC: mac(30), Name: "電腦教室-01", KLMobile: true})
	for k := range 8 {
		b.poll("hy-3f-a", now.Add(time.Duration(k-9)*5*time.Minute), func(p *inventory.Poll) {
			ports(p, 12, 10)
			for i := range n {
				from := byte(30)
				if k >= 4 {
					from = 60
				}
				learned(p, mac(from+i), int(i)+1, 10)
			}
		})
	}
	return b
}

func (b *bench) swaps() []inventory.Swap {
	b.Helper()
	got := b.get("/api/v1/schools/179901/replace")
	var view replaceView
	if err := json.Unmarshal(got.Body.Bytes(), &view); err != nil || got.Code != http.StatusOK {
		b.Fatalf("%d %s: %v", got.Code, got.Body, err)
	}
	return view.Swaps
}

// TestAComputerRoomIsReplacedWithOneConfirmation retires the old, lists the new, and
// takes that back.
func TestAComputerRoomIsReplacedWithOneConfirmation(t *testing.T) {
	b := replaced(t, 4)
	swaps := b.swaps()
	if len(swaps) != 4 {
		t.Fatalf("%d swaps: %+v", len(swaps), swaps)
	}
	form := url.Values{}
	for _, s := range swaps {
		if s.MAC[5] != s.Old.MAC[5]+30 {
			t.Errorf("%s is said to stand for %s", s.MAC, s.Old.MAC)
		}
		form.Add("swap", s.Key())
	}
	page := b.get("/schools/179901/replace").Body.String()
	if !strings.Contains(page, "電腦教室-01") || !strings.Contains(page, mac(60).String()) {
		t.Errorf("the page: %s", page)
	}
	before := b.everyList()
	if got := b.send(atCentre(), "/schools/179901/replace", form); got.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	after := b.everyList()
	if len(after.Master) != 4 || len(after.Whitelist) != 1 || after.Whitelist[0].MAC != mac(60) {
		t.Fatalf("lists after: %+v", after)
	}
	for i, e := range after.Master {
		if e.MAC != mac(60+byte(i)) || e.Name != before.Master[i].Name || e.Room != "電腦教室" || e.AssetNo != "" || !strings.Contains(e.Note, mac(30+byte(i)).String()) {
			t.Errorf("entry %+v", e)
		}
	}
	if again := b.swaps(); len(again) != 0 {
		t.Errorf("still to be replaced: %+v", again)
	}
	if got := b.send(atCentre(), "/schools/179901/replace", form); got.Code != http.StatusConflict {
		t.Errorf("a second time: %d", got.Code)
	}
	records, err := b.db.Imports(t.Context(), inventory.AllSchools(), "179901", "master")
	if err != nil || records[0].Added != 4 || records[0].Removed != 4 || !records[0].Undoable {
		t.Fatalf("history %+v: %v", records, err)
	}
	undo := url.Values{"import": {strconv.FormatInt(records[0].ID, 10)}}
	if got := b.send(atCentre(), "/schools/179901/lists/devices/undo", undo); got.Code != http.StatusSeeOther {
		t.Fatalf("undo: %d %s", got.Code, got.Body)
	}
	if l := b.everyList(); len(l.Master) != 4 || l.Master[0].MAC != mac(30) || l.Master[0].AssetNo != "3140101" {
		t.Errorf("after undoing: %+v", l.Master)
	}
}

func TestAReplacementIsAllOrNothing(t *testing.T) {
	b := replaced(t, 2)
	form := url.Values{"swap": {b.swaps()[0].Key(), mac(1).String() + " " + mac(2).String()}}
	if got := b.send(atCentre(), "/schools/179901/replace", form); got.Code != http.StatusConflict {
		t.Errorf("with a pair that is none: %d", got.Code)
	}
	if got := b.send(atCentre(), "/schools/179901/replace", url.Values{}); got.Code != http.StatusConflict {
		t.Errorf("with none: %d", got.Code)
	}
	if l := b.everyList(); l.Master[0].MAC != mac(30) || l.Master[1].MAC != mac(31) {
		t.Errorf("lists: %+v", l.Master)
	}
	if got := b.getAs("/schools/179901/replace", "179902"); got.Code != http.StatusNotFound {
		t.Errorf("a foreign school: %d", got.Code)
	}
}
