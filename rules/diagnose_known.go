package rules

import (
	"strings"

	"rollcall/inventory"
)

// found says whether a finding of a kind stands that the test takes.
func (q *inquiry) found(kind inventory.Kind, is func(inventory.FindingRow) bool) bool {
	_, yes := q.open(kind, is)
	return yes
}

// silent says whether the switch that the device is on does not answer.
func (q *inquiry) silent() bool { return q.view != nil && q.view.Silent >= q.limits.DownAfter }

// read says whether a table of the device's switch shows what is so now.
func (q *inquiry) read(t inventory.Table) bool { return q.view != nil && q.view.Coverage[t].Fresh }

// blindEverywhere says whether no forwarding table of the school is read of late.
func (q *inquiry) blindEverywhere() bool {
	for _, v := range q.Switches {
		if v.Coverage[inventory.TableFDB].Fresh {
			return false
		}
	}
	return true
}

// misplaced says whether the device is in another VLAN than its address belongs to.
func (q *inquiry) misplaced() bool {
	if q.place == nil || !q.here || q.place.VID == 0 || !q.IP.IsValid() {
		return false
	}
	z, known := q.Case.zone(q.IP)
	return known && z.VLAN != 0 && z.VLAN != q.place.VID
}

// standing is what the school's lists say of the device.
func (q *inquiry) standing() inventory.MACVerdict {
	return inventory.CheckMAC(q.MAC.String(), q.School.Code, q.Lists, q.City)
}

// admitted says whether MAC authentication lets the device in, by the school's
// copy of the whitelist; by the master list where there is no copy.
func (q *inquiry) admitted() bool {
	if q.Lists.WhitelistAt.IsZero() {
		return true
	}
	for _, e := range q.Lists.Whitelist {
		if e.MAC == q.MAC {
			return true
		}
	}
	return false
}

// expired returns the entry of a device whose last day is over.
func (q *inquiry) expired() (inventory.ListEntry, bool) {
	today := inventory.DateOf(q.At)
	for _, list := range [][]inventory.ListEntry{q.ever.Whitelist, q.ever.Master} {
		for _, e := range list {
			if e.MAC == q.MAC && !q.MAC.IsZero() && !e.Counts(today) {
				return e, len(q.listed[q.MAC]) == 0
			}
		}
	}
	return inventory.ListEntry{}, false
}

// standingArgs fill the sentences about a MAC and the lists.
func standingArgs(v inventory.MACVerdict) map[string]string {
	args := map[string]string{"mac": v.MAC.String(), "brand": v.Vendor}
	if len(v.Listed) > 0 {
		args["name"], args["list"] = v.Listed[0].Entry.Name, v.Listed[0].List
	}
	if len(v.Near) > 0 {
		near := v.Near[0]
		args["name"], args["entry"], args["list"] = near.Entry.Name, near.Entry.MAC.String(), near.List
	}
	var others []string
	for _, code := range v.Schools {
		others = append(others, string(code))
	}
	args["others"] = strings.Join(others, "\n")
	return args
}

// gated says whether MAC authentication decides about the device: the network
// that it joins, as far as that is known, knows devices by their MACs.
func (q *inquiry) gated() bool {
	if q.zoned {
		return q.zone.Auth == inventory.AuthMAC
	}
	return SourceMACZone.present(q.Case)
}

// barred says whether a device that is not listed is kept out here.
func (q *inquiry) barred() bool {
	if _, refused := q.rejected(); refused {
		return true
	}
	return q.gated() && q.School.Enforcement != "none"
}
