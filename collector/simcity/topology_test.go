package simcity

import (
	"slices"
	"testing"

	"rollcall/inventory"
)

func TestEverySwitchHangsOnItsCore(t *testing.T) {
	for _, s := range city(t, 1).Schools {
		for _, sw := range s.Switches {
			steps := 0
			for at := sw; at != s.Core; steps++ {
				if at.Uplink == nil || at.Uplink.Peer == nil || at.Uplink.Peer.Peer != at.Uplink || steps > 3 {
					t.Errorf("%s: no way from %s to the core", sw.ID, at.ID)
					break
				}
				at = at.Uplink.Peer.Switch
			}
		}
	}
}

func TestLinksAreSetUpAlikeAtBothEnds(t *testing.T) {
	for _, sw := range city(t, 1).switches() {
		for _, p := range sw.Ports {
			if p.Peer == nil {
				continue
			}
			if p.Peer.Peer != p || p.PVID != p.Peer.PVID || !slices.Equal(p.Tagged, p.Peer.Tagged) || p.Speed != p.Peer.Speed {
				t.Errorf("%s and %s are set up differently", p.path(), p.Peer.path())
			}
		}
	}
}

func TestClassroomSwitches(t *testing.T) {
	for _, s := range city(t, 1).Schools {
		for _, sw := range s.Switches {
			if sw.Role != inventory.SwitchClassroom {
				continue
			}
			up := sw.Ports[0]
			if up.PVID != vlanTeaching || !slices.Equal(up.Tagged, []int{vlanBox}) || up != sw.Uplink {
				t.Errorf("%s: port 1 is in VLAN %d and %v", sw.ID, up.PVID, up.Tagged)
			}
			for n, p := range sw.Ports[1:] {
				want := vlanTeaching
				if n == 3 && p.Up {
					want = vlanBox
				}
				if p.PVID != want {
					t.Errorf("%s: port %d is in VLAN %d", sw.ID, n+2, p.PVID)
				}
			}
		}
	}
}

func TestAccessPointPorts(t *testing.T) {
	for _, s := range city(t, 1).Schools {
		for _, ap := range s.aps() {
			want := wirelessVLANs
			if s.profile.central {
				want = nil
			}
			if ap.Port.PVID != vlanMgmt || !slices.Equal(ap.Port.Tagged, want) {
				t.Errorf("%s: port in VLAN %d and %v, want %d and %v", ap.Name, ap.Port.PVID, ap.Port.Tagged, vlanMgmt, want)
			}
		}
	}
}

// row returns where a switch has learned an address.
func row(p inventory.Poll, vid int, mac inventory.MAC) (inventory.FDBRow, bool) {
	i := slices.IndexFunc(p.FDB, func(r inventory.FDBRow) bool { return r.VID == vid && r.MAC == mac })
	if i < 0 {
		return inventory.FDBRow{}, false
	}
	return p.FDB[i], true
}

func TestGatewaysAreOnUplinks(t *testing.T) {
	c := city(t, 1)
	polls := everyPoll(c)
	for _, s := range c.Schools {
		for _, st := range s.stations {
			for _, sw := range s.Switches {
				poll, ok := polls[sw]
				if !ok || !sw.Model.speaksQ() || !slices.Contains(sw.VLANs, st.vid) {
					continue
				}
				r, ok := row(poll, st.vid, st.mac)
				switch {
				case !ok:
					t.Errorf("%s does not know %v of %s in VLAN %d", sw.ID, st.mac, st.at.ID, st.vid)
				case st.at == sw && (r.Status != inventory.FDBSelf || r.BridgePort != 0):
					t.Errorf("%s shows itself as %+v", sw.ID, r)
				case st.at == s.Core && sw != s.Core && r.IfIndex != sw.Uplink.IfIndex:
					t.Errorf("%s has the gateway on interface %d, its uplink is %d", sw.ID, r.IfIndex, sw.Uplink.IfIndex)
				}
			}
		}
	}
}

func TestVirtualRoutersAnswerForTheGateway(t *testing.T) {
	c := city(t, 1)
	for code, prefix := range map[inventory.SchoolCode][3]byte{"179904": {0x00, 0x00, 0x5e}, "179900": {0x00, 0x00, 0x0c}} {
		s := c.School(code)
		n := 0
		for _, st := range s.stations {
			if st.ip == s.gateway(st.vid) {
				n++
				if [3]byte(st.mac[:3]) != prefix {
					t.Errorf("%s: the gateway of VLAN %d is %v", code, st.vid, st.mac)
				}
			}
		}
		if n != len(s.VLANs) {
			t.Errorf("%s: %d gateways for %d VLANs", code, n, len(s.VLANs))
		}
	}
}

func TestQuietDevicesAreOnTheWayToTheGatewayOnly(t *testing.T) {
	c := city(t, 1)
	s := c.School("179901")
	polls := everyPoll(c)
	for _, d := range s.Devices {
		if !d.Online || d.Chatty {
			continue
		}
		for _, sw := range s.Switches {
			r, known := row(polls[sw], d.VID, d.MAC)
			if known && sw.Uplink != nil && r.IfIndex == sw.Uplink.IfIndex {
				t.Errorf("%s sends no broadcasts, and yet %s knows it by its uplink", d.Name, sw.ID)
			}
		}
		if _, known := row(polls[s.Core], d.VID, d.MAC); !known {
			t.Errorf("%s talks to the gateway, and the core does not know it", d.Name)
		}
	}
}

func TestAggregatesAreOnePort(t *testing.T) {
	c := city(t, 1)
	n := 0
	for sw, p := range everyPoll(c) {
		for _, port := range sw.Ports {
			if len(port.Members) == 0 {
				continue
			}
			n++
			for _, m := range port.Members {
				i := slices.IndexFunc(p.Interfaces, func(i inventory.Interface) bool { return i.Index == m.IfIndex })
				if p.Interfaces[i].LAGIfIndex != port.IfIndex || sw.Model.MembersAreGone && p.Interfaces[i].BridgePort != 0 {
					t.Errorf("%s: %+v is a member of %s", sw.ID, p.Interfaces[i], port.Name)
				}
			}
			if want := port.Members[0].Speed * int64(len(port.Members)); port.Speed != want {
				t.Errorf("%s has %d bit/s, want %d", port.path(), port.Speed, want)
			}
		}
	}
	if n != 2*(8+1+1) {
		t.Errorf("%d aggregates, want both ends of ten", n)
	}
}

func TestTheStackSpreadsItsLinks(t *testing.T) {
	core := city(t, 1).School("179904").Core
	units := map[int]int{}
	for _, p := range core.Ports {
		if len(p.Members) == 2 {
			units[p.Members[0].Unit]++
			if p.Members[0].Unit == p.Members[1].Unit {
				t.Errorf("%s: both members are on unit %d", p.Name, p.Members[0].Unit)
			}
		}
	}
	if len(core.Ports) < 2*28 || core.Ports[28].Name != "2/1/1" || core.Ports[28].IfIndex != 65 {
		t.Errorf("the first port of unit 2 is %q, interface %d", core.Ports[28].Name, core.Ports[28].IfIndex)
	}
}
