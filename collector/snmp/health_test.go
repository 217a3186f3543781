package snmp_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

func readHealth(t *testing.T, target snmp.Target, memory []byte) inventory.Poll {
	t.Helper()
	return snmp.Read(t.Context(), target, []inventory.Table{inventory.TableHealth}, memory)
}

// host adds HOST-RESOURCES-MIB: two processors, memory, a disk and what only looks like one.
func (d *device) host() *device {
	d.add("1.3.6.1.2.1.25.3.3.1.2", snmpsim.Integer(20), 196608)
	d.add("1.3.6.1.2.1.25.3.3.1.2", snmpsim.Integer(61), 196609)
	for n, kind := range map[uint32]string{1: "1.3.6.1.2.1.25.2.1.2", 31: "1.3.6.1.2.1.25.2.1.4", 32: "1.3.6.1.2.1.25.2.1.4", 33: "1.3.6.1.2.1.25.2.1.3"} {
		name := map[uint32]string{1: "Physical memory", 31: "/", 32: "/run/lock", 33: "Swap"}[n]
		d.add("1.3.6.1.2.1.25.2.3.1.2", snmpsim.ObjectID(snmpsim.MustOID(kind)), n)
		d.add("1.3.6.1.2.1.25.2.3.1.3", snmpsim.Text(name), n)
		d.add("1.3.6.1.2.1.25.2.3.1.4", snmpsim.Integer(1024), n)
		d.add("1.3.6.1.2.1.25.2.3.1.5", snmpsim.Integer(1000), n)
		d.add("1.3.6.1.2.1.25.2.3.1.6", snmpsim.Integer(250), n)
	}
	return d
}

func TestHealthOfAServer(t *testing.T) {
	d := newDevice(1).host()
	target := serveDevice(t, d)
	p := readHealth(t, target, readHealth(t, target, nil).Memory)
	if got := healthText(p.Health); got != "cpu 40.5, memory 25 of 1024000" {
		t.Errorf("%s, %+v", got, p.Tables)
	}
	want := inventory.Disk{Name: "/", UsedBytes: 250 << 10, TotalBytes: 1000 << 10}
	if h := p.Health; h == nil || len(h.Disks) != 1 || h.Disks[0] != want {
		t.Errorf("health %+v, want the disk %+v", h, want)
	}
}

// TestPrivateHealthIsAskedOnlyWithoutAStandardOne has both: the private table is never touched.
func TestPrivateHealthIsAskedOnlyWithoutAStandardOne(t *testing.T) {
	d := newDevice(1).host()
	d.add("1.3.6.1.4.1.171.12.1.1.6.1", snmpsim.Integer(99), 0)
	var private atomic.Int64
	watch := snmpsim.Quirk{Name: "watch", Var: func(_ *snmpsim.Request, v snmpsim.Var) snmpsim.Var {
		if strings.HasPrefix(v.OID.String(), "1.3.6.1.4.1.171.") {
			private.Add(1)
		}
		return v
	}}
	target := serveDevice(t, d, watch)
	if got := healthText(readHealth(t, target, nil).Health); got != "cpu 40.5, memory 25 of 1024000" || private.Load() > 0 {
		t.Errorf("%s; %d private variables were sent", got, private.Load())
	}
}

// TestHealthThatMovedIsFoundAgain takes the row away in which the agent told its load.
func TestHealthThatMovedIsFoundAgain(t *testing.T) {
	var at atomic.Uint32
	at.Store(1)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB {
		d := newDevice(1)
		d.add("1.3.6.1.4.1.9.9.109.1.1.1.1.7", snmpsim.Gauge32(33), at.Load())
		return snmpsim.NewMIB(d.vars)
	}})
	p := readHealth(t, target, nil)
	at.Store(7)
	for range 20 {
		if p = readHealth(t, target, p.Memory); p.Tables[inventory.TableHealth].Complete {
			break
		}
	}
	if got := healthText(p.Health); got != "cpu 33" {
		t.Errorf("%s, %+v", got, p.Tables)
	}
}

// TestHealthThatComesLateIsFound has an agent that tells its load only some time after
// it started, and counts the requests of one that never does.
func TestHealthThatComesLateIsFound(t *testing.T) {
	var late atomic.Bool
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB {
		if late.Load() {
			return snmpsim.NewMIB(newDevice(1).host().vars)
		}
		return snmpsim.NewMIB(newDevice(1).vars)
	}})
	p := readHealth(t, target, nil)
	requests := 0
	for range 30 {
		p = readHealth(t, target, p.Memory)
		requests += p.Cost.Requests
	}
	if requests > 2*30+20 {
		t.Errorf("%d requests in 30 readings of an agent that tells nothing", requests)
	}
	p = readHealth(t, target, nil)
	late.Store(true)
	for range 12 {
		p = readHealth(t, target, p.Memory)
	}
	if got := healthText(p.Health); got != "cpu 40.5, memory 25 of 1024000" {
		t.Errorf("%s, %+v", got, p.Tables)
	}
}

// TestHealthOfAWeakAgentIsFound has one that answers few variables at once, one that
// refuses a whole request for a column of the standard tables, and one of version 1.
func TestHealthOfAWeakAgentIsFound(t *testing.T) {
	refuse := snmpsim.Quirk{Name: "refuse", Request: func(r *snmpsim.Request) snmpsim.Verdict {
		for _, oid := range r.OIDs() {
			if r.PDU == snmpsim.GetNext && strings.HasPrefix(oid.String(), "1.3.6.1.2.1.25.") {
				return snmpsim.Verdict{Error: snmpsim.GenErr}
			}
		}
		return snmpsim.Verdict{}
	}}
	few := snmpsim.Quirk{Name: "few", Request: func(r *snmpsim.Request) snmpsim.Verdict {
		if len(r.OIDs()) > 10 {
			return snmpsim.Verdict{Error: snmpsim.TooBig}
		}
		return snmpsim.Verdict{}
	}}
	for name, quirk := range map[string]snmpsim.Quirk{"few": few, "refuses": refuse, "version 1": {Name: "version 1"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDevice(1).memory(60)
			d.add("1.3.6.1.4.1.171.12.1.1.6.2", snmpsim.Integer(33), 0)
			target := serveDevice(t, d, quirk)
			if name == "version 1" {
				target.Credentials[0].Version = snmp.Version1
			}
			first := readHealth(t, target, nil)
			second := readHealth(t, target, first.Memory)
			if got := healthText(second.Health); got != "cpu 33, memory 60" || first.Cost.Requests > 60 || second.Cost.Requests > 6 {
				t.Errorf("%s, %d requests and %d; %+v", got, first.Cost.Requests, second.Cost.Requests, second.Tables)
			}
		})
	}
}

// TestHealthThatMakesNoSenseIsNone has the number that a switch gives whose
// processor time is not measured, and memory of which more is used than there is.
func TestHealthThatMakesNoSenseIsNone(t *testing.T) {
	d := newDevice(1)
	d.add("1.3.6.1.4.1.89.1.9", snmpsim.Integer(101), 0)
	d.add("1.3.6.1.4.1.2021.4.5", snmpsim.Integer(0), 0)
	d.add("1.3.6.1.4.1.2021.4.6", snmpsim.Integer(5), 0)
	if p := readHealth(t, serveDevice(t, d), nil); p.Health != nil || p.Tables[inventory.TableHealth].Reason != inventory.ReasonUnsupported {
		t.Errorf("health %s, %+v", healthText(p.Health), p.Tables)
	}
}

// serveDevice serves a device that is written down by hand.
func serveDevice(t *testing.T, d *device, quirks ...snmpsim.Quirk) snmp.Target {
	t.Helper()
	mib := snmpsim.NewMIB(d.vars)
	return serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: quirks})
}
