package exporter

import (
	"errors"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"rollcall/inventory"
)

func TestWhatWaitsToBeSent(t *testing.T) {
	var n int
	var since time.Time
	var trouble error
	e := New(Options{City: func() *inventory.City { return &inventory.City{} }, Waiting: func() (int, time.Time, error) { return n, since, trouble }})
	waiting := func() map[string]float64 {
		got := map[string]float64{}
		families, err := e.registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			if f.GetName() == "rollcall_notifications_waiting" || f.GetName() == "rollcall_notifications_oldest_waiting_seconds" {
				got[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
			}
		}
		return got
	}
	if got := waiting(); got["rollcall_notifications_waiting"] != 0 || got["rollcall_notifications_oldest_waiting_seconds"] != 0 || len(got) != 2 {
		t.Errorf("nothing waits: %v", got)
	}
	n, since = 3, time.Now().Add(-time.Hour)
	if got := waiting(); got["rollcall_notifications_waiting"] != 3 || got["rollcall_notifications_oldest_waiting_seconds"] < 3600 {
		t.Errorf("three wait for an hour: %v", got)
	}
	if trouble = errors.New("the database is gone"); len(waiting()) != 0 {
		t.Errorf("nobody knows: %v", waiting())
	}
	if problems, err := testutil.GatherAndLint(e.registry); err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v %v", problems, err)
	}
}
