package snmp_test

import (
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// counted adds counters to the first two ports: 32-bit ones of both, 64-bit ones
// of the first if big.
func counted(big, broadcasts bool) *device {
	d := newDevice(101).basePorts(101)
	for _, i := range []uint32{101, 102} {
		d.add("1.3.6.1.2.1.2.2.1.10", snmpsim.Counter32(1000), i)
		d.add("1.3.6.1.2.1.2.2.1.11", snmpsim.Counter32(11), i)
		d.add("1.3.6.1.2.1.2.2.1.14", snmpsim.Counter32(3), i)
		d.add("1.3.6.1.2.1.2.2.1.16", snmpsim.Counter32(2000), i)
		d.add("1.3.6.1.2.1.2.2.1.17", snmpsim.Counter32(22), i)
		if broadcasts {
			d.add("1.3.6.1.2.1.31.1.1.1.3", snmpsim.Counter32(7), i)
		}
	}
	if big {
		d.add("1.3.6.1.2.1.31.1.1.1.6", snmpsim.Counter64(1<<40), 101)
		d.add("1.3.6.1.2.1.31.1.1.1.9", snmpsim.Counter64(1<<33), 101)
	}
	return d
}

func TestCountersOfEitherWidth(t *testing.T) {
	small := inventory.Counters{Bits32: true, InOctets: 1000, InUcast: 11, InErrors: 3, OutOctets: 2000, OutUcast: 22}
	smallest := small
	small.InBroadcast, smallest.NoBroadcast = 7, true
	big := inventory.Counters{InOctets: 1 << 40, InBroadcast: 1 << 33, InErrors: 3}
	for _, tc := range []struct {
		name          string
		device        *device
		version       string
		first, second inventory.Counters
	}{
		{"no 64-bit counters", counted(false, true), snmp.Version2c, small, small},
		{"no ifXTable", counted(false, false), snmp.Version2c, smallest, smallest},
		{"64 bits on one port only", counted(true, true), snmp.Version2c, big, small},
		{"version 1 cannot carry 64 bits", counted(true, true), snmp.Version1, small, small},
	} {
		t.Run(tc.name, func(t *testing.T) {
			mib := snmpsim.NewMIB(tc.device.vars)
			target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
			target.Credentials[0].Version = tc.version
			var memory []byte
			for range 2 {
				p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableInterfaces}, memory)
				memory = p.Memory
				one, two := interfaceNamed(p, "1/1").Counters, interfaceNamed(p, "1/2").Counters
				if one == nil || two == nil || *one != tc.first || *two != tc.second || !p.Complete(inventory.TableInterfaces) {
					t.Errorf("counters %+v and %+v of %+v, want %+v and %+v", one, two, p.Tables, tc.first, tc.second)
				}
			}
		})
	}
}

// TestCountersThatBreakOffAreMissing has an agent that dies over its 32-bit counters.
func TestCountersThatBreakOffAreMissing(t *testing.T) {
	p := counted(false, true).read(t, failing(oid("1.3.6.1.2.1.2.2.1.16")))
	if s := p.Tables[inventory.TableInterfaces]; s.Complete {
		t.Errorf("interfaces %+v, want them missing", s)
	}
}
