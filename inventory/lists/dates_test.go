package lists

import (
	"strings"
	"testing"

	"rollcall/inventory"
)

func TestDatesAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]inventory.Date{
		"2026-11-21": "2026-11-21", "2026/11/21": "2026-11-21", "2026/1/2": "2026-01-02", "2026.11.21": "2026-11-21", "20261121": "2026-11-21",
		"2026年11月21日": "2026-11-21", "115/11/21": "2026-11-21", "115.11.21": "2026-11-21", "115-1-2": "2026-01-02", "1151121": "2026-11-21",
		"民國115年11月21日": "2026-11-21", "115年11月21日": "2026-11-21", "民國 99 年 1 月 2 日": "2010-01-02", "99/1/2": "2010-01-02",
		"１１５／１１／２１": "2026-11-21", "115/11/21 上午 10:00": "2026-11-21", "2026-11-21T10:00:00+08:00": "2026-11-21", "2026/11/21 14:05:00": "2026-11-21",
		"46347": "2026-11-21", "46347.5": "2026-11-21", "11/21/2026": "2026-11-21", "11/21/2026 3:04 PM": "2026-11-21", "5/5/2026": "2026-05-05",
		"115/2/29": "", "113/2/29": "2024-02-29", "2026-13-01": "", "115/11": "", "開學": "", "": "", "115": "", "26/11/21": "", "1/2/2026": "", "05/06/2026": "",
		"12": "", "1899-01-01": "", "115年11月": "", "990101": "2010-01-01", "0/0/0": "",
	} {
		got, ok := dateOf(text)
		if got != want || ok != (want != "") {
			t.Errorf("dateOf(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}

func TestWhatIsNoDayRefusesARowOnlyWhereItCounts(t *testing.T) {
	got, rep := Master(strings.NewReader("mac,登錄日期,起始日期,到期日,登錄人\n00:00:5e:00:53:01,開學,115/9/1,1160131,王老師\n00:00:5e:00:53:02,,開學,\n00:00:5e:00:53:03,,116/1/1,115/1/1\n"), school)
	if len(got) != 1 || got[0].ListedAt != "開學" || got[0].From != "2026-09-01" || got[0].Until != "2027-01-31" || got[0].By != "王老師" {
		t.Errorf("rows %+v", got)
	}
	want := "refused row 3: 開學 is no day that can be told; write 115/11/21 or 2026-11-21\nrefused row 4: the last day 2026-01-01 is before the first, 2027-01-01"
	if said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"115/11/21", "民國115年11月21日", "46347.5", "11/21/2026", "2026-11-21T10:00:00Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		day, ok := dateOf(s)
		if again, _ := dateOf(string(day)); ok && (again != day || !day.Valid()) {
			t.Errorf("dateOf(%q) = %q, read again %q", s, day, again)
		}
	})
}
