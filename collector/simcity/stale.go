package simcity

import (
	"time"

	"rollcall/inventory"
)

// forgotten is how long before the city begins forgotten tablets were seen last.
const forgotten = 200 * 24 * time.Hour

// forgottenTablets (F21): nine tablets lie in a cupboard since last school year.
func forgottenTablets(p *planter) Fault {
	var f Fault
	for _, d := range p.devices(func(d *Device) bool { return d.KLMobile && d.Class == inventory.ClassTablet && d.lasts() && !d.Blind })[:9] {
		d.Online, d.Roams, d.Unseen = false, nil, forgotten
		f.MACs = append(f.MACs, d.MAC.String())
	}
	f.Note = "in a cupboard since last school year"
	return f
}

// SeenBefore says when devices of a school that lie in cupboards were seen last. The
// city begins at a moment.
func (c *City) SeenBefore(code inventory.SchoolCode, begin time.Time) map[inventory.MAC]time.Time {
	seen := map[inventory.MAC]time.Time{}
	if s := c.School(code); s != nil {
		for _, d := range s.Devices {
			if d.Unseen > 0 {
				seen[d.MAC] = begin.Add(-d.Unseen)
			}
		}
	}
	return seen
}

// CupboardPolls plays the day on which devices that lie in cupboards were seen last, of
// each switch that showed them: one reading with them, and as many without as it takes
// to be gone.
func (c *City) CupboardPolls(begin time.Time) []inventory.Poll {
	shown := map[*Switch][]inventory.FDBRow{}
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			if p := d.Port.seen(); d.Unseen > 0 {
				shown[p.Switch] = append(shown[p.Switch], inventory.FDBRow{MAC: d.MAC, VID: d.VID, BridgePort: p.Bridge, IfIndex: p.IfIndex, Status: inventory.FDBLearned})
			}
		}
	}
	var polls []inventory.Poll
	for _, sw := range c.switches() {
		for i := range 5 {
			if len(shown[sw]) == 0 {
				break
			}
			p := c.read(sw, begin.Add(-forgotten+time.Duration(i)*5*time.Minute), 0, []inventory.Table{inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB})
			if p.FDB = nil; i == 0 {
				p.FDB = shown[sw]
			}
			p.System = inventory.System{} // how long it had run by then is of no matter today
			polls = append(polls, p)
		}
	}
	return polls
}
