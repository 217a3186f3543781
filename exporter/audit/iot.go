package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// The values of the column match_result. An import leaves out rows with one of the
// last two, which no inventory has.
var (
	listedOnline   = Word{"listed_online", "清冊有且在線"}
	listedUnseen   = Word{"listed_unseen", "清冊有未見"}
	onlineUnlisted = Word{"online_unlisted", "在線未列冊"}
	notListedNow   = Word{"not_listed_now", "已不在清冊"}
)

// The values of the column change.
const (
	changeNew     = "新增"
	changeGone    = "移除"
	changeAltered = "變更"
)

// goneAfter is how long a thing must not have been seen to be proposed for removal: a
// camera that is off during the holidays is still there.
const goneAfter = 30 * 24 * time.Hour

// An iotRow is one row of the inventory, or a thing that it lacks.
type iotRow struct {
	s      *school
	item   inventory.IoTItem // as written; of a thing that no row speaks of, as it is seen
	thing  *inventory.Thing  // nil: it is not seen
	match  any               // nil: nobody can tell
	change string
	why    string // in words
}

func iotForm() form {
	return form{table: IoT, title: "物聯網管理清冊", columns: plainColumns(iotColumns()), rows: filled(iotColumns(), (*school).iotRows),
		rests: []inventory.Table{inventory.TableFDB, inventory.TableARP, inventory.TableNeighbors},
		limits: []string{
			"型號、財產編號、用途、購置年度、韌體版本、最近更新日、已更改預設密碼、是否連外、列冊管制措施、預計汰換日：網路上看不到，只列人工填寫的內容",
			"廠牌、疑似限制品牌：依MAC廠商碼判斷，代工或貼牌的設備可能有誤；「確認」與「否」由人工填寫",
			"關機、離線或藏在無線分享器後面的設備不會出現",
		},
		notes: (*school).iotNotes}
}

func iotColumns() []column[iotRow] {
	written := func(key, title string, value func(inventory.IoTItem) string) column[iotRow] {
		return column[iotRow]{Column{key, title}, func(r iotRow) any { return value(r.item) }}
	}
	type item = inventory.IoTItem
	return []column[iotRow]{
		{Column{"school_code", "學校代碼"}, func(r iotRow) any { return string(r.s.School.Code) }},
		written("item_no", "編號", func(i item) string { return i.ItemNo }),
		written("device_name", "設備名稱", func(i item) string { return i.Name }),
		written("device_class", "設備類別", func(i item) string { return class(i.Class) }),
		{Column{"vendor", "廠牌"}, func(r iotRow) any { return either(r.item.Vendor, r.vendor()) }},
		written("model", "型號", func(i item) string { return i.Model }),
		written("asset_no", "財產編號", func(i item) string { return i.AssetNo }),
		written("quantity", "數量", func(i item) string { return i.Quantity }),
		{Column{"ip", "IP位址"}, func(r iotRow) any { return either(r.item.IP, r.ip()) }},
		{Column{"mac", "MAC位址"}, func(r iotRow) any { return macText(r.item.MAC) }},
		{Column{"zone_name", "網段"}, func(r iotRow) any { return r.zone() }},
		{Column{"location", "放置地點"}, func(r iotRow) any { return either(r.item.Room, r.place().room) }},
		{Column{"switch_port", "所在交換器/埠"}, func(r iotRow) any { return r.place().at() }},
		written("custodian", "保管單位/人", func(i item) string { return i.Custodian }),
		written("purpose", "用途", func(i item) string { return i.Purpose }),
		written("purchase_year", "購置年度", func(i item) string { return i.PurchaseYear }),
		written("firmware", "韌體版本", func(i item) string { return i.Firmware }),
		written("firmware_updated_at", "最近更新日", func(i item) string { return string(i.FirmwareAt) }),
		written("default_password_changed", "已更改預設密碼", func(i item) string { return answer(i.PasswordChanged) }),
		written("internet_access", "是否連外", func(i item) string { return answer(i.InternetAccess) }),
		{Column{"restricted_brand", "大陸廠牌/限制使用"}, func(r iotRow) any { return either(r.item.Restricted, r.suspected()) }},
		written("control_measure", "列冊管制措施", func(i item) string { return i.Measure }),
		written("replacement_due", "預計汰換日", func(i item) string { return i.ReplaceBy }),
		{Column{"first_seen", "首次出現"}, func(r iotRow) any { return r.s.FirstSeen[r.mac()] }},
		{Column{"last_seen", "最後出現"}, func(r iotRow) any { return r.lastSeen() }},
		{Column{"match_result", "比對結果"}, func(r iotRow) any { return r.match }},
		written("note", "備註", func(i item) string { return i.Note }),
		{Column{"change", "異動"}, func(r iotRow) any { return r.change }},
		{Column{"difference", "差異"}, func(r iotRow) any { return r.why }},
		// What the network shows and nobody has written: a cell above that says the same is
		// filled from it, and an import does not take it for written by hand.
		{Column{"seen_vendor", "偵測廠牌"}, func(r iotRow) any { return other(r.item.Vendor, r.vendor()) }},
		{Column{"seen_mac", "偵測MAC"}, func(r iotRow) any { return r.seenMAC() }},
		{Column{"seen_ip", "偵測IP"}, func(r iotRow) any { return other(r.item.IP, r.ip()) }},
		{Column{"seen_location", "偵測地點"}, func(r iotRow) any { return other(r.item.Room, r.place().room) }},
		{Column{"seen_restricted", "偵測限制品牌"}, func(r iotRow) any { return other(r.item.Restricted, r.suspected()) }},
		written("from", "起始日期", func(i item) string { return string(i.From) }),
		written("until", "結束日期", func(i item) string { return string(i.Until) }),
		written("listed_by", "登錄人", func(i item) string { return i.By }),
	}
}

// iotRows returns the inventory in its own order, what it had at the beginning of the
// window and has no more, and the things that are present and that it lacks.
func (s *school) iotRows() []iotRow {
	things := inventory.Things(s.Snapshot, s.Verdicts)
	m := inventory.MatchIoT(s.Snapshot, things)
	var rows []iotRow
	for i, item := range s.Lists.IoT {
		r := iotRow{s: s, item: item}
		if t, ok := m.Seen[i]; ok {
			r.thing, r.match = &t, listedOnline
		} else if s.comparable(item) {
			r.match = listedUnseen
		}
		rows = append(rows, r)
	}
	if !s.compares() {
		for i := range rows {
			rows[i].judge()
		}
	} else {
		rows = s.sinceBefore(rows)
	}
	for _, t := range m.Unlisted {
		rows = append(rows, iotRow{s: s, item: s.asSeen(t), thing: &t, match: onlineUnlisted, change: changeNew})
	}
	return rows
}

// comparable says whether a row could be found on the network: it says by what, and
// every forwarding table is known.
func (s *school) comparable(item inventory.IoTItem) bool {
	blind := slices.ContainsFunc(s.Switches, func(v inventory.SwitchView) bool { return !v.Coverage[inventory.TableFDB].Fresh })
	return !blind && (!item.MAC.IsZero() || item.IP != "" || item.AssetNo != "")
}

// judge holds a row against what is seen.
func (r *iotRow) judge() {
	switch {
	case r.match == listedUnseen && !r.lastSeen().After(r.s.At.Add(-goneAfter)):
		r.change, r.why = changeGone, "超過30天未在網路上看到，請確認是否已報廢或移走"
		if r.lastSeen().IsZero() {
			r.why = "從未在網路上看到，請確認是否已報廢、移走或MAC登錄錯誤"
		}
	case r.thing == nil:
	case !r.item.MAC.IsZero() && r.thing.MAC != r.item.MAC:
		r.change, r.why = changeAltered, "MAC與清冊不同，目前為"+r.thing.MAC.String()
	case r.item.IP != "" && r.ip() != "" && !slices.Contains(r.ips(), r.item.IP):
		r.change, r.why = changeAltered, "IP與清冊不同，目前為"+r.ip()
	}
}

// compares says whether the record is of a window, and so compares two inventories.
func (s *school) compares() bool { return s.IoTBefore != nil }

// sinceBefore says of each row what became of it since the beginning of the window,
// and adds those that are gone.
func (s *school) sinceBefore(rows []iotRow) []iotRow {
	before := map[string]inventory.IoTItem{}
	for _, item := range s.IoTBefore {
		before[item.Key()] = item
	}
	for i := range rows {
		old, known := before[rows[i].item.Key()]
		delete(before, rows[i].item.Key())
		now := rows[i].item
		now.Row, old.Row = 0, 0
		if !known {
			rows[i].change = changeNew
		} else if now != old {
			rows[i].change = changeAltered
		}
	}
	for _, item := range s.IoTBefore {
		if _, gone := before[item.Key()]; gone {
			rows = append(rows, iotRow{s: s, item: item, match: notListedNow, change: changeGone})
		}
	}
	return rows
}

// asSeen is a thing as a row of the inventory would have it.
func (s *school) asSeen(t inventory.Thing) inventory.IoTItem {
	e, _ := s.entry(t.MAC)
	return inventory.IoTItem{School: s.School.Code, Name: e.Name, Class: t.Class, AssetNo: e.AssetNo, Quantity: "1", MAC: t.MAC, Custodian: e.Custodian}
}

// mac is the address of what the row speaks of, as far as one is known.
func (r iotRow) mac() inventory.MAC {
	if r.thing != nil {
		return r.thing.MAC
	}
	return r.item.MAC
}

func (r iotRow) seenMAC() string {
	if r.thing == nil {
		return ""
	}
	return r.thing.MAC.String()
}

func (r iotRow) vendor() string { return inventory.Vendor(r.mac()) }

func (r iotRow) place() place {
	if r.thing == nil {
		return place{}
	}
	return r.s.place(r.thing.MAC)
}

func (p place) at() string {
	p.room = ""
	return p.String()
}

func (r iotRow) ips() []string {
	var ips []string
	if r.thing != nil {
		for _, ip := range r.thing.IPs {
			if ip.Is4() {
				ips = append(ips, ip.String())
			}
		}
	}
	slices.Sort(ips)
	return slices.Compact(ips)
}

func (r iotRow) ip() string { return strings.Join(r.ips(), ", ") }

func (r iotRow) zone() string {
	if r.thing == nil {
		return ""
	}
	return r.thing.Zone.Name
}

func (r iotRow) lastSeen() time.Time {
	if r.thing != nil && r.thing.Verdict.Port.Switch == "" { // only its address is seen
		return r.s.At
	}
	return r.s.lastSeen(r.mac())
}

// suspected is 疑似 where the maker of the MAC is on the list of restricted brands.
func (r iotRow) suspected() string {
	var brands inventory.Brands
	if r.s.City != nil {
		brands = r.s.City.Brands
	}
	if _, restricted := brands.Of(r.mac()); restricted {
		return "疑似"
	}
	return ""
}

// either is what is written, else what is seen.
func either(written, seen string) string {
	if written != "" {
		return written
	}
	return seen
}

// other is what is seen where something else is written, or nothing.
func other(written, seen string) string {
	if written == seen {
		return ""
	}
	return seen
}

// answer writes yes and no as people do, and other words as they are.
func answer(text string) string {
	switch text {
	case "yes":
		return "是"
	case "no":
		return "否"
	}
	return text
}

func macText(m inventory.MAC) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

// iotNotes say what could not be compared, and with what the inventory was.
func (s *school) iotNotes() []string {
	if len(s.Lists.IoT) == 0 {
		return []string{fmt.Sprintf("%s 尚未匯入物聯網管理清冊，在線的設備都列為在線未列冊", s.School.Code)}
	}
	notes := []string{fmt.Sprintf("%s 異動：與目前的清冊比較；新增＝在線未列冊，移除＝清冊有但超過30天未見，變更＝MAC或IP不同", s.School.Code)}
	if s.compares() {
		notes = []string{fmt.Sprintf("%s 異動：與期間開始時的清冊比較", s.School.Code)}
	}
	open := 0
	for _, item := range s.Lists.IoT {
		if item.MAC.IsZero() && item.IP == "" && item.AssetNo == "" {
			open++
		}
	}
	if open > 0 {
		notes = append(notes, fmt.Sprintf("%s 清冊中有 %s 件沒有MAC、IP與財產編號，無法比對", s.School.Code, strconv.Itoa(open)))
	}
	if slices.ContainsFunc(s.Switches, func(v inventory.SwitchView) bool { return !v.Coverage[inventory.TableFDB].Fresh }) {
		notes = append(notes, fmt.Sprintf("%s 有交換器的MAC位址表未完整讀取，未見的設備不下結論", s.School.Code))
	}
	return notes
}
