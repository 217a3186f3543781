package audit

import (
	"fmt"

	"rollcall/inventory"
)

// The kinds of difference between the master list and the whitelist.
var (
	onlyInMaster    = Word{"only_master", "僅在MAC總表"}
	onlyInWhitelist = Word{"only_whitelist", "僅在白名單"}
	namesDiffer     = Word{"name_differs", "名稱不同"}
)

// A driftRow is one device that the two lists say different things of.
type driftRow struct {
	s             *school
	mac           inventory.MAC
	master, white inventory.ListEntry
	kind          Word
}

func driftForm() form {
	return form{table: Drift, title: "白名單差異", columns: plainColumns(driftColumns()), rows: filled(driftColumns(), (*school).driftRows),
		limits: []string{"只比較允許KL-mobile的裝置；其他裝置不必在白名單"},
		notes: func(s *school) []string {
			notes := s.whitelistNotes()
			if len(s.Lists.Master) == 0 {
				notes = append(notes, fmt.Sprintf("%s 尚未匯入校內設備MAC總表", s.School.Code))
			}
			return notes
		}}
}

func driftColumns() []column[driftRow] {
	return []column[driftRow]{
		{Column{"school_code", "學校代碼"}, func(r driftRow) any { return string(r.s.School.Code) }},
		{Column{"mac", "MAC位址"}, func(r driftRow) any { return r.mac.String() }},
		{Column{"name_master", "MAC總表名稱"}, func(r driftRow) any { return r.master.Name }},
		{Column{"name_whitelist", "白名單名稱"}, func(r driftRow) any { return r.white.Name }},
		{Column{"kind", "差異"}, func(r driftRow) any { return r.kind }},
		{Column{"since", "起始時間"}, func(r driftRow) any { return r.s.Source.ListedSince[r.mac] }},
	}
}

// driftRows compares the lists as far as they count on the day: the devices of the
// master list in its order, then those of the whitelist alone. Without either list
// there is nothing to compare.
func (s *school) driftRows() []driftRow {
	if s.Lists.WhitelistAt.IsZero() || len(s.Lists.Master) == 0 {
		return nil
	}
	today := s.Lists.On(inventory.DateOf(s.At))
	master, white := byMAC(today.Master), byMAC(today.Whitelist)
	var rows []driftRow
	told := map[inventory.MAC]bool{}
	add := func(r driftRow) {
		if !told[r.mac] {
			told[r.mac] = true
			rows = append(rows, r)
		}
	}
	for _, e := range today.Master {
		listed := white[e.MAC]
		switch {
		case len(listed) == 0 && e.KLMobile:
			add(driftRow{s, e.MAC, e, inventory.ListEntry{}, onlyInMaster})
		case len(listed) > 0 && e.Name != "" && listed[0].Name != "" && e.Name != listed[0].Name:
			add(driftRow{s, e.MAC, e, listed[0], namesDiffer})
		}
	}
	for _, e := range today.Whitelist {
		if len(master[e.MAC]) == 0 {
			add(driftRow{s, e.MAC, inventory.ListEntry{}, e, onlyInWhitelist})
		}
	}
	return rows
}
