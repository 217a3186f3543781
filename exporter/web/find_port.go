package web

import (
	"context"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// splitPort reads "hy-3f-a 1/17", "hy-3f-a:1/17" or a switch's name alone. Only
// a name that is configured, and in the scope, is taken for a switch.
func (f *finder) splitPort() (inventory.Switch, string, bool) {
	for _, school := range f.City.Schools {
		if !f.Scope.Sees(school.Code) {
			continue
		}
		for _, sw := range school.Switches {
			if port, ok := afterName(f.Text, string(sw.ID)); ok {
				return sw, port, true
			}
		}
	}
	return inventory.Switch{}, "", false
}

// afterName returns what follows a name and a blank or colon; nothing may follow.
func afterName(text, name string) (string, bool) {
	if len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
		return "", false
	}
	rest := text[len(name):]
	if rest == "" {
		return "", true
	}
	if rest[0] != ' ' && rest[0] != ':' {
		return "", false
	}
	return strings.TrimSpace(rest[1:]), true
}

// port tells who is and was on a port, and if nobody is, whether that is known.
func (f *finder) port(ctx context.Context, sw inventory.Switch, name string) error {
	r, err := f.roll(ctx, sw.School)
	if err != nil {
		return err
	}
	place := switchMatch(r.snap.School, sw, say(f.Lang, "match.switch.up"))
	if name == "" {
		f.matches = append(f.matches, place)
		return nil
	}
	p, known := r.views[sw.ID].PortNamed(name)
	if !known {
		return nil
	}
	f.asked = p.Port
	for _, v := range r.verdicts {
		if v.Port == p.Port {
			m := r.match(v.Sighting)
			m.Confidence, m.Reason = v.Confidence, because(f.Lang, v.Why)
			f.matches = append(f.matches, m)
		}
	}
	if len(f.matches) == 0 {
		place.Kind, place.Port, place.Reason = MatchPort, p.Port.IfName, f.whyEmpty(r, p)
		f.matches = append(f.matches, place)
	}
	return f.portHistory(ctx, p)
}

// whyEmpty says what it means that no device is told for a port: nobody, not
// observed, or not recorded.
func (f *finder) whyEmpty(r *roll, p inventory.PortView) string {
	fdb := r.views[p.Port.Switch].Coverage[inventory.TableFDB]
	switch {
	case p.Role.Role == inventory.RoleUplink:
		return say(f.Lang, "match.uplink")
	case fdb.Fresh:
		return say(f.Lang, "match.nobody")
	}
	return say(f.Lang, "match.unobserved")
}

// portHistory tells who was on a port before.
func (f *finder) portHistory(ctx context.Context, p inventory.PortView) error {
	if p.Role.Role == inventory.RoleUplink {
		return nil
	}
	places, err := f.db.Sightings(ctx, f.Scope, store.SightingQuery{Port: p.Port, To: f.until(), Limit: maxPlaces})
	if err != nil {
		return err
	}
	q := store.BindingQuery{To: f.until()}
	for _, s := range places {
		if s.Holds(f.At) {
			continue
		}
		q.MACs = append(q.MACs, s.MAC)
		if q.From.IsZero() || s.First.Before(q.From) {
			q.From = s.First
		}
	}
	if len(q.MACs) == 0 {
		return nil
	}
	held, err := f.db.Bindings(ctx, f.Scope, q)
	if err != nil {
		return err
	}
	return f.past(ctx, places, held)
}
