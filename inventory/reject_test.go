package inventory_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

var rejectedAt = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func rejectOf(n int, after time.Duration) inventory.AccessReject {
	return inventory.AccessReject{At: rejectedAt.Add(after), School: "179901", MAC: inventory.MAC{0, 0, 0x5e, 0, byte(n >> 8), byte(n)},
		SSID: "KL-mobile", AP: "ap", Source: "radius r", Class: inventory.RejectUnlisted}
}

// TestBursts: a tablet that tries again every second for an hour is six rows of six
// hundred, and one of what is held.
func TestBursts(t *testing.T) {
	var book inventory.RejectBook
	total := map[int64]int{}
	for second := range 3600 {
		rows, more := book.Gather([]inventory.AccessReject{rejectOf(1, time.Duration(second)*time.Second)})
		if len(rows) != 1 || len(more) != 0 {
			t.Fatalf("second %d: %+v, %v", second, rows, more)
		}
		total[rows[0].At.Unix()/600] += rows[0].Count
		book.Add(rows)
	}
	if len(total) != 6 {
		t.Errorf("%d rows: %v", len(total), total)
	}
	held := book.Of("179901", rejectedAt.Add(time.Hour))
	if len(held) != 1 || held[0].Count != 3600 || !held[0].At.Equal(rejectedAt) || !held[0].Last.Equal(rejectedAt.Add(3599*time.Second)) {
		t.Errorf("held %+v", held)
	}
	if late := book.Of("179901", rejectedAt.AddDate(0, 0, 8)); len(late) != 0 {
		t.Errorf("eight days later: %+v", late)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	var book inventory.RejectBook
	account, nobody, group := rejectOf(1, 0), rejectOf(2, 0), rejectOf(3, 0)
	account.Account, nobody.MAC, group.MAC = true, inventory.MAC{}, inventory.MAC{1}
	if rows, more := book.Gather([]inventory.AccessReject{account, nobody, group}); len(rows) != 0 || len(more) != 0 {
		t.Errorf("kept %+v, %v", rows, more)
	}
}

// TestMACsThatSomebodyMakesUp: of a flood of MACs so many are kept in ten minutes, and
// so many are held at all; those that are known go on to be.
func TestMACsThatSomebodyMakesUp(t *testing.T) {
	var book inventory.RejectBook
	var flood []inventory.AccessReject
	for n := range 5000 {
		flood = append(flood, rejectOf(n, 0))
	}
	rows, more := book.Gather(flood)
	if len(rows) != 500 || more["179901"] != 4500 {
		t.Errorf("%d rows, %v more", len(rows), more)
	}
	if rows, _ := book.Gather(flood[:10]); len(rows) != 10 {
		t.Errorf("of ten that are known %d are kept", len(rows))
	}
	for slot := range 20 {
		rows, _ := book.Gather([]inventory.AccessReject{rejectOf(slot, time.Duration(slot)*time.Hour)})
		book.Add(rows)
		for n := range 500 {
			book.Add([]inventory.AccessReject{rejectOf(1000+500*slot+n, time.Duration(slot)*time.Hour)})
		}
	}
	if held := len(book.Of("179901", rejectedAt.Add(20*time.Hour))); held > 2000 || held < 1800 {
		t.Errorf("%d are held", held)
	}
}

func TestClassOfReject(t *testing.T) {
	for reason, want := range map[string]inventory.RejectClass{
		"": "unlisted", "Auth-Type Reject": "unlisted", "not in the list": "unlisted", "MAC filter": "unlisted", "不在白名單": "unlisted",
		"AAA Server Down": "server", "Client excluded": "blocked", "帳號已停用": "blocked", "Unspecified": "other",
	} {
		if got := inventory.ClassOfReject(reason); got != want {
			t.Errorf("%q is %s, want %s", reason, got, want)
		}
	}
}
