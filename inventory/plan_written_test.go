package inventory

import "testing"

func TestWrittenVLAN(t *testing.T) {
	c := theCity()
	for i, vid := range map[int]int{0: 10, 1: 10, 5: 20, 6: 25, 7: 25, 8: 30, 9: 208} {
		c.Plan.Zones[i].VLAN = vid
	}
	c.Plan.Zones[8].Name = "教學網段"
	sp := planOf(t, c, 0)
	vlans := []VLAN{{VID: 99, Name: "Guest-WiFi"}}
	for written, want := range map[string]int{
		"10": 10, "VLAN 34": 34, "vlan34": 34, "ＶＬＡＮ１０": 10, "4095": 0, "0": 0, "-1": 0, "10-20": 0, "vlan-34": 34,
		"admin": 10, "Admin ": 10, "有線網路行政": 10, "行政": 10, "教學": 30, "教學網段": 30,
		"10.X.10.1-239": 10, "10.x.20.254/24": 20, "10.241.20.0/24": 20, "10.241.10.0/24": 10, "10.241.25.1-150": 25, "10.241.30.7": 30,
		"10.241.0.0/16": 0, "KL-mobile": 208, "guest wifi": 99, "不知道": 0, "": 0, "網": 0,
	} {
		vid, ok := sp.WrittenVLAN(written, vlans)
		if !ok {
			vid = 0
		}
		if vid != want {
			t.Errorf("WrittenVLAN(%q) = %d, want %d", written, vid, want)
		}
	}
}

func TestTaggedVLANsOfARecord(t *testing.T) {
	tests := []struct {
		written     string
		tagged      []int
		same, known bool
	}{
		{"10,20,34", []int{34, 10, 20}, true, true},
		{"10、20／34", []int{10, 20, 34}, true, true},
		{"VLAN10 vlan-20", []int{10, 20}, true, true},
		{"10, 10; 20", []int{10, 20}, true, true},
		{"10,20", []int{10}, false, true},
		{"", []int{10}, false, false},
		{"全部", []int{10}, false, false},
	}
	for _, test := range tests {
		same, known := PortRecord{Tagged: test.written}.SameTagged(test.tagged)
		if same != test.same || known != test.known {
			t.Errorf("%q against %v: same %v, known %v; want %v, %v", test.written, test.tagged, same, known, test.same, test.known)
		}
	}
}
