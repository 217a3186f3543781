package snmp_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// countedSwitch is the switch of the project's figures with the agent's own counts
// of VLANs and of forwarding rows.
func countedSwitch() *snmpsim.MIB {
	mib := snmpsim.BenchSwitch(1)
	counts := []snmpsim.Var{{OID: oid("1.3.6.1.2.1.17.7.1.1.4.0"), Value: snmpsim.Gauge32(20)}}
	for vid := uint32(10); vid <= 200; vid += 10 {
		counts = append(counts, snmpsim.Var{OID: oid("1.3.6.1.2.1.17.7.1.2.1.1.2").Append(vid), Value: snmpsim.Gauge32(10)})
	}
	return mib.With(counts...)
}

// A tampering is something that befalls one answer of a reading, the at-th.
type tampering struct {
	name    string
	quirk   func(at int64, seen *atomic.Int64) snmpsim.Quirk
	healed  bool // what is lost so is asked for again: everything is complete
	sparing bool // costly: not at every answer
}

// inTransit changes the datagrams of one answer.
func inTransit(f func(before, d snmpsim.Datagram) []snmpsim.Datagram) func(int64, *atomic.Int64) snmpsim.Quirk {
	return func(at int64, seen *atomic.Int64) snmpsim.Quirk {
		var before snmpsim.Datagram
		return snmpsim.Quirk{Name: "in transit", Send: func(_ *snmpsim.Request, d snmpsim.Datagram) []snmpsim.Datagram {
			was := before
			before = d
			if seen.Add(1) != at {
				return []snmpsim.Datagram{d}
			}
			return f(was, d)
		}}
	}
}

// inAgent changes the variables of one answer to GETBULK, of so many columns each.
func inAgent(f func(vars []snmpsim.Var, columns int) []snmpsim.Var) func(int64, *atomic.Int64) snmpsim.Quirk {
	return func(at int64, seen *atomic.Int64) snmpsim.Quirk {
		return snmpsim.Variables("in the agent", func(r *snmpsim.Request, vars []snmpsim.Var) []snmpsim.Var {
			if seen.Add(1) != at || r.PDU != snmpsim.GetBulk {
				return vars
			}
			return f(vars, len(r.OIDs()))
		})
	}
}

// prefixes are a datagram cut at every so-manieth octet, and the whole of it.
func prefixes(_, d snmpsim.Datagram) []snmpsim.Datagram {
	var out []snmpsim.Datagram
	const step = 37 // so many datagrams still fit a socket's buffer; it grows with the answers
	for n := len(d.Octets) % step; n < len(d.Octets); n += step {
		out = append(out, snmpsim.Datagram{Octets: d.Octets[:n]})
	}
	return append(out, d)
}

func copies(n int) func(before, d snmpsim.Datagram) []snmpsim.Datagram {
	return func(_, d snmpsim.Datagram) []snmpsim.Datagram { return slices.Repeat([]snmpsim.Datagram{d}, n) }
}

// from replaces the variables from a place on, of one column or of all, by what
// an agent says that has no more: the end of its MIB, or another value.
func from(place func(n, columns int) int, only int, tag byte) func([]snmpsim.Var, int) []snmpsim.Var {
	return func(vars []snmpsim.Var, columns int) []snmpsim.Var {
		vars = slices.Clone(vars)
		for i := max(place(len(vars), columns), columns); i < len(vars); i++ {
			if only >= 0 && i%columns != only%columns {
				continue
			}
			vars[i].OID, vars[i].Value = vars[i-columns].OID, snmpsim.Value{Tag: tag}
		}
		return vars
	}
}

func middle(n, columns int) int { return n / columns / 2 * columns }

// without takes variables away.
func without(start, end func(n, columns int) int) func([]snmpsim.Var, int) []snmpsim.Var {
	return func(vars []snmpsim.Var, columns int) []snmpsim.Var {
		n := len(vars)
		a := min(max(start(n, columns), 0), n)
		return slices.Delete(slices.Clone(vars), a, min(max(end(n, columns), a), n))
	}
}

func at(f func(n, columns int) int, plus int) func(int, int) int {
	return func(n, columns int) int { return f(n, columns) + plus }
}
func first(int, int) int      { return 0 }
func all(n, _ int) int        { return n }
func nextRow(n, c int) int    { return middle(n, c) + c }
func allButOne(n, _ int) int  { return n - 1 }
func exactlyOne(n, _ int) int { return min(n, 1) }
func halfOfIt(n, _ int) int   { return n / 2 }

// skipped ends one column, or all, where its next one begins: a lie without a flaw.
func skipped(mib *snmpsim.MIB, only int) func([]snmpsim.Var, int) []snmpsim.Var {
	return func(vars []snmpsim.Var, columns int) []snmpsim.Var {
		vars = slices.Clone(vars)
		for i := max(middle(len(vars), columns), columns); i < len(vars); i++ {
			if only < 0 || i%columns == only%columns {
				column := columnOf(vars[i-columns].OID)
				if v, ok := behind(mib, column); ok {
					vars[i] = v
				}
			}
		}
		return vars
	}
}

// columnOf takes the index off a name.
func columnOf(name snmpsim.OID) snmpsim.OID {
	arcs := 10
	switch {
	case name.HasPrefix(oid("1.3.6.1.2.1.17.7")):
		arcs = 13
	case name.HasPrefix(oid("1.3.6.1.2.1.17")), name.HasPrefix(oid("1.3.6.1.2.1.31")), name.HasPrefix(oid("1.0.8802")):
		arcs = 11
	}
	return name[:min(arcs, len(name))]
}

// behind is the first variable that is not in the column of an OID.
func behind(mib *snmpsim.MIB, column snmpsim.OID) (snmpsim.Var, bool) {
	v, ok := mib.Next(column)
	for ok && v.OID.HasPrefix(column) {
		v, ok = mib.Next(v.OID)
	}
	return v, ok
}

func tamperings(mib *snmpsim.MIB) []tampering {
	const endOfMIB, noInstance = snmpsim.TagEndOfMIBView, snmpsim.TagNoSuchInstance
	return []tampering{
		{name: "lost", quirk: inTransit(func(_, _ snmpsim.Datagram) []snmpsim.Datagram { return nil }), healed: true},
		{name: "cut at many octets", quirk: inTransit(prefixes), healed: true},
		{name: "twice", quirk: inTransit(copies(2)), healed: true},
		{name: "a thousand times", quirk: inTransit(copies(1000)), healed: true, sparing: true},
		{name: "the answer before in its place", quirk: inTransit(func(was, _ snmpsim.Datagram) []snmpsim.Datagram { return []snmpsim.Datagram{was} }), healed: true},
		{name: "the answer before ahead of it", quirk: inTransit(func(was, d snmpsim.Datagram) []snmpsim.Datagram { return []snmpsim.Datagram{was, d} }), healed: true},
		{name: "without its last variable", quirk: inAgent(without(allButOne, all)), healed: true},
		{name: "without its second half", quirk: inAgent(without(halfOfIt, all)), healed: true},
		{name: "with one variable", quirk: inAgent(without(exactlyOne, all)), healed: true},
		{name: "empty", quirk: inAgent(without(first, all)), healed: true},
		{name: "without its first variable", quirk: inAgent(without(first, exactlyOne))},
		{name: "without one in the middle", quirk: inAgent(without(middle, at(middle, 1)))},
		{name: "without the last but one", quirk: inAgent(without(at(all, -2), allButOne))},
		{name: "without a row in the middle", quirk: inAgent(without(middle, nextRow))},
		{name: "end of MIB in the middle", quirk: inAgent(from(middle, -1, endOfMIB))},
		{name: "end of MIB in one column", quirk: inAgent(from(middle, 0, endOfMIB))},
		{name: "end of MIB in another column", quirk: inAgent(from(middle, 1, endOfMIB))},
		{name: "no such instance in the middle", quirk: inAgent(from(middle, -1, noInstance))},
		{name: "the next column in the middle", quirk: inAgent(skipped(mib, -1))},
		{name: "the next column in the middle of one", quirk: inAgent(skipped(mib, 0))},
	}
}

// TestNoTamperedAnswerMakesATableShorter lets something befall every single answer
// of a full reading. Whatever it is, each table is complete and true or missing
// with a reason, and a ledger that has taken three such readings closes nothing.
func TestNoTamperedAnswerMakesATableShorter(t *testing.T) {
	mib := countedSwitch()
	view := func(string, time.Time) *snmpsim.MIB { return mib }
	honest := serve(t, snmpsim.Config{View: view})
	var memory []byte
	want := snmp.Read(t.Context(), honest, factTables(), nil)
	for range 20 { // until neighbours are walked again
		memory = want.Memory
		if want = snmp.Read(t.Context(), honest, factTables(), memory); walksNeighbors(want) {
			break
		}
	}
	for _, tamper := range tamperings(mib) {
		t.Run(tamper.name, func(t *testing.T) {
			t.Parallel()
			agent := snmpsim.New(snmpsim.Config{View: view})
			addr, err := agent.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			target := benchTarget(addr)
			target.Timeout, target.Retries = 100*time.Millisecond, 5
			book := newBook(t, want)
			step := 1
			if tamper.sparing {
				step = 9
			}
			for n := 1; n <= want.Cost.Requests+1; n += step {
				var seen atomic.Int64
				agent.SetQuirks(tamper.quirk(int64(n), &seen))
				got := snmp.Read(t.Context(), target, factTables(), memory)
				mustNotLie(t, got, want)
				book.mustKeep(got)
				for _, table := range factTables() {
					if tamper.healed && !got.Complete(table) {
						t.Errorf("answer %d: %s: %+v, want it complete", n, table, got.Tables[table])
					}
				}
				if t.Failed() {
					t.Fatalf("answer %d", n)
				}
			}
		})
	}
}

// A book is a ledger that holds the truth about a switch.
type book struct {
	t      *testing.T
	ledger *inventory.Ledger
	at     time.Time
}

func newBook(t *testing.T, truth inventory.Poll) *book {
	sw := inventory.Switch{ID: "bench"}
	b := &book{t: t, ledger: inventory.NewLedger(sw, inventory.DefaultPeriods()), at: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	b.apply(truth)
	if c := b.apply(truth); c.Late {
		t.Fatal("the second reading was not taken")
	}
	if len(b.ledger.State().Sightings) == 0 {
		t.Fatal("the ledger holds nothing")
	}
	return b
}

// apply takes a poll, the next of the switch, five minutes after the one before.
func (b *book) apply(p inventory.Poll) inventory.Changes {
	b.at = b.at.Add(5 * time.Minute)
	p.Switch, p.Number, p.At, p.System.UptimeSeconds = "bench", b.ledger.Next(), b.at, 0
	return b.ledger.Apply(p)
}

// mustKeep takes a poll three times, after which the ledger may have closed nothing.
func (b *book) mustKeep(p inventory.Poll) {
	b.t.Helper()
	for range 3 {
		c := b.apply(p)
		if n := len(c.Sightings.Closed) + len(c.Bindings.Closed) + len(c.Attributes.Closed); n > 0 {
			b.t.Errorf("%d spans closed: %+v %+v %+v", n, c.Sightings.Closed, c.Bindings.Closed, fmt.Sprint(c.Attributes.Closed))
		}
	}
}

// walksNeighbors says whether a poll walked them, rather than hearing that nothing
// had changed.
func walksNeighbors(p inventory.Poll) bool {
	return !strings.Contains(p.Tables[inventory.TableNeighbors].Detail, "unchanged")
}
