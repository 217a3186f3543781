package store

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// FuzzNamesFromTheNetwork stores what a switch may call itself and its ports,
// and loads it as it was.
func FuzzNamesFromTheNetwork(f *testing.F) {
	for _, name := range []string{"ge-0/0/1", "", "埠１", "a\x00b", "\xff\xfe", "'; DROP TABLE ports; --", "\u202eRTL", `{"json":1}`} {
		f.Add(name)
	}
	db := open(f)
	b := newBench(f, db)
	f.Fuzz(func(t *testing.T, name string) {
		l := b.ledgers["n-1"]
		b.t = t
		p := poll("n-1", l.Number()+1, at(60*int(l.Number())), []seen{{mac(1), 10, 1}})
		p.Interfaces[0].Name, p.System.Name = name, name
		b.write(p)
		loaded, err := db.LoadLedger(t.Context(), l.Switch())
		if err != nil {
			t.Fatal(err)
		}
		sameState(t, "the ledger", loaded, l.State())
	})
}

// FuzzSearches asks for any text, as people may.
func FuzzSearches(f *testing.F) {
	for _, text := range []string{"0053", "10.241", "%", "_", "'", "\x00", "平板", "\xff"} {
		f.Add(text)
	}
	db := open(f)
	b := newBench(f, db)
	b.write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}, "10.241.10.1"))
	f.Fuzz(func(t *testing.T, text string) {
		scope := inventory.OnlySchools(north, inventory.SchoolCode(text))
		if _, err := db.SearchMACs(t.Context(), scope, text, 5); err != nil {
			t.Error(err)
		}
		if _, err := db.SearchIPs(t.Context(), scope, text, 5); err != nil {
			t.Error(err)
		}
		if _, err := db.SearchPorts(t.Context(), scope, inventory.PortID{Switch: inventory.SwitchID(text), IfName: text}, 5); err != nil {
			t.Error(err)
		}
		if _, err := db.SearchLists(t.Context(), scope, ListPart{Text: text, Digits: text}, time.Unix(0, 0), 5); err != nil {
			t.Error(err)
		}
	})
}
