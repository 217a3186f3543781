package snmp_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A randomDevice has tables with holes in them, and says what a reader must find.
type randomDevice struct {
	vars  []snmpsim.Var
	names []string // "ifIndex name alias", of every interface with any column
	fdb   []string // "vid/mac port"
}

func (d *randomDevice) add(column string, v snmpsim.Value, index ...uint32) {
	d.vars = append(d.vars, snmpsim.Var{OID: snmpsim.MustOID(column).Append(index...), Value: v})
}

// newRandomDevice draws up to 120 interfaces and 400 forwarding entries. One
// cell in eight is missing, as agents leave out what an interface does not have.
func newRandomDevice(r *rand.Rand) *randomDevice {
	d := &randomDevice{}
	d.add("1.3.6.1.2.1.1.3", snmpsim.TimeTicks(5000), 0)
	index := uint32(0)
	for range 1 + r.IntN(120) {
		index += 1 + uint32(r.IntN(3)*r.IntN(1000))
		d.addInterface(r, index)
	}
	mac := uint32(0)
	for range r.IntN(400) {
		mac += 1 + uint32(r.IntN(300))
		vid, port := uint32(1+r.IntN(3)), int64(r.IntN(50))
		at := []uint32{vid, 0, 0, 0x5e, 0, mac >> 8 & 255, mac & 255}
		d.add("1.3.6.1.2.1.17.7.1.2.2.1.2", snmpsim.Integer(port), at...)
		if r.IntN(8) > 0 {
			d.add("1.3.6.1.2.1.17.7.1.2.2.1.3", snmpsim.Integer(3), at...)
		}
		d.fdb = append(d.fdb, fmt.Sprintf("%d/%s port %d", vid, inventory.MAC{0, 0, 0x5e, 0, byte(mac >> 8), byte(mac)}, port))
	}
	slices.Sort(d.fdb)
	d.fdb = slices.Compact(d.fdb)
	slices.Sort(d.names)
	return d
}

func (d *randomDevice) addInterface(r *rand.Rand, index uint32) {
	name, alias := fmt.Sprintf("Gi%d", index), strings.Repeat("x", r.IntN(60))
	d.add("1.3.6.1.2.1.31.1.1.1.1", snmpsim.Text(name), index)
	if r.IntN(8) > 0 {
		d.add("1.3.6.1.2.1.31.1.1.1.18", snmpsim.Text(alias), index)
	} else {
		alias = ""
	}
	for _, column := range []string{"1.3.6.1.2.1.2.2.1.7", "1.3.6.1.2.1.2.2.1.8", "1.3.6.1.2.1.2.2.1.13", "1.3.6.1.2.1.2.2.1.14"} {
		if r.IntN(8) > 0 {
			d.add(column, snmpsim.Integer(1), index)
		}
	}
	d.names = append(d.names, fmt.Sprintf("%d %s %s", index, name, alias))
}

// found writes a poll in the words of a randomDevice.
func found(p inventory.Poll) (names, fdb []string) {
	for _, i := range p.Interfaces {
		names = append(names, fmt.Sprintf("%d %s %s", i.Index, i.Name, i.Alias))
	}
	for _, f := range p.FDB {
		fdb = append(fdb, fmt.Sprintf("%d/%s port %d", f.VID, f.MAC, f.BridgePort))
	}
	slices.Sort(names)
	slices.Sort(fdb)
	return names, fdb
}

// TestRandomTablesAreReadWhole reads devices with holes in their tables from
// agents of every temper: large and small answers, few variables, no GETBULK, v1.
func TestRandomTablesAreReadWhole(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 1))
			now := newRandomDevice(r)
			later := newRandomDevice(r)
			mibs := []*snmpsim.MIB{snmpsim.NewMIB(now.vars), snmpsim.NewMIB(later.vars)}
			var show atomic.Pointer[snmpsim.MIB]
			show.Store(mibs[0])
			c := snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return show.Load() },
				MaxMessage: []int{484, 900, 1472, 9000, 65507}[r.IntN(5)]}
			switch r.IntN(4) {
			case 0:
				c.Quirks = append(c.Quirks, snmpsim.MaxVarbinds(1+r.IntN(12)))
			case 1:
				c.Quirks = append(c.Quirks, snmpsim.NoBulk(snmpsim.GenErr))
			case 2:
				c.Versions = []snmpsim.Version{snmpsim.V1}
			}
			target := serve(t, c)
			target.Timeout = 5 * time.Second
			var memory []byte
			for i, want := range []*randomDevice{now, now, later, now} { // what is remembered may be wrong
				show.Store(mibs[0])
				if want == later {
					show.Store(mibs[1])
				}
				p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableInterfaces, inventory.TableFDB}, memory)
				memory = p.Memory
				names, fdb := found(p)
				if s := p.Tables[inventory.TableInterfaces]; !s.Complete || !slices.Equal(names, want.names) {
					t.Errorf("poll %d: %d interfaces, want %d: %+v", i, len(names), len(want.names), s)
				}
				if s := p.Tables[inventory.TableFDB]; len(want.fdb) > 0 && (!s.Complete || !slices.Equal(fdb, want.fdb)) {
					t.Errorf("poll %d: %d forwarding rows, want %d: %+v", i, len(fdb), len(want.fdb), s)
				}
			}
		})
	}
}

// TestMangledAnswersDoNoHarm flips octets of every third answer. A changed value
// cannot be told from a true one; but nothing may panic, hang or run over.
func TestMangledAnswersDoNoHarm(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 2))
			target := impatient(bench(t, snmpsim.Mangle("noise", func(b []byte) []byte {
				if r.IntN(3) == 0 {
					for range 1 + r.IntN(4) {
						b[r.IntN(len(b))] = byte(r.Uint32())
					}
				}
				return b
			})))
			target.Limits = snmp.Limits{Time: 5 * time.Second}
			p := snmp.Read(t.Context(), target, factTables(), nil)
			for table, s := range p.Tables {
				if strings.Contains(s.Detail, "internal error") {
					t.Errorf("%s: %s", table, s.Detail)
				}
			}
			if p.Cost.DurationSeconds > 10 || len(p.FDB) > 50_000 {
				t.Errorf("%.1f s, %d rows", p.Cost.DurationSeconds, len(p.FDB))
			}
		})
	}
}
