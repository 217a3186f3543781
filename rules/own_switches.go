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
	makers    map[string]bool // of the city's switches, where one is anonymous
}

func (c *Case) ownDoubts() ownDoubt {
	d := ownDoubt{reading: slices.ContainsFunc(c.Switches, c.unread)}
	told := map[inventory.SwitchID]bool{}
	for _, id := range c.City.SwitchMACs {
		told[id] = true
	}
	d.anonymous = slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		return !told[v.Switch.ID] && len(v.OwnMACs()) == 0
	})
	if !d.anonymous {
		return d
	}
	d.makers = map[string]bool{}
	for mac := range c.City.SwitchMACs {
		d.makers[brand(mac)] = true
	}
	for mac := range c.own {
		d.makers[brand(mac)] = true
	}
	delete(d.makers, "")
	return d
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
