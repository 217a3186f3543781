package snmpsim

import (
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// An Agent answers SNMP on one UDP socket.
type Agent struct {
	config   Config
	versions map[Version]bool
	silent   atomic.Bool
	lies     atomic.Pointer[[]Quirk]
	counts   counters
	asked    sync.Mutex // held while a Line asks
	list     []byte     // room for variable bindings, used again with every request
	usm      *usm
}

// New makes an agent, which does nothing until Serve or Start.
func New(c Config) *Agent {
	if !c.Address.IsValid() {
		c.Address = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)
	}
	if c.Communities == nil {
		c.Communities = map[string]string{"public": ""}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.MaxMessage = min(max(c.MaxMessage, 0), maxDatagram)
	if c.MaxMessage == 0 {
		c.MaxMessage = DefaultMaxMessage
	}
	a := &Agent{config: c, versions: map[Version]bool{}}
	for _, v := range c.Versions {
		a.versions[v] = true
	}
	if c.Versions == nil {
		a.versions = map[Version]bool{V1: true, V2c: true, V3: len(c.Users) > 0}
	}
	a.usm = newUSM(c)
	a.SetQuirks(c.Quirks...)
	return a
}

// SetSilent makes the agent answer nothing, like a device without power, or answer again.
func (a *Agent) SetSilent(silent bool) { a.silent.Store(silent) }

// SetQuirks changes how the agent misbehaves, from the next request on.
func (a *Agent) SetQuirks(quirks ...Quirk) { a.lies.Store(&quirks) }

// quirks returns how the agent misbehaves.
func (a *Agent) quirks() []Quirk { return *a.lies.Load() }

// respond returns what the agent sends when a datagram comes in.
func (a *Agent) respond(in []byte, from netip.AddrPort) []Datagram {
	a.counts.datagrams.Add(1)
	a.counts.in.Add(uint64(len(in)))
	if a.silent.Load() {
		return nil
	}
	req, report := a.understand(in, a.config.Now())
	if req == nil {
		return nil
	}
	req.From = from
	ans := report
	if ans == nil {
		a.counts.request(req.PDU)
		ans = a.answer(req)
	}
	if ans == nil {
		return nil
	}
	return a.send(req, ans)
}

// understand reads a datagram. No request: it is met with silence. An answer: it
// cannot be served, and this is the Report that says why.
func (a *Agent) understand(in []byte, at time.Time) (*Request, *Answer) {
	number, body, err := readMessage(in)
	if err != nil {
		return nil, nil
	}
	version, known := versionOf(number)
	if !known || !a.versions[version] {
		return nil, nil
	}
	if version == V3 {
		return a.understandV3(in, body, at)
	}
	req, err := readCommunity(body)
	if err != nil || version == V1 && req.PDU == GetBulk {
		return nil, nil
	}
	context, known := a.config.Communities[req.Community]
	if !known {
		return nil, nil
	}
	req.Version, req.Context, req.At = version, context, at
	return req, nil
}

// answer makes the answer to a request; nil: silence.
func (a *Agent) answer(req *Request) *Answer {
	q := &query{agent: a, req: req, room: a.room(req), list: a.list[:0]}
	verdict := a.judge(req)
	if verdict.Drop {
		return nil
	}
	q.mib = a.config.View(req.Context, req.At)
	if q.mib == nil {
		return a.unknownContext(req)
	}
	if verdict.Error != NoError {
		q.fail(verdict.Error, 1)
	} else {
		q.run()
	}
	a.list = q.list
	a.counts.answer(q)
	return &Answer{
		Version: req.Version, Community: req.Community, MessageID: req.messageID(), PDU: Response,
		ID: req.ID, ErrorStatus: q.status, ErrorIndex: q.index, list: q.list,
	}
}

// judge asks the quirks, and the user's rights, what becomes of a request.
func (a *Agent) judge(req *Request) Verdict {
	for _, quirk := range a.quirks() {
		if quirk.Request == nil {
			continue
		}
		if v := quirk.Request(req); v != (Verdict{}) {
			return v
		}
	}
	if req.v3 != nil && !req.v3.mayRead() {
		return Verdict{Error: AuthorizationError}
	}
	return Verdict{}
}

// room returns how many octets of variable bindings fit into the answer.
func (a *Agent) room(req *Request) int {
	if req.v3 != nil {
		return min(a.config.MaxMessage, req.v3.maxSize) - a.overheadV3(req)
	}
	return a.config.MaxMessage - communityOverhead(req)
}

// send encodes an answer and lets the quirks do their worst with it.
func (a *Agent) send(req *Request, ans *Answer) []Datagram {
	quirks := a.quirks()
	for _, quirk := range quirks {
		if quirk.Answer != nil {
			quirk.Answer(req, ans)
		}
	}
	out := []Datagram{{Octets: a.encode(req, ans)}}
	for _, quirk := range quirks {
		if quirk.Send == nil {
			continue
		}
		var sent []Datagram
		for _, d := range out {
			sent = append(sent, quirk.Send(req, d)...)
		}
		out = sent
	}
	return out
}

// encode returns an answer as its version writes it.
func (a *Agent) encode(req *Request, ans *Answer) []byte {
	if req.v3 != nil {
		return a.encodeV3(req, ans)
	}
	return ans.encodeCommunity()
}
