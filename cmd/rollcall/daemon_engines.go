package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall/inventory"
)

// engineWindow is how far the clocks of one SNMPv3 engine may be apart when it is
// asked twice (RFC 3414, 2.2.3).
const engineWindow = 150 * time.Second

// engines knows which switch has which SNMPv3 engine. An engine id is to be unique
// (RFC 3411, 5): where two switches have the same, their keys are the same too, and
// programs that keep one clock for each engine can read only one of them. We keep
// it for each switch, and say who shares.
type engines struct {
	mu     sync.Mutex
	clocks map[inventory.SwitchID]inventory.EngineClock
	owners map[string][]inventory.SwitchID // by engine id, in order
}

// note takes the engine of a switch and returns the others that have the same,
// and whether that is news.
func (e *engines) note(id inventory.SwitchID, clock inventory.EngineClock) (others []inventory.SwitchID, news bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.clocks == nil {
		e.clocks, e.owners = map[inventory.SwitchID]inventory.EngineClock{}, map[string][]inventory.SwitchID{}
	}
	before, known := e.clocks[id]
	e.clocks[id] = clock
	if known && before.ID != clock.ID {
		e.owners[before.ID] = slices.DeleteFunc(e.owners[before.ID], func(o inventory.SwitchID) bool { return o == id })
		if len(e.owners[before.ID]) == 0 {
			delete(e.owners, before.ID)
		}
	}
	if !known || before.ID != clock.ID {
		e.owners[clock.ID] = append(e.owners[clock.ID], id)
		slices.Sort(e.owners[clock.ID])
		news = true
	}
	for _, other := range e.owners[clock.ID] {
		if other != id {
			others = append(others, other)
		}
	}
	return others, news && len(others) > 0
}

// same says whether the clocks of two switches are one clock: then they are one
// switch under two names.
func (e *engines) same(a, b inventory.SwitchID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	one, two := e.clocks[a], e.clocks[b]
	booted := func(c inventory.EngineClock) time.Time { return c.At.Add(-time.Duration(c.Time) * time.Second) }
	return one.Boots == two.Boots && booted(one).Sub(booted(two)).Abs() <= engineWindow
}

// noteEngine says of a switch, on its page and once in the log, that another has
// its engine id.
func (d *daemon) noteEngine(ctx context.Context, p *inventory.Poll) {
	if p.Engine == nil {
		return
	}
	others, news := d.engines.note(p.Switch, *p.Engine)
	if len(others) == 0 {
		return
	}
	why := "give each an engine id of its own"
	if d.engines.same(p.Switch, others[0]) {
		why = "their clocks agree: is it one switch, configured twice?"
	}
	if state, ok := p.Tables[inventory.TableSystem]; ok {
		state.Detail = strings.TrimPrefix(fmt.Sprintf("%s; SNMPv3 engine id %x is also that of %s: %s", state.Detail, p.Engine.ID, others[0], why), "; ")
		p.Tables[inventory.TableSystem] = state
	}
	if news {
		d.log.WarnContext(ctx, "two switches have one SNMPv3 engine id", "switch", p.Switch, "other", others[0], "engine", fmt.Sprintf("%x", p.Engine.ID), "what", why)
	}
}
