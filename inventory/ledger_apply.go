package inventory

import "time"

// work is the taking in of one poll.
type work struct {
	*Ledger
	poll *Poll
	now  stamp
	out  Changes

	undecided bool // whether ports are called otherwise or are new ones

	turned bool // the switch answers otherwise than before, or a table does

	readBefore   time.Time       // the complete read of interfaces before this one
	byIfIndex    map[int]portRef // the ports that this poll may name; nil: none
	byBridgePort map[int]portRef // the same by bridge port, where this poll tells it

	sightingMoves moves[sightKey, none]
	bindingMoves  moves[bindKey, none]
}

// header brings the row of the switch up to date.
func (w *work) header() {
	w.state.Number = w.poll.Number
	w.state.Asked = w.now.time()
	w.forgetReboots()
	silent, reason := w.state.Silent, w.state.Reason
	defer func() { w.turned = silent != w.state.Silent || reason != w.state.Reason }()
	w.out.Memory = w.poll.Memory
	if w.poll.Answered() {
		w.state.Answered, w.state.Silent, w.state.Reason = w.now.time(), 0, ""
		w.state.Cost = w.poll.Cost
		return
	}
	if why := silence(w.poll); why != "" {
		w.state.Silent++
		w.state.Reason = why
	}
}

// silence says why a poll brought nothing. Where tables differ, what a person
// can mend comes first; a reading that we broke off ourselves is no silence.
func silence(p *Poll) Reason {
	var other Reason
	for _, t := range Tables() {
		switch why := p.Tables[t].Reason; why {
		case ReasonAuth:
			return why
		case "", ReasonCancelled, ReasonDependency, ReasonLeftAlone:
		default:
			if other == "" || other == ReasonTimeout {
				other = why
			}
		}
	}
	return other
}

// reboot notices that the switch has started anew: sysUpTime is less than it
// would be had it run on.
func (w *work) reboot() {
	uptime := w.poll.System.UptimeSeconds
	if uptime <= 0 || !w.poll.Answered() {
		return
	}
	last, lastAt := w.state.Uptime, w.state.UptimeAt
	w.state.Uptime, w.state.UptimeAt = uptime, w.now.time()
	if lastAt.IsZero() {
		w.boot(hold(BootFirst, w.now-stamp(uptime)))
		return
	}
	if Restarted(last, uptime, w.now.time().Sub(lastAt)) {
		w.boot(hold(BootAgain, w.now-stamp(uptime)))
	}
}

// boot ends one boot and begins the next. Two within one second are one.
func (w *work) boot(value held) {
	r := w.aspects.of(AspectBoot)
	if old, ok := r.has(0); ok && old.first >= w.now {
		return
	}
	var m moves[portRef, held]
	r.see(0, value, w.now, &m)
	w.attributes(AspectBoot, m)
	for _, e := range m.closed {
		w.reboots = append(w.reboots, w.attribute(AspectBoot, e.entry, e.gone))
	}
}

// forgetReboots drops the boots that a SwitchView shows no longer.
func (l *Ledger) forgetReboots() {
	for len(l.reboots) > 0 && l.state.Asked.Sub(l.reboots[0].Gone) > RebootsKept {
		l.reboots = l.reboots[1:]
	}
}

// tables takes in every table that the poll asked for. Interfaces come first:
// they name the ports of all others.
func (w *work) tables() {
	w.readBefore = w.reads.of(TableInterfaces).Last
	w.namePorts()
	steps := []struct {
		table  Table
		needed bool // the names of ports
		take   func()
	}{
		{TableInterfaces, false, w.interfaces},
		{TableSystem, false, w.system},
		{TableEntities, false, w.entities},
		{TableVLANs, true, w.vlans},
		{TableNeighbors, true, w.neighbors},
		{TableFDB, true, w.fdb},
		{TableARP, false, w.arp},
		{TableWireless, false, w.wireless},
		{TableHealth, false, w.health},
	}
	for _, s := range steps {
		state, asked := w.poll.Tables[s.table]
		if !asked {
			continue
		}
		switch {
		case !state.Complete:
		case w.undecided && s.table == TableInterfaces:
			state.Complete, state.Reason = false, ReasonDependency
			state.Detail = "the switch calls its ports otherwise than before, and has not said why"
		case s.needed && w.byIfIndex == nil:
			state.Complete, state.Reason = false, ReasonDependency
			state.Detail = "interfaces not read since the switch started"
		case s.table == TableFDB && w.namesNoPort():
			state.Complete, state.Reason = false, ReasonDependency
			state.Detail = "no row is of a port that the interfaces name"
		}
		if w.progress(s.table, state) {
			s.take()
		}
	}
}

// namePorts finds out how the agent calls its ports: as this poll says, which
// reads names with every table that needs them, else as the last complete
// reading of interfaces said.
func (w *work) namePorts() {
	own := len(w.poll.Interfaces) > 0 && !w.poll.Asked(TableInterfaces) || w.poll.Complete(TableInterfaces)
	if !own {
		if w.namesHold() {
			w.byIfIndex = asMap(w.lastIfIndex)
		}
		return
	}
	w.byIfIndex, w.byBridgePort = make(map[int]portRef), make(map[int]portRef)
	names := PortNames(w.poll.Interfaces)
	if !w.rekeyPorts(names) {
		w.byIfIndex, w.undecided = nil, true
		return
	}
	for _, i := range inIndexOrder(w.poll.Interfaces) {
		if _, known := w.byIfIndex[i.Index]; !known && len(w.byIfIndex) == maxPortsPerPoll {
			w.out.Skipped.Flood++
			continue
		}
		ref := w.names.ref(names[i.Index])
		w.byIfIndex[i.Index] = ref
		if _, twice := w.byBridgePort[i.BridgePort]; !twice && i.BridgePort > 0 {
			w.byBridgePort[i.BridgePort] = ref
		}
	}
}

// namesHold says whether the names of ports are those of the running agent: it
// may have numbered its interfaces anew when it started.
func (l *Ledger) namesHold() bool {
	read := l.reads.of(TableInterfaces).Last
	boot, ok := l.aspects.of(AspectBoot).has(0)
	since := boot.first // when the restart was noticed: later than it was, to be safe
	if ok && boot.value.text() == BootFirst {
		since = boot.value.ref
	}
	return !read.IsZero() && (!ok || stampOf(read) >= since)
}

// progress notes how the reading of a table went, lengthens its coverage, and
// says whether its rows are news.
func (w *work) progress(t Table, state TableState) bool {
	p := w.reads.of(t)
	if p.Asked.IsZero() || p.State.Complete != state.Complete || p.State.Reason != state.Reason {
		w.turned = true
	}
	news := state.Complete && (p.Last.IsZero() || w.now > stampOf(p.Last))
	p.State, p.Asked, p.Every, p.Oddities = state, w.now.time(), w.every.of(t), w.poll.Oddities
	if news {
		w.cover(t, &p)
	}
	w.reads.set(t, p)
	return news
}

// cover lengthens the coverage of a table up to now, or begins a new one where
// the last read is too long ago.
func (w *work) cover(t Table, p *TableProgress) {
	now := w.now.time()
	if p.Last.IsZero() || now.Sub(p.Last) > gapPeriods*p.Every {
		if !p.Last.IsZero() {
			w.out.Ended = append(w.out.Ended, Coverage{Switch: w.sw.ID, Table: t, First: p.First, Last: p.Last})
		}
		p.First = now
	}
	p.Last = now
}

// changes returns what the poll changed, in a fixed order.
func (w *work) changes() Changes {
	c := w.out
	c.Switch, c.Number, c.At = w.sw.ID, w.poll.Number, w.now.time()
	c.State = w.stateCopy()
	c.Sightings = delta(w.sightingMoves, w.sighting, compareSightings)
	c.Bindings = delta(w.bindingMoves, w.binding, compareBindings)
	sortDelta(&c.Attributes, compareAttributes)
	if c.Attributes.Len() > 0 {
		w.called = nil
	}
	return c
}
