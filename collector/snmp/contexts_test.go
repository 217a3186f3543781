package snmp_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A contextual is an agent with one BRIDGE-MIB a VLAN that counts the requests in
// every context, by the number of the VLAN.
type contextual struct {
	mu    sync.Mutex
	mibs  map[string]*snmpsim.MIB
	asked map[string]int
}

// view is what it shows in a context: community@vlan, or vlan-N of SNMPv3.
func (c *contextual) view(context string, _ time.Time) *snmpsim.MIB {
	vid := strings.TrimPrefix(context, "vlan-")
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[vid]++
	return c.mibs[vid]
}

// count returns the requests since the last time, in the default context apart.
func (c *contextual) count() (base int, contexts map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	contexts, c.asked = c.asked, map[string]int{}
	base = contexts[""]
	delete(contexts, "")
	return base, contexts
}

// inContext is what the context of a VLAN shows: bridge port 3 is an interface of
// its own there, and has learned one MAC.
func inContext(ifIndex int64, mac uint32) *snmpsim.MIB {
	d := &device{}
	d.add("1.3.6.1.2.1.1.3", snmpsim.TimeTicks(100_000), 0)
	d.add(baseIfIndex, snmpsim.Integer(ifIndex), 3)
	d.add(plainPort, snmpsim.Integer(3), 0, 0, 0x5e, 0, 0x53, mac)
	d.add(plainStatus, snmpsim.Integer(3), 0, 0, 0x5e, 0, 0x53, mac)
	return snmpsim.NewMIB(d.vars)
}

// versions plays an agent to SNMPv2c and to SNMPv3, and lets a test read it by each.
func versions(t *testing.T, make func() *contextual, test func(t *testing.T, c *contextual, target snmp.Target)) {
	t.Run("v2c", func(t *testing.T) {
		c := make()
		communities := map[string]string{"public": ""}
		for vid := range 1120 {
			communities[fmt.Sprintf("public@%d", vid)] = fmt.Sprint(vid)
		}
		test(t, c, serve(t, snmpsim.Config{Communities: communities, View: c.view}))
	})
	t.Run("v3", func(t *testing.T) {
		c, u := make(), v3User("SHA", "AES")
		target := serve(t, snmpsim.Config{Users: []snmpsim.User{u}, View: c.view})
		target.Credentials = []snmp.Credential{{Name: "roll", Version: snmp.Version3, User: u.Name,
			Auth: u.Auth, AuthPassword: u.AuthPassword, Priv: u.Priv, PrivPassword: u.PrivPassword}}
		test(t, c, target)
	})
}

// TestContextsAreReadOneAVLAN has VLANs 10, 20 and 1119 in use, 30 on no port and
// 1002 of Token Ring. Bridge port 3 is another interface in each context.
func TestContextsAreReadOneAVLAN(t *testing.T) {
	agent := func() *contextual {
		return &contextual{asked: map[string]int{}, mibs: map[string]*snmpsim.MIB{"": snmpsim.NewMIB(manyContexts().vars),
			"10": inContext(103, 10), "20": inContext(104, 20), "1119": inContext(105, 30), "30": inContext(106, 40), "1002": inContext(107, 50)}}
	}
	versions(t, agent, func(t *testing.T, c *contextual, target snmp.Target) {
		var memory []byte
		for poll := range 3 {
			p := snmp.Read(t.Context(), target, factTables(), memory)
			memory = p.Memory
			if s := p.Tables[inventory.TableFDB]; places(p) != "0/101 10/103 1119/105 20/104" || !s.Complete {
				t.Errorf("poll %d: places %q, %+v", poll, places(p), s)
			}
			base, contexts := c.count()
			if got := fmt.Sprint(slices.Sorted(maps.Keys(contexts))); got != "[10 1119 20]" {
				t.Errorf("poll %d: asked in %s, want the VLANs that a port has, but for 1 and 1002", poll, got)
			}
			for vid, n := range contexts { // sysUpTime, and two tables side by side
				if n > 3 {
					t.Errorf("poll %d: %d requests in the context of VLAN %s beside %d", poll, n, vid, base)
				}
			}
		}
	})
}

// TestContextsThatNobodyMayEnterAreGivenUpEarly has 20 VLANs in use and no context
// that answers.
func TestContextsThatNobodyMayEnterAreGivenUpEarly(t *testing.T) {
	agent := func() *contextual {
		d := newDevice(101).basePorts(101).without("1.3.6.1.2.1.17.7")
		d.add(plainPort, snmpsim.Integer(1), 0, 0, 0x5e, 0, 0x53, 1)
		for vid := range uint32(20) {
			d.add("1.3.6.1.4.1.9.9.46.1.3.1.1.4", snmpsim.Text("v"), 1, vid+10)
		}
		return &contextual{asked: map[string]int{}, mibs: map[string]*snmpsim.MIB{"": snmpsim.NewMIB(d.vars)}}
	}
	versions(t, agent, func(t *testing.T, c *contextual, target snmp.Target) {
		target.Timeout = 100 * time.Millisecond
		var memory []byte
		for poll := range 3 {
			p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableFDB}, memory)
			memory = p.Memory
			_, contexts := c.count()
			sum, most := 0, 6 // three contexts, twice each
			for _, n := range contexts {
				sum += n
			}
			if poll > 0 {
				most = 0
			}
			if s := p.Tables[inventory.TableFDB]; sum > most || s.Complete || s.Rows != 1 || !strings.Contains(s.Detail, "contexts") {
				t.Errorf("poll %d: %d requests in contexts %v, want at most %d; %+v", poll, sum, contexts, most, s)
			}
		}
	})
}
