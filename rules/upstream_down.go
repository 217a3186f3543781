package rules

import (
	"strconv"

	"rollcall/inventory"
)

// citySubject names what all schools have in common: the city's line and core.
const citySubject = "city"

// upstreamDown finds circuits that are cut: a school's, where somebody inside says
// that the gateway is well; and at the centre the city's own, where the address
// outside does not answer or several schools fell silent at once. It rests on no
// table.
func upstreamDown() Rule {
	return Rule{
		Kind: inventory.KindUpstreamDown, Severity: inventory.Critical,
		Sources: []Source{SourceWay},
		Check: func(c *Case) []inventory.Finding {
			fs := append(c.outside(), c.together()...)
			f := c.reachFinding()
			switch c.outlook {
			case inventory.OutlookLine:
				f.Args["variant"] = string(inventory.OutlookLine)
				return append(fs, f)
			case inventory.OutlookFine, inventory.OutlookInside, inventory.OutlookOutside, inventory.OutlookDeaf:
				return fs
			}
			if c.asked() {
				f.Doubt = true // whoever said so may have been wrong: it is not over
				fs = append(fs, f)
			}
			return fs
		},
	}
}

// outside is the city's address outside, which is the centre's to look after.
func (c *Case) outside() []inventory.Finding {
	u := c.Reach.Upstream
	if !c.keeps || u.State == inventory.ReachUnset || u.State == inventory.ReachUp {
		return nil
	}
	return []inventory.Finding{{Subject: u.Address.String(), IP: u.Address, Since: u.Since, Doubt: !u.Settled(c.At),
		Args: map[string]string{"probe": u.Address.String(), "lost": strconv.Itoa(c.limits.DownAfter)}}}
}

// together are several schools that fell silent at once: one finding at the centre.
func (c *Case) together() []inventory.Finding {
	silent := c.Reach.Silent
	if !c.keeps || len(silent) == 0 {
		return nil
	}
	f := inventory.Finding{Subject: citySubject, Since: silent[0].Since, Doubt: true, Args: map[string]string{"variant": "schools"}}
	var names []string
	for _, r := range silent {
		if r.Since.Before(f.Since) {
			f.Since = r.Since
		}
		f.Doubt = f.Doubt && !r.Settled(c.At)
		names = append(names, c.City.Schools[r.School].Name)
	}
	f.Args["n"], f.Args["schools"] = strconv.Itoa(len(names)), lines(names[:min(len(names), shown)])
	return []inventory.Finding{f}
}
