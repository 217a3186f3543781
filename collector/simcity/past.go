package simcity

import (
	"iter"
	"time"

	"rollcall/inventory"
)

// How far back the past of a city reaches that is played before it begins, and how
// often it was read then: sparsely, and only what needs a past.
const (
	pastDays  = 21 // with the one that the city begins on
	pastEvery = 15 * time.Minute
	pastFrom  = 7*time.Hour + 30*time.Minute
	pastTo    = 16*time.Hour + 30*time.Minute
	pastHour  = 65 * time.Minute
)

// PastPolls plays what was read before a moment at which the city begins, in the order of
// time: the counters of every circuit in the hours of the last school days, and the
// last hour of what only shows in an hour. The polls are as a reader would have brought
// them then, but hold no more than that.
func (c *City) PastPolls(begin time.Time) iter.Seq[inventory.Poll] {
	return func(yield func(inventory.Poll) bool) {
		if c.pastLines(begin, yield) {
			c.pastHour(begin, yield)
		}
	}
}

// pastLines plays the circuits.
func (c *City) pastLines(begin time.Time, yield func(inventory.Poll) bool) bool {
	var lines []*Port
	for _, sw := range c.switches() {
		for _, p := range sw.Ports {
			if p.line != nil && !sw.Model.Narrow {
				lines = append(lines, p)
			}
		}
	}
	for day := pastDays - 1; day >= 0; day-- {
		midnight := inventory.Midnight(begin).AddDate(0, 0, -day)
		for at := midnight.Add(pastFrom); !at.After(midnight.Add(pastTo)) && at.Before(begin.Add(-pastHour)); at = at.Add(pastEvery) {
			for _, p := range lines {
				if !yield(p.past(at, at.Sub(c.start))) {
					return false
				}
			}
		}
	}
	return true
}

// past reads the counters of one port.
func (p *Port) past(at time.Time, elapsed time.Duration) inventory.Poll {
	counters := p.counters(elapsed)
	return inventory.Poll{
		Switch: p.Switch.ID, At: at.UTC(), System: inventory.System{UptimeSeconds: p.Switch.ran(elapsed).Seconds()},
		Interfaces: []inventory.Interface{{Index: p.IfIndex, Name: p.Name, Oper: "up", SpeedBPS: p.Speed, Counters: &counters}},
		Tables:     map[inventory.Table]inventory.TableState{inventory.TableInterfaces: {Complete: true, Rows: 1}},
	}
}

// pastHour plays the last hour of the switches and servers that it shows something of.
func (c *City) pastHour(begin time.Time, yield func(inventory.Poll) bool) {
	tables := []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableHealth}
	for at := begin.Add(-pastHour); at.Before(begin); at = at.Add(time.Minute) {
		elapsed := at.Sub(c.start)
		for _, sw := range c.switches() {
			if sw.Past && !yield(c.read(sw, at, elapsed, tables)) {
				return
			}
		}
		for _, s := range c.Servers {
			if !yield(s.poll(at, elapsed)) {
				return
			}
		}
	}
}
