package lists

import (
	"io"

	"rollcall/inventory"
)

// Whitelist reads the copy of the smart network management's whitelist. A row
// without a KL-mobile column may join KL-mobile: that is what the list is for.
// School is for rows that name none; empty: every row must.
func Whitelist(r io.Reader, school inventory.SchoolCode) ([]inventory.ListEntry, Report) {
	rows, rep := ReadFile(KindWhitelist, r, Options{School: school})
	return rows.Entries, rep
}

// Master reads a school's 校內設備MAC總表.
func Master(r io.Reader, school inventory.SchoolCode) ([]inventory.ListEntry, Report) {
	rows, rep := ReadFile(KindDevices, r, Options{School: school})
	return rows.Entries, rep
}

func macField() field {
	return field{"mac", []string{"MAC位址", "MAC", "MAC address", "網卡位址", "網路卡卡號", "網卡卡號", "實體位址", "硬體位址", "Wi-Fi位址", "Wi-Fi MAC", "無線MAC",
		"無線網卡MAC", "Wi-Fi MAC address", "WLAN MAC", "裝置MAC", "設備MAC", "用戶端MAC", "client MAC", "mac_addr", "hwaddr", "ethernet MAC",
		"ethernet MAC address", "有線MAC", "有線網卡MAC", "MAC位址2", "MAC2", "第二組MAC"}}
}

func schoolField() field {
	return field{"school", []string{"學校代碼", "school_code", "學校代號", "學校代碼六碼", "單位代碼", "機關代碼"}}
}

func noteField() field {
	return field{"note", []string{"備註", "說明", "附註", "notes", "remark", "comment"}}
}

func fromField() field {
	return field{"from", []string{"起始日期", "生效日期", "啟用日期", "開始日期", "借用日期", "valid from", "start date"}}
}

func untilField() field {
	return field{"until", []string{"結束日期", "截止日期", "到期日", "到期日期", "有效期限", "失效日期", "歸還日期", "valid until", "end date", "expires"}}
}

func byField() field {
	return field{"by", []string{"登錄人", "登錄人員", "登記人", "建立者", "建檔人", "申請人", "listed_by", "created by"}}
}

// unreadField are the columns of exports that a list does not hold: what the
// network shows, and what follows from the rest.
func unreadField(more ...string) field {
	return field{unread, append([]string{"異動", "差異", "difference"}, more...)}
}

// entryFields are the columns of domain tables and what else people call them.
func entryFields() []field {
	return []field{
		schoolField(), macField(),
		{"name", []string{"裝置名稱", "device_name", "設備名稱", "名稱", "電腦名稱", "device", "hostname", "主機名稱", "display name", "財產名稱"}},
		{"class", []string{"裝置類別", "device_class", "設備類別", "類別", "種類", "type"}},
		{"platform", []string{"作業系統/平台", "作業系統", "平台", "os", "operating system", "os version"}},
		{"asset_no", []string{"財產編號", "財編", "財產編號及序號", "asset", "asset tag", "asset number", "annotatedAssetId"}},
		{"serial", []string{"載具序號", "序號", "設備序號", "產品序號", "serial number", "serial no", "sn"}},
		{"custodian", []string{"保管人/班級", "使用單位/保管人", "保管單位/人", "保管人", "使用人", "使用者", "班級", "使用單位", "user", "username", "owner", "annotatedUser"}},
		{"room", []string{"地點", "放置地點", "教室", "位置", "location", "place", "annotatedLocation"}},
		{"kl_mobile", []string{"允許KL-mobile", "kl_mobile_allowed", "KL-mobile"}},
		{"mdm", []string{"MDM納管", "mdm_enrolled", "納管"}},
		{"listed_at", []string{"登錄日期", "登錄日", "日期", "建立日期", "建檔日期", "date", "created"}},
		fromField(), untilField(), byField(), noteField(),
		{"change", []string{"異動"}},
		unreadField("已在智慧網管白名單", "in_whitelist", "最後上線", "最後地點", "last_location", "隨機MAC", "is_random"),
	}
}

type entryKey struct {
	school inventory.SchoolCode
	mac    inventory.MAC
}

// entries reads the rows of a whitelist or MAC list; a row with two MACs becomes
// two entries.
func (t *table) entries() []inventory.ListEntry {
	seen, seenOnly := twice[entryKey]{}, 0
	list := each(t, func(row Row) []inventory.ListEntry {
		if isNew(t.text(row, "change")) {
			seenOnly++
			return nil
		}
		var list []inventory.ListEntry
		before, e := len(t.report.Refused), t.entry(row)
		macs := t.macs(row)
		if len(macs) == 0 && len(t.report.Refused) == before {
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoMAC})
		}
		for _, e.MAC = range macs {
			list = append(list, e)
			if len(t.report.Refused) == before {
				seen.note(t, entryKey{e.School, e.MAC}, e.Row, e.MAC.String())
				t.noteRandom(e.MAC, e.Row)
			}
		}
		return list
	})
	if seenOnly > 0 {
		t.report.note(RowError{Code: CodeSeenOnly, Value: decimal(seenOnly), Hint: "異動"})
	}
	return list
}

func (t *table) noteRandom(mac inventory.MAC, row int) {
	if mac.IsLocal() {
		t.report.note(RowError{Row: row, Code: CodeRandom, Value: mac.String()})
	}
}

// entry reads everything of a row but its MAC.
func (t *table) entry(row Row) inventory.ListEntry {
	e := inventory.ListEntry{
		School: t.schoolOf(row),
		Name:   t.text(row, "name"), Class: ClassOf(t.text(row, "class")), Platform: t.text(row, "platform"),
		AssetNo: t.text(row, "asset_no"), Serial: t.text(row, "serial"), Custodian: t.text(row, "custodian"),
		Room: t.text(row, "room"), KLMobile: t.yesNo(row, "kl_mobile", t.Kind == KindWhitelist), MDM: t.text(row, "mdm"),
		ListedAt: t.dateOrText(row, "listed_at"), By: t.text(row, "by"), Note: t.text(row, "note"), Row: row.Number,
	}
	e.From, e.Until = t.period(row)
	return e
}

// period reads the first and the last day on which a row counts, or refuses it.
func (t *table) period(row Row) (from, until inventory.Date) {
	from, until = t.date(row, "from"), t.date(row, "until")
	if until.Before(from) {
		t.report.refuse(RowError{Row: row.Number, Code: CodePeriod, Value: string(until), Hint: string(from)})
	}
	return from, until
}

// isNew says whether an export marked the row as seen on the network only.
func isNew(change string) bool { return headWord(change) == "新增" || headWord(change) == "new" }
