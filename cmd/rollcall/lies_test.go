package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// A town is schools where two switches of three tell lies, each another one, in
// virtual time.
type town struct {
	daemon *daemon
	agents map[inventory.SwitchID]*snmpsim.Agent
	lies   map[inventory.SwitchID]snmpsim.Lie
	mibs   map[inventory.SwitchID]*snmpsim.MIB

	mu    sync.Mutex
	polls map[inventory.SwitchID][]inventory.Poll // of interfaces
}

// The periods of the town, and how long it is watched.
const (
	townPorts = 2 * time.Minute
	townFDB   = 4 * time.Minute
	townSpan  = 9 * time.Minute
)

// newTown describes the schools. Nothing runs yet.
func newTown(t *testing.T, conf *config.Config) *town {
	v := &town{agents: map[inventory.SwitchID]*snmpsim.Agent{}, lies: map[inventory.SwitchID]snmpsim.Lie{},
		mibs: map[inventory.SwitchID]*snmpsim.MIB{}, polls: map[inventory.SwitchID][]inventory.Poll{}}
	lies := snmpsim.Lies()
	for n, sw := range townSwitches(conf) {
		mib := snmpsim.BenchSwitch(n)
		c := snmpsim.Config{Communities: map[string]string{"secret": ""}, View: func(string, time.Time) *snmpsim.MIB { return mib }}
		if told := len(v.lies); n%3 != 2 && told < len(lies) {
			l := lies[told]
			if l.V3 {
				c.Users = []snmpsim.User{{Name: "reader", Auth: "SHA", AuthPassword: "authentication"}}
			}
			l.Play(&c)
			v.lies[sw] = l
		}
		v.agents[sw], v.mibs[sw] = snmpsim.New(c), mib
	}
	if len(v.lies) != len(lies) || len(v.agents)-len(v.lies) < 40 {
		t.Fatalf("%d of %d lies are told, %d switches are honest", len(v.lies), len(lies), len(v.agents)-len(v.lies))
	}
	conf.Polling.Interface, conf.Polling.FDB, conf.Polling.ARP = townPorts, townFDB, townFDB
	return v
}

func townSwitches(conf *config.Config) (ids []inventory.SwitchID) {
	for _, school := range conf.City.Schools {
		for _, sw := range school.Switches {
			ids = append(ids, sw.ID)
		}
	}
	return ids
}

// reach leads every switch's reading to its agent, over a line of 5 ms.
func (v *town) reach(sw inventory.SwitchID, t *snmp.Target) {
	t.Connect = func() (net.Conn, error) { return v.agents[sw].Connect(snmpsim.Line{Time: 5 * time.Millisecond}), nil }
	t.Limits = snmp.Limits{Rows: 2000, Bytes: 1 << 20}
	if v.lies[sw].V3 {
		t.Credentials = []snmp.Credential{{Name: "v3", Version: snmp.Version3, User: "reader", Auth: "SHA", AuthPassword: "authentication"}}
	}
}

// live lets the daemon read, store and judge for a span.
func (v *town) live(t *testing.T, conf *config.Config, span time.Duration) {
	beat := dailyPace()
	beat.judge = 30 * time.Second
	d, err := openDaemon(t.Context(), conf, beat, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	v.daemon, d.reach = d, v.reach
	d.schedule.Sink = func(ctx context.Context, p inventory.Poll) {
		v.mu.Lock()
		if p.Asked(inventory.TableInterfaces) {
			v.polls[p.Switch] = append(v.polls[p.Switch], p)
		}
		v.mu.Unlock()
		d.sink(ctx, p)
	}
	ctx, cancel := context.WithTimeout(t.Context(), span)
	defer cancel()
	d.schedule.Set(d.targets())
	var g errgroup.Group
	g.Go(func() error { d.schedule.Run(ctx); close(d.polls); return nil })
	g.Go(func() error { return d.write(ctx) })
	g.Go(func() error { return d.judgeChanged(ctx) })
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// TestLiarsHarmNobodyElse lets a daemon read a town half of whose switches lie:
// the others are read on time and completely, nothing false is recorded of
// anybody, and of every liar it is to be seen what it does wrong.
func TestLiarsHarmNobodyElse(t *testing.T) {
	conf := fleet(t, 6, 20)
	synctest.Test(t, func(t *testing.T) {
		v := newTown(t, conf)
		v.live(t, conf, townSpan)
		due, late := 0, 0
		for _, sw := range townSwitches(conf) {
			if _, lies := v.lies[sw]; !lies {
				d, l := v.punctual(sw)
				due, late = due+d, late+l
			}
			v.checkFacts(t, sw)
			v.checkNamed(t, sw)
		}
		t.Logf("%d readings of honest switches were due, %d late", due, late)
		if late*100 > due {
			t.Errorf("%d of %d readings of honest switches were late or not complete", late, due)
		}
		if err := v.daemon.db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// punctual counts the readings that were due of a switch, and those that were
// late by a twentieth of the period or more, missing or incomplete.
func (v *town) punctual(sw inventory.SwitchID) (due, late int) {
	due = int(townSpan/townPorts) - 1
	var last time.Time
	good := 0
	for _, p := range v.polls[sw] {
		onTime := last.IsZero() || p.At.Sub(last) < townPorts+townPorts/20
		if last = p.At; onTime && whole(p) {
			good++
		}
	}
	return due, max(0, due-good)
}

// whole says whether every table that was asked for was read.
func whole(p inventory.Poll) bool {
	for _, s := range p.Tables {
		if !s.Complete && s.Reason != inventory.ReasonUnsupported {
			return false
		}
	}
	return true
}

// checkNamed holds that a switch is said to do wrong what it does.
func (v *town) checkNamed(t *testing.T, sw inventory.SwitchID) {
	t.Helper()
	view := v.daemon.ledgers[sw].View(time.Now(), nil)
	fault := len(view.Oddities) > 0 || view.Reason != ""
	for table, c := range view.Coverage {
		never := c.State.Reason == inventory.ReasonUnsupported && table == inventory.TableInterfaces
		fault = fault || never || !c.State.Complete && c.State.Reason != "" && c.State.Reason != inventory.ReasonUnsupported
	}
	lie, lies := v.lies[sw]
	harmless := lie.Name == "big5-name" || lie.Name == "toobig-small"
	if fault != lies && !harmless {
		t.Errorf("%s, lie %q: a fault is seen: %v: oddities %v, reason %q, tables %+v", sw, lie.Name, fault, view.Oddities, view.Reason, view.Coverage)
	}
}

// checkFacts holds what is recorded of a switch against what an honest one in its
// place would have made of it.
func (v *town) checkFacts(t *testing.T, sw inventory.SwitchID) {
	t.Helper()
	truth := v.truth(t, sw)
	rows, err := v.daemon.db.Sightings(t.Context(), inventory.AllSchools(), store.SightingQuery{Port: inventory.PortID{Switch: sw}, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range rows {
		if key := fmt.Sprint("seen ", s.MAC, s.VID, s.Port.IfName); !truth[key] || !s.Open() {
			t.Errorf("%s, lie %q: recorded %s, true %v, gone %v", sw, v.lies[sw].Name, key, truth[key], s.Gone)
		}
	}
	held := v.daemon.ledgers[sw].State()
	for _, b := range held.Bindings {
		if key := fmt.Sprint("bound ", b.IP, b.MAC); !truth[key] {
			t.Errorf("%s, lie %q: recorded %s", sw, v.lies[sw].Name, key)
		}
	}
	for _, a := range held.Attributes {
		key := fmt.Sprint("is ", a.Aspect, a.Port, a.Value)
		if worded := a.Aspect == inventory.AspectSystem || a.Aspect == inventory.AspectBoot || a.Aspect == inventory.AspectRole; !worded && !truth[key] {
			t.Errorf("%s, lie %q: recorded %s", sw, v.lies[sw].Name, key)
		}
	}
}

// truth is what may be recorded of a switch.
func (v *town) truth(t *testing.T, sw inventory.SwitchID) map[string]bool {
	t.Helper()
	mib := v.mibs[sw]
	honest := snmpsim.New(snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	p := snmp.Read(t.Context(), snmp.Target{Switch: sw, Credentials: []snmp.Credential{{Version: snmp.Version2c, Community: "public"}},
		Connect: func() (net.Conn, error) { return honest.Connect(snmpsim.Line{}), nil }}, inventory.Tables(), nil)
	l := inventory.NewLedger(inventory.Switch{ID: sw}, nil)
	p.Number = 1
	l.Apply(p)
	truth := map[string]bool{}
	held := l.State()
	for _, s := range held.Sightings {
		truth[fmt.Sprint("seen ", s.MAC, s.VID, s.Port.IfName)] = true
	}
	for _, b := range held.Bindings {
		truth[fmt.Sprint("bound ", b.IP, b.MAC)] = true
	}
	for _, a := range held.Attributes {
		truth[fmt.Sprint("is ", a.Aspect, a.Port, a.Value)] = true
	}
	if len(truth) < 200 {
		t.Fatalf("%s: the truth is %v", sw, maps.Keys(truth))
	}
	return truth
}
