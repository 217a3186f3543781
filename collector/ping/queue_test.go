package ping

import (
	"net/netip"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func address(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{192, 0, byte(2 + n/250), byte(1 + n%250)})
}

// play lets time pass and returns when each address was asked.
func play(q *Queue, from time.Time, length time.Duration) (asked map[netip.Addr][]time.Time, all []time.Time) {
	asked = map[netip.Addr][]time.Time{}
	for at := from; at.Before(from.Add(length)); {
		a, next, ok := q.Next(at)
		switch {
		case ok:
			asked[a], all = append(asked[a], at), append(all, at)
		case next.IsZero():
			return asked, all
		default:
			at = next
		}
	}
	return asked, all
}

// TestTargetsAreAskedSpreadOut asks 300 gateways and 600 devices for ten minutes: each
// once in its period, and no second has more than twice its share.
func TestTargetsAreAskedSpreadOut(t *testing.T) {
	q := &Queue{Gap: 20 * time.Millisecond}
	var targets []Target
	for n := range 900 {
		every := 30 * time.Second
		if n >= 300 {
			every = 5 * time.Minute
		}
		targets = append(targets, Target{address(n), every})
	}
	q.Set(start, targets)
	asked, all := play(q, start, 10*time.Minute)
	for n, target := range targets {
		times := asked[target.Address]
		if want := int(10 * time.Minute / target.Every); len(times) < want-1 || len(times) > want+1 {
			t.Errorf("target %d was asked %d times in ten minutes, want %d", n, len(times), want)
		}
		for i := 1; i < len(times); i++ {
			if gap := times[i].Sub(times[i-1]); (gap - target.Every).Abs() > time.Second {
				t.Fatalf("target %d was asked again after %v, want %v", n, gap, target.Every)
			}
		}
	}
	perSecond := map[int64]int{}
	for i, at := range all {
		perSecond[at.Unix()]++
		if i > 0 && at.Sub(all[i-1]) < q.Gap {
			t.Fatalf("two requests %v apart", at.Sub(all[i-1]))
		}
	}
	for second, n := range perSecond {
		if n > 30 { // 12 on average
			t.Errorf("%d requests in second %d", n, second-start.Unix())
		}
	}
}

func TestTargetsKeepTheirPlace(t *testing.T) {
	q := &Queue{}
	q.Set(start, []Target{{address(1), time.Minute}, {address(2), time.Minute}})
	first, _ := play(q, start, time.Minute)
	q.Set(start.Add(time.Minute), []Target{{address(1), time.Minute}, {address(3), time.Minute}, {address(1), time.Hour}})
	second, _ := play(q, start.Add(time.Minute), time.Minute)
	if got := second[address(1)]; len(got) != 1 || got[0].Sub(first[address(1)][0]) != time.Minute {
		t.Errorf("a target that stayed was asked at %v, then at %v", first[address(1)], got)
	}
	if len(second[address(2)]) != 0 || len(second[address(3)]) != 1 {
		t.Errorf("one that is none any more: %v; a new one: %v", second[address(2)], second[address(3)])
	}
}

// TestWhatWasMissedIsNotMadeUpFor: a process that was paused asks each once.
func TestWhatWasMissedIsNotMadeUpFor(t *testing.T) {
	q := &Queue{}
	q.Set(start, []Target{{address(1), time.Second}, {address(2), time.Second}})
	asked, _ := play(q, start.Add(time.Hour), 900*time.Millisecond)
	for n := 1; n <= 2; n++ {
		if got := len(asked[address(n)]); got < 1 || got > 2 {
			t.Errorf("after an hour's pause target %d is asked %d times at once", n, got)
		}
	}
	if _, next, ok := (&Queue{}).Next(start); ok || !next.IsZero() {
		t.Error("without targets something is due")
	}
}
