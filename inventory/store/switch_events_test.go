package store

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/inventory"
)

// said is an event of a switch at a school.
func said(school inventory.SchoolCode, sw inventory.SwitchID, when time.Time, kind inventory.EventKind) inventory.SwitchEvent {
	return inventory.SwitchEvent{At: when, School: school, Switch: sw, Kind: kind, Source: "syslog",
		From: netip.MustParseAddr("192.0.2.1"), Text: "said by " + string(sw), Count: 1}
}

func TestSwitchEventsComeBackAsTheyWere(t *testing.T) {
	db := open(t)
	newBench(t, db)
	m := mac(7)
	changed := said(north, "n-1", at(1), inventory.EventConfigChanged)
	changed.User = "admin"
	seen := said(north, "n-1", at(2), inventory.EventMACLearned)
	seen.MAC, seen.VID, seen.Port, seen.Count = &m, 10, "p2", 3
	other := said(south, "s-1", at(3), inventory.EventLinkDown)
	if _, err := db.WriteEvents(t.Context(), at(4), []inventory.SwitchEvent{changed, seen, other}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		scope inventory.Scope
		query SwitchEventQuery
		want  []inventory.SwitchEvent
	}{
		{"all, newest first", inventory.AllSchools(), SwitchEventQuery{}, []inventory.SwitchEvent{other, seen, changed}},
		{"one switch", inventory.AllSchools(), SwitchEventQuery{Switch: "n-1"}, []inventory.SwitchEvent{seen, changed}},
		{"one port", inventory.AllSchools(), SwitchEventQuery{Switch: "n-1", Port: "p2"}, []inventory.SwitchEvent{seen}},
		{"one kind", inventory.AllSchools(), SwitchEventQuery{Kind: inventory.EventConfigChanged}, []inventory.SwitchEvent{changed}},
		{"a time", inventory.AllSchools(), SwitchEventQuery{From: at(2), To: at(3)}, []inventory.SwitchEvent{seen}},
		{"the newest", inventory.AllSchools(), SwitchEventQuery{Limit: 1}, []inventory.SwitchEvent{other}},
		{"a school's own", inventory.OnlySchools(south), SwitchEventQuery{}, []inventory.SwitchEvent{other}},
		{"a foreign switch", inventory.OnlySchools(south), SwitchEventQuery{Switch: "n-1"}, nil},
		{"nothing", inventory.Scope{}, SwitchEventQuery{}, nil},
	} {
		got, err := db.SwitchEvents(t.Context(), tt.scope, tt.query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(inventory.SwitchEvent{}, "ID"), cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestARepeatedInformIsStoredOnce(t *testing.T) {
	db := open(t)
	newBench(t, db)
	inform := said(north, "n-1", at(0), inventory.EventColdStart)
	inform.Ident = 1<<63 | 5
	again, later := inform, inform
	again.At, later.At = at(20), at(2*3600)
	for _, tt := range []struct {
		event    inventory.SwitchEvent
		repeated bool
	}{{inform, false}, {again, true}, {later, false}} {
		got, err := db.WriteEvents(t.Context(), tt.event.At, []inventory.SwitchEvent{tt.event})
		if err != nil || got[0] != tt.repeated {
			t.Errorf("at %v: repeated %v, %v, want %v", tt.event.At, got, err, tt.repeated)
		}
	}
	if got, _ := db.SwitchEvents(t.Context(), inventory.AllSchools(), SwitchEventQuery{}); len(got) != 2 {
		t.Errorf("%d events are stored, want the first and the one of two hours later", len(got))
	}
}

func TestEventsAreKeptAsLongAsWhatTheyTell(t *testing.T) {
	db := open(t)
	newBench(t, db)
	where := func(vid int) inventory.SwitchEvent {
		e, m := said(north, "n-1", at(0), inventory.EventMACLearned), mac(1)
		e.MAC, e.VID = &m, vid
		return e
	}
	events := []inventory.SwitchEvent{said(north, "n-1", at(0), inventory.EventConfigChanged), where(10), where(220), where(0)}
	if _, err := db.WriteEvents(t.Context(), at(0), events); err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour
	keep := Keep{FDB: 365 * day, Bindings: 365 * day, Personal: 30 * day, Audit: 1826 * day}
	for _, tt := range []struct {
		days int
		want []int // VLANs of what is left; -1: no MAC
	}{{29, []int{0, 220, 10, -1}}, {31, []int{10, -1}}, {366, []int{-1}}, {1827, nil}} {
		if err := db.Purge(t.Context(), at(0).Add(time.Duration(tt.days)*day), keep); err != nil {
			t.Fatal(err)
		}
		left, err := db.SwitchEvents(t.Context(), inventory.AllSchools(), SwitchEventQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, e := range left {
			if e.MAC == nil {
				e.VID = -1
			}
			got = append(got, e.VID)
		}
		if !cmp.Equal(got, tt.want) {
			t.Errorf("after %d days: %v are left, want %v", tt.days, got, tt.want)
		}
	}
}

func TestOurEngineCountsItsBoots(t *testing.T) {
	db := open(t)
	first, boots, err := db.BootEngine(t.Context(), at(0))
	if err != nil || boots != 1 || len(first) < 5 || len(first) > 32 {
		t.Fatalf("first boot: engine %x, boots %d, %v", first, boots, err)
	}
	second, boots, err := db.BootEngine(t.Context(), at(1))
	if err != nil || boots != 2 || !bytes.Equal(first, second) {
		t.Errorf("second boot: engine %x, boots %d, %v, want %x and 2", second, boots, err, first)
	}
}

func TestEngineClocksAreKept(t *testing.T) {
	db := open(t)
	clock := inventory.EngineClock{ID: "\x80\x00\x1f\x88\x04one", Boots: 3, Time: 100, At: at(0)}
	newer := clock
	newer.Time, newer.At = 200, at(100)
	for _, c := range []inventory.EngineClock{clock, newer} {
		if _, err := db.WriteEvents(t.Context(), at(0), nil, c); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Engines(t.Context())
	if diff := cmp.Diff([]inventory.EngineClock{newer}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
