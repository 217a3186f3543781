package web

import (
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// The states of a switch, as pages show them.
const (
	switchUp     = "up"
	switchLate   = "late"   // the last polls brought nothing, not yet enough to call it down
	switchAuth   = "auth"   // it answers, but refuses our credentials
	switchDown   = "down"   // silent for longer than the configuration allows
	switchUnread = "unread" // never asked so far
)

// stateOf says how a switch stands. downAfter is the number of silent polls in
// a row that make it down.
func stateOf(v *inventory.SwitchView, downAfter int) string {
	switch {
	case v.Asked.IsZero():
		return switchUnread
	case v.Silent == 0:
		return switchUp
	case v.Reason == inventory.ReasonAuth:
		return switchAuth
	case v.Silent >= max(downAfter, 1):
		return switchDown
	}
	return switchLate
}

// A switchCount says how many switches of a school stand how.
type switchCount struct {
	Total  int `json:"total"`
	Up     int `json:"up"`
	Silent int `json:"silent"` // down, refusing or late
	Unread int `json:"unread"`
}

// A stateCount counts devices by how they stand against the lists.
type stateCount struct {
	Total    int `json:"total"`
	Listed   int `json:"listed"`
	Unlisted int `json:"unlisted"`
	Random   int `json:"random"`
	Other    int `json:"other_school"`
}

func (c *stateCount) add(state inventory.DeviceState) {
	c.Total++
	switch state {
	case inventory.DeviceListed:
		c.Listed++
	case inventory.DeviceUnlisted:
		c.Unlisted++
	case inventory.DeviceRandom:
		c.Random++
	case inventory.DeviceOther:
		c.Other++
	}
}

// A severityCount counts open findings. Muted ones stand apart: their cause is
// counted already.
type severityCount struct {
	Critical int `json:"critical"`
	Warning  int `json:"warning"`
	Info     int `json:"info"`
	Muted    int `json:"muted"`
}

// Total is the number of findings that somebody should look at.
func (c severityCount) Total() int { return c.Critical + c.Warning + c.Info }

func countFindings(rows []inventory.FindingRow) severityCount {
	var c severityCount
	for _, f := range rows {
		c.add(store.FindingCount{Severity: f.Severity, State: f.State, Muted: f.Muted != "", N: 1})
	}
	return c
}

// add counts findings that are alike.
func (c *severityCount) add(f store.FindingCount) {
	switch {
	case f.State != inventory.StateOpen:
	case f.Muted:
		c.Muted += f.N
	case f.Severity == inventory.Critical:
		c.Critical += f.N
	case f.Severity == inventory.Warning:
		c.Warning += f.N
	default:
		c.Info += f.N
	}
}

// An age says how fresh the data of a school is.
type age struct {
	Newest time.Time `json:"newest,omitzero"` // the last answer of any switch
	Oldest time.Time `json:"oldest,omitzero"` // the last answer of the one that has been silent longest
	Never  int       `json:"never"`           // switches that never answered
}

// A brief is one school in one row.
type brief struct {
	Code     inventory.SchoolCode `json:"code"`
	Name     string               `json:"name"`
	Kind     inventory.SchoolKind `json:"kind,omitempty"`
	Switches switchCount          `json:"switches"`
	Devices  stateCount           `json:"devices"`
	// Unknown counts devices that no list knows where MAC authentication should
	// keep them out; nil where this school's sources cannot show it, and then
	// Unseen is the key of the sentence that says why.
	Unknown *int   `json:"kl_mobile_unknown"`
	Unseen  string `json:"kl_mobile_unobservable,omitempty"`
	// UnseenArgs fill the sentence that Unseen is the key of.
	UnseenArgs map[string]string `json:"kl_mobile_unobservable_args,omitempty"`
	Findings   severityCount     `json:"findings"`
	Data       age               `json:"data"`
	Way        wayBrief          `json:"way"`
	Due        time.Time         `json:"first_read_due,omitzero"` // where nothing was read yet
}

// briefOf sums a school up.
func (r *roll) briefOf(downAfter int) brief {
	b := brief{Code: r.snap.School.Code, Name: r.snap.School.Name, Kind: r.snap.School.Kind}
	for i := range r.snap.Switches {
		b.Switches.add(stateOf(&r.snap.Switches[i], downAfter))
	}
	b.Data, b.Way = dataAge(r.snap), wayBriefOf(r.snap)
	for mac := range r.verdicts {
		b.Devices.add(r.listing.State(mac))
	}
	unknown, why := r.unknownMobile()
	b.Unknown, b.Unseen, b.UnseenArgs = unknown, why.Key, why.Args
	return b
}

func (c *switchCount) add(state string) {
	c.Total++
	switch state {
	case switchUp:
		c.Up++
	case switchUnread:
		c.Unread++
	default:
		c.Silent++
	}
}

func (a *age) add(answered time.Time) {
	if answered.IsZero() {
		a.Never++
		return
	}
	if a.Newest.IsZero() || answered.After(a.Newest) {
		a.Newest = answered
	}
	if a.Oldest.IsZero() || answered.Before(a.Oldest) {
		a.Oldest = answered
	}
}

// dataAge says how fresh what a Snapshot shows is.
func dataAge(snap *inventory.Snapshot) age {
	var a age
	for i := range snap.Switches {
		a.add(snap.Switches[i].Answered)
	}
	return a
}

// Strange says whether devices that no list knows are where they should not be.
func (b brief) Strange() bool { return b.Unknown != nil && *b.Unknown > 0 }

// unknownMobile counts devices in zones with MAC authentication that stand in
// no list. Without such a zone, without a recent whitelist or without one complete
// reading of a forwarding table there is nothing to count, and the reason is told.
func (r *roll) unknownMobile() (*int, inventory.Why) {
	unusable := r.snap.WhitelistUnusable()
	switch {
	case !r.everRead(inventory.TableFDB):
		return nil, inventory.Why{Key: "unobservable.fdb"}
	case !r.hasMACZone():
		return nil, inventory.Why{Key: "unobservable.zone_auth_mac"}
	case unusable.Key != "":
		return nil, unusable
	}
	n := 0
	for mac, v := range r.verdicts {
		z, ok := r.zone(mac, v.VID)
		if !ok || z.Auth != inventory.AuthMAC {
			continue
		}
		if s := r.listing.State(mac); s == inventory.DeviceUnlisted || s == inventory.DeviceRandom {
			n++
		}
	}
	return &n, inventory.Why{}
}

func (r *roll) hasMACZone() bool {
	for _, z := range r.snap.Plan.Zones {
		if z.Auth == inventory.AuthMAC {
			return true
		}
	}
	return false
}

// everRead says whether a table of any switch was ever read completely.
func (r *roll) everRead(t inventory.Table) bool {
	for i := range r.snap.Switches {
		if !r.snap.Switches[i].Coverage[t].Last.IsZero() {
			return true
		}
	}
	return false
}
