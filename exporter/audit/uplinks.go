package audit

import (
	"fmt"
	"math"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A circuitRow is one direction of one circuit.
type circuitRow struct {
	s *school
	u inventory.CircuitUse
}

func circuitForm() form {
	return form{table: Uplinks, title: "線路使用報表", columns: plainColumns(circuitColumns()),
		rows:   filled(circuitColumns(), (*school).circuitRows),
		notes:  (*school).circuitNotes,
		limits: []string{"線路使用量由埠的計數器推算，每 5 分鐘一個樣本，只計上課時段；未讀取的時段不計"}}
}

func circuitColumns() []column[circuitRow] {
	measured := func(value func(inventory.CircuitUse) any) func(circuitRow) any {
		return func(r circuitRow) any {
			if r.u.Samples == 0 {
				return nil
			}
			return value(r.u)
		}
	}
	return []column[circuitRow]{
		{Column{"school", "學校代碼"}, func(r circuitRow) any { return string(r.s.School.Code) }},
		{Column{"school_name", "學校名稱"}, func(r circuitRow) any { return r.s.School.Name }},
		{Column{"circuit_name", "線路"}, func(r circuitRow) any { return r.u.Name }},
		{Column{"direction", "方向"}, func(r circuitRow) any {
			return Word{r.u.Direction, wording.Name(wording.ZhTW, "direction", r.u.Direction)}
		}},
		{Column{"circuit", "電路(Mb/s)"}, func(r circuitRow) any { return tenth(r.u.Mbps) }},
		{Column{"p95", "95百分位(Mb/s)"}, measured(func(u inventory.CircuitUse) any { return tenth(u.P95Mbps) })},
		{Column{"p95_percent", "95百分位(%)"}, measured(func(u inventory.CircuitUse) any { return int(math.Round(100 * u.Ratio())) })},
		{Column{"hours_over_80", "超過門檻時數"}, measured(func(u inventory.CircuitUse) any { return tenth(hoursOver(u)) })},
		{Column{"share_over", "超過門檻時段(%)"}, measured(func(u inventory.CircuitUse) any { return int(math.Round(100 * u.Over)) })},
		{Column{"days", "量測上課日數"}, func(r circuitRow) any { return r.u.Days }},
		{Column{"upgrade", "建議升速"}, func(r circuitRow) any { return r.s.upgrade(r.u) }},
		{Column{"switch", "交換器"}, func(r circuitRow) any { return string(r.u.Switch) }},
		{Column{"port", "埠號"}, func(r circuitRow) any { return r.u.Port }},
	}
}

// tenth writes a measurement with one decimal.
func tenth(x float64) string { return fmt.Sprintf("%.1f", x) }

// hoursOver is how many of the measured hours were at or over the threshold.
func hoursOver(u inventory.CircuitUse) float64 {
	return u.Over * float64(u.Samples) * (5 * time.Minute).Hours()
}

// upgrade says whether a circuit is on the list for more speed; nil: too few days are
// measured to tell.
func (s *school) upgrade(u inventory.CircuitUse) any {
	limits := s.Thresholds.Windows.Filled()
	if 4*u.Days < 3*limits.UplinkDays {
		return nil
	}
	return u.Over >= limits.UplinkShare
}

func (s *school) circuitRows() []circuitRow {
	var rows []circuitRow
	for _, u := range s.Source.Circuits {
		rows = append(rows, circuitRow{s, u})
	}
	return rows
}

// circuitNotes names the circuits that nothing measures, and what the threshold is.
func (s *school) circuitNotes() []string {
	notes := []string{fmt.Sprintf("門檻為電路速率的 %g%%", s.Thresholds.Windows.Filled().UplinkPercent)}
	for _, u := range s.Source.Circuits {
		if u.Samples > 0 {
			continue
		}
		why := "這段期間沒有量測資料"
		if u.Switch == "" {
			why = "不知道接在哪個埠，未測量；請在設定檔的 circuit 寫上 switch 與 port"
		}
		notes = append(notes, fmt.Sprintf("%s %s線路（%s）：%s", s.School.Name, u.Name, wording.Name(wording.ZhTW, "direction", u.Direction), why))
	}
	return notes
}
