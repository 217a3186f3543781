package store

import (
	"errors"
	"io/fs"
	"maps"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestItemsComeBackWhole(t *testing.T) {
	db, by, scope := open(t), Import{At: at(0), Actor: "x"}, inventory.OnlySchools(north)
	room := inventory.Room{School: north, Name: "三年二班", Building: "A", Floor: "2", Outlet: "A-12", Switch: "n-1", Port: "p1", Note: "n", Row: 2}
	thing := inventory.IoTItem{School: north, ItemNo: "1", Name: "走廊", MAC: mac(1), Purpose: "安全", FirmwareAt: "2026-01-02", Row: 3}
	managed := inventory.MDMDevice{School: north, MAC: mac(2), Serial: "SN1", Name: "iPad", System: "Jamf", Row: 4}
	lost := inventory.LostDevice{School: north, Serial: "SN2", Name: "iPad 2", From: "2026-11-01", Row: 5}
	_, err1 := db.ImportRooms(t.Context(), by, []inventory.Room{room})
	_, err2 := db.ImportIoT(t.Context(), by, []inventory.IoTItem{thing})
	_, err3 := db.ImportMDM(t.Context(), by, []inventory.MDMDevice{managed})
	_, err4 := db.ImportLost(t.Context(), by, []inventory.LostDevice{lost})
	rooms, err5 := db.Rooms(t.Context(), scope, north, at(1))
	things, err6 := db.IoT(t.Context(), scope, north, at(1))
	devices, err7 := db.MDM(t.Context(), scope, north, at(1))
	missing, err8 := db.Lost(t.Context(), scope, north, at(1))
	if err := errors.Join(err1, err2, err3, err4, err5, err6, err7, err8); err != nil {
		t.Fatal(err)
	}
	for name, diff := range map[string]string{"rooms": like([]inventory.Room{room}, rooms), "iot": like([]inventory.IoTItem{thing}, things),
		"mdm": like([]inventory.MDMDevice{managed}, devices), "lost": like([]inventory.LostDevice{lost}, missing)} {
		if diff != "" {
			t.Errorf("%s (-imported +read):\n%s", name, diff)
		}
	}
	if _, err := db.Lost(t.Context(), inventory.OnlySchools(south), north, at(1)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another school's lost devices: %v", err)
	}
	if _, err := db.ImportLost(t.Context(), by, []inventory.LostDevice{{Serial: "x"}}); !errors.Is(err, ErrNoSchool) {
		t.Errorf("a row without a school: %v", err)
	}
}

// TestThingsKeepWhatWasFilledInByHand holds that this year's file, which lacks what
// only people know, does not wipe it out.
func TestThingsKeepWhatWasFilledInByHand(t *testing.T) {
	db := open(t)
	bring := func(second int, row inventory.IoTItem) Imported {
		row.School = north
		done, err := db.ImportIoT(t.Context(), Import{At: at(second)}, []inventory.IoTItem{row})
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	bring(0, inventory.IoTItem{MAC: mac(1), Name: "camera", Purpose: "門口", PasswordChanged: "是"})
	bring(1, inventory.IoTItem{MAC: mac(1), Name: "camera 2", IP: "10.241.25.101"})
	things, err := db.IoT(t.Context(), inventory.AllSchools(), north, at(2))
	if err != nil || len(things) != 1 || things[0].Name != "camera 2" || things[0].Purpose != "門口" || things[0].PasswordChanged != "是" {
		t.Errorf("things: %+v, %v", things, err)
	}
	if again := bring(3, inventory.IoTItem{MAC: mac(1), Name: "camera 2", IP: "10.241.25.101"}); again != (Imported{Unchanged: 1}) {
		t.Errorf("the same file again: %+v", again)
	}
}

// TestThingsAreJoinedByAssetNumber where a MAC is not known before, or is not now.
func TestThingsAreJoinedByAssetNumber(t *testing.T) {
	db := open(t)
	by, second := Import{Replace: true}, 0
	bring := func(rows ...inventory.IoTItem) Imported {
		t.Helper()
		for i := range rows {
			rows[i].School = north
		}
		second++
		by.At = at(second)
		done, err := db.ImportIoT(t.Context(), by, rows)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	things := func() []inventory.IoTItem {
		t.Helper()
		list, err := db.IoT(t.Context(), inventory.AllSchools(), north, at(second+1))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	bring(inventory.IoTItem{AssetNo: "A1", Purpose: "門口"}, inventory.IoTItem{AssetNo: "A2", Purpose: "走廊"}, inventory.IoTItem{MAC: mac(3), AssetNo: "A3", Purpose: "教室"})
	file := []inventory.IoTItem{{MAC: mac(1), AssetNo: "a1"}, {AssetNo: "A3"}, {MAC: mac(8), AssetNo: "A2"}, {MAC: mac(9), AssetNo: "A2"}}
	if done := bring(file...); done != (Imported{Added: 3, Removed: 2, Unchanged: 1}) {
		t.Errorf("the second year: %+v", done)
	}
	want := map[inventory.MAC]string{mac(1): "門口", mac(3): "教室", mac(8): "", mac(9): ""} // two things of one number follow none
	for _, thing := range things() {
		if purpose, ok := want[thing.MAC]; !ok || purpose != thing.Purpose {
			t.Errorf("%+v, want the purpose %q", thing, purpose)
		}
		delete(want, thing.MAC)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	if again := bring(file...); again != (Imported{Unchanged: 4}) {
		t.Errorf("the same file again: %+v", again)
	}
}

func TestLostDevicesByWhatTheyAreSeenAs(t *testing.T) {
	db, by := open(t), Import{At: at(0)}
	tablet := entry(1, "iPad 7", 2)
	tablet.Serial = "SN-7"
	_, err1 := db.ImportMaster(t.Context(), by, []inventory.ListEntry{tablet})
	_, err2 := db.ImportMDM(t.Context(), by, []inventory.MDMDevice{{School: north, MAC: mac(2), Serial: "SN-8"}})
	today := inventory.DateOf(at(0))
	_, err3 := db.ImportLost(t.Context(), by, []inventory.LostDevice{{School: north, Serial: "sn-7"}, {School: north, Serial: "SN-8"},
		{School: north, MAC: mac(3)}, {School: north, Serial: "unknown"}, {School: north, MAC: mac(4), Until: inventory.DateOf(at(0).AddDate(0, 0, -1))},
		{School: south, Serial: "SN-7", From: today}})
	lost, err4 := db.WatchedFor(t.Context(), at(1))
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	got := map[inventory.MAC]string{}
	for mac, d := range lost {
		got[mac] = d.Serial
	}
	if want := map[inventory.MAC]string{mac(1): "sn-7", mac(2): "SN-8", mac(3): ""}; !maps.Equal(got, want) {
		t.Errorf("watched for %v, want %v: a serial number counts in its own school only", got, want)
	}
	if lost[mac(1)].Name != "iPad 7" {
		t.Errorf("the lost device is called %q, want its name in the list", lost[mac(1)].Name)
	}
}

func TestUploadsWait(t *testing.T) {
	db, scope := open(t), inventory.OnlySchools(north)
	keep := func(id, actor string, second int) {
		t.Helper()
		if err := db.KeepUpload(t.Context(), Upload{ID: id, School: north, List: ListMaster, Actor: actor, At: at(second),
			Expires: at(second).Add(time.Hour), File: "a.csv", Body: []byte(id)}); err != nil {
			t.Fatal(err)
		}
	}
	waits := func(id string, second int) bool {
		u, err := db.Upload(t.Context(), scope, id, at(second))
		if err == nil && (string(u.Body) != id || u.List != ListMaster || u.File != "a.csv") {
			t.Errorf("upload %s came back as %+v", id, u)
		}
		return err == nil
	}
	for i, id := range []string{"a", "b", "c", "d"} {
		keep(id, "x", i)
	}
	if waits("a", 10) || !waits("b", 10) || !waits("d", 10) {
		t.Error("of one person the last three are to wait")
	}
	if _, err := db.Upload(t.Context(), inventory.OnlySchools(south), "d", at(10)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another school's upload: %v", err)
	}
	if waits("d", 3603) {
		t.Error("an expired upload still waits")
	}
	if err := db.DropUpload(t.Context(), "c"); err != nil || waits("c", 10) {
		t.Errorf("a dropped upload still waits, %v", err)
	}
	for i := range mostUploads + 5 {
		keep("many"+string(rune('a'+i)), "person"+string(rune('a'+i)), 20+i)
	}
	var n int
	if err := db.read.QueryRow(`SELECT COUNT(*) FROM uploads`).Scan(&n); err != nil || n != mostUploads {
		t.Errorf("%d uploads wait, %v; want %d at most", n, err, mostUploads)
	}
}

func TestColumnsAreRemembered(t *testing.T) {
	db := open(t)
	if got, err := db.Columns(t.Context(), north, ListMaster); err != nil || got != nil {
		t.Errorf("before anybody said: %v, %v", got, err)
	}
	for _, want := range []map[string]string{{"卡號": "mac", "財產名": "name"}, {"卡號": "mac"}} {
		if err := db.NoteColumns(t.Context(), ColumnsNote{At: at(0), Actor: "x", School: north, List: ListMaster, Columns: want}); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Columns(t.Context(), north, ListMaster); err != nil || !maps.Equal(got, want) {
			t.Errorf("columns %v, %v; want %v", got, err, want)
		}
	}
	if got, err := db.Columns(t.Context(), south, ListMaster); err != nil || got != nil {
		t.Errorf("another school's: %v, %v", got, err)
	}
}

func TestWhenListedDevicesWereSeen(t *testing.T) {
	db := open(t)
	b := newBench(t, db)
	_, err := db.ImportMaster(t.Context(), Import{At: at(0)}, []inventory.ListEntry{entry(1, "there", 2), entry(2, "gone", 3), entry(3, "never", 4), entry(4, "off", 5)})
	_, err2 := db.ImportMaster(t.Context(), Import{At: at(50), Replace: true}, []inventory.ListEntry{entry(1, "there", 2), entry(2, "renamed", 3), entry(3, "never", 4)})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		devices := []seen{{mac(1), 10, 1}}
		if n == 0 {
			devices = append(devices, seen{mac(2), 10, 2}, seen{mac(4), 10, 2})
		}
		b.write(poll("n-1", int64(n+1), at(100+n*60), devices))
	}
	last, since, err := db.ListedDevices(t.Context(), north, at(1000), at(2000))
	if err != nil {
		t.Fatal(err)
	}
	if diff := like(map[inventory.MAC]time.Time{mac(1): at(2000), mac(2): at(160)}, last); diff != "" {
		t.Errorf("last seen:\n%s", diff)
	}
	if diff := like(map[inventory.MAC]time.Time{mac(1): at(0), mac(2): at(0), mac(3): at(0)}, since); diff != "" {
		t.Errorf("listed since:\n%s", diff)
	}
}

func TestHowListsStand(t *testing.T) {
	db := open(t)
	bring(t, db, Import{At: at(10)}, entry(1, "one", 2), entry(2, "two", 3))
	_, err1 := db.ImportLost(t.Context(), Import{At: at(20)}, []inventory.LostDevice{{School: south, Serial: "S"}})
	err2 := db.EditDevice(t.Context(), inventory.AllSchools(), DeviceEdit{At: at(30), School: north, Entry: entry(3, "three", 0)})
	states, err3 := db.ListStates(t.Context(), inventory.AllSchools())
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	want := map[inventory.SchoolCode]map[List]ListState{
		north: {ListWhitelist: {Rows: 3, At: at(10), Changed: at(30)}, ListMaster: {Rows: 1, Changed: at(30)}},
		south: {ListLost: {Rows: 1, At: at(20), Changed: at(20)}}}
	if diff := like(want, states); diff != "" {
		t.Errorf("lists stand:\n%s", diff)
	}
	if foreign, err := db.ListStates(t.Context(), inventory.OnlySchools(south)); err != nil || foreign[north] != nil || len(foreign) != 1 {
		t.Errorf("another school sees %v, %v", foreign, err)
	}
	if nothing, err := db.ListStates(t.Context(), inventory.Scope{}); err != nil || len(nothing) != 0 {
		t.Errorf("nobody sees %v, %v", nothing, err)
	}
}
