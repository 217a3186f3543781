package lists

import "rollcall/inventory"

// roomFields are the columns of a list of rooms: what leads where.
func roomFields() []field {
	return []field{
		schoolField(),
		{"name", []string{"教室名稱", "教室", "room", "地點", "空間名稱", "場所", "房間", "放置地點", "位置", "room name", "location"}},
		{"building", []string{"大樓", "棟別", "建物", "校舍", "building"}},
		{"floor", []string{"樓層", "樓別", "floor"}},
		{"outlet", []string{"資訊孔", "資訊孔編號", "資訊插座", "網點編號", "網路點", "outlet", "jack", "連接地點/資訊孔"}},
		{"switch", switchField().names},
		{"port", portField().names},
		noteField(),
		unreadField(),
	}
}

type roomKey struct {
	school inventory.SchoolCode
	key    string
}

// rooms reads the rows of a list of rooms.
func (t *table) rooms() []inventory.Room {
	seen := twice[roomKey]{}
	return each(t, func(row Row) []inventory.Room {
		before := len(t.report.Refused)
		r := inventory.Room{
			School: t.schoolOf(row), Name: t.text(row, "name"), Building: t.text(row, "building"), Floor: t.text(row, "floor"),
			Outlet: t.text(row, "outlet"), Switch: inventory.SwitchID(t.text(row, "switch")), Port: t.text(row, "port"),
			Note: t.text(row, "note"), Row: row.Number,
		}
		switch {
		case r.Name == "":
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoRoom})
		case r.Port != "" && r.Switch == "":
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoSwitch})
		case len(t.report.Refused) == before:
			seen.note(t, roomKey{r.School, r.Key()}, row.Number, r.Name)
		}
		return []inventory.Room{r}
	})
}
