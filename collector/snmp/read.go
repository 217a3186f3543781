package snmp

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// Read reads the asked tables of one switch. It never panics and always returns
// a Poll: of a switch that does not answer, every asked table is missing with
// the reason. memory is Poll.Memory of the last poll of the same switch, or nil.
//
// Poll.Cost counts every datagram that was sent, repeats and SNMPv3 discovery
// included (Requests, of which Retries are repeats), every variable of every
// accepted answer (VarBinds), and the octets of UDP payload in both directions,
// those of ignored datagrams too.
//
// Where a table needs another to be understood, that is read with it: names of
// interfaces and the base-port map for everything that names a port. Interfaces
// then holds those names, though Tables does not list interfaces.
// System.UptimeSeconds is always filled in, because it proves that the agent did
// not restart meanwhile.
func Read(ctx context.Context, t Target, tables []inventory.Table, memory []byte) (p inventory.Poll) {
	start := time.Now()
	t = t.withDefaults()
	p = inventory.Poll{Switch: t.Switch, Target: t.Address.String(), At: start.UTC(),
		Tables: make(map[inventory.Table]inventory.TableState, len(tables)), Memory: memory}
	r := &reader{poll: &p, asked: tables, mem: recall(memory), bad: make(map[inventory.Table]string)}
	defer func() {
		if e := recover(); e != nil {
			r.missing(faultf(inventory.ReasonGarbage, "internal error while reading: %v", e))
		}
		p.Cost.DurationSeconds = time.Since(start).Seconds()
	}()
	if err := r.run(ctx, t); err != nil {
		r.missing(asFault(err))
	}
	return p
}

// A reader is one poll in the making.
type reader struct {
	poll  *inventory.Poll
	asked []inventory.Table
	mem   *memory
	s     *session
	w     *walker

	uptime   uint64 // hundredths of a second; 0: the agent does not tell
	change   uint64 // sysUpTime of the last change of neighbours; 0: the agent does not tell
	ports    ports
	ifs      *table // the interfaces, or their names only
	plainFDB bool   // the forwarding table without VLANs was read
	vtp      *table // Cisco's VLANs, where they were read
	small    *fault // why 32-bit counters are not whole, where they had to be read
	names    *fault // why the interfaces' names are not whole
	fids     *table // which VLAN learns into which forwarding database
	members  bool   // the interfaces say which VLANs they carry
	lldp     []*table
	own      map[inventory.MAC]bool // MACs of the switch itself
	told     *healthReading

	ahead  map[string]value           // what the first answer told beside what it was asked for first
	spared []inventory.Table          // left alone
	bad    map[inventory.Table]string // why the agent bore a table badly
	shaken []inventory.Table          // in whose reading requests were repeated
}

// wants says whether one of the tables was asked for.
func (r *reader) wants(tables ...inventory.Table) bool {
	return slices.ContainsFunc(tables, func(t inventory.Table) bool { return slices.Contains(r.asked, t) })
}

// missing makes every asked table missing for one reason.
func (r *reader) missing(f *fault) {
	for _, t := range r.asked {
		s := r.poll.Tables[t]
		r.poll.Tables[t] = inventory.TableState{Rows: s.Rows, Dialect: s.Dialect, Reason: f.reason, Detail: f.detail}
	}
}

// state records how one table came out.
func (r *reader) state(t inventory.Table, f *fault, s inventory.TableState) {
	if !r.wants(t) {
		return
	}
	s.Complete = f == nil
	if f != nil {
		s.Reason, s.Detail = f.reason, f.detail
	}
	r.poll.Tables[t] = s
}

// run opens the conversation, reads every table and makes sure that it was one
// and the same agent all the while.
func (r *reader) run(ctx context.Context, t Target) error {
	s, err := dial(t)
	if err != nil {
		return err
	}
	defer s.close()
	s.endWith(ctx)
	defer func() { s.stop() }()
	r.s = s
	s.answers.recall(r.mem.Answer)
	defer func() {
		r.poll.Cost, r.poll.Oddities = s.cost, s.oddities
		r.poll.Cost.AnswerSeconds = s.answers.median().Seconds()
	}()

	limited, cancel := context.WithTimeout(ctx, t.Limits.Time)
	defer cancel()
	scalars, err := r.open(limited)
	if err != nil {
		return err
	}
	if f := r.refusesAll(scalars); f != nil {
		return f
	}
	r.w = newWalker(s, r.mem)
	r.w.ahead = r.ahead
	r.w.whole = t.Whole
	r.spare(time.Now())
	r.system(scalars)
	r.w.proof = proof{r.uptime, s.cost.Requests}
	r.askGates(limited)
	r.tables(limited)
	broken := r.sameAgent(ctx)
	if broken != nil {
		r.missing(asFault(broken))
	}
	r.judgeBurdens(time.Now(), broken != nil && asFault(broken).reason == inventory.ReasonRestarted)
	r.saySpared()
	r.remember(time.Now())
	return nil
}

// tables reads what was asked, tables of like size side by side.
func (r *reader) tables(ctx context.Context) {
	if r.wants(namesPorts()...) {
		r.readInterfaces(ctx)
	}
	r.carefully(ctx, r.readTopology, inventory.TableVLANs, inventory.TableNeighbors)
	for _, each := range []struct {
		table inventory.Table
		read  func(context.Context)
	}{
		{inventory.TableFDB, r.readForwarding},
		{inventory.TableNeighbors, r.readHeard},
		{inventory.TableARP, r.readARP},
		{inventory.TableHealth, r.readHealth},
		{inventory.TableEntities, r.readEntities},
		{inventory.TableWireless, r.readWireless},
	} {
		if r.wants(each.table) {
			r.carefully(ctx, each.read, each.table)
		}
	}
}

// readForwarding reads the forwarding table with that of every context.
func (r *reader) readForwarding(ctx context.Context) {
	r.readFDB(ctx)
	r.readContexts(ctx)
}

// sameAgent asks for sysUpTime again. Where it fell, the agent restarted while
// it was read, and no table is whole. Where it is not told any more, nothing
// proves that none is cut short: then the fault that ended the reading stands
// for all of them. The question is asked even after the time for tables is over.
func (r *reader) sameAgent(ctx context.Context) error {
	if r.uptime == 0 {
		return nil
	}
	if r.w.proof.after == r.s.cost.Requests { // the last answer told it
		return r.provedSame(r.w.proof.uptime)
	}
	ask := request{pdu: gosnmp.GetRequest, names: []string{sysUpTime}}
	if r.w.dead != nil {
		ask.tries = 2
	}
	a, err := r.s.exchange(ctx, ask)
	got := map[string]value{}
	if err == nil && a.status == gosnmp.NoError {
		err = keep(got, ask.names, a.vars)
	}
	if err != nil {
		return firstFault(r.w.dead, asFault(fmt.Errorf("ask for sysUpTime again: %w", err)))
	}
	now, ok := got[sysUpTime].number()
	if !ok {
		now = 0
	}
	return r.provedSame(now)
}

// provedSame compares the uptime at the end with that at the beginning.
func (r *reader) provedSame(now uint64) error {
	if now == 0 || restarted(r.uptime, now) {
		return faultf(inventory.ReasonRestarted, "sysUpTime fell from %d to %d hundredths of a second", r.uptime, now)
	}
	r.uptime = now
	return nil
}

// restarted says whether sysUpTime fell. It also falls when its 32 bits run
// over after 497 days, which is no restart.
func restarted(before, after uint64) bool {
	const wrap, poll = 1 << 32, 10 * 60 * 100
	return after < before && before < wrap-poll
}

// remember writes down what the next poll wants to know.
func (r *reader) remember(now time.Time) {
	r.keepUsual()
	r.mem.Uptime, r.mem.Answer = r.uptime, r.s.answers.median()
	if r.s.usm != nil {
		r.mem.Engine = r.s.usm.remember()
		r.poll.Engine = r.s.usm.proved()
	}
	r.poll.Memory = r.mem.bytes()
}
