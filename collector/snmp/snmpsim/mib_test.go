package snmpsim_test

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/collector/snmp/snmpsim"
)

// anyOID draws identifiers whose arcs need one to five octets, of which many
// share a beginning.
func anyOID() *rapid.Generator[snmpsim.OID] {
	arc := rapid.OneOf(rapid.Uint32Range(0, 3), rapid.SampledFrom([]uint32{127, 128, 129, 16383, 16384, 1<<21 - 1, 1 << 21, 1 << 28, 1<<32 - 1}))
	return rapid.Custom(func(t *rapid.T) snmpsim.OID {
		return snmpsim.OID{1, 3}.Append(rapid.SliceOfN(arc, 0, 6).Draw(t, "arcs")...)
	})
}

// A MIB, laid over another or not, answers like a sorted list of what went in.
func TestMIBAnswersLikeASortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		below := rapid.SliceOfN(anyOID(), 0, 20).Draw(t, "below")
		above := rapid.SliceOfN(anyOID(), 0, 5).Draw(t, "above")
		var all []snmpsim.Var
		value := func(i int, oid snmpsim.OID) snmpsim.Var {
			return snmpsim.Var{OID: oid, Value: snmpsim.Integer(int64(i))}
		}
		for i, oid := range below {
			all = append(all, value(i, oid))
		}
		m := snmpsim.NewMIB(all)
		for i, oid := range above {
			m = m.With(value(100+i, oid))
			all = append(all, value(100+i, oid))
		}
		checkLikeList(t, m, all, anyOID().Draw(t, "asked"))
	})
}

// checkLikeList compares a MIB with what went into it, the last of equals counting.
func checkLikeList(t *rapid.T, m *snmpsim.MIB, all []snmpsim.Var, asked snmpsim.OID) {
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b snmpsim.Var) int { return a.OID.Compare(b.OID) })
	all = slices.CompactFunc(all, func(a, b snmpsim.Var) bool { return a.OID.Compare(b.OID) == 0 })
	if m.Len() != len(all) {
		t.Fatalf("Len %d, want %d", m.Len(), len(all))
	}
	for _, oid := range append([]snmpsim.OID{asked, {1, 3}}, names(all)...) {
		i, found := slices.BinarySearchFunc(all, oid, func(v snmpsim.Var, oid snmpsim.OID) int { return v.OID.Compare(oid) })
		if v, ok := m.Get(oid); ok != found || ok && v.Int() != all[i].Value.Int() {
			t.Fatalf("Get %v: %v, %v", oid, v.Int(), ok)
		}
		if found {
			i++
		}
		v, ok := m.Next(oid)
		if ok != (i < len(all)) || ok && (v.OID.Compare(all[i].OID) != 0 || v.Value.Int() != all[i].Value.Int()) {
			t.Fatalf("Next of %v: %v, %v; the list has %v", oid, v.OID, ok, names(all))
		}
	}
}

func names(vars []snmpsim.Var) []snmpsim.OID {
	out := make([]snmpsim.OID, len(vars))
	for i, v := range vars {
		out[i] = v.OID
	}
	return out
}

func TestLiveValuesAreWorkedOutWhenAsked(t *testing.T) {
	booted := time.Unix(1_000_000, 0)
	upTime := snmpsim.Live(func(at time.Time) snmpsim.Value {
		return snmpsim.TimeTicks(uint32(at.Sub(booted) / (10 * time.Millisecond)))
	})
	oid := snmpsim.MustOID("1.3.6.1.2.1.1.3.0")
	for name, m := range map[string]*snmpsim.MIB{
		"in the table": snmpsim.NewMIB([]snmpsim.Var{{OID: oid, Value: upTime}}),
		"laid over it": snmpsim.BenchSwitch(1).With(snmpsim.Var{OID: oid, Value: upTime}),
	} {
		v, ok := m.Get(oid)
		for _, seconds := range []int{5, 7} {
			if got := v.At(booted.Add(time.Duration(seconds) * time.Second)); !ok || got.Uint() != uint64(seconds)*100 {
				t.Errorf("%s: %d after %d s", name, got.Uint(), seconds)
			}
		}
	}
}

func TestOverlayLeavesTheTableAsItIs(t *testing.T) {
	base := little("1.0", "2.0")
	over := base.With(snmpsim.Var{OID: snmpsim.MustOID(root + "1.0"), Value: snmpsim.Integer(99)})
	over = over.With(snmpsim.Var{OID: snmpsim.MustOID(root + "3.0"), Value: snmpsim.Integer(3)})
	for name, tc := range map[string]struct {
		m    *snmpsim.MIB
		want string
	}{"table": {base, "1 2"}, "with layers": {over, "99 2 3"}} {
		var got []int64
		for v, ok := tc.m.Next(snmpsim.OID{1, 3}); ok; v, ok = tc.m.Next(v.OID) {
			got = append(got, v.Value.Int())
		}
		if fmt.Sprint(got) != "["+tc.want+"]" {
			t.Errorf("%s: %v, want %s", name, got, tc.want)
		}
	}
}

func TestMIBIsSharedByManyReaders(t *testing.T) {
	m := snmpsim.BenchSwitch(1)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			rows := 0
			for v, ok := m.Next(snmpsim.OID{1, 0}); ok; v, ok = m.Next(v.OID) {
				rows++
			}
			if rows != m.Len() {
				t.Errorf("%d rows, want %d", rows, m.Len())
			}
		})
	}
	readers.Wait()
}

func TestIntegersReadAsTheyWereWritten(t *testing.T) {
	for _, n := range []int64{0, 1, 127, 128, 255, 256, 32767, 32768, 1<<31 - 1, 1 << 31, 1 << 40, 1<<63 - 1} {
		for _, n := range []int64{n, -n} {
			if got := snmpsim.Integer(n).Int(); got != n {
				t.Errorf("Integer(%d) is %d", n, got)
			}
		}
		if got := snmpsim.Counter64(uint64(n) * 2).Uint(); got != uint64(n)*2 {
			t.Errorf("Counter64(%d) is %d", uint64(n)*2, got)
		}
	}
}

func TestOIDs(t *testing.T) {
	for _, text := range []string{"1.3", "0.0", "2.999.3", "1.3.6.1.4.1.32473.4294967295", "1.0.8802.1.1.2"} {
		oid, err := snmpsim.ParseOID("." + text)
		if err != nil || oid.String() != text {
			t.Errorf("%s: %v, %v", text, oid, err)
		}
		if back := snmpsim.ObjectID(oid).OID(); back.Compare(oid) != 0 {
			t.Errorf("%s: encoded and decoded: %v", text, back)
		}
	}
	for _, text := range []string{"", "1", ".", "1..3", "1.3.", "1.3.x", "1.3.-1", "1.3.4294967296", "3.1", "1.40", "2.4294967295"} {
		if oid, err := snmpsim.ParseOID(text); err == nil {
			t.Errorf("%q is %v, want an error", text, oid)
		}
	}
	if a, b := snmpsim.MustOID("1.3.6"), snmpsim.MustOID("1.3.6.0"); cmp.Compare(a.Compare(b), 0) != -1 || !b.HasPrefix(a) || a.HasPrefix(b) {
		t.Error("a prefix comes before what it begins")
	}
}
