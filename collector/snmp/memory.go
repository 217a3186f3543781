package snmp

import (
	"maps"
	"slices"
	"time"
)

// absent marks a column that the agent has been found not to have.
const absent = -2

// forgetAfter is after how many polls what was learned of an agent's limits is
// tried anew.
const forgetAfter = 64

// A memory is what one poll leaves for the next of the same switch. It holds
// nothing secret.
type memory struct {
	Polls      int               `json:"polls"`
	Credential string            `json:"credential,omitempty"` // the name of the one that worked
	Attempts   attempts          `json:"attempts,omitzero"`
	Tallies    map[string]tally  `json:"tallies,omitempty"` // what the agent says of the sizes of its tables
	Engine     engineMemory      `json:"engine,omitzero"`
	Uptime     uint64            `json:"uptime,omitempty"` // sysUpTime, hundredths of a second
	Answer     time.Duration     `json:"answer,omitempty"` // the median of its answer times, nanoseconds
	Plan       plan              `json:"plan,omitzero"`
	Sizes      map[string]sizes  `json:"sizes,omitempty"`
	Dialect    map[string]string `json:"dialect,omitempty"`
	Heard      heard             `json:"heard,omitzero"`
	Seen       map[string]bool   `json:"seen,omitempty"`     // tables that have had rows
	Ports      map[int]int       `json:"ports,omitempty"`    // bridge ports that only contexts show, and their ifIndex
	InUse      []int             `json:"in_use,omitempty"`   // VLANs that ports have, where contexts are asked for each; sorted
	Contexts   map[int]int       `json:"contexts,omitempty"` // per VLAN: answered, or how often its context was silent
	Health     healthMemory      `json:"health,omitzero"`
	IPv6       ipv6Memory        `json:"ipv6,omitzero"`
	Usual      usuals            `json:"usual,omitempty"` // variables that every poll of a kind asks for
	Held       map[string][]byte `json:"-"`               // tables as they were read last (see held)
	Burdens    burdens           `json:"burdens,omitempty"`
	understood
}

// sizes are the rows and the octets of one variable, per column of a group.
type sizes struct {
	Rows    []int  `json:"r"`
	Cells   []int  `json:"c"`
	Last    string `json:"l,omitempty"` // the index of the last row
	Had     uint64 `json:"h,omitempty"` // the columns that it had, one bit each
	Keys    string `json:"k,omitempty"` // the indexes of all rows, where they are few and of text
	Doubted int    `json:"d,omitempty"` // polls in a row whose end was not believed
}

// recall reads a memory. What cannot be read is as good as none.
func recall(b []byte) *memory {
	m := &memory{}
	if len(b) > 0 && m.unpack(b) != nil {
		m = &memory{}
	}
	if m.Sizes == nil {
		m.Sizes = map[string]sizes{}
	}
	if m.Dialect == nil {
		m.Dialect = map[string]string{}
	}
	if m.Tallies == nil {
		m.Tallies = map[string]tally{}
	}
	if m.Seen == nil {
		m.Seen = map[string]bool{}
	}
	if m.Ports == nil {
		m.Ports = map[int]int{}
	}
	if m.Contexts == nil {
		m.Contexts = map[int]int{}
	}
	m.Polls++
	if m.Polls%forgetAfter == 0 {
		m.forget()
	}
	return m
}

// forget drops what may have changed with new firmware or configuration.
func (m *memory) forget() {
	clear(m.Held)
	clear(m.Usual)
	m.Plan = plan{Bulk: m.Plan.Bulk, Cells: m.Plan.Cells} // an agent that knew GETBULK has not forgotten it: silence is a loss
	clear(m.Sizes)
	clear(m.Dialect)
	m.InUse, m.Heard = nil, heard{}
	maps.DeleteFunc(m.Tallies, func(_ string, t tally) bool { return t.None })
	for vid, n := range m.Contexts {
		m.Contexts[vid] = min(n, notThere-1) // one more silence, and it is not there again
	}
}

// restarted drops what a restart may change beside that: ifIndex and bridge ports.
func (m *memory) restarted() {
	m.forget()
	m.Plan = plan{}
	clear(m.Ports)
	m.Health = healthMemory{}
	clear(m.Tallies)
}

// sizes returns what is known of a group.
func (m *memory) sizes(g *group) sizes {
	s := m.Sizes[g.name]
	if len(s.Rows) != len(g.columns) || len(s.Cells) != len(g.columns) {
		return sizes{}
	}
	return s
}

// rows is the largest number of rows that a column had.
func (s sizes) rows() int {
	most := 0
	for _, n := range s.Rows {
		most = max(most, n)
	}
	return most
}

// empty says whether the group is known to have no rows.
func (s sizes) empty() bool { return len(s.Rows) > 0 && s.rows() == 0 }

// column returns the rows and the octets of one variable; -1 rows where that is
// not known.
func (s sizes) column(i int) (rows, cell int) {
	if i >= len(s.Rows) {
		return -1, 30
	}
	return s.Rows[i], max(s.Cells[i], 12)
}

// learn keeps the sizes of a table that was read to its end. A column without a
// single row beside others that have some is taken for absent.
func (m *memory) learn(t *table) {
	if t.incomplete() != nil || !slices.Contains(t.asked, true) {
		return
	}
	s := sizes{Rows: make([]int, len(t.count)), Cells: make([]int, len(t.count))}
	for i, n := range t.count {
		switch {
		case n > 0:
			s.Rows[i], s.Cells[i] = n, (t.bytes[i]+n-1)/n
		case len(t.rows) > 0:
			s.Rows[i] = absent
		}
	}
	s.seal(t)
	m.Sizes[t.group.name] = s
}
