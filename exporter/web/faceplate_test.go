package web

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/inventory"
)

// draw writes a panel as text: units by name, blocks in brackets with the row
// above and the row below, groups apart by blanks.
func draw(f *faceplate) string {
	if f == nil {
		return "no panel"
	}
	var b strings.Builder
	for _, u := range f.Units {
		fmt.Fprintf(&b, "%s", u.Name)
		for _, block := range u.Blocks {
			fmt.Fprintf(&b, "[%s", block.Prefix)
			for _, group := range block.Groups {
				b.WriteString(" ")
				for i, j := range group {
					if i > 0 {
						b.WriteString(",")
					}
					if j.portRow == nil {
						b.WriteString("_")
						continue
					}
					fmt.Fprint(&b, j.Number)
				}
			}
			b.WriteString("]")
		}
	}
	for _, p := range f.Loose {
		b.WriteString("+" + p.Port)
	}
	return b.String()
}

func rowsNamed(names ...string) []portRow {
	rows := make([]portRow, len(names))
	for i, name := range names {
		rows[i].Port = name
	}
	return rows
}

// run writes the names PREFIX from to until.
func run(prefix string, from, until int) []string {
	var names []string
	for n := from; n <= until; n++ {
		names = append(names, fmt.Sprint(prefix, n))
	}
	return names
}

func TestThePanelFromNames(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ports []string
		want  string
	}{
		{"five ports in one row", run("Port", 1, 5), "[Port 1,2,3,4,5]"},
		{"a port for fibre beside them", append(run("Port", 1, 5), "SFP"), "[Port 1,2,3,4,5]+SFP"},
		{"24 and 4, numbered through", run("eth1/0/", 1, 28),
			"[eth1/0/ 1,2,3,4,5,6,7,8,9,10,11,12 13,14,15,16,17,18,19,20,21,22,23,24][eth1/0/ 25,26,27,28]"},
		{"48 and 4, by speed", slices.Concat(run("Fa0/", 1, 24), run("Gi0/", 1, 2)),
			"[Fa0/ 1,2,3,4,5,6,7,8,9,10,11,12 13,14,15,16,17,18,19,20,21,22,23,24][Gi0/ 1,2]"},
		{"a stack of two", slices.Concat(run("gi1/0/", 1, 12), run("te1/0/", 1, 2), run("gi2/0/", 1, 12), run("te2/0/", 1, 2)),
			"1[gi1/0/ 1,2,3,4,5,6,7,8,9,10,11,12][te1/0/ 1,2]2[gi2/0/ 1,2,3,4,5,6,7,8,9,10,11,12][te2/0/ 1,2]"},
		{"counted from nought", run("swp", 0, 11), "[swp 0,1,2,3,4,5,6,7,8,9,10,11]"},
		{"16 in two halves", run("g", 1, 16), "[g 1,2,3,4,5,6,7,8 9,10,11,12,13,14,15,16]"},
		{"a number that no port has", slices.Concat(run("1/", 1, 6), run("1/", 8, 12)), "[1/ 1,2,3,4,5,6,_,8,9,10,11,12]"},
		{"numbers far apart", []string{"Vlan1", "Vlan254", "Vlan999"}, "[Vlan 1,254,999]"},
		{"a management port", append(run("Ethernet", 1, 12), "Management1"), "[Ethernet 1,2,3,4,5,6,7,8,9,10,11,12]+Management1"},
		{"the number in brackets", []string{"Eth6/3(Port1)", "Eth6/2(Port2)", "Eth7/4(Port3)"}, "[Port 1,2,3]"},
		{"a remark in brackets", append(run("GE-", 1, 3), "GE-4 (10 gigabit)"), "[GE- 1,2,3,4]"},
		{"a name that comes twice", []string{"0/1", "0/2", "0/1#2", "0/2#2"}, "[0/ 1,2][0/ 1,2]"},
		{"members called by their MAC", slices.Concat(run("00:00:5E:00:53:80/", 1, 2), run("00:00:5E:00:53:81/", 1, 2)),
			"00:00:5E:00:53:80[00:00:5E:00:53:80/ 1,2]00:00:5E:00:53:81[00:00:5E:00:53:81/ 1,2]"},
		{"names that tell nothing", []string{"alpha", "beta", "gamma", "delta1", "delta2"}, "no panel"},
		{"a number that is none", []string{"p99999999999999999999", "p1", "p2"}, "[p 1,2]+p99999999999999999999"},
		{"ports taken together", append(run("g", 1, 4), "ch1", "ch2"), "[g 1,2,3,4]+ch1+ch2"},
		{"one port", []string{"eth0"}, "no panel"},
		{"nothing", nil, "no panel"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := draw(plateOf(rowsNamed(tt.ports...))); got != tt.want {
				t.Errorf("the panel of %q:\ngot  %s\nwant %s", tt.ports, got, tt.want)
			}
		})
	}
}

// everyPortOnce holds that each port stands on the panel in one place.
func everyPortOnce(t *testing.T, names []string) *faceplate {
	t.Helper()
	plate := plateOf(rowsNamed(names...))
	if plate == nil {
		return nil
	}
	var there []string
	for _, u := range plate.Units {
		for _, b := range u.Blocks {
			for _, j := range slices.Concat(b.Groups...) {
				if j.portRow != nil {
					there = append(there, j.Port)
				}
			}
		}
	}
	for _, p := range plate.Loose {
		there = append(there, p.Port)
	}
	slices.Sort(there)
	if want := slices.Sorted(slices.Values(names)); !slices.Equal(there, want) {
		t.Errorf("on the panel stand %q, want %q", there, want)
	}
	return plate
}

func FuzzThePanel(f *testing.F) {
	f.Add("Gi1/0/1\nGi1/0/2\nmgmt0")
	f.Add("1\n1\n0\n)(\n(1)\n#2\na#b")
	f.Fuzz(func(t *testing.T, text string) { everyPortOnce(t, strings.Split(text, "\n")) })
}

// TestThePanelOfRealDevices draws the devices of the recordings by the names of
// their sockets, whose makers none of the code knows.
func TestThePanelOfRealDevices(t *testing.T) {
	units := map[string]int{"ln-arubaos-cx-6300-vsf-stack": 6, "ln-ciscosb-sg350x-24p": 4, "ln-arubaos-cx-6300m": 2, "ln-dlink-dgs1250-28x": 1,
		"ln-ios-c3560": 1, "ln-junos-ex4600mp": 9, "ss-hpe-procurve-516733-b21": 1, "ln-zynos-mgs3712": 1, "ln-edgecos-dcs203": 1, "ln-merakims-c9300": 1}
	drawn := 0
	files := recordings(t)
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".json")
		names := socketNames(t, file)
		plate := everyPortOnce(t, names)
		if plate == nil {
			if len(names) > 6 {
				t.Errorf("%s: %d ports, and no panel: %q", id, len(names), names)
			}
			continue
		}
		drawn++
		if want, known := units[id]; known && len(plate.Units) != want {
			t.Errorf("%s has %d units, want %d: %s", id, len(plate.Units), want, draw(plate))
		}
	}
	if len(files) > 0 && drawn < 55 {
		t.Errorf("of %d devices only %d have a panel", len(files), drawn)
	}
}

// recordings are the expected answers of the recorded devices, where they lie
// beside the checkout; in CI they must.
func recordings(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("ROLLCALL_WALKS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "walks")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "expected", "*.json"))
	if len(files) == 0 && os.Getenv("CI") == "true" {
		t.Fatal("the recordings are not where they must be in CI")
	}
	return files
}

// socketNames are the names of a device's sockets, as the ledger would call them.
func socketNames(t *testing.T, file string) []string {
	t.Helper()
	var device struct {
		Computed struct {
			Interfaces []struct {
				Index       int `json:"if_index"`
				Name, Descr string
				Type        int
			}
			Bridge []struct {
				IfIndex int `json:"if_index"`
			} `json:"bridge_ports"`
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &device); err != nil {
		t.Fatal(err)
	}
	bridged, seen := map[int]bool{}, map[string]int{}
	for _, p := range device.Computed.Bridge {
		bridged[p.IfIndex] = true
	}
	var names []string
	for _, i := range device.Computed.Interfaces {
		name := i.Name
		if name == "" {
			name = i.Descr
		}
		port := inventory.PortView{Port: inventory.PortID{IfName: name}, Config: inventory.PortConfig{Type: i.Type, Bridge: bridged[i.Index]}}
		if name == "" || !port.IsSocket() {
			continue
		}
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s#%d", name, seen[name])
		}
		names = append(names, name)
	}
	return names
}
