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
	Encoding string     // how the bytes were read: UTF-8, UTF-16LE, UTF-16BE, Big5, GB18030 or XLSX
	Ignored  []string   // heads of columns that the list does not know
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
	CodeNoColumn   = "no_column"   // the file has no column that must be there
	CodeNoMAC      = "no_mac"      // the cell for the MAC is empty
	CodeMACDigit   = "mac_digit"   // a character that is no hex digit
	CodeMACLength  = "mac_length"  // not 12 hex digits
	CodeMACGroup   = "mac_group"   // multicast, broadcast or all zero: no device
	CodeNoSchool   = "no_school"   // neither a column nor the caller names the school
	CodeSchool     = "school"      // a school code that is not six digits
	CodeSchoolName = "school_name" // no school, or several, have this name
	CodeYesNo      = "yes_no"      // neither yes nor no
	CodeNoSwitch   = "no_switch"
	CodeNoPort     = "no_port"
	CodeTooLong    = "too_long" // a cell longer than anybody writes
	CodeUnread     = "unread"   // the bytes are no text, or the row no CSV
	CodeBinary     = "binary"   // neither text nor a workbook
	CodeWorkbook   = "workbook" // a ZIP archive that is no XLSX, or a damaged one
	CodeOldBook    = "old_book" // an XLS file, or a workbook with a password
	CodeTooBig     = "too_big"  // more than a list can be

	CodeTooManyRows    = "too_many_rows"
	CodeTooManyColumns = "too_many_columns"
	CodeMerged         = "merged"       // more merged cells than can be filled
	CodeLongLine       = "long_line"    // a line of text longer than any row
	CodeQuotes         = "quotes"       // a quotation mark without its partner
	CodeMacros         = "macros"       // a workbook with macros, XLSM
	CodeOtherBook      = "other_book"   // ODS, XLSB or Numbers
	CodePacked         = "packed"       // a ZIP archive with files in it
	CodeWebPage        = "web_page"     // HTML or XML, whatever its name
	CodeNoSheet        = "no_sheet"     // the workbook has no such sheet
	CodeNoEncoding     = "no_encoding"  // nobody knows such an encoding
	CodeNotEncoding    = "not_encoding" // the bytes are not in the encoding that was said
	CodeMixed          = "mixed"        // some lines are UTF-8, some are not
	CodeAsk            = "ask"          // the encoding cannot be told
	CodeNoKey          = "no_key"       // a column shall be what the list does not have

	CodeMACNumber    = "mac_number" // a spreadsheet has made a number of it: 1.23E+11
	CodeFormula      = "formula"    // a formula that went wrong
	CodeDate         = "date"       // no day, or it could be two
	CodePeriod       = "period"     // the last day is before the first
	CodeNumber       = "number"     // no whole number up to Hint
	CodeMail         = "mail"       // no mail address
	CodeNoRoom       = "no_room"
	CodeNoThing      = "no_thing"  // neither MAC nor asset number nor name
	CodeNoSerial     = "no_serial" // neither serial number nor MAC
	CodeNoSchoolName = "no_school_name"

	CodeNoName        = "no_name"        // a switch without a name
	CodeNoAddress     = "no_address"     // a switch without an address
	CodeAddress       = "address"        // no IP address
	CodeHostName      = "host_name"      // a name where an address is needed
	CodeUnknownSchool = "unknown_school" // a school that is not configured
	CodeNoOwner       = "no_owner"       // neither the row nor the address tells the school
	CodeRole          = "role"           // no role of a switch
	CodeCredential    = "credential"     // no credential of the configuration
	CodeTwice         = "twice"          // what row Other says differs: one name or address for two switches
	CodeFuture        = "future"         // of a blocked address: a moment that has not come yet
	CodeBroken        = "broken"         // JSON, YAML or XML that ends early or is none
	CodeShape         = "shape"          // JSON, YAML or XML that is no export of switches

	CodeNobody      = "nobody"        // a blocked address that is in no school's plan
	CodeNoAddressIn = "no_address_in" // lines without an address, which are left out

	CodeDuplicate = "duplicate" // the same MAC or port stands in Other too
	CodeRandom    = "random"    // a locally administered MAC: it may change by itself
	CodeSeenOnly  = "seen_only" // marked 新增 by an export: seen, not listed
	CodeEmpty     = "empty"     // there is no row below the head
	CodeBig5      = "big5"      // the bytes were no UTF-8 and were read as Big5

	CodeGuessed       = "guessed"        // the encoding was told by the bytes alone
	CodeOwnCharacter  = "own_character"  // a character that every machine may define for itself
	CodeLostCharacter = "lost_character" // U+FFFD: a character was lost before
	CodeHiddenRows    = "hidden_rows"    // rows that a spreadsheet does not show were read too
	CodeGuessedColumn = "guessed_column" // a column was taken for Hint by a guess
	CodeIgnored       = "ignored"        // columns that the list does not know
	CodeHidden        = "hidden"         // hidden sheets, which were not read
	CodeOtherSheets   = "other_sheets"   // the sheets that were not read

	CodeSecret      = "secret"       // the file holds communities or passwords, which were not read
	CodeNotSwitch   = "not_switch"   // what is said to be something else is left out
	CodeInactive    = "inactive"     // what is switched off in its source is left out
	CodeOtherSchool = "other_school" // the address is of another school than the row says
)

// valueLimit is how many characters of a cell are told.
const valueLimit = 200

// short tells the beginning of what is long: a report may hold as many values as a
// file has rows.
func (e RowError) short() RowError {
	if len(e.Value) > valueLimit {
		if runes := []rune(e.Value); len(runes) > valueLimit {
			e.Value = string(runes[:valueLimit]) + "…"
		}
	}
	return e
}

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
