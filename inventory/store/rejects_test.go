package store

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestRejects(t *testing.T) {
	db := open(t)
	device := inventory.MAC{0, 0, 0x5e, 0, 0x53, 7}
	at := time.Date(2026, 11, 20, 12, 3, 0, 0, time.UTC)
	reject := func(school inventory.SchoolCode, after time.Duration, times int) inventory.AccessReject {
		return inventory.AccessReject{At: at.Add(after), Last: at.Add(after + time.Minute), School: school, MAC: device, SSID: "KL-mobile", AP: "ap",
			NAS: netip.MustParseAddr("10.241.254.5"), Reason: "no", Source: "radius r", Class: inventory.RejectUnlisted, Count: times}
	}
	for _, batch := range [][]inventory.AccessReject{
		{reject("179901", 0, 5), reject("179902", 0, 1), {At: at, MAC: device, Source: "radius r"}},
		{reject("179901", 2*time.Minute, 7)}, // the same slot
		{reject("179901", time.Hour, 1)},
	} {
		if err := db.WriteRejects(t.Context(), at, batch); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(scope inventory.Scope, q RejectQuery) (out []string) {
		t.Helper()
		rows, err := db.Rejects(t.Context(), scope, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, fmt.Sprintf("%s %s-%s %d", r.School, r.At.Format("15:04"), r.Last.Format("15:04"), r.Count))
		}
		return out
	}
	one := []string{"179901 13:03-13:04 1", "179901 12:03-12:06 12"}
	for _, tt := range []struct {
		name  string
		scope inventory.Scope
		q     RejectQuery
		want  []string
	}{
		{"a school", inventory.OnlySchools("179901"), RejectQuery{}, one},
		{"a school of somebody else", inventory.OnlySchools("179902"), RejectQuery{School: "179901"}, nil},
		{"nobody", inventory.Scope{}, RejectQuery{}, nil},
		{"everything, the unknown school's too", inventory.AllSchools(), RejectQuery{MAC: device}, []string{one[0], one[1], "179902 12:03-12:04 1", " 12:03-12:03 1"}},
		{"another device", inventory.AllSchools(), RejectQuery{MAC: inventory.MAC{2}}, nil},
		{"a time", inventory.AllSchools(), RejectQuery{From: at.Add(30 * time.Minute)}, one[:1]},
		{"a time before", inventory.OnlySchools("179901"), RejectQuery{To: at.Add(30 * time.Minute)}, one[1:]},
		{"the newest", inventory.AllSchools(), RejectQuery{Limit: 1}, one[:1]},
	} {
		if got := ask(tt.scope, tt.q); fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	recent, err := db.RecentRejects(t.Context(), at)
	if err != nil || len(recent) != 3 {
		t.Fatalf("recent %+v, %v; want a row for each school", recent, err)
	}
	for _, r := range recent {
		if r.School == "179901" && (r.Count != 13 || r.Class != inventory.RejectUnlisted || r.NAS != netip.MustParseAddr("10.241.254.5")) {
			t.Errorf("recent %+v", r)
		}
	}
	if err := db.Purge(t.Context(), at.AddDate(0, 0, 40), Keep{Bindings: 365 * 24 * time.Hour, Personal: 30 * 24 * time.Hour, Confirmed: true}); err != nil {
		t.Fatal(err)
	}
	if left := ask(inventory.AllSchools(), RejectQuery{}); len(left) > 0 {
		t.Errorf("after the days that personal devices are kept: %q", left)
	}
}

func TestMarks(t *testing.T) {
	db := open(t)
	if value, err := db.Mark(t.Context(), "a"); value != nil || err != nil {
		t.Errorf("of a file that was never read: %q, %v", value, err)
	}
	for _, value := range []string{"one", "two"} {
		if err := db.SetMark(t.Context(), time.Unix(1e9, 0), "a", []byte(value)); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Mark(t.Context(), "a"); string(got) != value || err != nil {
			t.Errorf("the mark is %q, %v; want %q", got, err, value)
		}
	}
}
