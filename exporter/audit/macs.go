package audit

import (
	"bytes"
	"slices"

	"rollcall/inventory"
)

// added marks devices that the school's master list does not have. An import
// leaves such rows out.
const added = "新增"

// A macRow is one entry of the master list, or a device that it lacks.
type macRow struct {
	s     *school
	mac   inventory.MAC
	entry inventory.ListEntry
	fresh bool // not in the master list
}

func macForm() form {
	return form{table: MACs, title: "校內設備MAC總表", columns: plainColumns(macColumns()), rows: filled(macColumns(), (*school).macRows),
		rests: []inventory.Table{inventory.TableFDB},
		limits: []string{
			"被MAC認證拒絕的裝置不會出現在交換器資料中",
			"KL-roam、eduroam 等個人裝置網段的裝置不列入",
			"異動：與MAC總表比較，未與去年的檔案比較",
		},
		notes: (*school).macNotes}
}

func macColumns() []column[macRow] {
	return []column[macRow]{
		{Column{"school_code", "學校代碼"}, func(r macRow) any { return string(r.s.School.Code) }},
		{Column{"device_name", "裝置名稱"}, func(r macRow) any { return r.entry.Name }},
		{Column{"mac", "MAC位址"}, func(r macRow) any { return r.mac.String() }},
		{Column{"device_class", "裝置類別"}, func(r macRow) any { return class(r.entry.Class) }},
		{Column{"platform", "作業系統/平台"}, func(r macRow) any { return r.entry.Platform }},
		{Column{"asset_no", "財產編號"}, func(r macRow) any { return r.entry.AssetNo }},
		{Column{"serial", "載具序號"}, func(r macRow) any { return r.entry.Serial }},
		{Column{"custodian", "保管人/班級"}, func(r macRow) any { return r.entry.Custodian }},
		{Column{"kl_mobile_allowed", "允許KL-mobile"}, func(r macRow) any { return r.entry.KLMobile }},
		{Column{"in_whitelist", "已在智慧網管白名單"}, macRow.inWhitelist},
		{Column{"mdm_enrolled", "MDM納管"}, func(r macRow) any { return r.entry.MDM }},
		{Column{"listed_at", "登錄日期"}, func(r macRow) any { return r.entry.ListedAt }},
		{Column{"last_seen", "最後上線"}, func(r macRow) any { return r.s.lastSeen(r.mac) }},
		{Column{"last_location", "最後地點"}, func(r macRow) any { return r.s.place(r.mac).String() }},
		{Column{"is_random", "隨機MAC"}, func(r macRow) any { return r.mac.IsLocal() }},
		{Column{"change", "異動"}, func(r macRow) any { return r.change() }},
		{Column{"difference", "差異"}, func(r macRow) any { return r.difference() }},
		{Column{"note", "備註"}, func(r macRow) any { return r.entry.Note }},
		{Column{"room", "放置地點"}, func(r macRow) any { return r.entry.Room }}, // without these four an import of the export would lose them
		{Column{"from", "起始日期"}, func(r macRow) any { return string(r.entry.From) }},
		{Column{"until", "結束日期"}, func(r macRow) any { return string(r.entry.Until) }},
		{Column{"listed_by", "登錄人"}, func(r macRow) any { return r.entry.By }},
	}
}

// macRows returns the master list in its own order, then what it lacks: MACs of
// the whitelist, and devices that are present in zones of the school's own
// devices. Zones for personal devices are left out.
func (s *school) macRows() []macRow {
	var rows []macRow
	for _, e := range s.Lists.Master {
		rows = append(rows, macRow{s, e.MAC, e, false})
	}
	for _, e := range s.Lists.Whitelist {
		if len(s.master[e.MAC]) == 0 {
			rows = append(rows, macRow{s, e.MAC, e, true})
		}
	}
	for _, m := range s.strangers() {
		rows = append(rows, macRow{s, m, inventory.ListEntry{MAC: m}, true})
	}
	return rows
}

// strangers are the devices that are present and in no list.
func (s *school) strangers() []inventory.MAC {
	zones := inventory.NewZoneIndex(s.Snapshot)
	var macs []inventory.MAC
	for _, v := range s.Verdicts {
		if len(s.master[v.MAC]) > 0 || len(s.white[v.MAC]) > 0 || s.own(v.MAC) {
			continue
		}
		if zone, ok := zones.Of(v.MAC, v.VID); ok && zone.Unknown == inventory.UnknownIgnore {
			continue
		}
		macs = append(macs, v.MAC)
	}
	slices.SortFunc(macs, func(a, b inventory.MAC) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(macs)
}

// inWhitelist is not known where the school's whitelist was never imported.
func (r macRow) inWhitelist() any {
	if r.s.Lists.WhitelistAt.IsZero() && len(r.s.Lists.Whitelist) == 0 {
		return nil
	}
	return len(r.s.white[r.mac]) > 0
}

func (r macRow) change() string {
	if r.fresh {
		return added
	}
	return ""
}

func (r macRow) difference() string {
	var parts []string
	white := r.s.white[r.mac]
	switch {
	case r.fresh && len(white) > 0:
		parts = append(parts, "僅在白名單，未登錄MAC總表")
	case r.fresh:
		parts = append(parts, "網路上看到，未登錄MAC總表")
	case r.entry.KLMobile && r.inWhitelist() == false:
		parts = append(parts, "允許KL-mobile，但不在白名單")
	case len(white) > 0 && white[0].Name != "" && r.entry.Name != "" && white[0].Name != r.entry.Name:
		parts = append(parts, "白名單上的名稱為「"+white[0].Name+"」")
	}
	if len(r.s.master[r.mac]) > 1 {
		parts = append(parts, "MAC總表中重複")
	}
	return join(parts...)
}
