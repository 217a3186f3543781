package rules

import (
	"slices"

	"rollcall/inventory"
)

// ownDoubt is why a stranger might be one of the school's own switches: a school
// is never to be told of those.
type ownDoubt struct {
	reading   bool            // a switch may still answer its first reading
	anonymous bool            // the own addresses of a switch were never learnt
	centre    bool            // nor were those of a switch of the centre, which schools hang on
	makers    map[string]bool // of the city's switches, where one is anonymous
}

func (c *Case) ownDoubts() ownDoubt {
	here, centre := map[inventory.SwitchID]bool{}, map[inventory.SwitchID]bool{}
	for i := range c.Switches {
		if v := &c.Switches[i]; len(v.OwnMACs()) == 0 {
			here[v.Switch.ID] = true
		}
	}
	for _, school := range c.City.Schools {
		if school.Kind == inventory.KindCentre {
			for _, sw := range school.Switches {
				centre[sw.ID] = true
			}
		}
	}
	for _, known := range c.City.SwitchMACs {
		delete(here, known)
		delete(centre, known)
	}
	d := ownDoubt{reading: slices.ContainsFunc(c.Switches, c.unread), anonymous: len(here) > 0, centre: len(centre) > 0}
	if d.anonymous {
		d.makers = c.makers()
	}
	return d
}

// makers are those of the switches that we know.
func (c *Case) makers() map[string]bool {
	makers := map[string]bool{}
	for mac := range c.City.SwitchMACs {
		makers[brand(mac)] = true
	}
	for mac := range c.own {
		makers[brand(mac)] = true
	}
	delete(makers, "")
	return makers
}

// unread says whether a switch may still answer its first reading.
func (c *Case) unread(v inventory.SwitchView) bool {
	return v.Answered.IsZero() && v.Silent < c.limits.DownAfter && v.Reason != inventory.ReasonAuth
}

// mayBeSwitch says whether a device could be a switch of the school: until all
// were read or tried, any could. A switch that stays silent after that is looked
// for only among those that may be behind a port, not at it, and whose maker makes
// switches of ours: one switch that cannot be read must not hide every stranger.
func (c *Case) mayBeSwitch(mac inventory.MAC) bool {
	d := c.doubts
	at, placed := c.places[mac]
	return d.reading || d.anonymous && d.makers[brand(mac)] && !(placed && at.Confidence == inventory.High)
}
