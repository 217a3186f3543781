package snmp_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A device is a small switch of which every table is written down by hand.
type device struct{ vars []snmpsim.Var }

func (d *device) add(column string, v snmpsim.Value, index ...uint32) {
	d.vars = append(d.vars, snmpsim.Var{OID: snmpsim.MustOID(column).Append(index...), Value: v})
}

// newDevice has ports "1/1" to "1/8", all up. Bridge port n is ifIndex first+n-1.
func newDevice(first uint32) *device {
	d := &device{}
	d.add("1.3.6.1.2.1.1.3", snmpsim.TimeTicks(100_000), 0)
	d.add("1.3.6.1.2.1.1.5", snmpsim.Text("sw"), 0)
	for n := range uint32(8) {
		i := first + n
		d.add("1.3.6.1.2.1.2.2.1.3", snmpsim.Integer(6), i)
		d.add("1.3.6.1.2.1.2.2.1.7", snmpsim.Integer(1), i)
		d.add("1.3.6.1.2.1.2.2.1.8", snmpsim.Integer(1), i)
		d.add("1.3.6.1.2.1.31.1.1.1.1", snmpsim.Text(fmt.Sprintf("1/%d", n+1)), i)
	}
	return d
}

// basePorts adds dot1dBasePortTable and the PVIDs: VLAN 10 on every port.
func (d *device) basePorts(first uint32) *device {
	for n := range uint32(8) {
		d.add("1.3.6.1.2.1.17.1.4.1.2", snmpsim.Integer(int64(first+n)), n+1)
		d.add("1.3.6.1.2.1.17.7.1.4.5.1.1", snmpsim.Gauge32(10), n+1)
	}
	return d
}

// vlan adds a VLAN with its filtering database and members.
func (d *device) vlan(vid, fid uint32, egress, untagged string) *device {
	d.add("1.3.6.1.2.1.17.7.1.4.2.1.3", snmpsim.Gauge32(fid), 0, vid)
	d.add("1.3.6.1.2.1.17.7.1.4.2.1.4", snmpsim.Text(egress), 0, vid)
	d.add("1.3.6.1.2.1.17.7.1.4.2.1.5", snmpsim.Text(untagged), 0, vid)
	d.add("1.3.6.1.2.1.17.7.1.4.3.1.1", snmpsim.Text(fmt.Sprintf("vlan-%d", vid)), vid)
	return d
}

// learned adds one row of dot1qTpFdbTable: the n-th MAC on a port.
func (d *device) learned(fid, n uint32, port int64, between ...uint32) *device {
	index := append(append([]uint32{fid}, between...), 0, 0, 0x5e, 0, 0x53, n)
	d.add("1.3.6.1.2.1.17.7.1.2.2.1.2", snmpsim.Integer(port), index...)
	d.add("1.3.6.1.2.1.17.7.1.2.2.1.3", snmpsim.Integer(3), index...)
	return d
}

// heard adds one LLDP neighbour on a local port.
func (d *device) heard(local uint32) *device {
	for col, v := range map[string]snmpsim.Value{"4": snmpsim.Integer(4), "5": snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, 0xff}),
		"6": snmpsim.Integer(5), "7": snmpsim.Text("1/24"), "9": snmpsim.Text("core")} {
		d.add("1.0.8802.1.1.2.1.4.1.1."+col, v, 0, local, 1)
	}
	return d
}

// read polls the device.
func (d *device) read(t *testing.T, quirks ...snmpsim.Quirk) inventory.Poll {
	t.Helper()
	mib := snmpsim.NewMIB(d.vars)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: quirks})
	return snmp.Read(t.Context(), target, factTables(), nil)
}

// places lists where the MACs of a poll are: "vid/ifIndex".
func places(p inventory.Poll) string {
	var s []string
	for _, r := range p.FDB {
		s = append(s, fmt.Sprintf("%d/%d", r.VID, r.IfIndex))
	}
	slices.Sort(s)
	return strings.Join(s, " ")
}

func TestDialectsOfTheForwardingTable(t *testing.T) {
	for _, tc := range []struct {
		name    string
		device  *device
		want    string
		dialect string
		doubt   bool // a low score says that the rows are not explained
	}{
		{"as the MIB has it", newDevice(101).basePorts(101).vlan(10, 10, "\xff", "\xff").learned(10, 1, 3).learned(10, 2, 4),
			"10/103 10/104", "base port; FDB id by dot1qVlanFdbId", false},
		{"ports are ifIndex", newDevice(101).basePorts(101).vlan(10, 10, "\xff", "\xff").learned(10, 1, 103).learned(10, 2, 104),
			"10/103 10/104", "ifIndex", false},
		{"no base-port table", newDevice(1).vlan(10, 10, "\xff", "\xff").learned(10, 1, 3).learned(10, 2, 4),
			"10/3 10/4", "ifIndex", false},
		{"no base-port table, large ifIndex", newDevice(49153).vlan(10, 10, "\xff", "\xff").learned(10, 1, 3).learned(10, 2, 4),
			"10/49155 10/49156", "number of the Ethernet port", false},
		{"a length octet", newDevice(101).basePorts(101).learned(10, 1, 3, 6).learned(10, 2, 4, 6),
			"10/103 10/104", "length octet", false},
		{"FDB id is not the VLAN", newDevice(101).basePorts(101).vlan(10, 1, "\xff", "\xff").vlan(20, 2, "\xff", "").learned(1, 1, 3).learned(2, 2, 4),
			"10/103 20/104", "by dot1qVlanFdbId", false},
		{"FDB id without a map", newDevice(101).basePorts(101).learned(10, 1, 3).learned(20, 2, 4),
			"10/103 20/104", "FDB id = VLAN id", false},
		{"VLANs share one FDB", newDevice(101).basePorts(101).vlan(10, 1, "\xff", "\xff").vlan(20, 1, "\xff", "").learned(1, 1, 3),
			"0/103", "by dot1qVlanFdbId", false},
		{"an FDB that no VLAN has", newDevice(101).basePorts(101).vlan(10, 10, "\xff", "\xff").learned(77, 1, 3),
			"0/103", "by dot1qVlanFdbId", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := tc.device.read(t)
			s := p.Tables[inventory.TableFDB]
			if got := places(p); got != tc.want || !s.Complete || !strings.Contains(s.Dialect, tc.dialect) || (s.Score <= 0.5) != tc.doubt {
				t.Errorf("places %q, %+v; want %q with a dialect %q", got, s, tc.want, tc.dialect)
			}
		})
	}
}

// TestTheTableWithVLANsIsPreferred shows both forwarding tables, which disagree.
func TestTheTableWithVLANsIsPreferred(t *testing.T) {
	d := newDevice(101).basePorts(101).learned(10, 1, 3)
	d.add("1.3.6.1.2.1.17.4.3.1.2", snmpsim.Integer(5), 0, 0, 0x5e, 0, 0x53, 9)
	p := d.read(t)
	if got := places(p); got != "10/103" || !strings.HasPrefix(p.Tables[inventory.TableFDB].Dialect, "dot1qTpFdb") {
		t.Errorf("places %q, %+v", got, p.Tables[inventory.TableFDB])
	}
}

// TestEmptyAndAbsentTablesAreTold apart: an empty forwarding table is complete
// only where its group shows that it exists.
func TestEmptyAndAbsentTablesAreToldApart(t *testing.T) {
	absent := newDevice(101).basePorts(101).read(t)
	d := newDevice(101).basePorts(101)
	d.add("1.3.6.1.2.1.17.4.2", snmpsim.Integer(300), 0)      // dot1dTpAgingTime
	d.add("1.3.6.1.2.1.17.7.1.1.4", snmpsim.Gauge32(0), 0)    // dot1qNumVlans
	d.add("1.3.6.1.2.1.4.1", snmpsim.Integer(2), 0)           // ipForwarding
	d.add("1.0.8802.1.1.2.1.3.2", snmpsim.Text("chassis"), 0) // lldpLocChassisId
	empty := d.read(t)
	for _, table := range []inventory.Table{inventory.TableFDB, inventory.TableVLANs, inventory.TableARP, inventory.TableNeighbors} {
		if s := absent.Tables[table]; s.Complete || s.Reason != inventory.ReasonUnsupported || s.Detail == "" {
			t.Errorf("%s absent: %+v, want %q", table, s, inventory.ReasonUnsupported)
		}
		if s := empty.Tables[table]; !s.Complete || s.Rows != 0 {
			t.Errorf("%s empty: %+v, want it complete", table, s)
		}
	}
}

// TestATableThatHadRowsMayBecomeEmpty keeps in memory that the agent has one.
func TestATableThatHadRowsMayBecomeEmpty(t *testing.T) {
	before := snmpsim.NewMIB(newDevice(101).basePorts(101).learned(10, 1, 3).vars)
	after := snmpsim.NewMIB(newDevice(101).basePorts(101).vars)
	var show atomic.Pointer[snmpsim.MIB]
	show.Store(before)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return show.Load() }})
	first := snmp.Read(t.Context(), target, factTables(), nil)
	show.Store(after)
	second := snmp.Read(t.Context(), target, factTables(), first.Memory)
	if s := second.Tables[inventory.TableFDB]; !s.Complete || s.Rows != 0 {
		t.Errorf("fdb %+v, want it complete and empty", s)
	}
}

// failing answers genErr to every request that asks for a column, among others
// perhaps, and does not say for which.
func failing(column snmpsim.OID) snmpsim.Quirk {
	return snmpsim.Quirk{Name: "genErr", Request: func(r *snmpsim.Request) snmpsim.Verdict {
		for _, o := range r.OIDs() {
			if o.HasPrefix(column) {
				return snmpsim.Verdict{Error: snmpsim.GenErr}
			}
		}
		return snmpsim.Verdict{}
	}}
}

// TestMissingMeaningMakesATableMissing lets the agent fail on what the rows rest on.
func TestMissingMeaningMakesATableMissing(t *testing.T) {
	device := func() *device {
		return newDevice(101).basePorts(101).vlan(10, 10, "\xff", "\xff").learned(10, 1, 3).heard(3)
	}
	for _, tc := range []struct {
		name, column string
		missing      []inventory.Table
	}{
		{"base-port map", "1.3.6.1.2.1.17.1.4.1.2", []inventory.Table{inventory.TableFDB, inventory.TableVLANs, inventory.TableNeighbors, inventory.TableInterfaces}},
		{"dot1qVlanFdbId", "1.3.6.1.2.1.17.7.1.4.2.1.3", []inventory.Table{inventory.TableFDB, inventory.TableVLANs}},
		{"ifName", "1.3.6.1.2.1.31.1.1.1.1", []inventory.Table{inventory.TableFDB, inventory.TableVLANs, inventory.TableNeighbors, inventory.TableInterfaces}},
		{"status of rows", "1.3.6.1.2.1.17.7.1.2.2.1.3", []inventory.Table{inventory.TableFDB}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			column := oid(tc.column)
			p := device().read(t, failing(column))
			for _, table := range []inventory.Table{inventory.TableFDB, inventory.TableVLANs, inventory.TableNeighbors, inventory.TableInterfaces} {
				if s := p.Tables[table]; s.Complete == slices.Contains(tc.missing, table) {
					t.Errorf("%s: %+v, want it missing: %v", table, s, slices.Contains(tc.missing, table))
				}
			}
		})
	}
}

func TestNeighborsAreFoundByAnyNumbering(t *testing.T) {
	local := func(d *device, n uint32, subtype int64, id string) *device {
		d.add("1.0.8802.1.1.2.1.3.7.1.2", snmpsim.Integer(subtype), n)
		d.add("1.0.8802.1.1.2.1.3.7.1.3", snmpsim.Text(id), n)
		return d
	}
	for _, tc := range []struct {
		name    string
		device  *device
		ifIndex int
		label   string
		dialect string
	}{
		{"number = base port", newDevice(101).basePorts(101).heard(3), 103, "", "base port"},
		{"number = ifIndex", newDevice(101).basePorts(101).heard(103), 103, "", "ifIndex"},
		{"number by name", local(newDevice(101).basePorts(101), 77, 5, "1/4").heard(77), 104, "", "lldpLocPortId"},
		{"number by ifIndex in words", local(newDevice(101).basePorts(101), 7, 7, "104").heard(7), 104, "", "lldpLocPortId"},
		{"name against number", local(newDevice(101).basePorts(101), 3, 5, "1/8").heard(3), 108, "", "lldpLocPortId"},
		{"a port of no interface", local(newDevice(101), 900, 5, "stack-1").heard(900), 0, "stack-1", "as the agent numbers it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := tc.device.read(t)
			if len(p.Neighbors) != 1 {
				t.Fatalf("neighbors %+v, %+v", p.Neighbors, p.Tables[inventory.TableNeighbors])
			}
			n, s := p.Neighbors[0], p.Tables[inventory.TableNeighbors]
			if n.LocalIfIndex != tc.ifIndex || n.LocalPort != tc.label || !s.Complete || !strings.Contains(s.Dialect, tc.dialect) {
				t.Errorf("neighbor %+v, %+v; want ifIndex %d, port %q, dialect %q", n, s, tc.ifIndex, tc.label, tc.dialect)
			}
			if n.ChassisID != "00:00:5e:00:53:ff" || n.PortID != "1/24" || n.SysName != "core" {
				t.Errorf("neighbor %+v", n)
			}
		})
	}
}

// TestOneTableBringsWhatItNeeds asks for the forwarding table only.
func TestOneTableBringsWhatItNeeds(t *testing.T) {
	d := newDevice(101).basePorts(101).vlan(10, 1, "\xff", "\xff").learned(1, 1, 3)
	mib := snmpsim.NewMIB(d.vars)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, nil)
	if got := places(p); got != "10/103" || !p.Complete(inventory.TableFDB) || len(p.Tables) != 1 {
		t.Errorf("places %q, tables %+v", got, p.Tables)
	}
	if i := interfaceNamed(p, "1/3"); i.Index != 103 || i.BridgePort != 3 {
		t.Errorf("interface 1/3 %+v, want ifIndex 103 and bridge port 3", i)
	}
	if p.System.UptimeSeconds != 1000 {
		t.Errorf("uptime %v s, want 1000", p.System.UptimeSeconds)
	}
}

func TestMembershipOfPorts(t *testing.T) {
	p := newDevice(101).basePorts(101).vlan(10, 10, "\xff", "\xf0").vlan(20, 20, "\xc0", "").read(t)
	want := map[string][2]string{"1/1": {"[10]", "[20]"}, "1/2": {"[10]", "[20]"}, "1/4": {"[10]", "[]"}, "1/5": {"[]", "[10]"}}
	for name, w := range want {
		i := interfaceNamed(p, name)
		if fmt.Sprint(i.Untagged) != w[0] || fmt.Sprint(i.Tagged) != w[1] || i.PVID != 10 {
			t.Errorf("%s: untagged %v, tagged %v, PVID %d; want %v", name, i.Untagged, i.Tagged, i.PVID, w)
		}
	}
	if fmt.Sprint(p.VLANs) != "[{10 vlan-10} {20 vlan-20}]" {
		t.Errorf("VLANs %v", p.VLANs)
	}
}

// TestATableBeforeAnEnormousVariableIsWhole puts a PortList that no answer can
// carry behind the forwarding table and dot1qVlanFdbId.
func TestATableBeforeAnEnormousVariableIsWhole(t *testing.T) {
	p := newDevice(101).basePorts(101).vlan(10, 10, strings.Repeat("\xff", 4000), "").learned(10, 1, 3).learned(10, 2, 4).read(t)
	if s := p.Tables[inventory.TableFDB]; places(p) != "10/103 10/104" || !s.Complete {
		t.Errorf("places %q, %+v; want both rows", places(p), s)
	}
	if s := p.Tables[inventory.TableVLANs]; s.Complete || s.Reason != inventory.ReasonTruncated {
		t.Errorf("vlans %+v, want %q", s, inventory.ReasonTruncated)
	}
}
