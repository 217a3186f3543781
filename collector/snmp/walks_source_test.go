package snmp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// sourceVLANs is what the project that made a recording read of VLANs by private
// MIBs. The ports are ifIndexes or bridge ports, whatever that project had.
type sourceVLANs struct {
	Source struct {
		VLANs []struct {
			VID  int
			Name string
		}
		Ports []struct {
			VID      int
			Ports    []int
			Untagged []int `json:"untagged_ports"`
		} `json:"vlan_ports"`
	}
}

// TestPrivateVLANsAreAsTheSourceHasThem holds VLANs of private MIBs against the
// answer of the project that the recording comes from.
func TestPrivateVLANsAreAsTheSourceHasThem(t *testing.T) {
	dir := walksDir(t)
	ids := map[string]func(inventory.Interface) int{
		"ln-jetstream-jetstream-lldp": func(i inventory.Interface) int { return i.Index },
		"ln-jetstream-t1600g-28ts":    func(i inventory.Interface) int { return i.Index },
		"ln-arubaos-cx-10.10":         func(i inventory.Interface) int { return i.Index },
		"ln-vrp-s5328c-ei":            func(i inventory.Interface) int { return i.BridgePort },
		"ln-aos7":                     func(i inventory.Interface) int { return i.BridgePort },
	}
	for id, number := range ids {
		if dir == "" {
			break
		}
		t.Run(id, func(t *testing.T) {
			config, err := snmpsim.LoadWalk(filepath.Join(dir, id+".snmprec"))
			if err != nil {
				t.Fatal(err)
			}
			var want sourceVLANs
			b, err := os.ReadFile(filepath.Join(dir, "expected", id+".json"))
			if err == nil {
				err = json.Unmarshal(b, &want)
			}
			if err != nil {
				t.Fatal(err)
			}
			compareVLANs(t, snmp.Read(t.Context(), serve(t, config), inventory.Tables(), nil), want, number)
		})
	}
}

func compareVLANs(t *testing.T, p inventory.Poll, want sourceVLANs, number func(inventory.Interface) int) {
	t.Helper()
	for _, v := range want.Source.VLANs {
		madeUp := v.Name == fmt.Sprintf("VLAN %d", v.VID) // by the source, where there is none
		if !slices.Contains(p.VLANs, inventory.VLAN{VID: v.VID, Name: v.Name}) && !(madeUp && slices.Contains(p.VLANs, inventory.VLAN{VID: v.VID})) {
			t.Errorf("no VLAN %d of the name %q", v.VID, v.Name)
		}
	}
	if s := p.Tables[inventory.TableVLANs]; !s.Complete || s.Rows != len(want.Source.VLANs) || s.Score < 0.9 {
		t.Errorf("vlans %+v, want %d", s, len(want.Source.VLANs))
	}
	for _, w := range want.Source.Ports {
		var all, untagged []int
		for _, i := range p.Interfaces {
			if number(i) == 0 { // the source left out what is no bridge port
				continue
			}
			if slices.Contains(i.Untagged, w.VID) {
				untagged = append(untagged, number(i))
			}
			if slices.Contains(i.Untagged, w.VID) || slices.Contains(i.Tagged, w.VID) {
				all = append(all, number(i))
			}
		}
		for _, list := range [][]int{all, untagged, w.Ports, w.Untagged} {
			slices.Sort(list)
		}
		if !slices.Equal(all, w.Ports) || !slices.Equal(untagged, w.Untagged) {
			t.Errorf("VLAN %d: ports %v, untagged %v; want %v and %v", w.VID, all, untagged, w.Ports, w.Untagged)
		}
	}
}
