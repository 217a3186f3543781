package lists

import (
	"io"

	"rollcall/inventory"
)

// PortRecords reads a school's 校內交換器各port網段紀錄. In a file that has a column
// for the written segment beside one for the actual, as exports have, the written
// one counts, and rows without it are ports that were never written down.
func PortRecords(r io.Reader, school inventory.SchoolCode) ([]inventory.PortRecord, Report) {
	rows, rep := ReadFile(KindPorts, r, Options{School: school})
	return rows.Ports, rep
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
		{"recorded_port", []string{"書面紀錄埠號"}},
		{"zone", []string{"對應網段名稱", "zone_name", "網段", "所屬網段", "對應網段", "segment", "未標記VLAN", "untagged_vlan", "PVID", "VLAN"}},
		{"tagged", []string{"標記VLAN", "tagged_vlans", "tagged vlan", "trunk"}},
		{"role", []string{"埠型態", "port_role", "型態"}},
		{"outlet", []string{"連接地點/資訊孔", "連接地點", "資訊孔", "地點", "教室", "位置", "room", "location"}},
		{"note", []string{"備註", "說明", "埠說明", "notes", "remark", "comment"}},
		unreadField("管理IP", "mgmt_ip", "廠牌型號", "model", "序號", "serial", "ifIndex", "if_index", "if_alias", "zone_expr", "連線狀態", "oper_status",
			"速率/雙工", "speed_duplex", "PoE", "目前MAC數", "mac_count", "連接設備", "neighbor", "近期MAC", "recent_macs", "最後連線時間", "last_up",
			"是否相符", "matches_record", "差異說明", "資料時間", "observed_at"),
	}
}

type portKey struct {
	school inventory.SchoolCode
	sw     inventory.SwitchID
	port   string
}

// ports reads the rows of a port record.
func (t *table) ports() []inventory.PortRecord {
	seen, ours := twice[portKey]{}, t.has("recorded_zone")
	return each(t, func(row Row) []inventory.PortRecord {
		if ours && !t.isWritten(row) {
			return nil
		}
		before, one := len(t.report.Refused), t.portRecord(row, ours)
		if one.Switch == "" {
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoSwitch})
		}
		if one.Port == "" {
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoPort})
		}
		if len(t.report.Refused) == before {
			seen.note(t, portKey{one.School, one.Switch, one.Port}, one.Row, string(one.Switch)+" "+one.Port)
		}
		return []inventory.PortRecord{one}
	})
}

// portRecord reads a row; in an export of ours the columns of the written record.
func (t *table) portRecord(row Row, ours bool) inventory.PortRecord {
	prefix := ""
	if ours {
		prefix = "recorded_"
	}
	port := t.text(row, "port") // as the switch names it, which the record need not
	if written := t.text(row, "recorded_port"); ours && written != "" {
		port = written
	}
	return inventory.PortRecord{
		School: t.schoolOf(row), Switch: inventory.SwitchID(t.text(row, "switch")), Port: port,
		Zone: t.text(row, prefix+"zone"), Tagged: t.text(row, prefix+"tagged"), Role: roleOf(t.text(row, prefix+"role")),
		Outlet: t.text(row, "outlet"), Note: t.text(row, prefix+"note"), Row: row.Number,
	}
}

// isWritten says whether a row of an export has anything of the written record.
func (t *table) isWritten(row Row) bool {
	for _, key := range []string{"recorded_zone", "recorded_tagged", "recorded_role", "recorded_note", "recorded_port", "outlet"} {
		if t.text(row, key) != "" {
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
