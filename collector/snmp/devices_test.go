package snmp_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

var update = flag.Bool("update", false, "write docs/devices.md and docs/lies.md anew")

// devicesFile is the table of devices for people.
var devicesFile = filepath.Join("..", "..", "docs", "devices.md")

// devicesHead stands above the table.
const devicesHead = `# 讀過的設備 Devices that have been read

這張表由測試產生（` + "`go test ./collector/snmp -run TestDevicesAreDocumented -update`" + `）：每一列是一台真實設備的 SNMP 錄影，由模擬器重播、由 rollcall 讀取。
● 完整讀到；— 設備沒有這張表；△ 設備有這張表，但錄影裡讀不完整，原因在後。沒列出的設備照樣能讀：讀法是量出來的，不看廠牌。

A test writes this table: each row is what a real device answered, played back by the simulator and read by rollcall.
● read completely; — the device has no such table; △ it has one that could not be read completely, the reason stands behind.
A device that is not here is read just so: how a table is understood is measured, not looked up by vendor.

| 廠牌 Vendor | 型號 Model | 介面 if | VLAN | FDB | 鄰居 LLDP/CDP | ARP | 序號 parts | 無線 Wi-Fi | 負載 CPU/RAM | 讀法 How it was understood |
|---|---|:-:|:-:|:-:|:-:|:-:|:-:|:-:|:-:|---|
`

// A recordedDevice is a device in the index of the recordings.
type recordedDevice struct {
	ID, Vendor, Model string
}

// TestDevicesAreDocumented holds docs/devices.md against what is read today.
func TestDevicesAreDocumented(t *testing.T) {
	dir := walksDir(t)
	if dir == "" {
		return
	}
	var index struct{ Devices []recordedDevice }
	b, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err == nil {
		err = json.Unmarshal(b, &index)
	}
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var lines []string
	t.Run("read", func(t *testing.T) {
		for _, d := range index.Devices {
			if strings.HasPrefix(d.ID, "dx-") { // derived from another one
				continue
			}
			t.Run(d.ID, func(t *testing.T) {
				t.Parallel()
				line := documentDevice(t, dir, d)
				mu.Lock()
				defer mu.Unlock()
				lines = append(lines, line)
			})
		}
	})
	slices.Sort(lines)
	compareDocument(t, devicesHead+strings.Join(slices.Compact(lines), ""))
}

func compareDocument(t *testing.T, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(devicesFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(devicesFile)
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(want, "\n") {
		if lines := strings.Split(string(have), "\n"); n >= len(lines) || lines[n] != line {
			t.Fatalf("%s is stale at line %d, which is to be\n%s\nRun go test -run TestDevicesAreDocumented -update", devicesFile, n+1, line)
		}
	}
}

// documentDevice reads a recording and writes its row.
func documentDevice(t *testing.T, dir string, d recordedDevice) string {
	t.Helper()
	config, err := snmpsim.LoadWalk(filepath.Join(dir, d.ID+".snmprec"))
	if err != nil {
		t.Fatal(err)
	}
	p := snmp.Read(t.Context(), serve(t, config), inventory.Tables(), nil)
	row := []string{d.Vendor, modelOf(d.Model)}
	var how []string
	for _, table := range []inventory.Table{inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors,
		inventory.TableARP, inventory.TableEntities, inventory.TableWireless, inventory.TableHealth} {
		s := p.Tables[table]
		row = append(row, mark(table, s))
		if s.Rows > 0 && s.Dialect != "" && table != inventory.TableARP {
			how = append(how, s.Dialect)
		}
		if mark(table, s) == "△" {
			how = append(how, fmt.Sprintf("△ %s", s.Reason))
		}
	}
	return "| " + strings.Join(append(row, strings.Join(how, "<br>")), " | ") + " |\n"
}

// mark says how a table was read.
func mark(t inventory.Table, s inventory.TableState) string {
	switch {
	case s.Complete && (t != inventory.TableHealth || s.Dialect != ""): // of health more than the spanning tree
		return "●"
	case s.Complete, s.Reason == inventory.ReasonUnsupported:
		return "—"
	}
	return "△"
}

// modelOf is the model for people: recordings have had names taken out.
func modelOf(model string) string {
	if strings.ContainsAny(model, "<?") || strings.HasPrefix(model, "hostname.") {
		return "—"
	}
	model, _, _ = strings.Cut(model, ", ")
	return cmp.Or(strings.TrimSpace(strings.ReplaceAll(model, "|", "/")), "—")
}
