package audit

import (
	"cmp"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// Blocked is 封鎖IP對照表.
const Blocked Table = "blocked"

func blockedForm() form {
	return form{table: Blocked, title: "封鎖IP對照表", columns: plainColumns(blockedColumns()),
		rows:   filled(blockedColumns(), func(s *school) []inventory.BlockedIP { return s.Source.Blocked }),
		rests:  []inventory.Table{inventory.TableARP, inventory.TableFDB},
		limits: []string{"封鎖清單由教網中心匯入；無線分享器後面的裝置無法分辨；OS版本與處理狀態由學校填寫"}}
}

func blockedColumns() []column[inventory.BlockedIP] {
	return []column[inventory.BlockedIP]{
		{Column{"list_date", "清單日期"}, func(b inventory.BlockedIP) any { return string(b.ListDate) }},
		{Column{"ip", "IP位址"}, func(b inventory.BlockedIP) any { return b.IP.String() }},
		{Column{"blocked_at", "封鎖時間"}, func(b inventory.BlockedIP) any { return blockedAt(b) }},
		{Column{"mac_at_block", "封鎖時MAC"}, func(b inventory.BlockedIP) any { return strings.Join(holders(b), ", ") }},
		{Column{"device", "裝置"}, func(b inventory.BlockedIP) any { return cmp.Or(b.Then.Name, b.Then.Brand) }},
		{Column{"switch", "交換器"}, func(b inventory.BlockedIP) any { return string(b.Then.Switch) }},
		{Column{"port", "埠號"}, func(b inventory.BlockedIP) any { return b.Then.Port }},
		{Column{"room", "地點"}, func(b inventory.BlockedIP) any { return b.Then.Room }},
		{Column{"current_mac", "目前MAC"}, func(b inventory.BlockedIP) any { return holderNow(b) }},
		{Column{"verdict", "判斷"}, func(b inventory.BlockedIP) any { return blockedVerdict(b) }},
		{Column{"os_version", "OS版本"}, func(b inventory.BlockedIP) any { return b.OSVersion }},
		{Column{"handling", "處理狀態"}, func(b inventory.BlockedIP) any { return b.Handling }},
		{Column{"unblocked_at", "解鎖時間"}, func(b inventory.BlockedIP) any { return b.LiftedAt }},
		{Column{"handled_on", "處理日期"}, func(b inventory.BlockedIP) any { return string(b.HandledOn) }},
		{Column{"state", "狀態"}, func(b inventory.BlockedIP) any {
			return Word{string(b.State), wording.Name(wording.ZhTW, "block_state", string(b.State))}
		}},
		{Column{"source", "來源"}, func(b inventory.BlockedIP) any {
			return Word{b.Source, wording.Name(wording.ZhTW, "block_source", b.Source)}
		}},
		{Column{"drill", "演練"}, func(b inventory.BlockedIP) any { return b.Drill }},
		{Column{"reason", "原因"}, func(b inventory.BlockedIP) any { return b.Reason }},
		{Column{"school_code", "學校代碼"}, func(b inventory.BlockedIP) any { return string(b.School) }},
	}
}

// blockedAt is when an address was blocked, as exactly as the list says: a moment, a
// day, or nothing.
func blockedAt(b inventory.BlockedIP) any {
	switch b.Exact {
	case inventory.BlockDay:
		return string(inventory.DateOf(b.BlockedAt))
	case inventory.BlockWeek:
		return nil
	}
	return b.BlockedAt
}

func holders(b inventory.BlockedIP) []string {
	var macs []string
	for _, h := range append([]inventory.Holder{b.Then}, b.More...) {
		if h.Known() {
			macs = append(macs, h.MAC.String())
		}
	}
	return macs
}

func holderNow(b inventory.BlockedIP) string {
	switch {
	case b.Now.Known():
		return b.Now.MAC.String()
	case b.Now.Verdict == inventory.HeldSame:
		return b.Then.MAC.String()
	}
	return ""
}

// blockedVerdict says how sure the record is, and whether the device hides others.
func blockedVerdict(b inventory.BlockedIP) Word {
	code := cmp.Or(b.Then.Verdict, "pending")
	texts := []string{wording.Text(wording.ZhTW, "blocked."+code, nil)}
	if b.NAT {
		code = "nat"
		texts = append(texts, wording.Text(wording.ZhTW, "page.blocked.nat", wording.Args{"brand": b.Then.Brand}))
	}
	if b.Now.Verdict == inventory.HeldOther && b.Then.Known() {
		texts = append(texts, wording.Text(wording.ZhTW, "blocked.other", nil))
	}
	return Word{code, strings.Join(texts, "；")}
}

// BlockedOn returns the rows of a record: those listed by a moment, or within a
// window.
func BlockedOn(rows []inventory.BlockedIP, from, to time.Time) []inventory.BlockedIP {
	var kept []inventory.BlockedIP
	for _, b := range rows {
		over := !b.LiftedAt.IsZero() && b.LiftedAt.Before(from)
		if !b.Listed.After(to) && !over {
			kept = append(kept, b)
		}
	}
	return kept
}
