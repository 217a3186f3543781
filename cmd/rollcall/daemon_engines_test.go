package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// TestSwitchesThatShareAnEngineIDAreReadAndNamed plays two switches with one engine
// id, whose engines count boots and time apart.
func TestSwitchesThatShareAnEngineIDAreReadAndNamed(t *testing.T) {
	var log bytes.Buffer
	d := &daemon{log: slog.New(slog.NewTextHandler(&log, nil))}
	mib := snmpsim.BenchSwitch(1)
	user := snmpsim.User{Name: "roll", Auth: "SHA-256", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"}
	targets := map[inventory.SwitchID]snmp.Target{}
	for id, boots := range map[inventory.SwitchID]uint32{"sw-a": 7, "sw-b": 3} {
		agent := snmpsim.New(snmpsim.Config{Users: []snmpsim.User{user}, View: func(string, time.Time) *snmpsim.MIB { return mib },
			Engine: snmpsim.Engine{ID: []byte("\x80\x00\x7e\xd9\x04copied"), Clock: func(time.Time) (uint32, uint32) { return boots, 1000 * boots }}})
		addr, err := agent.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		targets[id] = snmp.Target{Switch: id, Address: addr, Keys: &d.keys, Credentials: []snmp.Credential{{Name: "v3", Version: snmp.Version3,
			User: user.Name, Auth: "SHA256", AuthPassword: user.AuthPassword, Priv: user.Priv, PrivPassword: user.PrivPassword}}}
	}
	memory := map[inventory.SwitchID][]byte{}
	for round := range 3 {
		for id, other := range map[inventory.SwitchID]string{"sw-a": "sw-b", "sw-b": "sw-a"} {
			p := snmp.Read(t.Context(), targets[id], []inventory.Table{inventory.TableSystem, inventory.TableFDB}, memory[id])
			memory[id] = p.Memory
			d.noteEngine(t.Context(), &p)
			state := p.Tables[inventory.TableSystem]
			if !state.Complete || !p.Complete(inventory.TableFDB) {
				t.Errorf("round %d: %s: %+v", round, id, p.Tables)
			}
			if round > 0 && (!strings.Contains(state.Detail, "also that of "+other) || !strings.Contains(state.Detail, "an engine id of its own")) {
				t.Errorf("round %d: %s: the page says %q, want it to name %s", round, id, state.Detail, other)
			}
		}
	}
	if n := strings.Count(log.String(), "one SNMPv3 engine id"); n != 1 {
		t.Errorf("logged %d times, want once: %s", n, &log)
	}
}

// TestOneSwitchUnderTwoNamesIsToldFromTwo compares the clocks.
func TestOneSwitchUnderTwoNamesIsToldFromTwo(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	var e engines
	e.note("sw-a", inventory.EngineClock{ID: "one", Boots: 5, Time: 1000, At: now})
	if others, news := e.note("sw-b", inventory.EngineClock{ID: "one", Boots: 5, Time: 1060, At: now.Add(time.Minute)}); len(others) != 1 || !news || !e.same("sw-a", "sw-b") {
		t.Errorf("others %v, news %v: want one switch under two names", others, news)
	}
	e.note("sw-b", inventory.EngineClock{ID: "one", Boots: 6, Time: 1120, At: now.Add(2 * time.Minute)})
	if e.same("sw-a", "sw-b") {
		t.Error("other boots, and yet taken for one switch")
	}
	if others, _ := e.note("sw-b", inventory.EngineClock{ID: "two", Boots: 1, At: now}); len(others) != 0 {
		t.Errorf("a switch that got an engine id of its own still shares one with %v", others)
	}
	if others, _ := e.note("sw-a", inventory.EngineClock{ID: "one", Boots: 5, Time: 2000, At: now}); len(others) != 0 {
		t.Errorf("sw-a still shares with %v", others)
	}
}
