package simcity

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector"
	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// dailyGroups are the tables that the daemon reads together, at its periods.
func dailyGroups() []collector.Group {
	return []collector.Group{
		{Every: time.Minute, Tables: []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableHealth}},
		{Every: 5 * time.Minute, Tables: []inventory.Table{inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}},
		{Every: 5 * time.Minute, Tables: []inventory.Table{inventory.TableARP}},
		{Every: 24 * time.Hour, Tables: []inventory.Table{inventory.TableEntities, inventory.TableWireless}},
	}
}

// A watch reads a school as the daemon does, in virtual time, over lines that take
// two milliseconds. Nobody moves in it: every table stays as it is at the start,
// while clocks and counters run.
type watch struct {
	city    *City
	targets map[inventory.SwitchID]snmp.Target
	memory  map[inventory.SwitchID][]byte
	cost    inventory.Cost
	polls   int
	missing map[inventory.Table]int
}

func newWatch(c *City, school *School, whole bool) *watch {
	w := &watch{city: c, targets: map[inventory.SwitchID]snmp.Target{}, memory: map[inventory.SwitchID][]byte{}, missing: map[inventory.Table]int{}}
	for _, sw := range school.Switches {
		if sw.Secret.version == "" {
			continue // it has no SNMP
		}
		config := c.agent(sw)
		views, start := config.View, c.start
		config.View = func(context string, _ time.Time) *snmpsim.MIB { return views(context, start) }
		config.Now = time.Now
		conn := snmpsim.New(config).Connect(snmpsim.Line{Time: 2 * time.Millisecond})
		target := c.target(sw)
		target.Whole, target.Connect = whole, func() (net.Conn, error) { return conn, nil }
		w.targets[sw.ID] = target
	}
	return w
}

// hours lets the daemon's queue say what is read when.
func (w *watch) hours(t *testing.T, d time.Duration) {
	t.Helper()
	q := collector.NewQueue(collector.Options{})
	var targets []collector.Target
	for id := range w.targets {
		targets = append(targets, collector.Target{Switch: id, School: "179901", Groups: dailyGroups()})
	}
	q.Set(time.Now(), targets)
	for end := time.Now().Add(d); ; {
		due, when, ok := q.Next(time.Now())
		if !ok && when.After(end) {
			return
		}
		if !ok {
			time.Sleep(time.Until(when))
			continue
		}
		p := w.read(t, due)
		q.Done(time.Now(), due.Switch, collector.Outcome{Answered: p.Answered()})
	}
}

func (w *watch) read(t *testing.T, due collector.Due) inventory.Poll {
	t.Helper()
	p := snmp.Read(t.Context(), w.targets[due.Switch], due.Tables, w.memory[due.Switch])
	w.memory[due.Switch] = p.Memory
	w.polls++
	w.cost.Requests += p.Cost.Requests
	w.cost.VarBinds += p.Cost.VarBinds
	for table, s := range p.Tables {
		if !s.Complete {
			w.missing[table]++
		}
	}
	return p
}

// TestAQuietSchoolCostsLittle holds the figure: an hour in which nothing moves
// costs at least 70 % fewer requests than walking everything at the same periods.
func TestAQuietSchoolCostsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Seed: 1, Start: time.Now()})
		school := c.School("179902")
		full, quiet := newWatch(c, school, true), newWatch(c, school, false)
		full.hours(t, time.Hour)
		quiet.hours(t, time.Hour)
		share := float64(quiet.cost.Requests) / float64(full.cost.Requests)
		t.Logf("%d switches, %d polls: %d requests, walking everything %d: %.1f %%; variables %.1f %%", len(school.Switches), quiet.polls,
			quiet.cost.Requests, full.cost.Requests, 100*share, 100*float64(quiet.cost.VarBinds)/float64(full.cost.VarBinds))
		if share > 0.30 {
			t.Errorf("a quiet hour costs %.1f %% of the requests of walking everything, want at most 30 %%", 100*share)
		}
		for table, n := range full.missing {
			if quiet.missing[table] != n {
				t.Errorf("%s was missing %d times, %d times where everything was walked", table, quiet.missing[table], n)
			}
		}
	})
}
