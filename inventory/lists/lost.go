package lists

import "rollcall/inventory"

// lostFields are the columns of a list of lost devices.
func lostFields() []field {
	return []field{
		schoolField(), macField(),
		{"serial", []string{"載具序號", "序號", "設備序號", "serial number", "serial no", "sn"}},
		{"name", []string{"裝置名稱", "device_name", "設備名稱", "名稱", "財產名稱"}},
		{"from", append([]string{"遺失日期", "遺失日", "lost at", "lost date", "發生日期"}, fromField().names...)},
		untilField(),
		{"by", append([]string{"通報人", "填報人", "reported by"}, byField().names...)},
		noteField(),
		unreadField(),
	}
}

// lost reads the rows of a list of lost devices. A device with several MACs becomes
// several rows.
func (t *table) lost() []inventory.LostDevice {
	seen := twice[itemKey]{}
	return each(t, func(row Row) []inventory.LostDevice {
		before := len(t.report.Refused)
		d := inventory.LostDevice{
			School: t.schoolOf(row), Serial: serialNumber(t.text(row, "serial")), Name: t.text(row, "name"),
			By: t.text(row, "by"), Note: t.text(row, "note"), Row: row.Number,
		}
		d.From, d.Until = t.period(row)
		var list []inventory.LostDevice
		for _, mac := range t.knownMACs(row) {
			one := d
			one.MAC = mac
			list = append(list, one)
		}
		if len(list) == 0 {
			list = []inventory.LostDevice{d}
		}
		if len(t.report.Refused) == before && list[0].Key() == "" {
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoSerial})
		}
		if len(t.report.Refused) == before {
			seen.note(t, itemKey{d.School, list[0].Key()}, row.Number, serialOrMAC(d.Serial, list[0].MAC))
		}
		return list
	})
}
