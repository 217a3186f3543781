package lists

import (
	"strings"

	"rollcall/inventory"
)

// A SchoolEntry is one school as a list names it: what a file of conf.d may say of
// it.
type SchoolEntry struct {
	inventory.School
	Row int // in the spreadsheet, head = 1
}

// schoolFields are the columns of a list of schools.
func schoolFields() []field {
	return []field{
		{"school", append([]string{"學校代碼", "code", "代碼"}, schoolField().names[1:]...)},
		{"name", []string{"學校名稱", "school_name", "學校", "名稱", "校名", "name"}},
		{"kind", []string{"學校類別", "類別", "學制", "kind", "type"}},
		{"x", []string{"X", "X值", "第二碼", "second octet"}},
		{"class_count", []string{"班級數", "班數", "classes"}},
		{"contact", []string{"聯絡人", "資訊組長", "contact", "contact name"}},
		{"mail", []string{"電子郵件", "email", "e-mail", "信箱", "contact mail"}},
		{"contact2", []string{"聯絡人2", "第二聯絡人", "代理人", "deputy"}},
		{"mail2", []string{"電子郵件2", "代理人電子郵件", "email2", "deputy mail"}},
		{"quake_sensor", []string{"地震監測設備", "地震儀", "quake sensor"}},
		{"down", []string{"下載頻寬", "下行頻寬", "down_mbps", "頻寬"}},
		{"up", []string{"上傳頻寬", "上行頻寬", "up_mbps"}},
		unreadField(),
	}
}

// schools reads the rows of a list of schools. Two rows with one code or one X
// contradict each other; whether the plan can use them is for the configuration to
// say.
func (t *table) schools() []SchoolEntry {
	codes, octets := map[inventory.SchoolCode]int{}, map[int]int{}
	return each(t, func(row Row) []SchoolEntry {
		before := len(t.report.Refused)
		e := SchoolEntry{Row: row.Number}
		e.Code, e.Name, e.Kind = t.schoolOf(row), t.text(row, "name"), schoolKind(t.text(row, "kind"))
		if e.Name == "" {
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoSchoolName})
		}
		if text := t.text(row, "x"); text != "" {
			e.Vars = map[string]int{"X": t.number(row, "x", 255)}
		}
		e.ClassCount = t.number(row, "class_count", 1000)
		e.DownMbps, e.UpMbps = float64(t.number(row, "down", 1_000_000)), float64(t.number(row, "up", 1_000_000))
		e.QuakeSensor, e.Contacts = t.yesNo(row, "quake_sensor", false), t.contacts(row)
		if len(t.report.Refused) > before {
			return nil
		}
		if first, ok := codes[e.Code]; ok {
			t.report.refuse(RowError{Row: row.Number, Code: CodeTwice, Value: string(e.Code), Other: first, Hint: e.Name})
		}
		if first, ok := octets[e.Vars["X"]]; ok && e.Vars != nil {
			t.report.refuse(RowError{Row: row.Number, Code: CodeTwice, Value: "X " + decimal(e.Vars["X"]), Other: first, Hint: e.Name})
		}
		codes[e.Code] = row.Number
		if e.Vars != nil {
			octets[e.Vars["X"]] = row.Number
		}
		return []SchoolEntry{e}
	})
}

// schoolKind tells the centre from schools.
func schoolKind(text string) inventory.SchoolKind {
	switch headWord(text) {
	case "centre", "center", "中心", "教網中心", "網路中心", "教育網路中心":
		return inventory.KindCentre
	}
	return inventory.KindSchool
}

// number reads a whole number from 0 to most, or refuses the row; 0: none is written.
func (t *table) number(row Row, key string, most int) int {
	text := t.text(row, key)
	if text == "" {
		return 0
	}
	n, ok := numberText(text)
	if !ok || n < 0 || n > most {
		t.report.refuse(RowError{Row: row.Number, Code: CodeNumber, Value: text, Hint: decimal(most)})
	}
	return n
}

func (t *table) contacts(row Row) []inventory.Contact {
	var list []inventory.Contact
	for _, keys := range [][2]string{{"contact", "mail"}, {"contact2", "mail2"}} {
		c := inventory.Contact{Name: t.text(row, keys[0]), Mail: strings.TrimSpace(inventory.HalfWidth(t.text(row, keys[1])))}
		if name, domain, ok := strings.Cut(c.Mail, "@"); c.Mail != "" && (!ok || name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(c.Mail, " ,;")) {
			t.report.refuse(RowError{Row: row.Number, Code: CodeMail, Value: c.Mail})
		}
		if c.Mail != "" {
			list = append(list, c)
		}
	}
	return list
}
