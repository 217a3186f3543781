package web

import (
	"context"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// lineBlocked is that an address of a device was blocked, on its time line.
const lineBlocked = "blocked"

// addBlocked adds the addresses of the school that the device held when they were
// blocked.
func (s *server) addBlocked(ctx context.Context, q ask, view *deviceView) error {
	rows, err := s.DB.Blocked(ctx, inventory.OnlySchools(view.School), store.BlockedQuery{MACs: []inventory.MAC{view.MAC}, At: q.at, Limit: maxPlaces})
	view.Blocked = []blockedView{}
	for _, b := range rows {
		v := q.blockedView(b)
		view.Blocked = append(view.Blocked, v)
		view.Line = append(view.Line, lineItem{At: b.BlockedAt, Kind: lineBlocked, IP: b.IP, Text: b.Reason})
	}
	return err
}

// sayBlocked tells of the devices that were found which of them held an address when
// it was blocked.
func (f *finder) sayBlocked(ctx context.Context) error {
	var macs []inventory.MAC
	for _, m := range f.matches {
		if mac, err := inventory.ParseMAC(m.MAC); err == nil {
			macs = append(macs, mac)
		}
	}
	if len(macs) == 0 {
		return nil
	}
	rows, err := f.db.Blocked(ctx, f.Scope, store.BlockedQuery{MACs: macs, At: f.until(), Limit: maxPlaces})
	for _, b := range rows {
		for _, h := range append([]inventory.Holder{b.Then}, b.More...) {
			f.noteBlocked(h.MAC, say(f.Lang, "blocked.found", "list", b.ListDate, "ip", b.IP, "state", wording.Name(f.Lang, "block_state", string(b.State))))
		}
	}
	return err
}

// noteBlocked puts a sentence to the first place of a device.
func (f *finder) noteBlocked(mac inventory.MAC, text string) {
	for i := range f.matches {
		if !mac.IsZero() && f.matches[i].MAC == mac.String() {
			f.matches[i].Blocked = append(f.matches[i].Blocked, text)
			return
		}
	}
}
