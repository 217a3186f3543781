package store

import (
	"errors"
	"io/fs"
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestSnapshotKnowsTheCity holds a snapshot of the store against one that is
// assembled from ledgers: switches, lists of other schools, who sees whom.
func TestSnapshotKnowsTheCity(t *testing.T) {
	b := newBench(t, open(t))
	b.city.Schools[0].Switches[1].Address = netip.MustParseAddrPort("10.241.254.11:161")
	b.ledgers["n-1"] = inventory.NewLedger(b.city.Schools[0].Switches[1], everyTable())
	own := poll("n-core", 1, at(0), []seen{{mac(1), 10, 1}, {mac(50), 10, 3}}, "10.241.10.1")
	own.ARP = append(own.ARP, inventory.ARPRow{IP: netip.MustParseAddr("10.241.254.11"), MAC: mac(60)})
	bridge, port := mac(50), mac(51)
	access := poll("n-1", 1, at(0), []seen{{mac(1), 10, 2}})
	access.System.BridgeMAC = &bridge
	access.Interfaces[0].MAC = &port
	far := poll("s-1", 1, at(1), []seen{{mac(1), 10, 1}, {mac(2), 10, 1}})
	twin, virtual := mac(52), inventory.MAC{0, 0, 0x5e, 0, 1, 7}
	access.Interfaces[1].MAC, far.System.BridgeMAC = &twin, &twin // both claim it
	access.System.Name, far.System.Name = "twin", "twin"
	far.Interfaces[0].MAC = &virtual // of a gateway that wanders
	b.write(own, access, far,
		poll("s-core", 1, at(1), nil, "10.241.10.9"), // another school's device, on an address of this one
		poll("fw", 1, at(1), nil, "10.241.10.7", "10.242.10.8"))
	entry := inventory.ListEntry{School: south, MAC: mac(1), Name: "平板一"}
	if _, err := b.db.ImportWhitelist(t.Context(), Import{At: at(0)}, []inventory.ListEntry{entry}); err != nil {
		t.Fatal(err)
	}
	got, err := b.db.Snapshot(t.Context(), inventory.OnlySchools(north), b.city, north, at(60))
	if err != nil {
		t.Fatal(err)
	}
	shots := map[inventory.SchoolCode]*inventory.Snapshot{}
	for _, school := range b.city.Schools {
		shot := &inventory.Snapshot{School: school}
		for _, sw := range school.Switches {
			shot.Switches = append(shot.Switches, b.ledgers[sw.ID].View(at(60), got.City.SwitchMACs))
			shot.Bindings = append(shot.Bindings, b.ledgers[sw.ID].Bindings()...)
		}
		shots[school.Code] = shot
	}
	want := inventory.NewCityIndex(b.city, inventory.ListedBy{mac(1): {entry.School}}, shots)
	if diff := like(want, got.City); diff != "" {
		t.Errorf("the city (-ledgers +store):\n%s", diff)
	}
	if got.City.SwitchMACs[mac(60)] != "n-1" || got.City.SwitchMACs[mac(51)] != "n-1" {
		t.Errorf("own addresses of switches are %v", got.City.SwitchMACs)
	}
	for _, m := range []inventory.MAC{twin, virtual} {
		if sw, named := got.City.SwitchMACs[m]; named {
			t.Errorf("%s names %s, and should name nobody", m, sw)
		}
	}
	if sw, named := got.City.SwitchNames["twin"]; named {
		t.Errorf("a name that two switches have names %s", sw)
	}
	arp := inventory.TableRef{Switch: "fw", Table: inventory.TableARP}
	if !got.Elsewhere[arp].Fresh || len(got.Elsewhere) != 1 {
		t.Errorf("sources elsewhere are %v, want the firewall's ARP table, fresh", got.Elsewhere)
	}
	if len(got.Bindings) != 3 || got.Bindings[0].Source != "fw" {
		t.Errorf("bindings are %v, want two of the core and the firewall's one of this school, none of another school's core", got.Bindings)
	}
}

func TestSnapshotOfNobodysBusiness(t *testing.T) {
	b := newBench(t, open(t))
	var texts []string
	for _, code := range []inventory.SchoolCode{south, "999999"} {
		for _, scope := range []inventory.Scope{{}, inventory.OnlySchools(north)} {
			_, err := b.db.Snapshot(t.Context(), scope, b.city, code, at(0))
			if !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("snapshot of %s: %v, want ErrNotExist", code, err)
			}
			texts = append(texts, err.Error())
		}
	}
	if texts[0] != texts[1] || texts[2] != texts[3] {
		t.Errorf("the answers differ: %q", texts)
	}
}

func TestSnapshotBeforeAnythingWasRead(t *testing.T) {
	b := newBench(t, open(t))
	b.write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}))
	for _, when := range []time.Time{at(-3600), at(-1)} {
		s, err := b.db.Snapshot(t.Context(), inventory.AllSchools(), b.city, north, when)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range s.Switches {
			if len(v.Sightings) > 0 || len(v.Ports) > 0 || v.Coverage[inventory.TableFDB].Fresh {
				t.Errorf("%s before it was read: %+v", v.Switch.ID, v)
			}
		}
	}
}

// TestCityIndexFollowsWhatIsWritten: what is remembered of the moment asked for
// last must not outlive a poll or an import.
func TestCityIndexFollowsWhatIsWritten(t *testing.T) {
	b := newBench(t, open(t))
	bridge := mac(50)
	ask := func() *inventory.CityIndex {
		s, err := b.db.Snapshot(t.Context(), inventory.AllSchools(), b.city, north, at(60))
		if err != nil {
			t.Fatal(err)
		}
		return s.City
	}
	if got := ask(); len(got.SwitchMACs) != 0 || len(got.Listed) != 0 {
		t.Errorf("an empty database knows %+v", got)
	}
	p := poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}})
	p.System.BridgeMAC = &bridge
	b.write(p)
	if got := ask(); got.SwitchMACs[bridge] != "n-1" {
		t.Errorf("after a poll it knows %+v", got)
	}
	if _, err := b.db.ImportMaster(t.Context(), Import{At: at(0)}, []inventory.ListEntry{entry(1, "one", 2)}); err != nil {
		t.Fatal(err)
	}
	if got := ask(); len(got.Listed[mac(1)]) != 1 {
		t.Errorf("after an import it knows %+v", got)
	}
}

// TestSwitchThatWasTakenOut stays in snapshots of the time when it was read.
func TestSwitchThatWasTakenOut(t *testing.T) {
	b := newBench(t, open(t))
	for n := range int64(20) {
		b.write(poll("n-1", n+1, at(60*int(n)), []seen{{mac(1), 10, 1}}), poll("n-core", n+1, at(60*int(n)), nil))
	}
	b.city.Schools[0].Switches = b.city.Schools[0].Switches[:1]
	if err := b.db.Configure(t.Context(), b.city); err != nil {
		t.Fatal(err)
	}
	b.write(poll("n-core", 21, at(3600), nil))
	for second, want := range map[int]int{600: 2, 3600: 1, -60: 1} {
		s, err := b.db.Snapshot(t.Context(), inventory.OnlySchools(north), b.city, north, at(second))
		if err != nil || len(s.Switches) != want {
			t.Errorf("at second %d the school has %d switches, %v, want %d", second, len(s.Switches), err, want)
		}
	}
}
