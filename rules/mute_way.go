package rules

import "rollcall/inventory"

// A wayMute puts everything of a school under the way to it while that is cut: the
// gateway, the circuit, or the city's line. It holds from the moment at which the
// gateway is found silent, so that its children are not told first.
type wayMute struct {
	outlook inventory.Outlook
	subject string // of the finding about the way
	city    bool   // at the school that looks after the city: several schools are silent at once
}

func newWayMute(s *inventory.Snapshot) wayMute {
	return wayMute{outlook: s.Views().Outlook(), subject: reachSubject(s),
		city: s.School.Code == s.Keeper && len(s.Reach.Silent) > 0}
}

// cut says whether the school is not reached at all.
func (m wayMute) cut() bool {
	switch m.outlook {
	case inventory.OutlookGateway, inventory.OutlookLine, inventory.OutlookUndecided, inventory.OutlookCity:
		return true
	}
	return false
}

// holdsBack says whether a finding is not to be opened: what falls silent with the
// whole school is no news beside that.
func (m wayMute) holdsBack(f inventory.Finding) bool { return m.cut() && !ofTheWay(f) }

// ofTheWay says whether a finding is about the way to a school.
func ofTheWay(f inventory.Finding) bool {
	return f.Kind == inventory.KindGatewayDown || f.Kind == inventory.KindUpstreamDown
}

// of returns the subject that stands for a finding; decided is false where the way
// to the school has no part in it.
func (m wayMute) of(f inventory.Finding) (parent string, decided bool) {
	cut := m.cut()
	switch {
	case !ofTheWay(f):
		if cut {
			return m.subject, true
		}
		return "", false
	case f.Subject == citySubject:
		return "", true
	case m.city, f.Subject == m.subject && m.outlook == inventory.OutlookCity:
		return citySubject, true
	case cut && f.Subject == m.subject && (f.Kind == inventory.KindUpstreamDown) != (m.outlook == inventory.OutlookLine):
		return m.subject, true // told as something else before: what is open now stands for it
	}
	return "", true
}
