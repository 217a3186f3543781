package wording

import (
	"testing"
	"time"

	"rollcall/inventory"
)

func TestRekeysAreOneSentence(t *testing.T) {
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		rekey  inventory.Rekey
		zh, en string
	}{
		{"renamed", inventory.Rekey{Switch: "new", Was: "old"}, "交換器改名：old 改為 new，歷史紀錄接續。", "renamed: old is now new, and keeps its history"},
		{"ports", inventory.Rekey{Switch: "sw", Ports: []inventory.PortRename{{Old: "Port 1", New: "eth1/0/1"}, {Old: "Port 2", New: "eth1/0/2"}}},
			"韌體改變了埠名（2 個，例如 Port 1 改為 eth1/0/1），歷史紀錄接續。", "the firmware calls ports otherwise (2, such as eth1/0/1 for Port 1), and they keep their history"},
		{"replaced", inventory.Rekey{Switch: "sw", Old: inventory.Identity{Serial: "SN1"}, New: inventory.Identity{BridgeMAC: &inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}}},
			"更換設備：序號 SN1 換成 00:00:5e:00:53:01，歷史紀錄接續在同一名稱之下。", "replaced: 00:00:5e:00:53:01 stands where SN1 was, and the history goes on under the name"},
	} {
		tt.rekey.At = at
		if got := Rekey(ZhTW, &tt.rekey); got != tt.zh {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.zh)
		}
		if got := Rekey(En, &tt.rekey); got != tt.en {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.en)
		}
		if got, want := RekeyNote(ZhTW, &tt.rekey), "交換器 "+string(tt.rekey.Switch)+" 於 2026-11-21 10:00"; got[:len(want)] != want {
			t.Errorf("%s: the note is %s, want it to begin with %s", tt.name, got, want)
		}
	}
	if Rekey(En, nil) != "" {
		t.Error("no re-key has a sentence")
	}
}
