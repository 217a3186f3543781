package lists

import (
	"io"

	"rollcall/inventory"
)

// PortRecords reads a school's 校內交換器各port網段紀錄. In a file that has a column
// for the written segment beside one for the actual, as exports have, the written
// one counts, and rows without it are ports that were never written down.
func PortRecords(r io.Reader, school inventory.SchoolCode) ([]inventory.PortRecord, Report) {
	var rep Report
	sw, port := switchField(), portField()
	s := readSheet(r, portFields(), []field{sw, port}, &rep)
	p := portReader{sheet: s, school: school, report: &rep, seen: map[portKey]int{}}
	_, p.ours = s.columns["recorded_zone"]
	var list []inventory.PortRecord
	for _, row := range s.rows {
		if one, ok := p.record(row); ok {
			list = append(list, one)
		}
	}
	rep.Rows = len(list)
	return list, rep
}

func switchField() field {
	return field{"switch", []string{"交換器名稱", "switch_name", "交換器", "設備名稱", "switch name"}}
}

func portField() field {
	return field{"port", []string{"埠號", "port_label", "埠", "連接埠", "port number", "interface", "ifname"}}
}

func portFields() []field {
	return []field{
		schoolField(), switchField(), portField(),
		{"recorded_zone", []string{"書面紀錄網段"}},
		{"recorded_tagged", []string{"書面紀錄標記VLAN"}},
		{"recorded_role", []string{"書面紀錄埠型態"}},
		{"recorded_note", []string{"書面紀錄備註"}},
		{"zone", []string{"對應網段名稱", "zone_name", "網段", "所屬網段", "對應網段", "segment", "未標記VLAN", "untagged_vlan", "PVID", "VLAN"}},
		{"tagged", []string{"標記VLAN", "tagged_vlans", "tagged vlan", "trunk"}},
		{"role", []string{"埠型態", "port_role", "型態"}},
		{"outlet", []string{"連接地點/資訊孔", "連接地點", "資訊孔", "地點", "教室", "位置", "room", "location"}},
		{"note", []string{"備註", "說明", "埠說明", "notes", "remark", "comment"}},
	}
}

type portKey struct {
	school inventory.SchoolCode
	sw     inventory.SwitchID
	port   string
}

type portReader struct {
	sheet
	school inventory.SchoolCode
	report *Report
	ours   bool // the file is an export of ours
	seen   map[portKey]int
}

func (p *portReader) record(row sheetRow) (inventory.PortRecord, bool) {
	if p.ours && !p.written(row) {
		return inventory.PortRecord{}, false
	}
	before := len(p.report.Refused)
	one := inventory.PortRecord{
		School: p.schoolOf(row, p.school, p.report), Switch: inventory.SwitchID(p.text(row, "switch")), Port: p.text(row, "port"),
		Outlet: p.text(row, "outlet"), Row: row.number,
	}
	prefix := ""
	if p.ours {
		prefix = "recorded_"
	}
	one.Zone, one.Tagged = p.text(row, prefix+"zone"), p.text(row, prefix+"tagged")
	one.Role, one.Note = roleOf(p.text(row, prefix+"role")), p.text(row, prefix+"note")
	if one.Switch == "" {
		p.report.refuse(RowError{Row: row.number, Code: CodeNoSwitch})
	}
	if one.Port == "" {
		p.report.refuse(RowError{Row: row.number, Code: CodeNoPort})
	}
	p.tooLong(row, p.report)
	if len(p.report.Refused) > before {
		return one, false
	}
	key := portKey{one.School, one.Switch, one.Port}
	if first, ok := p.seen[key]; ok {
		p.report.note(RowError{Row: row.number, Code: CodeDuplicate, Value: string(one.Switch) + " " + one.Port, Other: first})
	} else {
		p.seen[key] = row.number
	}
	return one, true
}

// written says whether a row of an export has anything of the written record.
func (p *portReader) written(row sheetRow) bool {
	for _, key := range []string{"recorded_zone", "recorded_tagged", "recorded_role", "recorded_note", "outlet"} {
		if p.text(row, key) != "" {
			return true
		}
	}
	return false
}

// roleOf reads the role of a port as people write it; other words stay.
func roleOf(text string) string {
	switch headWord(text) {
	case "上行", "uplink", "trunk":
		return inventory.RoleUplink
	case "一般", "edge", "access", "終端":
		return inventory.RoleEdge
	case "ap", "無線ap", "基地台":
		return inventory.RoleAP
	case "教室", "classroom", "教室交換器":
		return inventory.RoleClassroom
	}
	return text
}
