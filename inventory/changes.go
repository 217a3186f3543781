package inventory

import "time"

// Changes are what one applied poll changed of one switch: everything that a
// store writes for it, in one transaction. The rows of each Delta are what they
// became, so a store needs to read nothing.
type Changes struct {
	Switch SwitchID
	Number int64     // of the poll; 0: no poll, roles were set
	At     time.Time // of the poll, in whole seconds
	Late   bool      // a repeated or late poll: nothing has changed, nothing is to be written

	State  SwitchState // the row of the switch, rewritten with every poll
	Memory []byte      // the collector's; nil: as it was

	Ports      []PortRename  // ports that are called otherwise from now on; written before all else
	Events     []SwitchEvent // what the ledger itself puts on record
	Ended      []Coverage    // coverages that a gap has ended; the open ones are in State
	Sightings  Delta[Sighting]
	Bindings   Delta[Binding]
	Attributes Delta[Attribute]

	Skipped Skipped // what this poll showed and the ledger did not record
}

// A Delta is what became of the spans of one sort. A store writes Closed before
// Opened: an attribute may be closed and opened anew at the same moment.
type Delta[T any] struct {
	Opened []T // new spans
	Closed []T // Gone is set, maybe back in time
	Missed []T // still open; Misses and Missed have changed, also back to none
}

// Len returns how many rows the delta writes.
func (d Delta[T]) Len() int { return len(d.Opened) + len(d.Closed) + len(d.Missed) }

// Spans returns how many rows beside that of the switch the changes write.
func (c *Changes) Spans() int {
	return len(c.Ports) + len(c.Events) + len(c.Ended) + c.Sightings.Len() + c.Bindings.Len() + c.Attributes.Len()
}

// Skipped counts rows that a poll showed and that were not recorded.
type Skipped struct {
	Unresolved int `json:"unresolved,omitempty"` // of a port that no interface names
	Foreign    int `json:"foreign,omitempty"`    // no device: group, zero and the switch's own MACs, no unicast IP
	Uplink     int `json:"uplink,omitempty"`     // on ports that are surely uplinks
	Flood      int `json:"flood,omitempty"`      // beyond what one port, or one MAC's addresses, may hold
}

// A SwitchState is the one row of a switch that every poll rewrites. Its JSON
// is a form that a store may keep.
type SwitchState struct {
	Number   int64                   `json:"number"`             // of the last poll applied
	Asked    time.Time               `json:"asked"`              // when that was
	Answered time.Time               `json:"answered,omitzero"`  // the last poll that brought anything; zero: never
	Silent   int                     `json:"silent,omitempty"`   // polls in a row that brought nothing
	Reason   Reason                  `json:"reason,omitempty"`   // why the last one brought nothing
	Uptime   float64                 `json:"uptime,omitempty"`   // sysUpTime in seconds, as last read
	UptimeAt time.Time               `json:"uptime_at,omitzero"` // when that was read; zero: never
	Tables   map[Table]TableProgress `json:"tables,omitempty"`
	Skipped  Skipped                 `json:"skipped"`          // of the last poll
	Before   *Identity               `json:"before,omitempty"` // of a switch that may have been replaced; nil: it was not
	Cost     Cost                    `json:"cost,omitzero"`    // of the last poll that brought anything
	Health   *Health                 `json:"health,omitempty"` // as last read completely; nil: never
}

// TableProgress is how the reading of one table goes on: its last state and its
// open coverage.
type TableProgress struct {
	State TableState    `json:"state"`
	Asked time.Time     `json:"asked"`
	First time.Time     `json:"first,omitzero"` // of the open coverage; zero: never read completely
	Last  time.Time     `json:"last,omitzero"`  // of the open coverage: the last complete read
	Every time.Duration `json:"every"`          // how often it is read; a coverage survives two reads left out

	Oddities map[Oddity]int `json:"oddities,omitempty"` // of the last poll that asked for it
}

// A State is all that is open of one switch: what a store loads, and what a
// Ledger goes on from.
type State struct {
	Switch     Switch
	State      SwitchState
	Sightings  []Sighting
	Bindings   []Binding
	Attributes []Attribute // open ones, and of AspectBoot also those of the last RebootsKept
}

// RebootsKept is how long a restart stays in a SwitchView.
const RebootsKept = 24 * time.Hour
