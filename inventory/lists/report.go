package lists

import (
	"fmt"
	"strconv"
)

// A Report says what became of a file's rows.
type Report struct {
	Refused  []RowError // rows that cannot be used; the caller refuses the file if there are any
	Notes    []RowError // what is worth knowing: duplicates, columns and rows left out
	Format   string     // of a list of switches: one of the Format… constants
	Encoding string     // how the bytes were read: UTF-8, UTF-16, Big5 or XLSX
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
	CodeBinary    = "binary"   // neither text nor a workbook
	CodeWorkbook  = "workbook" // a ZIP archive that is no XLSX, or a damaged one
	CodeOldBook   = "old_book" // an XLS file, or a workbook with a password
	CodeTooBig    = "too_big"  // more than a list can be

	CodeNoName        = "no_name"        // a switch without a name
	CodeNoAddress     = "no_address"     // a switch without an address
	CodeAddress       = "address"        // no IP address
	CodeHostName      = "host_name"      // a name where an address is needed
	CodeUnknownSchool = "unknown_school" // a school that is not configured
	CodeNoOwner       = "no_owner"       // neither the row nor the address tells the school
	CodeRole          = "role"           // no role of a switch
	CodeCredential    = "credential"     // no credential of the configuration
	CodeTwice         = "twice"          // what row Other says differs: one name or address for two switches
	CodeBroken        = "broken"         // JSON, YAML or XML that ends early or is none
	CodeShape         = "shape"          // JSON, YAML or XML that is no export of switches

	CodeDuplicate = "duplicate" // the same MAC or port stands in Other too
	CodeRandom    = "random"    // a locally administered MAC: it may change by itself
	CodeSeenOnly  = "seen_only" // marked 新增 by an export: seen, not listed
	CodeEmpty     = "empty"     // there is no row below the head
	CodeBig5      = "big5"      // the bytes were no UTF-8 and were read as Big5

	CodeSecret      = "secret"       // the file holds communities or passwords, which were not read
	CodeNotSwitch   = "not_switch"   // what is said to be something else is left out
	CodeInactive    = "inactive"     // what is switched off in its source is left out
	CodeOtherSchool = "other_school" // the address is of another school than the row says
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
		CodeBinary:    {"這不是清單，是二進位檔。請存成 CSV UTF-8 或 XLSX 後再試", "this is a binary file, no list; save the list as CSV UTF-8 or XLSX and try again"},
		CodeWorkbook:  {"不是看得懂的 XLSX，檔案可能已損壞。請用試算表軟體開啟後另存為 XLSX 或 CSV UTF-8", "no XLSX that can be read, or a damaged one; open it in a spreadsheet and save it as XLSX or CSV UTF-8"},
		CodeOldBook:   {"這是舊版 Excel（.xls）或有密碼的活頁簿。請另存為沒有密碼的 XLSX，或 CSV UTF-8", "this is an old Excel file (.xls) or a workbook with a password; save it as XLSX without a password, or as CSV UTF-8"},
		CodeTooBig:    {"檔案展開後太大，不像是學校的清單，未讀取", "the file unpacks to more than a list can be, and was not read"},

		CodeNoName:        {"沒有填交換器名稱", "the name of the switch is missing"},
		CodeNoAddress:     {"交換器「%v」沒有填 IP 位址", "switch %v has no IP address"},
		CodeAddress:       {"「%v」不是 IP 位址", "%v is not an IP address"},
		CodeHostName:      {"「%v」是主機名稱，不是 IP 位址；rollcall 不查 DNS，請填交換器的管理 IP", "%v is a host name, not an address; rollcall asks no DNS: write the management IP of the switch"},
		CodeUnknownSchool: {"學校「%v」不在設定檔中；請先把它加到 schools: 之下，或更正學校代碼", "school %v is not configured; add it under schools: first, or correct its code"},
		CodeNoOwner:       {"看不出「%v」是哪一所學校：沒有學校代碼，位址也不在任何學校的規劃內；請加上學校代碼欄，或用 --school 指定", "nothing says which school %v is of: it has no code, and its address is in no school's plan; add a column for the code, or say --school"},
		CodeRole:          {"角色「%v」看不懂；請填 核心、接取、教室、控制器 或 路由器", "%v is no role of a switch; write core, access, classroom, controller or router"},
		CodeCredential:    {"設定檔的 snmp: 之下沒有「%v」；請改成 %h 之一", "there is no credential %v under snmp: in the configuration; name one of %h"},
		CodeTwice:         {"「%v」與第 %o 列衝突（%h）；請只留一列", "%v contradicts row %o (%h); keep one of them"},
		CodeBroken:        {"%v 不完整或有錯，無法讀取；請重新匯出一次", "this %v is cut short or wrong and cannot be read; export it again"},
		CodeShape:         {"看不出是哪一種匯出檔（%v）。可讀取 CSV、XLSX，以及 LibreNMS、Zabbix、NetBox 的匯出檔", "not an export that is known (%v); CSV, XLSX and the exports of LibreNMS, Zabbix and NetBox are"},
		CodeSecret:        {"檔案含有 SNMP community 或密碼（%v），未讀取也未儲存。請把它寫進只有 rollcall 能讀的檔案，並在設定檔的 snmp: 之下命名", "the file holds SNMP communities or passwords (%v), which were neither read nor kept; put them into a file that only rollcall may read, and name it under snmp: in the configuration"},
		CodeNotSwitch:     {"「%v」在來源中是 %h，不是交換器，未匯入", "%v is said to be %h, no switch, and is left out"},
		CodeInactive:      {"「%v」在來源中已停用（%h），未匯入", "%v is switched off in its source (%h) and is left out"},
		CodeOtherSchool:   {"「%v」的位址屬於學校 %h，列上寫的卻是另一所；請核對", "the address of %v is of school %h, not of the one that the row names; check it"},

		CodeDuplicate: {"「%v」與第 %o 列重複", "%v is in row %o too"},
		CodeRandom:    {"MAC「%v」是隨機或自訂位址，裝置可能自行更換；請關閉裝置的隨機MAC", "MAC %v is a random or self-made address, which the device may change; turn the private address off"},
		CodeSeenOnly:  {"%v 列標為新增（網路上看到、清單沒有），未匯入；要登錄請清空該列的「異動」欄", "rows marked 新增 (seen, not listed) are left out: %v; clear that cell to list one"},
		CodeEmpty:     {"檔案中沒有資料列，未變更任何清單", "the file has no rows; no list is changed"},
		CodeBig5:      {"檔案不是 UTF-8，已當成 Big5 讀取，請核對中文是否正確", "the file is no UTF-8 and was read as Big5; check that its Chinese is right"},
	}
}
