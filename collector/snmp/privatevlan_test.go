package snmp_test

import (
	"fmt"
	"testing"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

const (
	tplinkVLAN  = "1.3.6.1.4.1.11863.6.14.1.2.1.1."
	tplinkPort  = "1.3.6.1.4.1.11863.6.14.1.1.1.1."
	alcatelVLAN = "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.2"
	alcatelPort = "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3"
)

func tplink() *device {
	d := newDevice(101)
	for n := range uint32(8) {
		d.add(tplinkPort+"1", snmpsim.Text(fmt.Sprintf("1/0/%d", n+1)), 101+n)
		d.add(tplinkPort+"2", snmpsim.Integer(10), 101+n)
	}
	for vid, lists := range map[uint32][2]string{10: {"", "1/0/1-8"}, 20: {"1/0/8", ""}} {
		d.add(tplinkVLAN+"2", snmpsim.Text(fmt.Sprintf("v%d", vid)), vid)
		d.add(tplinkVLAN+"3", snmpsim.Text(lists[0]), vid)
		d.add(tplinkVLAN+"4", snmpsim.Text(lists[1]), vid)
	}
	return d
}

func alcatelVLANs() *device {
	d := newDevice(101)
	for _, vid := range []uint32{10, 20} {
		d.add(alcatelVLAN, snmpsim.Text(fmt.Sprintf("v%d", vid)), vid)
	}
	for n := range uint32(8) {
		d.add(alcatelPort, snmpsim.Integer(1), 10, 101+n)
	}
	d.add(alcatelPort, snmpsim.Integer(2), 20, 108)
	return d
}

func huaweiVLANs() *device {
	const l2if = "1.3.6.1.4.1.2011.5.25.42.1.1.1."
	d := newDevice(101)
	for _, vid := range []uint32{10, 20} {
		d.add("1.3.6.1.4.1.2011.5.25.42.3.1.1.1.1.2", snmpsim.Text(fmt.Sprintf("v%d", vid)), vid)
	}
	for n := range uint32(8) {
		d.add(l2if+"3.1.2", snmpsim.Integer(int64(101+n)), n)
		d.add(l2if+"3.1.4", snmpsim.Integer(10), n)
	}
	d.add(l2if+"9.1.2", snmpsim.OctetString([]byte{0, 0x20, 0x08}), 7) // VLANs 10 and 20
	d.add(l2if+"9.1.3", snmpsim.OctetString([]byte{0, 0, 0}), 7)
	return d
}

func TestPrivateVLANs(t *testing.T) {
	for name, tc := range map[string]struct {
		device  *device
		dialect string
	}{
		"TP-Link": {tplink(), "vlanConfigTable; ports by their names"},
		"Alcatel": {alcatelVLANs(), "vpaTable; port = ifIndex"},
		"Huawei":  {huaweiVLANs(), "hwL2VlanMIBTable; ports by hwL2IfPortIfIndex"},
	} {
		t.Run(name, func(t *testing.T) {
			for n, p := range readTwice(t, tc.device, inventory.TableInterfaces, inventory.TableVLANs) {
				edge, trunk := interfaceNamed(p, "1/1"), interfaceNamed(p, "1/8")
				got := fmt.Sprint(p.VLANs, edge.PVID, edge.Untagged, edge.Tagged, trunk.PVID, trunk.Untagged, trunk.Tagged)
				want := "[{10 v10} {20 v20}] 10 [10] [] 10 [10] [20]"
				if s := p.Tables[inventory.TableVLANs]; got != want || !s.Complete || s.Score != 1 || s.Dialect != tc.dialect {
					t.Errorf("poll %d: %s, %+v; want %s", n, got, s, want)
				}
			}
		})
	}
}

func TestPrivateVLANsThatBreakOffAreMissing(t *testing.T) {
	for name, column := range map[string]string{"the first": tplinkVLAN + "2", "another": tplinkVLAN + "4", "the ports": tplinkPort + "1"} {
		p := tplink().read(t, failing(oid(column)))
		if s := p.Tables[inventory.TableVLANs]; s.Complete || s.Reason == inventory.ReasonUnsupported {
			t.Errorf("%s: vlans %+v, want them missing", name, s)
		}
	}
}
