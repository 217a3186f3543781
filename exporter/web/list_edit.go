package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// An entryPage is the form of one device: one entry serves the master list and, by
// its tick, the whitelist.
type entryPage struct {
	School  inventory.SchoolCode
	Name    string
	New     bool
	Was     string // the MAC as listed; empty: it is new
	MAC     string // as written
	Entry   inventory.ListEntry
	From    string // as written
	Until   string
	Seen    string // the version of the rows that the person sees
	Twice   int    // how often it stands in one list, where that is more than once
	Vendor  string
	Where   *place // where the device is
	Classes []string
	Wrong   string               // why it was not saved
	Theirs  *inventory.ListEntry // what somebody else made of it meanwhile
	Asking  bool                 // whether it is really to be removed
}

// askEntry answers with the form of a device: as it is listed, else filled with
// what the network tells of it.
func (s *server) askEntry(r *http.Request, q ask) (any, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return nil, err
	}
	page := entryPage{School: school.Code, Name: school.Name, New: true, MAC: strings.TrimSpace(r.URL.Query().Get("mac")), Classes: inventory.Classes(),
		Entry: inventory.ListEntry{School: school.Code, By: q.Actor}, From: string(inventory.DateOf(q.now)), Asking: isSet(r.URL.Query().Get("remove"))}
	mac, err := inventory.ParseMAC(page.MAC)
	if err != nil { // it is to be written yet
		return page, nil
	}
	page.MAC = mac.String()
	listed, err := s.DB.DeviceListing(r.Context(), q.Scope, school.Code, mac)
	if err != nil {
		return nil, err
	}
	page.Seen = listed.Version
	if entry, ok := listed.Entry(); ok {
		page.show(entry, listed)
	}
	return page, s.addDevice(r.Context(), q, &page, mac)
}

// show fills the form with how a device is listed.
func (p *entryPage) show(entry inventory.ListEntry, listed store.DeviceListing) {
	p.New, p.Was, p.Entry = false, entry.MAC.String(), entry
	p.Entry.KLMobile = len(listed.Whitelist) > 0
	p.From, p.Until = string(entry.From), string(entry.Until)
	if n := max(len(listed.Master), len(listed.Whitelist)); n > 1 {
		p.Twice = n
	}
}

// addDevice adds what the network tells of a device.
func (s *server) addDevice(ctx context.Context, q ask, page *entryPage, mac inventory.MAC) error {
	page.Vendor = inventory.Vendor(mac)
	snap, err := s.snapshot(ctx, q, page.School)
	if err != nil {
		return err
	}
	roll := s.rollOf(q, snap)
	v, here := roll.verdicts[mac]
	if !here {
		return nil
	}
	page.Where = &place{School: page.School, Switch: v.Port.Switch, Port: v.Port.IfName, VID: v.VID}
	zone, known := roll.zone(mac, v.VID)
	mobile := known && zone.Auth == inventory.AuthMAC
	if page.New {
		page.Entry.KLMobile = mobile
		if rec := roll.records[v.Port]; !mobile {
			page.Entry.Room = rec.Outlet
		}
	}
	return nil
}

// saveEntry saves the form of a device, or takes the device off the lists.
func (s *server) saveEntry(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	school, err := q.ownSchool(r)
	if err == nil {
		err = parseForm(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page := q.entryOf(r.PostForm, school)
	edit, wrong := page.edit(r.PostForm)
	if wrong == "" {
		edit.At, edit.Actor, edit.School = q.now, q.Actor, school.Code
		wrong, err = s.edit(r.Context(), q, &page, edit)
	}
	switch {
	case err != nil:
		s.fail(w, r, storeBusy(err))
	case wrong != "":
		page.Wrong = say(q.lang, wrong)
		s.writePage(w, r, sheet{name: "entry", status: http.StatusUnprocessableEntity, body: page})
	case edit.Remove:
		http.Redirect(w, r, schoolPath(school.Code)+"/lists/devices?did=edit", http.StatusSeeOther)
	default:
		http.Redirect(w, r, schoolPath(school.Code)+"/devices/"+edit.Entry.MAC.String()+"?did=listed", http.StatusSeeOther)
	}
}

// entryOf reads the form as somebody sent it.
func (q ask) entryOf(form url.Values, school inventory.School) entryPage {
	text := func(name string) string { return cut(strings.TrimSpace(form.Get(name)), mostField) }
	return entryPage{School: school.Code, Name: school.Name, Was: text("was"), New: text("was") == "", MAC: text("mac"), Seen: form.Get("seen"),
		From: text("from"), Until: text("until"), Classes: inventory.Classes(),
		Entry: inventory.ListEntry{School: school.Code, Name: text("name"), Class: text("class"), Platform: text("platform"), AssetNo: text("asset_no"),
			Serial: text("serial"), Custodian: text("custodian"), Room: text("room"), KLMobile: isSet(form.Get("kl_mobile")), MDM: text("mdm"),
			ListedAt: text("listed_at"), By: cmp.Or(text("by"), q.Actor), Note: text("note")}}
}

// mostField is how many characters a field of an entry takes.
const mostField = 200

func cut(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}

// edit makes a change of what the form says; wrong is the key of the sentence that
// says what to correct.
func (p *entryPage) edit(form url.Values) (e store.DeviceEdit, wrong string) {
	e = store.DeviceEdit{Seen: p.Seen, Remove: form.Get("do") == "remove"}
	if p.Was != "" {
		was, err := inventory.ParseMAC(p.Was)
		if err != nil {
			return e, "entry.wrong.mac"
		}
		e.Was = was
	}
	if e.Remove {
		return e, ""
	}
	mac, err := inventory.ParseMAC(p.MAC)
	if err != nil || mac.IsGroup() || mac.IsZero() {
		return e, "entry.wrong.mac"
	}
	var ok bool
	if p.Entry.From, ok = dateOf(p.From); !ok {
		return e, "entry.wrong.from"
	}
	if p.Entry.Until, ok = dateOf(p.Until); !ok {
		return e, "entry.wrong.until"
	}
	if p.Entry.Until.Before(p.Entry.From) {
		return e, "entry.wrong.period"
	}
	p.Entry.MAC = mac
	e.Entry = p.Entry
	return e, ""
}

// dateOf reads a day as people write it, or none.
func dateOf(text string) (inventory.Date, bool) {
	if text == "" {
		return "", true
	}
	at, err := ParseMoment(text, taipei)
	if err != nil {
		return "", false
	}
	return inventory.DateOf(at), true
}

// edit stores a change. One that was decided on other rows than there are is shown
// again, with those.
func (s *server) edit(ctx context.Context, q ask, page *entryPage, e store.DeviceEdit) (wrong string, err error) {
	err = s.DB.EditDevice(ctx, q.Scope, e)
	switch {
	case errors.Is(err, store.ErrAlreadyListed):
		return "entry.wrong.listed", s.showTheirs(ctx, q, page, e.Entry.MAC, false)
	case errors.Is(err, store.ErrEntryChanged):
		return "entry.wrong.changed", s.showTheirs(ctx, q, page, e.Was, true)
	case err == nil:
		s.changed([]inventory.SchoolCode{e.School})
	}
	return "", err
}

// showTheirs puts what is listed now beside what the person wrote. Over says that
// saving once more may write over it.
func (s *server) showTheirs(ctx context.Context, q ask, page *entryPage, mac inventory.MAC, over bool) error {
	if mac.IsZero() { // the form was of a new device
		mac, _ = inventory.ParseMAC(page.MAC)
	}
	listed, err := s.DB.DeviceListing(ctx, q.Scope, page.School, mac)
	if err != nil {
		return err
	}
	entry, ok := listed.Entry()
	if ok {
		entry.KLMobile = len(listed.Whitelist) > 0
		page.Theirs = &entry
	}
	if over {
		page.Seen = listed.Version
		page.Was, page.New = mac.String(), !ok
		if !ok {
			page.Was = ""
		}
	}
	return nil
}

// OddClass says whether the class of the device is none of those that are known: it
// was imported as somebody wrote it.
func (p entryPage) OddClass() bool {
	return p.Entry.Class != "" && !slices.Contains(p.Classes, p.Entry.Class)
}
