package store

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rollcall/inventory"
)

// helperEnv names the part that the test binary plays in a process of its own.
const helperEnv = "ROLLCALL_STORE_TEST"

func TestMain(m *testing.M) {
	parts := map[string]func([]string) error{"hold": holdDatabase, "poll": pollUntilKilled, "limit": writeToTheLimit}
	part := os.Getenv(helperEnv)
	if part == "" {
		os.Exit(m.Run())
	}
	if err := parts[part](os.Args[1:]); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

// open opens a database in a directory of its own.
func open(t testing.TB) *DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "rollcall.db"))
}

func openAt(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return db
}

// at is a moment of the tests: seconds after a Monday morning.
func at(seconds int) time.Time {
	return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
}

// mac is an address of RFC 7042's documentation range.
func mac(last byte) inventory.MAC { return inventory.MAC{0, 0, 0x5e, 0, 0x53, last} }

// The schools of the tests. Each has a core, which is the source of its
// bindings, and an access switch; the centre has a firewall that serves both.
const (
	north  inventory.SchoolCode = "179901"
	south  inventory.SchoolCode = "179902"
	centre inventory.SchoolCode = "179900"
)

func testCity() *inventory.City {
	school := func(code inventory.SchoolCode, x int, names ...inventory.SwitchID) inventory.School {
		s := inventory.School{Code: code, Vars: map[string]int{"X": x}}
		for _, name := range names {
			s.Switches = append(s.Switches, inventory.Switch{ID: name, School: code})
		}
		return s
	}
	city := &inventory.City{
		Plan: inventory.Plan{Zones: []inventory.Zone{
			{ID: "admin", Expr: "10.X.10.1-239", VLAN: 10},
			{ID: "roam", Expr: "10.X.220.254/24", VLAN: 220, Unknown: inventory.UnknownIgnore},
		}},
		Schools: []inventory.School{
			school(north, 241, "n-core", "n-1"), school(south, 242, "s-core", "s-1"), school(centre, 0, "fw"),
		},
		Thresholds: inventory.Thresholds{EdgePortMACs: 4},
	}
	city.Schools[2].Kind, city.Schools[2].Vars = inventory.KindCentre, nil
	return city
}

// everyTable makes each table due each minute.
func everyTable() inventory.Periods {
	periods := inventory.Periods{}
	for _, t := range inventory.Tables() {
		periods[t] = time.Minute
	}
	return periods
}

// A bench joins ledgers and a database as the daemon does.
type bench struct {
	t       testing.TB
	db      *DB
	city    *inventory.City
	ledgers map[inventory.SwitchID]*inventory.Ledger
}

func newBench(t testing.TB, db *DB) *bench {
	t.Helper()
	b := &bench{t: t, db: db, city: testCity(), ledgers: map[inventory.SwitchID]*inventory.Ledger{}}
	if err := db.Configure(context.Background(), b.city); err != nil {
		t.Fatal(err)
	}
	for _, school := range b.city.Schools {
		for _, sw := range school.Switches {
			b.ledgers[sw.ID] = inventory.NewLedger(sw, everyTable())
		}
	}
	return b
}

// write applies polls and stores what they changed in one batch.
func (b *bench) write(polls ...inventory.Poll) Written {
	b.t.Helper()
	batch := Batch{At: polls[len(polls)-1].At}
	for _, p := range polls {
		batch.Changes = append(batch.Changes, b.ledgers[p.Switch].Apply(p))
	}
	return b.store(batch)
}

func (b *bench) store(batch Batch) Written {
	b.t.Helper()
	out, err := b.db.Write(context.Background(), batch)
	if err != nil {
		b.t.Fatalf("Write: %v", err)
	}
	return out
}

// A seen is one device on a port of a poll: port n is ifIndex n, "p<n>".
type seen struct {
	mac  inventory.MAC
	vid  int
	port int
}

// poll is a complete reading of a switch with four ports. Addresses are held by
// the MAC of the same last octet.
func poll(sw inventory.SwitchID, number int64, when time.Time, devices []seen, ips ...string) inventory.Poll {
	p := inventory.Poll{Switch: sw, Number: number, At: when, Tables: map[inventory.Table]inventory.TableState{},
		System: inventory.System{Name: string(sw) + ".example", UptimeSeconds: float64(1000 + number*60)}}
	for _, t := range inventory.Tables() {
		p.Tables[t] = inventory.TableState{Complete: true, Rows: 1}
	}
	for i := 1; i <= 4; i++ {
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: i, Name: portName(i), Oper: "up", BridgePort: i, PVID: 10})
	}
	for _, d := range devices {
		p.FDB = append(p.FDB, inventory.FDBRow{VID: d.vid, MAC: d.mac, BridgePort: d.port, IfIndex: d.port, Status: inventory.FDBLearned})
	}
	for _, ip := range ips {
		addr := netip.MustParseAddr(ip)
		bytes := addr.AsSlice()
		p.ARP = append(p.ARP, inventory.ARPRow{IP: addr, MAC: mac(bytes[len(bytes)-1])})
	}
	return p
}

func portName(i int) string { return "p" + string(rune('0'+i)) }

// silentPoll is a reading that brought nothing.
func silentPoll(sw inventory.SwitchID, number int64, when time.Time) inventory.Poll {
	p := inventory.Poll{Switch: sw, Number: number, At: when, Tables: map[inventory.Table]inventory.TableState{}}
	for _, t := range inventory.Tables() {
		p.Tables[t] = inventory.TableState{Reason: inventory.ReasonTimeout}
	}
	return p
}
