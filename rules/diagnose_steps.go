package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// listWeek is how long a weekly list of blocked addresses speaks for the present.
const listWeek = 8 * 24 * time.Hour

// step starts a step that nothing is known of.
func step(title string) inventory.Step {
	return inventory.Step{Title: "diagnose.step." + title, Result: inventory.StepUnmeasured}
}

// say answers a step, or adds to the answer: what is not in order stays so.
func say(st inventory.Step, result inventory.StepResult, key string, args map[string]string) inventory.Step {
	if st.Result != inventory.StepNotOK {
		st.Result = result
	}
	return tell(st, key, args)
}

// tell adds a sentence to a step and leaves its answer.
func tell(st inventory.Step, key string, args map[string]string) inventory.Step {
	st.Says = append(st.Says, inventory.Why{Key: "diagnose." + key, Args: args})
	return st
}

// stepBlocked asks the centre's list of blocked addresses, as all three flows do first.
func stepBlocked(q *inquiry) inventory.Step {
	st := step("blocked")
	if q.BlocklistAt.IsZero() {
		return say(st, inventory.StepUnset, "blocked.none", nil)
	}
	args := map[string]string{"ip": addr(q.IP), "list": stamp(q.BlocklistAt)}
	if q.Flow == inventory.FlowSchool {
		return q.blockedHere(st, args)
	}
	if row, on := q.blocked(); on {
		args["ip"], args["at"], args["state"] = addr(row.IP), stamp(row.BlockedAt), string(row.State)
		return say(st, inventory.StepNotOK, "blocked.listed", args)
	}
	if !q.IP.IsValid() {
		return say(st, inventory.StepUnmeasured, "blocked.no_address", args)
	}
	if q.At.Sub(q.BlocklistAt) > listWeek {
		return say(st, inventory.StepUnmeasured, "blocked.old", args)
	}
	return say(st, inventory.StepOK, "blocked.clear", args)
}

// blockedHere answers for all addresses of the school.
func (q *inquiry) blockedHere(st inventory.Step, args map[string]string) inventory.Step {
	var ips []string
	for _, b := range q.Blocked {
		if b.State != inventory.BlockLifted {
			ips = append(ips, b.IP.String())
		}
	}
	args["n"], args["ips"] = strconv.Itoa(len(ips)), lines(ips[:min(len(ips), shown)])
	switch {
	case len(ips) > 0:
		return say(st, inventory.StepNotOK, "blocked.school", args)
	case q.At.Sub(q.BlocklistAt) > listWeek:
		return say(st, inventory.StepUnmeasured, "blocked.old", args)
	}
	return say(st, inventory.StepOK, "blocked.school_clear", args)
}

// stepLine is the handbook's ping of the gateway. Nobody can ping from the device
// but the person at it; what the network shows of the line between stands for it.
func stepLine(q *inquiry) inventory.Step {
	st := step("gateway")
	if q.Reach.Gateway.State == inventory.ReachDown {
		st = say(st, inventory.StepNotOK, "gateway.silent", q.reachArgs(q.Reach.Gateway))
	}
	switch {
	case q.place == nil && q.blindEverywhere():
		st = tell(st, "line.blind", nil)
	case q.place == nil:
		st = tell(st, "line.nowhere", nil)
	case q.silent():
		st = say(st, inventory.StepNotOK, "line.switch_down", q.where(map[string]string{"since": stamp(q.view.Answered)}))
	case q.port == nil || !q.read(inventory.TableInterfaces):
		st = tell(st, "line.unread", q.where(map[string]string{}))
	default:
		st = q.wire(st)
	}
	return tell(st, "line.ask", map[string]string{"gateway": q.gateway()})
}

// wire answers by the port that the device is on.
func (q *inquiry) wire(st inventory.Step) inventory.Step {
	args := q.where(map[string]string{"since": stamp(q.port.LinkSince)})
	other, twice := q.conflict()
	args["other"], args["ip"] = other.String(), addr(q.IP)
	faults := []struct {
		key  string
		true bool
	}{
		{"line.down", q.port.Link.Oper == "down"},
		{"line.off", q.port.Link.Admin == "down"},
		{"line.stp", q.port.Blocked != ""},
		{"line.conflict", twice},
		{"line.vlan", q.misplaced()},
		{"line.errors", q.found(inventory.KindInterfaceErrors, q.onPort)},
		{"line.speed", q.found(inventory.KindLinkSpeedLow, q.onPort) || q.port.Link.Duplex == "half"},
		{"line.flap", q.found(inventory.KindLinkFlap, q.onPort)},
	}
	args["vid"], args["pvid"], args["zone"] = strconv.Itoa(q.zone.VLAN), strconv.Itoa(q.place.VID), q.zone.Name
	for _, f := range faults {
		if f.true {
			return say(st, inventory.StepNotOK, f.key, args)
		}
	}
	if q.here && len(q.holders) > 0 && q.holders[0].MAC == q.MAC && q.holders[0].Misses == 0 {
		args["source"] = string(q.holders[0].Source)
		return say(st, inventory.StepOK, "line.fine", args)
	}
	return tell(st, "line.up", args)
}

// stepAskBlocked is the handbook's mail that asks for newer blocked addresses.
func stepAskBlocked(q *inquiry) inventory.Step {
	st := step("ask_blocked")
	args := map[string]string{"list": stamp(q.BlocklistAt)}
	switch {
	case q.BlocklistAt.IsZero():
		return say(st, inventory.StepUnset, "ask_blocked.none", args)
	case q.At.Sub(q.BlocklistAt) > listWeek:
		return tell(st, "ask_blocked.old", args)
	}
	return say(st, inventory.StepOK, "ask_blocked.fresh", args)
}

// stepReport is the mail to the centre, which is written here and sent by a person.
func stepReport(q *inquiry) inventory.Step { return tell(step("report"), "report.mail", nil) }

// stepForget is about random MACs, which come back when a network is joined anew.
func stepForget(q *inquiry) inventory.Step {
	st := step("forget")
	args := map[string]string{"mac": q.MAC.String()}
	switch {
	case q.MAC.IsZero():
		return tell(st, "forget.no_mac", nil)
	case q.MAC.IsLocal():
		return say(st, inventory.StepNotOK, "forget.random", args)
	}
	return say(st, inventory.StepOK, "forget.own", args)
}

// stepOtherAP looks at where else the device was, and at how others fare at the
// access point that it is at.
func stepOtherAP(q *inquiry) inventory.Step {
	st := step("other_ap")
	if air, ok := q.air(); ok {
		st = say(st, inventory.StepOK, "ap.air", map[string]string{"ap": air.AP, "ssid": air.SSID})
	}
	aps := q.accessPoints()
	if n := q.troubledAt(); n >= troubled {
		st = say(st, inventory.StepNotOK, "ap.many", q.where(map[string]string{"n": strconv.Itoa(n)}))
	}
	if q.place != nil && q.found(inventory.KindLinkSpeedLow, q.onPort) {
		st = say(st, inventory.StepNotOK, "ap.speed", q.where(map[string]string{}))
	}
	switch {
	case len(aps) > 1:
		return say(st, inventory.StepOK, "ap.seen", map[string]string{"n": strconv.Itoa(len(aps)), "aps": lines(aps)})
	case len(aps) == 1:
		return tell(st, "ap.once", map[string]string{"ap": aps[0]})
	case q.School.APMode == "central":
		return tell(st, "ap.central", nil)
	}
	return tell(st, "ap.never", nil)
}

// troubled is how many devices of one access point must have findings before the
// access point is looked at instead of the device.
const troubled = 3

// troubledAt counts other devices with findings on the port that the device is on.
func (q *inquiry) troubledAt() int {
	macs := map[inventory.MAC]bool{}
	for _, f := range q.Open {
		if f.State == inventory.StateOpen && !f.MAC.IsZero() && f.MAC != q.MAC && q.onPort(f) {
			macs[f.MAC] = true
		}
	}
	return len(macs)
}

// accessPoints are the ports of the last seven days, the newest first.
func (q *inquiry) accessPoints() []string {
	var aps []string
	for _, s := range q.Seen {
		if name := string(s.Port.Switch) + " " + s.Port.IfName; !slices.Contains(aps, name) && len(aps) < shown {
			aps = append(aps, name)
		}
	}
	return aps
}

// stepNetwork differs by the network that the device joins.
func stepNetwork(q *inquiry) inventory.Step {
	st := step("network")
	if r, refused := q.rejected(); refused {
		st = say(st, inventory.StepNotOK, "network.refused", map[string]string{"at": stamp(r.At), "ssid": r.SSID, "ap": r.AP})
	}
	switch {
	case q.zoned && q.zone.Auth == inventory.AuthCaptive:
		return tell(st, "network.portal", map[string]string{"ssid": q.zone.SSID})
	case q.zoned && q.zone.Auth == inventory.AuthDot1X:
		return tell(st, "network.realm", map[string]string{"ssid": q.zone.SSID})
	}
	return q.whitelisted(st)
}

// whitelisted answers by the school's lists.
func (q *inquiry) whitelisted(st inventory.Step) inventory.Step {
	if q.MAC.IsZero() {
		return tell(st, "network.no_mac", nil)
	}
	v := q.standing()
	args := standingArgs(v)
	args["age"] = stamp(q.Lists.WhitelistAt)
	switch {
	case v.Standing != inventory.MACListed && q.Lists.WhitelistAt.IsZero() && len(q.Lists.Master) == 0:
		st = say(st, inventory.StepUnset, "network.no_list", args)
	case q.usable.Key != "" && v.Standing != inventory.MACNearMiss && !q.MAC.IsLocal():
		st = tell(st, "network.old_list", args)
	case v.Standing == inventory.MACListed && !q.admitted():
		st = say(st, inventory.StepNotOK, "network.master_only", args)
	case v.Standing == inventory.MACListed:
		st = say(st, inventory.StepOK, "network.listed", args)
	default:
		st = say(st, inventory.StepNotOK, "network."+string(v.Standing), args)
	}
	if q.School.Enforcement == "reject" && q.RejectsHeard.IsZero() {
		st = tell(st, "network.unseen", nil)
	}
	return st
}

func stepUpdate(*inquiry) inventory.Step { return tell(step("update"), "update.text", nil) }

// stepGateway is the gateway of the whole school, seen from the centre.
func stepGateway(q *inquiry) inventory.Step {
	st := q.reached(step("gateway_all"), "gateway", q.Reach.Gateway)
	if v := q.Reach.Inside; v != nil {
		st = tell(st, "gateway.inside."+strconv.FormatBool(v.Inside), map[string]string{"at": stamp(v.At), "by": v.By})
	}
	return st
}

// stepUpstream is the address outside that the city has configured.
func stepUpstream(q *inquiry) inventory.Step {
	return q.reached(step("upstream"), "upstream", q.Reach.Upstream)
}

// reached answers by what a target does.
func (q *inquiry) reached(st inventory.Step, what string, r inventory.Reach) inventory.Step {
	args := q.reachArgs(r)
	switch r.State {
	case inventory.ReachUp:
		return say(st, inventory.StepOK, what+".answers", args)
	case inventory.ReachDown:
		return say(st, inventory.StepNotOK, what+".silent", args)
	case inventory.ReachUnmeasured:
		return tell(st, what+".unmeasured", args)
	}
	return say(st, inventory.StepUnset, what+".unset", args)
}

func (q *inquiry) reachArgs(r inventory.Reach) map[string]string {
	return map[string]string{"address": addr(r.Address), "since": stamp(r.Since), "last": stamp(r.Last),
		"rtt": strconv.FormatInt(r.RTT.P50.Milliseconds(), 10)}
}
