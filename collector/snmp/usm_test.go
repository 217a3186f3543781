package snmp_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// TestClocksOfAnEngine changes an agent's boots and time between two polls in every
// way in which they do change; the next poll is good and takes one exchange more at
// most, the one after that none.
func TestClocksOfAnEngine(t *testing.T) {
	for name, after := range map[string][2]uint32{
		"a restart":                 {4, 2},
		"many restarts":             {90, 7000},
		"boots lost":                {1, 30},
		"time put back":             {3, 400},
		"time an hour ahead":        {3, 103_600},
		"restarted after an hour":   {4, 3600},
		"a clock that stands":       {3, 100_000},
		"boots lost, time the same": {0, 100_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var boots, since atomic.Uint32
			boots.Store(3)
			since.Store(100_000)
			target := v3Target(t, v3User("SHA-256", "AES"), snmpsim.Config{Engine: snmpsim.Engine{
				Clock: func(time.Time) (uint32, uint32) { return boots.Load(), since.Load() }}})
			tables := []inventory.Table{inventory.TableSystem}
			first := snmp.Read(t.Context(), target, tables, nil)
			boots.Store(after[0])
			since.Store(after[1])
			second := snmp.Read(t.Context(), target, tables, first.Memory)
			third := snmp.Read(t.Context(), target, tables, second.Memory)
			for i, p := range []inventory.Poll{first, second, third} {
				if !p.Complete(inventory.TableSystem) {
					t.Fatalf("poll %d: %+v", i, p.Tables)
				}
			}
			if second.Cost.Requests > third.Cost.Requests+1 || third.Cost.Requests > 2 {
				t.Errorf("%d requests after the change and %d then, want 3 at most and 2", second.Cost.Requests, third.Cost.Requests)
			}
			if e := second.Engine; e == nil || e.Boots != after[0] {
				t.Errorf("engine %+v, want it to have %d boots", e, after[0])
			}
		})
	}
}

// TestAnEngineThatLostItsBootsInSilence drops what is outside its time window
// without a report, which some agents do.
func TestAnEngineThatLostItsBootsInSilence(t *testing.T) {
	var boots atomic.Uint32
	boots.Store(9)
	mute := snmpsim.Quirk{Name: "no reports on time", Answer: func(_ *snmpsim.Request, ans *snmpsim.Answer) {
		if ans.PDU == snmpsim.Report && boots.Load() == 1 {
			ans.MessageID = -1 // nobody's: as good as silence
		}
	}}
	discovers := snmpsim.Quirk{Name: "but on engines", Answer: mute.Answer}
	target := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{Quirks: []snmpsim.Quirk{onlyTimed(discovers)}, Engine: snmpsim.Engine{
		Clock: func(time.Time) (uint32, uint32) { return boots.Load(), 500 }}})
	target.Timeout, target.Retries = 100*time.Millisecond, 1
	tables := []inventory.Table{inventory.TableSystem}
	first := snmp.Read(t.Context(), target, tables, nil)
	boots.Store(1)
	second := snmp.Read(t.Context(), target, tables, first.Memory)
	if !first.Complete(inventory.TableSystem) || !second.Complete(inventory.TableSystem) {
		t.Errorf("first %+v, second %+v", first.Tables, second.Tables)
	}
}

// onlyTimed lets a quirk befall answers to users only, not those to a discovery.
func onlyTimed(q snmpsim.Quirk) snmpsim.Quirk {
	inner := q.Answer
	q.Answer = func(r *snmpsim.Request, ans *snmpsim.Answer) {
		if r.User != "" {
			inner(r, ans)
		}
	}
	return q
}

// TestAnAgentThatRestartsWhileItIsRead changes boots in the middle of a poll.
func TestAnAgentThatRestartsWhileItIsRead(t *testing.T) {
	var asked atomic.Int64
	target := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{Engine: snmpsim.Engine{Clock: func(time.Time) (uint32, uint32) {
		if asked.Add(1) > 12 {
			return 4, 1
		}
		return 3, 1000
	}}})
	p := snmp.Read(t.Context(), target, factTables(), nil)
	for _, table := range factTables() {
		if s := p.Tables[table]; s.Complete || s.Reason != inventory.ReasonRestarted {
			t.Errorf("%s: %+v, want %q", table, s, inventory.ReasonRestarted)
		}
	}
}

// TestOldAnswersOfVersion3AreNotTaken answers every request with the answer to an
// earlier one, which is authentic.
func TestOldAnswersOfVersion3AreNotTaken(t *testing.T) {
	var kept [][]byte
	replay := snmpsim.Quirk{Name: "replay", Send: func(_ *snmpsim.Request, d snmpsim.Datagram) []snmpsim.Datagram {
		kept = append(kept, slices.Clone(d.Octets))
		if len(kept) < 8 {
			return []snmpsim.Datagram{d}
		}
		var out []snmpsim.Datagram
		for _, old := range kept[2 : len(kept)-2] { // not those to the tries of this request
			out = append(out, snmpsim.Datagram{Octets: old})
		}
		return out
	}}
	honest := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{})
	want := snmp.Read(t.Context(), honest, factTables(), nil)
	target := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{Quirks: []snmpsim.Quirk{replay}})
	target.Timeout, target.Retries = 50*time.Millisecond, 1
	p := snmp.Read(t.Context(), target, factTables(), nil)
	mustNotLie(t, p, want)
	if p.Complete(inventory.TableFDB) {
		t.Errorf("fdb is complete though only old answers came: %+v", p.Tables[inventory.TableFDB])
	}
}

// TestCredentialsAreTriedLessAndLess counts what a switch that refuses three
// credentials is asked, poll after poll, and that the right one is found again.
func TestCredentialsAreTriedLessAndLess(t *testing.T) {
	mib := snmpsim.BenchSwitch(1)
	agent := snmpsim.New(snmpsim.Config{Communities: map[string]string{"new": ""}, View: func(string, time.Time) *snmpsim.MIB { return mib }})
	addr, err := agent.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	target := snmp.Target{Address: addr, Timeout: 20 * time.Millisecond, Retries: -1}
	for i := range 3 {
		target.Credentials = append(target.Credentials, snmp.Credential{Name: fmt.Sprint("wrong", i), Version: snmp.Version2c, Community: fmt.Sprint("wrong", i)})
	}
	tables := []inventory.Table{inventory.TableSystem}
	var memory []byte
	var asked []int
	for range 9 {
		p := snmp.Read(t.Context(), target, tables, memory)
		memory = p.Memory
		asked = append(asked, p.Cost.Requests)
	}
	if want := []int{4, 4, 4, 1, 4, 1, 1, 1, 4}; !slices.Equal(asked, want) {
		t.Errorf("requests poll by poll %v, want %v: three credentials and a question in ever fewer of them", asked, want)
	}
	target.Credentials = append(target.Credentials, snmp.Credential{Name: "right", Version: snmp.Version2c, Community: "new"})
	target.Timeout = time.Second // the right one must not fail for haste
	found := snmp.Read(t.Context(), target, tables, memory)
	again := snmp.Read(t.Context(), target, tables, found.Memory)
	if !found.Complete(inventory.TableSystem) || !again.Complete(inventory.TableSystem) || again.Cost.Requests > 2 {
		t.Errorf("with the right credential: %+v, then %+v in %d requests, want at most 2", found.Tables, again.Tables, again.Cost.Requests)
	}
}

// TestAnAgentThatIsUpIsToldFromADeadOne has an agent that knows version 3, and no
// community of ours.
func TestAnAgentThatIsUpIsToldFromADeadOne(t *testing.T) {
	target := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{Communities: map[string]string{"secret": ""}})
	target.Credentials = []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}}
	target.Timeout, target.Retries = 100*time.Millisecond, -1
	p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem}, nil)
	if s := p.Tables[inventory.TableSystem]; s.Reason != inventory.ReasonAuth || !strings.Contains(s.Detail, "the switch is up") {
		t.Errorf("%+v, want %q", s, inventory.ReasonAuth)
	}
}

// TestAKeyExtensionThatIsNotTheAgentsIsRefused asks with each of the two for each.
func TestAKeyExtensionThatIsNotTheAgentsIsRefused(t *testing.T) {
	for _, priv := range []string{"AES-256", "AES-256-C"} {
		for _, ours := range []string{"AES256", "AES256C"} {
			t.Run(priv+" asked by "+ours, func(t *testing.T) {
				t.Parallel()
				target := v3Target(t, v3User("SHA", priv), snmpsim.Config{})
				target.Credentials[0].Priv = ours
				target.Timeout, target.Retries = 400*time.Millisecond, -1
				p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem}, nil)
				same := strings.ReplaceAll(priv, "-", "") == ours
				if s := p.Tables[inventory.TableSystem]; s.Complete != same || !same && s.Reason != inventory.ReasonAuth {
					t.Errorf("%+v, want it complete: %v", s, same)
				}
			})
		}
	}
}
