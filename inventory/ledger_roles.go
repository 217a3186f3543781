package inventory

// SetRoles tells the ledger the role of each of its ports, by ifName. The role of
// a port is an interval like any other; a port left out has none any more. On
// ports that become surely uplinks the open sightings end, but those of switches:
// the interval of the role says that nothing is kept.
//
// The moment is that of the last poll applied, so that time in a ledger only
// moves with polls; a role changes once between two of them.
func (l *Ledger) SetRoles(roles map[string]PortRole) Changes {
	defer l.names.end()
	w := &work{Ledger: l, poll: &Poll{}, now: stampOf(l.state.Asked)}
	var m moves[portRef, held]
	values := make(map[PortRole]held) // most ports of a switch are alike
	for name, role := range roles {
		if _, known := values[role]; !known {
			values[role] = hold(asJSON(role), 0)
		}
		if w.setRole(w.names.ref(name), values[role], &m) {
			w.setUplink(w.names.ref(name), role)
		}
	}
	w.dropRoles(roles, &m)
	w.attributes(AspectRole, m)
	for _, e := range m.opened {
		if w.surelyUplink(e.key) {
			w.endSightings(e.key)
		}
	}
	c := w.changes()
	if c.Spans() > 0 {
		l.turns++
	}
	return c
}

// setRole says whether the role of a port has changed.
func (w *work) setRole(ref portRef, value held, m *moves[portRef, held]) bool {
	r := w.aspects.of(AspectRole)
	if old, ok := r.has(ref); ok && (old.value == value || old.first >= w.now) {
		return false
	}
	r.see(ref, value, w.now, m)
	return true
}

func (l *Ledger) setUplink(ref portRef, role PortRole) {
	if role.Role == RoleUplink && role.Sure {
		l.uplinks[ref] = true
		return
	}
	delete(l.uplinks, ref)
}

// dropRoles ends the roles of ports that are not among the given ones.
func (w *work) dropRoles(roles map[string]PortRole, m *moves[portRef, held]) {
	r := w.aspects.of(AspectRole)
	for i := len(r.open) - 1; i >= 0; i-- {
		e := r.open[i]
		if _, kept := roles[w.names.names[e.key]]; kept || e.first >= w.now {
			continue
		}
		r.end(i, w.now, m)
		delete(w.uplinks, e.key)
	}
}

// endSightings ends what is recorded on a port, at once.
func (w *work) endSightings(port portRef) {
	for i := len(w.sightings.open) - 1; i >= 0; i-- {
		key := w.sightings.open[i].key
		if _, ours := w.known[key.mac]; key.port != port || ours {
			continue
		}
		w.sightings.end(i, w.now, &w.sightingMoves)
	}
}
