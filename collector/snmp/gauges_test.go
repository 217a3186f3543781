package snmp

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gosnmp/gosnmp"
)

// FuzzGauges gives every gauge any text and any numbers: a share is from 0 to 1, and
// no more memory is used than there is.
func FuzzGauges(f *testing.F) {
	f.Add("    5 Secs ( 31.1134%)   60 Secs ( 16.7571%)  300 Secs ( 14.3501%)", uint64(52), uint64(97), int64(-3))
	f.Add("3.4", uint64(0), uint64(math.MaxUint64), int64(math.MinInt64))
	f.Add("60 Secs (", uint64(101), uint64(1), int64(1))
	f.Fuzz(func(t *testing.T, text string, a, b uint64, c int64) {
		values := []value{{kind: gosnmp.OctetString, any: []byte(text)}, {kind: gosnmp.Counter64, any: a},
			{kind: gosnmp.Gauge32, any: uint(uint32(b))}, {kind: gosnmp.Integer, any: int(c)}, {}}
		for _, g := range place(slices.Concat(everyProcessor, everyMemory), roots("1.3.6.1.4.1.9.1.1")) {
			for shift := range values {
				cells := make([]value, max(len(g.oids), 1))
				for i := range cells {
					cells[i] = values[(shift+i)%len(values)]
				}
				l, ok := g.measure(cells)
				if ok && (l.share < 0 || l.share > 1 || math.IsNaN(l.share) || l.used < 0 || l.total < 0 || l.used > l.total) {
					t.Errorf("%s of %v: %+v", g.name, cells, l)
				}
			}
		}
	})
}

// FuzzRoots gives any sysObjectID: every root is an OID below the enterprises.
func FuzzRoots(f *testing.F) {
	f.Add("1.3.6.1.4.1.171.10.165.1.1")
	f.Add(".1.3.6.1.4.1.259.10.1.45.103.")
	f.Add("1.3.6.1.4.1.")
	f.Fuzz(func(t *testing.T, objectID string) {
		for _, root := range roots(objectID) {
			if !strings.HasPrefix(root, ".1.3.6.1.4.1.") {
				t.Errorf("%q gives the root %q", objectID, root)
			}
			for _, g := range place(append(processors(), memories()...), []string{root}) {
				if again, ok := (learnedGauge{OID: g.oids[0]}).gaugeAmong(g); !ok || again.oids[0] != g.oids[0] {
					t.Errorf("%s at %q is not found again", g.name, g.oids[0])
				}
			}
		}
	})
}

// gaugeAmong looks the learned gauge up as a memory does.
func (l learnedGauge) gaugeAmong(want gauge) (gauge, bool) {
	got := l.gauge(slices.Concat(everyProcessor, everyMemory))
	return got, got.name != "" && len(got.oids) == len(want.oids) || got.name != want.name
}

// TestGaugesAreWrittenDownWhole holds the tables of gauges: each has columns, a way to
// read them, and a place that no other gauge of its kind has.
func TestGaugesAreWrittenDownWhole(t *testing.T) {
	for kind, gauges := range map[string][]gauge{"processors": everyProcessor, "memory": everyMemory} {
		seen := map[string]bool{}
		for _, g := range gauges {
			if g.name == "" || g.measure == nil || (len(g.oids) == 0) == (len(g.under) == 0) {
				t.Errorf("%s: %+v is not whole", kind, g)
			}
			for _, at := range g.placed([]string{".1.3.6.1.4.1.9.1"}) {
				if seen[at.oids[0]] {
					t.Errorf("%s: two gauges at %s", kind, at.oids[0])
				}
				seen[at.oids[0]] = true
				for _, oid := range append(at.oids, at.label) {
					if oid != "" && (!strings.HasPrefix(oid, ".1.3.6.1.") || strings.HasSuffix(oid, ".")) {
						t.Errorf("%s: %s has the OID %q", kind, g.name, oid)
					}
				}
			}
		}
	}
}

func TestRootsOfSysObjectID(t *testing.T) {
	got := strings.Join(roots("1.3.6.1.4.1.171.10.165.1.1"), " ")
	want := ".1.3.6.1.4.1.171.10.165.1.1 .1.3.6.1.4.1.171.10.165.1 .1.3.6.1.4.1.171.10.165 .1.3.6.1.4.1.171.11.165.1000"
	if got != want {
		t.Errorf("roots %s, want %s", got, want)
	}
	if got := roots("1.3.6.1.2.1.1"); got != nil {
		t.Errorf("roots %v of what is no enterprise's", got)
	}
}
