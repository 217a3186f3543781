package snmp

import (
	"context"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// attempts is what a poll remembers of credentials that did not work.
type attempts struct {
	Failed int    `json:"failed,omitempty"` // polls in a row that no credential opened
	Of     string `json:"of,omitempty"`     // the credentials that there were
}

// open finds the credential that the agent answers to.
func (r *reader) open(ctx context.Context) (map[string]value, error) {
	candidates := r.candidates()
	if len(candidates) == 0 {
		return nil, faultf(inventory.ReasonAuth, "no credential is configured for this switch")
	}
	var worst *fault
	for i, c := range candidates {
		scalars, err := r.try(ctx, c, i == 0)
		if err == nil {
			r.poll.Version, r.mem.Credential, r.mem.Attempts.Failed = c.Version, c.Name, 0
			return scalars, nil
		}
		if f := asFault(err); worst == nil || f.reason == inventory.ReasonAuth {
			worst = f
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	r.poll.Version = candidates[0].Version
	if worst.reason == inventory.ReasonTimeout {
		worst = r.listens(ctx, explain(worst, candidates))
	}
	r.mem.Attempts.Failed++
	r.poll.Memory = r.mem.bytes()
	return nil, worst
}

// candidates are the credentials to try, in order: the one that worked last time,
// then the others. While none works, all of them are tried in the first poll, the
// second, the fourth and so on; in the polls between only the one that worked or,
// where none ever has, one after the other: a switch is not to be pestered, and
// some take note of strangers.
func (r *reader) candidates() []Credential {
	cs := slices.Clone(r.s.target.Credentials)
	i := slices.IndexFunc(cs, func(c Credential) bool { return c.Name == r.mem.Credential })
	if i > 0 {
		c := cs[i]
		cs = slices.Insert(slices.Delete(cs, i, i+1), 0, c)
	}
	tried := &r.mem.Attempts
	if names := credentialNames(cs); tried.Of != names {
		*tried = attempts{Of: names}
	}
	if len(cs) < 2 || r.mayTryAll() {
		return cs
	}
	if i >= 0 {
		return cs[:1]
	}
	next := tried.Failed % len(cs)
	return cs[next : next+1]
}

// mayTryAll says whether this is a poll in which more may be asked of a switch
// that does not answer.
func (r *reader) mayTryAll() bool {
	n := uint(r.mem.Attempts.Failed)
	return n == 0 || bits.OnesCount(n) == 1
}

// credentialNames tells one list of credentials from another, in any order.
func credentialNames(cs []Credential) string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = c.Name
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}

// try asks for the system group with one credential. Only the first is tried
// with all patience: the others would multiply the silence of a dead switch.
func (r *reader) try(ctx context.Context, c Credential, patient bool) (map[string]value, error) {
	var known engineMemory
	if c.Name == r.mem.Credential {
		known = r.mem.Engine
	}
	if err := r.s.use(c, known); err != nil {
		return nil, err
	}
	retries := r.s.target.Retries
	if !patient {
		r.s.target.Retries = 0
	}
	defer func() { r.s.target.Retries = retries }()
	ask := func() (map[string]value, error) { return r.opening(ctx) }
	got, err := ask()
	if err == nil || r.s.usm == nil || !r.mayTryAll() || !silent(err) {
		return got, err
	}
	renewed, err := r.s.whySilent(ctx, err)
	if renewed {
		return ask()
	}
	return got, err
}

// silent says whether err is no answer, or none that can be used.
func silent(err error) bool {
	reason := asFault(err).reason
	return reason == inventory.ReasonTimeout || reason == inventory.ReasonGarbage
}

// explain adds to a timeout what a person should look at. An agent does not say
// that a community is wrong: it keeps silent (RFC 3584, 5.2.1).
func explain(f *fault, tried []Credential) *fault {
	names := tried[0].label()
	for _, c := range tried[1:] {
		names += ", " + c.label()
	}
	return faultf(f.reason, "%s to credential %s: check that the switch is up and the address right, that SNMP is on, "+
		"that community or user and version are these, and that its access list lets this machine in", f.detail, names)
}

// listens asks a silent agent what every agent of version 3 must answer, whoever
// asks: its engine id. One that does is up, and it is the community, the user or
// the version that it does not like.
func (r *reader) listens(ctx context.Context, silence *fault) *fault {
	asked := r.s.usm != nil // see whySilent
	if asked || !r.mayTryAll() || r.s.use(Credential{Version: Version3, User: "nobody"}, engineMemory{}) != nil {
		return silence
	}
	if r.s.discover(ctx, 0) != nil || r.s.usm.id == "" {
		return silence
	}
	return faultf(inventory.ReasonAuth, "the switch is up and its SNMP agent answers (engine %x), but not to these credentials: %s", r.s.usm.id, silence.detail)
}

// whySilent finds out why an agent does not answer to version 3. Its engine may
// have another id or clock than we remember, and not say so; then it is worth
// asking again. One that cannot decrypt a message may drop it without a report
// (net-snmp does); then it still answers one without privacy, be it with a report.
func (s *session) whySilent(ctx context.Context, silence error) (renewed bool, err error) {
	e := s.usm
	before, clock := e.id, e.now(time.Now())
	e.id = ""
	if s.discover(ctx, 0) != nil || e.id == "" {
		e.id = before
		return false, silence
	}
	if e.id != before || e.clock.boots != clock.boots || apart(e.clock.seconds, clock.seconds) > timeWindow {
		return true, nil
	}
	if e.level() != gosnmp.AuthPriv {
		return false, silence
	}
	e.codec.MsgFlags = gosnmp.AuthNoPriv
	defer func() { e.codec.MsgFlags = gosnmp.AuthPriv }()
	_, err = s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: []string{sysUpTime}, tries: 1})
	if err != nil && asFault(err).reason != inventory.ReasonAuth {
		return false, silence
	}
	return false, s.refused("the privacy password or protocol of user %q is wrong: the switch answers without privacy and is silent with it", s.cred.User)
}

// apart is how far two clocks are apart.
func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }
