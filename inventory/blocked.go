package inventory

import (
	"net/netip"
	"time"
)

// A BlockState is how far a school is with an address on the centre's list.
type BlockState string

// The states, in their order: 找到 → 還原 → 申請 → 解鎖.
const (
	BlockListed   BlockState = "listed"   // on the list; the device has not been confirmed by anybody
	BlockFound    BlockState = "found"    // 找到
	BlockRestored BlockState = "restored" // 還原
	BlockAsked    BlockState = "asked"    // 申請
	BlockLifted   BlockState = "lifted"   // 解鎖
)

// A BlockedIP is one row of the centre's weekly list of blocked addresses, with
// what the school has done about it.
type BlockedIP struct {
	ID        int64
	School    SchoolCode // whose X the address has; empty: no school's
	IP        netip.Addr
	BlockedAt time.Time
	ListDate  Date   // of the list it came with
	Reason    string // as the list says
	Source    string // weekly moe: an incident that must be reported within the hour
	Drill     bool   // an exercise: not in statistics

	State      BlockState
	OSVersion  string // of the restored device, by the coordinator
	Handling   string // what was done
	HandledOn  Date
	LiftedAt   time.Time
	ReportedAt time.Time // of an incident: when it was reported
	By         string    // who changed the row last
	ChangedAt  time.Time

	Then Holder   // who held the address when it was blocked
	More []Holder // others who held it then, where several did
	Now  Holder   // who holds it at the moment of the Snapshot, if that is another
	NAT  bool     // it hides devices behind it: a router or access point
}

// A Holder is the device that held an address at a moment, and where it was.
type Holder struct {
	MAC         MAC // zero: no binding in the window
	Name        string
	Brand       string
	Switch      SwitchID
	Port        string
	Room        string
	First, Last time.Time // of the binding
	Verdict     string    // the key of a sentence: why nothing is known, or how sure it is
}
