package snmp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// Devices that nobody has recorded are made of those that somebody has: a recording
// with its tables in the dialect of another vendor. What is read of it has to be
// what is read of the recording itself, or unknown; never something else.

// vars are the variables of an agent, to be changed.
type vars []snmpsim.Var

// drop leaves subtrees out.
func (vs vars) drop(subtrees ...string) vars {
	return slices.DeleteFunc(slices.Clone(vs), func(v snmpsim.Var) bool {
		return slices.ContainsFunc(subtrees, func(s string) bool { return v.OID.HasPrefix(oid(s)) })
	})
}

// each rewrites the variables of a column; false drops one.
func (vs vars) each(column string, rewrite func(index snmpsim.OID, v snmpsim.Value) (snmpsim.OID, snmpsim.Value, bool)) vars {
	prefix, out := oid(column), vars{}
	for _, v := range vs {
		if !v.OID.HasPrefix(prefix) {
			out = append(out, v)
			continue
		}
		if index, value, ok := rewrite(v.OID[len(prefix):], v.Value); ok {
			out = append(out, snmpsim.Var{OID: prefix.Append(index...), Value: value})
		}
	}
	return out
}

// index rewrites the indexes of columns.
func (vs vars) index(rewrite func(snmpsim.OID) snmpsim.OID, columns ...string) vars {
	for _, c := range columns {
		vs = vs.each(c, func(index snmpsim.OID, v snmpsim.Value) (snmpsim.OID, snmpsim.Value, bool) {
			return rewrite(index), v, true
		})
	}
	return vs
}

// values rewrites the values of columns.
func (vs vars) values(rewrite func(snmpsim.Value) snmpsim.Value, columns ...string) vars {
	for _, c := range columns {
		vs = vs.each(c, func(index snmpsim.OID, v snmpsim.Value) (snmpsim.OID, snmpsim.Value, bool) {
			return index, rewrite(v), true
		})
	}
	return vs
}

// column lists a column's indexes and values.
func (vs vars) column(column string) vars {
	var out vars
	for _, v := range vs {
		if v.OID.HasPrefix(oid(column)) {
			out = append(out, snmpsim.Var{OID: v.OID[len(oid(column)):], Value: v.Value})
		}
	}
	return out
}

// add appends variables of a column.
func (vs vars) add(column string, index snmpsim.OID, v snmpsim.Value) vars {
	return append(vs, snmpsim.Var{OID: oid(column).Append(index...), Value: v})
}

// read polls an agent that has the variables, twice: the second reading, with what
// the first has taught, is as good as the first.
func (vs vars) read(t *testing.T) [2]inventory.Poll {
	t.Helper()
	mib := snmpsim.NewMIB(vs)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	tables := []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}
	first := snmp.Read(t.Context(), target, tables, nil)
	return [2]inventory.Poll{first, snmp.Read(t.Context(), target, tables, first.Memory)}
}

// recordedVars are the recordings with a forwarding table or neighbours that a
// changed dialect can be held against, with what is read of them as they are.
func recordedVars(t *testing.T) map[string]vars {
	t.Helper()
	dir := walksDir(t)
	if dir == "" {
		return nil
	}
	var index struct{ Devices []recordedDevice }
	b, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err == nil {
		err = json.Unmarshal(b, &index)
	}
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]vars{}
	for _, d := range index.Devices {
		f, err := os.Open(filepath.Join(dir, d.ID+".snmprec"))
		if err != nil {
			t.Fatal(err)
		}
		vs, err := snmpsim.ReadWalk(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if known := slices.ContainsFunc([]string{"dx-", "ss-cisco", "ln-ios", "on-nms7467", "on-nms17216", "on-nms0002"}, func(p string) bool { return strings.HasPrefix(d.ID, p) }); !known && len(vs) < 5_000 { // larger ones take their time
			all[d.ID] = vs
		}
	}
	return all
}

// A tally counts facts of a changed device against those of the recording.
type tally struct{ right, unknown, wrong int }

func (a *tally) add(b tally) {
	a.right, a.unknown, a.wrong = a.right+b.right, a.unknown+b.unknown, a.wrong+b.wrong
}

// count holds one fact: 0 is unknown, and one that the recording does not have cannot be held.
func (a *tally) count(got int, want []int) {
	switch {
	case len(want) == 0 || slices.Contains(want, 0):
	case got == 0:
		a.unknown++
	case slices.Contains(want, got):
		a.right++
	default:
		a.wrong++
	}
}

// comparePlaces holds the interfaces and VLANs of learned MACs.
func comparePlaces(got, want inventory.Poll) (at, in tally) {
	ifs, vids, known := map[inventory.MAC][]int{}, map[inventory.MAC][]int{}, map[inventory.MAC]bool{}
	for _, r := range want.FDB {
		known[r.MAC] = true
		if r.Status == inventory.FDBLearned {
			ifs[r.MAC], vids[r.MAC] = append(ifs[r.MAC], r.IfIndex), append(vids[r.MAC], r.VID)
		}
	}
	found := map[inventory.MAC]bool{}
	for _, r := range got.FDB {
		if r.Status == inventory.FDBLearned {
			at.count(r.IfIndex, ifs[r.MAC])
			in.count(r.VID, vids[r.MAC])
			found[r.MAC] = true
			if !known[r.MAC] {
				at.wrong++
			}
		}
	}
	for mac := range ifs {
		if !found[mac] {
			at.unknown, in.unknown = at.unknown+1, in.unknown+1
		}
	}
	return at, in
}

// compareMembers holds the VLANs of the ports.
func compareMembers(got, want inventory.Poll) (members tally) {
	type member struct {
		ifIndex, vid int
		tagged       bool
	}
	list := func(p inventory.Poll) map[member]bool {
		m := map[member]bool{}
		for _, i := range p.Interfaces {
			for _, v := range i.Untagged {
				m[member{i.Index, v, false}] = true
			}
			for _, v := range i.Tagged {
				m[member{i.Index, v, true}] = true
			}
		}
		return m
	}
	g, w := list(got), list(want)
	for m := range g {
		if w[m] {
			members.right++
		} else {
			members.wrong++
		}
	}
	members.unknown = len(w) - members.right
	return members
}

// compareHeard holds the interfaces of neighbours.
func compareHeard(got, want inventory.Poll) (heard tally) {
	at := map[string][]int{}
	for _, n := range want.Neighbors {
		at[n.ChassisID+n.PortID] = append(at[n.ChassisID+n.PortID], n.LocalIfIndex)
	}
	for _, n := range got.Neighbors {
		heard.count(n.LocalIfIndex, at[n.ChassisID+n.PortID])
	}
	return heard
}
