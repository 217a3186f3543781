package main

import (
	"context"
	"net/netip"
	"path"
	"slices"
	"sync"
	"time"

	"rollcall/collector/inbox"
	"rollcall/collector/syslog"
	"rollcall/collector/tail"
	"rollcall/exporter"
	"rollcall/inventory"
)

// rejectDesk holds what MAC authentication refused. Its book is always what was
// committed. Who holds d.mu may take mu; never the other way round.
type rejectDesk struct {
	mu     sync.Mutex
	book   inventory.RejectBook
	counts map[exporter.RejectCount]uint64 // by a RejectCount without N
	heard  map[inventory.SchoolCode]time.Time
	homes  map[netip.Addr]inventory.SchoolCode // of addresses that asked; empty: of nobody's plan
	told   time.Time                           // when it was last logged that there are too many
}

// mostAskers bounds how many addresses the schools are remembered of.
const mostAskers = 4096

// loadRejects brings back what was refused lately.
func (d *daemon) loadRejects(ctx context.Context) error {
	rows, err := d.db.RecentRejects(ctx, d.pace.now().Add(-inventory.RejectsFor))
	if err != nil {
		return err
	}
	d.rejects.counts = make(map[exporter.RejectCount]uint64)
	d.rejects.heard = make(map[inventory.SchoolCode]time.Time)
	d.rejects.homes = make(map[netip.Addr]inventory.SchoolCode)
	d.rejects.book.Add(rows)
	for _, r := range rows {
		d.rejects.note(r)
	}
	return nil
}

// note takes note that a source tells of a school. The mutex is held, or not needed yet.
func (k *rejectDesk) note(r inventory.AccessReject) {
	if r.Until().After(k.heard[r.School]) {
		k.heard[r.School] = r.Until()
	}
}

// heardRejects takes in refusals by MAC authentication. It returns when they are
// on disk.
func (d *daemon) heardRejects(ctx context.Context, rejects []inventory.AccessReject) error {
	for i := range rejects {
		rejects[i].School = d.schoolOfReject(rejects[i])
	}
	rows, err := d.storeRejects(ctx, rejects)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range rows {
		d.looked[r.School] = true
	}
	return nil
}

// storeRejects counts refusals, and stores those that are kept.
func (d *daemon) storeRejects(ctx context.Context, rejects []inventory.AccessReject) ([]inventory.AccessReject, error) {
	d.rejects.mu.Lock()
	defer d.rejects.mu.Unlock()
	rows, more := d.rejects.book.Gather(rejects)
	if err := d.db.WriteRejects(ctx, d.pace.now(), rows); err != nil {
		return nil, err
	}
	d.rejects.count(rejects)
	d.sayMore(ctx, more)
	d.rejects.book.Add(rows)
	return rows, nil
}

// count counts refusals by school and class.
func (k *rejectDesk) count(rejects []inventory.AccessReject) {
	for _, r := range rejects {
		k.note(r)
		k.counts[exporter.RejectCount{School: r.School, Reason: r.Class}] += uint64(r.Times())
	}
}

// sayMore logs, once in a while, that a school has more refusals than are kept.
func (d *daemon) sayMore(ctx context.Context, more map[inventory.SchoolCode]int) {
	if len(more) == 0 || d.pace.now().Sub(d.rejects.told) < sayAgain {
		return
	}
	d.rejects.told = d.pace.now()
	for school, n := range more {
		d.log.WarnContext(ctx, "more devices were refused than are kept; somebody may be making MACs up", "school", school, "refusals", n)
	}
}

// schoolOfReject says at which school somebody was refused: what the source says, the
// configuration's patterns, whose controller asked, or in whose plan its address lies.
func (d *daemon) schoolOfReject(r inventory.AccessReject) inventory.SchoolCode {
	if _, ok := d.config.City.School(r.School); ok {
		return r.School
	}
	for _, s := range d.config.Radius.Schools {
		if fits(s.Pattern, r.AP) || r.NAS.IsValid() && fits(s.Pattern, r.NAS.String()) {
			return s.School
		}
	}
	if !r.NAS.IsValid() {
		return ""
	}
	d.rejects.mu.Lock()
	defer d.rejects.mu.Unlock()
	home, known := d.rejects.homes[r.NAS]
	if !known {
		home = d.schoolOfAsker(r.NAS)
		if len(d.rejects.homes) >= mostAskers {
			clear(d.rejects.homes)
		}
		d.rejects.homes[r.NAS] = home
	}
	return home
}

func fits(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil && name != ""
}

// schoolOfAsker says whose an access point or controller is by its address. One of
// the centre may serve every school, so nothing is concluded from it.
func (d *daemon) schoolOfAsker(addr netip.Addr) inventory.SchoolCode {
	for _, sw := range d.switches() {
		if sw.Address.Addr() != addr {
			continue
		}
		if school, ok := d.config.City.School(sw.School); ok && school.Kind != inventory.KindCentre {
			return sw.School
		}
		return ""
	}
	for _, school := range d.config.City.Schools {
		if school.Kind == inventory.KindCentre {
			continue
		}
		if plan, err := d.config.City.Plan.For(school); err == nil && plan.Owns(addr) {
			return school.Code
		}
	}
	return ""
}

// addRejects tells a snapshot what was refused at its school, and whether that would
// be known.
func (d *daemon) addRejects(s *inventory.Snapshot) {
	code := s.School.Code
	d.rejects.mu.Lock()
	s.Rejects = d.rejects.book.Of(code, s.At)
	if heard := d.rejects.heard[code]; s.At.Sub(heard) <= inventory.RejectsFor {
		s.RejectsHeard = heard
	}
	d.rejects.mu.Unlock()
	if read := d.logs.rejectsRead(d.config.Radius.Logs, code); read.After(s.RejectsHeard) {
		s.RejectsHeard = read
	}
}

// rejectCounts are for /metrics.
func (d *daemon) rejectCounts() []exporter.RejectCount {
	d.rejects.mu.Lock()
	defer d.rejects.mu.Unlock()
	var all []exporter.RejectCount
	for c, n := range d.rejects.counts {
		c.N = n
		all = append(all, c)
	}
	return all
}

// readSyslog reads what switches say, and authentication servers, of which only who
// was refused is taken.
func (d *daemon) readSyslog(g inbox.Datagram) (inbox.Message, error) {
	m, err := syslog.Read(g)
	switch {
	case err != nil:
	case g.Switch.Role != roleAuthenticator:
		for i := range m.Rejects {
			m.Rejects[i].NAS = g.From.Addr()
		}
	case len(m.Rejects) == 0:
		return m, inbox.RefusedBoring
	}
	return m, err
}

// roleAuthenticator marks a sender that is no switch.
const roleAuthenticator inventory.SwitchRole = "authenticator"

// addAuthenticators lets the syslog of authentication servers in.
func (d *daemon) addAuthenticators() {
	for _, addr := range d.config.Radius.Senders {
		if _, isSwitch := d.mail.senders[addr]; !isSwitch {
			d.mail.senders[addr] = inventory.Switch{ID: inventory.SwitchID(addr.String()), Role: roleAuthenticator}
		}
	}
}

// rejectsOf are the refusals that messages tell of.
func rejectsOf(batch []inbox.Message) []inventory.AccessReject {
	var all []inventory.AccessReject
	for _, m := range batch {
		all = append(all, m.Rejects...)
	}
	return all
}

// rejectsRead is when a file that tells of a school's refusals could be read last.
func (l *logs) rejectsRead(files []rejectLog, school inventory.SchoolCode) (last time.Time) {
	if l.rejects == nil {
		return last
	}
	for _, h := range l.rejects.Health() {
		tells := slices.ContainsFunc(files, func(f rejectLog) bool { return f.Name == h.Source && (f.School == "" || f.School == school) })
		if tells && h.Err == nil && h.Last.After(last) {
			last = h.Last
		}
	}
	return last
}

// logSources are the counts of a follower for /metrics, as one source: files are
// named by people.
func logSources(name string, counts []tail.Count) []exporter.MessageCount {
	sums := map[exporter.MessageCount]uint64{}
	for _, c := range counts {
		result := map[string]string{tail.Told: inbox.Stored, tail.Nothing: inbox.Refused, tail.Refused: inbox.Refused}[c.Result]
		reason := c.Reason
		if c.Result == tail.Nothing {
			reason = string(inbox.RefusedBoring)
		}
		sums[exporter.MessageCount{Source: name, Result: result, Reason: reason}] += c.N
	}
	var all []exporter.MessageCount
	for c, n := range sums {
		c.N = n
		all = append(all, c)
	}
	return all
}
