package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// staleMAC finds devices of the master list that have not been seen for long: one
// finding of the school. It is in doubt while a forwarding table that was read
// before is not known, for they may be there.
func staleMAC() Rule {
	return Rule{
		Kind: inventory.KindStaleMAC, Severity: inventory.Info,
		Tables:  []inventory.Table{inventory.TableFDB},
		Sources: []Source{SourceFDB, SourceMaster},
		Check: func(c *Case) []inventory.Finding {
			stale := c.stale()
			if len(stale) == 0 {
				return nil
			}
			var names []string
			for _, e := range stale[:min(len(stale), shown)] {
				names = append(names, nameOf(e))
			}
			return []inventory.Finding{{Subject: inventory.ListMaster, Doubt: c.blindSpots(), Args: map[string]string{
				"n": strconv.Itoa(len(stale)), "names": lines(names), "days": strconv.Itoa(int(c.limits.StaleMAC / (24 * time.Hour))),
				"latest": c.lastKnown(stale[len(stale)-1].MAC).UTC().Format(time.RFC3339)}}}
		},
	}
}

// stale returns the listed devices that are not seen and have not been for too
// long, the longest unseen first, each once.
func (c *Case) stale() []inventory.ListEntry {
	var found []inventory.ListEntry
	told := map[inventory.MAC]bool{}
	for _, e := range c.Lists.Master {
		last := c.lastKnown(e.MAC)
		if told[e.MAC] || last.IsZero() || c.At.Sub(last) < c.limits.StaleMAC || len(c.sighted[e.MAC])+len(c.bound[e.MAC]) > 0 {
			continue
		}
		told[e.MAC] = true
		found = append(found, e)
	}
	slices.SortStableFunc(found, func(a, b inventory.ListEntry) int { return c.lastKnown(a.MAC).Compare(c.lastKnown(b.MAC)) })
	return found
}

// lastKnown is when a device was last seen or, where it never was, from when one
// could have seen it; zero: not known.
func (c *Case) lastKnown(mac inventory.MAC) time.Time {
	if seen, ok := c.LastSeen[mac]; ok {
		return seen
	}
	return c.ListedSince[mac]
}

// blindSpots says whether a forwarding table that was read before is not known now.
func (c *Case) blindSpots() bool {
	return slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		fdb := v.Coverage[inventory.TableFDB]
		return !fdb.Last.IsZero() && !fdb.Fresh
	})
}
