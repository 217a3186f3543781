package lists

import (
	"net/netip"
	"slices"
	"strings"

	"rollcall/inventory"
)

// blockFields are the columns of the centre's list of blocked addresses, and of the
// record 封鎖IP對照表 that rollcall makes of it.
func blockFields() []field {
	return []field{
		{"ip", []string{"IP位址", "IP", "封鎖IP", "被封鎖IP", "遭封鎖IP", "受感染IP", "IP address", "IPv4", "位址", "address", "主機IP", "來源IP", "src_ip"}},
		{"at", []string{"封鎖時間", "blocked_at", "封鎖日期時間", "時間", "發生時間", "事件時間", "偵測時間", "發現時間", "timestamp", "datetime", "time"}},
		{"date", []string{"封鎖日期", "日期", "發生日期", "date", "封鎖日"}},
		{"reason", []string{"原因", "封鎖原因", "事由", "事件", "事件類型", "事件說明", "說明", "備註", "攻擊類型", "reason", "description", "note", "event"}},
		{"list_date", []string{"清單日期", "公告日期", "公告日", "list date"}},
		{"source", []string{"來源", "通報來源", "資料來源", "source"}},
		{"drill", []string{"演練", "是否演練", "drill"}},
		schoolField(),
		unreadField("封鎖時MAC", "mac_at_block", "裝置", "device", "交換器", "switch", "埠號", "port", "地點", "room", "目前MAC", "current_mac", "判斷", "verdict",
			"OS版本", "os_version", "處理狀態", "handling", "解鎖時間", "unblocked_at", "處理日期", "handled_on", "狀態", "state"),
	}
}

// blocked reads the rows of the list. Each address is of the school whose X it has.
func (t *table) blocked(o Options) []inventory.BlockEntry {
	seen := twice[string]{}
	return each(t, func(row Row) []inventory.BlockEntry {
		before, e := len(t.report.Refused), t.blockEntry(row, o)
		if len(t.report.Refused) > before {
			return nil
		}
		seen.note(t, e.Key(), row.Number, e.IP.String())
		t.noteOwner(row, e)
		return []inventory.BlockEntry{e}
	})
}

func (t *table) blockEntry(row Row, o Options) inventory.BlockEntry {
	e := inventory.BlockEntry{Reason: t.text(row, "reason"), Source: o.blockSource(), Drill: o.Drill || t.yesNo(row, "drill", false), Row: row.Number}
	if strings.TrimSpace(t.text(row, "source")) != "" {
		e.Source = blockSource(t.text(row, "source"))
	}
	if e.ListDate = t.date(row, "list_date"); e.ListDate == "" {
		e.ListDate = o.listDate(t.Above)
	}
	e.IP = t.address(row)
	w := when{list: e.ListDate, now: o.Now}
	if !t.moment(row, &w) {
		return e
	}
	e.At, e.Exact = w.at, w.exact
	if t.city != nil && e.IP.IsValid() {
		if owner, ok := t.city.Owner(e.IP); ok {
			e.School = owner.Code
		}
	}
	return e
}

// address reads the address of a row, or refuses it.
func (t *table) address(row Row) netip.Addr {
	text := t.text(row, "ip")
	found, _ := addressesIn(text)
	if len(found) != 1 {
		t.report.refuse(RowError{Row: row.Number, Code: CodeAddress, Value: text})
		return netip.Addr{}
	}
	return found[0]
}

// moment reads when an address was blocked: a moment in one cell, or a day in one
// and the time in another; where nothing is written, the list's own date tells. A
// cell that cannot be read, or that has not come yet, refuses the row.
func (t *table) moment(row Row, w *when) bool {
	text := strings.TrimSpace(t.text(row, "date") + " " + t.text(row, "at"))
	if at := t.columns["at"]; len(at) > 0 && t.text(row, "date") == "" && dateSerial.MatchString(row.numbers[at[0]]) {
		text = row.numbers[at[0]]
	}
	code := w.read(text)
	if code != "" {
		t.report.refuse(RowError{Row: row.Number, Code: code, Value: text})
	}
	return code == ""
}

// noteOwner notes an address that is of no school, or of another than the row says.
func (t *table) noteOwner(row Row, e inventory.BlockEntry) {
	switch said := inventory.HalfWidth(t.text(row, "school")); {
	case t.city == nil:
	case e.School == "":
		t.report.note(RowError{Row: row.Number, Code: CodeNobody, Value: e.IP.String()})
	case said != "" && said != string(e.School):
		t.report.note(RowError{Row: row.Number, Code: CodeOtherSchool, Value: e.IP.String(), Hint: string(e.School)})
	}
}

// blockSource is what a list says of where a row comes from: an incident of the
// ministry must be reported within the hour.
func blockSource(text string) string {
	word := headWord(text)
	if slices.ContainsFunc([]string{"教育部", "moe", "通報平台", "通報平臺"}, func(w string) bool { return strings.Contains(word, w) }) {
		return inventory.BlockMOE
	}
	return inventory.BlockWeekly
}

func (o Options) blockSource() string {
	if o.Source == inventory.BlockMOE {
		return inventory.BlockMOE
	}
	return inventory.BlockWeekly
}

// listDate is the day of the list: what the caller says, else what is written above
// the rows, else today.
func (o Options) listDate(above []Row) inventory.Date {
	if o.ListDate != "" {
		return o.ListDate
	}
	for _, row := range above {
		w := when{now: o.Now}
		if day, _, ok := w.day(strings.Join(row.Cells, " ")); ok {
			return inventory.DateOf(day)
		}
	}
	return inventory.DateOf(o.Now)
}
