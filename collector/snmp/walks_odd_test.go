package snmp_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// recording plays a recording and reads it; the state is that of its forwarding table.
func recording(t *testing.T, id string) (inventory.Poll, inventory.TableState) {
	t.Helper()
	config, err := snmpsim.LoadWalk(filepath.Join(walksDir(t), id+".snmprec"))
	if err != nil {
		t.Fatal(err)
	}
	p := snmp.Read(t.Context(), serve(t, config), inventory.Tables(), nil)
	return p, p.Tables[inventory.TableFDB]
}

// TestOddForwardingTables looks at tables whose form or ports a strict reading of
// the MIBs gets wrong.
func TestOddForwardingTables(t *testing.T) {
	if walksDir(t) == "" {
		return
	}
	t.Run("a length octet in the index", func(t *testing.T) {
		p, s := recording(t, "ln-zynos-gs1900-fdb")
		if !s.Complete || s.Rows != 36 || !strings.Contains(s.Dialect, "length octet") || p.FDB[0].VID != 1 || p.FDB[0].IfIndex == 0 {
			t.Errorf("fdb %+v, first row %+v; want 36 rows of VLAN 1", s, p.FDB[:1])
		}
	})
	t.Run("a loop", func(t *testing.T) {
		if _, s := recording(t, "dx-walk-loop"); s.Complete || s.Reason != inventory.ReasonOrder || s.Rows < 200 || s.Rows > 454 {
			t.Errorf("fdb %+v, want the rows before the loop and %q", s, inventory.ReasonOrder)
		}
	})
	t.Run("aggregates as ifIndex", func(t *testing.T) {
		p, s := recording(t, "on-nms7918-asw01")
		if !s.Complete || p.FDB[0].IfIndex != 1001 || !strings.Contains(s.Dialect, "ifIndex") {
			t.Errorf("fdb %+v, first row %+v; want port 1001 to be ifIndex 1001", s, p.FDB[:1])
		}
	})
	t.Run("ports by their number on the front", func(t *testing.T) {
		if p, s := recording(t, "ln-jetstream-jetstream-lldp"); !s.Complete || p.FDB[0].IfIndex != 49152+p.FDB[0].BridgePort {
			t.Errorf("fdb %+v, first row %+v", s, p.FDB[:1])
		}
	})
	t.Run("ports without a base-port map", func(t *testing.T) {
		p, s := recording(t, "ln-aruba-instant-105")
		for _, r := range p.FDB {
			if r.BridgePort > 0 && r.IfIndex != r.BridgePort {
				t.Errorf("row %+v of %+v, want the port to be the ifIndex", r, s)
			}
		}
	})
	t.Run("no status column", func(t *testing.T) {
		p, s := recording(t, "ln-dlink-dgs-3620-28sc")
		for _, r := range p.FDB {
			if (r.BridgePort == 0) != (r.Status == inventory.FDBOther) {
				t.Errorf("row %+v of %+v: want learned, but other on port 0", r, s)
			}
		}
	})
}

// TestPrivateTablesOfRecordings looks at what is in private MIBs only.
func TestPrivateTablesOfRecordings(t *testing.T) {
	if walksDir(t) == "" {
		return
	}
	t.Run("private forwarding tables", func(t *testing.T) {
		for id, want := range map[string]struct {
			rows    int
			dialect string
		}{"ln-vrp-s5328c-ei": {414, "hwDynFdbPort; ifIndex"}, "ln-vrp-ac6605-26": {70, "hwDynFdbPort; ifIndex"}, "ln-aos7": {4406, "slMacAddressGblManagement; ifIndex"}} {
			p, s := recording(t, id)
			if !s.Complete || s.Rows != want.rows || s.Dialect != want.dialect || s.Score < 0.9 {
				t.Errorf("%s: %+v, want %d rows of %s", id, s, want.rows, want.dialect)
			}
			for _, r := range p.FDB {
				if r.VID == 0 || r.IfIndex == 0 || r.BridgePort == 0 {
					t.Errorf("%s: row %+v", id, r)
				}
			}
		}
	})
	t.Run("filtering databases by an internal index", func(t *testing.T) {
		p, s := recording(t, "ln-junos-ex4600mp")
		if !s.Complete || !strings.Contains(s.Dialect, "65,536 times the index by jnxL2aldVlanTag") {
			t.Errorf("fdb %+v", s)
		}
		for _, r := range p.FDB {
			on := slices.ContainsFunc(p.Interfaces, func(i inventory.Interface) bool {
				return i.BridgePort == r.BridgePort && (slices.Contains(i.Tagged, r.VID) || slices.Contains(i.Untagged, r.VID))
			})
			if !on {
				t.Errorf("row %+v lies on a port that does not carry the VLAN", r)
			}
		}
	})
}

// TestContextsOfRecordings looks at switches with one forwarding table a VLAN.
func TestContextsOfRecordings(t *testing.T) {
	if walksDir(t) == "" {
		return
	}
	t.Run("contexts that do not answer", func(t *testing.T) {
		for id, rows := range map[string]int{"ss-cisco-unmarked-0": 19, "on-nms17216-switch1": 4} {
			p, s := recording(t, id)
			if s.Complete || s.Reason != inventory.ReasonTimeout || s.Rows != rows || len(p.FDB) != rows {
				t.Errorf("%s: %+v, want the %d rows of VLAN 1, and the table missing", id, s, rows)
			}
			if p.Cost.Retries > 3 {
				t.Errorf("%s: %d requests repeated, want contexts given up early", id, p.Cost.Retries)
			}
		}
	})
	t.Run("one context a VLAN", func(t *testing.T) {
		p, s := recording(t, "on-nms0002ciscojuniper-s-de-juet-luck-001")
		if !s.Complete || s.Rows != 40 || !slices.ContainsFunc(p.FDB, func(r inventory.FDBRow) bool { return r.VID == 950 }) {
			t.Errorf("fdb %+v, want 40 rows, some of VLAN 950", s)
		}
	})
	t.Run("contexts of VLANs on trunks that are not told", func(t *testing.T) {
		if _, s := recording(t, "ln-ios-c3560"); !s.Complete || !strings.Contains(s.Dialect, "14 of 15 answered") {
			t.Errorf("fdb %+v, want all contexts asked", s)
		}
	})
}

// TestOddRecordings looks at VLANs, neighbours and clients that a strict reading
// of the MIBs gets wrong.
func TestOddRecordings(t *testing.T) {
	if walksDir(t) == "" {
		return
	}
	t.Run("lists of numbers", func(t *testing.T) {
		p, _ := recording(t, "ln-junos-ex4600mp")
		if s := p.Tables[inventory.TableVLANs]; !s.Complete || !strings.Contains(s.Dialect, "list of numbers") {
			t.Errorf("vlans %+v", s)
		}
		for _, i := range p.Interfaces { // "3" is port 3, and not the bits of 0x33: 3, 4, 7 and 8
			if carries := slices.Contains(i.Tagged, 10); carries != (i.BridgePort == 3) && i.BridgePort < 10 {
				t.Errorf("bridge port %d carries VLAN 10: %v", i.BridgePort, carries)
			}
		}
	})
	t.Run("neighbours by the name of the port", func(t *testing.T) {
		for id, want := range map[string]int{"ln-vrp-ac6605-26": 26, "ln-slxos-slx9150": 201728256} {
			p, _ := recording(t, id)
			n := slices.IndexFunc(p.Neighbors, func(n inventory.Neighbor) bool { return n.LocalIfIndex == want })
			if s := p.Tables[inventory.TableNeighbors]; n < 0 || !s.Complete {
				t.Errorf("%s: %+v, and no neighbor at %d", id, s, want)
			}
		}
	})
	t.Run("clients of an Aruba controller", func(t *testing.T) {
		p, _ := recording(t, "ss-aruba-7010")
		known := slices.ContainsFunc(p.Wireless, func(c inventory.WirelessClient) bool { return c.AP == "WRD-EN" && c.SSID == "wrd-dot1x" && c.IP.Is4() })
		if s := p.Tables[inventory.TableWireless]; !s.Complete || s.Rows != 37 || !known {
			t.Errorf("wireless %+v, want 37 clients with their access point, network and address", s)
		}
	})
}
