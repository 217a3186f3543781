package store

import (
	"errors"
	"io/fs"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

// TestReachSurvivesARestart stores how targets stand, changes some, and wants
// exactly that back from a database that was closed and opened again.
func TestReachSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	target := func(last byte, state inventory.ReachState, since int) inventory.Reach {
		return inventory.Reach{Kind: inventory.ReachDevice, School: north, Address: netip.AddrFrom4([4]byte{192, 0, 2, last}),
			Name: "卡機", Class: inventory.ClassCardReader, MAC: mac(last), State: state, Since: at(since)}
	}
	first, second, third := target(1, inventory.ReachUnmeasured, 0), target(2, inventory.ReachUp, 0), target(3, inventory.ReachUp, 0)
	gateway := inventory.Reach{Kind: inventory.ReachGateway, School: south, Address: first.Address, State: inventory.ReachUp, Since: at(0)}
	first2 := target(1, inventory.ReachDown, 60)
	first2.Answered, first2.Seen = at(30), at(50)
	second.Seen, second.Port = at(70), inventory.PortID{Switch: "n-1", IfName: "1/7"}
	err = errors.Join(
		db.WriteReach(t.Context(), at(0), []inventory.Reach{first, second, third, gateway}, nil),
		db.WriteReach(t.Context(), at(61), []inventory.Reach{first2}, []inventory.Reach{third}),
		db.TouchReach(t.Context(), at(70), []inventory.Reach{first2, second}),
		db.Close())
	if err != nil {
		t.Fatal(err)
	}
	db = openAt(t, path)
	got, err := db.Reach(t.Context())
	want := []inventory.Reach{second, gateway, first2}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); err != nil || diff != "" {
		t.Errorf("after a restart: %v\n%s", err, diff)
	}
	var past int
	if err := db.read.QueryRow(`SELECT COUNT(*) FROM reach WHERE gone IS NOT NULL AND gone >= first`).Scan(&past); err != nil || past != 2 {
		t.Errorf("%d rows of the past, want 2 (%v)", past, err)
	}
}

func TestAnswersAboutGatewaysAreScoped(t *testing.T) {
	db := newBench(t, open(t)).db
	hers := inventory.OnlySchools(north)
	yes := inventory.Vantage{School: north, At: at(100), By: "ann", Inside: true}
	if err := db.SaveVantage(t.Context(), hers, inventory.Vantage{School: south, At: at(1), By: "ann"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a school that is not hers: %v", err)
	}
	err := errors.Join(
		db.SaveVantage(t.Context(), hers, inventory.Vantage{School: north, At: at(1), By: "ann"}),
		db.SaveVantage(t.Context(), hers, yes),
		db.SaveVantage(t.Context(), inventory.AllSchools(), inventory.Vantage{School: south, At: at(2), By: "centre"}))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		scope inventory.Scope
		since time.Time
		want  map[inventory.SchoolCode]inventory.Vantage
	}{
		"hers":     {hers, at(0), map[inventory.SchoolCode]inventory.Vantage{north: yes}},
		"too old":  {hers, at(101), map[inventory.SchoolCode]inventory.Vantage{}},
		"nobody's": {inventory.Scope{}, at(0), map[inventory.SchoolCode]inventory.Vantage{}},
		"all": {inventory.AllSchools(), at(0), map[inventory.SchoolCode]inventory.Vantage{north: yes,
			south: {School: south, At: at(2), By: "centre"}}},
	} {
		if got, err := db.Vantages(t.Context(), c.scope, c.since); err != nil || !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
	events, err := db.Events(t.Context(), hers, EventQuery{Action: ActionVantage})
	if err != nil || len(events) != 2 || events[0].Actor != "ann" || events[0].Detail != "it answers" {
		t.Errorf("on record: %+v, %v", events, err)
	}
}
