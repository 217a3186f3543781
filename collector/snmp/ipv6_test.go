package snmp_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// neighborCore is a router with so many IPv6 neighbours on two interfaces, and 20
// of IPv4 on each, in the new table and, where it has that, in the old one.
func neighborCore(ipv6 int, old bool) *device {
	d := newDevice(1)
	mac := snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, 1})
	add := func(index ...uint32) {
		d.add("1.3.6.1.2.1.4.35.1.4", mac, index...)
		d.add("1.3.6.1.2.1.4.35.1.6", snmpsim.Integer(3), index...)
	}
	for _, at := range []uint32{100, 200} {
		for n := range uint32(20) {
			add(at, 1, 4, 192, 0, 2+at/100, n)
			if old {
				d.add("1.3.6.1.2.1.4.22.1.2", mac, at, 192, 0, 2+at/100, n)
				d.add("1.3.6.1.2.1.4.22.1.4", snmpsim.Integer(3), at, 192, 0, 2+at/100, n)
			}
		}
		for n := range uint32(ipv6 / 2) {
			add(at, 2, 16, 32, 1, 13, 184, 0, 0, 0, at, 0, 0, 0, 0, 0, 0, n>>8, n&255)
		}
	}
	return d
}

// memory adds D-Link's gauge of memory.
func (d *device) memory(percent int64) *device {
	d.add("1.3.6.1.4.1.171.12.1.1.9.1.4", snmpsim.Integer(percent), 1)
	return d
}

// An ipv6Watch counts the variables of IPv6 neighbours that an agent sends.
type ipv6Watch struct{ sent atomic.Int64 }

func (w *ipv6Watch) quirk() snmpsim.Quirk {
	return snmpsim.Quirk{Name: "watch", Var: func(_ *snmpsim.Request, v snmpsim.Var) snmpsim.Var {
		oid := v.OID.String()
		if strings.HasPrefix(oid, "1.3.6.1.2.1.4.35.1.") && strings.Contains(oid, "00.2.16.32.1.13.184.") {
			w.sent.Add(1)
		}
		return v
	}}
}

func (w *ipv6Watch) read(t *testing.T, target snmp.Target, memory []byte) (inventory.Poll, int64) {
	t.Helper()
	w.sent.Store(0)
	p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableARP, inventory.TableHealth}, memory)
	return p, w.sent.Load()
}

// TestIPv6NeighboursOfAFullCoreAreLeftAlone has 30,000 of them and memory that is
// 93 % full: nothing of them is walked, and the IPv4 part is complete.
func TestIPv6NeighboursOfAFullCoreAreLeftAlone(t *testing.T) {
	for name, most := range map[string]int64{"with the old table": 0, "without it": 200} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &ipv6Watch{}
			target := serveDevice(t, neighborCore(30_000, most == 0).memory(93), w.quirk())
			var memory []byte
			for n := range 3 {
				p, sent := w.read(t, target, memory)
				s := p.Tables[inventory.TableARP]
				if !s.Complete || s.Rows < 40 || s.Only != inventory.OnlyIPv4 || !strings.Contains(s.Detail, "93.0 % full") {
					t.Errorf("poll %d: %+v", n, s)
				}
				if ipv4(p) != 40 || sent > most {
					t.Errorf("poll %d: %d rows of IPv4, and %d variables of IPv6 were sent", n, ipv4(p), sent)
				}
				memory = p.Memory
			}
		})
	}
}

// TestTooManyIPv6NeighboursAreCountedOnce has as many on a router that is well: it
// is walked as far as the limit, and then left alone for a while.
func TestTooManyIPv6NeighboursAreCountedOnce(t *testing.T) {
	w := &ipv6Watch{}
	target := serveDevice(t, neighborCore(3_000, true).memory(40), w.quirk())
	target.Limits.IPv6.Neighbors = 500
	var memory []byte
	walks := 0
	for n := range 16 {
		p, sent := w.read(t, target, memory)
		s := p.Tables[inventory.TableARP]
		if !s.Complete || ipv4(p) != 40 || s.Only != inventory.OnlyIPv4 || !strings.Contains(s.Detail, "more than 500") {
			t.Fatalf("poll %d: %d rows of IPv4, %+v", n, ipv4(p), s)
		}
		if h := p.Health; h == nil || h.IPv6Neighbors == nil || *h.IPv6Neighbors != 500 || !h.IPv6NeighborsMore {
			t.Fatalf("poll %d: %+v", n, p.Health)
		}
		if sent > 0 {
			walks++
		}
		if sent > 2*700 {
			t.Errorf("poll %d: %d variables of IPv6 were sent, with a limit of 500 rows", n, sent)
		}
		memory = p.Memory
	}
	if walks != 2 {
		t.Errorf("%d walks in 16 polls, want one at first and one after 12", walks)
	}
}

// TestIPv6NeighboursAreReadWhereTheDeviceIsWell has a few, on a router whose
// memory fills up meanwhile.
func TestIPv6NeighboursAreReadWhereTheDeviceIsWell(t *testing.T) {
	var full atomic.Int64
	full.Store(50)
	core := neighborCore(60, true)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB {
		d := &device{vars: core.vars[:len(core.vars):len(core.vars)]}
		return snmpsim.NewMIB(d.memory(full.Load()).vars)
	}})
	w := &ipv6Watch{}
	first, _ := w.read(t, target, nil)
	if s := first.Tables[inventory.TableARP]; !s.Complete || s.Only != "" || s.Rows != 100 || first.Health.IPv6Neighbors == nil || *first.Health.IPv6Neighbors != 60 {
		t.Errorf("%+v, health %+v", s, first.Health)
	}
	full.Store(97)
	second, _ := w.read(t, target, first.Memory)
	if s := second.Tables[inventory.TableARP]; !s.Complete || s.Only != inventory.OnlyIPv4 || s.Rows != 40 {
		t.Errorf("%+v", s)
	}
	full.Store(50)
	third, _ := w.read(t, target, second.Memory)
	if s := third.Tables[inventory.TableARP]; s.Only != "" || fmt.Sprint(third.ARP) != fmt.Sprint(first.ARP) {
		t.Errorf("%+v, want the rows of the first poll again", s)
	}
}

func ipv4(p inventory.Poll) (n int) {
	for _, row := range p.ARP {
		if row.IP.Is4() {
			n++
		}
	}
	return n
}
