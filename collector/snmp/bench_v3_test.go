package snmp_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
)

// benchUser is the user of the switch of the project's figures: what a careful
// network uses today.
func benchUser() snmpsim.User {
	return snmpsim.User{Name: "roll", Auth: "SHA", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"}
}

// secureTarget reaches that switch by SNMPv3.
func secureTarget(addr netip.AddrPort, ring *snmp.Keyring) snmp.Target {
	u := benchUser()
	return snmp.Target{Switch: "bench", Address: addr, Keys: ring, Credentials: []snmp.Credential{{Name: "secure", Version: snmp.Version3,
		User: u.Name, Auth: u.Auth, AuthPassword: u.AuthPassword, Priv: u.Priv, PrivPassword: u.PrivPassword}}}
}

// BenchmarkSecurePoll reads the 52-port switch by SNMPv3 with authentication and
// privacy and, in rounds between, by SNMPv2c, and reports the ratio of CPU times:
// at most 2 is the figure. A first contact is one without memory, its keys known.
func BenchmarkSecurePoll(b *testing.B) {
	addr := startBenchSwitch(b, benchUser())
	plain, secure := benchTarget(addr), secureTarget(addr, &snmp.Keyring{})
	first := snmp.Read(b.Context(), secure, pollSet(), nil)
	if !first.Complete(pollSet()[0]) {
		b.Fatalf("%+v", first.Tables)
	}
	open, closed := snmp.Read(b.Context(), plain, pollSet(), nil).Memory, first.Memory
	var ratios, firsts []float64
	var v2c, v3, fresh time.Duration
	for b.Loop() {
		start := cpu(b)
		for range 10 {
			open = snmp.Read(b.Context(), plain, pollSet(), open).Memory
		}
		one := cpu(b)
		for range 10 {
			closed = snmp.Read(b.Context(), secure, pollSet(), closed).Memory
		}
		two := cpu(b)
		for range 10 {
			snmp.Read(b.Context(), secure, pollSet(), nil)
		}
		end := cpu(b)
		v2c, v3, fresh = v2c+one-start, v3+two-one, fresh+end-two
		ratios = append(ratios, float64(two-one)/float64(one-start))
		firsts = append(firsts, float64(end-two)/float64(one-start))
	}
	slices.Sort(ratios)
	slices.Sort(firsts)
	polls := float64(10 * len(ratios))
	b.ReportMetric(ratios[len(ratios)/2], "v3/v2c")
	b.ReportMetric(firsts[len(firsts)/2], "first/v2c")
	b.ReportMetric(float64(v2c.Microseconds())/polls, "cpu-us/v2c")
	b.ReportMetric(float64(v3.Microseconds())/polls, "cpu-us/v3")
	b.ReportMetric(float64(fresh.Microseconds())/polls, "cpu-us/first")
}
