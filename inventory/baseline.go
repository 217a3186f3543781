package inventory

import (
	"net/netip"
	"time"
)

// A Baseline is what a school was found to be when somebody took that for right:
// since then an unlisted wired device is news.
type Baseline struct {
	ID      int64      `json:"id"`
	School  SchoolCode `json:"school"`
	At      time.Time  `json:"at"`
	Actor   string     `json:"actor"`
	Devices int        `json:"devices"` // that it holds
	Master  int64      `json:"master_import,omitempty"`
	Ports   int64      `json:"ports_import,omitempty"`
	Undone  time.Time  `json:"undone,omitzero"` // when it was taken back; absent: it was not
	Undoer  string     `json:"undone_by,omitempty"`
}

// A BaselineDraft is what a baseline of a school would be at a moment, for somebody
// to review before anything is written down.
type BaselineDraft struct {
	School  SchoolCode    `json:"school"`
	At      time.Time     `json:"at"`
	Devices []DraftDevice `json:"devices"`
	Ports   []PortRecord  `json:"ports"`
	LeftOut []DraftSkip   `json:"left_out"`
	Listed  int           `json:"listed"`             // devices that are on the list already
	Unread  []SwitchID    `json:"not_read,omitempty"` // switches whose devices nobody can tell just now
	Least   int           `json:"least_seconds"`      // devices seen for less are left out
}

// A DraftDevice is a device that would be put on the MAC master list.
type DraftDevice struct {
	Entry  ListEntry  `json:"entry"`
	Port   PortID     `json:"-"`
	Zone   string     `json:"zone"` // its name
	IP     netip.Addr `json:"ip,omitzero"`
	Vendor string     `json:"vendor,omitempty"`
	Since  time.Time  `json:"since"`
}

// A DraftSkip is a device that is seen and would not be put on the list.
type DraftSkip struct {
	MAC   MAC       `json:"mac"`
	Port  PortID    `json:"-"`
	Zone  string    `json:"zone,omitempty"`
	Why   SkipWhy   `json:"why"`
	Since time.Time `json:"since"`
}

// A SkipWhy says why a device is not drafted.
type SkipWhy string

// The reasons, in the order in which they are looked for.
const (
	SkipGear     SkipWhy = "gear"         // a switch, an access point, a gateway, a router's shared address
	SkipPersonal SkipWhy = "personal"     // it is in a zone for people's own devices
	SkipRandom   SkipWhy = "random"       // it made its MAC up, and will make up another
	SkipOther    SkipWhy = "other_school" // another school lists it
	SkipUplink   SkipWhy = "uplink"       // seen only on ports that lead on, or nobody can say where
	SkipZone     SkipWhy = "zone"         // its VLAN is in no zone of the plan
	SkipBrief    SkipWhy = "brief"        // it has not been seen for long
)

// SkipWhys lists every reason, in that order.
func SkipWhys() []SkipWhy {
	return []SkipWhy{SkipGear, SkipPersonal, SkipRandom, SkipOther, SkipUplink, SkipZone, SkipBrief}
}
