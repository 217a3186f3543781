package snmpsim

// walkLies are about what comes next in a walk. All but the last are told in the
// middle of the forwarding table.
func walkLies() []Lie {
	jump := func(to func(*MIB) OID) func(*Config) {
		return func(c *Config) {
			for _, column := range []OID{fdbPort(), fdbStatus()} {
				seeing(func(m *MIB) Quirk { return Loop(middle(m, column, honestRows), to(m)) })(c)
			}
		}
	}
	fixed := func(s string) func(*MIB) OID {
		return func(m *MIB) OID { return middle(m, MustOID(s), 1) }
	}
	return []Lie{
		{Name: "loop", Words: "goes back twenty rows and round in a circle",
			play: jump(func(m *MIB) OID { return middle(m, fdbPort(), honestRows-20) })},
		{Name: "standing-still", Words: "gives the same row for the next one for ever",
			play: jump(func(m *MIB) OID { return middle(m, fdbPort(), honestRows) })},
		{Name: "decreasing", Words: "shows rows in pairs that have changed places", play: seeing(func(m *MIB) Quirk { return OutOfOrder(m, fdbPort()) })},
		{Name: "endless", Words: "never comes to the end of a table", play: one(func() Quirk { return Endless(fdbPort(), Integer(1)) })},
		{Name: "leaves-subtree", Words: "goes on with a later table in the middle of one", play: jump(fixed("1.3.6.1.2.1.17.7.1.4.2.1.3"))},
		{Name: "jumps-back", Words: "goes on with sysDescr in the middle of a table", play: jump(fixed("1.3.6.1.2.1.1.1"))},
		{Name: "end-of-mib-early", Words: "says endOfMibView in the middle of a table", play: exception(TagEndOfMIBView)},
		{Name: "no-such-object-early", Words: "says noSuchObject to GETNEXT in the middle of a table", play: exception(TagNoSuchObject)},
		{Name: "interfaces-65535", Words: "has 65,535 interfaces", play: one(manyInterfaces)},
	}
}

// exception puts an exception of SNMPv2 in the place of the later rows.
func exception(tag byte) func(*Config) {
	return seeing(func(m *MIB) Quirk {
		port, status := afterMiddle(m, fdbPort()), afterMiddle(m, fdbStatus())
		return Quirk{Name: "exception", Var: func(_ *Request, v Var) Var {
			if port(v.OID) || status(v.OID) {
				v.Value = Value{Tag: tag}
			}
			return v
		}}
	})
}

// manyInterfaces shows as many rows of ifTable and ifXTable as 16 bits can number.
func manyInterfaces() Quirk {
	const most = 65535
	one, two := MustOID("1.3.6.1.2.1.2.2.1"), MustOID("1.3.6.1.2.1.31.1.1.1")
	return Quirk{Name: "65,535 interfaces", Next: func(m *MIB, last OID) (Var, bool) {
		in := last.HasPrefix(one) && len(last) > len(one) || last.HasPrefix(two) && len(last) > len(two)
		if !in {
			return Var{}, false
		}
		column, index := last[:len(one)+1], uint32(0)
		if len(last) > len(column) {
			index = last[len(column)]
		}
		first, ok := m.Next(column)
		if !ok || !first.OID.HasPrefix(column) || index >= most {
			return Var{}, false
		}
		return Var{OID: column.Append(index + 1), Value: first.Value}, true
	}}
}

// errorLies are errors in the place of answers, and silence.
func errorLies() []Lie {
	always := func(status ErrorStatus) func(*Config) {
		return one(func() Quirk {
			return Quirk{Name: "error for everything", Request: func(*Request) Verdict { return Verdict{Error: status} }}
		})
	}
	from := func(status ErrorStatus) func(*Config) {
		return seeing(func(m *MIB) Quirk { return FailFrom(middle(m, fdbPort(), honestRows), fdbPort(), status) })
	}
	const unheardOf = 77
	return []Lie{
		{Name: "generr-always", Words: "answers genErr to everything", play: always(GenErr)},
		{Name: "nosuchname-always", Words: "answers noSuchName to everything, in version 2c", play: always(NoSuchName)},
		{Name: "toobig-always", Words: "answers tooBig to everything", play: always(TooBig)},
		{Name: "toobig-small", Words: "answers tooBig to requests for more than one variable", play: one(func() Quirk { return MaxVarbinds(1) })},
		{Name: "generr-middle", Words: "answers genErr in the middle of a table", play: from(GenErr)},
		{Name: "nosuchname-middle", Words: "answers noSuchName in the middle of a table", play: from(NoSuchName)},
		{Name: "toobig-middle", Words: "answers tooBig to a single number in the middle of a table", play: from(TooBig)},
		{Name: "unknown-error", Words: "answers with an error-status that no RFC has", play: from(unheardOf)},
		{Name: "error-index", Words: "answers genErr about the 9999th variable", play: func(c *Config) {
			from(GenErr)(c)
			c.Quirks = append(c.Quirks, Quirk{Name: "false error-index", Answer: func(_ *Request, ans *Answer) {
				if ans.ErrorStatus != NoError {
					ans.ErrorIndex = 9999
				}
			}})
		}},
		{Name: "not-allowed", Words: "answers authorizationError to one table", play: one(func() Quirk { return FailFrom(fdbPort(), fdbPort(), AuthorizationError) })},
		{Name: "mute-table", Words: "says nothing when asked for one table", play: one(func() Quirk { return Mute(fdbEntry()) })},
		{Name: "falls-silent", Words: "says nothing more after ten requests", play: one(func() Quirk { return fallsSilent(10) })},
	}
}

// fallsSilent answers the first n requests of a conversation, which is new where
// request-ids do not go on.
func fallsSilent(n int) Quirk {
	var id int32
	seen := 0
	return Quirk{Name: "falls silent", Request: func(r *Request) Verdict {
		if r.ID != id+1 {
			seen = 0
		}
		id = r.ID
		seen++
		return Verdict{Drop: seen > n}
	}}
}
