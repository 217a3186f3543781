package snmp_test

import (
	"fmt"
	"testing"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// powered adds pethPsePortTable: ports first to first+7 of a group, of which the
// sixth feeds a telephone of class 3.
func (d *device) powered(group, first uint32) *device {
	for n := range uint32(8) {
		status, class := int64(2), int64(1) // searching, class0
		if n == 5 {
			status, class = 3, 4 // deliveringPower, class3
		}
		d.add("1.3.6.1.2.1.105.1.1.1.6", snmpsim.Integer(status), group, first+n)
		d.add("1.3.6.1.2.1.105.1.1.1.10", snmpsim.Integer(class), group, first+n)
	}
	return d
}

func TestPowerIsOnThePortThatFeedsIt(t *testing.T) {
	for name, d := range map[string]*device{
		"by the number in the name": newDevice(101).powered(1, 1),
		"by base port":              newDevice(101).basePorts(101).powered(1, 1),
		"by ifIndex":                newDevice(101).basePorts(101).powered(1, 101),
	} {
		t.Run(name, func(t *testing.T) {
			for i, p := range readTwice(t, d, inventory.TableInterfaces) {
				var fed []string
				for _, at := range p.Interfaces {
					if at.PoEClass > 0 {
						fed = append(fed, fmt.Sprintf("%s class %d", at.Name, at.PoEClass))
					}
				}
				if fmt.Sprint(fed) != "[1/6 class 3]" || !p.Complete(inventory.TableInterfaces) {
					t.Errorf("poll %d: %v, %+v; want class 3 on 1/6", i, fed, p.Tables)
				}
			}
		})
	}
}

// TestPowerOfAnotherUnitIsNotThisOnes has ports of unit 2, which nothing names.
func TestPowerOfAnotherUnitIsNotThisOnes(t *testing.T) {
	p := newDevice(101).powered(2, 1001).read(t)
	for _, i := range p.Interfaces {
		if i.PoEClass > 0 {
			t.Errorf("%s feeds class %d, want nobody known to", i.Name, i.PoEClass)
		}
	}
}
