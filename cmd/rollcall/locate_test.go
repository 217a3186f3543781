package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/lists"
)

// TestLocateAgainstTruth reads the simulated city a few times over, lets the
// ledgers and roles work on it, and measures the verdicts against where things
// really are: with LLDP, without it, and with a third of the switches mute.
func TestLocateAgainstTruth(t *testing.T) {
	for _, lldp := range []string{"all", simcity.LLDPNone, simcity.LLDPPartial} {
		for seed := range int64(3) {
			t.Run(fmt.Sprintf("lldp %s, seed %d", lldp, seed+1), func(t *testing.T) {
				newCityUnderTest(t, simcity.Options{Seed: seed + 1, LLDP: lldp}).watch(t)
			})
		}
	}
	t.Run("neither LLDP nor addresses of switches", func(t *testing.T) {
		c := newCityUnderTest(t, simcity.Options{Seed: 4, LLDP: simcity.LLDPNone})
		c.blind = true
		c.watch(t)
	})
}

// watch sweeps the city a few times and measures after each sweep.
func (c *cityUnderTest) watch(t *testing.T) {
	c.meter = inventory.NewMeter(&c.config.City, 5*time.Minute)
	c.sweep(0, 10*time.Second)
	c.measure(t, "first look", false)
	for round := range 4 {
		c.sweep(time.Duration(round+1)*5*time.Minute, 5*time.Minute)
		c.measure(t, fmt.Sprintf("round %d", round+1), true)
		c.checkRoles(t)
	}
}

// checkRoles makes sure that no port for devices is taken for surely an uplink:
// what is there would not be recorded.
func (c *cityUnderTest) checkRoles(t *testing.T) {
	roles := make(map[inventory.PortID]inventory.PortRole)
	for _, shot := range c.shots {
		for _, v := range shot.Switches {
			for _, p := range v.Ports {
				roles[p.Port] = p.Role
			}
		}
	}
	sure, uplinks := 0, 0
	for _, p := range c.city.Truth().Ports {
		role := roles[inventory.PortID{Switch: p.Switch, IfName: p.Port}]
		if p.Role == inventory.RoleUplink && p.Up {
			uplinks++
		}
		if !role.Sure {
			continue
		}
		sure++
		if p.Role == inventory.RoleEdge || p.Role == inventory.RoleAP {
			t.Errorf("%s/%s is for %s, and taken for surely an uplink: %+v", p.Switch, p.Port, p.Role, role)
		}
	}
	t.Logf("%d of %d uplinks are sure", sure, uplinks)
}

// A cityUnderTest is a simulated city with the ledgers that watch it.
type cityUnderTest struct {
	t       *testing.T
	city    *simcity.City
	config  *config.Config
	lists   map[inventory.SchoolCode]inventory.Lists
	missed  *inventory.Watch // lost devices
	ledgers map[inventory.SwitchID]*inventory.Ledger
	known   map[inventory.MAC]inventory.SwitchID
	shots   map[inventory.SchoolCode]*inventory.Snapshot
	now     time.Time
	meter   *inventory.Meter // of what moves; nil: nobody measures
	blind   bool             // own addresses of switches are not known
}

func newCityUnderTest(t *testing.T, o simcity.Options) *cityUnderTest {
	t.Helper()
	dir := t.TempDir()
	c := &cityUnderTest{t: t, city: simcity.New(o), lists: make(map[inventory.SchoolCode]inventory.Lists), missed: inventory.NewWatch(""),
		ledgers: make(map[inventory.SwitchID]*inventory.Ledger), shots: make(map[inventory.SchoolCode]*inventory.Snapshot)}
	if err := errors.Join(c.city.Listen(), c.city.WriteFiles(dir, "")); err != nil {
		t.Fatal(err)
	}
	var errs config.Errors
	if c.config, errs = config.Load(filepath.Join(dir, "rollcall.yaml")); len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, school := range c.config.City.Schools {
		c.readLists(school.Code, c.config.Lists[school.Code])
		for _, sw := range school.Switches {
			c.ledgers[sw.ID] = inventory.NewLedger(sw, nil)
		}
	}
	return c
}

func (c *cityUnderTest) readLists(code inventory.SchoolCode, files config.ListFiles) {
	l := inventory.Lists{WhitelistAt: c.city.Start(), MasterAt: c.city.Start()}
	c.open(files.Master, func(f *os.File) { l.Master, _ = lists.Master(f, code) })
	c.open(files.Whitelist, func(f *os.File) { l.Whitelist, _ = lists.Whitelist(f, code) })
	c.open(files.PortRecord, func(f *os.File) { l.PortRecord, _ = lists.PortRecords(f, code) })
	c.open(files.IoT, func(f *os.File) { l.IoT, _ = thingsOf(f, code) })
	l.IoTAt = l.MasterAt
	c.open(files.Lost, func(f *os.File) {
		lost, _ := lostDevices(f, code)
		for _, d := range lost {
			c.missed.Misses(d)
		}
	})
	for _, e := range l.Master {
		c.missed.Knows(code, e.Serial, e.MAC, e.Name)
	}
	c.lists[code] = l
}

func (c *cityUnderTest) open(path string, read func(*os.File)) {
	if path == "" {
		return
	}
	f, err := os.Open(path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer f.Close()
	read(f)
}

// sweep reads every switch once, each at its own moment of a round, and sets the
// roles that follow. The first round is quick, as a daemon's is.
func (c *cityUnderTest) sweep(after, round time.Duration) {
	n := 0
	for _, school := range c.config.City.Schools {
		for _, sw := range school.Switches {
			at := c.city.Start().Add(after + round*time.Duration(n*37%100)/100)
			n++
			c.now = later(c.now, at)
			l := c.ledgers[sw.ID]
			p := c.city.Poll(sw.ID, at, nil)
			p.Number = l.Number() + 1
			c.meter.Take(&p)
			changes := l.Apply(p)
			c.meter.Moved(&changes)
		}
	}
	c.assemble()
	for _, school := range c.config.City.Schools {
		for id, roles := range inventory.Roles(c.shots[school.Code]) {
			c.ledgers[id].SetRoles(roles)
		}
	}
	c.assemble()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// assemble takes every school's snapshot. What switches are called is known
// after a first look at all of them.
func (c *cityUnderTest) assemble() {
	for range 2 {
		index := inventory.NewCityIndex(&c.config.City, nil, c.shots)
		if c.blind {
			index.SwitchMACs = nil
		}
		c.known = index.SwitchMACs
		for _, school := range c.config.City.Schools {
			c.shots[school.Code] = c.snapshot(school, index)
		}
	}
	for _, l := range c.ledgers {
		l.SetSwitchMACs(c.known)
	}
}

func (c *cityUnderTest) snapshot(school inventory.School, index *inventory.CityIndex) *inventory.Snapshot {
	plan, err := c.config.City.Plan.For(school)
	if err != nil {
		c.t.Fatal(err)
	}
	parts := inventory.SnapshotParts{At: c.now, School: school, Plan: plan, Lists: c.lists[school.Code], City: index}
	for _, sw := range school.Switches {
		parts.Views = append(parts.Views, c.ledgers[sw.ID].View(c.now, index.SwitchMACs))
		parts.Bindings = append(parts.Bindings, c.ledgers[sw.ID].Bindings()...)
	}
	s := inventory.NewSnapshot(parts)
	if c.meter != nil {
		s.Windows = c.meter.Tell(s, nil)
	}
	return s
}

// A score counts verdicts on devices whose place is decidable.
type score struct {
	devices, right, missing int
	why                     map[string]int
	wrong                   []string // at high confidence, decidable or not
	others                  []string
}

// measure compares the verdicts with the truth. Once everything was read at
// least twice, at least 99 % must be right; at high confidence none may be wrong
// at any time.
func (c *cityUnderTest) measure(t *testing.T, what string, settled bool) {
	t.Helper()
	places := make(map[string]inventory.Verdict)
	for code, shot := range c.shots {
		for _, v := range inventory.Locate(shot) {
			places[string(code)+" "+v.MAC.String()] = v
		}
	}
	s := score{why: make(map[string]int)}
	for _, d := range c.city.Truth().Devices {
		if d.Online {
			v, ok := places[string(d.School)+" "+d.MAC]
			s.add(d, v, ok)
		}
	}
	ratio := float64(s.right) / float64(s.devices)
	t.Logf("%s: %d of %d right (%.2f %%), %d not found, %v", what, s.right, s.devices, 100*ratio, s.missing, s.why)
	if len(s.wrong) > 0 {
		t.Errorf("%s: %d wrong at high confidence:\n%s", what, len(s.wrong), strings.Join(head(s.wrong), "\n"))
	}
	if settled && ratio < 0.99 {
		t.Errorf("%s: %.2f %% right:\n%s", what, 100*ratio, strings.Join(head(s.others), "\n"))
	}
}

func head(list []string) []string { return list[:min(len(list), 12)] }

func (s *score) add(d simcity.TruthDevice, v inventory.Verdict, found bool) {
	port := string(v.Port.Switch) + "/" + v.Port.IfName
	right := found && slices.Contains([]string{string(d.Switch) + "/" + d.Port, d.Also}, port)
	line := fmt.Sprintf("%s %s at %s/%s also %q: verdict %s %s %v", d.Name, d.MAC, d.Switch, d.Port, d.Also, port, v.Confidence, v.Why)
	if found && !right && v.Confidence == inventory.High {
		s.wrong = append(s.wrong, line)
	}
	if !d.Decidable {
		return
	}
	s.devices++
	s.why[string(v.Confidence)+" "+v.Why.Key]++
	switch {
	case right:
		s.right++
	case !found:
		s.missing++
		fallthrough
	default:
		s.others = append(s.others, line)
	}
}
