package store

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// taking is a baseline of two devices, one of them listed, and one port.
func taking(seconds int) Taking {
	return Taking{At: at(seconds), Actor: "ann", School: north,
		Devices: []inventory.ListEntry{{School: north, MAC: mac(1), Name: "n-1 p1"}},
		Ports:   []inventory.PortRecord{{School: north, Switch: "n-1", Port: "p1", Zone: "VLAN 10"}},
		MACs:    []inventory.MAC{mac(1), mac(2)}}
}

func (b *bench) listsOf(school inventory.SchoolCode, at time.Time) inventory.Lists {
	b.t.Helper()
	l, err := b.db.Lists(b.t.Context(), inventory.AllSchools(), school, at)
	if err != nil {
		b.t.Fatal(err)
	}
	return l
}

func TestABaselineIsListsAndDevicesAtOnce(t *testing.T) {
	b := newBench(t, open(t))
	if _, err := b.db.TakeBaseline(t.Context(), inventory.OnlySchools(south), taking(0)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another school's baseline: %v, want %v", err, fs.ErrNotExist)
	}
	taken, err := b.db.TakeBaseline(t.Context(), inventory.OnlySchools(north), taking(10))
	if err != nil || taken.ID == 0 || taken.Master == 0 || taken.Ports == 0 {
		t.Fatalf("taken %+v, %v", taken, err)
	}
	l := b.listsOf(north, at(10))
	if len(l.Master) != 1 || len(l.PortRecord) != 1 || !slices.Equal(l.Baseline, []inventory.MAC{mac(1), mac(2)}) || !l.BaselineAt.Equal(at(10)) {
		t.Errorf("lists after it: %+v", l)
	}
	if before := b.listsOf(north, at(9)); len(before.Master)+len(before.Baseline) != 0 || !before.BaselineAt.IsZero() {
		t.Errorf("lists before it: %+v", before)
	}
	if other := b.listsOf(south, at(10)); !other.BaselineAt.IsZero() {
		t.Errorf("another school has it too: %+v", other)
	}
}

func TestABaselineIsTakenBackWhole(t *testing.T) {
	b := newBench(t, open(t))
	if _, err := b.db.UndoBaseline(t.Context(), inventory.AllSchools(), Undo{At: at(1), School: north}); !errors.Is(err, ErrNoBaseline) {
		t.Errorf("without one: %v, want %v", err, ErrNoBaseline)
	}
	if _, err := b.db.TakeBaseline(t.Context(), inventory.AllSchools(), taking(10)); err != nil {
		t.Fatal(err)
	}
	undone, err := b.db.UndoBaseline(t.Context(), inventory.OnlySchools(north), Undo{At: at(20), Actor: "bob", School: north})
	if err != nil || undone.Undoer != "bob" {
		t.Fatalf("taken back: %+v, %v", undone, err)
	}
	if l := b.listsOf(north, at(20)); len(l.Master)+len(l.PortRecord)+len(l.Baseline) != 0 || !l.BaselineAt.IsZero() {
		t.Errorf("lists after that: %+v", l)
	}
	if l := b.listsOf(north, at(15)); l.BaselineAt.IsZero() || len(l.Master) != 1 {
		t.Errorf("lists as they were meanwhile: %+v", l)
	}
	all, err := b.db.Baselines(t.Context(), inventory.OnlySchools(north), north)
	if err != nil || len(all) != 1 || all[0].Devices != 2 || !all[0].Undone.Equal(at(20)) {
		t.Errorf("the record: %+v, %v", all, err)
	}
}

func TestABaselineGivesWayToAnEdit(t *testing.T) {
	b := newBench(t, open(t))
	if _, err := b.db.TakeBaseline(t.Context(), inventory.AllSchools(), taking(10)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.ImportMaster(t.Context(), Import{At: at(15), Actor: "ann"},
		[]inventory.ListEntry{{School: north, MAC: mac(1), Name: "教務處桌機"}}); err != nil {
		t.Fatal(err)
	}
	var since *ChangedSinceError
	if _, err := b.db.UndoBaseline(t.Context(), inventory.AllSchools(), Undo{At: at(20), School: north}); !errors.As(err, &since) {
		t.Errorf("with a row that was changed since: %v, want it named", err)
	}
	if l := b.listsOf(north, at(20)); len(l.Master) != 1 || len(l.PortRecord) != 1 || l.BaselineAt.IsZero() {
		t.Errorf("a refusal changed the lists: %+v", l)
	}
}

func TestABaselineOfAListThatChangedMeanwhileIsRefused(t *testing.T) {
	b := newBench(t, open(t))
	seen, err := b.db.ListVersion(t.Context(), inventory.AllSchools(), north, ListMaster)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.ImportMaster(t.Context(), Import{At: at(1)}, []inventory.ListEntry{{School: north, MAC: mac(7)}}); err != nil {
		t.Fatal(err)
	}
	late := taking(10)
	late.SeenMaster = seen
	if _, err := b.db.TakeBaseline(t.Context(), inventory.AllSchools(), late); !errors.Is(err, ErrListChanged) {
		t.Errorf("on a list that is another by now: %v, want %v", err, ErrListChanged)
	}
	if l := b.listsOf(north, at(10)); !l.BaselineAt.IsZero() || len(l.PortRecord) != 0 {
		t.Errorf("a refusal left %+v", l)
	}
}
