package snmp_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// hears is a switch that has been up for so long and hears a neighbour on each of
// some ports; its neighbours last changed at a time.
func hears(uptime, changed uint32, ports ...uint32) *device {
	d := newDevice(101).basePorts(101).without("1.3.6.1.2.1.1.3")
	d.add("1.3.6.1.2.1.1.3", snmpsim.TimeTicks(uptime), 0)
	d.add("1.0.8802.1.1.2.1.2.1", snmpsim.TimeTicks(changed), 0)
	for _, p := range ports {
		d.heard(p)
	}
	return d
}

// pollEach polls a switch as it is from poll to poll and writes down what each
// showed: the ports with a neighbour, and a star where they were not walked.
func pollEach(t *testing.T, devices ...*device) string {
	t.Helper()
	var now atomic.Pointer[snmpsim.MIB]
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return now.Load() }})
	var memory []byte
	var polls []string
	for _, d := range devices {
		now.Store(snmpsim.NewMIB(d.vars))
		p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableNeighbors}, memory)
		memory = p.Memory
		s, line := p.Tables[inventory.TableNeighbors], ""
		for _, n := range p.Neighbors {
			line += fmt.Sprint(n.LocalIfIndex - 100)
		}
		if strings.Contains(s.Detail, "unchanged") {
			line += "*"
		}
		if !s.Complete || s.Rows != len(p.Neighbors) {
			line += "!"
		}
		polls = append(polls, line)
	}
	return strings.Join(polls, " ")
}

func TestNeighborsAreWalkedWhenTheyChanged(t *testing.T) {
	same := hears(100_000, 500, 3)
	cdp := hears(100_000, 500, 3)
	cdp.add("1.3.6.1.4.1.9.9.23.1.2.1.1.6", snmpsim.Text("core-2"), 105, 1)
	for name, tc := range map[string]struct {
		polls []*device
		want  string
	}{
		"nothing changed":             {[]*device{same, same, same}, "3 3* 3*"},
		"one more":                    {[]*device{same, hears(200_000, 150_000, 3, 4)}, "3 34"},
		"one less":                    {[]*device{hears(100_000, 500, 3, 4), hears(200_000, 150_000, 3)}, "34 3"},
		"restarted":                   {[]*device{same, hears(600, 500, 4)}, "3 4"},
		"nobody there, and nobody":    {[]*device{hears(100_000, 500), hears(100_000, 500)}, "! !"},
		"the time is 0":               {[]*device{hears(100_000, 0, 3), hears(100_000, 0, 4)}, "3 4"},
		"neighbours by CDP":           {[]*device{cdp, cdp}, "35 35"},
		"walked again for safety":     {[]*device{same, same, same, same, same, same, same, same}, "3 3* 3* 3* 3* 3* 3 3*"},
		"an interface is gone":        {[]*device{same, hears(100_000, 500, 3).without("1.3.6.1.2.1.2.2.1.3.103").without("1.3.6.1.2.1.2.2.1.7.103").without("1.3.6.1.2.1.2.2.1.8.103").without("1.3.6.1.2.1.31.1.1.1.1.103")}, "3 3"},
		"a time that stands for ever": {[]*device{same, same, same, same, same, same, hears(100_000, 500, 4), hears(100_000, 500, 5), hears(100_000, 500, 6)}, "3 3* 3* 3* 3* 3* 4 5 6"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := pollEach(t, tc.polls...); got != tc.want {
				t.Errorf("polls %q, want %q", got, tc.want)
			}
		})
	}
}
