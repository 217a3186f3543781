package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// staleAfter is how old a school's newest answer may be before its numbers are
// called out of date: three usual FDB periods.
const staleAfter = 15 * time.Minute

// pollStale finds schools none of whose switches is read any more: the line, the
// core or the poller. It rests on any answer of any switch and mutes everything
// else of the school. A school with one switch that is silent has switchDown.
func pollStale() Rule {
	return Rule{
		Kind: inventory.KindPollStale, Severity: inventory.Critical,
		Tables:  inventory.Tables(),
		Sources: []Source{SourceSwitches},
		Check: func(c *Case) []inventory.Finding {
			newest, asked := c.newest()
			forgotten := !asked.IsZero() && c.At.Sub(asked) > staleAfter
			if !forgotten && !c.allSilent() {
				return nil
			}
			args := map[string]string{"n": strconv.Itoa(len(c.Switches))}
			if newest.IsZero() {
				args["variant"] = "never"
			}
			return []inventory.Finding{{
				Subject: string(c.School.Code), Since: newest, Args: args,
				Rests: []inventory.TableRef{{}}, Doubt: c.wayBack(asked) && c.At.Sub(c.Reach.Gateway.Since) < staleAfter,
			}}
		},
	}
}

// newest returns the last answer and the last question of the whole school.
func (c *Case) newest() (answered, asked time.Time) {
	for _, v := range c.Switches {
		if v.Answered.After(answered) {
			answered = v.Answered
		}
		if v.Asked.After(asked) {
			asked = v.Asked
		}
	}
	return answered, asked
}

// allSilent says whether every one of several switches has gone silent. One that
// refuses our credentials is there, and so is the line to it.
func (c *Case) allSilent() bool {
	return len(c.Switches) > 1 && !slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		return v.Silent < c.limits.DownAfter || v.Reason == inventory.ReasonAuth
	})
}
