package collector_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"rollcall/collector"
	"rollcall/inventory"
)

var start = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

const (
	ports = 60 * time.Second
	fdb   = 300 * time.Second
)

func target(name string) collector.Target {
	return collector.Target{
		Switch: inventory.SwitchID(name),
		School: "179901",
		Groups: []collector.Group{
			{Every: ports, Tables: []inventory.Table{inventory.TableSystem, inventory.TableInterfaces}},
			{Every: fdb, Tables: []inventory.Table{inventory.TableFDB}},
		},
	}
}

func targets(n int) []collector.Target {
	var ts []collector.Target
	for i := range n {
		ts = append(ts, target(fmt.Sprintf("sw-%03d", i)))
	}
	return ts
}

// world plays a city in virtual time: how long each switch takes to read and
// whether it answers.
type world struct {
	took  func(inventory.SwitchID) collector.Outcome
	reads map[inventory.SwitchID][]read
	most  int // the most readings under way at once
}

type read struct {
	at     time.Time
	tables int
}

type ending struct {
	at time.Time
	id inventory.SwitchID
	o  collector.Outcome
}

// play runs the queue until the given time.
func (w *world) play(q *collector.Queue, until time.Time) {
	w.reads = make(map[inventory.SwitchID][]read)
	var running []ending
	for now := start; now.Before(until); {
		var next time.Time
		for {
			due, when, ok := q.Next(now)
			if !ok {
				next = when
				break
			}
			o := w.took(due.Switch)
			w.reads[due.Switch] = append(w.reads[due.Switch], read{now, len(due.Tables)})
			running = append(running, ending{now.Add(o.Took), due.Switch, o})
			w.most = max(w.most, len(running))
		}
		soonest := -1
		for i, e := range running {
			if soonest < 0 || e.at.Before(running[soonest].at) {
				soonest = i
			}
		}
		if soonest >= 0 && (next.IsZero() || !running[soonest].at.After(next)) {
			e := running[soonest]
			running = append(running[:soonest], running[soonest+1:]...)
			now = e.at
			q.Done(now, e.id, e.o)
			continue
		}
		if next.IsZero() {
			return
		}
		now = next
	}
}

func healthy(inventory.SwitchID) collector.Outcome {
	return collector.Outcome{Answered: true, Took: 200 * time.Millisecond}
}

func TestEveryGroupKeepsItsOwnPeriod(t *testing.T) {
	q := collector.NewQueue(collector.Options{})
	q.Set(start, targets(50))
	w := &world{took: healthy}
	w.play(q, start.Add(time.Hour))
	for id, rs := range w.reads {
		if n := len(rs); n < 59 || n > 61 {
			t.Errorf("%s was read %d times in an hour, want 60", id, n)
		}
		full := 0
		for _, r := range rs {
			if r.tables == 3 {
				full++
			}
		}
		if full < 12 || full > 13 { // the second time comes early
			t.Errorf("%s had its forwarding table read %d times in an hour, want 12 or 13", id, full)
		}
	}
}

func TestFirstReadingsAreSpread(t *testing.T) {
	q := collector.NewQueue(collector.Options{})
	q.Set(start, targets(600))
	w := &world{took: healthy}
	w.play(q, start.Add(ports))
	perSecond := make(map[int64]int)
	for _, rs := range w.reads {
		perSecond[rs[0].at.Unix()]++
	}
	for second, n := range perSecond {
		if n > 40 {
			t.Errorf("%d of 600 switches are first read within one second (%d)", n, second)
		}
	}
}

func TestDeadLoopingAndSlowSwitchesDelayNoOther(t *testing.T) {
	const n = 400
	dead := func(id inventory.SwitchID) bool { return id < "sw-120" } // 30 %
	w := &world{took: func(id inventory.SwitchID) collector.Outcome {
		switch {
		case dead(id):
			return collector.Outcome{Took: 20 * time.Second}
		case id < "sw-130": // goes round in a circle until its time is over
			return collector.Outcome{Answered: true, Took: time.Minute}
		case id < "sw-160": // ten times slower
			return collector.Outcome{Answered: true, Took: 10 * time.Second}
		}
		return collector.Outcome{Answered: true, Took: time.Second}
	}}
	q := collector.NewQueue(collector.Options{Concurrency: 64, Patience: 16})
	q.Set(start, targets(n))
	w.play(q, start.Add(time.Hour))
	var late, all int
	for id, rs := range w.reads {
		if id < "sw-160" {
			continue
		}
		for i := 1; i < len(rs); i++ {
			all++
			if rs[i].at.Sub(rs[i-1].at) > ports+ports/100 {
				late++
			}
		}
	}
	if all < 59*(n-160) {
		t.Errorf("healthy switches were read %d times, want at least %d", all, 59*(n-160))
	}
	if late > all/100 {
		t.Errorf("%d of %d readings of healthy switches came more than 1 %% late", late, all)
	}
	for id, rs := range w.reads {
		if dead(id) && len(rs) > 20 {
			t.Errorf("%s is dead and was asked %d times in an hour", id, len(rs))
		}
	}
	if w.most > 64+16 {
		t.Errorf("%d readings were under way at once, want at most 80", w.most)
	}
}

func TestARevivedSwitchIsBackAtItsBeat(t *testing.T) {
	down := true
	w := &world{}
	w.took = func(inventory.SwitchID) collector.Outcome {
		if down {
			return collector.Outcome{Took: time.Second}
		}
		return healthy("")
	}
	q := collector.NewQueue(collector.Options{MaxBackOff: 4 * time.Minute})
	q.Set(start, targets(1))
	w.play(q, start.Add(time.Hour))
	gaps := w.reads["sw-000"]
	if last := gaps[len(gaps)-1].at.Sub(gaps[len(gaps)-2].at); last > 4*time.Minute+2*time.Second {
		t.Errorf("a dead switch was left alone for %v, want at most 4m", last)
	}
	down = false
	again := &world{took: w.took}
	again.play(q, start.Add(2*time.Hour))
	rs := again.reads["sw-000"]
	if got := rs[len(rs)-1].at.Sub(rs[len(rs)-2].at); got != ports {
		t.Errorf("a switch that answers again is read every %v, want %v", got, ports)
	}
}

func TestLateReadingsAreNotPiledUp(t *testing.T) {
	w := &world{took: func(inventory.SwitchID) collector.Outcome {
		return collector.Outcome{Answered: true, Took: 150 * time.Second}
	}}
	q := collector.NewQueue(collector.Options{})
	q.Set(start, targets(1))
	w.play(q, start.Add(time.Hour))
	if n := len(w.reads["sw-000"]); n > 21 {
		t.Errorf("a switch that takes 150 s was read %d times in an hour, want at most 21", n)
	}
	if w.most != 1 {
		t.Errorf("%d readings of one switch were under way at once", w.most)
	}
}

// TestRandomLife sets, reads and removes switches at random and holds that no
// switch is ever lost, read twice at once, or read after it was taken out.
func TestRandomLife(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	q := collector.NewQueue(collector.Options{Concurrency: 12, Patience: 2}) // of which one school has 8
	busy := make(map[inventory.SwitchID]bool)
	now, wanted := start, map[inventory.SwitchID]bool{}
	for range 20000 {
		now = now.Add(time.Duration(rng.IntN(5000)) * time.Millisecond)
		switch rng.IntN(10) {
		case 0:
			ts := targets(rng.IntN(20))
			wanted = map[inventory.SwitchID]bool{}
			for _, x := range ts {
				wanted[x.Switch] = true
			}
			q.Set(now, ts)
		case 1, 2, 3, 4:
			if due, _, ok := q.Next(now); ok {
				if busy[due.Switch] || !wanted[due.Switch] {
					t.Fatalf("%s is due, busy %v, wanted %v", due.Switch, busy[due.Switch], wanted[due.Switch])
				}
				busy[due.Switch] = true
			}
		default:
			for id := range busy {
				q.Done(now, id, collector.Outcome{Answered: rng.IntN(3) > 0, Took: time.Duration(rng.IntN(9)) * time.Second})
				delete(busy, id)
				break
			}
		}
		inHand, waiting := q.Waiting()
		if inHand != len(busy) || inHand+waiting < len(wanted) {
			t.Fatalf("%d busy (want %d), %d waiting, %d wanted", inHand, len(busy), waiting, len(wanted))
		}
	}
}
