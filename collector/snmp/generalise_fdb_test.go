package snmp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// The columns that dialects differ in.
const (
	baseIfIndex = "1.3.6.1.2.1.17.1.4.1.2"
	basePort    = "1.3.6.1.2.1.17.1.4.1.1"
	plainPort   = "1.3.6.1.2.1.17.4.3.1.2"
	plainStatus = "1.3.6.1.2.1.17.4.3.1.3"
	plainMAC    = "1.3.6.1.2.1.17.4.3.1.1"
	vlanPort    = "1.3.6.1.2.1.17.7.1.2.2.1.2"
	vlanStatus  = "1.3.6.1.2.1.17.7.1.2.2.1.3"
	vlanFdbID   = "1.3.6.1.2.1.17.7.1.4.2.1.3"
	vlanCurrent = "1.3.6.1.2.1.17.7.1.4.2"
	vlanStatic  = "1.3.6.1.2.1.17.7.1.4.3"
	pvid        = "1.3.6.1.2.1.17.7.1.4.5.1.1"
	ifTable     = "1.3.6.1.2.1.2.2.1"
	ifXTable    = "1.3.6.1.2.1.31.1.1.1"
)

// portListColumns are all PortLists of VLANs.
var portListColumns = []string{"1.3.6.1.2.1.17.7.1.4.2.1.4", "1.3.6.1.2.1.17.7.1.4.2.1.5", "1.3.6.1.2.1.17.7.1.4.3.1.2", "1.3.6.1.2.1.17.7.1.4.3.1.4"}

// shift adds to the first part of an index.
func shift(by uint32) func(snmpsim.OID) snmpsim.OID {
	return func(index snmpsim.OID) snmpsim.OID {
		return append(snmpsim.OID{index[0] + by}, index[1:]...)
	}
}

// plus adds to a positive number.
func plus(by int64) func(snmpsim.Value) snmpsim.Value {
	return func(v snmpsim.Value) snmpsim.Value {
		if v.Int() == 0 {
			return v
		}
		return snmpsim.Integer(v.Int() + by)
	}
}

// shifted gives every bridge port another number, and says so everywhere.
func (vs vars) shifted() vars {
	const by = 104 // whole octets of a PortList
	vs = vs.index(shift(by), baseIfIndex, pvid).values(plus(by), vlanPort, plainPort)
	return vs.values(func(v snmpsim.Value) snmpsim.Value {
		return snmpsim.OctetString(append(make([]byte, by/8), v.Content...))
	}, portListColumns...)
}

// interfaceOf maps bridge ports to interfaces.
func (vs vars) interfaceOf() map[int64]int64 {
	at := map[int64]int64{}
	for _, v := range vs.column(baseIfIndex) {
		at[int64(v.OID[0])] = v.Value.Int()
	}
	return at
}

// learnedOn are the ports of the forwarding table.
func (vs vars) learnedOn() map[int64]bool {
	on := map[int64]bool{}
	for _, v := range vs.column(vlanPort) {
		on[v.Value.Int()] = true
	}
	return on
}

// renumbered gives every filtering database another number: its rank from 1 on.
func (vs vars) renumbered() (vars, map[uint32]uint32) {
	ranks := map[uint32]uint32{}
	for _, v := range vs.column(vlanPort) {
		if _, ok := ranks[v.OID[0]]; !ok {
			ranks[v.OID[0]] = uint32(len(ranks) + 1)
		}
	}
	return vs.index(func(index snmpsim.OID) snmpsim.OID {
		return append(snmpsim.OID{ranks[index[0]]}, index[1:]...)
	}, vlanPort, vlanStatus), ranks
}

// plain turns the table with VLANs into dot1dTpFdbTable, with an index of one's own.
func (vs vars) plain(index func(n int, of snmpsim.OID) snmpsim.OID) vars {
	out, seen := vs.drop("1.3.6.1.2.1.17.7.1.2.2", "1.3.6.1.2.1.17.4.3"), map[string]bool{}
	for n, v := range vs.column(vlanPort) {
		at := index(n, v.OID)
		if len(v.OID) == 7 && !seen[at.String()] {
			seen[at.String()] = true
			out = out.add(plainPort, at, v.Value)
		}
	}
	return out
}

// macOctets are the parts of a MAC in an index.
func macOctets(index snmpsim.OID) []byte {
	var b []byte
	for _, part := range index[len(index)-6:] {
		b = append(b, byte(part))
	}
	return b
}

// A mutation makes another device of a recording. What is read of it is right for a
// share of what is read of the recording, counted over all that it can be made of.
type mutation struct {
	name             string
	make             func(vs vars) vars // nil: it cannot be made of this one
	ports, vlans     float64            // at least
	members, hearing float64
}

func fdbMutations() []mutation {
	strict := func(vs vars) vars { return vs }
	return []mutation{
		{"as it is", strict, 1, 1, 1, 1},
		{"base ports of other numbers", vars.shifted, 0.99, 1, 1, 0},
		{"no base-port table", func(vs vars) vars {
			if len(vs.learnedOn()) < 6 { // too few to measure anything by
				return nil
			}
			return vs.drop("1.3.6.1.2.1.17.1.4")
		}, 0.5, 0.9, 0.5, 0},
		{"no ifXTable", func(vs vars) vars { return vs.drop("1.3.6.1.2.1.31") }, 1, 1, 1, 0},
		{"no status of rows", func(vs vars) vars { return vs.drop(vlanStatus, plainStatus) }, 0.99, 0.99, 1, 0},
		{"only dot1qVlanStaticTable", func(vs vars) vars { return vs.drop(vlanCurrent) }, 1, 0.9, 0.2, 0},
		{"only dot1qPvid", func(vs vars) vars { return vs.drop(append([]string{vlanStatic}, portListColumns...)...) }, 1, 0.9, 0, 0},
		{"ports of the forwarding table are ifIndexes", func(vs vars) vars {
			at := vs.interfaceOf()
			vs = vs.shifted()
			return vs.values(func(v snmpsim.Value) snmpsim.Value { return snmpsim.Integer(at[v.Int()-104]) }, vlanPort, plainPort)
		}, 0.9, 0.99, 1, 0},
		{"dot1dBasePort in its column only", func(vs vars) vars {
			out := vs.drop("1.3.6.1.2.1.17.1.4")
			for _, v := range vs.column(baseIfIndex) {
				out = out.add(basePort, snmpsim.OID{uint32(v.Value.Int())}, snmpsim.Integer(int64(v.OID[0])+30_000))
			}
			return out.values(plus(30_000), vlanPort, plainPort)
		}, 0.9, 0.9, 0, 0},
		{"a length octet", func(vs vars) vars {
			vs = vs.index(func(i snmpsim.OID) snmpsim.OID { return append(snmpsim.OID{i[0], 6}, i[1:]...) }, vlanPort, vlanStatus)
			return vs.index(func(i snmpsim.OID) snmpsim.OID { return append(snmpsim.OID{6}, i...) }, plainPort, plainStatus)
		}, 0.9, 0.9, 1, 0},
		{"an octet too many", func(vs vars) vars {
			return vs.index(func(i snmpsim.OID) snmpsim.OID { return append(snmpsim.OID{i[0], 0}, i[1:]...) }, vlanPort, vlanStatus)
		}, 0, 0, 1, 0},
		{"only dot1dTpFdbTable", func(vs vars) vars {
			return vs.plain(func(_ int, of snmpsim.OID) snmpsim.OID { return of[1:] })
		}, 0.9, 0, 1, 0},
		{"dot1dTpFdbTable with the VLAN in its index", func(vs vars) vars {
			return vs.plain(func(_ int, of snmpsim.OID) snmpsim.OID { return of })
		}, 0.5, 0.4, 1, 0},
		{"dot1dTpFdbTable with numbers for an index", func(vs vars) vars {
			out := vs.plain(func(n int, of snmpsim.OID) snmpsim.OID { return snmpsim.OID{uint32(n + 1)} })
			for n, v := range vs.column(vlanPort) {
				out = out.add(plainMAC, snmpsim.OID{uint32(n + 1)}, snmpsim.OctetString(macOctets(v.OID)))
			}
			return out
		}, 0.9, 0, 1, 0},
		{"ports in dot1dTpFdbTable only", func(vs vars) vars {
			out := vs.values(func(snmpsim.Value) snmpsim.Value { return snmpsim.Integer(0) }, vlanPort)
			for _, v := range vs.plain(func(_ int, of snmpsim.OID) snmpsim.OID { return of[1:] }).column(plainPort) {
				out = out.add(plainPort, v.OID, v.Value)
			}
			return out
		}, 0.9, 0.9, 1, 0},
	}
}

func vlanMutations() []mutation {
	return []mutation{
		{"FDB ids of other numbers", func(vs vars) vars {
			if len(vs.column(vlanFdbID)) == 0 {
				return nil
			}
			vs, ranks := vs.renumbered()
			return vs.values(func(v snmpsim.Value) snmpsim.Value { return snmpsim.Gauge32(ranks[uint32(v.Uint())]) }, vlanFdbID)
		}, 1, 0.99, 1, 0},
		{"one FDB for all VLANs", func(vs vars) vars {
			if len(vs.column(vlanFdbID)) == 0 {
				return nil
			}
			vs = vs.values(func(snmpsim.Value) snmpsim.Value { return snmpsim.Gauge32(1) }, vlanFdbID)
			return vs.index(func(i snmpsim.OID) snmpsim.OID { return append(snmpsim.OID{1}, i[1:]...) }, vlanPort, vlanStatus)
		}, 1, 0, 1, 0},
		{"PortLists as hexadecimal text", func(vs vars) vars {
			return vs.values(func(v snmpsim.Value) snmpsim.Value { return snmpsim.Text(fmt.Sprintf("%X", v.Content)) }, portListColumns...)
		}, 1, 1, 1, 0},
		{"PortLists as lists of ranges", func(vs vars) vars {
			return vs.values(func(v snmpsim.Value) snmpsim.Value { return snmpsim.Text(ranges(v.Content)) }, portListColumns...)
		}, 1, 1, 0.9, 0},
		{"PVIDs by ifIndex", func(vs vars) vars {
			at := vs.interfaceOf()
			vs = vs.shifted()
			return vs.index(func(i snmpsim.OID) snmpsim.OID { return snmpsim.OID{uint32(at[int64(i[0])-104])} }, pvid)
		}, 0.99, 1, 1, 0},
	}
}

// ranges writes a PortList of bits as "1-4,7".
func ranges(bits []byte) string {
	var parts []string
	on := func(n int) bool { return n < len(bits)*8 && bits[n/8]&(0x80>>(n%8)) != 0 }
	for n := 0; n < len(bits)*8; n++ {
		if !on(n) {
			continue
		}
		first := n
		for on(n + 1) {
			n++
		}
		if n > first {
			parts = append(parts, fmt.Sprintf("%d-%d", first+1, n+1))
		} else {
			parts = append(parts, fmt.Sprint(first+1))
		}
	}
	return strings.Join(parts, ",")
}

// textLists are recordings whose PortLists are text already.
var textLists = []string{"ln-junos-ex4600mp", "ss-zte-zxr10-5250"}

// TestOtherDialectsOfForwardingTables reads recordings in the dialects of others.
func TestOtherDialectsOfForwardingTables(t *testing.T) {
	recorded := recordedVars(t)
	truth := map[string]inventory.Poll{}
	for id, vs := range recorded {
		if len(vs.column(vlanPort)) == 0 || slices.Contains(textLists, id) {
			delete(recorded, id)
			continue
		}
		p := vs.read(t)[1]
		if s := p.Tables[inventory.TableVLANs]; len(p.Interfaces) == 0 || !p.Complete(inventory.TableFDB) || !s.Complete && s.Reason != inventory.ReasonUnsupported {
			delete(recorded, id)
			continue
		}
		truth[id] = p
	}
	for _, m := range append(fdbMutations(), vlanMutations()...) {
		if len(recorded) == 0 {
			break
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			var at, in, members tally
			for id, vs := range recorded {
				changed := m.make(vs)
				if changed == nil {
					continue
				}
				for n, p := range changed.read(t) {
					a, i := comparePlaces(p, truth[id])
					mm := compareMembers(p, truth[id])
					if a.wrong+i.wrong+mm.wrong > 0 {
						t.Errorf("%s %s, poll %d: %v %v %v: %+v %+v", m.name, id, n, a, i, mm, p.Tables[inventory.TableFDB], p.Tables[inventory.TableVLANs])
					}
					at.add(a)
					in.add(i)
					members.add(mm)
				}
			}
			t.Logf("%s: interfaces %+v, VLANs %+v, members %+v", m.name, at, in, members)
			for what, c := range map[string]struct {
				tally
				least float64
			}{"interfaces": {at, m.ports}, "VLANs": {in, m.vlans}, "members": {members, m.members}} {
				if float64(c.right) < c.least*float64(c.right+c.unknown) {
					t.Errorf("%s %s: %+v, want %.0f %% right", m.name, what, c.tally, 100*c.least)
				}
			}
		})
	}
}
