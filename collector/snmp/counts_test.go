package snmp

import (
	"strings"
	"testing"
)

// TestACountIsBelievedOnceItWasRight feeds the agreement of a count with its table,
// poll by poll: r right, s the table is short of it, l the table is longer. C says
// that the table is taken for cut.
func TestACountIsBelievedOnceItWasRight(t *testing.T) {
	long := strings.Repeat("s", mostDoubts)
	for name, tc := range map[string]struct{ polls, want string }{
		"always right":              {"rrrr", "...."},
		"never right":               {"ssslls", "......"},
		"right, then short":         {"rsss", ".CCC"},
		"right, short, right again": {"rsrs", ".C.C"},
		"a longer table":            {"rls", "..."},
		"short for too long":        {"r" + long + "ss", "." + strings.Repeat("C", mostDoubts) + ".."},
		"short, then earned again":  {"r" + long + "srs", "." + strings.Repeat("C", mostDoubts) + "..C"},
	} {
		t.Run(name, func(t *testing.T) {
			m, got := recall(nil), ""
			for _, p := range tc.polls {
				if m.counts("x", p == 'r', p == 's') {
					got += "C"
				} else {
					got += "."
				}
				m = recall(m.bytes())
			}
			if got != tc.want {
				t.Errorf("polls %s: cut %s, want %s", tc.polls, got, tc.want)
			}
		})
	}
}

// TestCountsOfForwardingDatabases compares counts with rows.
func TestCountsOfForwardingDatabases(t *testing.T) {
	got := map[uint32]int{1: 3, 2: 5}
	for name, tc := range map[string]struct {
		said  map[uint32]int
		same  bool
		short []uint32
	}{
		"alike":                {map[uint32]int{1: 3, 2: 5}, true, nil},
		"an empty one more":    {map[uint32]int{1: 3, 2: 5, 7: 0}, true, nil},
		"one is short":         {map[uint32]int{1: 4, 2: 5}, false, []uint32{1}},
		"one was not shown":    {map[uint32]int{1: 3, 2: 5, 9: 1}, false, []uint32{9}},
		"more rows than said":  {map[uint32]int{1: 2, 2: 5}, false, nil},
		"one that nobody says": {map[uint32]int{1: 3}, false, nil},
	} {
		short := shortOf(tc.said, got)
		if sameCounts(tc.said, got) != tc.same || len(short) != len(tc.short) || len(short) > 0 && short[0] != tc.short[0] {
			t.Errorf("%s: same %v, short %v; want %v, %v", name, sameCounts(tc.said, got), short, tc.same, tc.short)
		}
	}
}
