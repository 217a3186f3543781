package snmp_test

import (
	"testing"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// The columns of LLDP-MIB that dialects differ in.
const (
	lldpRemote    = "1.0.8802.1.1.2.1.4.1.1"
	lldpLocal     = "1.0.8802.1.1.2.1.3.7"
	lldpLocalType = "1.0.8802.1.1.2.1.3.7.1.2"
)

// localNumbers rewrites lldpRemLocalPortNum.
func (vs vars) localNumbers(rewrite func(uint32) uint32) vars {
	return vs.index(func(i snmpsim.OID) snmpsim.OID {
		if len(i) != 4 { // the column, the time mark, the number, the index
			return i
		}
		return snmpsim.OID{i[0], i[1], rewrite(i[2]), i[3]}
	}, lldpRemote)
}

// TestOtherDialectsOfNeighbors reads the neighbours of recordings in the dialects of others.
func TestOtherDialectsOfNeighbors(t *testing.T) {
	recorded := recordedVars(t)
	truth := map[string]inventory.Poll{}
	for id, vs := range recorded {
		p := vs.read(t)[1]
		if len(vs.column(lldpRemote+".5")) == 0 || !p.Complete(inventory.TableNeighbors) || len(p.Interfaces) == 0 {
			delete(recorded, id)
			continue
		}
		truth[id] = p
	}
	for name, m := range map[string]struct {
		make  func(id string, vs vars) vars
		least float64
	}{
		"as it is":            {func(_ string, vs vars) vars { return vs }, 1},
		"no lldpLocPortTable": {func(_ string, vs vars) vars { return vs.drop(lldpLocal) }, 0.6},
		"wrong subtypes": {func(_ string, vs vars) vars {
			return vs.values(func(snmpsim.Value) snmpsim.Value { return snmpsim.Integer(7) }, lldpLocalType)
		}, 0.6},
		"no subtypes": {func(_ string, vs vars) vars { return vs.drop(lldpLocalType) }, 0.8},
		"numbers of their own, named by lldpLocPortId": {func(_ string, vs vars) vars {
			return vs.localNumbers(func(n uint32) uint32 { return n + 70_000 }).index(func(i snmpsim.OID) snmpsim.OID {
				return snmpsim.OID{i[0], i[1], i[2] + 70_000}
			}, lldpLocal) // the entry, the column, the number
		}, 0.3},
		"numbers are ifIndexes, which bridge ports are not": {func(id string, vs vars) vars {
			at, rows := map[uint32]uint32{}, vs.column(lldpRemote+".5")
			for n, v := range rows { // in the order of the poll
				if heard := truth[id].Neighbors; len(heard) >= len(rows) && heard[n].Protocol == "lldp" {
					at[v.OID[1]] = uint32(heard[n].LocalIfIndex)
				}
			}
			return vs.shifted().drop(lldpLocal).localNumbers(func(n uint32) uint32 { return at[n] })
		}, 0.9},
	} {
		if len(recorded) == 0 {
			break
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sum tally
			for id, vs := range recorded {
				for n, p := range m.make(id, vs).read(t) {
					heard := compareHeard(p, truth[id])
					if heard.wrong > 0 {
						t.Errorf("%s %s, poll %d: %+v by %+v", name, id, n, heard, p.Tables[inventory.TableNeighbors])
					}
					sum.add(heard)
				}
			}
			t.Logf("%s: %+v", name, sum)
			if float64(sum.right) < m.least*float64(sum.right+sum.unknown) || sum.right == 0 {
				t.Errorf("%+v, want %.0f %% right", sum, 100*m.least)
			}
		})
	}
}
