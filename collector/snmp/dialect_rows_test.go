package snmp_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// office has VLAN 10 on the ports 1 to 4, VLAN 20 on 5 to 7, and both with a tag on
// port 8; nothing says how its filtering databases are numbered.
func office(first uint32) *device {
	d := newDevice(first)
	for n := range uint32(8) {
		d.add(baseIfIndex, snmpsim.Integer(int64(first+n)), n+1)
	}
	for vid, lists := range map[uint32][2]string{10: {"\xf1", "\xf0"}, 20: {"\x0f", "\x0e"}} {
		d.add("1.3.6.1.2.1.17.7.1.4.3.1.1", snmpsim.Text("v"), vid)
		d.add("1.3.6.1.2.1.17.7.1.4.3.1.2", snmpsim.Text(lists[0]), vid)
		d.add("1.3.6.1.2.1.17.7.1.4.3.1.4", snmpsim.Text(lists[1]), vid)
	}
	return d
}

// plain adds a row of dot1dTpFdbTable.
func (d *device) plain(n uint32, port int64) *device {
	d.add(plainPort, snmpsim.Integer(port), 0, 0, 0x5e, 0, 0x53, n)
	d.add(plainStatus, snmpsim.Integer(3), 0, 0, 0x5e, 0, 0x53, n)
	return d
}

// TestVLANsOfRowsByTheirPorts has filtering databases that no table explains. A poll
// that does not ask for VLANs comes to the same, by what the one before has seen.
func TestVLANsOfRowsByTheirPorts(t *testing.T) {
	for name, tc := range map[string]struct {
		device         *device
		places, how    string
		without, again string // places by a poll of the forwarding table alone, and after one of all
	}{
		"numbers of their own": {office(101).learned(1, 1, 1).learned(1, 2, 2).learned(2, 3, 5).learned(2, 4, 6).learned(2, 5, 8),
			"10/101 10/102 20/105 20/106 20/108", "access ports", "1/101 1/102 2/105 2/106 2/108", "10/101 10/102 20/105 20/106 20/108"},
		"one for all VLANs": {office(101).learned(1, 1, 1).learned(1, 2, 2).learned(1, 3, 5).learned(1, 4, 8),
			"0/108 10/101 10/102 20/105", "the only one of the port", "1/101 1/102 1/105 1/108", "0/108 10/101 10/102 20/105"},
		"numbers that contradict the ports": {office(101).learned(1, 1, 1).learned(2, 2, 2).learned(3, 3, 5),
			"0/101 0/102 0/105", "no VLAN", "1/101 2/102 3/105", "0/101 0/102 0/105"},
	} {
		t.Run(name, func(t *testing.T) {
			mib := snmpsim.NewMIB(tc.device.vars)
			target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
			alone := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, nil)
			all := snmp.Read(t.Context(), target, factTables(), alone.Memory)
			again := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, all.Memory)
			if s := all.Tables[inventory.TableFDB]; places(all) != tc.places || !s.Complete || !strings.Contains(s.Dialect, tc.how) || s.Detail == "" {
				t.Errorf("places %q, %+v; want %q by %s", places(all), s, tc.places, tc.how)
			}
			if places(alone) != tc.without || places(again) != tc.again {
				t.Errorf("alone %q, again %q; want %q and %q", places(alone), places(again), tc.without, tc.again)
			}
		})
	}
}

// TestTablesThatDisagree shows both forwarding tables. What serves is found out
// with the second poll, and stands from then on.
func TestTablesThatDisagree(t *testing.T) {
	stale := office(101).learned(10, 90, 1)
	late := office(101).learned(10, 1, 1).learned(10, 2, 2)
	nowhere := office(101)
	for n := range uint32(6) {
		stale.plain(n+1, int64(n+1))
		late.plain(n+1, min(int64(n+1), 2))
		nowhere.learned(10, n+1, 0).plain(n+1, int64(n+1))
	}
	for name, tc := range map[string]struct {
		device  *device
		rows    int
		dialect string
		at      string
	}{
		"most MACs are in the plain table only": {stale, 7, "dot1qTpFdb and dot1dTpFdb", "0/106"},
		"the same MACs in both":                 {office(101).learned(10, 1, 1).plain(1, 1), 1, "dot1qTpFdb; base port", "10/101"},
		"ports are in the plain table only":     {nowhere, 6, "dot1qTpFdb with the ports of dot1dTpFdb", "10/104"},
	} {
		t.Run(name, func(t *testing.T) {
			mib := snmpsim.NewMIB(tc.device.vars)
			target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
			var memory []byte
			for poll := range 4 {
				p := snmp.Read(t.Context(), target, factTables(), memory)
				memory = p.Memory
				s := p.Tables[inventory.TableFDB]
				if poll > 0 && (s.Rows != tc.rows || !s.Complete || !strings.HasPrefix(s.Dialect, tc.dialect) ||
					!slices.Contains(strings.Fields(places(p)), tc.at)) {
					t.Errorf("poll %d: places %q, %+v; want %d rows by %s", poll, places(p), s, tc.rows, tc.dialect)
				}
			}
		})
	}
}

// TestOddIndexesAreReadByKnownMACs has an octet before the MAC, or one behind it.
func TestOddIndexesAreReadByKnownMACs(t *testing.T) {
	row := func(d *device, index ...uint32) *device {
		d.add(vlanPort, snmpsim.Integer(1), index...)
		return d
	}
	own := func() *device {
		d := office(101)
		d.add("1.3.6.1.2.1.2.2.1.6", snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, 7}), 102)
		return d
	}
	for name, tc := range map[string]struct {
		device *device
		places string
	}{
		"before":       {row(row(own(), 10, 9, 0, 0, 0x5e, 0, 0x53, 7), 10, 9, 0, 0, 0x5e, 0, 0x53, 8), "10/101 10/101"},
		"behind":       {row(row(own(), 10, 0, 0, 0x5e, 0, 0x53, 7, 3), 10, 0, 0, 0x5e, 0, 0x53, 8, 3), "10/101 10/101"},
		"nobody knows": {row(row(office(101), 10, 9, 0, 0, 0x5e, 0, 0x53, 7), 10, 9, 0, 0, 0x5e, 0, 0x53, 8), ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := tc.device.read(t)
			if s := p.Tables[inventory.TableFDB]; places(p) != tc.places || s.Complete != (tc.places != "") {
				t.Errorf("places %q, %+v; want %q", places(p), s, tc.places)
			}
		})
	}
}

// TestPortsByAConstantOffset has ports 65 to 72 for ifIndex 101 to 108, of which
// only some are up.
func TestPortsByAConstantOffset(t *testing.T) {
	d := newDevice(101)
	for _, n := range []uint32{1, 2, 5, 7, 8} {
		d.learned(10, n, int64(64+n))
	}
	for n := range d.vars {
		if at := d.vars[n].OID; at.HasPrefix(oid("1.3.6.1.2.1.2.2.1.8")) && slices.Contains([]uint32{103, 104, 106}, at[len(at)-1]) {
			d.vars[n].Value = snmpsim.Integer(2)
		}
	}
	p := d.read(t)
	if s := p.Tables[inventory.TableFDB]; places(p) != "10/101 10/102 10/105 10/107 10/108" || !strings.Contains(s.Dialect, "ifIndex = port+36") {
		t.Errorf("places %q, %+v", places(p), s)
	}
}
