package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// listDrift compares the school's master list with the copy of the whitelist: who
// may join KL-mobile by the one must stand in the other. It is one finding of the
// school, which rests on no switch. Lists of switches' and routers' addresses aside,
// names that differ are told by the export only.
func listDrift() Rule {
	return Rule{
		Kind: inventory.KindListDrift, Severity: inventory.Warning,
		Sources: []Source{SourceWhitelist, SourceMaster},
		Check: func(c *Case) []inventory.Finding {
			if len(c.Lists.Master) == 0 || c.Lists.WhitelistAt.IsZero() {
				return nil
			}
			onlyMaster, onlyWhitelist := c.drifted()
			if len(onlyMaster)+len(onlyWhitelist) == 0 {
				return nil
			}
			return []inventory.Finding{{Subject: "lists", Doubt: c.usable.Key != "", Args: map[string]string{
				"n":        strconv.Itoa(len(onlyMaster) + len(onlyWhitelist)),
				"n_master": strconv.Itoa(len(onlyMaster)), "n_whitelist": strconv.Itoa(len(onlyWhitelist)),
				"in_master": nameLines(onlyMaster), "in_whitelist": nameLines(onlyWhitelist),
				"master_at": c.Lists.MasterAt.UTC().Format(time.RFC3339), "whitelist_at": c.Lists.WhitelistAt.UTC().Format(time.RFC3339),
			}}}
		},
	}
}

// drifted returns the entries that should stand in both lists and do not, each
// device once, in the order of the list.
func (c *Case) drifted() (onlyMaster, onlyWhitelist []inventory.ListEntry) {
	master, white := map[inventory.MAC]bool{}, map[inventory.MAC]bool{}
	for _, e := range c.Lists.Master {
		master[e.MAC] = true
	}
	for _, e := range c.Lists.Whitelist {
		if !master[e.MAC] && !white[e.MAC] {
			onlyWhitelist = append(onlyWhitelist, e)
		}
		white[e.MAC] = true
	}
	for _, e := range c.Lists.Master {
		if e.KLMobile && !white[e.MAC] {
			white[e.MAC] = true
			onlyMaster = append(onlyMaster, e)
		}
	}
	return onlyMaster, onlyWhitelist
}

// nameLines lists entries by name and MAC, at most shown; "-" where there is none.
func nameLines(entries []inventory.ListEntry) string {
	var items []string
	for _, e := range entries[:min(len(entries), shown)] {
		items = append(items, nameOf(e))
	}
	if len(items) == 0 {
		return "-"
	}
	return lines(items)
}

// nameOf is what people call a listed device.
func nameOf(e inventory.ListEntry) string {
	if e.Name == "" {
		return e.MAC.String()
	}
	return e.Name + " " + e.MAC.String()
}

// listDuplicate finds MACs that stand in one list more than once: one of the rows
// is wrong, or old.
func listDuplicate() Rule {
	return Rule{
		Kind: inventory.KindListDuplicate, Severity: inventory.Info,
		Sources: []Source{SourceLists},
		Check: func(c *Case) []inventory.Finding {
			return slices.Concat(duplicates(inventory.ListMaster, c.Lists.Master), duplicates(inventory.ListWhitelist, c.Lists.Whitelist))
		},
	}
}

func duplicates(list string, entries []inventory.ListEntry) []inventory.Finding {
	rows := map[inventory.MAC][]inventory.ListEntry{}
	for _, e := range entries {
		rows[e.MAC] = append(rows[e.MAC], e)
	}
	var fs []inventory.Finding
	for mac, twins := range rows {
		if len(twins) < 2 {
			continue
		}
		var names, numbers []string
		for _, e := range twins[:min(len(twins), shown)] {
			names, numbers = append(names, e.Name), append(numbers, strconv.Itoa(e.Row))
		}
		fs = append(fs, inventory.Finding{Subject: list + " " + mac.String(), MAC: mac, Args: map[string]string{
			"list": list, "n": strconv.Itoa(len(twins)), "names": lines(names), "rows": lines(numbers)}})
	}
	return fs
}
