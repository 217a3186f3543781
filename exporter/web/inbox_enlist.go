package web

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// doEnlist is the action of somebody who says that devices are the school's: all of
// them go onto its MAC list at once, as when a computer room is replaced (S67).
const doEnlist = "enlist"

// enlistable says whether a finding is about one device that is on no list.
func enlistable(kind inventory.Kind, mac inventory.MAC) bool {
	return !mac.IsZero() && !mac.IsLocal() && (kind == inventory.KindUnknownMAC || kind == inventory.KindUnlistedWired)
}

// Enlistable says whether the device of a finding can be put on the list from here.
func (f findingView) Enlistable() bool { return f.MAC != nil && f.Open() && enlistable(f.Kind, *f.MAC) }

// MayEnlist says whether any finding of the page is about a device that the person
// can put on the list.
func (v findingsView) MayEnlist() bool {
	return v.May && v.Edits && slices.ContainsFunc(v.Findings, findingView.Enlistable)
}

// Suggested is the name that a device gets where nobody gives it one: where it is.
func (f findingView) Suggested() string {
	if f.Switch == "" {
		return f.MAC.String()
	}
	return fmt.Sprintf("%s %s", f.Switch, f.Port)
}

// keepEnlistable moves findings that are not about one device of their own apart.
func (v *actView) keepEnlistable() {
	for _, f := range v.Findings {
		if !f.Enlistable() {
			v.Unfit = append(v.Unfit, f)
		}
	}
	v.Findings = slices.DeleteFunc(v.Findings, func(f findingView) bool { return !f.Enlistable() })
}

// enlist puts the devices of findings on the MAC lists of their schools, all or
// none, and notes that of the findings. They close at the next reading.
func (s *server) enlist(r *http.Request, q ask, ids []int64) ([]inventory.FindingRow, error) {
	if !q.Role.May(inventory.RightEdit) {
		return nil, errRefused
	}
	rows, err := s.DB.Findings(r.Context(), q.Scope, store.FindingQuery{IDs: ids})
	if err != nil {
		return nil, err
	}
	if len(rows) != len(ids) {
		return nil, fs.ErrNotExist
	}
	entries, err := entriesOf(q, rows, r.PostForm)
	if err != nil {
		return nil, err
	}
	by := store.Import{At: q.now, Actor: q.Actor, File: say(q.lang, "act.enlist.file")}
	if _, err := s.DB.ImportMaster(r.Context(), by, entries); err != nil {
		return nil, storeBusy(err)
	}
	var schools []inventory.SchoolCode
	for _, e := range entries {
		schools = append(schools, e.School)
	}
	s.changed(schools)
	return s.say(r, q, ids, url.Values{"do": {"ack"}, "note": {say(q.lang, "act.listed.note")}})
}

// entriesOf are the rows that the findings' devices get on the list.
func entriesOf(q ask, rows []inventory.FindingRow, form url.Values) ([]inventory.ListEntry, error) {
	var entries []inventory.ListEntry
	var over []int64
	for _, f := range rows {
		switch {
		case !f.Resolved.IsZero():
			over = append(over, f.ID)
			continue
		case !enlistable(f.Kind, f.MAC):
			return nil, badRequest("error.act.enlist", "ref", fmt.Sprintf("#A-%d", f.ID))
		}
		entries = append(entries, inventory.ListEntry{School: f.School, MAC: f.MAC, Room: f.Room,
			Name:     cmp.Or(short(form.Get("name."+f.MAC.String())), findingViewOf(q, f).Suggested()),
			KLMobile: f.Kind == inventory.KindUnknownMAC, ListedAt: string(inventory.DateOf(q.now)), By: q.Actor})
	}
	if len(over) > 0 {
		return nil, &store.FindingsOver{IDs: over}
	}
	return entries, nil
}
