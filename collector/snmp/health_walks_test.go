package snmp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// TestRecordedHealth holds what recorded devices tell of their load, which their
// records hold in one private table or another, in one request from the second
// reading on. The opening of the conversation and its end are two more.
func TestRecordedHealth(t *testing.T) {
	dir := walksDir(t)
	for id, want := range map[string]string{
		"dx-v1-only":                     "changes 0",
		"ln-aruba-instant-105":           "cpu 9, memory 60.4 of 128745472",
		"ln-arubaos-cx-6300m":            "cpu 39, memory 30.7 of 10151673856",
		"ln-bdcom":                       "cpu 4, memory 26, changes 2",
		"ln-cumulus-edgecore-as4610-54p": "cpu 31, memory 12.5 of 2047885312",
		"ln-dlink-des-3526":              "cpu 24, memory 59",
		"ln-dlink-dgs-3620-28sc":         "cpu 52, memory 97, changes 0",
		"ln-dlink-dgs1250-28x":           "cpu 22, memory 50.3 of 249106432",
		"ln-edgeswitch-es-24-250w":       "cpu 16.8, memory 66.8 of 262557696",
		"ln-eltex-mes21xx-mes3124":       "cpu 25, changes 10",
		"ln-fortiswitch-424ef":           "cpu 30, memory 42 of 788074496",
		"ln-grandstream-sw":              "cpu 17, memory 24.7 of 261087232, changes 0",
		"ln-ios-c3560":                   "cpu 10, memory 26.7 of 75351900",
		"ln-jetstream-t1600g-28ts":       "cpu 90, memory 75, changes 5",
		"ln-junos-ex4600mp":              "nothing",
		"ln-swos-css106-1g-4p-1s":        "nothing",
		"ln-unifi-unifi":                 "memory 57.8 of 128851968",
		"ln-voss-7432cq":                 "cpu 2, memory 7.6 of 16829558784",
		"ln-vrp-s5328c-ei":               "cpu 19, memory 54 of 159457752, changes 0",
		"ln-zynos-gs1900-fdb":            "cpu 11, memory 70, changes 1",
		"ln-zynos-mgs3712":               "cpu 6, changes 0",
		"on-nms8003-nmm-r1":              "cpu 7, memory 24.4 of 278551184",
	} {
		if dir == "" {
			break
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			config, err := snmpsim.LoadWalk(filepath.Join(dir, id+".snmprec"))
			if err != nil {
				t.Fatal(err)
			}
			target, tables := serve(t, config), []inventory.Table{inventory.TableHealth}
			first := snmp.Read(t.Context(), target, tables, nil)
			p := snmp.Read(t.Context(), target, tables, first.Memory)
			if got := healthText(p.Health); got != want || healthText(first.Health) != want {
				t.Errorf("%s, and at first %s; want %s", got, healthText(first.Health), want)
			}
			if p.Cost.Requests > 3 || first.Cost.Requests > 20 {
				t.Errorf("%d requests at first and %d then", first.Cost.Requests, p.Cost.Requests)
			}
			if s := p.Tables[inventory.TableHealth]; s.Complete != (want != "nothing") || !s.Complete && s.Reason != inventory.ReasonUnsupported {
				t.Errorf("%+v", s)
			}
		})
	}
}

// healthText is a reading of health in short.
func healthText(h *inventory.Health) string {
	if h == nil {
		return "nothing"
	}
	s := ""
	add := func(format string, args ...any) {
		if s != "" {
			s += ", "
		}
		s += fmt.Sprintf(format, args...)
	}
	if h.CPUPercent != nil {
		add("cpu %g", *h.CPUPercent)
	}
	if h.MemoryPercent != nil {
		add("memory %g", *h.MemoryPercent)
	}
	if h.MemoryTotalBytes != nil {
		s += fmt.Sprintf(" of %d", *h.MemoryTotalBytes)
	}
	if h.TopologyChanges != nil {
		add("changes %d", *h.TopologyChanges)
	}
	return s
}

// TestRecordedPortStates holds the state of each port in the spanning tree against
// what is expected of every recording.
func TestRecordedPortStates(t *testing.T) {
	dir := walksDir(t)
	files, _ := filepath.Glob(filepath.Join(dir, "expected", "*.json"))
	if dir == "" {
		files = nil
	}
	names := [...]string{"", "disabled", "blocking", "listening", "learning", "forwarding", "broken"}
	for _, file := range files {
		var want struct {
			Computed struct {
				STP struct {
					Ports []struct {
						IfIndex int `json:"if_index"`
						State   int
					}
				}
			}
		}
		b, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(b, &want)
		}
		if err != nil {
			t.Fatal(err)
		}
		ports := want.Computed.STP.Ports
		if len(ports) == 0 {
			continue
		}
		id := filepath.Base(file[:len(file)-len(".json")])
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			config, err := snmpsim.LoadWalk(filepath.Join(dir, id+".snmprec"))
			if err != nil {
				t.Fatal(err)
			}
			p := snmp.Read(t.Context(), serve(t, config), []inventory.Table{inventory.TableInterfaces}, nil)
			got := map[int]string{}
			for _, i := range p.Interfaces {
				got[i.Index] = i.STP
			}
			for _, port := range ports {
				if state, known := got[port.IfIndex]; known && state != names[port.State] {
					t.Errorf("ifIndex %d is %q, want %q", port.IfIndex, state, names[port.State])
				}
			}
		})
	}
}
