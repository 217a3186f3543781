package snmp_test

import (
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

const (
	hwDynFdbPort   = "1.3.6.1.4.1.2011.5.25.42.2.1.3.1.4"
	slMacAddress   = "1.3.6.1.4.1.6486.801.1.2.1.8.1.1.8.1.7"
	jnxL2aldTag    = "1.3.6.1.4.1.2636.3.48.1.3.1.1.3"
	jnxExTag       = "1.3.6.1.4.1.2636.3.40.1.5.1.5.1.5"
	dot1dAgingTime = "1.3.6.1.2.1.17.4.2"
)

// huawei adds two MACs of VLAN 10 on ifIndex 101.
func huawei(d *device) *device {
	d.add(hwDynFdbPort, snmpsim.Integer(101), 0, 0, 0x5e, 0, 0x53, 1, 10, 1, 48)
	d.add(hwDynFdbPort, snmpsim.Integer(101), 0, 0, 0x5e, 0, 0x53, 2, 10, 1, 48)
	return d
}

func alcatel(d *device) *device {
	d.add(slMacAddress, snmpsim.Integer(4), 1, 0, 101, 10, 0, 0, 0, 0x5e, 0, 0x53, 1)
	d.add(slMacAddress, snmpsim.Integer(4), 1, 0, 101, 10, 0, 0, 0, 0x5e, 0, 0x53, 2)
	d.add(slMacAddress, snmpsim.Integer(4), 3, 0, 101, 10, 0, 0, 0, 0x5e, 0, 0x53, 3) // of a service, not a VLAN
	return d
}

// extreme numbers VLAN 10 by the ifIndex 1000053.
func extreme(d *device) *device {
	d.add("1.3.6.1.4.1.1916.1.2.1.2.1.10", snmpsim.Integer(10), 1000053)
	d.add("1.3.6.1.4.1.1916.1.16.4.1.3", snmpsim.Integer(101), 0, 0, 0x5e, 0, 0x53, 1, 1000053)
	d.add("1.3.6.1.4.1.1916.1.16.4.1.3", snmpsim.Integer(101), 0, 0, 0x5e, 0, 0x53, 2, 1000053)
	return d
}

// ieee has the table that succeeds dot1qTpFdbTable, with bridge ports.
func ieee(d *device) *device {
	for n := range uint32(2) {
		d.add("1.3.111.2.802.1.1.4.1.2.2.1.2", snmpsim.Integer(1), 1, 10, 0, 0, 0x5e, 0, 0x53, n+1)
	}
	return d
}

// foundry numbers its rows, and names the ifIndex.
func foundry(d *device) *device {
	for n := range uint32(2) {
		d.add("1.3.6.1.4.1.1991.1.1.3.4.1.1.2", snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, byte(n + 1)}), n+1)
		d.add("1.3.6.1.4.1.1991.1.1.3.4.1.1.3", snmpsim.Integer(101), n+1)
		d.add("1.3.6.1.4.1.1991.1.1.3.4.1.1.4", snmpsim.Integer(10), n+1)
	}
	return d
}

func TestPrivateForwardingTables(t *testing.T) {
	aging := newDevice(101)
	aging.add(dot1dAgingTime, snmpsim.Integer(300), 0)
	for name, tc := range map[string]struct {
		device *device
		port   int
	}{
		"Huawei":                           {huawei(newDevice(101).basePorts(101)), 1},
		"Huawei, the interface no port":    {huawei(newDevice(101)), 101},
		"Huawei, the standard table empty": {huawei(aging), 101},
		"Extreme":                          {extreme(newDevice(101).basePorts(101)), 1},
		"IEEE":                             {ieee(newDevice(101).basePorts(101)), 1},
		"Foundry, ports by ifIndex":        {foundry(newDevice(101).basePorts(101)), 101},
		"Alcatel":                          {alcatel(newDevice(101).basePorts(101)), 1},
	} {
		t.Run(name, func(t *testing.T) {
			for i, p := range readTwice(t, tc.device, inventory.TableFDB) {
				s := p.Tables[inventory.TableFDB]
				if places(p) != "10/101 10/101" || !s.Complete || s.Score != 1 || p.FDB[0].BridgePort != tc.port || p.FDB[0].Status != inventory.FDBLearned {
					t.Errorf("poll %d: %q, %+v, %+v; want port %d", i, places(p), p.FDB, s, tc.port)
				}
			}
		})
	}
}

func TestTheStandardTableWinsOverAPrivateOne(t *testing.T) {
	p := huawei(newDevice(101).basePorts(101).vlan(20, 20, "\xff", "\xff").learned(20, 9, 3)).read(t)
	if places(p) != "20/103" {
		t.Errorf("places %q, want the one row of dot1qTpFdbTable", places(p))
	}
}

func TestAPrivateTableThatBreaksOffIsMissing(t *testing.T) {
	mib := snmpsim.NewMIB(huawei(newDevice(101).basePorts(101)).vars)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: []snmpsim.Quirk{failing(oid(hwDynFdbPort))}})
	p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, nil)
	if s := p.Tables[inventory.TableFDB]; s.Complete || s.Reason == inventory.ReasonUnsupported {
		t.Errorf("fdb %+v, want it missing", s)
	}
}

// TestFilteringDatabasesByAnInternalIndex has VLAN 10 as index 2 of the agent.
func TestFilteringDatabasesByAnInternalIndex(t *testing.T) {
	tagged := func(object string, index uint32) *device {
		d := newDevice(101).basePorts(101)
		d.add(object, snmpsim.Integer(10), index)
		return d
	}
	for name, tc := range map[string]struct {
		device *device
		want   string
	}{
		"shifted":               {tagged(jnxL2aldTag, 2).learned(2<<16, 1, 3), "10/103"},
		"as it is":              {tagged(jnxExTag, 5000).learned(5000, 1, 3), "10/103"},
		"shifted with a rest":   {tagged(jnxL2aldTag, 2).learned(2<<16+1, 1, 3), "0/103"},
		"another index":         {tagged(jnxL2aldTag, 3).learned(2<<16, 1, 3), "0/103"},
		"the VLAN's own number": {tagged(jnxL2aldTag, 2).learned(20, 1, 3), "20/103"},
		"only half of the rows": {tagged(jnxL2aldTag, 2).learned(2<<16, 1, 3).learned(9<<16, 2, 3), "0/103 0/103"},
	} {
		t.Run(name, func(t *testing.T) {
			for i, p := range readTwice(t, tc.device, inventory.TableFDB) {
				if s := p.Tables[inventory.TableFDB]; places(p) != tc.want || !s.Complete {
					t.Errorf("poll %d: %q, %+v; want %q", i, places(p), s, tc.want)
				}
			}
		})
	}
}
