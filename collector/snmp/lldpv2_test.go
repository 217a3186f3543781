package snmp_test

import (
	"fmt"
	"testing"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// heardTwice adds one neighbour of LLDP-V2-MIB by two destination addresses, with
// its management address.
func (d *device) heardTwice(ifIndex uint32) *device {
	const table = "1.3.111.2.802.1.1.13.1.4."
	for dest := range uint32(2) {
		index := []uint32{0, ifIndex, dest + 1, 7}
		for column, v := range map[string]snmpsim.Value{"5": snmpsim.Integer(4), "6": snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, 0xff}),
			"7": snmpsim.Integer(5), "8": snmpsim.Text("1/24"), "10": snmpsim.Text("core"), "13": snmpsim.OctetString([]byte{0x28})} {
			d.add(table+"1.1."+column, v, index...)
		}
		d.add(table+"2.1.3", snmpsim.Integer(2), append(index, 1, 4, 192, 0, 2, 9)...)
	}
	return d
}

func TestNeighborsByTheSecondMIB(t *testing.T) {
	for name, tc := range map[string]struct {
		device *device
		want   string
	}{
		"a port": {newDevice(101).basePorts(101).heardTwice(105),
			"[{lldp 105  00:00:5e:00:53:ff 1/24  core  [bridge router] [192.0.2.9]}]"},
		"no interface of that number": {newDevice(101).basePorts(101).heardTwice(7),
			"[{lldp 0 7 00:00:5e:00:53:ff 1/24  core  [bridge router] [192.0.2.9]}]"},
	} {
		t.Run(name, func(t *testing.T) {
			for i, p := range readTwice(t, tc.device, inventory.TableNeighbors) {
				s := p.Tables[inventory.TableNeighbors]
				if fmt.Sprint(p.Neighbors) != tc.want || !s.Complete || s.Dialect != "lldpV2RemTable; port number = ifIndex" {
					t.Errorf("poll %d: %v, %+v; want %s", i, p.Neighbors, s, tc.want)
				}
			}
		})
	}
}

// TestNeighborsOfTheSecondMIBMayCome begins with an agent that hears nobody.
func TestNeighborsOfTheSecondMIBMayCome(t *testing.T) {
	quiet := newDevice(101).basePorts(101)
	quiet.add("1.3.111.2.802.1.1.13.1.3.2", snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, 1}), 0)
	polls := readOneThenOther(t, quiet, newDevice(101).basePorts(101).heardTwice(105), inventory.TableNeighbors)
	for i, want := range []int{0, 1} {
		if s := polls[i].Tables[inventory.TableNeighbors]; !s.Complete || s.Rows != want {
			t.Errorf("poll %d: %+v, want %d neighbors", i, s, want)
		}
	}
}
