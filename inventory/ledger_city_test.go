package inventory_test

import (
	"maps"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/inventory"
)

// cityOfLedgers is two schools with two switches each, all read once. A device
// is seen at both schools; the second switch of a school is managed at 10.X.254.2,
// which the first one's ARP table knows, and calls itself as the other school's.
func cityOfLedgers(t *testing.T) (*inventory.City, map[inventory.SwitchID]*inventory.Ledger) {
	t.Helper()
	city, ledgers := &inventory.City{}, make(map[inventory.SwitchID]*inventory.Ledger)
	for s, code := range []inventory.SchoolCode{"179901", "179902"} {
		school := inventory.School{Code: code, Vars: map[string]int{"X": 241 + s}}
		managed := netip.AddrFrom4([4]byte{10, byte(241 + s), 254, 2})
		for i, id := range []inventory.SwitchID{inventory.SwitchID("core-" + code), inventory.SwitchID("acc-" + code)} {
			sw := inventory.Switch{ID: id, School: code}
			if i == 1 {
				sw.Address = netip.AddrPortFrom(managed, 161)
			}
			school.Switches = append(school.Switches, sw)
			ledgers[id] = inventory.NewLedger(sw, nil)
			p := fullPoll(id, inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(0xf0 + 2*s + i)})
			p.FDB = []inventory.FDBRow{
				{MAC: scriptMAC(t, "01"), IfIndex: 1, Status: inventory.FDBLearned},
				{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(0x10 + s)}, IfIndex: 2, Status: inventory.FDBLearned},
			}
			p.ARP = []inventory.ARPRow{{IP: managed, MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(0xe0 + s)}}}
			ledgers[id].Apply(p)
			ledgers[id].SetRoles(map[string]inventory.PortRole{"p2": {Role: inventory.RoleUplink, Sure: i == 1}})
		}
		city.Schools = append(city.Schools, school)
	}
	return city, ledgers
}

// fullPoll is the first reading of a switch with two ports, in which every table
// is complete. All call themselves alike; the address of the second port is one
// that routers share.
func fullPoll(id inventory.SwitchID, own inventory.MAC) inventory.Poll {
	p := inventory.Poll{Switch: id, Number: 1, At: scriptStart, Tables: make(map[inventory.Table]inventory.TableState),
		System: inventory.System{Name: "Switch", UptimeSeconds: 1000, BridgeMAC: &own}}
	for _, table := range inventory.Tables() {
		p.Tables[table] = inventory.TableState{Complete: true}
	}
	for n := range 2 {
		mac := [2]inventory.MAC{own, {0, 0, 0x5e, 0, 1, own[5]}}[n]
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: n + 1, Name: portName(n + 1), MAC: &mac, BridgePort: n + 1, Oper: "up"})
	}
	return p
}

func TestIndexOfLedgersIsThatOfTheirSnapshots(t *testing.T) {
	city, ledgers := cityOfLedgers(t)
	listed := inventory.ListedBy{scriptMAC(t, "01"): {"179901"}}
	shots := make(map[inventory.SchoolCode]*inventory.Snapshot)
	for _, school := range city.Schools {
		parts := inventory.SnapshotParts{At: scriptStart, School: school}
		for _, sw := range school.Switches {
			parts.Views = append(parts.Views, ledgers[sw.ID].View(scriptStart, nil))
			parts.Bindings = append(parts.Bindings, ledgers[sw.ID].Bindings()...)
		}
		shots[school.Code] = inventory.NewSnapshot(parts)
	}
	want := inventory.NewCityIndex(city, listed, shots)
	if len(want.SwitchMACs) != 4+2 || len(want.SwitchNames) != 4 {
		t.Fatalf("the city of the test is not what it should be: %+v", want)
	}
	for range 2 { // what is worked out once must stay true
		got := inventory.IndexLedgers(city, listed, ledgers)
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.AddrPort{}, netip.Addr{})); diff != "" {
			t.Errorf("index of snapshots and index of ledgers (-snapshots +ledgers):\n%s", diff)
		}
	}
	if got := inventory.LedgersSwitchMACs(ledgers); !maps.Equal(got, want.SwitchMACs) {
		t.Errorf("own addresses by the ledgers are %v, by snapshots %v", got, want.SwitchMACs)
	}
}

func TestIndexOfLedgersFollowsASwitchThatIsReplaced(t *testing.T) {
	city, ledgers := cityOfLedgers(t)
	inventory.IndexLedgers(city, nil, ledgers)
	next := fullPoll("core-179901", inventory.MAC{0, 0, 0x5e, 0, 0x53, 0xa0})
	next.Number, next.At = 2, scriptStart.Add(time.Minute)
	ledgers["core-179901"].Apply(next)
	index := inventory.IndexLedgers(city, nil, ledgers)
	if got := index.SwitchMACs[scriptMAC(t, "a0")]; got != "core-179901" {
		t.Errorf("the new address is of %q, want core-179901", got)
	}
	if got, known := index.SwitchMACs[scriptMAC(t, "f0")]; known {
		t.Errorf("the address of the old switch is still of %q", got)
	}
}

func TestBindingsOfASchoolAreThoseOfItsAddresses(t *testing.T) {
	city, ledgers := cityOfLedgers(t)
	plan, err := inventory.Plan{Zones: []inventory.Zone{{ID: "admin", Expr: "10.X.10.1-239"}}}.For(city.Schools[1])
	if err != nil {
		t.Fatal(err)
	}
	if got := ledgers["core-179901"].BindingsOf(plan); len(got) != 0 {
		t.Errorf("179901 tells %v of the addresses of 179902, want none", got)
	}
	core := ledgers["core-179902"]
	if got, want := core.BindingsOf(plan), core.Bindings(); !slices.Equal(got, want) || len(got) != 1 {
		t.Errorf("of its own addresses 179902 tells %v, want %v", got, want)
	}
}

func TestLedgerIsSteadyWhileNothingChanges(t *testing.T) {
	every := 60 * time.Second
	steps := []struct {
		name   string
		change func(*inventory.Poll)
		want   bool
	}{
		{"first reading", func(*inventory.Poll) {}, false},
		{"the same again", func(*inventory.Poll) {}, true},
		{"one table missing", func(p *inventory.Poll) {
			p.Tables[inventory.TableFDB] = inventory.TableState{Reason: inventory.ReasonTimeout}
		}, false},
		{"still missing", func(p *inventory.Poll) {
			p.Tables[inventory.TableFDB] = inventory.TableState{Reason: inventory.ReasonTimeout}
		}, true},
		{"read again", func(*inventory.Poll) {}, false},
		{"a device comes", func(p *inventory.Poll) {
			p.FDB = []inventory.FDBRow{{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}, IfIndex: 1, Status: inventory.FDBLearned}}
		}, false},
		{"and misses", func(*inventory.Poll) {}, false},
		{"silence", silent, false},
		{"more of it", silent, false},
		{"an answer", func(*inventory.Poll) {}, false},
	}
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	for i, step := range steps {
		p := fullPoll("sw", inventory.MAC{0, 0, 0x5e, 0, 0x53, 0xf1})
		p.Number, p.At = int64(i+1), scriptStart.Add(time.Duration(i)*every)
		p.System.UptimeSeconds += float64(i) * every.Seconds()
		step.change(&p)
		l.Apply(p)
		if got := l.Steady(); got != step.want {
			t.Errorf("%s: steady is %v, want %v", step.name, got, step.want)
		}
	}
	if got, want := l.Coverage(inventory.TableFDB, scriptStart.Add(9*every)), l.View(scriptStart.Add(9*every), nil).Coverage[inventory.TableFDB]; got != want {
		t.Errorf("coverage of the forwarding table is %+v, in the view %+v", got, want)
	}
}

// silent lets every table of a poll time out.
func silent(p *inventory.Poll) {
	*p = inventory.Poll{Switch: p.Switch, Number: p.Number, At: p.At, Tables: maps.Clone(p.Tables)}
	for table := range p.Tables {
		p.Tables[table] = inventory.TableState{Reason: inventory.ReasonTimeout}
	}
}
