package inventory

import (
	"slices"
	"strconv"
	"time"
)

// doubt lowers a verdict on the only port that a device is seen on, where
// something speaks against it or could not be looked at.
func (l *locator) doubt(v *Verdict, c candidate) {
	switch {
	case l.inTheAir(v, c):
		v.Confidence = Low
	case c.Misses > 0:
		v.Confidence, v.Why = Medium, Why{Key: PlaceMissed, Args: map[string]string{
			"misses": strconv.Itoa(c.Misses), "since": timeText(c.Missed)}}
	case !c.fresh:
		v.Confidence, v.Why = Medium, why(PlaceStale, "at", timeText(c.last))
	default:
		l.doubtPort(v, c)
	}
}

// inTheAir says whether the device is one of those that a central wireless
// controller serves: the network sees them all at the controller's port.
func (l *locator) inTheAir(v *Verdict, c candidate) bool {
	port := l.whole(c.Port)
	for _, id := range l.controllers {
		if h, ok := l.toward[pair{port.Switch, id}]; ok && h.port == port {
			v.Why = why(PlaceController, "peer", string(id))
			return true
		}
	}
	if p := l.ports[c.Port]; p != nil && p.Role.Reason == BecauseController {
		v.Why = why(PlaceController, "peer", p.Role.Peer)
		return true
	}
	v.Why = why(PlaceController, "peer", "")
	if l.School.APMode == apCentral && l.wireless(c.VID) {
		return true
	}
	v.Why = Why{Key: PlaceOnly}
	return false
}

// apCentral is the School.APMode of schools whose access points hand all
// traffic to a controller.
const apCentral = "central"

// wireless says whether a VLAN is that of an SSID.
func (l *locator) wireless(vid int) bool {
	return vid != 0 && slices.ContainsFunc(l.Plan.Zones, func(z SchoolZone) bool { return z.VLAN == vid && z.SSID != "" })
}

// gatherDoubts lists for every switch the others that could be behind any of its
// ports, and the VLANs that it tells of.
func (l *locator) gatherDoubts() {
	for _, from := range l.ids {
		if l.isController(from) {
			l.controllers = append(l.controllers, from)
		}
		for _, to := range l.ids {
			if _, known := l.toward[pair{from, to}]; !known && from != to && l.canHide(to) {
				l.unknown[from] = append(l.unknown[from], to)
			}
		}
		l.shown[from] = make(map[int]bool)
		for _, s := range l.views[from].Sightings {
			l.shown[from][s.VID] = true
		}
	}
}

// canHide says whether a switch, were it behind a port, would be a better place
// for a device than that port: it tells of its own ports, and it is not off.
func (l *locator) canHide(id SwitchID) bool {
	unable := l.views[id].Coverage[TableFDB].State.Reason == ReasonUnsupported || l.isController(id)
	return !unable && !l.off(id)
}

// A doubtKey is what many devices share whose place is in doubt: the switch and
// the VLAN.
type doubtKey struct {
	at  SwitchID
	vid int
}

// doubts are the switches that could hide a device from another.
type doubts struct {
	unread SwitchID  // one that was never read; empty: none
	mute   SwitchID  // one that does not tell of the VLAN
	oldest SwitchID  // of the others the one that was read longest ago
	read   time.Time // when that was
}

// doubtPort looks for a switch that could be behind the port unnoticed.
func (l *locator) doubtPort(v *Verdict, c candidate) {
	d := l.doubtsOf(doubtKey{c.Port.Switch, c.VID})
	switch {
	case d.unread != "":
		v.Confidence, v.Why = Medium, why(PlaceUnread, "peer", string(d.unread))
	case d.mute != "":
		v.Confidence, v.Why = Medium, why(PlaceUnproven, "peer", string(d.mute))
	case d.oldest != "" && d.read.Before(c.First):
		v.Confidence, v.Why = Medium, why(PlaceUnproven, "peer", string(d.oldest))
	}
}

func (l *locator) doubtsOf(k doubtKey) doubts {
	d, known := l.doubts[k]
	if known {
		return d
	}
	for _, id := range l.unknown[k.at] {
		read := l.views[id].Coverage[TableFDB].Last
		switch {
		case read.IsZero():
			d.unread = id
		case !l.tells(id, k.vid):
			d.mute = id
		case d.oldest == "" || read.Before(d.read):
			d.oldest, d.read = id, read
		}
	}
	l.doubts[k] = d
	return d
}

// tells says whether a switch's forwarding table would show a device of a VLAN:
// it shows some, or the switch does not have the VLAN. Agents that show one VLAN
// only are not rare.
func (l *locator) tells(id SwitchID, vid int) bool {
	if vid == 0 || l.shown[id][vid] || l.shown[id][0] {
		return true
	}
	v := l.views[id]
	return len(v.Facts.VLANs) > 0 && !slices.ContainsFunc(v.Facts.VLANs, func(n VLAN) bool { return n.VID == vid })
}

// off says whether a switch seems to be off or cut from the network: it was read
// once, does not answer any more, and nothing that answers sees it, in a school
// where switches are seen.
func (l *locator) off(id SwitchID) bool {
	v := l.views[id]
	if v.Silent < silentAfter || len(v.OwnMACs()) == 0 {
		return false
	}
	others := false
	for q, h := range l.toward {
		if h.by > byMAC || l.views[q.from].Silent >= silentAfter {
			continue
		}
		if q.to == id {
			return false
		}
		others = true
	}
	return others
}
