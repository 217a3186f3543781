package rules_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"

	"pgregory.net/rapid"
)

// A life is a school whose devices come, move, get listed and go, and whose tables
// are read, missed or not asked for, at random.
type life struct {
	school
	truth map[inventory.SwitchID][]inventory.Sighting // who is there, whatever is read
	arp   []inventory.Binding
	asked map[inventory.TableRef]bool // complete at its last asking
}

func newLife(t *testing.T) *life {
	l := &life{school: haiyan(t), truth: map[inventory.SwitchID][]inventory.Sighting{}, asked: map[inventory.TableRef]bool{}}
	for i := range l.Switches {
		for _, table := range inventory.Tables() {
			l.asked[inventory.TableRef{Switch: l.Switches[i].Switch.ID, Table: table}] = true
		}
	}
	return l
}

// live changes the world a little.
func (l *life) live(t *rapid.T) {
	sw := rapid.SampledFrom([]inventory.SwitchID{"hy-3f-a", "hy-3f-b"}).Draw(t, "switch")
	m := mac(rapid.ByteRange(20, 26).Draw(t, "mac"))
	if rapid.Bool().Draw(t, "random") {
		m = random(m[5])
	}
	port := inventory.PortID{Switch: sw, IfName: rapid.SampledFrom([]string{"3", "4"}).Draw(t, "port")}
	vid := rapid.SampledFrom([]int{30, 208, 220}).Draw(t, "vid")
	switch rapid.IntRange(0, 4).Draw(t, "event") {
	case 0, 1:
		l.truth[sw] = append(l.truth[sw], inventory.Sighting{MAC: m, VID: vid, Port: port, Span: inventory.Span{First: l.At}})
	case 2:
		l.truth[sw] = slices.DeleteFunc(l.truth[sw], func(s inventory.Sighting) bool { return s.MAC == m })
	case 3:
		l.arp = []inventory.Binding{{IP: l.Plan.Zones[1].From, MAC: m, Source: "hy-core", Span: inventory.Span{First: l.At}}}
	case 4:
		l.arp = nil
	}
}

// read reads, misses or leaves out each table.
func (l *life) read(t *rapid.T) {
	l.At = l.At.Add(every)
	for i := range l.Switches {
		v := &l.Switches[i]
		v.Asked, v.Silent = l.At, v.Silent+1
		for _, table := range []inventory.Table{inventory.TableFDB, inventory.TableARP} {
			l.readTable(v, table, rapid.SampledFrom([]string{"complete", "complete", "missing", "not asked"}).Draw(t, string(table)))
		}
	}
}

func (l *life) readTable(v *inventory.SwitchView, table inventory.Table, how string) {
	c := v.Coverage[table]
	ref := inventory.TableRef{Switch: v.Switch.ID, Table: table}
	switch how {
	case "complete":
		c = inventory.CoverageView{State: inventory.TableState{Complete: true}, Last: l.At, Every: every, Fresh: true}
		l.asked[ref] = true
		v.Answered, v.Silent = l.At, 0
		l.show(v, table)
	case "missing":
		c.State, c.Fresh = inventory.TableState{Reason: inventory.ReasonTimeout}, l.At.Sub(c.Last) <= 3*every
		l.asked[ref] = false
	case "not asked":
		c.Fresh = l.At.Sub(c.Last) <= 3*every
	}
	v.Coverage[table] = c
}

// show puts what is there into the snapshot.
func (l *life) show(v *inventory.SwitchView, table inventory.Table) {
	if table == inventory.TableFDB {
		v.Sightings = slices.Clone(l.truth[v.Switch.ID])
	}
	if table == inventory.TableARP && v.Switch.ID == "hy-core" {
		l.Bindings = slices.Clone(l.arp)
	}
}

// asIfRead is the snapshot as it were if nothing had been missed or left out.
func (l *life) asIfRead() *inventory.Snapshot {
	s := *l.Snapshot
	s.Switches = slices.Clone(l.Switches)
	for i := range s.Switches {
		v := &s.Switches[i]
		whole := map[inventory.Table]inventory.CoverageView{}
		for t, c := range v.Coverage {
			c.State, c.Fresh = inventory.TableState{Complete: true}, true
			whole[t] = c
		}
		v.Coverage = whole
	}
	return &s
}

func TestRandomLivesNeverResolveWrongly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l, b := newLife(t), &book{t: t}
		for range rapid.IntRange(3, 25).Draw(rt, "steps") {
			l.live(rt)
			l.read(rt)
			before := slices.Clone(b.rows)
			b.judge(l.Snapshot)
			checkResolved(rt, l, before, b.rows)
			checkOpen(rt, l, b)
			if again := b.judge(l.Snapshot); again != nil {
				rt.Fatalf("the same judging wrote %q again", again)
			}
		}
	})
}

// checkResolved holds every row that this step resolved against the world.
func checkResolved(rt *rapid.T, l *life, before, after []inventory.FindingRow) {
	holds := rules.Judge(l.asIfRead())
	for i, old := range before {
		if old.State == inventory.StateResolved || after[i].State != inventory.StateResolved {
			continue
		}
		if slices.ContainsFunc(holds, func(f inventory.Finding) bool { return f.Kind == old.Kind && f.Subject == old.Subject }) {
			rt.Fatalf("%s %s was resolved although it holds", old.Kind, old.Subject)
		}
		for _, ref := range old.Rests {
			last := l.view(ref.Switch).Coverage[ref.Table].Last
			if !tableAnswered(l, ref) || ref.Table != "" && !last.After(old.Seen) {
				rt.Fatalf("%s %s was resolved at %v although %v was last read %v, seen %v",
					old.Kind, old.Subject, l.At, ref, last, old.Seen)
			}
		}
	}
}

func tableAnswered(l *life, ref inventory.TableRef) bool {
	switch {
	case ref.Switch == "":
		return slices.ContainsFunc(l.Switches, func(v inventory.SwitchView) bool { return v.Silent == 0 })
	case ref.Table == "":
		return l.view(ref.Switch).Silent == 0
	}
	return l.asked[ref]
}

// checkOpen wants exactly one open row for everything that is found, and none left
// where everything was read and nothing is found.
func checkOpen(rt *rapid.T, l *life, b *book) {
	n := map[[2]string]int{}
	for _, row := range b.open() {
		n[[2]string{string(row.Kind), row.Subject}]++
	}
	for k, rows := range n {
		if rows > 1 {
			rt.Fatalf("%v has %d open rows", k, rows)
		}
	}
	found := map[[2]string]bool{}
	for _, f := range rules.Judge(l.Snapshot) {
		k := [2]string{string(f.Kind), f.Subject}
		found[k] = true
		if n[k] == 0 {
			rt.Fatalf("%v is found and has no open row", k)
		}
	}
	for _, row := range b.open() {
		if k := [2]string{string(row.Kind), row.Subject}; !found[k] && row.Seen.Before(l.At.Add(-time.Second)) && allReadNow(l) {
			rt.Fatalf("%v is still open although everything was read just now", k)
		}
	}
}

func allReadNow(l *life) bool {
	for _, v := range l.Switches {
		for _, t := range []inventory.Table{inventory.TableFDB, inventory.TableARP} {
			if !v.Coverage[t].Last.Equal(l.At) {
				return false
			}
		}
	}
	return true
}
