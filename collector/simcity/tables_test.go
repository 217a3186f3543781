package simcity

import (
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// everyPoll returns a poll of every switch that can be read at the start.
func everyPoll(c *City) map[*Switch]inventory.Poll {
	out := map[*Switch]inventory.Poll{}
	for _, sw := range c.switches() {
		if p := c.Poll(sw.ID, c.Start(), nil); p.Answered() {
			out[sw] = p
		}
	}
	return out
}

func TestInterfacesAreConsistent(t *testing.T) {
	for sw, p := range everyPoll(city(t, 1)) {
		index, names, bridge := map[int]bool{}, map[string]bool{}, map[int]bool{}
		for _, i := range p.Interfaces {
			if index[i.Index] || names[i.Name] || i.Name == "" || i.BridgePort > 0 && bridge[i.BridgePort] {
				t.Errorf("%s: interface %d %q (bridge port %d) is there twice or has no name", sw.ID, i.Index, i.Name, i.BridgePort)
			}
			index[i.Index], names[i.Name], bridge[i.BridgePort] = true, true, true
			if i.BridgePort > 0 && sw.Model.speaksQ() && !slices.Equal(i.Untagged, []int{i.PVID}) {
				t.Errorf("%s %s: PVID %d, untagged in %v", sw.ID, i.Name, i.PVID, i.Untagged)
			}
			if slices.Contains(i.Tagged, i.PVID) {
				t.Errorf("%s %s: VLAN %d is tagged and untagged", sw.ID, i.Name, i.PVID)
			}
		}
		for _, i := range p.Interfaces {
			if i.LAGIfIndex != 0 && !index[i.LAGIfIndex] {
				t.Errorf("%s %s: member of interface %d, which is not there", sw.ID, i.Name, i.LAGIfIndex)
			}
		}
	}
}

func TestForwardingTablesAgreeWithPorts(t *testing.T) {
	for sw, p := range everyPoll(city(t, 1)) {
		ports := map[int]inventory.Interface{}
		for _, i := range p.Interfaces {
			ports[i.Index] = i
		}
		for _, row := range p.FDB {
			if row.Status == inventory.FDBSelf {
				continue
			}
			i, ok := ports[row.IfIndex]
			if !ok || i.BridgePort != row.BridgePort || i.Oper != "up" {
				t.Errorf("%s: %v was learned on interface %d (bridge port %d), which is %q and not up", sw.ID, row.MAC, row.IfIndex, row.BridgePort, i.Name)
			}
			if row.VID != 0 && i.PVID != row.VID && !slices.Contains(i.Tagged, row.VID) {
				t.Errorf("%s %s: %v was learned in VLAN %d; the port is in %d and %v", sw.ID, i.Name, row.MAC, row.VID, i.PVID, i.Tagged)
			}
			if i.LAGIfIndex != 0 {
				t.Errorf("%s %s: %v was learned on a member of an aggregate", sw.ID, i.Name, row.MAC)
			}
		}
	}
}

func TestResolvedAddressesAreInTheForwardingTable(t *testing.T) {
	for sw, p := range everyPoll(city(t, 1)) {
		if !sw.Bridges() || len(p.ARP) == 0 {
			continue
		}
		known, routed := map[inventory.MAC]bool{}, map[int]bool{}
		for _, row := range p.FDB {
			known[row.MAC] = true
		}
		for _, i := range p.Interfaces {
			routed[i.Index] = i.Type == typeVLAN
		}
		for _, a := range p.ARP {
			if !known[a.MAC] || !routed[a.IfIndex] {
				t.Errorf("%s: %v is at %v on interface %d: not forwarded, or no VLAN interface", sw.ID, a.IP, a.MAC, a.IfIndex)
			}
		}
	}
}

func TestNeighboursSeeEachOther(t *testing.T) {
	c := city(t, 1)
	type end struct {
		chassis string
		port    string
	}
	heard := map[end]map[end]bool{}
	for sw, p := range everyPoll(c) {
		names := map[int]string{}
		for _, i := range p.Interfaces {
			names[i.Index] = i.Name
		}
		for _, n := range p.Neighbors {
			own := end{sw.MAC.String(), names[n.LocalIfIndex]}
			if heard[own] == nil {
				heard[own] = map[end]bool{}
			}
			heard[own][end{n.ChassisID, n.PortID}] = true
		}
	}
	links := 0
	for own, others := range heard {
		for other := range others {
			if back, isSwitch := heard[other]; isSwitch {
				links++
				if !back[own] {
					t.Errorf("%v hears %v, which does not hear it", own, other)
				}
			}
		}
	}
	if links < 200 {
		t.Errorf("%d ends of links between switches, want those of 6 schools", links)
	}
}

func TestLLDPCanBeMissing(t *testing.T) {
	count := func(o string) (tables, neighbours int) {
		for _, p := range everyPoll(New(Options{Seed: 1, LLDP: o})) {
			if p.Tables[inventory.TableNeighbors].Reason != inventory.ReasonUnsupported {
				tables++
			}
			neighbours += len(p.Neighbors)
		}
		return tables, neighbours
	}
	all, _ := count("")
	some, _ := count(LLDPPartial)
	none, rows := count(LLDPNone)
	if none != 0 || rows != 0 {
		t.Errorf("without LLDP %d switches still show %d neighbours", none, rows)
	}
	if some > all*3/4 || some < all/2 {
		t.Errorf("with a third of LLDP missing %d of %d switches speak it", some, all)
	}
}

func TestASwitchKnowsWhatHangsOnIt(t *testing.T) {
	c := city(t, 1)
	polls := everyPoll(c)
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			p := d.Port.seen()
			poll, readable := polls[p.Switch]
			if !d.Online || !readable {
				continue
			}
			if !slices.ContainsFunc(poll.FDB, func(r inventory.FDBRow) bool { return r.MAC == d.MAC && r.IfIndex == p.IfIndex }) {
				t.Errorf("%s is at %s, whose switch has not learned it there", d.Name, p.path())
			}
		}
	}
}

func TestOnlyOneEdgePortShowsADevice(t *testing.T) {
	c := city(t, 1)
	places := map[inventory.MAC][]string{}
	for sw, p := range everyPoll(c) {
		edge := map[int]*Port{}
		for _, port := range sw.Ports {
			leads := port.Peer != nil && port.Peer.Switch.Bridges()
			if port.Use != useTrunk && port != sw.Uplink && !leads {
				edge[port.IfIndex] = port
			}
		}
		for _, row := range p.FDB {
			if port := edge[row.IfIndex]; port != nil {
				places[row.MAC] = append(places[row.MAC], port.path())
			}
		}
	}
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			at := slices.Compact(slices.Sorted(slices.Values(places[d.MAC])))
			if want := []string{d.Port.seen().path()}; d.Online && !d.Blind && !slices.Equal(at, want) {
				t.Errorf("%s (%v) is seen at %v, want %v", d.Name, d.MAC, at, want)
			}
		}
	}
}

func TestCountersGrowAndWrap(t *testing.T) {
	c := city(t, 1)
	narrow := false
	for _, sw := range c.switches() {
		for _, p := range sw.Ports {
			if !p.Up || sw.DiesAt > 0 || sw.RebootAt > 0 || p.Peer != nil && p.Peer.Switch.DiesAt > 0 {
				continue
			}
			before, after := p.counters(10*time.Second), p.counters(70*time.Second)
			if after.InOctets <= before.InOctets || after.OutBroadcast < before.OutBroadcast {
				t.Errorf("%s: counters stand still: %+v, %+v", p.path(), before, after)
			}
			wrap := p.counters(wrapAfter)
			if sw.Model.Narrow && p.narrow(before.InOctets, wrap.InOctets) > p.narrow(after.InOctets, wrap.InOctets) {
				narrow = true
			}
		}
	}
	if !narrow {
		t.Error("no 32-bit counter wraps within the first minute")
	}
}

func TestTabletsRoam(t *testing.T) {
	c := city(t, 1)
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			if d.Roams == nil {
				continue
			}
			for after, port := range map[time.Duration]*Port{0: d.Port.seen(), roamEvery: d.Roams.seen(), 2 * roamEvery: d.Port.seen()} {
				p := c.Poll(port.Switch.ID, c.Start().Add(after), []inventory.Table{inventory.TableFDB})
				if !slices.ContainsFunc(p.FDB, func(r inventory.FDBRow) bool { return r.MAC == d.MAC && r.IfIndex == port.IfIndex }) {
					t.Errorf("%s is not at %s after %v", d.Name, port.path(), after)
				}
			}
		}
	}
}
