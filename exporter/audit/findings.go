package audit

import (
	"cmp"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A findingRow is one finding with its life.
type findingRow struct {
	s *school
	f inventory.FindingRow
}

func findingForm() form {
	return form{table: Findings, title: "告警紀錄", columns: plainColumns(findingColumns()), rows: filled(findingColumns(), (*school).findingRows)}
}

func findingColumns() []column[findingRow] {
	return []column[findingRow]{
		{Column{"ref", "編號"}, func(r findingRow) any { return wording.Ref(r.f.ID) }},
		{Column{"school", "學校代碼"}, func(r findingRow) any { return string(r.s.School.Code) }},
		{Column{"kind", "種類"}, func(r findingRow) any { return Word{string(r.f.Kind), wording.Kind(wording.ZhTW, r.f.Kind)} }},
		{Column{"severity", "等級"}, func(r findingRow) any {
			return Word{string(r.f.Severity), wording.Severity(wording.ZhTW, r.f.Severity)}
		}},
		{Column{"opened", "發生時間"}, func(r findingRow) any { return r.f.Opened }},
		{Column{"closed", "結案時間"}, func(r findingRow) any { return r.closed() }},
		{Column{"who_acked", "確認者"}, func(r findingRow) any { return r.f.Actor }},
		{Column{"reason", "理由"}, func(r findingRow) any { return r.f.Note }},
		{Column{"state", "狀態"}, func(r findingRow) any { return Word{r.state(), wording.State(wording.ZhTW, r.state())} }},
		{Column{"subject", "對象"}, func(r findingRow) any { return r.f.Subject }},
		{Column{"switch", "交換器"}, func(r findingRow) any { return string(r.f.Switch) }},
		{Column{"port", "埠號"}, func(r findingRow) any { return r.f.Port }},
		{Column{"location", "地點"}, func(r findingRow) any { return r.f.Room }},
		{Column{"description", "說明"}, func(r findingRow) any { return r.what() }},
		{Column{"muted_by", "併入"}, func(r findingRow) any { return r.f.Muted }},
	}
}

func (s *school) findingRows() []findingRow {
	rows := make([]findingRow, 0, len(s.Findings))
	for _, f := range s.Findings {
		rows = append(rows, findingRow{s, f})
	}
	return rows
}

// closed is when the finding ended; a record of a moment past shows what ended
// later as open.
func (r findingRow) closed() time.Time {
	if r.f.Resolved.After(r.s.At) {
		return time.Time{}
	}
	return r.f.Resolved
}

// state is the finding's state at the moment of the record.
func (r findingRow) state() string {
	if r.f.State == inventory.StateResolved && r.closed().IsZero() && !r.f.Resolved.IsZero() {
		return inventory.StateOpen
	}
	return cmp.Or(r.f.State, inventory.StateOpen)
}

// what tells the finding itself, also when it is over.
func (r findingRow) what() string {
	f := r.f
	f.State, f.Resolved = inventory.StateOpen, time.Time{}
	return wording.Finding(wording.ZhTW, f, r.s.School, r.s.At).What
}
