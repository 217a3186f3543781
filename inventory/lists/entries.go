package lists

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// Whitelist reads the copy of the smart network management's whitelist. A row
// without a KL-mobile column may join KL-mobile: that is what the list is for.
// School is for rows that name none; empty: every row must.
func Whitelist(r io.Reader, school inventory.SchoolCode) ([]inventory.ListEntry, Report) {
	return entries(r, school, true)
}

// Master reads a school's 校內設備MAC總表.
func Master(r io.Reader, school inventory.SchoolCode) ([]inventory.ListEntry, Report) {
	return entries(r, school, false)
}

func macField() field {
	return field{"mac", []string{"MAC位址", "MAC", "MAC address", "網卡位址", "網路卡卡號", "實體位址", "Wi-Fi位址", "Wi-Fi MAC", "無線MAC",
		"Wi-Fi MAC address", "WLAN MAC", "裝置MAC", "設備MAC", "mac_addr", "hwaddr"}}
}

func schoolField() field {
	return field{"school", []string{"學校代碼", "school_code", "學校代號", "學校代碼六碼"}}
}

// entryFields are the columns of domain tables and what else people call them.
func entryFields() []field {
	return []field{
		schoolField(), macField(),
		{"name", []string{"裝置名稱", "device_name", "設備名稱", "名稱", "電腦名稱", "device", "hostname", "主機名稱"}},
		{"class", []string{"裝置類別", "device_class", "設備類別", "類別", "種類", "type"}},
		{"platform", []string{"作業系統/平台", "作業系統", "平台", "os", "operating system"}},
		{"asset_no", []string{"財產編號", "財編", "asset", "asset tag", "asset number"}},
		{"serial", []string{"載具序號", "序號", "設備序號", "serial number", "serial no", "sn"}},
		{"custodian", []string{"保管人/班級", "使用單位/保管人", "保管單位/人", "保管人", "使用人", "班級", "使用單位", "user", "owner"}},
		{"room", []string{"地點", "放置地點", "教室", "位置", "location", "place"}},
		{"kl_mobile", []string{"允許KL-mobile", "kl_mobile_allowed", "KL-mobile"}},
		{"mdm", []string{"MDM納管", "mdm_enrolled", "納管"}},
		{"listed_at", []string{"登錄日期", "登錄日", "日期", "建立日期", "date", "created"}},
		{"note", []string{"備註", "說明", "notes", "remark", "comment"}},
		{"change", []string{"異動"}},
	}
}

func entries(r io.Reader, school inventory.SchoolCode, klMobile bool) ([]inventory.ListEntry, Report) {
	var rep Report
	fields := entryFields()
	s := readSheet(r, fields, []field{macField()}, &rep)
	reader := entryReader{sheet: s, school: school, report: &rep, klMobile: klMobile, seen: map[entryKey]int{}}
	var list []inventory.ListEntry
	for _, row := range s.rows {
		if e, ok := reader.entry(row); ok {
			list = append(list, e)
		}
	}
	if reader.seenOnly > 0 {
		rep.note(RowError{Code: CodeSeenOnly, Value: strconv.Itoa(reader.seenOnly)})
	}
	rep.Rows = len(list)
	return list, rep
}

type entryKey struct {
	school inventory.SchoolCode
	mac    inventory.MAC
}

type entryReader struct {
	sheet
	school   inventory.SchoolCode
	report   *Report
	klMobile bool // what a row without a KL-mobile column means
	seen     map[entryKey]int
	seenOnly int // rows that an export marks as seen, not listed
}

func (r *entryReader) entry(row sheetRow) (inventory.ListEntry, bool) {
	if isNew(r.text(row, "change")) {
		r.seenOnly++
		return inventory.ListEntry{}, false
	}
	before := len(r.report.Refused)
	e := inventory.ListEntry{
		School: r.schoolOf(row, r.school, r.report), MAC: r.mac(row),
		Name: r.text(row, "name"), Class: ClassOf(r.text(row, "class")), Platform: r.text(row, "platform"),
		AssetNo: r.text(row, "asset_no"), Serial: r.text(row, "serial"), Custodian: r.text(row, "custodian"),
		Room: r.text(row, "room"), KLMobile: r.yesNo(row, "kl_mobile", r.klMobile), MDM: r.text(row, "mdm"),
		ListedAt: r.text(row, "listed_at"), Note: r.text(row, "note"), Row: row.number,
	}
	r.tooLong(row, r.report)
	if len(r.report.Refused) > before {
		return e, false
	}
	r.noteEntry(e)
	return e, true
}

func (r *entryReader) noteEntry(e inventory.ListEntry) {
	key := entryKey{e.School, e.MAC}
	if first, ok := r.seen[key]; ok {
		r.report.note(RowError{Row: e.Row, Code: CodeDuplicate, Value: e.MAC.String(), Other: first})
	} else {
		r.seen[key] = e.Row
	}
	if e.MAC.IsLocal() {
		r.report.note(RowError{Row: e.Row, Code: CodeRandom, Value: e.MAC.String()})
	}
}

// mac reads the MAC of a row, or refuses the row.
func (r *entryReader) mac(row sheetRow) inventory.MAC {
	text := r.text(row, "mac")
	if text == "" {
		r.report.refuse(RowError{Row: row.number, Code: CodeNoMAC})
		return inventory.MAC{}
	}
	m, err := inventory.ParseMAC(text)
	switch {
	case errors.Is(err, inventory.ErrMACDigit):
		r.report.refuse(RowError{Row: row.number, Code: CodeMACDigit, Value: text, Hint: notHex(text)})
	case err != nil:
		r.report.refuse(RowError{Row: row.number, Code: CodeMACLength, Value: text, Hint: strconv.Itoa(hexDigits(text))})
	case m.IsGroup() || m.IsZero():
		r.report.refuse(RowError{Row: row.number, Code: CodeMACGroup, Value: text})
	}
	return m
}

// notHex lists the letters and digits of a text that no MAC has.
func notHex(text string) string {
	var bad []string
	for _, r := range text {
		s := string(r)
		if _, err := inventory.ParseMAC(s); errors.Is(err, inventory.ErrMACDigit) && !slices.Contains(bad, s) {
			bad = append(bad, s)
		}
	}
	return strings.Join(bad, " ")
}

func hexDigits(text string) int {
	n := 0
	for _, r := range text {
		if _, err := inventory.ParseMAC(strings.Repeat(string(r), 12)); err == nil {
			n++
		}
	}
	return n
}

// text returns the cell of a field; empty where there is none.
func (s sheet) text(row sheetRow, key string) string {
	i, ok := s.columns[key]
	if !ok || i >= len(row.cells) {
		return ""
	}
	return row.cells[i]
}

func (s sheet) schoolOf(row sheetRow, fallback inventory.SchoolCode, rep *Report) inventory.SchoolCode {
	code := s.text(row, "school")
	switch {
	case code == "" && fallback == "":
		rep.refuse(RowError{Row: row.number, Code: CodeNoSchool})
	case code == "":
		return fallback
	case len(code) != 6 || strings.Trim(code, "0123456789") != "":
		rep.refuse(RowError{Row: row.number, Code: CodeSchool, Value: code})
	}
	return inventory.SchoolCode(code)
}

func (s sheet) tooLong(row sheetRow, rep *Report) {
	for _, key := range slices.Sorted(maps.Keys(s.columns)) {
		if len([]rune(s.text(row, key))) > cellLimit {
			rep.refuse(RowError{Row: row.number, Code: CodeTooLong, Value: key, Hint: strconv.Itoa(cellLimit)})
		}
	}
}

func (r *entryReader) yesNo(row sheetRow, key string, fallback bool) bool {
	text := r.text(row, key)
	if text == "" {
		_, ok := r.columns[key]
		return fallback && !ok
	}
	yes, ok := yesNo(text)
	if !ok {
		r.report.refuse(RowError{Row: row.number, Code: CodeYesNo, Value: text})
	}
	return yes
}

func yesNo(text string) (yes, ok bool) {
	switch headWord(text) {
	case "是", "有", "允許", "可", "y", "yes", "true", "1", "v", "o", "✓", "✔", "ok":
		return true, true
	case "否", "無", "不允許", "不可", "n", "no", "false", "0", "x", "✗", "✘", "":
		return false, true
	}
	return false, false
}

// isNew says whether an export marked the row as seen on the network only.
func isNew(change string) bool { return change == "新增" || strings.EqualFold(change, "new") }
