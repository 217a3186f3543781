package web

import (
	"cmp"
	"context"
	"net/netip"
	"strings"

	"rollcall/inventory"
)

// schools looks for a text in the names and codes of schools.
func (f *finder) schools() {
	for _, school := range f.City.Schools {
		if !f.Scope.Sees(school.Code) || string(school.Code) != f.Text && (len([]rune(f.Text)) < 2 || !holds(school.Name, f.Text)) {
			continue
		}
		f.matches = append(f.matches, Match{Kind: MatchSchool, Name: school.Name, School: school.Code, SchoolName: school.Name,
			Reason: say(f.Lang, "match.school.is")})
	}
}

// rooms looks for a text in the rooms and outlets that lists name.
func (f *finder) rooms(ctx context.Context) error {
	if len([]rune(f.Text)) < 2 {
		return nil
	}
	found, err := f.db.SearchRooms(ctx, f.Scope, f.Text, f.At)
	for _, room := range found {
		if len(f.matches) >= maxDevices {
			f.cut = true
			break
		}
		school, _ := f.City.School(room.School)
		m := Match{Kind: MatchRoom, Name: cmp.Or(room.Name, room.Outlet), School: room.School, SchoolName: school.Name,
			Switch: room.Switch, Port: room.Port, Reason: say(f.Lang, "match.room.list")}
		if room.Port == "" {
			m.Reason = say(f.Lang, "match.room.no.port")
		}
		f.matches = append(f.matches, m)
	}
	return err
}

// straight is the page of what was named exactly; empty where nothing was, or
// where several things have the name.
func (f Found) straight(l links, city *inventory.City) string {
	text := strings.Join(strings.Fields(inventory.HalfWidth(f.Query)), " ")
	if sw, ok := city.Switch(f.port.Switch); ok {
		return l.port(sw.School, sw.ID, f.port.IfName)
	}
	page := ""
	for _, m := range f.Matches {
		if !m.isNamed(text) {
			continue
		}
		at := m.page(l)
		if page != "" && at != page {
			return ""
		}
		page = at
	}
	return page
}

// isNamed says whether a text is a name of the match, and not only a part of one.
func (m Match) isNamed(text string) bool {
	if mac, err := inventory.ParseMAC(text); err == nil {
		return m.MAC == mac.String()
	}
	if ip, err := netip.ParseAddr(text); err == nil {
		return m.IP == ip.Unmap()
	}
	switch m.Kind {
	case MatchSchool:
		return text == string(m.School) || text == m.Name
	case MatchSwitch:
		return strings.EqualFold(text, string(m.Switch))
	}
	return m.Name != "" && strings.EqualFold(text, strings.TrimSpace(m.Name))
}

// page is where a match is told of at length.
func (m Match) page(l links) string {
	switch {
	case m.MAC != "":
		return l.device(m.School, m.MAC)
	case m.Port != "" && m.Switch != "":
		return l.port(m.School, m.Switch, m.Port)
	case m.Switch != "":
		return l.sw(m.School, m.Switch)
	}
	return l.school(m.School)
}
