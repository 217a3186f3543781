package snmp_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// TestLimitsEndAPoll sets each limit so low that it is hit.
func TestLimitsEndAPoll(t *testing.T) {
	for name, limits := range map[string]snmp.Limits{
		"rows": {Rows: 60}, "octets": {Bytes: 5000}, "time": {Time: time.Nanosecond},
	} {
		t.Run(name, func(t *testing.T) {
			target := bench(t)
			target.Limits = limits
			p := snmp.Read(t.Context(), target, factTables(), nil)
			if s := p.Tables[inventory.TableFDB]; s.Complete || s.Reason != inventory.ReasonLimit {
				t.Errorf("fdb: %+v, want %q", s, inventory.ReasonLimit)
			}
			if p.Cost.BytesIn > 20_000 {
				t.Errorf("%d octets received in spite of the limit", p.Cost.BytesIn)
			}
		})
	}
}

// TestPaceIsAskedBeforeEveryRequest counts what goes out.
func TestPaceIsAskedBeforeEveryRequest(t *testing.T) {
	target := bench(t)
	asked := 0
	target.Pace = func(context.Context) error { asked++; return nil }
	p := snmp.Read(t.Context(), target, factTables(), nil)
	if asked != p.Cost.Requests || asked == 0 {
		t.Errorf("pace was asked %d times for %d requests", asked, p.Cost.Requests)
	}
	target.Pace = func(context.Context) error { return context.Canceled }
	p = snmp.Read(t.Context(), target, factTables(), nil)
	if s := p.Tables[inventory.TableFDB]; s.Reason != inventory.ReasonCancelled || p.Cost.Requests != 0 {
		t.Errorf("fdb %+v after %d requests, want it cancelled before the first", s, p.Cost.Requests)
	}
}

// TestCancellingEndsAPollAtOnce stops waiting in the middle of a long timeout.
func TestCancellingEndsAPollAtOnce(t *testing.T) {
	target := bench(t, dieAfter(3))
	target.Timeout = time.Minute
	ctx, cancel := context.WithCancel(t.Context())
	target.Pace = func(context.Context) error {
		time.AfterFunc(20*time.Millisecond, cancel)
		return nil
	}
	done := make(chan inventory.Poll)
	go func() { done <- snmp.Read(ctx, target, factTables(), nil) }()
	select {
	case p := <-done:
		if s := p.Tables[inventory.TableFDB]; s.Reason != inventory.ReasonCancelled {
			t.Errorf("fdb %+v, want %q", s, inventory.ReasonCancelled)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("still waiting after the context ended")
	}
}

// TestABadMemoryDoesNoHarm hands in what no poll ever left.
func TestABadMemoryDoesNoHarm(t *testing.T) {
	want := truth(t)
	good := snmp.MemoryText(t, want.Memory)
	for name, memory := range map[string]string{
		"not JSON": "\x00\xff", "a number": "7", "null": "null",
		"wrong sizes":      strings.ReplaceAll(good, "[52,52", "[1,1"),
		"negative sizes":   strings.ReplaceAll(good, "[52,52", "[-1,-9"),
		"huge sizes":       strings.ReplaceAll(good, "[52,52", "[99999999,99999999"),
		"a tiny budget":    strings.ReplaceAll(good, `"plan":{`, `"plan":{"budget":-5,"columns":-3,`),
		"sizes of nothing": strings.ReplaceAll(good, "[200,200]", "[]"),
		"cut off":          string(want.Memory[:len(want.Memory)/2]),
	} {
		t.Run(name, func(t *testing.T) {
			for form, b := range map[string][]byte{"packed": snmp.PackMemory(memory), "bare": []byte(memory)} {
				got := snmp.Read(t.Context(), bench(t), factTables(), b)
				mustNotLie(t, got, want)
				if !got.Complete(inventory.TableFDB) {
					t.Errorf("%s: fdb: %+v", form, got.Tables[inventory.TableFDB])
				}
			}
		})
	}
}

// TestAnswersLargerThanAFrameAreRead lets the agent send up to 64 KB at once.
func TestAnswersLargerThanAFrameAreRead(t *testing.T) {
	want := truth(t)
	mib := snmpsim.BenchSwitch(1).With(snmpsim.Var{OID: oid("1.3.6.1.2.1.1.1.0"), Value: snmpsim.Text(strings.Repeat("a", 60_000))})
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, MaxMessage: 65507})
	p := snmp.Read(t.Context(), target, factTables(), nil)
	if len(p.System.Descr) != 4096 || p.Cost.BytesIn < 60_000 {
		t.Errorf("sysDescr has %d octets of %d received, want it cut at 4096", len(p.System.Descr), p.Cost.BytesIn)
	}
	want.System.Descr = p.System.Descr
	mustNotLie(t, p, want)
	if s := p.Tables[inventory.TableFDB]; !s.Complete || s.Rows != 200 {
		t.Errorf("fdb %+v", s)
	}
}

// TestPortListsLargerThanAFrame has lists of 4,000 octets: an agent that sends
// them whole is read, one that cannot has its VLANs missing, and none is wrong.
func TestPortListsLargerThanAFrame(t *testing.T) {
	big := "\x80" + strings.Repeat("\x00", 3999)
	for name, tc := range map[string]struct {
		room    int
		version string
		want    inventory.Reason
	}{
		"in fragments":           {65507, snmp.Version2c, ""},
		"in fragments, by v1":    {65507, snmp.Version1, ""},
		"two do not fit":         {5000, snmp.Version2c, ""},
		"not one fits":           {1472, snmp.Version2c, inventory.ReasonTruncated},
		"not one fits, asked v1": {1472, snmp.Version1, inventory.ReasonTruncated},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDevice(101).basePorts(101).vlan(10, 10, big, big).vlan(20, 20, big, "").learned(10, 1, 1)
			mib := snmpsim.NewMIB(d.vars)
			target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, MaxMessage: tc.room})
			target.Credentials[0].Version = tc.version
			var memory []byte
			for i := range 2 {
				p := snmp.Read(t.Context(), target, factTables(), memory)
				memory = p.Memory
				s, port := p.Tables[inventory.TableVLANs], interfaceNamed(p, "1/1")
				whole := slices.Equal(port.Untagged, []int{10}) && slices.Equal(port.Tagged, []int{20})
				if s.Reason != tc.want || s.Complete != whole || s.Complete != (tc.want == "") || !s.Complete && !strings.Contains(s.Detail, "tooBig") {
					t.Errorf("poll %d: vlans %+v, untagged %v, tagged %v; want %q", i, s, port.Untagged, port.Tagged, tc.want)
				}
				if f := p.Tables[inventory.TableFDB]; !f.Complete || !p.Complete(inventory.TableInterfaces) {
					t.Errorf("poll %d: fdb %+v, interfaces %+v", i, f, p.Tables[inventory.TableInterfaces])
				}
			}
		})
	}
}

// TestAWeakAgentIsAskedForLess drops, without a word, what is too much for it.
func TestAWeakAgentIsAskedForLess(t *testing.T) {
	want := truth(t)
	for name, tooMuch := range map[string]func(*snmpsim.Request) bool{
		"more than ten variables": func(r *snmpsim.Request) bool { return len(r.OIDs()) > 10 },
		"more than one variable":  func(r *snmpsim.Request) bool { return len(r.OIDs()) > 1 && r.PDU != snmpsim.Get },
		"GETBULK":                 func(r *snmpsim.Request) bool { return r.PDU == snmpsim.GetBulk },
		"many repetitions":        func(r *snmpsim.Request) bool { return r.MaxRepetitions > 5 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := bench(t, snmpsim.Quirk{Request: func(r *snmpsim.Request) snmpsim.Verdict {
				return snmpsim.Verdict{Drop: tooMuch(r)}
			}})
			target.Timeout, target.Retries = 300*time.Millisecond, -1
			first := snmp.Read(t.Context(), target, factTables(), nil)
			second := snmp.Read(t.Context(), target, factTables(), first.Memory)
			for i, p := range []inventory.Poll{first, second} {
				mustNotLie(t, p, want)
				for _, table := range factTables() {
					if !p.Complete(table) {
						t.Errorf("poll %d: %s: %+v", i, table, p.Tables[table])
					}
				}
			}
			if second.Cost.Requests > first.Cost.Requests {
				t.Errorf("second poll took %d requests, first %d: what the agent can bear was not remembered", second.Cost.Requests, first.Cost.Requests)
			}
		})
	}
}
