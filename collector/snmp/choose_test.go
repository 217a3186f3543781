package snmp

import (
	"testing"

	"github.com/gosnmp/gosnmp"
)

// TestChoicesStand plays what the polls of a switch find, one after the other.
func TestChoicesStand(t *testing.T) {
	type found struct {
		mib, other float64
		weight     int
		want       string
	}
	for name, polls := range map[string][]found{
		"the MIB's meaning is as good":         {{1, 1, 10, "mib"}, {0.9, 1, 10, "mib"}},
		"another is little better":             {{0.7, 0.85, 10, "mib"}},
		"another is better and poor":           {{0.1, 0.6, 10, "mib"}},
		"another is clearly better":            {{0.4, 0.9, 10, "other"}, {0.4, 0.9, 10, "other"}},
		"a choice stands while it fits":        {{0.4, 0.9, 10, "other"}, {0.9, 0.85, 10, "other"}, {1, 0.85, 10, "other"}},
		"a choice falls when it fits no more":  {{0.4, 0.9, 10, "other"}, {1, 0.3, 10, "mib"}, {1, 0.9, 10, "mib"}},
		"little evidence yields to more":       {{0.7, 1, 2, "other"}, {0.95, 1, 3, "other"}, {0.95, 1, 8, "mib"}},
		"much evidence does not yield to less": {{0.7, 1, 20, "other"}, {1, 0.9, 2, "other"}, {1, 0.9, 2, "other"}},
		"nothing to go by changes nothing":     {{0.4, 0.9, 10, "other"}, {0, 0, 0, "other"}, {0.4, 0.9, 10, "other"}},
		"nothing to go by at first":            {{0, 0, 0, "mib"}, {0.4, 0.9, 1, "other"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := recall(nil)
			for i, f := range polls {
				n, v := m.decide("q", []reading{{"mib", f.mib}, {"other", f.other}}, f.weight)
				if v.Name != f.want || (n == 1) != (f.want == "other") || v.Other != (n == 1) || v.Own != f.mib {
					t.Errorf("poll %d chose %d, %+v; want %s", i, n, v, f.want)
				}
				m = recall(m.bytes()) // as it travels with the poll
			}
		})
	}
}

// TestPreferencesStand is about readings of which none is that of a MIB.
func TestPreferencesStand(t *testing.T) {
	m := recall(nil)
	for i, f := range []struct {
		a, b float64
		want string
	}{{0.9, 0.905, "a"}, {0.9, 0.93, "a"}, {0.9, 1, "b"}, {0.98, 1, "b"}, {1, 0.98, "b"}, {1, 0.9, "a"}} {
		if _, v := m.prefer("q", []reading{{"a", f.a}, {"b", f.b}}, 3); v.Name != f.want || v.Second == v.Name || v.Second == "" {
			t.Errorf("poll %d: %+v, want %s", i, v, f.want)
		}
		m = recall(m.bytes())
	}
}

// TestAnotherSwitchIsMeasuredAnew changes sysDescr, then sysObjectID.
func TestAnotherSwitchIsMeasuredAnew(t *testing.T) {
	system := func(id, descr string) map[string]value {
		return map[string]value{sysObjectID: {gosnmp.ObjectIdentifier, id}, sysDescr: {gosnmp.OctetString, []byte(descr)}}
	}
	m := recall(nil)
	m.recheck(system(".1.3.6.1.4.1.171.10.1", "DGS 1.0"))
	for name, next := range map[string]struct {
		got  map[string]value
		keep bool
	}{
		"the same":           {system(".1.3.6.1.4.1.171.10.1", "DGS 1.0"), true},
		"it was not told":    {nil, true},
		"another firmware":   {system(".1.3.6.1.4.1.171.10.1", "DGS 2.0"), false},
		"another switch":     {system(".1.3.6.1.4.1.171.10.2", "DGS 1.0"), false},
		"only the id, again": {system(".1.3.6.1.4.1.171.10.1", "DGS 1.0"), true},
	} {
		t.Run(name, func(t *testing.T) {
			m := recall(m.bytes())
			m.decide("q", []reading{{"mib", 0}, {"other", 1}}, 3)
			m.Dialect["fdb"], m.VIDs, m.Only, m.Ports[3] = fdbPlain, []int{10}, map[int]int{1: 10}, 103
			m.recheck(next.got)
			if kept := m.Readings["q"].Name == "other" && m.Dialect["fdb"] == fdbPlain && m.VIDs != nil && m.Only != nil && m.Ports[3] > 0; kept != next.keep {
				t.Errorf("%+v kept is %v, want %v", m.understood, kept, next.keep)
			}
			if !next.keep && (len(m.Readings) > 0 || len(m.Dialect) > 0 || m.VIDs != nil || m.Only != nil || len(m.Ports) > 0) {
				t.Errorf("%+v %v is left of the switch before", m.understood, m.Dialect)
			}
		})
	}
}
