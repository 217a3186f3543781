package rules

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// iotUnlisted finds things on the network that the school's inventory of things does
// not have. What only its zone makes a thing is left to the record of the inventory.
func iotUnlisted() Rule {
	return Rule{
		Kind: inventory.KindIoTUnlisted, Severity: inventory.Info, Roams: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB, SourceIoT},
		Check: func(c *Case) []inventory.Finding {
			if !SourceIoT.present(c) {
				return nil
			}
			byClass := map[string][]inventory.MAC{}
			for _, t := range c.matchIoT().Unlisted {
				if t.Sure && !c.own[t.MAC] {
					byClass[t.Class] = append(byClass[t.Class], t.MAC)
				}
			}
			var fs []inventory.Finding
			for class, macs := range byClass {
				fs = append(fs, c.eachOrAll(batch{class, macs}, func(macs []inventory.MAC) inventory.Finding {
					return c.evidenceOf(inventory.Finding{Doubt: slices.ContainsFunc(macs, c.mayBeSwitch), Args: map[string]string{"n": strconv.Itoa(len(macs)), "class": class, "brand": brand(macs[0]),
						"name": c.nameOf(macs[0]), "list": c.deviceLines(macs, ""), "rows": strconv.Itoa(len(c.Lists.IoT))}}, macs)
				})...)
			}
			return fs
		},
	}
}

// nameOf is what the school's lists call a device.
func (c *Case) nameOf(mac inventory.MAC) string {
	for _, e := range c.listed[mac] {
		if e.Name != "" {
			return e.Name
		}
	}
	return mac.String()
}

// matchIoT holds the inventory of things against what is present, once.
func (c *Case) matchIoT() inventory.IoTMatch {
	if c.things == nil {
		m := inventory.MatchIoT(c.Snapshot, inventory.Things(c.Snapshot, c.verdicts))
		c.things = &m
	}
	return *c.things
}

// How long a thing of the inventory may be unseen: one that was seen before, over the
// holidays; one that never was, until every switch has been read since it was listed.
const (
	unseenThing = 30 * 24 * time.Hour
	neverThing  = 5 * time.Minute
	lookedSince = 15 * time.Minute // a forwarding table that was read so long ago at most tells of now
)

// iotNotSeen finds things of the inventory that the network does not show, or does not
// any more: one finding of the school.
func iotNotSeen() Rule {
	return Rule{
		Kind: inventory.KindIoTNotSeen, Severity: inventory.Info,
		Tables:  []inventory.Table{inventory.TableFDB},
		Sources: []Source{SourceFDB, SourceIoT},
		Check: func(c *Case) []inventory.Finding {
			unseen := c.unseenThings()
			if len(unseen) == 0 {
				return nil
			}
			var names []string
			for _, i := range unseen[:min(len(unseen), shown)] {
				names = append(names, cmp.Or(i.Name, i.ItemNo, i.AssetNo)+" "+i.MAC.String())
			}
			return []inventory.Finding{{Subject: "iot", Doubt: c.overlooked(), Args: map[string]string{
				"n": strconv.Itoa(len(unseen)), "names": lines(names), "rows": strconv.Itoa(len(c.Lists.IoT)),
				"at": c.Lists.IoTAt.UTC().Format(time.RFC3339)}}}
		},
	}
}

// unseenThings are the rows of the inventory with a MAC that is not seen and has not
// been for too long, each device once.
func (c *Case) unseenThings() []inventory.IoTItem {
	if !SourceIoT.present(c) {
		return nil
	}
	var unseen []inventory.IoTItem
	told := map[inventory.MAC]bool{}
	for i, item := range c.Lists.IoT {
		counts := inventory.ListEntry{From: item.From, Until: item.Until}.Counts(inventory.DateOf(c.At))
		if _, seen := c.matchIoT().Seen[i]; seen || item.MAC.IsZero() || told[item.MAC] || !counts || !c.longUnseen(item.MAC) {
			continue
		}
		told[item.MAC] = true
		unseen = append(unseen, item)
	}
	return unseen
}

func (c *Case) longUnseen(mac inventory.MAC) bool {
	if last, ok := c.LastSeen[mac]; ok {
		return c.At.Sub(last) >= unseenThing
	}
	since := cmp.Or(c.ListedSince[mac], c.Lists.IoTAt)
	return c.At.Sub(since) >= neverThing
}

// overlooked says whether a forwarding table has not been read lately, so that what is
// not seen may be there.
func (c *Case) overlooked() bool {
	return slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		fdb, asked := v.Coverage[inventory.TableFDB]
		return asked && fdb.State.Reason != inventory.ReasonUnsupported && c.At.Sub(fdb.Last) > lookedSince || v.Answered.IsZero()
	})
}
