package snmp

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// hasContext says whether a switch may show a VLAN in a context of its own: VLAN 1
// is the default one, and 1002 to 1005, of FDDI and Token Ring, give errors.
func hasContext(v inventory.VLAN) bool { return v.VID != 1 && (v.VID < 1002 || v.VID > 1005) }

// enter makes the session ask in the context of a VLAN until the returned
// function is called.
func (s *session) enter(vid int) (leave func()) {
	cred, community, context := s.cred, s.codec.Community, s.codec.ContextName
	if s.usm != nil {
		s.codec.ContextName = "vlan-" + strconv.Itoa(vid)
	} else {
		s.cred.Community += "@" + strconv.Itoa(vid)
		s.codec.Community = s.cred.Community
	}
	return func() { s.cred, s.codec.Community, s.codec.ContextName = cred, community, context }
}

// patientContexts is after how many silent contexts, none having answered, the
// switch is taken not to let us into any.
const patientContexts = 3

// mostSilent bounds the silent contexts of one poll: each costs a second or two.
const mostSilent = 8

// contextPatience is how long a context is waited for at least. Agents answer
// nothing at all for one that they do not have.
const contextPatience = 300 * time.Millisecond

// readContexts adds the forwarding tables of the other VLANs where the switch
// keeps one for each. The table that has been read is that of VLAN 1.
func (r *reader) readContexts(ctx context.Context) {
	if !r.wants(inventory.TableFDB) || !r.plainFDB || r.w.dead != nil || r.mem.Dialect["vtp"] == "none" {
		return
	}
	if r.vtp == nil {
		if r.vtp = r.w.walk(ctx, vtpGroup())[0]; r.vtp.incomplete() == nil && len(r.vtp.rows) == 0 {
			r.mem.Dialect["vtp"] = "none"
			return
		}
	}
	vlans, f := r.contextVLANs(), r.vtp.incomplete()
	if len(vlans) == 0 && f == nil {
		return
	}
	answered, f := r.askContexts(ctx, vlans, f)
	r.contextState(f, answered, len(vlans))
}

// askContexts reads the context of each VLAN. Those that have never answered are
// asked once more where others do: an agent is silent about a context it lacks.
func (r *reader) askContexts(ctx context.Context, vlans []int, f *fault) (answered int, _ *fault) {
	var quiet []int
	var unheard *fault
	for _, vid := range vlans {
		if answered == 0 && len(quiet) >= patientContexts || r.mem.Dialect["contexts"] == "refused" {
			break
		}
		if len(quiet) >= mostSilent {
			f = firstFault(f, faultf(inventory.ReasonTimeout, "contexts of %d VLANs do not answer: the others are asked with the next polls", len(quiet)))
			break
		}
		if r.mem.Contexts[vid] >= notThere || r.w.dead != nil {
			continue
		}
		there, fault := r.readContext(ctx, vid)
		switch {
		case there:
			answered++
			f = firstFault(f, fault)
		case r.mem.Contexts[vid] == answers:
			f = firstFault(f, fault)
		default:
			quiet, unheard = append(quiet, vid), firstFault(unheard, fault)
		}
	}
	if answered == 0 {
		return answered, firstFault(f, unheard)
	}
	again, fault := r.askAgain(ctx, quiet)
	return answered + again, firstFault(f, fault)
}

// askAgain gives silent contexts a second chance. None is taken for absent on the
// word of an agent that has fallen silent altogether.
func (r *reader) askAgain(ctx context.Context, quiet []int) (answered int, f *fault) {
	for _, vid := range quiet {
		if r.mem.Contexts[vid] >= notThere || r.w.dead != nil {
			continue
		}
		there, fault := r.readContext(ctx, vid)
		if there {
			answered++
		}
		f = firstFault(f, fault)
	}
	if answered < len(quiet) && !r.w.alive(ctx) {
		for _, vid := range quiet {
			delete(r.mem.Contexts, vid)
		}
		f = faultf(inventory.ReasonTimeout, "the switch fell silent while its contexts were read")
	}
	return answered, f
}

// contextVLANs are the VLANs whose contexts are asked: those in use, where that
// is known.
func (r *reader) contextVLANs() []int {
	var vids []int
	for _, v := range vtpVLANs(r.vtp) {
		_, used := slices.BinarySearch(r.mem.InUse, v.VID)
		if hasContext(v) && (used || len(r.mem.InUse) == 0) {
			vids = append(vids, v.VID)
		}
	}
	return vids
}

// contextsRefused says that no context has ever answered.
func (m *memory) contextsRefused() bool {
	for _, n := range m.Contexts {
		if n == answers {
			return false
		}
	}
	return true
}

// contextState says how the forwarding table came out with its contexts.
func (r *reader) contextState(f *fault, answered, vlans int) {
	if answered == 0 && (f == nil || f.reason == inventory.ReasonTimeout) && r.mem.contextsRefused() {
		clear(r.mem.Contexts)
		r.mem.Dialect["contexts"] = "refused"
		f = faultf(inventory.ReasonTimeout, "the switch keeps a forwarding table for each of its %d VLANs and shows only that of VLAN 1: "+
			"contexts (community@vlan, or vlan-N in SNMPv3) are not answered", vlans+1)
	}
	s := r.poll.Tables[inventory.TableFDB]
	if answered > 0 || len(r.poll.FDB) > 0 {
		s.Dialect = joinDialect(s.Dialect, "one context a VLAN, "+strconv.Itoa(answered)+" of "+strconv.Itoa(vlans)+" answered")
	}
	s.Rows = len(r.poll.FDB)
	if f == nil && (s.Complete || s.Reason == inventory.ReasonUnsupported) {
		if !s.Complete { // the rows of VLAN 1 alone prove nothing
			s.Detail = ""
		}
		s.Complete, s.Reason = true, ""
	}
	if f != nil {
		s.Complete, s.Reason, s.Detail = false, f.reason, f.detail
	}
	r.poll.Tables[inventory.TableFDB] = s
}

// What memory.Contexts says of a VLAN beside the number of times its context was
// silent. One silence may be a loss; after notThere of them the switch is taken
// to have no such context, until some polls later it is asked again.
const (
	answers  = -1
	notThere = 2
)

// learnPorts takes over the bridge ports of a context. The default context shows
// those of VLAN 1 only.
func (r *reader) learnPorts(ifIndex map[int]int) {
	for port, index := range ifIndex {
		if _, ok := r.ports.ifIndex[port]; ok {
			continue
		}
		r.ports.ifIndex[port], r.mem.Ports[port] = index, index
		if i := r.ports.known[index]; i != nil && i.BridgePort == 0 {
			i.BridgePort = port
		}
	}
}

// silentContext counts that the context of a VLAN did not answer.
func (r *reader) silentContext(vid int) *fault {
	n := r.mem.Contexts[vid]
	if n != answers {
		n++
		r.mem.Contexts[vid] = n
	}
	if n >= notThere {
		return nil
	}
	return faultf(inventory.ReasonTimeout, "the context of VLAN %d (community@%d, or vlan-%d in SNMPv3) does not answer", vid, vid, vid)
}

// readContext adds the rows of one VLAN, or says that its context is silent. That
// makes the table incomplete, unless the context has never been there.
func (r *reader) readContext(ctx context.Context, vid int) (there bool, f *fault) {
	defer r.s.enter(vid)()
	_, err := r.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: []string{sysUpTime}, tries: 2, atLeast: contextPatience})
	if err != nil && ctx.Err() != nil {
		return false, asFault(err)
	}
	if err != nil {
		return false, r.silentContext(vid)
	}
	r.mem.Contexts[vid] = answers
	at := "@" + strconv.Itoa(vid)
	forwarding, base := plainFDBGroup(), portGroup()
	forwarding.name, base.name, base.columns = forwarding.name+at, base.name+at, base.columns[:1]
	tables := r.w.walk(ctx, forwarding, base)
	reading := parsePlainFDB(tables[0])
	ifIndex := basePorts(tables[1])
	r.learnPorts(ifIndex)
	for _, e := range reading.entries {
		r.poll.FDB = append(r.poll.FDB, inventory.FDBRow{VID: vid, MAC: e.mac, BridgePort: e.port, IfIndex: ifIndex[e.port], Status: e.status})
	}
	return true, firstFault(tables[0].incomplete(), dependency(tables[1].incomplete()))
}
