package simcity

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// subtree returns the variables of a switch below an identifier.
func (c *City) subtree(sw *Switch, root snmpsim.OID) []snmpsim.Var {
	m := c.mib(sw, phase{})
	var out []snmpsim.Var
	for at := root; ; {
		v, ok := m.Next(at)
		if !ok || !v.OID.HasPrefix(root) {
			return out
		}
		out, at = append(out, v), v.OID
	}
}

// ofModel returns a switch of a model.
func (c *City) ofModel(t *testing.T, model string) *Switch {
	t.Helper()
	for _, sw := range c.switches() {
		if sw.Model == models[model] {
			return sw
		}
	}
	t.Fatalf("the city has no %s", model)
	return nil
}

// qPorts is dot1qTpFdbPort, bridgePorts dot1dTpFdbPort.
var (
	qPorts      = oidQBridge.Append(2, 2, 1, 2)
	bridgePorts = oidBridgeFDB.Append(2)
)

func TestForwardingDialects(t *testing.T) {
	c := city(t, 1)
	for _, tc := range []struct {
		model string
		root  snmpsim.OID
		arcs  int // of the index
		fid   func(sw *Switch, vid int) uint32
	}{
		{"dgs1510", qPorts, 7, func(_ *Switch, vid int) uint32 { return uint32(vid) }},
		{"gs1900", qPorts, 8, func(_ *Switch, vid int) uint32 { return uint32(vid) }},
		{"a2930f", qPorts, 7, func(sw *Switch, vid int) uint32 { return uint32(2 + slices.Index(sw.VLANs, vid)) }},
		{"c9200l", qPorts, 7, func(_ *Switch, vid int) uint32 { return uint32(vid) }},
		{"css106", bridgePorts, 6, nil},
	} {
		sw := c.ofModel(t, tc.model)
		rows := c.subtree(sw, tc.root)
		if len(rows) == 0 {
			t.Errorf("%s shows no rows below %v", tc.model, tc.root)
			continue
		}
		for i, l := range c.learned(sw, phase{}) {
			if tc.fid == nil {
				break
			}
			index := rows[i].OID[len(tc.root):]
			if len(index) != tc.arcs || index[0] != tc.fid(sw, l.vid) || !slices.Equal(index[tc.arcs-6:], macArcs(l.mac)) {
				t.Errorf("%s: row %d is %v, want %v in VLAN %d", tc.model, i, index, l.mac, l.vid)
			}
			if tc.arcs == 8 && index[1] != 6 {
				t.Errorf("%s: no length octet in %v", tc.model, index)
			}
		}
	}
}

func TestWhatModelsLack(t *testing.T) {
	c := city(t, 1)
	for _, tc := range []struct {
		model string
		root  snmpsim.OID
		what  string
	}{
		{"cx6300", oidMediaARP, "ipNetToMediaTable"},
		{"dgs1510", oidPhysicalIP, "ipNetToPhysicalTable"},
		{"css106", oidQBridge, "Q-BRIDGE-MIB"},
		{"css106", oidIfXEntry.Append(6), "64-bit counters"},
		{"gs1920", oidEntity, "ENTITY-MIB"},
		{"wlc2504", oidBridge, "BRIDGE-MIB"},
		{"asr", oidBridgeFDB, "a forwarding table"},
		{"dumb5", oidSystem, "an agent"},
	} {
		if tc.model == "dumb5" {
			if slices.ContainsFunc(c.switches(), func(s *Switch) bool { return s.Model == models["dumb5"] }) {
				t.Error("a silent switch has an agent")
			}
			continue
		}
		if rows := c.subtree(c.ofModel(t, tc.model), tc.root); len(rows) > 0 {
			t.Errorf("%s has %s: %v", tc.model, tc.what, rows[0].OID)
		}
	}
}

func TestModelsAreWellFormed(t *testing.T) {
	for key, m := range models {
		if makers[m.Vendor] == nil {
			t.Errorf("%s: nobody makes %s", key, m.Vendor)
		}
		if key == "dumb5" {
			continue
		}
		if _, err := snmpsim.ParseOID(m.ObjectID); err != nil || m.Descr == "" || m.Name == "" {
			t.Errorf("%s: object id %v, description %q", key, err, m.Descr)
		}
		if m.sockets() >= blockSize || m.sockets()+m.OwnMAC >= blockSize {
			t.Errorf("%s: %d ports have more addresses than a block", key, m.sockets())
		}
	}
}

func TestFill(t *testing.T) {
	for _, tc := range []struct{ format, want string }{
		{"eth1/0/{n}", "eth1/0/7"}, {"{u}/1/{n}", "2/1/7"}, {"swp{z}", "swp06"}, {"vlan{v}", "vlan30"}, {"management", "management"},
	} {
		if got := fill(tc.format, 2, 7, 30); got != tc.want {
			t.Errorf("fill(%q) = %q, want %q", tc.format, got, tc.want)
		}
	}
}

func TestPortLists(t *testing.T) {
	ports := []*Port{{Bridge: 1, PVID: 10}, {Bridge: 8, PVID: 1, Tagged: []int{10, 20}}, {Bridge: 10, PVID: 20}}
	for vid, want := range map[int][2][]byte{
		10: {{0x81, 0x00}, {0x80, 0x00}},
		20: {{0x01, 0x40}, {0x00, 0x40}},
		30: {{0x00, 0x00}, {0x00, 0x00}},
	} {
		egress, untagged := portList(ports, vid)
		if !bytes.Equal(egress, want[0]) || !bytes.Equal(untagged, want[1]) {
			t.Errorf("VLAN %d: egress %x, untagged %x; want %x, %x", vid, egress, untagged, want[0], want[1])
		}
	}
}

func TestTheCircleEndsNoOtherTable(t *testing.T) {
	c := city(t, 1)
	sw := c.ofModel(t, "dgs1210")
	quirk := sw.quirks()[0]
	m := c.mib(sw, phase{})
	root := snmpsim.MustOID(sw.Model.Circle)
	rows := c.subtree(sw, root)
	if len(rows) == 0 {
		t.Fatal("the table that goes round is empty")
	}
	last := rows[len(rows)-1].OID
	if v, ok := quirk.Next(m, last); !ok || v.OID.Compare(rows[0].OID) != 0 {
		t.Errorf("behind its last row the table shows %v, want its first again", v.OID)
	}
	for _, before := range []snmpsim.OID{rows[0].OID, qPorts, oidSystem} {
		if _, ok := quirk.Next(m, before); ok && len(rows) > 1 {
			t.Errorf("the quirk answers for %v too", before)
		}
	}
}

func TestRestartsCountAsBoots(t *testing.T) {
	c := city(t, 1)
	for _, sw := range c.switches() {
		if sw.RebootAt == 0 {
			continue
		}
		clock := c.engine(sw).Clock
		boots1, seconds1 := clock(c.Start())
		boots2, seconds2 := clock(c.Start().Add(sw.RebootAt + 5*time.Second))
		if boots2 != boots1+1 || seconds2 != 5 || seconds1 < 3600 {
			t.Errorf("%s: boots %d and %d s, after its restart %d and %d s", sw.ID, boots1, seconds1, boots2, seconds2)
		}
	}
}

func TestMACsByMaker(t *testing.T) {
	g := &registry{used: map[inventory.MAC]bool{}}
	r := dice(1, "test")
	for sort, ouis := range makers {
		m := g.mac(r, sort)
		if m.IsGroup() || !slices.ContainsFunc(ouis, func(o string) bool { m0 := oui(o); return bytes.Equal(m0[:3], m[:3]) }) {
			t.Errorf("%s: %v is of none of its makers", sort, m)
		}
		if m.IsLocal() != (sort == "vm") {
			t.Errorf("%s: %v is locally administered: %t", sort, m, m.IsLocal())
		}
	}
	for range 1000 {
		if m := g.random(r); !m.IsLocal() || m.IsGroup() {
			t.Fatalf("%v is no random address", m)
		}
	}
	if b := g.block(r, "D-Link"); b[5] != 0 || offset(b, 28)[5] != 28 {
		t.Errorf("block begins at %v", b)
	}
}

func TestManySeedsGiveWholeCities(t *testing.T) {
	want := len(recipes())
	for seed := int64(100); seed < 120; seed++ {
		c := New(Options{Seed: seed})
		if got := len(c.Faults); got != want {
			t.Errorf("seed %d: %d faults, want %d", seed, got, want)
		}
		places := map[inventory.SwitchID]string{}
		for _, f := range c.Faults {
			whole := f.ID == "F35" || f.ID == "F36" || f.ID == "F37"
			if other := places[f.Switch]; whole && other != "" {
				t.Errorf("seed %d: %s takes the switch of %s away", seed, f.ID, other)
			}
			places[f.Switch] = f.ID
		}
	}
}
