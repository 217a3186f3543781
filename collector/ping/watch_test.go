package ping

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/inventory"
)

// TestAWatchAsksItsTargets runs ten minutes in virtual time, with targets that
// change meanwhile and one whose answer is never waited for.
func TestAWatchAsksItsTargets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		asked, sunk := map[netip.Addr]int{}, 0
		w := NewWatch()
		w.Echo = func(ctx context.Context, a netip.Addr, at time.Time) inventory.Echo {
			mu.Lock()
			asked[a]++
			mu.Unlock()
			if a == address(3) {
				<-ctx.Done()
			}
			return inventory.Echo{Address: a, At: at, Answered: true}
		}
		w.Sink = func(context.Context, inventory.Echo) error { mu.Lock(); defer mu.Unlock(); sunk++; return nil }
		done := make(chan error)
		go func() { done <- w.Run(ctx) }()
		time.Sleep(time.Hour) // nothing to ask
		w.Set([]Target{{address(1), time.Minute}, {address(3), time.Hour}})
		time.Sleep(10 * time.Minute)
		w.Set([]Target{{address(2), time.Minute}, {address(3), time.Hour}})
		time.Sleep(10 * time.Minute)
		time.Sleep(time.Hour)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("told to end: %v", err)
		}
		if asked[address(1)] != 10 || asked[address(2)] != 70 || asked[address(3)] < 1 {
			t.Errorf("asked %v", asked)
		}
		if sunk != 80 {
			t.Errorf("%d answers were handed on, want 80: not that of the one that never came", sunk)
		}
	})
}

func TestAWatchEndsWithItsSink(t *testing.T) {
	broken := errors.New("broken")
	synctest.Test(t, func(t *testing.T) {
		w := NewWatch()
		w.Echo = func(_ context.Context, a netip.Addr, at time.Time) inventory.Echo {
			return inventory.Echo{Address: a, At: at}
		}
		w.Sink = func(context.Context, inventory.Echo) error { return broken }
		w.Set([]Target{{address(1), time.Minute}})
		if err := w.Run(t.Context()); !errors.Is(err, broken) {
			t.Errorf("Run ends with %v, want %v", err, broken)
		}
	})
}
