package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/exporter/audit"
	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// cellTexts are cells as people write them, and as spreadsheets and networks spoil them.
func cellTexts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"", "", "平板 01", "=1+1", "'=1+1", "-3", "+886", "@SUM(A1)", "'王老師'", "0012", "1E5", "a,b;\"c\"",
		"第一行\n第二行", "<b>&amp;", "_x0041_", "電腦教室（一）", "是", "疑似", "新增"}), rapid.StringMatching(`[A-Za-z0-9一-三 _=+'-]{1,12}`))
}

// A drawnSchool is what a school's lists may hold, as imports of files left it.
type drawnSchool struct {
	master, whitelist []inventory.ListEntry
	things            []inventory.IoTItem
	ports             []inventory.PortRecord
}

func drawnSchools() *rapid.Generator[drawnSchool] {
	return rapid.Custom(func(t *rapid.T) drawnSchool {
		return drawnSchool{drawn(t, drawnEntry), drawn(t, drawnEntry), drawn(t, drawnThing), drawn(t, drawnPort)}
	})
}

func drawn[T any](t *rapid.T, row func(t *rapid.T, i int) T) []T {
	var rows []T
	for i := range rapid.IntRange(1, 16).Draw(t, "rows") {
		rows = append(rows, row(t, i))
	}
	return rows
}

// drawnText is a cell as the import of a file stores it.
func drawnText(t *rapid.T, name string) string {
	rows, _ := lists.ReadFile(lists.KindLost, csvOf([]string{"載具序號", "備註"}, []string{"1", cellTexts().Draw(t, name)}), lists.Options{School: "179901"})
	if len(rows.Lost) == 0 {
		return ""
	}
	return rows.Lost[0].Note
}

func drawnMAC(t *rapid.T) inventory.MAC { return mac(byte(rapid.IntRange(1, 60).Draw(t, "mac"))) }

func drawnDay(t *rapid.T) inventory.Date {
	return rapid.SampledFrom([]inventory.Date{"", "2026-09-01", "2027-01-31"}).Draw(t, "day")
}

func drawnEntry(t *rapid.T, i int) inventory.ListEntry {
	text := func(name string) string { return drawnText(t, name) }
	return inventory.ListEntry{School: "179901", MAC: drawnMAC(t), Name: text("name"), Class: lists.ClassOf(text("class")), Platform: text("platform"),
		AssetNo: text("asset"), Serial: text("serial"), Custodian: text("custodian"), Room: text("room"), KLMobile: rapid.Bool().Draw(t, "mobile"),
		MDM: text("mdm"), Until: drawnDay(t), By: text("by"), Note: text("note"), Row: i + 2}
}

func drawnThing(t *rapid.T, i int) inventory.IoTItem {
	text := func(name string) string { return drawnText(t, name) }
	return inventory.IoTItem{School: "179901", ItemNo: "n" + string(rune('a'+i)), Name: text("name"), Class: lists.ClassOf(text("class")),
		Vendor: text("vendor"), Model: text("model"), AssetNo: text("asset"), Quantity: text("quantity"),
		IP:  rapid.SampledFrom([]string{"", "10.241.10.5", "10.241.10.99"}).Draw(t, "ip"),
		MAC: rapid.SampledFrom([]inventory.MAC{drawnMAC(t), {}}).Draw(t, "whether mac"), Room: text("room"), Custodian: text("custodian"),
		Purpose: text("purpose"), Firmware: text("firmware"), FirmwareAt: drawnDay(t), From: drawnDay(t),
		PasswordChanged: rapid.SampledFrom([]string{"", "yes", "no", "不適用"}).Draw(t, "password"), Restricted: text("restricted"),
		Measure: text("measure"), By: text("by"), Note: text("note"), Row: i + 2}
}

func drawnPort(t *rapid.T, i int) inventory.PortRecord {
	text := func(name string) string { return drawnText(t, name) }
	return inventory.PortRecord{School: "179901", Switch: "hy-3f-a",
		Port: rapid.SampledFrom([]string{"1/1", "1/2", "Port 1/3", "gi1/4", "1/5", "1/77"}).Draw(t, "port"),
		Zone: text("zone"), Tagged: text("tagged"), Outlet: text("outlet"), Note: text("note"),
		Role: rapid.SampledFrom([]string{"", "edge", "ap", "備用"}).Draw(t, "role"), Row: i + 2}
}

// TestExportsOfListsImportAgain fills each list of a school with whatever may stand in
// it, takes the record of it as a file of each kind that a spreadsheet opens, and
// imports that: nothing may change.
func TestExportsOfListsImportAgain(t *testing.T) {
	b := newBench(t).school1()
	by := store.Import{At: now, Actor: "test", Replace: true}
	for seed := range 8 {
		school := drawnSchools().Example(seed)
		_, err1 := b.db.ImportMaster(t.Context(), by, school.master)
		_, err2 := b.db.ImportWhitelist(t.Context(), by, school.whitelist)
		_, err3 := b.db.ImportIoT(t.Context(), by, school.things)
		_, err4 := b.db.ImportPortRecords(t.Context(), by, school.ports)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		for table, kind := range map[audit.Table]lists.Kind{audit.MACs: lists.KindDevices, audit.Whitelist: lists.KindWhitelist, audit.IoT: lists.KindIoT, audit.Ports: lists.KindPorts} {
			for _, format := range []audit.Format{audit.CSV, audit.Plain, audit.XLSX} {
				b.again(fmt.Sprintf("seed %d, %s.%s", seed, table, format), "/exports/"+string(table)+"."+string(format), kind)
			}
		}
	}
}

// again imports what is exported and wants that nothing changes.
func (b *bench) again(name, path string, kind lists.Kind) {
	b.Helper()
	before := b.everyList()
	file := b.get(path + "?school=179901")
	if file.Code != http.StatusOK {
		b.Fatalf("%s: %d %s", name, file.Code, file.Body)
	}
	got := b.post("/api/v1/import/"+string(kind), file.Body.String())
	var done importAnswer
	if err := json.Unmarshal(got.Body.Bytes(), &done); err != nil || got.Code != http.StatusOK {
		b.Fatalf("%s: %d %s", name, got.Code, got.Body)
	}
	if done.Added+done.Removed > 0 {
		b.Errorf("%s: %d rows added, %d removed:\n%s", name, done.Added, done.Removed, cmp.Diff(before, b.everyList()))
	}
}

func (b *bench) everyList() inventory.Lists {
	b.Helper()
	l, err := b.db.Lists(b.Context(), inventory.AllSchools(), "179901", now)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// csvOf is a file of rows.
func csvOf(rows ...[]string) io.Reader {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // to memory
	return &b
}
