package snmp_test

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector"
	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A tap notes when each datagram leaves us.
type tap struct {
	mu   sync.Mutex
	sent []time.Time
}

type tappedConn struct {
	net.Conn
	tap *tap
}

func (c tappedConn) Write(b []byte) (int, error) {
	c.tap.mu.Lock()
	c.tap.sent = append(c.tap.sent, time.Now())
	c.tap.mu.Unlock()
	return c.Conn.Write(b)
}

// mustHold checks that in no stretch of time more datagrams left than the budget
// gives: so many a second, and the burst once.
func (tp *tap) mustHold(t *testing.T, perSecond float64, burst int) {
	t.Helper()
	slices.SortFunc(tp.sent, time.Time.Compare)
	for i := range tp.sent {
		for j := i + 1; j < len(tp.sent); j++ {
			if got, most := float64(j-i+1), tp.sent[j].Sub(tp.sent[i]).Seconds()*perSecond+float64(burst); got > most+1e-6 {
				t.Fatalf("%v datagrams within %v, want at most %.1f", got, tp.sent[j].Sub(tp.sent[i]), most)
			}
		}
	}
}

// budgetTables are what the polls of these tests read.
func budgetTables() []inventory.Table {
	return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB}
}

// tapped is an agent behind a lossy line, read within budgets.
func tapped(t *testing.T, c snmpsim.Config, cred snmp.Credential, line snmpsim.Line, tp *tap) snmp.Target {
	t.Helper()
	mib := snmpsim.BenchSwitch(1)
	c.View = func(string, time.Time) *snmpsim.MIB { return mib }
	conn := snmpsim.New(c).Connect(line)
	return snmp.Target{Switch: "bench", Credentials: []snmp.Credential{cred},
		Connect: func() (net.Conn, error) { return tappedConn{conn, tp}, nil }}
}

// TestBudgetsHoldToTheDatagram counts every datagram at the socket in virtual time:
// repeats after losses, the discovery and the reports of SNMPv3 among them.
func TestBudgetsHoldToTheDatagram(t *testing.T) {
	restarts := 0
	engine := snmpsim.Engine{Clock: func(at time.Time) (boots, seconds uint32) { // a new boot with every poll: reports
		return uint32(1 + restarts), uint32(at.Unix() % 100_000)
	}}
	for name, tc := range map[string]struct {
		config snmpsim.Config
		cred   snmp.Credential
	}{
		"version 2c": {snmpsim.Config{}, snmp.Credential{Name: "public", Version: snmp.Version2c, Community: "public"}},
		"version 3": {snmpsim.Config{Engine: engine, Users: []snmpsim.User{{Name: "rollcall", Auth: "SHA", AuthPassword: "authentication", Priv: "AES", PrivPassword: "privacy-word"}}},
			snmp.Credential{Name: "v3", Version: snmp.Version3, User: "rollcall", Auth: "SHA", AuthPassword: "authentication", Priv: "AES", PrivPassword: "privacy-word"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var tp tap
				target := tapped(t, tc.config, tc.cred, snmpsim.Line{Loss: 0.1, Time: time.Millisecond, Seed: 3}, &tp)
				budgets := collector.NewBudgets(20, 0)
				target.Pace = func(ctx context.Context) error { return budgets.Pace(ctx, "179901", "bench") }
				requests, retries := 0, 0
				var memory []byte
				for range 5 {
					p := snmp.Read(t.Context(), target, budgetTables(), memory)
					memory = p.Memory
					requests, retries = requests+p.Cost.Requests, retries+p.Cost.Retries
					restarts++
				}
				if len(tp.sent) != requests || retries == 0 || requests < 50 {
					t.Errorf("%d datagrams left, polls say %d, %d of them repeats", len(tp.sent), requests, retries)
				}
				tp.mustHold(t, 20, 2)
			})
		})
	}
}

// TestTheBudgetOfASchoolHolds reads four switches of one school side by side.
func TestTheBudgetOfASchoolHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tp tap
		var reading sync.WaitGroup
		budgets := collector.NewBudgets(20, 30)
		for _, id := range []inventory.SwitchID{"a", "b", "c", "d"} {
			target := tapped(t, snmpsim.Config{}, snmp.Credential{Version: snmp.Version2c, Community: "public"}, snmpsim.Line{Loss: 0.1, Seed: uint64(id[0])}, &tp)
			target.Pace = func(ctx context.Context) error { return budgets.Pace(ctx, "179901", id) }
			reading.Go(func() { snmp.Read(t.Context(), target, budgetTables(), nil) })
		}
		reading.Wait()
		if len(tp.sent) < 80 {
			t.Errorf("%d datagrams left", len(tp.sent))
		}
		tp.mustHold(t, 30, 3)
	})
}

// TestTheAgentCountsWhatThePollSays counts at the agent, over a real socket, with
// losses and the discovery of SNMPv3.
func TestTheAgentCountsWhatThePollSays(t *testing.T) {
	mib := snmpsim.BenchSwitch(1)
	agent := snmpsim.New(snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: []snmpsim.Quirk{snmpsim.Lose(7)},
		Users: []snmpsim.User{{Name: "rollcall", Auth: "SHA", AuthPassword: "authentication"}}})
	addr, err := agent.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	target := benchTarget(addr)
	target.Credentials = []snmp.Credential{{Name: "v3", Version: snmp.Version3, User: "rollcall", Auth: "SHA", AuthPassword: "authentication"}}
	budgets := collector.NewBudgets(200, 0)
	paced := 0
	target.Pace = func(ctx context.Context) error { paced++; return budgets.Pace(ctx, "179901", "bench") }
	p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableVLANs}, nil)
	if got := int(agent.Stats().Datagrams); got != p.Cost.Requests || paced != got || p.Cost.Retries == 0 || got < 10 {
		t.Errorf("%d datagrams came to the agent, the budget let %d out, the poll says %+v", got, paced, p.Cost)
	}
}
