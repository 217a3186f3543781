package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// gatewayDown finds schools whose gateway does not answer, as far as that is the
// school's own matter, or nobody knows yet whose it is: see [inventory.VantageTable].
// It rests on no table: what is measured ends it.
func gatewayDown() Rule {
	return Rule{
		Kind: inventory.KindGatewayDown, Severity: inventory.Critical,
		Sources: []Source{SourceGateway},
		Check: func(c *Case) []inventory.Finding {
			f := c.reachFinding()
			switch o := c.outlook; o {
			case inventory.OutlookGateway, inventory.OutlookUndecided, inventory.OutlookCity:
				f.Args["variant"] = string(o)
			case inventory.OutlookDeaf:
				f.Args["variant"], f.Severity = string(o), inventory.Warning
			case inventory.OutlookLine:
				f.Doubt = true // not over, and not ours to tell
			case inventory.OutlookUnknown:
				if !c.asked() {
					return nil
				}
				f.Doubt = true
			default:
				return nil
			}
			return []inventory.Finding{f}
		},
	}
}

// reachFinding is what is known of a school that is not reached.
func (c *Case) reachFinding() inventory.Finding {
	g := c.Reach.Gateway
	f := inventory.Finding{Subject: reachSubject(c.Snapshot), IP: g.Address, Since: g.Since,
		Args: map[string]string{"gw": g.Address.String(), "core": "", "core_seen": "", "lost": strconv.Itoa(c.limits.DownAfter)},
	}
	f.Doubt = g.State == inventory.ReachDown && !g.Settled(c.At)
	if g.State != inventory.ReachDown {
		f.Since, _ = c.newest()
	}
	if i := slices.IndexFunc(c.Switches, func(v inventory.SwitchView) bool { return v.Switch.Role == inventory.SwitchCore }); i >= 0 {
		v := c.Switches[i]
		f.Switch, f.Room, f.Args["core"] = v.Switch.ID, v.Switch.Place, string(v.Switch.ID)
		f.Args["core_seen"] = stamp(v.Answered)
	}
	if a := c.Reach.Inside; a != nil && c.Views().Inside != inventory.InsideUnasked {
		f.Args["by"], f.Args["said"] = a.By, stamp(a.At)
	}
	return f
}

// asked says whether the school's gateway is one that is asked at all.
func (c *Case) asked() bool { return c.Reach.Gateway.Address.IsValid() }

// reachSubject names the way to a school: its gateway, or itself where that is not
// known.
func reachSubject(s *inventory.Snapshot) string {
	if g := s.Reach.Gateway; g.Address.IsValid() {
		return g.Address.String()
	}
	return string(s.School.Code)
}

// wayBack says whether the way to the school has come back after a question: that it
// had no answer says nothing of who was asked.
func (c *Case) wayBack(asked time.Time) bool {
	g := c.Reach.Gateway
	return g.State == inventory.ReachUp && asked.Before(g.Since)
}
