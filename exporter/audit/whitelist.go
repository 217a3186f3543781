package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// whitelistForm is the school's copy of the whitelist with all that an entry holds,
// so that an import of it changes nothing.
func whitelistForm() form {
	columns := entryColumns()
	return form{table: Whitelist, title: "智慧網管白名單", columns: plainColumns(columns),
		rows:   filled(columns, func(s *school) []inventory.ListEntry { return s.Lists.Whitelist }),
		limits: []string{"這是匯入本系統的白名單副本，不是智慧網管上目前的白名單"},
		notes:  (*school).whitelistNotes, others: map[Format]shape{FreeRADIUS: freeRADIUS()}}
}

func entryColumns() []column[inventory.ListEntry] {
	type entry = inventory.ListEntry
	return []column[entry]{
		{Column{"school_code", "學校代碼"}, func(e entry) any { return string(e.School) }},
		{Column{"mac", "MAC位址"}, func(e entry) any { return e.MAC.String() }},
		{Column{"device_name", "裝置名稱"}, func(e entry) any { return e.Name }},
		{Column{"device_class", "裝置類別"}, func(e entry) any { return class(e.Class) }},
		{Column{"platform", "作業系統/平台"}, func(e entry) any { return e.Platform }},
		{Column{"asset_no", "財產編號"}, func(e entry) any { return e.AssetNo }},
		{Column{"serial", "載具序號"}, func(e entry) any { return e.Serial }},
		{Column{"custodian", "保管人/班級"}, func(e entry) any { return e.Custodian }},
		{Column{"room", "放置地點"}, func(e entry) any { return e.Room }},
		{Column{"kl_mobile_allowed", "允許KL-mobile"}, func(e entry) any { return e.KLMobile }},
		{Column{"mdm_enrolled", "MDM納管"}, func(e entry) any { return e.MDM }},
		{Column{"listed_at", "登錄日期"}, func(e entry) any { return e.ListedAt }},
		{Column{"from", "起始日期"}, func(e entry) any { return string(e.From) }},
		{Column{"until", "結束日期"}, func(e entry) any { return string(e.Until) }},
		{Column{"listed_by", "登錄人"}, func(e entry) any { return e.By }},
		{Column{"note", "備註"}, func(e entry) any { return e.Note }},
	}
}

// whitelistNotes say that there is no whitelist, or how old the copy is.
func (s *school) whitelistNotes() []string {
	if s.Lists.WhitelistAt.IsZero() {
		return []string{fmt.Sprintf("%s 尚未匯入智慧網管白名單", s.School.Code)}
	}
	days := int(s.At.Sub(s.Lists.WhitelistAt).Hours() / 24)
	return []string{fmt.Sprintf("%s 的白名單副本是 %s 匯入或核對的（%d 天前）", s.School.Code, wording.Time(wording.ZhTW, s.Lists.WhitelistAt), days)}
}

// freeRADIUS is the file of a FreeRADIUS module "files" whose key is the
// Calling-Station-Id as RFC 3580, section 3.21, writes it. Only entries that count
// on the day of the record, and that may join KL-mobile, are in it.
func freeRADIUS() shape {
	return shape{ending: "txt", media: "text/plain; charset=utf-8", write: func(w io.Writer, schools []*school) error {
		out := bufio.NewWriter(w)
		admitted := map[inventory.MAC]bool{}
		for _, s := range schools {
			fmt.Fprintf(out, "# %s %s\n", s.School.Code, comment(s.School.Name))
			for _, e := range inventory.CountingOn(s.Lists.Whitelist, inventory.DateOf(s.At)) {
				if !e.KLMobile || admitted[e.MAC] {
					continue
				}
				admitted[e.MAC] = true
				if name := comment(e.Name); name != "" {
					fmt.Fprintf(out, "# %s\n", name)
				}
				fmt.Fprintf(out, "%s\n", strings.ToUpper(strings.ReplaceAll(e.MAC.String(), ":", "-")))
			}
		}
		return out.Flush()
	}}
}

// comment is a text that stays on its line.
func comment(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }), " ")
}
