package simcity

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"rollcall/inventory"
)

// classesOfThePlan are those of the devices that schools have lists of. What faults
// and decoys add to the lists is of other classes, and counted by itself.
var classesOfThePlan = []string{inventory.ClassPC, inventory.ClassPhone, inventory.ClassCamera, inventory.ClassCardReader, inventory.ClassQuakePC,
	inventory.ClassQuakeSensor, inventory.ClassTablet, inventory.ClassSmartBox}

// census counts what a city has.
func census(c *City) map[string]int {
	n := map[string]int{}
	for _, s := range c.Schools {
		for _, sw := range s.Switches {
			n["switch/"+string(sw.Role)]++
			if sw.Role == inventory.SwitchClassroom && sw.Speaks {
				n["classroom with SNMP"]++
			}
		}
		for _, d := range s.Devices {
			if d.Online {
				n["live"]++
			}
			switch {
			case d.Listed && !slices.Contains(classesOfThePlan, d.Class):
				n["beside/"+d.Class]++
			case d.Listed:
				n["listed"]++
				n[d.Class+"/"+map[bool]string{true: string(rune('0' + d.VID/10)), false: ""}[d.Class == inventory.ClassPC]]++
			case d.Class == inventory.ClassAP:
				n["ap"]++
			}
		}
	}
	return n
}

func TestTotalsAreThoseOfThePlan(t *testing.T) {
	for _, seed := range []int64{1, 2, 77} {
		got := census(New(Options{Seed: seed}))
		want := map[string]int{
			"switch/core": 6, "switch/access": 49 + 2, "switch/classroom": 146, "classroom with SNMP": 60, "switch/router": 1,
			"switch/controller": 2, "ap": 210 + 2, "pc/1": 280, "pc/2": 261, "pc/3": 146, "phone/": 176, "camera/": 160,
			"card_reader/": 13, "quake_pc/": 6, "quake_sensor/": 3, "tablet/": 2050, "smart_box/": 144, "listed": 3239,
			"beside/router": 1, "beside/city_shared": 6, // F44, and a box of the other management at each school
		}
		for what, n := range want {
			if got[what] != n {
				t.Errorf("seed %d: %d of %s, want %d", seed, got[what], what, n)
			}
		}
		if live := got["live"]; live < 3900 || live > 4500 {
			t.Errorf("seed %d: %d devices are live, want about 4,200", seed, live)
		}
	}
}

func TestPersonalDevicesAreTwentyToSixtyForAHundredPupils(t *testing.T) {
	for _, s := range New(Options{Seed: 3}).Schools {
		personal := s.ofClass(classPersonal)
		if s.Kind == inventory.KindCentre {
			continue
		}
		random := 0
		for _, d := range personal {
			if d.MAC.IsLocal() {
				random++
			}
			if d.VID != vlanRoam && d.VID != vlanEduroam {
				t.Errorf("%s: a personal device is in VLAN %d", s.Code, d.VID)
			}
		}
		rate := 100 * len(personal) / (25 * s.profile.classes)
		if rate < 20 || rate > 60 {
			t.Errorf("%s: %d personal devices for 100 pupils", s.Code, rate)
		}
		if share := float64(random) / float64(len(personal)); math.Abs(share-0.5) > 0.15 {
			t.Errorf("%s: %.2f of the personal devices have a random MAC, want half", s.Code, share)
		}
	}
}

func TestTheWholeCityHas54Schools(t *testing.T) {
	c := New(Options{Seed: 1, Scale: ScaleCity})
	codes, xs, agents := map[inventory.SchoolCode]bool{}, map[int]bool{}, map[string]bool{}
	for _, s := range c.Schools {
		codes[s.Code], xs[s.X] = true, true
	}
	if len(c.Schools) != 55 || len(codes) != 55 || len(xs) != 55 {
		t.Errorf("%d schools with %d codes and %d values of X, want 55 (one the centre)", len(c.Schools), len(codes), len(xs))
	}
	for _, sw := range c.switches() {
		agents[sw.Agent.String()] = true
		if !sw.Agent.IsLoopback() {
			t.Errorf("%s answers at %s, which is not on loopback", sw.ID, sw.Agent)
		}
	}
	if n := len(c.switches()); n < 600 || n > 800 || len(agents) != n || len(c.byID) != n {
		t.Errorf("%d switches with %d addresses and %d names, want 600 to 800, all different", n, len(agents), len(c.byID))
	}
	if live := census(c)["live"]; live < 23_000 || live > 27_000 {
		t.Errorf("%d live devices, want about 25,000", live)
	}
}

func TestFewerSchools(t *testing.T) {
	whole := New(Options{Seed: 4})
	for n := 1; n <= 5; n++ {
		c := New(Options{Seed: 4, Schools: n})
		if got := len(c.Schools); got != n+1 {
			t.Errorf("%d schools: %d, want them and the centre", n, got)
		}
		for _, f := range c.Faults {
			if c.School(f.School) == nil {
				t.Errorf("%d schools: fault %s is at %s, which is not there", n, f.ID, f.School)
			}
		}
		if a, b := c.Schools[0].Devices[5], whole.Schools[0].Devices[5]; a.MAC != b.MAC {
			t.Errorf("%d schools: a device has %v, in the whole city %v", n, a.MAC, b.MAC)
		}
	}
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	files := func() ([]byte, []byte, []byte) {
		c := New(Options{Seed: 9})
		truth, err := json.Marshal(c.Truth())
		if err != nil {
			t.Fatal(err)
		}
		return truth, c.config(""), table2csv(masterTable(c.Lists("179903")))
	}
	truth1, config1, list1 := files()
	truth2, config2, list2 := files()
	if !bytes.Equal(truth1, truth2) || !bytes.Equal(config1, config2) || !bytes.Equal(list1, list2) {
		t.Error("two cities of one seed differ")
	}
}

func TestAnotherSeedMovesEverything(t *testing.T) {
	a, b := New(Options{Seed: 1}), New(Options{Seed: 2})
	macs := map[inventory.MAC]bool{}
	for _, s := range a.Schools {
		for _, d := range s.Devices {
			macs[d.MAC] = true
		}
	}
	for _, s := range b.Schools {
		for _, d := range s.Devices {
			if macs[d.MAC] {
				t.Errorf("%s has %v, and so has a device of the other city", d.Name, d.MAC)
			}
		}
	}
	same := 0
	for i, f := range a.Faults {
		other := b.Faults[i]
		sw := a.Switch(f.Switch)
		fixed := sw != nil && (sw == sw.School.Core || strings.HasSuffix(string(sw.ID), "-kid")) // cores and circuits are where they are
		if f.Switch == other.Switch && f.Port == other.Port && f.Switch != "" && !fixed {
			same++
		}
	}
	if same > 3 {
		t.Errorf("%d of %d faults are at the same place in both cities", same, len(a.Faults))
	}
}

func TestAddressesAreUnique(t *testing.T) {
	c := New(Options{Seed: 5, Scale: ScaleCity})
	macs, ips := map[inventory.MAC]string{}, map[string]string{}
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			if other, taken := macs[d.MAC]; taken && other+"clone" != d.Name+"clone" && d.Name != "clone of "+other {
				t.Errorf("%s and %s both have %v", other, d.Name, d.MAC)
			}
			macs[d.MAC] = d.Name
			if !d.IP.IsValid() {
				continue
			}
			if other, taken := ips[d.IP.String()]; taken {
				t.Errorf("%s and %s both have %v", other, d.Name, d.IP)
			}
			ips[d.IP.String()] = d.Name
		}
		for _, sw := range s.Switches {
			if sw.Speaks && ips[sw.Address.String()] != "" {
				t.Errorf("%s and %s both have %v", sw.ID, ips[sw.Address.String()], sw.Address)
			}
		}
	}
}
