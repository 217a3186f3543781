package snmpsim_test

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp/snmpsim"
)

// show is a View of one MIB, in every context.
func show(m *snmpsim.MIB) func(string, time.Time) *snmpsim.MIB {
	return func(string, time.Time) *snmpsim.MIB { return m }
}

// netsnmp runs a tool of net-snmp and returns its lines.
func netsnmp(t testing.TB, tool string, args ...string) ([]string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, tool, append([]string{"-m", "", "-On", "-t", "1", "-r", "0"}, args...)...)
	cmd.Env = append(os.Environ(), "SNMPCONFPATH="+t.TempDir(), "SNMP_PERSISTENT_DIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Created directory: ") }), err
}

func TestNetSNMPWalksEveryVariable(t *testing.T) {
	m := snmpsim.BenchSwitch(1)
	p := play(t, snmpsim.Config{View: show(m)})
	counters64 := 8 * 52 // which SNMPv1 cannot carry
	for _, tc := range []struct {
		tool []string
		want int
	}{
		{[]string{"snmpwalk", "-v1", "-c", "public"}, m.Len() - counters64},
		{[]string{"snmpwalk", "-v2c", "-c", "public"}, m.Len()},
		{[]string{"snmpbulkwalk", "-v2c", "-c", "public", "-Cr25"}, m.Len()},
	} {
		lines, err := netsnmp(t, tc.tool[0], append(tc.tool[1:], p.addr.String(), "1")...)
		got := slices.DeleteFunc(lines, func(l string) bool { return !strings.Contains(l, " = ") || strings.Contains(l, "No more") })
		if len(got) != tc.want || err != nil {
			t.Errorf("%v: %d variables, %v; want %d", tc.tool, len(got), err, tc.want)
		}
	}
}
