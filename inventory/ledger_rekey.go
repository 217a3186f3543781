package inventory

import (
	"cmp"
	"slices"
	"time"
)

// A firmware may call every port otherwise than the one before: "Port 1" becomes
// "eth1/0/1". Taken for new ports, they would have no history. They are the old
// ones if most names are gone, the sockets have kept their ifIndex, and the switch
// shows that it has changed: by what it says of itself, or else in that the ports
// have kept their own addresses. Where that is not sure, they are new ports.

// Bounds of what is taken for a renaming.
const (
	fewestRenamed = 4   // ports: less proves nothing
	mostRenamed   = 0.8 // of the sockets must have another name
)

// namesChanged says whether most ports that a reading names were called otherwise
// in the last complete reading of interfaces, and have kept their ifIndex.
func (w *work) namesChanged(names map[int]string) bool {
	if _, changed := w.compareNames(names, func(portRef) bool { return true }); changed < fewestRenamed {
		return false // as nearly always; to look at every port costs more
	}
	kept, changed := w.compareNames(names, w.socket)
	return changed >= fewestRenamed && float64(changed) >= mostRenamed*float64(kept+changed)
}

// compareNames counts the ports that are called as before, and those that have a
// name which no port had. A name that moved to another ifIndex is neither.
func (w *work) compareNames(names map[int]string, counts func(portRef) bool) (kept, changed int) {
	for _, last := range w.lastIfIndex {
		switch name, ok := names[last.ifIndex]; {
		case !ok || !counts(last.ref):
		case name == w.names.names[last.ref]:
			kept++
		case !w.had(name):
			changed++
		}
	}
	return kept, changed
}

// had says whether a port was called so at the last complete reading.
func (w *work) had(name string) bool {
	ref, known := w.names.find(name)
	if !known {
		return false
	}
	_, ok := w.aspects.of(AspectPort).has(ref)
	return ok
}

// socket says whether a port was one that a cable goes into, as last read.
func (w *work) socket(ref portRef) bool {
	e, ok := w.aspects.of(AspectPort).has(ref)
	return ok && isSocketType(decode[PortConfig](e.value.text()).Type)
}

// ofType says whether a port was of a type, as last read: what is no socket may get
// the ifIndex of something else.
func (w *work) ofType(ref portRef, t int) bool {
	e, ok := w.aspects.of(AspectPort).has(ref)
	return ok && decode[PortConfig](e.value.text()).Type == t
}

func isSocketType(t int) bool { return slices.Contains(ethernetTypes, t) }

// rekeyPorts gives the ports their new names where this poll shows that they are
// the old ones. Where it cannot tell yet, because the switch has not said who it
// is, it answers false: what needs names has to wait.
func (w *work) rekeyPorts(names map[int]string) (decided bool) {
	if !w.namesChanged(names) {
		return true
	}
	if w.reads.of(TableSystem).Last.IsZero() {
		return true // it never says who it is: nothing would be gained by waiting
	}
	if !w.poll.Complete(TableInterfaces) || !w.poll.Complete(TableSystem) {
		return false
	}
	renames, ok := w.renames(names)
	if !ok || !w.proven() {
		return true
	}
	old := w.Identity()
	for _, r := range renames {
		w.setFormerly(w.names.rename(r.Old, r.New), r.Old)
	}
	w.out.Ports = renames
	w.record(Rekey{Ports: renames, Old: old})
	return true
}

// renames pairs old and new names by ifIndex. It refuses where that is not certain:
// sockets have come or gone, or a name now stands at another socket.
func (w *work) renames(names map[int]string) (list []PortRename, ok bool) {
	before, last := map[string]int{}, asMap(w.lastIfIndex)
	for index, ref := range last {
		before[w.names.names[ref]] = index
	}
	sockets := 0
	for _, i := range w.poll.Interfaces {
		ref, known := last[i.Index]
		if isSocketType(i.Type) != (known && w.socket(ref)) {
			return nil, false
		}
		if isSocketType(i.Type) {
			sockets++
		}
		name := names[i.Index]
		if at, was := before[name]; was && at != i.Index {
			return nil, false
		}
		if known && name != w.names.names[ref] && w.ofType(ref, i.Type) {
			if other, taken := w.names.find(name); taken && w.open(other) {
				return nil, false
			}
			list = append(list, PortRename{w.names.names[ref], name})
		}
	}
	for _, ref := range last {
		if w.socket(ref) {
			sockets--
		}
	}
	slices.SortFunc(list, func(a, b PortRename) int { return cmp.Compare(a.Old, b.Old) })
	list = slices.Compact(list)
	return list, sockets == 0 && len(list) > 0
}

// open says whether anything open is on record of a port.
func (l *Ledger) open(ref portRef) bool {
	for _, r := range l.aspects {
		if _, ok := r.has(ref); ok {
			return true
		}
	}
	return slices.ContainsFunc(l.sightings.open, func(e entry[sightKey, none]) bool { return e.key.port == ref })
}

// proven says whether this poll shows why the ports of a switch should be called
// otherwise: another firmware of the same switch, another switch of the same kind;
// or, where the switch says nothing of that, that its ports are the same ones.
func (w *work) proven() bool {
	was, is := w.Identity(), IdentityOf(w.poll)
	if was.ObjectID != is.ObjectID && was.Other(is) {
		return false
	}
	return was.Descr != is.Descr || was.Other(is) || w.samePorts()
}

// samePorts says whether the sockets have kept addresses of their own.
func (w *work) samePorts() bool {
	same, seen, last := 0, map[MAC]bool{}, asMap(w.lastIfIndex)
	for _, i := range w.poll.Interfaces {
		ref, known := last[i.Index]
		if !known || !isSocketType(i.Type) {
			continue
		}
		e, _ := w.aspects.of(AspectPort).has(ref)
		was := decode[PortConfig](e.value.text()).MAC
		if was == nil || i.MAC == nil || *was != *i.MAC || was.IsZero() || seen[*was] {
			return false
		}
		seen[*was] = true
		same++
	}
	return same >= fewestRenamed
}

// rename calls a port otherwise. A port of which nothing is open may have the new
// name; it gets the old one.
func (n *portNames) rename(old, name string) portRef {
	ref, other := n.ref(old), n.ref(name)
	n.names[ref], n.names[other] = n.names[other], n.names[ref]
	n.refs[name], n.refs[old] = ref, other
	return ref
}

// setFormerly remembers what a port was called before.
func (l *Ledger) setFormerly(ref portRef, name string) {
	if name == "" {
		return
	}
	if l.formerly == nil {
		l.formerly = make(map[portRef]string)
	}
	l.formerly[ref] = name
}

// record notes a re-key of this switch, at this poll.
func (w *work) record(r Rekey) {
	r.At, r.Switch, r.School = w.now.time(), w.sw.ID, w.sw.School
	if r.New == (Identity{}) {
		r.New = IdentityOf(w.poll)
	}
	w.out.Events = append(w.out.Events, r.Event())
	w.called = nil
}

// replaced notices that another switch answers under the name. What the switch says
// of its bridge comes before its serials, which are read less often: so a new
// address of the bridge waits for them.
func (w *work) replaced() {
	before, changed := w.identityBefore()
	if w.state.Before != nil {
		before = *w.state.Before
	} else if !changed {
		return
	}
	is := w.Identity()
	bridge := before.BridgeMAC != nil && is.BridgeMAC != nil && *before.BridgeMAC != *is.BridgeMAC
	if bridge && !w.hardwareRead() {
		w.state.Before = &before
		return
	}
	w.state.Before = nil
	if before.Other(is) {
		w.record(Rekey{Old: before, New: is})
	}
}

// identityBefore is what the switch said of who it is before this poll, and whether
// that has changed.
func (w *work) identityBefore() (Identity, bool) {
	var old map[Aspect]string
	for _, a := range w.out.Attributes.Closed {
		if a.Aspect == AspectSystem || a.Aspect == AspectHardware {
			if old == nil {
				old = make(map[Aspect]string)
			}
			old[a.Aspect] = a.Value
		}
	}
	if old == nil {
		return Identity{}, false
	}
	var f SwitchFacts
	for _, a := range []Aspect{AspectSystem, AspectHardware} {
		value, changed := old[a]
		if e, ok := w.aspects.of(a).has(0); ok && !changed && e.first < w.now {
			value = e.value.text()
		}
		if value != "" {
			f.add(Attribute{Aspect: a, Value: value})
		}
	}
	return f.identity(), true
}

// hardwareRead says whether the parts of the switch were asked for since it last
// changed what it says of itself.
func (w *work) hardwareRead() bool {
	since, ok := w.aspects.of(AspectSystem).has(0)
	parts := w.reads.of(TableEntities)
	told := parts.State.Complete || parts.State.Reason == ReasonUnsupported
	return !ok || told && parts.Asked.Unix() >= int64(since.first)
}

// hardwareEvery is how often parts are asked for again at most because the switch
// says something else of itself: some tell the time in it.
const hardwareEvery = 10 * time.Minute

// Unidentified says whether the switch has said something else of itself since its
// parts were asked for, so that they should be read soon: it may be another switch.
func (l *Ledger) Unidentified() bool {
	since, ok := l.aspects.of(AspectSystem).has(0)
	asked := l.reads.of(TableEntities).Asked
	return ok && !asked.IsZero() && int64(since.first) > asked.Unix() && l.state.Asked.Sub(asked) >= hardwareEvery
}
