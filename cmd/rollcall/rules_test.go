package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/simcity"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/rules"
)

// TestRulesAgainstTruth watches the simulated city for some minutes and compares every
// finding that was ever opened with what was planted: all faults, no decoy, and no
// false alarm; also where one table in seven cannot be read.
func TestRulesAgainstTruth(t *testing.T) {
	for _, tt := range []struct {
		seed   int64
		lldp   string
		misses float64 // share of tables that cannot be read, after the first reading
	}{{seed: 1}, {seed: 2}, {seed: 3, misses: 0.15}, {seed: 4, lldp: simcity.LLDPPartial}} {
		t.Run(fmt.Sprintf("seed=%d/lldp=%s/misses=%v", tt.seed, tt.lldp, tt.misses), func(t *testing.T) {
			c := &cityUnderRules{
				cityUnderTest: newCityUnderTest(t, simcity.Options{Seed: tt.seed, LLDP: tt.lldp}),
				listed:        inventory.ListedBy{},
				misses:        tt.misses, dice: rand.New(rand.NewPCG(uint64(tt.seed), 0)),
			}
			c.indexLists()
			c.startMeter()
			for round := range 5 {
				c.readAll(time.Duration(round) * 100 * time.Second)
				if round == 0 {
					c.readBlocklist(t)
				}
				c.judge()
			}
			c.compare(t)
		})
	}
}

// A cityUnderRules is a watched city with the findings of its schools.
type cityUnderRules struct {
	*cityUnderTest
	listed inventory.ListedBy
	rows   []inventory.FindingRow
	writes int // rows written, openings included
	misses float64
	dice   *rand.Rand

	blocked []inventory.BlockedIP // by the centre's list
	board   *inventory.ReachBoard // what answers; nil: nobody was asked yet
	dhcp    dhcpUnderTest
	refused refusalsUnderTest
}

func (c *cityUnderRules) indexLists() {
	for _, l := range c.lists {
		for _, e := range slices.Concat(l.Whitelist, l.Master) {
			c.listed.Add(e.MAC, []inventory.SchoolCode{e.School})
		}
	}
}

// readAll reads every switch within ten seconds, so that the first round is over
// before anything happens in the city.
func (c *cityUnderRules) readAll(after time.Duration) {
	n := 0
	for _, school := range c.config.City.Schools {
		for _, sw := range school.Switches {
			at := c.city.Start().Add(after + time.Duration(n%10)*time.Second)
			n++
			c.now = later(c.now, at)
			p := c.city.Poll(sw.ID, at, nil)
			if after > 0 {
				c.spoil(&p)
			}
			c.apply(p)
		}
	}
	c.readServers(after)
	c.assemble()
	for _, school := range c.config.City.Schools {
		for id, roles := range inventory.Roles(c.shots[school.Code]) {
			c.ledgers[id].SetRoles(roles)
		}
	}
	c.assemble()
}

// spoil makes some tables of a poll missing.
func (c *cityUnderRules) spoil(p *inventory.Poll) {
	for _, t := range inventory.Tables() {
		if state, asked := p.Tables[t]; asked && state.Complete && c.dice.Float64() < c.misses {
			p.Tables[t] = inventory.TableState{Reason: inventory.ReasonTimeout}
		}
	}
}

// judge judges every school and keeps the rows as a store does.
func (c *cityUnderRules) judge() {
	index := inventory.NewCityIndex(&c.config.City, c.listed, c.shots)
	index.Lost = c.missed.MACs()
	c.hearDHCP()
	c.hearRejects()
	for _, school := range c.config.City.Schools {
		s := *c.shots[school.Code]
		s.City, s.Thresholds = index, c.config.City.Thresholds
		c.tellWindows(&s)
		c.tellBlocked(&s)
		s.LastSeen = c.city.SeenBefore(school.Code, c.city.Start())
		c.reach(&s)
		c.tellDHCP(&s)
		c.refused.desk.addRejects(&s)
		for _, row := range rules.Reconcile(c.lasting(school.Code), rules.Judge(&s), &s) {
			c.writes++
			if row.ID == 0 {
				row.ID = int64(len(c.rows) + 1)
				c.rows = append(c.rows, row)
				continue
			}
			c.rows[row.ID-1] = row
		}
	}
}

func (c *cityUnderRules) lasting(code inventory.SchoolCode) []inventory.FindingRow {
	var open []inventory.FindingRow
	for _, r := range c.rows {
		if r.School == code && r.State != inventory.StateResolved {
			open = append(open, r)
		}
	}
	return open
}

// compare wants each fault that can be observed open once, and nothing else ever
// opened.
func (c *cityUnderRules) compare(t *testing.T) {
	t.Helper()
	truth := c.city.Truth()
	for _, f := range truth.Faults {
		i := slices.IndexFunc(c.rows, func(r inventory.FindingRow) bool { return shows(r, f) && r.State == inventory.StateOpen })
		switch {
		case i >= 0:
			c.checkTold(t, c.rows[i])
		case c.observable(f):
			t.Errorf("%s %s at %s %s was not found", f.ID, f.Kind, f.Switch, f.Port)
		}
	}
	c.checkRows(t, truth)
	t.Logf("%d faults, %d rows, %d writes", len(truth.Faults), len(c.rows), c.writes)
}

// observable says whether the place of a fault can show it: a switch that is mute
// about its neighbours, or whose neighbour table never ends, shows none.
func (c *cityUnderRules) observable(f simcity.Fault) bool {
	if !c.happened(f) {
		return false
	}
	if f.Kind != inventory.KindUnknownSwitch {
		return true
	}
	table := c.ledgers[f.Switch].View(c.now, c.known).Coverage[inventory.TableNeighbors]
	return !table.Last.IsZero() && table.State.Rows > 0
}

// checkRows wants every row to be that of a planted fault, and opened once.
func (c *cityUnderRules) checkRows(t *testing.T, truth simcity.Truth) {
	t.Helper()
	for _, r := range c.rows {
		if !slices.ContainsFunc(truth.Faults, func(f simcity.Fault) bool { return shows(r, f) || child(r, f) }) {
			t.Errorf("false alarm: %s %s at %s %s, %s from %v; %v", r.Kind, r.Subject, r.Switch, r.Port, r.State, r.Opened, r.Args)
		}
		if n := len(slices.DeleteFunc(slices.Clone(c.rows), func(o inventory.FindingRow) bool {
			return o.Kind != r.Kind || o.School != r.School || o.Subject != r.Subject
		})); n > 1 {
			t.Errorf("%s %s was opened %d times", r.Kind, r.Subject, n)
		}
	}
}

// child says whether a finding is one that a planted fault brings along, and that
// is muted under it.
func child(r inventory.FindingRow, f simcity.Fault) bool {
	return r.Kind == f.Kind && r.School == f.School && slices.Contains(f.Children, string(r.Switch)) && r.Muted == string(f.Switch)
}

// checkTold wants the finding told in both languages with nothing unknown in it
// but what may be: the brand of a MAC, or the room of a switch.
func (c *cityUnderRules) checkTold(t *testing.T, r inventory.FindingRow) {
	t.Helper()
	school, _ := c.config.City.School(r.School)
	for _, lang := range wording.Langs() {
		m := wording.Finding(lang, r, school, c.now)
		for _, text := range []string{m.Subject, m.What, m.Where, m.Since, m.Evidence, m.Next, m.Fixed, m.Ref} {
			if text == "" || strings.Contains(text, "{") {
				t.Errorf("%s %s is told with a gap: %+v", r.Kind, r.Subject, m)
			}
		}
	}
}
