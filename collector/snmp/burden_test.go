package snmp_test

import (
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A patient is a simulated switch that is read every five minutes in virtual time.
type patient struct {
	agent  *snmpsim.Agent
	target snmp.Target
	memory []byte
}

func newPatient(quirks ...snmpsim.Quirk) *patient {
	mib := snmpsim.BenchSwitch(1)
	agent := snmpsim.New(snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: quirks})
	conn := agent.Connect(snmpsim.Line{Time: 5 * time.Millisecond})
	return &patient{agent: agent, target: snmp.Target{Switch: "weak", Connect: func() (net.Conn, error) { return conn, nil },
		Credentials: []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}}}}
}

// read reads n times and writes down how one table came out: + whole, - missing, a
// dot where it was left alone.
func (p *patient) read(t *testing.T, n int, table inventory.Table) string {
	t.Helper()
	line := ""
	for range n {
		poll := snmp.Read(t.Context(), p.target, factTables(), p.memory)
		p.memory = poll.Memory
		switch s := poll.Tables[table]; {
		case s.Complete:
			line += "+"
		case s.Reason == inventory.ReasonLeftAlone:
			line += "."
			if s.Again.Before(time.Now()) || s.Detail == "" || !poll.Complete(inventory.TableInterfaces) || !poll.Answered() {
				t.Errorf("%s is left alone and the poll says %+v", table, poll.Tables)
			}
		default:
			line += "-"
		}
		time.Sleep(5 * time.Minute)
	}
	return line
}

// TestATableThatKillsTheAgentIsLeftAlone plays a switch that restarts whenever its
// forwarding table is asked for, for three days, and then has new firmware.
func TestATableThatKillsTheAgentIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPatient(snmpsim.Crash(snmpsim.MustOID("1.3.6.1.2.1.17.7.1.2.2"), 90*time.Second))
		const day = 24 * 12 // readings
		line := p.read(t, 3+3*day+4, inventory.TableFDB)
		if got := strings.Count(line, "-"); !strings.HasPrefix(line, "---.") || got != 5 {
			t.Errorf("the table was tried %d times in three days (want 3, and once each after one and two more days): %s", got, line)
		}
		p.agent.SetQuirks()
		if line = p.read(t, 5*day, inventory.TableFDB); !strings.HasSuffix(line, "+++") || strings.Contains(line, "+.") {
			t.Errorf("with new firmware the table is not read again: %s", line)
		}
	})
}

// TestOnlyTheTableThatIsNotBorneIsLeftAlone lets an agent be silent, or slow, about
// one table, and holds that each of the others is read.
func TestOnlyTheTableThatIsNotBorneIsLeftAlone(t *testing.T) {
	neighbors, arp := snmpsim.MustOID("1.0.8802.1.1.2.1.4"), snmpsim.MustOID("1.3.6.1.2.1.4")
	for name, tc := range map[string]struct {
		quirk snmpsim.Quirk
		table inventory.Table
		want  string
	}{
		"silent about neighbours, which are read with the VLANs": {snmpsim.Mute(neighbors), inventory.TableNeighbors, "---..."},
		"dies of neighbours, which are read with the VLANs":      {snmpsim.Crash(neighbors, time.Minute), inventory.TableNeighbors, "---..."},
		"silent about ARP":         {snmpsim.Mute(arp), inventory.TableARP, "---..."},
		"slow at ARP":              {snmpsim.LateIn(arp, 21*time.Second), inventory.TableARP, "+++..."},
		"silent about interfaces":  {snmpsim.Mute(snmpsim.MustOID("1.3.6.1.2.1.2.2")), inventory.TableInterfaces, "------"},
		"nothing wrong":            {snmpsim.Quirk{}, inventory.TableFDB, "++++++"},
		"lossy, but bears it well": {snmpsim.Lose(5), inventory.TableFDB, "++++++"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPatient(tc.quirk)
				p.target.Timeout, p.target.Limits.Time = 40*time.Second, 10*time.Minute
				if got := p.read(t, 6, tc.table); got != tc.want {
					t.Errorf("%s was read %s, want %s", tc.table, got, tc.want)
				}
				poll := snmp.Read(t.Context(), p.target, factTables(), p.memory)
				for _, other := range factTables() {
					if s := poll.Tables[other]; other != tc.table && s.Reason == inventory.ReasonLeftAlone {
						t.Errorf("%s is left alone too: %+v", other, s)
					}
				}
			})
		})
	}
}
