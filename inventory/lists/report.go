package lists

import (
	"fmt"
	"strconv"
)

// A Report says what became of a file's rows.
type Report struct {
	Refused  []RowError // rows that cannot be used; the caller refuses the file if there are any
	Notes    []RowError // what is worth knowing: duplicates, columns and rows left out
	Encoding string     // how the bytes were read: UTF-8, UTF-16 or Big5
	Rows     int        // usable rows
}

// Empty says whether the file brought nothing at all: it changes no list.
func (r Report) Empty() bool { return r.Rows == 0 && len(r.Refused) == 0 }

// A RowError is what is wrong with, or to be said of, one row.
type RowError struct {
	Row   int    // the row in the spreadsheet, head = 1; 0: the file as a whole
	Code  string // one of the Code… constants
	Value string // what the row says
	Other int    // the other row, for a duplicate
	Hint  string // what would be right
}

// The codes of a RowError. The first group refuses a row, the second is a note.
const (
	CodeNoColumn  = "no_column"  // the file has no column that must be there
	CodeNoMAC     = "no_mac"     // the cell for the MAC is empty
	CodeMACDigit  = "mac_digit"  // a character that is no hex digit
	CodeMACLength = "mac_length" // not 12 hex digits
	CodeMACGroup  = "mac_group"  // multicast, broadcast or all zero: no device
	CodeNoSchool  = "no_school"  // neither a column nor the caller names the school
	CodeSchool    = "school"     // a school code that is not six digits
	CodeYesNo     = "yes_no"     // neither yes nor no
	CodeNoSwitch  = "no_switch"
	CodeNoPort    = "no_port"
	CodeTooLong   = "too_long" // a cell longer than anybody writes
	CodeUnread    = "unread"   // the bytes are no text, or the row no CSV

	CodeDuplicate = "duplicate" // the same MAC or port stands in Other too
	CodeRandom    = "random"    // a locally administered MAC: it may change by itself
	CodeSeenOnly  = "seen_only" // marked 新增 by an export: seen, not listed
	CodeEmpty     = "empty"     // there is no row below the head
	CodeBig5      = "big5"      // the bytes were no UTF-8 and were read as Big5
)

// Error returns the message in English.
func (e RowError) Error() string { return e.Text("en") }

// Text returns the message in a language: en, else zh-TW.
func (e RowError) Text(lang string) string {
	where, pair := "", messages()[e.Code]
	format, row := pair[0], "第 %d 列："
	if lang == "en" {
		format, row = pair[1], "row %d: "
	}
	if e.Row > 0 {
		where = fmt.Sprintf(row, e.Row)
	}
	return where + fill(format, e)
}

// Reason returns the message without the row number, in a language.
func (e RowError) Reason(lang string) string {
	e.Row = 0
	return e.Text(lang)
}

// fill puts a row's values into a message: %v the value, %o the other row, %h the hint.
func fill(format string, e RowError) string {
	var out []rune
	runes := []rune(format)
	for i := 0; i < len(runes); i++ {
		if runes[i] != '%' || i+1 == len(runes) {
			out = append(out, runes[i])
			continue
		}
		i++
		switch runes[i] {
		case 'v':
			out = append(out, []rune(e.Value)...)
		case 'o':
			out = append(out, []rune(strconv.Itoa(e.Other))...)
		case 'h':
			out = append(out, []rune(e.Hint)...)
		}
	}
	return string(out)
}

// messages returns the sentence of each code, zh-TW and English.
func messages() map[string][2]string {
	return map[string][2]string{
		CodeNoColumn:  {"找不到「%v」欄，請在標題列寫上：%h", "there is no column %v; name one of: %h"},
		CodeNoMAC:     {"沒有填 MAC 位址", "the MAC is missing"},
		CodeMACDigit:  {"MAC「%v」含有非十六進位的字元（%h），請核對是否把 O 當 0、I 當 1", "MAC %v has characters that are no hex digits (%h); is an O meant for a 0, or an I for a 1?"},
		CodeMACLength: {"MAC「%v」不是 12 個十六進位數字（共 %h 個）", "MAC %v does not have 12 hex digits but %h"},
		CodeMACGroup:  {"MAC「%v」是群播或空白位址，不是裝置", "MAC %v is a multicast or zero address, no device"},
		CodeNoSchool:  {"沒有學校代碼；請加上學校代碼欄，或用 --school 指定", "no school is named; add a column for its code, or say --school"},
		CodeSchool:    {"學校代碼「%v」不是六位數字", "school code %v does not have six digits"},
		CodeYesNo:     {"「%v」看不出是或否，請填 是 或 否", "%v is neither yes nor no; write 是/否 or yes/no"},
		CodeNoSwitch:  {"沒有填交換器名稱", "the switch is missing"},
		CodeNoPort:    {"沒有填埠號", "the port is missing"},
		CodeTooLong:   {"「%v」欄的內容過長（超過 %h 字）", "the cell under %v is longer than %h characters"},
		CodeUnread:    {"無法讀取：%v。請存成 CSV UTF-8 後再試", "cannot be read: %v; save it as CSV UTF-8 and try again"},
		CodeDuplicate: {"「%v」與第 %o 列重複", "%v is in row %o too"},
		CodeRandom:    {"MAC「%v」是隨機或自訂位址，裝置可能自行更換；請關閉裝置的隨機MAC", "MAC %v is a random or self-made address, which the device may change; turn the private address off"},
		CodeSeenOnly:  {"%v 列標為新增（網路上看到、清單沒有），未匯入；要登錄請清空該列的「異動」欄", "rows marked 新增 (seen, not listed) are left out: %v; clear that cell to list one"},
		CodeEmpty:     {"檔案中沒有資料列，未變更任何清單", "the file has no rows; no list is changed"},
		CodeBig5:      {"檔案不是 UTF-8，已當成 Big5 讀取，請核對中文是否正確", "the file is no UTF-8 and was read as Big5; check that its Chinese is right"},
	}
}
