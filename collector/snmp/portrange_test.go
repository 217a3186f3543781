package snmp

import (
	"slices"
	"strings"
	"testing"
)

func TestRangesOfPorts(t *testing.T) {
	for in, want := range map[string][]string{
		"":                 nil,
		"1/0/5":            {"1/0/5"},
		"1/0/1-3,1/0/28":   {"1/0/1", "1/0/2", "1/0/3", "1/0/28"},
		"1/0/9-10, 2/0/1":  {"1/0/9", "1/0/10", "2/0/1"},
		"LAG1,LAG3-4":      {"LAG1", "LAG3", "LAG4"},
		"1/0/3-1":          {"1/0/3-1"},
		"1/0/1-4294967295": {"1/0/1-4294967295"},
		"1/0/a-b":          {"1/0/a-b"},
	} {
		if got := portRange(in); !slices.Equal(got, want) {
			t.Errorf("portRange(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPortRange(f *testing.F) {
	f.Add("1/0/1-4,1/0/28")
	f.Add("-,/-/,1-")
	f.Fuzz(func(t *testing.T, s string) {
		if n := len(portRange(s)); n > (strings.Count(s, ",")+1)*(maxPort+1) {
			t.Errorf("%d ports of %q", n, s)
		}
	})
}
