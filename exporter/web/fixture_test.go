package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// now is the moment at which the fixture is looked at: 10:00 in Taipei.
var now = time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)

// A bench is a small city over a real database: 海燕國小 with a core, an access
// switch and a dead one; 晴嵐國小, whose switch was never read.
type bench struct {
	testing.TB
	db      *store.DB
	city    *inventory.City
	ledgers map[inventory.SwitchID]*inventory.Ledger
	numbers map[inventory.SwitchID]int64
	options Options
	handler http.Handler
	token   string // of somebody of the centre, by which requests are made
}

func newBench(t testing.TB) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "rollcall.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	b := &bench{TB: t, db: db, city: testCity(), ledgers: map[inventory.SwitchID]*inventory.Ledger{},
		numbers: map[inventory.SwitchID]int64{}}
	if err := db.Configure(t.Context(), b.city); err != nil {
		t.Fatal(err)
	}
	b.options = Options{DB: db, City: func() *inventory.City { return b.city }, Version: "test",
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), Diagnose: tellAll}
	b.handler = New(b.options)
	b.token = b.pass(inventory.PassToken, b.person(inventory.Person{Name: "centre", Role: inventory.RoleCentre}))
	return b
}

// person makes somebody.
func (b *bench) person(p inventory.Person) inventory.Person {
	b.Helper()
	made, err := b.db.AddPerson(b.Context(), p, store.Event{At: now.Add(-time.Hour), Actor: "test"})
	if err != nil {
		b.Fatal(err)
	}
	return made
}

// pass makes a session or a token of a person and returns its secret.
func (b *bench) pass(kind inventory.PassKind, p inventory.Person) string {
	b.Helper()
	secret, err := b.db.MakePass(b.Context(), inventory.Pass{Kind: kind, Person: p.ID},
		store.Event{At: now.Add(-time.Minute), Actor: p.Name, Action: store.ActionSignIn})
	if err != nil {
		b.Fatal(err)
	}
	return secret
}

func testCity() *inventory.City {
	sw := func(school, id string, role inventory.SwitchRole, place string) inventory.Switch {
		return inventory.Switch{ID: inventory.SwitchID(id), School: inventory.SchoolCode(school), Role: role, Place: place,
			Address: netip.MustParseAddrPort("127.0.0.1:161")}
	}
	zone := func(id, expr, name string, vlan int) inventory.Zone {
		return inventory.Zone{ID: id, Expr: expr, Name: name, VLAN: vlan}
	}
	mobile := zone("kl_mobile", "10.X.208.0-212.254", "MAC認證", 208)
	mobile.Auth, mobile.Unknown, mobile.SSID = "mac", "alert", "KL-mobile"
	roam := zone("kl_roam", "10.X.220.254/24", "captive portal", 220)
	roam.Auth, roam.Unknown, roam.SSID = "captive", "ignore", "KL-roam"
	return &inventory.City{
		Name: "示範市教育網路中心", Location: taipei, Thresholds: inventory.Thresholds{DownAfter: 3},
		Plan: inventory.Plan{Zones: []inventory.Zone{zone("admin", "10.X.10.1-239", "有線網路行政", 10),
			zone("lab", "10.X.20.254/24", "電腦教室網段", 20), zone("teaching", "10.X.30.254/24", "教學網段", 30), mobile, roam}},
		Schools: []inventory.School{
			{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}, Switches: []inventory.Switch{
				sw("179901", "hy-core", inventory.SwitchCore, "圖書館一樓機房"),
				sw("179901", "hy-3f-a", inventory.SwitchAccess, "三樓 A 機櫃"),
				sw("179901", "hy-kid", inventory.SwitchAccess, "附設幼兒園")}},
			{Code: "179902", Name: "晴嵐國小", Vars: map[string]int{"X": 242}, Switches: []inventory.Switch{
				sw("179902", "ql-core", inventory.SwitchCore, "")}},
		},
	}
}

// mac is a documentation address (RFC 7042, section 2.1.2).
func mac(n byte) inventory.MAC { return inventory.MAC{0, 0, 0x5e, 0, 0x53, n} }

// randomMAC has the U/L bit set, as phones do.
func randomMAC(n byte) inventory.MAC { return inventory.MAC{0x0a, 0, 0x5e, 0, 0x53, n} }

// poll applies one reading of a switch and stores what it changed.
func (b *bench) poll(id inventory.SwitchID, at time.Time, fill func(*inventory.Poll)) {
	b.Helper()
	ledger := b.ledgers[id]
	if ledger == nil {
		sw, ok := b.city.Switch(id)
		if !ok {
			b.Fatalf("no switch %s in the city", id)
		}
		ledger = inventory.NewLedger(sw, nil)
		b.ledgers[id] = ledger
	}
	b.numbers[id]++
	p := inventory.Poll{Switch: id, Number: b.numbers[id], At: at, Tables: map[inventory.Table]inventory.TableState{}}
	fill(&p)
	b.write(store.Batch{At: at, Changes: []inventory.Changes{ledger.Apply(p)}})
}

func (b *bench) write(batch store.Batch) store.Written {
	b.Helper()
	w, err := b.db.Write(b.Context(), batch)
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// roles sets the roles of ports of a switch.
func (b *bench) roles(id inventory.SwitchID, roles map[string]inventory.PortRole) {
	b.Helper()
	b.write(store.Batch{At: now, Changes: []inventory.Changes{b.ledgers[id].SetRoles(roles)}})
}

// complete marks tables of a poll as read to the end.
func complete(p *inventory.Poll, tables ...inventory.Table) {
	for _, t := range tables {
		p.Tables[t] = inventory.TableState{Complete: true, Rows: 1, Dialect: "dot1qTpFdb; base port", Score: 0.98}
	}
}

// ports gives a poll n gigabit ports named 1/1, 1/2 …; every third is down.
func ports(p *inventory.Poll, n, pvid int) {
	for i := 1; i <= n; i++ {
		oper := "up"
		if i%3 == 0 {
			oper = "down"
		}
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: i, Name: fmt.Sprintf("1/%d", i), Type: 6,
			Admin: "up", Oper: oper, SpeedBPS: 1e9, Duplex: "full", BridgePort: i, PVID: pvid, Untagged: []int{pvid}})
	}
	complete(p, inventory.TableInterfaces, inventory.TableVLANs)
}

// learned puts a device on a port of a poll.
func learned(p *inventory.Poll, m inventory.MAC, port, vid int) {
	p.FDB = append(p.FDB, inventory.FDBRow{MAC: m, BridgePort: port, IfIndex: port, VID: vid, Status: inventory.FDBLearned})
	complete(p, inventory.TableFDB)
}

// school1 fills 海燕國小: mac 1 has moved from 1/4 to 1/5 and is listed, mac 2 is in no list,
// a random MAC is on KL-mobile, hy-kid does not answer.
func (b *bench) school1() *bench {
	b.Helper()
	for _, at := range []time.Time{now.Add(-20 * time.Minute), now.Add(-15 * time.Minute), now.Add(-10 * time.Minute),
		now.Add(-5 * time.Minute), now.Add(-time.Minute)} {
		b.poll("hy-core", at, func(p *inventory.Poll) {
			p.System = inventory.System{Name: "hy-core", UptimeSeconds: at.Sub(now.Add(-100 * time.Hour)).Seconds()}
			ports(p, 6, 10)
			complete(p, inventory.TableSystem, inventory.TableARP, inventory.TableFDB)
			p.ARP = []inventory.ARPRow{{IP: netip.MustParseAddr("10.241.10.5"), MAC: mac(1)},
				{IP: netip.MustParseAddr("10.241.208.9"), MAC: randomMAC(1)}}
			p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalIfIndex: 1, SysName: "hy-3f-a", PortID: "1/1"}}
			complete(p, inventory.TableNeighbors)
		})
		b.poll("hy-3f-a", at, func(p *inventory.Poll) {
			p.System = inventory.System{Name: "hy-3f-a", Descr: "DGS-1510-28X", UptimeSeconds: at.Sub(now.Add(-9 * time.Hour)).Seconds()}
			p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalIfIndex: 10, SysName: "AP-3F-02", PortID: "eth0"}}
			complete(p, inventory.TableSystem, inventory.TableNeighbors)
			ports(p, 12, 10)
			port := 4
			if at.After(now.Add(-18 * time.Minute)) {
				port = 5
			}
			p.Cost = inventory.Cost{Requests: 31, Retries: 2, VarBinds: 2030, BytesIn: 40111, BytesOut: 900, DurationSeconds: 0.21}
			learned(p, mac(1), port, 10)
			learned(p, mac(2), 7, 208)
			learned(p, randomMAC(1), 8, 208)
		})
		b.poll("hy-kid", at, func(p *inventory.Poll) {
			for _, t := range []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableFDB} {
				p.Tables[t] = inventory.TableState{Reason: inventory.ReasonTimeout}
			}
		})
	}
	b.roles("hy-core", map[string]inventory.PortRole{"1/1": {Role: inventory.RoleUplink, Sure: true, Peer: "hy-3f-a"}})
	b.roles("hy-3f-a", map[string]inventory.PortRole{"1/1": {Role: inventory.RoleUplink, Sure: true, Peer: "hy-core"}})
	b.list(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "教務處桌機", Class: inventory.ClassPC, Row: 2})
	b.allow(inventory.ListEntry{School: "179901", MAC: mac(40), Name: "平板推車", Class: inventory.ClassTablet, Row: 2})
	return b
}

// allow puts rows into the whitelist.
func (b *bench) allow(rows ...inventory.ListEntry) {
	b.Helper()
	if _, err := b.db.ImportWhitelist(b.Context(), store.Import{At: now.Add(-time.Hour), Actor: "test"}, rows); err != nil {
		b.Fatal(err)
	}
}

// list puts rows into the MAC master list.
func (b *bench) list(rows ...inventory.ListEntry) {
	b.Helper()
	if _, err := b.db.ImportMaster(b.Context(), store.Import{At: now.Add(-time.Hour), Actor: "test"}, rows); err != nil {
		b.Fatal(err)
	}
}

// finding opens a finding.
func (b *bench) finding(f inventory.Finding) inventory.FindingRow {
	b.Helper()
	return b.write(store.Batch{At: now, Findings: []inventory.FindingRow{{Finding: f, State: inventory.StateOpen,
		Opened: now.Add(-3 * time.Minute), Seen: now}}}).Findings[0]
}

// get asks the handler as somebody of the centre, at this machine.
func (b *bench) get(path string) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil)
	r.RemoteAddr, r.Host = "127.0.0.1:40000", "localhost:8080"
	return b.do(r)
}

// do asks as the request says; at this machine that is somebody of the centre who
// has signed in, unless the request says otherwise.
func (b *bench) do(r *http.Request) *httptest.ResponseRecorder {
	_, err := r.Cookie(plainCookie)
	if _, given := r.Context().Value(identityKey{}).(Identity); !given && err != nil && fromLoopback(r) && r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

// getAs asks the handler as the coordinator of some schools.
func (b *bench) getAs(path string, schools ...inventory.SchoolCode) *httptest.ResponseRecorder {
	b.Helper()
	who := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools(schools...)}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	return b.do(r.WithContext(WithIdentity(r.Context(), who)))
}
