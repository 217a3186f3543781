package snmpsim

import "time"

// NoBulk does not know GETBULK: it is met with an error, or with silence where
// the error is NoError.
func NoBulk(status ErrorStatus) Quirk {
	return Quirk{Name: "no GETBULK", Request: func(r *Request) Verdict {
		if r.PDU != GetBulk {
			return Verdict{}
		}
		return Verdict{Drop: status == NoError, Error: status}
	}}
}

// MaxVarbinds answers tooBig to requests for more than n variables.
func MaxVarbinds(n int) Quirk {
	return Quirk{Name: "few variables", Request: func(r *Request) Verdict {
		if len(r.oids) > n {
			return Verdict{Error: TooBig}
		}
		return Verdict{}
	}}
}

// FailFrom answers an error to every request whose first name is not before oid
// but in its subtree.
func FailFrom(oid, subtree OID, status ErrorStatus) Quirk {
	return Quirk{Name: "error in the middle", Request: func(r *Request) Verdict {
		first := r.first()
		if first.HasPrefix(subtree) && first.Compare(oid) >= 0 {
			return Verdict{Error: status}
		}
		return Verdict{}
	}}
}

// Mute answers nothing that asks for the subtree: a table that the agent cannot bear.
func Mute(subtree OID) Quirk {
	return Quirk{Name: "mute subtree", Request: func(r *Request) Verdict {
		for _, oid := range r.oids {
			if oid.decode().HasPrefix(subtree) {
				return Verdict{Drop: true}
			}
		}
		return Verdict{}
	}}
}

// Lose drops every n-th request.
func Lose(n int) Quirk {
	seen := 0
	return Quirk{Name: "loss", Request: func(*Request) Verdict {
		seen++
		return Verdict{Drop: seen%n == 0}
	}}
}

// first returns the first name that r asks for.
func (r *Request) first() OID {
	if len(r.oids) == 0 {
		return nil
	}
	return r.oids[0].decode()
}

// Loop goes on at the variable to when it should go on behind after: back, and it
// is a loop; far ahead, and the walk leaves its table.
func Loop(after, to OID) Quirk {
	return Quirk{Name: "loop", Next: func(m *MIB, last OID) (Var, bool) {
		if last.Compare(after) != 0 {
			return Var{}, false
		}
		v, ok := m.Get(to)
		return Var{OID: to, Value: v}, ok
	}}
}

// Endless never comes to the end of a subtree: behind each variable is one whose
// last arc is one higher.
func Endless(subtree OID, v Value) Quirk {
	return Quirk{Name: "endless", Next: func(_ *MIB, last OID) (Var, bool) {
		if !last.HasPrefix(subtree) {
			return Var{}, false
		}
		if len(last) == len(subtree) {
			return Var{OID: last.Append(1), Value: v}, true
		}
		next := last.Append()
		next[len(next)-1]++
		return Var{OID: next, Value: v}, true
	}}
}

// OutOfOrder shows the variables of a subtree in pairs that have changed places,
// as agents do that keep a table by another key than its index. Everything is
// shown once and the walk ends, but names decrease at every other step.
func OutOfOrder(m *MIB, subtree OID) Quirk {
	var order []Var
	v, ok := m.Next(subtree)
	for ok && v.OID.HasPrefix(subtree) {
		order = append(order, v)
		v, ok = m.Next(v.OID)
	}
	for i := 1; i < len(order); i += 2 {
		order[i-1], order[i] = order[i], order[i-1]
	}
	follows := map[string]int{subtree.String(): 0}
	for i, v := range order {
		follows[v.OID.String()] = i + 1
	}
	end := v
	return Quirk{Name: "out of order", Next: func(_ *MIB, last OID) (Var, bool) {
		i, known := follows[last.String()]
		switch {
		case !known:
			return Var{}, false
		case i < len(order):
			return order[i], true
		}
		return end, ok
	}}
}

// Replace shows another value for one variable: a string of 60 KB, a number where
// text should be, a clock that runs backwards (with [Live]).
func Replace(oid OID, v Value) Quirk {
	return Quirk{Name: "false value", Var: func(r *Request, honest Var) Var {
		if honest.OID.Compare(oid) == 0 {
			honest.Value = v.At(r.At)
		}
		return honest
	}}
}

// Retype shows the variables of a subtree under another ASN.1 tag.
func Retype(subtree OID, tag byte) Quirk {
	return Quirk{Name: "false type", Var: func(_ *Request, v Var) Var {
		if v.OID.HasPrefix(subtree) && v.Value.Tag < TagNoSuchObject {
			v.Value.Tag = tag
		}
		return v
	}}
}

// Rename answers about another variable than the one that was asked for.
func Rename(oid, instead OID) Quirk {
	return Quirk{Name: "false name", Var: func(_ *Request, v Var) Var {
		if v.OID.Compare(oid) == 0 {
			v.OID = instead
		}
		return v
	}}
}

// RequestID answers under one request-id, whatever the request's.
func RequestID(id int32) Quirk {
	return Quirk{Name: "false request-id", Answer: func(_ *Request, ans *Answer) { ans.ID = id }}
}

// PreviousRequestID answers under the request-id of the request before.
func PreviousRequestID() Quirk {
	var previous int32
	return Quirk{Name: "previous request-id", Answer: func(r *Request, ans *Answer) {
		ans.ID, previous = previous, r.ID
	}}
}

// Community answers under another community.
func Community(name string) Quirk {
	return Quirk{Name: "false community", Answer: func(_ *Request, ans *Answer) { ans.Community = name }}
}

// AnswerVersion answers in another version, v1 for v2c or the reverse.
func AnswerVersion(v Version) Quirk {
	return Quirk{Name: "false version", Answer: func(_ *Request, ans *Answer) { ans.Version = v }}
}

// OtherPort answers from another port than it was asked on.
func OtherPort() Quirk {
	return Quirk{Name: "wrong source port", Send: func(_ *Request, d Datagram) []Datagram {
		d.OtherPort = true
		return []Datagram{d}
	}}
}

// Duplicate sends every answer n times.
func Duplicate(n int) Quirk {
	return Quirk{Name: "duplicates", Send: func(_ *Request, d Datagram) []Datagram {
		out := make([]Datagram, n)
		for i := range out {
			out[i] = d
		}
		return out
	}}
}

// Late sends every answer so much later.
func Late(by time.Duration) Quirk {
	return Quirk{Name: "late", Send: func(_ *Request, d Datagram) []Datagram {
		d.After += by
		return []Datagram{d}
	}}
}

// LateIn sends answers to requests in a subtree so much later.
func LateIn(subtree OID, by time.Duration) Quirk {
	return Quirk{Name: "late in a subtree", Send: func(r *Request, d Datagram) []Datagram {
		if r.first().HasPrefix(subtree) {
			d.After += by
		}
		return []Datagram{d}
	}}
}

// Truncate sends only the first n octets of an answer, or all but the last -n.
func Truncate(n int) Quirk {
	return Mangle("truncated", func(octets []byte) []byte {
		if n < 0 {
			return octets[:max(len(octets)+n, 0)]
		}
		return octets[:min(n, len(octets))]
	})
}

// Garbage sends these octets in the place of every answer.
func Garbage(octets []byte) Quirk {
	return Mangle("garbage", func([]byte) []byte { return octets })
}

// Mangle changes the octets of every answer; f may write into them.
func Mangle(name string, f func([]byte) []byte) Quirk {
	return Quirk{Name: name, Send: func(_ *Request, d Datagram) []Datagram {
		d.Octets = f(d.Octets)
		return []Datagram{d}
	}}
}
