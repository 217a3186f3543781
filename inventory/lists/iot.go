package lists

import (
	"cmp"
	"slices"

	"rollcall/inventory"
)

// iotFields are the columns of 物聯網管理清冊, official form or not.
func iotFields() []field {
	return []field{
		schoolField(), macField(),
		{"item_no", []string{"編號", "項次", "序", "no"}},
		{"name", []string{"設備名稱", "device_name", "名稱", "裝置名稱", "品名", "財產名稱"}},
		{"class", []string{"設備類別", "device_class", "設備類型", "類別", "類型", "種類", "type"}},
		{"vendor", []string{"廠牌", "品牌", "製造商", "brand", "manufacturer"}},
		{"model", []string{"型號", "廠牌型號", "規格型號"}},
		{"asset_no", []string{"財產編號", "財編", "asset", "asset tag", "asset number"}},
		{"quantity", []string{"數量", "qty"}},
		{"ip", []string{"IP位址", "IP", "IP address"}},
		{"room", []string{"放置地點", "location", "地點", "位置", "教室", "設置地點", "安裝位置"}},
		{"custodian", []string{"保管單位/人", "保管人", "保管單位", "使用單位", "管理人", "管理單位"}},
		{"purpose", []string{"用途", "功能"}},
		{"purchase_year", []string{"購置年度", "購入年度", "採購年度", "購置日期", "購買日期"}},
		{"firmware", []string{"韌體版本", "韌體", "版本"}},
		{"firmware_at", []string{"最近更新日", "firmware_updated_at", "韌體更新日期", "更新日期"}},
		{"password_changed", []string{"已更改預設密碼", "default_password_changed", "是否更改預設密碼", "變更預設密碼", "預設密碼已變更"}},
		{"internet", []string{"是否連外", "internet_access", "連外", "對外連線", "是否可連網際網路"}},
		{"restricted", []string{"大陸廠牌/限制使用", "restricted_brand", "大陸廠牌", "是否為大陸廠牌", "限制使用"}},
		{"measure", []string{"列冊管制措施", "control_measure", "管制措施", "因應措施"}},
		{"replace_by", []string{"預計汰換日", "replacement_due", "預計汰換日期", "汰換日期", "預計汰換時間"}},
		fromField(), untilField(), byField(), noteField(),
		{"match", []string{"比對結果", "match_result"}},
		{"seen_vendor", []string{"偵測廠牌"}}, {"seen_ip", []string{"偵測IP"}}, {"seen_location", []string{"偵測地點"}}, {"seen_restricted", []string{"偵測限制品牌"}},
		unreadField("偵測MAC", "seen_mac", "網段", "zone_name", "所在交換器/埠", "switch_port", "首次出現", "first_seen", "最後出現", "last_seen"),
	}
}

type itemKey struct {
	school inventory.SchoolCode
	key    string
}

// iot reads the rows of 物聯網管理清冊. A thing with several MACs becomes several
// rows.
func (t *table) iot() []inventory.IoTItem {
	seen, seenOnly := twice[itemKey]{}, 0
	list := each(t, func(row Row) []inventory.IoTItem {
		if isOnlyOnline(t.text(row, "match")) {
			seenOnly++
			return nil
		}
		before, item := len(t.report.Refused), t.iotItem(row)
		var list []inventory.IoTItem
		for _, mac := range t.macs(row) {
			one := item
			one.MAC = mac
			list = append(list, one)
		}
		if len(list) == 0 {
			list = []inventory.IoTItem{item}
		}
		for _, one := range list {
			if one.Key() == "" && len(t.report.Refused) == before {
				t.report.refuse(RowError{Row: row.Number, Code: CodeNoThing})
			}
			if len(t.report.Refused) == before {
				seen.note(t, itemKey{one.School, one.Key()}, row.Number, thing(one))
			}
		}
		return list
	})
	if seenOnly > 0 {
		t.report.note(RowError{Code: CodeSeenOnly, Value: decimal(seenOnly), Hint: "比對結果"})
	}
	return list
}

// thing is what a person knows a row by.
func thing(i inventory.IoTItem) string {
	if !i.MAC.IsZero() {
		return i.MAC.String()
	}
	return cmp.Or(i.AssetNo, i.Name, i.ItemNo)
}

func (t *table) iotItem(row Row) inventory.IoTItem {
	i := inventory.IoTItem{
		School: t.schoolOf(row), ItemNo: t.text(row, "item_no"), Name: t.text(row, "name"), Class: ClassOf(t.text(row, "class")),
		Vendor: t.byHand(row, "vendor"), Model: t.text(row, "model"), AssetNo: t.text(row, "asset_no"), Quantity: t.text(row, "quantity"),
		IP: inventory.HalfWidth(t.byHand(row, "ip")), Room: t.byHand(row, "room"), Custodian: t.text(row, "custodian"), Purpose: t.text(row, "purpose"),
		PurchaseYear: t.dateOrText(row, "purchase_year"), Firmware: t.text(row, "firmware"), FirmwareAt: t.date(row, "firmware_at"),
		PasswordChanged: t.answer(row, "password_changed"), InternetAccess: t.answer(row, "internet"), Restricted: t.byHand(row, "restricted"),
		Measure: t.text(row, "measure"), ReplaceBy: t.dateOrText(row, "replace_by"), By: t.text(row, "by"), Note: t.text(row, "note"), Row: row.Number,
	}
	i.From, i.Until = t.period(row)
	return i
}

// byHand is a cell as somebody wrote it. An export fills what is left open with what
// the network shows, and says in a column of its own what that is: a cell that says the
// same was not written by hand.
func (t *table) byHand(row Row, key string) string {
	seen := map[string]string{"vendor": "seen_vendor", "ip": "seen_ip", "room": "seen_location", "restricted": "seen_restricted"}[key]
	text := t.text(row, key)
	if text == t.text(row, seen) {
		return ""
	}
	return text
}

// answer is yes or no where a cell says either, else what is written.
func (t *table) answer(row Row, key string) string {
	text := t.text(row, key)
	yes, ok := yesNo(text)
	switch {
	case text == "" || !ok:
		return text
	case yes:
		return "yes"
	}
	return "no"
}

// isOnlyOnline says whether an export marked the row as one of no inventory: seen on
// the network only (在線未列冊), or in an earlier one (已不在清冊).
func isOnlyOnline(match string) bool {
	return slices.Contains([]string{"在線未列冊", "onlineunlisted", "已不在清冊", "notlistednow"}, headWord(match))
}
