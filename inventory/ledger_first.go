package inventory

import (
	"maps"
	"slices"
	"time"
)

// WithoutFDB returns the changes as if the forwarding table had not been read.
// Which ports lead to other switches nobody knows until the switches at both ends
// were read; a store that waits for that keeps no sighting of an uplink.
func (c Changes) WithoutFDB() Changes {
	c.Sightings = Delta[Sighting]{}
	c.Ended = slices.DeleteFunc(slices.Clone(c.Ended), func(e Coverage) bool { return e.Table == TableFDB })
	if p, asked := c.State.Tables[TableFDB]; asked {
		p.First, p.Last = time.Time{}, time.Time{}
		c.State.Tables = maps.Clone(c.State.Tables)
		c.State.Tables[TableFDB] = p
	}
	return c
}

// FirstFDB returns, as changes, what the forwarding table has told so far: what
// a store has to write that was given all changes WithoutFDB.
func (l *Ledger) FirstFDB() Changes {
	c := Changes{Switch: l.sw.ID, At: l.state.Asked, State: l.stateCopy()}
	c.Sightings.Opened = l.openSightings()
	return c
}
