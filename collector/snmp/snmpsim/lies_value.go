package snmpsim

import "slices"

// valueLies are about the type and the range of values.
func valueLies() []Lie {
	port := func(change func(Value) Value) func(*Config) {
		return one(func() Quirk { return inColumn(fdbPort(), change) })
	}
	return []Lie{
		{Name: "string-counters", Words: "gives counters as strings", play: one(func() Quirk { return Retype(MustOID("1.3.6.1.2.1.31.1.1.1"), TagOctetString) })},
		{Name: "string-port", Words: "gives bridge ports as strings", play: one(func() Quirk { return Retype(fdbPort(), TagOctetString) })},
		{Name: "number-name", Words: "gives names of interfaces as numbers", play: one(func() Quirk { return Retype(MustOID("1.3.6.1.2.1.31.1.1.1.1"), TagInteger) })},
		{Name: "changing-type", Words: "changes the type of a column in the middle of a table", play: seeing(changingType)},
		{Name: "negative-port", Words: "has addresses on bridge port -5", play: port(func(Value) Value { return Integer(-5) })},
		{Name: "huge-port", Words: "has addresses on a bridge port beyond 32 bits", play: port(func(Value) Value { return Integer(1 << 40) })},
		{Name: "huge-integer", Words: "gives an INTEGER of 9 octets", play: port(func(Value) Value {
			return Value{Tag: TagInteger, Content: slices.Repeat([]byte{1}, 9)}
		})},
		{Name: "port-zero", Words: "has every address on bridge port 0", play: with(func() []Quirk {
			zero := func(Value) Value { return Integer(0) }
			return []Quirk{inColumn(fdbPort(), zero), inColumn(MustOID("1.3.6.1.2.1.17.4.3.1.2"), zero)}
		})},
		{Name: "null-values", Words: "gives NULL for every value", play: one(func() Quirk { return inColumn(OID{1}, func(Value) Value { return Null() }) })},
		{Name: "string-uptime", Words: "gives sysUpTime as a string", play: one(func() Quirk {
			return Replace(MustOID("1.3.6.1.2.1.1.3.0"), Text("1 day, 4:05:06"))
		})},
		{Name: "uptime-backwards", Words: "lets sysUpTime run backwards", play: one(uptimeBackwards)},
	}
}

// inColumn changes the values of a subtree.
func inColumn(subtree OID, change func(Value) Value) Quirk {
	return Quirk{Name: "false value", Var: func(_ *Request, v Var) Var {
		if v.OID.HasPrefix(subtree) && v.Value.Tag < TagNoSuchObject {
			v.Value = change(v.Value)
		}
		return v
	}}
}

// changingType gives the later rows of a column as strings.
func changingType(m *MIB) Quirk {
	late := afterMiddle(m, fdbPort())
	return Quirk{Name: "changing type", Var: func(_ *Request, v Var) Var {
		if late(v.OID) {
			v.Value.Tag = TagOctetString
		}
		return v
	}}
}

// uptimeBackwards is a clock that loses ten seconds every time it is looked at.
func uptimeBackwards() Quirk {
	ticks := uint32(300_000_000)
	return Quirk{Name: "clock backwards", Var: func(_ *Request, v Var) Var {
		if v.OID.Compare(MustOID("1.3.6.1.2.1.1.3.0")) == 0 {
			ticks -= 1000
			v.Value = TimeTicks(ticks)
		}
		return v
	}}
}

// textLies are about what a name may hold. The reader lives through all of them.
func textLies() []Lie {
	name := func(s string) func(*Config) {
		return one(func() Quirk { return Replace(MustOID("1.3.6.1.2.1.1.5.0"), Text(s)) })
	}
	return []Lie{
		{Name: "long-string", Words: "has a sysDescr of 60,000 octets", play: func(c *Config) {
			c.MaxMessage = maxDatagram
			c.Quirks = append(c.Quirks, Replace(MustOID("1.3.6.1.2.1.1.1.0"), OctetString(slices.Repeat([]byte("a"), 60_000))))
		}},
		{Name: "nul-name", Words: "has NULs and control characters in sysName", play: name("core\x00\x01\x1b[2Jsw\x00\x00")},
		{Name: "binary-name", Words: "has a sysName in no encoding", play: name("\xff\xfe\x00sw\xc0\x80")},
		{Name: "big5-name", Words: "has a sysName in Big5", play: name("\xae\xd5\xaa\xf9\xa4\x66 sw")},
		{Name: "bidi-name", Words: "turns the direction of writing in sysName", play: name("core\u202egpj.exe\u2066")},
	}
}

// tableLies are about rows as a whole.
func tableLies() []Lie {
	return []Lie{
		{Name: "renumbered", Words: "numbers the interfaces of ifXTable one higher than those of ifTable", play: showing(changing(renumber))},
		{Name: "lost-ports", Words: "has bridge ports on interfaces that there are not", play: one(func() Quirk {
			return inColumn(MustOID("1.3.6.1.2.1.17.1.4.1.2"), func(v Value) Value { return Integer(v.Int() + 1000) })
		})},
		{Name: "empty-tables", Words: "shows its system group and nothing else", play: showing(changing(func(v Var) (Var, bool) {
			return v, v.OID.HasPrefix(MustOID("1.3.6.1.2.1.1"))
		}))},
		{Name: "mac-5-octets", Words: "has MACs of 5 octets in the index of its forwarding table", play: showing(changing(func(v Var) (Var, bool) {
			if odd(v.OID, fdbEntry()) {
				v.OID = v.OID[:len(v.OID)-1]
			}
			return v, true
		}))},
		{Name: "mac-7-octets", Words: "has MACs of 7 octets in the index of its forwarding table", play: showing(changing(func(v Var) (Var, bool) {
			if odd(v.OID, fdbEntry()) {
				v.OID = v.OID.Append(9)
			}
			return v, true
		}))},
		{Name: "arp-mac-5-octets", Words: "has MACs of 5 octets in its ARP table", play: one(func() Quirk {
			return Quirk{Name: "short MAC", Var: func(_ *Request, v Var) Var {
				short := odd(v.OID, MustOID("1.3.6.1.2.1.4.22.1.2")) || odd(v.OID, MustOID("1.3.6.1.2.1.4.35.1.4"))
				if short && len(v.Value.Content) == 6 {
					v.Value.Content = v.Value.Content[:5]
				}
				return v
			}}
		})},
	}
}

// renumber adds one to the index of ifXTable.
func renumber(v Var) (Var, bool) {
	if v.OID.HasPrefix(MustOID("1.3.6.1.2.1.31.1.1.1")) {
		v.OID = v.OID.Append()
		v.OID[len(v.OID)-1]++
	}
	return v, true
}

// odd picks every fourth row of a table, by the end of its index.
func odd(o, subtree OID) bool { return o.HasPrefix(subtree) && o[len(o)-1]%4 == 1 }
