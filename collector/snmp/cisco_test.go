package snmp_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// TestContextsThatFallSilent plays a switch with one forwarding table a VLAN, of
// which some contexts do not exist and one is lost for a while.
func TestContextsThatFallSilent(t *testing.T) {
	device := func() *device {
		d := newDevice(101).basePorts(101)
		d.add("1.3.6.1.2.1.17.4.3.1.2", snmpsim.Integer(1), 0, 0, 0x5e, 0, 0x53, 1)
		for _, vid := range []uint32{1, 10, 20, 30, 1002} {
			d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text(fmt.Sprintf("v%d", vid)), 1, vid)
		}
		return d
	}
	mib := snmpsim.NewMIB(device().vars)
	var lost atomic.Bool
	config := snmpsim.Config{Communities: map[string]string{"public": "", "public@10": "10", "public@20": "20"},
		View: func(context string, _ time.Time) *snmpsim.MIB {
			if lost.Load() && context == "20" {
				return nil
			}
			return mib
		}}
	target := serve(t, config)
	var memory []byte
	for i, want := range []struct {
		lost     bool
		complete bool
		rows     int
	}{
		{false, true, 3}, // VLAN 30 is silent, and silent again: it is not there
		{false, true, 3},
		{true, false, 2}, // VLAN 20 has answered before: it is missing
		{true, false, 2},
		{false, true, 3},
	} {
		lost.Store(want.lost)
		p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, memory)
		s := p.Tables[inventory.TableFDB]
		if s.Complete != want.complete || s.Rows != want.rows {
			t.Errorf("poll %d: %+v, want complete %v with %d rows", i, s, want.complete, want.rows)
		}
		memory = p.Memory
	}
}

// TestManySilentContextsAreLeftForLater has 12 VLANs on which only the first
// context answers.
func TestManySilentContextsAreLeftForLater(t *testing.T) {
	d := newDevice(101).basePorts(101).without("1.3.6.1.2.1.17.7")
	d.add("1.3.6.1.2.1.17.4.3.1.2", snmpsim.Integer(1), 0, 0, 0x5e, 0, 0x53, 1)
	for vid := range uint32(12) {
		d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text("v"), 1, vid+10)
	}
	mib := snmpsim.NewMIB(d.vars)
	target := serve(t, snmpsim.Config{Communities: map[string]string{"public": "", "public@10": "10"},
		View: func(string, time.Time) *snmpsim.MIB { return mib }})
	target.Timeout = 20 * time.Millisecond
	var memory []byte
	for i, complete := range []bool{false, true, true} {
		p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, memory)
		if s := p.Tables[inventory.TableFDB]; s.Complete != complete || s.Rows != 2 {
			t.Errorf("poll %d: %+v, want complete %v with 2 rows", i, s, complete)
		}
		memory = p.Memory
	}
}

// TestAnAgentThatDiesInAContextKeepsItsOthers falls silent when VLAN 20 is asked.
func TestAnAgentThatDiesInAContextKeepsItsOthers(t *testing.T) {
	d := newDevice(101).basePorts(101).without("1.3.6.1.2.1.17.7")
	d.add("1.3.6.1.2.1.17.4.3.1.2", snmpsim.Integer(1), 0, 0, 0x5e, 0, 0x53, 1)
	for _, vid := range []uint32{10, 20} {
		d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text("v"), 1, vid)
	}
	mib := snmpsim.NewMIB(d.vars)
	var healthy, dead atomic.Bool
	target := serve(t, snmpsim.Config{Communities: map[string]string{"public": "", "public@10": "10", "public@20": "20"},
		View: func(context string, _ time.Time) *snmpsim.MIB {
			if context == "20" && !healthy.Load() {
				dead.Store(true)
			}
			if dead.Load() {
				return nil
			}
			return mib
		}})
	target.Timeout = 20 * time.Millisecond
	first := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, nil)
	healthy.Store(true)
	dead.Store(false)
	second := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, first.Memory)
	if first.Complete(inventory.TableFDB) || !second.Complete(inventory.TableFDB) || len(second.FDB) != 3 {
		t.Errorf("dying: %+v; again: %+v, want the rows of VLAN 20 among 3", first.Tables, second.Tables)
	}
}

// TestBridgePortsOfContextsAreRemembered reads interfaces after the forwarding
// tables: only a context shows that port 1/5 is a bridge port.
func TestBridgePortsOfContextsAreRemembered(t *testing.T) {
	d := newDevice(101)
	d.add("1.3.6.1.2.1.17.1.4.1.2", snmpsim.Integer(101), 1)
	d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text("office"), 1, 10)
	base, inVLAN := snmpsim.NewMIB(d.vars), newDevice(101)
	inVLAN.add("1.3.6.1.2.1.17.1.4.1.2", snmpsim.Integer(105), 5)
	inVLAN.add("1.3.6.1.2.1.17.4.3.1.2", snmpsim.Integer(5), 0, 0, 0x5e, 0, 0x53, 1)
	context := snmpsim.NewMIB(inVLAN.vars)
	target := serve(t, snmpsim.Config{Communities: map[string]string{"public": "", "public@10": "10"},
		View: func(c string, _ time.Time) *snmpsim.MIB {
			if c == "10" {
				return context
			}
			return base
		}})
	fdb := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, nil)
	if places(fdb) != "10/105" || !fdb.Complete(inventory.TableFDB) || interfaceNamed(fdb, "1/5").BridgePort != 5 {
		t.Errorf("places %q, %+v, port %+v", places(fdb), fdb.Tables, interfaceNamed(fdb, "1/5"))
	}
	ifs := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableInterfaces}, fdb.Memory)
	if one, five, six := interfaceNamed(ifs, "1/1"), interfaceNamed(ifs, "1/5"), interfaceNamed(ifs, "1/6"); one.BridgePort != 1 || five.BridgePort != 5 || six.BridgePort != 0 {
		t.Errorf("bridge ports %d, %d and %d; want 1, 5 and none", one.BridgePort, five.BridgePort, six.BridgePort)
	}
}

// manyContexts is a switch with an access port in VLAN 10, a telephone's VLAN 20,
// and a trunk that carries 1119. VLAN 30 is on no port.
func manyContexts() *device {
	d := newDevice(101)
	d.add("1.3.6.1.2.1.17.1.4.1.2", snmpsim.Integer(101), 1)
	d.add("1.3.6.1.2.1.17.4.3.1.2", snmpsim.Integer(1), 0, 0, 0x5e, 0, 0x53, 1)
	for _, vid := range []uint32{1, 10, 20, 30, 1002, 1119} {
		d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text(fmt.Sprintf("v%d", vid)), 1, vid)
	}
	d.add("1.3.6.1.4.1.9.9.68.1.2.2.1.2", snmpsim.Integer(10), 101)
	d.add("1.3.6.1.4.1.9.9.68.1.5.1.1.1", snmpsim.Integer(20), 101)
	d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.5", snmpsim.Integer(1), 102)
	d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.14", snmpsim.Integer(1), 102)
	d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.4", snmpsim.Text("\x00"), 102)
	d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.17", snmpsim.Text("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"), 102)
	return d
}

// without leaves out a column.
func (d *device) without(column string) *device {
	d.vars = slices.DeleteFunc(d.vars, func(v snmpsim.Var) bool { return v.OID.HasPrefix(oid(column)) })
	return d
}

// TestOnlyVLANsInUseAreAsked leaves out a context only where the agent proves
// that no port has the VLAN.
func TestOnlyVLANsInUseAreAsked(t *testing.T) {
	for name, tc := range map[string]struct {
		device *device
		asked  string
	}{
		"trunks known":            {manyContexts(), "[ 10 1119 20]"},
		"no trunk status":         {manyContexts().without("1.3.6.1.4.1.9.9.46.1.6.1.1.14"), "[ 10 1119 20 30]"},
		"no lists of the trunks":  {manyContexts().without("1.3.6.1.4.1.9.9.46.1.6.1.1.4"), "[ 10 1119 20 30]"},
		"nothing but VLANs known": {manyContexts().without("1.3.6.1.4.1.9.9.46.1.6").without("1.3.6.1.4.1.9.9.68"), "[ 10 1119 20 30]"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := map[string]bool{}
			var mu sync.Mutex
			mib := snmpsim.NewMIB(tc.device.vars)
			target := serve(t, snmpsim.Config{
				Communities: map[string]string{"public": "", "public@10": "10", "public@20": "20", "public@30": "30", "public@1002": "1002", "public@1119": "1119"},
				View: func(context string, _ time.Time) *snmpsim.MIB {
					mu.Lock()
					defer mu.Unlock()
					asked[context] = true
					return mib
				}})
			p := snmp.Read(t.Context(), target, factTables(), nil)
			mu.Lock()
			defer mu.Unlock()
			got := fmt.Sprint(slices.Sorted(maps.Keys(asked)))
			if s := p.Tables[inventory.TableFDB]; !s.Complete || s.Rows != len(asked) || got != tc.asked {
				t.Errorf("fdb %+v after asking in %s, want %s", s, got, tc.asked)
			}
		})
	}
}

func TestVoiceVLANsAndVLANsAbove1023(t *testing.T) {
	p := manyContexts().read(t)
	phone, trunk := interfaceNamed(p, "1/1"), interfaceNamed(p, "1/2")
	if fmt.Sprint(phone.Untagged, phone.Tagged, trunk.Tagged) != "[10] [20] [1119]" {
		t.Errorf("VLANs %v %v %v, want [10] [20] [1119]", phone.Untagged, phone.Tagged, trunk.Tagged)
	}
}

// TestVLANsByCiscosTables has an access port, a trunk and a trunk that is off.
func TestVLANsByCiscosTables(t *testing.T) {
	d := newDevice(101)
	for _, vid := range []uint32{1, 10, 20} {
		d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text(fmt.Sprintf("v%d", vid)), 1, vid)
	}
	port := func(index uint32, access, native, trunking int64, enabled string) {
		d.add("1.3.6.1.4.1.9.9.68.1.2.2.1.2", snmpsim.Integer(access), index)
		d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.5", snmpsim.Integer(native), index)
		d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.14", snmpsim.Integer(trunking), index)
		d.add("1.3.6.1.4.1.9.9.46.1.6.1.1.4", snmpsim.Text(enabled), index)
	}
	port(101, 10, 1, 2, "\x40\x20\x08")
	port(102, 1, 1, 1, "\x40\x20\x08") // VLANs 1, 10 and 20
	p := d.read(t)
	if s := p.Tables[inventory.TableVLANs]; !s.Complete || s.Dialect != "CISCO-VTP-MIB" || fmt.Sprint(p.VLANs) != "[{1 v1} {10 v10} {20 v20}]" {
		t.Errorf("vlans %v, %+v", p.VLANs, s)
	}
	access, trunk := interfaceNamed(p, "1/1"), interfaceNamed(p, "1/2")
	if access.PVID != 10 || fmt.Sprint(access.Untagged, access.Tagged) != "[10] []" {
		t.Errorf("access port %+v, want VLAN 10 without a tag", access)
	}
	if trunk.PVID != 1 || fmt.Sprint(trunk.Untagged, trunk.Tagged) != "[1] [10 20]" {
		t.Errorf("trunk %+v, want 1 without and 10 and 20 with a tag", trunk)
	}
}
