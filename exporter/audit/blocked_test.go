package audit

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestBlockedRecord holds the columns of 封鎖IP對照表, what they say of a device, of
// a router, and where nothing is known, and that every format can be written.
func TestBlockedRecord(t *testing.T) {
	at := time.Date(2026, 11, 17, 1, 32, 0, 0, time.UTC)
	row := inventory.BlockedIP{School: "179901", IP: netip.MustParseAddr("10.241.10.5"), BlockedAt: at, ListDate: "2026-11-18", Listed: at, Source: inventory.BlockWeekly,
		State: inventory.BlockRestored, OSVersion: "Windows 11", Handling: "重灌", HandledOn: "2026-11-19", Reason: "=scan",
		Then: inventory.Holder{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}, Name: "教務處桌機", Switch: "hy-3f", Port: "1/5", Room: "教務處", Verdict: inventory.HeldThen},
		Now:  inventory.Holder{Verdict: inventory.HeldSame}}
	router, nobody := row, row
	router.NAT, router.Then.Brand, router.Now = true, "NETGEAR", inventory.Holder{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 2}, Verdict: inventory.HeldOther}
	router.More = []inventory.Holder{{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 3}}}
	nobody.Then, nobody.Now, nobody.Exact = inventory.Holder{Verdict: inventory.HeldUnseen}, inventory.Holder{Verdict: inventory.HeldNobody}, inventory.BlockDay
	src := Source{Snapshot: &inventory.Snapshot{School: inventory.School{Code: "179901", Name: "海燕國小"}}, Blocked: []inventory.BlockedIP{row, router, nobody}}
	d, err := Build(Blocked, About{By: "test", At: at}, []Source{src})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, c := range d.Columns {
		keys = append(keys, c.Key)
	}
	const columns = "list_date ip blocked_at mac_at_block device switch port room current_mac verdict os_version handling unblocked_at"
	if !strings.HasPrefix(strings.Join(keys, " "), columns) {
		t.Errorf("columns %q, want them to begin with %q", keys, columns)
	}
	var out bytes.Buffer
	if err := d.Write(&out, CSV); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2026-11-18,10.241.10.5,2026-11-17T09:32:00+08:00,00:00:5e:00:53:01,教務處桌機,hy-3f,1/5,教務處,00:00:5e:00:53:01,封鎖當下就是這台裝置,Windows 11,重灌,,2026-11-19,還原,每週清單,否,'=scan,179901",
		"\"00:00:5e:00:53:01, 00:00:5e:00:53:03\",教務處桌機,hy-3f,1/5,教務處,00:00:5e:00:53:02,封鎖當下就是這台裝置；是無線分享器（NETGEAR）",
		"2026-11-18,10.241.10.5,2026-11-17,,,,,,,未觀測：當時沒有讀取這個網段,",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the record lacks\n%s\nit is\n%s", want, out.String())
		}
	}
	for _, f := range Blocked.Formats() {
		if err := d.Write(&out, f); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestBlockedWithinAWindow(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	rows := []inventory.BlockedIP{{ID: 1, Listed: day(1), LiftedAt: day(3)}, {ID: 2, Listed: day(1)}, {ID: 3, Listed: day(9)}, {ID: 4, Listed: day(1), LiftedAt: day(6)}}
	var ids []int64
	for _, b := range BlockedOn(rows, day(5), day(8)) {
		ids = append(ids, b.ID)
	}
	if len(ids) != 2 || ids[0] != 2 || ids[1] != 4 {
		t.Errorf("within the window: %v, want 2 and 4", ids)
	}
}
