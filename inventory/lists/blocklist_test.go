package lists

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// blockNow is a Wednesday.
var blockNow = time.Date(2026, 11, 18, 10, 0, 0, 0, taipei)

func blockCity() *inventory.City {
	return &inventory.City{Plan: inventory.Plan{Zones: []inventory.Zone{{ID: "admin", Expr: "10.X.10.1-239"}, {ID: "teaching", Expr: "10.X.30.254/24"}}},
		Schools: []inventory.School{{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}}, {Code: "179902", Name: "晴嵐國小", Vars: map[string]int{"X": 242}}}}
}

// told writes entries as one line each.
func told(rows []inventory.BlockEntry) string {
	var lines []string
	for _, e := range rows {
		when := e.At.In(taipei).Format("2006-01-02 15:04:05")
		if e.Exact != "" {
			when = e.At.In(taipei).Format("2006-01-02") + " " + string(e.Exact)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", e.School, e.IP, when, e.Source, e.Reason)))
	}
	return strings.Join(lines, "\n")
}

func readBlocked(text string, o Options) ([]inventory.BlockEntry, Report) {
	o.City, o.Now = blockCity(), blockNow
	rows, rep := ReadFile(KindBlocklist, strings.NewReader(text), o)
	return rows.Blocked, rep
}

func TestBlocklistAsPeoplePasteIt(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an address a line", "10.241.10.5\n10.242.30.9\n", "179901 10.241.10.5 2026-11-18 week weekly\n179902 10.242.30.9 2026-11-18 week weekly"},
		{"disarmed", "hxxp://10[.]241[.]10[.]5\n10[.]241.10.6 ", "179901 10.241.10.5 2026-11-18 week weekly\n179901 10.241.10.6 2026-11-18 week weekly"},
		{"full-width digits and points", "１０．２４１．１０．５　１１５／１１／１７　０９：３２", "179901 10.241.10.5 2026-11-17 09:32:00 weekly"},
		{"Chinese full stops", "10。241。10。5", "179901 10.241.10.5 2026-11-18 week weekly"},
		{"a mail", "各校資訊組長您好：\n本週封鎖清單如下（115年11月17日）\n\n1. 10.241.10.5　115/11/16 09:32　殭屍電腦連線\n2. 10.241.30.8　115/11/16 下午 2:05　掃描 445 埠\n\n請於下週三前處理，謝謝。",
			"179901 10.241.10.5 2026-11-16 09:32:00 weekly 殭屍電腦連線\n179901 10.241.30.8 2026-11-16 14:05:00 weekly 掃描 445 埠"},
		{"moments before addresses", "2026-11-16 09:32:10 10.241.10.5 botnet\n2026/11/16 10.241.10.6", "179901 10.241.10.5 2026-11-16 09:32:10 weekly botnet\n179901 10.241.10.6 2026-11-16 day weekly"},
		{"no year", "10.241.10.5 11/16 09:32\n10.241.10.6 12/31", "179901 10.241.10.5 2026-11-16 09:32:00 weekly\n179901 10.241.10.6 2025-12-31 day weekly"},
		{"digits only", "10.241.10.5 1151116 9時32分", "179901 10.241.10.5 2026-11-16 09:32:00 weekly"},
		{"a zone of its own", "10.241.10.5 2026-11-16T01:32:00Z", "179901 10.241.10.5 2026-11-16 09:32:00 weekly"},
		{"a weekday", "10.241.10.5 115/11/16（一） 09:32", "179901 10.241.10.5 2026-11-16 09:32:00 weekly"},
		{"ports and /32", "10.241.10.5:51234\n10.241.10.6/32", "179901 10.241.10.5 2026-11-18 week weekly\n179901 10.241.10.6 2026-11-18 week weekly"},
		{"two in a line", "10.241.10.5、10.241.10.6", "179901 10.241.10.5 2026-11-18 week weekly\n179901 10.241.10.6 2026-11-18 week weekly"},
		{"IPv6", "2001:db8::5 115/11/16 09:32", "2001:db8::5 2026-11-16 09:32:00 weekly"},
		{"nobody's", "203.0.113.7", "203.0.113.7 2026-11-18 week weekly"},
		{"a table", "編號,被封鎖IP,封鎖日期,封鎖時間,事件類型,來源\n1,10.241.10.5,115/11/16,09:32,殭屍電腦,教育部\n2,10.242.10.6,115/11/16,,掃描,教網中心",
			"179901 10.241.10.5 2026-11-16 09:32:00 moe 殭屍電腦\n179902 10.242.10.6 2026-11-16 day weekly 掃描"},
		{"a table from a spreadsheet's clipboard", "IP\t時間\n10.241.10.5\t2026/11/16 上午 09:32\n", "179901 10.241.10.5 2026-11-16 09:32:00 weekly"},
		{"days since 1900", "IP,時間\n10.241.10.5,46342.5\n", "179901 10.241.10.5 2026-11-16 12:00:00 weekly"},
		{"our own record", "清單日期,IP位址,封鎖時間,封鎖時MAC,裝置\n2026-11-17,10.241.10.5,2026-11-16T09:32:00+08:00,00:00:5e:00:53:01,教務處\n", "179901 10.241.10.5 2026-11-16 09:32:00 weekly"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, rep := readBlocked(tt.text, Options{})
			if got := told(rows); got != tt.want || len(rep.Refused) > 0 {
				t.Errorf("got\n%s\nwant\n%s\nrefused %v", got, tt.want, rep.Refused)
			}
		})
	}
}

func TestBlocklistRefusesWhatItCannotRead(t *testing.T) {
	for _, tt := range []struct {
		name, text, code string
		row              int
	}{
		{"no octet", "10.241.10.5\n10.241.10.300\n", CodeAddress, 2},
		{"three octets", "10.241.10.5\n\n10.241.10\n", CodeAddress, 3},
		{"a range", "10.241.10.5-9", CodeAddress, 1},
		{"a network", "10.241.10.0/24", CodeAddress, 1},
		{"commas for points", "10,241,10,5", CodeAddress, 1},
		{"a moment to come", "10.241.10.5 115/12/16 09:32", CodeFuture, 1},
		{"no day", "IP,封鎖時間\n10.241.10.5,上週\n", CodeDate, 2},
		{"no hour", "IP,封鎖時間\n10.241.10.5,115/11/16 25:00\n", CodeDate, 2},
		{"empty cell", "IP,封鎖時間\n,115/11/16\n", CodeAddress, 2},
		{"loopback", "IP\n127.0.0.1\n", CodeAddress, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, rep := readBlocked(tt.text, Options{})
			if len(rep.Refused) != 1 || rep.Refused[0].Code != tt.code || rep.Refused[0].Row != tt.row {
				t.Errorf("refused %+v, want %s of row %d", rep.Refused, tt.code, tt.row)
			}
		})
	}
}

func TestBlocklistNotes(t *testing.T) {
	rows, rep := readBlocked("本週清單 115/11/16\n10.241.10.5\n10.241.10.5\n203.0.113.7\n", Options{Source: inventory.BlockMOE, Drill: true})
	want := "1 no_address_in, 3 duplicate 10.241.10.5, 4 nobody 203.0.113.7"
	var got []string
	for _, n := range rep.Notes {
		if n.Row == 0 {
			got = append(got, n.Value+" "+n.Code)
			continue
		}
		got = append(got, fmt.Sprintf("%d %s %s", n.Row, n.Code, n.Value))
	}
	if strings.Join(got, ", ") != want || len(rows) != 3 {
		t.Errorf("notes %q of %d rows, want %q", strings.Join(got, ", "), len(rows), want)
	}
	for _, e := range rows {
		if e.ListDate != "2026-11-16" || e.Source != inventory.BlockMOE || !e.Drill {
			t.Errorf("entry %+v", e)
		}
	}
	_, rep = readBlocked("學校代碼,IP\n179902,10.241.10.5\n", Options{})
	if len(rep.Notes) != 1 || rep.Notes[0].Code != CodeOtherSchool || rep.Notes[0].Hint != "179901" {
		t.Errorf("an address of another school: %+v", rep.Notes)
	}
	if _, rep = readBlocked("本週沒有封鎖的位址，謝謝。\n", Options{}); !rep.Empty() {
		t.Errorf("a list of nothing: %+v", rep)
	}
}

// FuzzBlocklist holds that whatever is pasted is read without a panic, and that
// every entry is of an address that a device can hold, in a moment that has come.
func FuzzBlocklist(f *testing.F) {
	for _, text := range []string{"10[.]241.10.5 115/11/16 09:32 x", "IP,時間\n10.241.10.5,46342.5\n", "1. 2001:db8::5 11/16 下午 2:05", "10.241.10.5-9", "１０．２４１．１０．５",
		"99999999999.1.1.1 13/45 99:99", "民國0年0月0日 10.1.1.1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, rep := readBlocked(text, Options{})
		if len(rep.Refused) > 0 {
			return
		}
		for _, e := range rows {
			if !e.IP.IsValid() || e.IP == (netip.Addr{}) || !usable(e.IP) || e.At.After(blockNow.Add(time.Hour)) || e.At.IsZero() || !e.ListDate.Valid() {
				t.Errorf("%q gives %+v", text, e)
			}
		}
	})
}
