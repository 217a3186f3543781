package rules

import (
	"strconv"

	"rollcall/inventory"
)

// byFinding suspects what an open finding says.
func byFinding(key string, kind inventory.Kind, is func(*inquiry) func(inventory.FindingRow) bool) suspect {
	return suspect{key, kind, func(q *inquiry) (map[string]string, bool) {
		var test func(inventory.FindingRow) bool
		if is != nil {
			test = is(q)
		}
		f, yes := q.open(kind, test)
		return told(f), yes
	}}
}

// blockedSuspects: the address is on the centre's list.
func blockedSuspects() []suspect {
	return []suspect{{"blocked", inventory.KindBlockedIP, func(q *inquiry) (map[string]string, bool) {
		row, on := q.blocked()
		args := map[string]string{"ip": addr(row.IP), "at": stamp(row.BlockedAt), "state": string(row.State)}
		return args, on && q.Flow != inventory.FlowSchool
	}}}
}

// schoolSuspects take a whole school off the network, whatever is asked about.
func schoolSuspects() []suspect {
	return []suspect{
		outlook("city", inventory.KindGatewayDown, inventory.OutlookCity),
		outlook("line_cut", inventory.KindUpstreamDown, inventory.OutlookLine),
		outlook("gateway_down", inventory.KindGatewayDown, inventory.OutlookGateway),
		outlook("gateway_or_line", inventory.KindGatewayDown, inventory.OutlookUndecided),
		outlook("upstream_down", inventory.KindUpstreamDown, inventory.OutlookOutside),
		outlook("inside", "", inventory.OutlookInside),
		byFinding("upstream_down", inventory.KindUpstreamDown, nil),
		byFinding("gateway_down", inventory.KindGatewayDown, nil),
		byFinding("core_down", inventory.KindSwitchDown, func(q *inquiry) func(inventory.FindingRow) bool {
			return func(f inventory.FindingRow) bool {
				v := q.views[f.Switch]
				return v != nil && v.Switch.Role == inventory.SwitchCore
			}
		}),
		byFinding("loop", inventory.KindLoopSuspected, nil),
	}
}

// outlook suspects what all views of the school's way to the world say together.
func outlook(key string, kind inventory.Kind, is inventory.Outlook) suspect {
	return suspect{key, kind, func(q *inquiry) (map[string]string, bool) {
		gate, up := q.Reach.Gateway, q.Reach.Upstream
		args := map[string]string{"gateway": addr(gate.Address), "since": stamp(gate.Since), "n": strconv.Itoa(q.Reach.NeighboursDown)}
		if is == inventory.OutlookOutside {
			args["since"] = stamp(up.Since)
		}
		return args, q.Views().Outlook() == is
	}}
}

// onPort, ofDevice and inZone hand the tests of an inquiry on.
func onPort(q *inquiry) func(inventory.FindingRow) bool   { return q.onPort }
func ofDevice(q *inquiry) func(inventory.FindingRow) bool { return q.ofDevice }
func inZone(q *inquiry) func(inventory.FindingRow) bool   { return q.inLeasedZone }

// inLeasedZone is inZone where addresses are given out. A device that has given
// itself one (RFC 3927), or has got one from somebody else, tells no zone.
func (q *inquiry) inLeasedZone(f inventory.FindingRow) bool {
	_, planned := q.Case.zone(q.IP)
	if q.Flow == inventory.FlowSchool || q.IP.IsValid() && !planned {
		return true
	}
	return q.zoned && q.zone.DHCP != inventory.DHCPForbidden && q.zone.DHCP != inventory.DHCPManual && q.inZone(f)
}

// sharedSuspects trouble many devices at once, and seldom keep one off alone.
func sharedSuspects() []suspect {
	return []suspect{
		byFinding("dhcp_no_offer", inventory.KindDHCPNoOffer, inZone),
		byFinding("rogue_dhcp", inventory.KindRogueDHCP, inZone),
		byFinding("scope_full", inventory.KindDHCPScopeFull, inZone),
		byFinding("broadcast", inventory.KindBroadcastHigh, nil),
		byFinding("ipv6_nd", inventory.KindIPv6NDHigh, nil),
		byFinding("cpu", inventory.KindCPUSustained, nil),
		byFinding("dhcp_slow", inventory.KindDHCPSlow, inZone),
		byFinding("saturated", inventory.KindUplinkSaturated, nil),
	}
}

// wiredSuspects keep one wired device off.
func wiredSuspects() []suspect {
	return []suspect{
		byFinding("switch_down", inventory.KindSwitchDown, func(q *inquiry) func(inventory.FindingRow) bool {
			return func(f inventory.FindingRow) bool { return q.place != nil && f.Switch == q.place.Port.Switch }
		}),
		{"conflict", "", func(q *inquiry) (map[string]string, bool) {
			other, yes := q.conflict()
			return q.where(map[string]string{"ip": addr(q.IP), "mac": q.MAC.String(), "other": other.String()}), yes
		}},
		{"port_off", "", portState(func(q *inquiry) bool { return q.port.Link.Admin == "down" })},
		{"link_down", "", portState(func(q *inquiry) bool { return q.port.Link.Oper == "down" })},
		{"stp", "", portState(func(q *inquiry) bool { return q.port.Blocked != "" })},
		byFinding("port_changed", inventory.KindPortRecordDrift, func(q *inquiry) func(inventory.FindingRow) bool {
			return func(f inventory.FindingRow) bool { return q.misplaced() && q.onPort(f) }
		}),
		{"wrong_zone", "", func(q *inquiry) (map[string]string, bool) {
			args := q.where(map[string]string{"ip": addr(q.IP), "zone": q.zone.Name, "vid": strconv.Itoa(q.zone.VLAN)})
			if q.place != nil {
				args["pvid"] = strconv.Itoa(q.place.VID)
			}
			return args, q.misplaced()
		}},
		byFinding("reserved", inventory.KindReservedIPTaken, ofDevice),
		byFinding("foreign", inventory.KindForeignSchoolIP, ofDevice),
		byFinding("errors", inventory.KindInterfaceErrors, onPort),
		byFinding("speed", inventory.KindLinkSpeedLow, onPort),
		byFinding("flap", inventory.KindLinkFlap, onPort),
		byFinding("dhcp_no_offer", inventory.KindDHCPNoOffer, inZone),
		byFinding("rogue_dhcp", inventory.KindRogueDHCP, inZone),
		{"apipa", inventory.KindAPIPASeen, func(q *inquiry) (map[string]string, bool) {
			return q.where(map[string]string{"ip": addr(q.IP)}), q.IP.IsValid() && inventory.LinkLocal4.Contains(q.IP)
		}},
		{"unplanned", "", func(q *inquiry) (map[string]string, bool) {
			_, known := q.Case.zone(q.IP)
			return map[string]string{"ip": addr(q.IP)}, q.IP.IsValid() && !known && len(q.Plan.Zones) > 0
		}},
		{"gone", "", isGone},
		{"never", "", neverSeen},
	}
}

// portState suspects the port that the device is or was on, as it was last read.
func portState(bad func(*inquiry) bool) func(*inquiry) (map[string]string, bool) {
	return func(q *inquiry) (map[string]string, bool) {
		if q.port == nil || !q.read(inventory.TableInterfaces) {
			return nil, false
		}
		return q.where(map[string]string{"since": stamp(q.port.LinkSince)}), bad(q)
	}
}

// isGone: the port it was on is up, and it is not there any more.
func isGone(q *inquiry) (map[string]string, bool) {
	if q.here || q.place == nil || !q.read(inventory.TableFDB) {
		return nil, false
	}
	last := q.place.Gone
	if last.IsZero() {
		last = q.place.Missed
	}
	return q.where(map[string]string{"last": stamp(last)}), true
}

// neverSeen: every table that would show it was read, and none does.
func neverSeen(q *inquiry) (map[string]string, bool) {
	if q.place != nil || q.blindEverywhere() {
		return nil, false
	}
	return map[string]string{"ip": addr(q.IP), "mac": q.MAC.String(), "gateway": q.gateway()}, true
}

// wirelessSuspects keep one wireless device off.
func wirelessSuspects() []suspect {
	return []suspect{
		{"random_mac", inventory.KindRandomMAC, barredAs(inventory.MACRandom)},
		{"near_miss", inventory.KindNearMiss, barredAs(inventory.MACNearMiss)},
		{"expired", "", func(q *inquiry) (map[string]string, bool) {
			e, over := q.expired()
			return map[string]string{"mac": q.MAC.String(), "name": e.Name, "until": string(e.Until)}, over && q.barred()
		}},
		{"other_school", inventory.KindOtherSchool, barredAs(inventory.MACElsewhere)},
		{"master_only", inventory.KindListDrift, func(q *inquiry) (map[string]string, bool) {
			v := q.standing()
			return standingArgs(v), v.Standing == inventory.MACListed && q.barred() && q.usable.Key == "" && !q.admitted()
		}},
		{"not_listed", inventory.KindUnknownMAC, barredAs(inventory.MACNotListed)},
		byFinding("ap_switch", inventory.KindSwitchDown, func(q *inquiry) func(inventory.FindingRow) bool {
			return func(f inventory.FindingRow) bool { return q.place != nil && f.Switch == q.place.Port.Switch }
		}),
		{"ap_down", "", portState(func(q *inquiry) bool { return q.port.Link.Oper == "down" || q.port.Link.Admin == "down" })},
		byFinding("ap_speed", inventory.KindLinkSpeedLow, onPort),
		{"ap_many", "", func(q *inquiry) (map[string]string, bool) {
			n := q.troubledAt()
			return q.where(map[string]string{"n": strconv.Itoa(n)}), n >= troubled
		}},
		byFinding("dhcp_no_offer", inventory.KindDHCPNoOffer, inZone),
		byFinding("rogue_dhcp", inventory.KindRogueDHCP, inZone),
		byFinding("scope_full", inventory.KindDHCPScopeFull, inZone),
		byFinding("dhcp_slow", inventory.KindDHCPSlow, inZone),
		{"refused", "", func(q *inquiry) (map[string]string, bool) {
			r, yes := q.rejected()
			return map[string]string{"mac": q.MAC.String(), "at": stamp(r.At), "ssid": r.SSID, "ap": r.AP}, yes
		}},
	}
}

// barredAs suspects the lists: the device is kept out, because of how it stands in
// them. A copy of the whitelist that is too old proves only what it holds.
func barredAs(standing inventory.MACStanding) func(*inquiry) (map[string]string, bool) {
	return func(q *inquiry) (map[string]string, bool) {
		if q.MAC.IsZero() || !q.barred() {
			return nil, false
		}
		v := q.standing()
		missing := standing == inventory.MACNotListed || standing == inventory.MACElsewhere
		return standingArgs(v), v.Standing == standing && !(missing && q.usable.Key != "")
	}
}

// blind says why no cause can be named: what would show it is not read.
func (q *inquiry) blind() (inventory.Why, bool) {
	stale := func(key string) (inventory.Why, bool) {
		return inventory.Why{Key: "diagnose.cause." + key, Args: map[string]string{"mac": q.MAC.String(), "ip": addr(q.IP)}}, true
	}
	switch {
	case q.blindEverywhere():
		return stale("blind")
	case q.Flow == inventory.FlowWireless && !q.here && q.place == nil && q.gated() && q.School.Enforcement == "reject" && q.RejectsHeard.IsZero():
		return stale("refused_unseen")
	case q.Flow == inventory.FlowWireless && !q.here:
		return stale("not_here")
	case q.Flow == inventory.FlowSchool && q.Reach.Gateway.State != inventory.ReachUp:
		return stale("unmeasured")
	}
	return inventory.Why{}, false
}
