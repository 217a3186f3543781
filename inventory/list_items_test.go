package inventory_test

import (
	"testing"

	"rollcall/inventory"
)

func TestItemsAreJoinedByWhatNamesThem(t *testing.T) {
	mac := inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}
	for _, tt := range []struct{ name, got, want string }{
		{"a thing with a MAC", inventory.IoTItem{MAC: mac, AssetNo: "A1"}.Key(), "mac 00:00:5e:00:53:01"},
		{"a thing with an asset number", inventory.IoTItem{AssetNo: "A1 ", ItemNo: "7"}.Key(), "asset a1"},
		{"a thing with its number in the list", inventory.IoTItem{ItemNo: "7", Name: "printer"}.Key(), "item 7"},
		{"a thing with a name", inventory.IoTItem{Name: "Printer", Room: "A"}.Key(), "thing printera"},
		{"a managed device", inventory.MDMDevice{Serial: "SN 1", MAC: mac}.Key(), "serial sn1"},
		{"a managed device without serial number", inventory.MDMDevice{MAC: mac}.Key(), "mac 00:00:5e:00:53:01"},
		{"a lost device", inventory.LostDevice{Serial: "SN1"}.Key(), "serial sn1"},
		{"a lost device with a MAC", inventory.LostDevice{Serial: "SN1", MAC: mac}.Key(), "mac 00:00:5e:00:53:01"},
		{"a room by its port", inventory.Room{Name: "301", Switch: "hy-3f", Port: "1/2"}.Key(), "port hy-3f1/2"},
		{"a room by its outlet", inventory.Room{Name: "301", Outlet: "A-01"}.Key(), "outlet a-01"},
		{"a room", inventory.Room{Name: "301"}.Key(), "room 301"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: key %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestWhatWasFilledInByHandIsKept(t *testing.T) {
	old := inventory.IoTItem{AssetNo: "A1", PasswordChanged: "yes", Purpose: "走廊", Firmware: "1.0", FirmwareAt: "2026-01-02", Row: 3}
	got := inventory.IoTItem{AssetNo: "A1", Firmware: "2.0", Row: 9}.Keep(old)
	want := inventory.IoTItem{AssetNo: "A1", PasswordChanged: "yes", Purpose: "走廊", Firmware: "2.0", FirmwareAt: "2026-01-02", Row: 9}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
