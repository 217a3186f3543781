package snmp_test

import (
	"testing"
	"testing/synctest"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
)

// TestTheStaticThirdIsReadOnce holds that from the second poll on nobody asks for
// names, speeds and addresses of interfaces that have not changed, and that a poll
// receives less than two thirds of the first one's variables.
func TestTheStaticThirdIsReadOnce(t *testing.T) {
	static := []snmpsim.OID{snmpsim.MustOID("1.3.6.1.2.1.2.2.1.2"), snmpsim.MustOID("1.3.6.1.2.1.2.2.1.6"),
		snmpsim.MustOID("1.3.6.1.2.1.31.1.1.1.1"), snmpsim.MustOID("1.3.6.1.2.1.31.1.1.1.15"), snmpsim.MustOID("1.3.6.1.2.1.31.1.1.1.18")}
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		p := newPatient(snmpsim.Quirk{Name: "count", Request: func(r *snmpsim.Request) snmpsim.Verdict {
			for _, oid := range r.OIDs() {
				for _, column := range static {
					if oid.HasPrefix(column) {
						asked++
					}
				}
			}
			return snmpsim.Verdict{}
		}})
		first := snmp.Read(t.Context(), p.target, pollSet(), nil)
		if asked == 0 {
			t.Fatal("the first poll did not ask for names")
		}
		memory := first.Memory
		for n := 2; n < 8; n++ {
			asked = 0
			poll := snmp.Read(t.Context(), p.target, pollSet(), memory)
			memory = poll.Memory
			if asked > 0 || poll.Cost.VarBinds*3 > first.Cost.VarBinds*2 {
				t.Errorf("poll %d asked %d times for what does not change, and cost %+v; the first %+v", n, asked, poll.Cost, first.Cost)
			}
			if len(poll.Interfaces) != len(first.Interfaces) || poll.Interfaces[0].Name != first.Interfaces[0].Name {
				t.Errorf("poll %d: %+v", n, poll.Interfaces[0])
			}
		}
	})
}
