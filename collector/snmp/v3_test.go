package snmp_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// v3User is a user of every kind of protocol, by net-snmp's names.
func v3User(auth, priv string) snmpsim.User {
	return snmpsim.User{Name: "roll", Auth: auth, AuthPassword: "authpass12", Priv: priv, PrivPassword: "privpass12"}
}

// v3Target plays the bench switch to one user and returns a target that knows it.
func v3Target(t *testing.T, u snmpsim.User, c snmpsim.Config) snmp.Target {
	t.Helper()
	mib := snmpsim.BenchSwitch(1)
	c.Users = []snmpsim.User{u}
	c.View = func(string, time.Time) *snmpsim.MIB { return mib }
	target := serve(t, c)
	target.Timeout, target.Retries = 2*time.Second, 1
	target.Credentials = []snmp.Credential{{Name: "roll", Version: snmp.Version3, User: u.Name,
		Auth: u.Auth, AuthPassword: u.AuthPassword, Priv: u.Priv, PrivPassword: u.PrivPassword}}
	return target
}

func TestEveryProtocolOfVersion3(t *testing.T) {
	want := truth(t)
	for _, auth := range []string{"", "MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"} {
		for _, priv := range []string{"", "DES", "AES", "AES-192", "AES-256"} {
			if auth == "" && priv != "" {
				continue
			}
			t.Run(auth+" "+priv, func(t *testing.T) {
				t.Parallel()
				target := v3Target(t, v3User(auth, priv), snmpsim.Config{})
				tables := []inventory.Table{inventory.TableSystem, inventory.TableFDB}
				first := snmp.Read(t.Context(), target, tables, nil)
				second := snmp.Read(t.Context(), target, tables, first.Memory)
				for i, p := range []inventory.Poll{first, second} {
					if !p.Complete(inventory.TableFDB) || len(p.FDB) != len(want.FDB) || p.Version != snmp.Version3 {
						t.Errorf("poll %d: version %s, %d rows, %+v", i, p.Version, len(p.FDB), p.Tables)
					}
				}
			})
		}
	}
}

// TestAnAgentThatRestartsIsFollowed changes the engine's clock between two polls:
// more boots and time 0, then an engine of another id.
func TestAnAgentThatRestartsIsFollowed(t *testing.T) {
	var boots, since atomic.Uint32
	boots.Store(3)
	since.Store(100_000)
	clock := func(time.Time) (uint32, uint32) { return boots.Load(), since.Load() }
	target := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{Engine: snmpsim.Engine{Clock: clock}})
	tables := []inventory.Table{inventory.TableSystem}
	first := snmp.Read(t.Context(), target, tables, nil)
	boots.Store(4)
	since.Store(2)
	second := snmp.Read(t.Context(), target, tables, first.Memory)
	if !first.Complete(inventory.TableSystem) || !second.Complete(inventory.TableSystem) {
		t.Fatalf("first %+v, second %+v", first.Tables, second.Tables)
	}
	if extra := second.Cost.Requests - 2; extra > 1 {
		t.Errorf("%d requests more than a poll needs, want at most one to learn the clock", extra)
	}
	third := snmp.Read(t.Context(), target, tables, second.Memory)
	if third.Cost.Requests > 2 {
		t.Errorf("third poll took %d requests: the clock was not remembered", third.Cost.Requests)
	}
}

// TestAReplacedAgentIsDiscoveredAnew remembers one engine and meets another.
func TestAReplacedAgentIsDiscoveredAnew(t *testing.T) {
	user := v3User("SHA", "AES")
	old := v3Target(t, user, snmpsim.Config{Engine: snmpsim.Engine{ID: []byte("\x80\x00\x00\x01old-engine")}})
	replaced := v3Target(t, user, snmpsim.Config{Engine: snmpsim.Engine{ID: []byte("\x80\x00\x00\x01new-engine")}})
	tables := []inventory.Table{inventory.TableSystem}
	memory := snmp.Read(t.Context(), old, tables, nil).Memory
	if p := snmp.Read(t.Context(), replaced, tables, memory); !p.Complete(inventory.TableSystem) {
		t.Errorf("%+v", p.Tables)
	}
}

// TestForgedAnswersOfVersion3 changes what leaves the agent after it was signed.
func TestForgedAnswersOfVersion3(t *testing.T) {
	for _, tc := range []struct {
		name  string
		quirk snmpsim.Quirk
	}{
		{"one bit in the data", snmpsim.Mangle("flip", func(b []byte) []byte { b[len(b)-1] ^= 1; return b })},
		{"cut", snmpsim.Truncate(60)},
		{"request id 0", snmpsim.RequestID(0)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			target := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{})
			good := snmp.Read(t.Context(), target, factTables(), nil)
			bad := v3Target(t, v3User("SHA", "AES"), snmpsim.Config{Quirks: []snmpsim.Quirk{tc.quirk}})
			bad.Timeout, bad.Retries = 80*time.Millisecond, -1
			p := snmp.Read(t.Context(), bad, factTables(), nil)
			for _, table := range factTables() {
				if !good.Complete(table) || p.Complete(table) {
					t.Errorf("%s: honest %+v, forged %+v", table, good.Tables[table], p.Tables[table])
				}
			}
		})
	}
}

// TestACredentialNeverShowsItsSecrets prints and logs one in every way.
func TestACredentialNeverShowsItsSecrets(t *testing.T) {
	c := snmp.Credential{Name: "core", Version: snmp.Version3, Community: "s3cret-community", User: "u",
		AuthPassword: "s3cret-auth", PrivPassword: "s3cret-priv"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("poll", "credential", c)
	for how, s := range map[string]string{"log": log.String(), "%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", c),
		"%#v": fmt.Sprintf("%#v", c), "String": c.String(), "in a target": fmt.Sprintf("%+v", snmp.Target{Credentials: []snmp.Credential{c}})} {
		if strings.Contains(s, "s3cret") || !strings.Contains(s, "core") {
			t.Errorf("%s prints %q", how, s)
		}
	}
}
