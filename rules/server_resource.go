package rules

import (
	"time"

	"rollcall/inventory"
)

// serverResource holds the servers against the rule of the city's machine room:
// continuous for as long as it says, and one sample below begins anew. Of several rules
// about the same thing the one with the gravest consequence is told. It is the
// keeper's, and rests on the servers' own tables, which are no switch's: while they are
// not read, or not for long enough, nothing is claimed, nor taken back.
func serverResource() Rule {
	return Rule{
		Kind: inventory.KindServerResource, Severity: inventory.Warning,
		Sources: []Source{SourceServers},
		Check: func(c *Case) []inventory.Finding {
			held := map[string]inventory.Finding{}
			var subjects []string
			for _, w := range c.Windows.Servers {
				f, news := c.overused(w)
				was, told := held[f.Subject]
				if !news || told && !(was.Doubt || !f.Doubt && w.Action == inventory.ActionSuspend) {
					continue
				}
				if !told {
					subjects = append(subjects, f.Subject)
				}
				held[f.Subject] = f
			}
			var fs []inventory.Finding
			for _, s := range subjects {
				fs = append(fs, held[s])
			}
			return fs
		},
	}
}

// overused tells a rule over a server that holds, or that may.
func (c *Case) overused(w inventory.ServerWindow) (f inventory.Finding, news bool) {
	f = inventory.Finding{
		Subject: string(w.Server) + " " + w.What, Since: w.Since,
		Args: map[string]string{"server": string(w.Server), "what": w.What, "limit": number(w.AtMost), "minutes": minutes(w.For),
			"value": about(w.Value), "variant": w.What},
	}
	if w.Action == inventory.ActionSuspend {
		f.Args["variant"], f.Severity = w.What+"_suspend", inventory.Critical
	}
	if w.What == inventory.WhatNet {
		f.Args["mbps"], f.Args["limit_mbps"] = about(megabits(w.Value)), about(megabits(w.AtMost))
	}
	gone := c.At.Sub(w.Last) > 2*longestSilence
	switch {
	case w.Measured.IsZero():
		f.Doubt = true
		return f, true
	case w.Since.IsZero():
		return f, false
	}
	f.Doubt = w.Lasted() < w.For || gone
	return f, true
}

// longestSilence is how long a server may say nothing before what it said last counts
// no more.
const longestSilence = 5 * time.Minute

// megabits turns KiB/s, as the machine room writes KB/s, into Mb/s.
func megabits(kib float64) float64 { return kib * 1024 * 8 / 1e6 }
