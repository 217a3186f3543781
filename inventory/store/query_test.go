package store

import (
	"errors"
	"io/fs"
	"net/netip"
	"testing"

	"rollcall/inventory"
)

// twoSchools is a database in which both schools have had everything: devices
// that came and went, addresses, findings, lists.
func twoSchools(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, open(t))
	for i, names := range [][2]inventory.SwitchID{{"n-core", "n-1"}, {"s-core", "s-1"}} {
		last, ip := byte(10*(i+1)), []string{"10.241.10.10", "10.242.10.20"}[i]
		for n := range int64(6) {
			var devices []seen
			if n < 2 { // gone from poll 3 on, closed at poll 5
				devices = []seen{{mac(last), 10, 1}, {mac(99), 10, 2}}
			}
			b.write(poll(names[0], n+1, at(60*int(n)), []seen{{mac(last), 10, 3}}, ip),
				poll(names[1], n+1, at(60*int(n)), devices))
		}
	}
	b.write(poll("fw", 1, at(0), nil, "10.241.10.30", "10.242.10.31", "192.168.0.32"))
	b.find(0, finding(north, inventory.KindUnknownMAC, "n"), finding(south, inventory.KindUnknownMAC, "s"))
	mine, theirs := entry(10, "north tablet", 2), entry(20, "south tablet", 2)
	theirs.School = south
	if _, err := b.db.ImportWhitelist(t.Context(), Import{At: at(0)}, []inventory.ListEntry{mine, theirs}); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestScopes asks every query for a person in every scope: nothing of another
// school may come back, and the zero scope sees nothing.
func TestScopes(t *testing.T) {
	b := twoSchools(t)
	ctx := t.Context()
	queries := map[string]func(inventory.Scope) (int, error){
		"sightings of a MAC": func(s inventory.Scope) (int, error) {
			found, err := b.db.Sightings(ctx, s, SightingQuery{MAC: mac(99)})
			return len(found), err
		},
		"sightings of all": func(s inventory.Scope) (int, error) {
			found, err := b.db.Sightings(ctx, s, SightingQuery{})
			return len(found), err
		},
		"bindings of all": func(s inventory.Scope) (int, error) {
			found, err := b.db.Bindings(ctx, s, BindingQuery{})
			return len(found), err
		},
		"counts of findings": func(s inventory.Scope) (n int, err error) {
			counts, err := b.db.CountFindings(ctx, s, FindingQuery{})
			for _, c := range counts {
				n += c.N
			}
			return n, err
		},
		"findings": func(s inventory.Scope) (int, error) {
			found, err := b.db.Findings(ctx, s, FindingQuery{})
			return len(found), err
		},
		"MACs by a part": func(s inventory.Scope) (int, error) {
			found, err := b.db.SearchMACs(ctx, s, "005e0053", 0)
			return len(found), err
		},
		"addresses by a part": func(s inventory.Scope) (int, error) {
			found, err := b.db.SearchIPs(ctx, s, "10.", 0)
			return len(found), err
		},
		"ports by a part": func(s inventory.Scope) (int, error) {
			found, err := b.db.SearchPorts(ctx, s, inventory.PortID{IfName: "P1"}, 0)
			return len(found), err
		},
		"lists by a part": func(s inventory.Scope) (int, error) {
			found, err := b.db.SearchLists(ctx, s, ListPart{Text: "TABLET"}, at(1), 0)
			return len(found), err
		},
		"counts": func(s inventory.Scope) (int, error) { found, err := b.db.Counts(ctx, s); return len(found), err },
		"events": func(s inventory.Scope) (int, error) {
			found, err := b.db.Events(ctx, s, EventQuery{})
			return len(found), err
		},
	}
	want := map[string][3]int{ // of one school, of both, of the whole city
		"sightings of a MAC": {1, 2, 2}, "sightings of all": {3, 6, 6}, "bindings of all": {2, 4, 5},
		"findings": {1, 2, 2}, "counts of findings": {1, 2, 2}, "MACs by a part": {2, 3, 3}, "addresses by a part": {2, 4, 4},
		"ports by a part": {2, 4, 5}, "lists by a part": {1, 2, 2}, "counts": {1, 2, 3}, "events": {1, 2, 2},
	}
	for name, query := range queries {
		for i, scope := range []inventory.Scope{inventory.OnlySchools(north), inventory.OnlySchools(north, south), inventory.AllSchools()} {
			if got, err := query(scope); err != nil || got != want[name][i] {
				t.Errorf("%s in scope %d: %d, %v, want %d", name, i, got, err, want[name][i])
			}
		}
		for _, nobody := range []inventory.Scope{{}, inventory.OnlySchools(), inventory.OnlySchools("999999")} {
			if got, err := query(nobody); err != nil || got != 0 {
				t.Errorf("%s in scope of nobody: %d, %v", name, got, err)
			}
		}
	}
}

// TestForeignAndMissingAnswerAlike: nobody learns of another school's switches
// by asking.
func TestForeignAndMissingAnswerAlike(t *testing.T) {
	b := twoSchools(t)
	ctx, scope := t.Context(), inventory.OnlySchools(north)
	queries := map[string]func(inventory.SwitchID) error{
		"coverage": func(sw inventory.SwitchID) error {
			_, err := b.db.Coverage(ctx, scope, CoverageQuery{Switch: sw})
			return err
		},
		"attributes": func(sw inventory.SwitchID) error {
			_, err := b.db.Attributes(ctx, scope, AttributeQuery{Switch: sw})
			return err
		},
	}
	for name, query := range queries {
		if err := query("n-1"); err != nil {
			t.Errorf("%s of an own switch: %v", name, err)
		}
		for _, sw := range []inventory.SwitchID{"s-1", "none"} {
			if err := query(sw); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s of %s: %v, want ErrNotExist", name, sw, err)
			}
		}
	}
	_, foreign := b.db.Finding(ctx, scope, 2)
	_, missing := b.db.Finding(ctx, scope, 4711)
	if !errors.Is(foreign, fs.ErrNotExist) || !errors.Is(missing, fs.ErrNotExist) {
		t.Errorf("findings: %v and %v, want ErrNotExist", foreign, missing)
	}
}

func TestSightingQueries(t *testing.T) {
	b := twoSchools(t)
	for _, tc := range []struct {
		name  string
		query SightingQuery
		want  int
	}{
		{"of a MAC", SightingQuery{MAC: mac(10)}, 2},
		{"of a port", SightingQuery{Port: inventory.PortID{Switch: "n-1", IfName: "p1"}}, 1},
		{"of a switch", SightingQuery{Port: inventory.PortID{Switch: "n-1"}}, 2},
		{"of a MAC on a switch", SightingQuery{MAC: mac(10), Port: inventory.PortID{Switch: "n-core"}}, 1},
		{"while it was there", SightingQuery{MAC: mac(99), From: at(0), To: at(1)}, 2},
		{"up to its last moment", SightingQuery{MAC: mac(99), From: at(119)}, 2},
		{"after it had gone", SightingQuery{MAC: mac(99), From: at(120)}, 0},
		{"before it came", SightingQuery{MAC: mac(99), To: at(0)}, 0},
		{"the newest", SightingQuery{Limit: 1}, 1},
		{"of an unknown MAC", SightingQuery{MAC: mac(77)}, 0},
	} {
		found, err := b.db.Sightings(t.Context(), inventory.AllSchools(), tc.query)
		if err != nil || len(found) != tc.want {
			t.Errorf("sightings %s: %+v, %v, want %d", tc.name, found, err, tc.want)
		}
	}
	pending, err := b.db.Sightings(t.Context(), inventory.AllSchools(), SightingQuery{MAC: mac(10), Port: inventory.PortID{Switch: "n-core", IfName: "p3"}})
	want := inventory.Sighting{MAC: mac(10), VID: 10, Port: inventory.PortID{Switch: "n-core", IfName: "p3"}, Span: inventory.Span{First: at(0)}}
	if diff := like([]inventory.Sighting{want}, pending); err != nil || diff != "" {
		t.Errorf("an open sighting, %v (-want +got):\n%s", err, diff)
	}
}

func TestBindingQueries(t *testing.T) {
	b := twoSchools(t)
	for _, tc := range []struct {
		name  string
		scope inventory.Scope
		query BindingQuery
		want  int
	}{
		{"of an address", inventory.AllSchools(), BindingQuery{IP: netip.MustParseAddr("10.241.10.10")}, 1},
		{"of an address, mapped", inventory.AllSchools(), BindingQuery{IP: netip.MustParseAddr("::ffff:10.241.10.10")}, 1},
		{"of a MAC", inventory.AllSchools(), BindingQuery{MAC: mac(10)}, 1},
		{"of a source", inventory.AllSchools(), BindingQuery{Source: "fw"}, 3},
		{"of a shared source, for one school", inventory.OnlySchools(north), BindingQuery{Source: "fw"}, 1},
		{"of a foreign address", inventory.OnlySchools(north), BindingQuery{IP: netip.MustParseAddr("10.242.10.31")}, 0},
		{"later", inventory.AllSchools(), BindingQuery{MAC: mac(10), From: at(100000)}, 1},
		{"earlier", inventory.AllSchools(), BindingQuery{MAC: mac(10), To: at(0)}, 0},
	} {
		found, err := b.db.Bindings(t.Context(), tc.scope, tc.query)
		if err != nil || len(found) != tc.want {
			t.Errorf("bindings %s: %+v, %v, want %d", tc.name, found, err, tc.want)
		}
	}
}

func TestAttributesOfAPort(t *testing.T) {
	b := newBench(t, open(t))
	for n := range int64(3) {
		p := poll("n-1", n+1, at(60*int(n)), nil)
		p.Interfaces[0].Oper = []string{"up", "down", "up"}[n]
		b.write(p)
	}
	found, err := b.db.Attributes(t.Context(), inventory.AllSchools(), AttributeQuery{Switch: "n-1", Port: "p1", Aspects: []inventory.Aspect{inventory.AspectLink}})
	if err != nil || len(found) != 3 || !found[0].Open() || !found[1].Ref.Equal(at(0)) {
		t.Errorf("links of the port: %+v, %v, want up, down (last up at the first poll), up", found, err)
	}
	found, err = b.db.Attributes(t.Context(), inventory.AllSchools(), AttributeQuery{Switch: "n-1", From: at(0), To: at(1)})
	if err != nil || len(found) == 0 {
		t.Errorf("the switch itself: %+v, %v", found, err)
	}
}

func TestCounts(t *testing.T) {
	b := twoSchools(t)
	b.write(silentPoll("n-1", 7, at(400)))
	counts, err := b.db.Counts(t.Context(), inventory.AllSchools())
	if err != nil {
		t.Fatal(err)
	}
	want := Count{Switches: 2, Silent: 1, Devices: 1, Findings: map[inventory.Severity]int{inventory.Warning: 1}, Answered: at(300), Oldest: at(300)}
	if diff := like(want, counts[north]); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestSearchesAreLimited(t *testing.T) {
	b := twoSchools(t)
	macs, err := b.db.SearchMACs(t.Context(), inventory.AllSchools(), "0053", 1)
	if err != nil || len(macs) != 1 {
		t.Errorf("MACs: %v, %v, want one", macs, err)
	}
	ips, err := b.db.SearchIPs(t.Context(), inventory.AllSchools(), ".10.", 2)
	if err != nil || len(ips) != 2 {
		t.Errorf("addresses: %v, %v, want two", ips, err)
	}
	ports, err := b.db.SearchPorts(t.Context(), inventory.AllSchools(), inventory.PortID{Switch: "N-"}, 3)
	if err != nil || len(ports) != 3 {
		t.Errorf("ports: %v, %v, want three", ports, err)
	}
}
