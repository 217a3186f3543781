package snmp_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// gigabit gives every port its speed.
func (d *device) gigabit() *device {
	for n := range uint32(8) {
		d.add("1.3.6.1.2.1.31.1.1.1.15", snmpsim.Gauge32(1000), 1+n)
	}
	return d
}

// virtual adds an interface of a type and speed, stacked on ports.
func (d *device) virtual(index uint32, kind int64, mbps uint32, ports ...uint32) *device {
	d.add("1.3.6.1.2.1.2.2.1.3", snmpsim.Integer(kind), index)
	d.add("1.3.6.1.2.1.2.2.1.7", snmpsim.Integer(1), index)
	d.add("1.3.6.1.2.1.2.2.1.8", snmpsim.Integer(1), index)
	d.add("1.3.6.1.2.1.31.1.1.1.1", snmpsim.Text(fmt.Sprintf("virtual %d", index)), index)
	d.add("1.3.6.1.2.1.31.1.1.1.15", snmpsim.Gauge32(mbps), index)
	for _, p := range ports {
		d.add("1.3.6.1.2.1.31.1.2.1.3", snmpsim.Integer(1), index, p)
	}
	return d
}

// members writes "port in aggregate" for each member.
func members(p inventory.Poll) string {
	var list []string
	for _, i := range p.Interfaces {
		if i.LAGIfIndex > 0 {
			list = append(list, fmt.Sprintf("%d in %d", i.Index, i.LAGIfIndex))
		}
	}
	return strings.Join(list, ", ")
}

func TestMembersOfAggregatesByTheirStack(t *testing.T) {
	for name, tc := range map[string]struct {
		device *device
		want   string
	}{
		"by its type":                {newDevice(1).gigabit().virtual(100, 161, 2000, 1, 2), "1 in 100, 2 in 100"},
		"by its speed":               {newDevice(1).gigabit().virtual(100, 53, 2000, 3, 4), "3 in 100, 4 in 100"},
		"not a VLAN on every port":   {newDevice(1).gigabit().virtual(100, 53, 0, 1, 2, 3, 4, 5, 6, 7, 8), ""},
		"nor a VLAN with some speed": {newDevice(1).gigabit().virtual(100, 53, 1000, 1, 2), ""},
		"nor two on one port":        {newDevice(1).gigabit().virtual(100, 53, 2000, 1, 2).virtual(101, 53, 2000, 2, 3), "1 in 100, 3 in 101"},
		"nor a unit of one port":     {newDevice(1).gigabit().virtual(100, 53, 1000, 1), ""},
		"nor one on nothing":         {newDevice(1).gigabit().virtual(100, 161, 2000, 0), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, p := range readTwice(t, tc.device, inventory.TableInterfaces) {
				if got := members(p); got != tc.want || !p.Complete(inventory.TableInterfaces) {
					t.Errorf("poll %d: members %q, want %q; %+v", i, got, tc.want, p.Tables)
				}
			}
		})
	}
}

// TestStackIsNotAskedForInVain has VLANs stacked on every port, or a switch that has
// told its aggregates: nothing of ifStackTable is asked for.
func TestStackIsNotAskedForInVain(t *testing.T) {
	told := newDevice(1).gigabit().virtual(100, 161, 2000, 1, 2)
	told.add("1.2.840.10006.300.43.1.2.1.1.13", snmpsim.Integer(100), 1)
	for name, d := range map[string]*device{"VLANs": newDevice(1).gigabit().virtual(100, 53, 0, 1, 2, 3), "told": told} {
		var asked atomic.Int64
		target := serveDevice(t, d, snmpsim.Quirk{Name: "watch", Request: func(r *snmpsim.Request) snmpsim.Verdict {
			for _, oid := range r.OIDs() {
				if strings.HasPrefix(oid.String(), "1.3.6.1.2.1.31.1.2.1.3") {
					asked.Add(1)
				}
			}
			return snmpsim.Verdict{}
		}})
		snmp.Read(t.Context(), target, []inventory.Table{inventory.TableInterfaces}, nil)
		if asked.Load() > 0 {
			t.Errorf("%s: %d variables of ifStackTable were asked for", name, asked.Load())
		}
	}
}
