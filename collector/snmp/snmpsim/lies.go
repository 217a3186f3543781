package snmpsim

import (
	"fmt"
	"slices"
	"time"
)

// A Lie is one way in which an agent deceives whoever reads it, under a name by
// which tests, recordings (ID.quirks.json) and documents call it.
type Lie struct {
	Name  string
	Words string // what the agent does
	V3    bool   // only an agent that speaks SNMPv3 can tell it
	play  func(*Config)
}

// Play makes an agent lie. What it shows must be set before; the agent must not
// be shared, for some lies remember what they said last.
func (l Lie) Play(c *Config) { l.play(c) }

// Lies lists every lie: about the frame of an answer, about what comes next in a
// walk, about values, and about security.
func Lies() []Lie {
	return slices.Concat(frameLies(), octetLies(), walkLies(), errorLies(), valueLies(), textLies(), tableLies(), v3Lies())
}

// Lie makes an agent tell the lie of a name.
func (c *Config) Lie(name string) error {
	for _, l := range Lies() {
		if l.Name == name {
			l.Play(c)
			return nil
		}
	}
	return fmt.Errorf("no lie is called %q", name)
}

// with plays quirks, made anew for each agent.
func with(quirks func() []Quirk) func(*Config) {
	return func(c *Config) { c.Quirks = append(c.Quirks, quirks()...) }
}

// one plays one quirk.
func one(quirk func() Quirk) func(*Config) { return with(func() []Quirk { return []Quirk{quirk()} }) }

// seeing plays a quirk that depends on what the agent shows.
func seeing(quirk func(*MIB) Quirk) func(*Config) {
	return func(c *Config) { c.Quirks = append(c.Quirks, quirk(c.View("", time.Now()))) }
}

// showing replaces what the agent shows in every context.
func showing(change func(*MIB) *MIB) func(*Config) {
	return func(c *Config) {
		honest, changed := c.View, map[*MIB]*MIB{}
		c.View = func(context string, at time.Time) *MIB {
			m := honest(context, at)
			if m == nil {
				return nil
			}
			if changed[m] == nil {
				changed[m] = change(m)
			}
			return changed[m]
		}
	}
}

// changing replaces variables one by one; ok is false for those that are left out.
func changing(change func(Var) (v Var, ok bool)) func(*MIB) *MIB {
	return func(m *MIB) *MIB {
		var vars []Var
		for v, more := m.Next(nil); more; v, more = m.Next(v.OID) {
			if v, ok := change(v); ok {
				vars = append(vars, v)
			}
		}
		return NewMIB(vars)
	}
}

// The columns that most lies are about: the forwarding table (Q-BRIDGE-MIB).
func fdbEntry() OID  { return MustOID("1.3.6.1.2.1.17.7.1.2.2.1") }
func fdbPort() OID   { return fdbEntry().Append(2) }
func fdbStatus() OID { return fdbEntry().Append(3) }

// middle returns the n-th variable of a column, or the last where there are fewer.
func middle(m *MIB, column OID, n int) OID {
	at := column
	for range n {
		v, ok := m.Next(at)
		if !ok || !v.OID.HasPrefix(column) {
			break
		}
		at = v.OID
	}
	return at
}

// afterMiddle says whether a variable lies in the second part of a column.
func afterMiddle(m *MIB, column OID) func(OID) bool {
	from := middle(m, column, honestRows)
	return func(o OID) bool { return o.HasPrefix(column) && o.Compare(from) > 0 }
}

// honestRows is how many rows of a table are shown before a lie begins.
const honestRows = 100
