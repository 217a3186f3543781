package snmpsim

import (
	"bytes"
	"slices"
)

// frameLies are about who answers what, and how often.
func frameLies() []Lie {
	return []Lie{
		{Name: "request-id-zero", Words: "answers under request-id 0", play: one(func() Quirk { return RequestID(0) })},
		{Name: "request-id-wrong", Words: "answers under a request-id that nobody sent", play: one(func() Quirk { return RequestID(77) })},
		{Name: "request-id-previous", Words: "answers under the request-id of the request before", play: one(PreviousRequestID)},
		{Name: "other-community", Words: "answers under another community", play: one(func() Quirk { return Community("private") })},
		{Name: "other-version", Words: "answers version 2c in version 1", play: one(func() Quirk { return AnswerVersion(V1) })},
		{Name: "other-pdu", Words: "sends the request back as a request", play: one(asRequest)},
		{Name: "other-address", Words: "answers from another address than was asked", play: one(OtherAddress)},
		{Name: "other-port", Words: "answers from another port than was asked", play: one(OtherPort)},
		{Name: "duplicates-2", Words: "sends every answer twice", play: one(func() Quirk { return Duplicate(2) })},
		{Name: "duplicates-1000", Words: "sends every answer a thousand times", play: one(func() Quirk { return Duplicate(1000) })},
		{Name: "late-from-last-poll", Words: "sends the last answer of the reading before with every answer", play: one(lastPoll)},
		{Name: "held-back", Words: "keeps every answer back until the next request comes", play: one(heldBack)},
		{Name: "content-of-before", Words: "answers every request with what the request before had asked", play: one(contentOfBefore)},
		{Name: "other-variable", Words: "answers about another variable than was asked for",
			play: one(func() Quirk { return Rename(MustOID("1.3.6.1.2.1.1.3.0"), MustOID("1.3.6.1.2.1.1.7.0")) })},
		{Name: "no-variables", Words: "answers with an empty list", play: one(func() Quirk { return lists("no variables", func([]byte) []byte { return nil }) })},
		{Name: "more-variables", Words: "answers with more variables than were asked for", play: one(func() Quirk {
			return lists("more variables", func(list []byte) []byte { return slices.Concat(list, list) })
		})},
		{Name: "repeated-variables", Words: "shows every row of a walk twice", play: one(repeated)},
		{Name: "more-rows", Words: "answers GETBULK with more repetitions than were asked for", play: one(moreRows)},
	}
}

// octetLies are about the octets of a datagram.
func octetLies() []Lie {
	length := func(octets ...byte) func(*Config) {
		return one(func() Quirk { return Mangle("length lies", func(b []byte) []byte { return relength(b, octets) }) })
	}
	noise := func(octets []byte) func(*Config) { return one(func() Quirk { return Garbage(octets) }) }
	return []Lie{
		{Name: "truncated-everywhere", Words: "sends every answer cut at each of its octets, and never whole", play: one(prefixes)},
		{Name: "last-octet-lost", Words: "leaves the last octet of every answer out", play: one(func() Quirk { return Truncate(-1) })},
		{Name: "length-4gb", Words: "says that an answer has 4 GB (length 0x84ffffffff)", play: length(0x84, 0xff, 0xff, 0xff, 0xff)},
		{Name: "length-indefinite", Words: "gives an answer no length (0x80)", play: length(0x80)},
		{Name: "length-9-octets", Words: "writes the length of an answer in 9 octets", play: length(0x89, 1, 0, 0, 0, 0, 0, 0, 0, 40)},
		{Name: "length-too-short", Words: "says that an answer ends in its middle", play: length(20)},
		{Name: "not-snmp", Words: "answers with HTTP", play: noise([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))},
		{Name: "empty-datagrams", Words: "answers with datagrams of no octet", play: noise(nil)},
		{Name: "datagram-64k", Words: "answers with 64 KB of noise", play: noise(slices.Repeat([]byte{0x30, 0x82, 0xff}, maxDatagram/3))},
		{Name: "nested", Words: "answers with sequences in sequences, 16,000 deep", play: noise(nested(maxDatagram))},
	}
}

// asRequest answers with a PDU that asks.
func asRequest() Quirk {
	return Quirk{Name: "no response", Answer: func(_ *Request, ans *Answer) { ans.PDU = Get }}
}

// OtherAddress answers from another address than it was asked on.
func OtherAddress() Quirk {
	return Quirk{Name: "wrong source address", Send: func(_ *Request, d Datagram) []Datagram {
		d.OtherAddress = true
		return []Datagram{d}
	}}
}

// lastPoll sends the last answer of the conversation before in front of every
// answer. A conversation is new where request-ids do not go on.
func lastPoll() Quirk {
	var id int32
	var last, late []byte
	return Quirk{Name: "late from the last poll", Send: func(r *Request, d Datagram) []Datagram {
		if r.ID != id+1 {
			late = last
		}
		id, last = r.ID, bytes.Clone(d.Octets)
		if late == nil {
			return []Datagram{d}
		}
		return []Datagram{{Octets: late}, d}
	}}
}

// heldBack sends an answer when the next request comes.
func heldBack() Quirk {
	var held []Datagram
	return Quirk{Name: "held back", Send: func(_ *Request, d Datagram) []Datagram {
		out := held
		held = []Datagram{d}
		return out
	}}
}

// contentOfBefore puts the variables of the answer before into every answer.
func contentOfBefore() Quirk {
	var before []byte
	return lists("content of before", func(list []byte) []byte {
		out := before
		before = bytes.Clone(list)
		return out
	})
}

// lists changes the variable bindings of every answer as a whole.
func lists(name string, change func([]byte) []byte) Quirk {
	return Quirk{Name: name, Answer: func(_ *Request, ans *Answer) { ans.list = change(ans.list) }}
}

// repeated shows the rows of every step of a walk twice.
func repeated() Quirk {
	return Quirk{Name: "repeated variables", Answer: func(r *Request, ans *Answer) {
		if r.PDU != Get {
			ans.list = slices.Concat(ans.list, ans.list)
		}
	}}
}

// moreRows answers more repetitions than were asked for.
func moreRows() Quirk {
	return Quirk{Name: "more rows", Request: func(r *Request) Verdict {
		r.MaxRepetitions += 5
		return Verdict{}
	}}
}

// prefixes sends every true beginning of an answer, shortest first.
func prefixes() Quirk {
	return Quirk{Name: "truncated everywhere", Send: func(_ *Request, d Datagram) []Datagram {
		out := make([]Datagram, len(d.Octets))
		for n := range out {
			out[n] = Datagram{Octets: d.Octets[:n]}
		}
		return out
	}}
}

// relength puts other octets in the place of a message's length.
func relength(message, length []byte) []byte {
	_, content, _, err := readTLV(message)
	if err != nil {
		return message
	}
	return slices.Concat(message[:1], length, content)
}

// nested is a sequence in a sequence, and so on, of n octets in all.
func nested(n int) []byte {
	out := make([]byte, 0, n)
	for rest := n - 4; rest > 0; rest -= 4 {
		out = append(out, tagSequence, 0x82, byte(rest>>8), byte(rest))
	}
	return out
}
