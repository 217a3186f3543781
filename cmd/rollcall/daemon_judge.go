package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
	"rollcall/inventory/store"
	"rollcall/rules"
)

// Judging a large city, and indexing it, takes seconds. For so many times as long as
// that took, the machine is left to those who read and write.
const (
	restOfJudging  = 3
	restOfIndexing = 20
)

// judgeChanged judges every school a few seconds after it changed, from memory.
func (d *daemon) judgeChanged(ctx context.Context) error {
	var began time.Time
	for wait := d.pace.judge; sleep(ctx, wait); wait = max(d.pace.judge, restOfJudging*time.Since(began)) {
		began = time.Now()
		// A judging that has begun is finished even while the daemon ends.
		at := d.pace.now()
		d.shown.forget(at)
		if err := d.judgeAll(context.WithoutCancel(ctx), at); err != nil {
			return err
		}
	}
	return nil
}

// judgeAll judges every school that changed. An error is returned only where
// going on is of no use.
func (d *daemon) judgeAll(ctx context.Context, at time.Time) error {
	if err := errors.Join(d.refreshBlocklist(ctx, at), d.refreshIndex(ctx, at)); err != nil {
		if store.IsFatal(err) {
			return err
		}
		d.log.ErrorContext(ctx, "lists not read", "err", err)
		return nil
	}
	for _, school := range d.config.City.Schools {
		if err := d.judge(ctx, school, at); err != nil {
			if store.IsFatal(err) {
				return err
			}
			d.log.ErrorContext(ctx, "findings not stored", "school", school.Code, "err", err)
		}
	}
	return nil
}

// refreshIndex brings up to date what schools may know of each other: who lists
// a MAC, where one is seen, and at once who a switch is that has told it.
func (d *daemon) refreshIndex(ctx context.Context, at time.Time) error {
	d.mu.Lock()
	relist, listed, lost := d.relist || d.newDay(at), d.listed, d.lists.lost
	passed := at.Sub(d.indexed)
	due := relist || d.index == nil || passed >= d.rest && (passed >= d.pace.index || d.introduced() > d.told)
	d.relist = false
	d.mu.Unlock()
	if !due {
		return nil
	}
	var err error
	if relist {
		listed, err = d.db.Listed(ctx, at)
	}
	if relist && err == nil {
		lost, err = d.db.WatchedFor(ctx, at)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		d.relist = true
		return err
	}
	began := time.Now()
	defer func() { d.rest = restOfIndexing * time.Since(began) }()
	d.learnSwitches()
	d.listed = listed
	if relist {
		d.relisted(lost, at)
	}
	d.index, d.indexed, d.told = inventory.IndexLedgers(d.city(), listed, d.ledgers), at, d.introduced()
	d.index.Lost = lost
	if maps.Equal(d.index.SwitchMACs, d.known) { // as nearly always: one of them will do
		d.index.SwitchMACs = d.known
	}
	return nil
}

// judge judges one school if it changed since it was judged last, stores what
// became of its findings, and tells the exporter.
func (d *daemon) judge(ctx context.Context, school inventory.School, at time.Time) error {
	if err := d.hear(ctx, school.Code); err != nil {
		return err
	}
	snapshot, open, err := d.snapshot(ctx, school, at)
	if err != nil || snapshot == nil {
		return err
	}
	at = snapshot.At
	c := rules.NewCase(snapshot)
	changed := rules.Reconcile(open, c.Judge(), snapshot)
	if len(changed) > 0 {
		if _, err := d.db.Write(ctx, store.Batch{At: at, Findings: changed}); err != nil {
			d.again(school.Code) // for this judgement was not kept
			return err
		}
		open, err = d.db.Findings(ctx, inventory.OnlySchools(school.Code), store.FindingQuery{School: school.Code})
		if err != nil {
			return fmt.Errorf("read the findings back: %w", err)
		}
	}
	d.mu.Lock()
	d.open[school.Code], d.judged[school.Code] = open, at
	d.mu.Unlock()
	if d.alerts != nil {
		d.alerts.Update(school, open, at)
	}
	if len(changed) > 0 {
		d.post.wake()
	}
	d.exporter.Judged(exporter.Judgement{Snapshot: snapshot, Verdicts: c.Verdicts(), Findings: open})
	return nil
}

// snapshot takes a school's snapshot if it changed since the last; else nil.
// What the snapshot tells of the roles of ports is stored first.
func (d *daemon) snapshot(ctx context.Context, school inventory.School, at time.Time) (*inventory.Snapshot, []inventory.FindingRow, error) {
	if !d.takeDue(school, at) {
		return nil, nil, nil
	}
	_, relisted := d.shown.get(school.Code)
	lists, err := d.db.Lists(ctx, inventory.OnlySchools(school.Code), school.Code, at)
	if err != nil {
		d.again(school.Code)
		return nil, nil, err
	}
	seen, err := d.seenOf(ctx, school.Code, at)
	if err != nil {
		d.again(school.Code)
		return nil, nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.snapshotOf(school, at, lists)
	changed, err := d.assignRoles(ctx, inventory.Roles(s))
	if err != nil {
		d.dirty[school.Code] = true
		return nil, nil, err
	}
	if changed {
		s = d.snapshotOf(school, at, lists)
	}
	s.LastSeen, s.ListedSince = seen.last, seen.since
	if err := d.lookForDevices(ctx, s); err != nil {
		d.dirty[school.Code] = true
		return nil, nil, err
	}
	d.shown.put(s.At, d.shotOf(s, relisted))
	return s, d.open[school.Code], nil
}

// assignRoles stores what ports are for, where that has changed. d.mu is held.
func (d *daemon) assignRoles(ctx context.Context, roles map[inventory.SwitchID]map[string]inventory.PortRole) (bool, error) {
	changes := d.setRoles(roles)
	if len(changes) == 0 {
		return false, nil
	}
	_, err := d.db.Write(ctx, store.Batch{At: d.pace.now(), Changes: changes})
	if err == nil {
		return true, nil
	}
	return false, errors.Join(fmt.Errorf("store the roles of ports: %w", err), d.reload(ctx, changes))
}

// setRoles tells the ledgers the roles of their ports. d.mu is held.
func (d *daemon) setRoles(roles map[inventory.SwitchID]map[string]inventory.PortRole) []inventory.Changes {
	var changes []inventory.Changes
	for id, ports := range roles {
		if c := d.ledgers[id].SetRoles(ports); c.Spans() > 0 {
			changes = append(changes, d.kept(c))
		}
	}
	return changes
}

// takeDue says whether a school is to be judged: because it changed, or because
// readings that showed nothing new have let time pass. A school is not judged by
// half of its first reading.
func (d *daemon) takeDue(school inventory.School, at time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	code := school.Code
	due := !d.awaited(school, at) && !d.introducing(school) && (d.dirty[code] || d.looked[code] && at.Sub(d.judged[code]) >= d.pace.quiet)
	if due {
		delete(d.dirty, code)
		delete(d.looked, code)
	}
	return due
}

// again has a school judged again.
func (d *daemon) again(code inventory.SchoolCode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirty[code] = true
}

// touch has a school judged again whose lists have changed; other schools hear
// of them too.
func (d *daemon) touch(code inventory.SchoolCode) {
	d.shown.relisted(code)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirty[code], d.relist, d.blocks.known = true, true, false
}

// snapshotOf puts a school's snapshot together from the ledgers. d.mu is held.
// What they hold is of now: a moment before that, of somebody who had to wait, is
// put right.
func (d *daemon) snapshotOf(school inventory.School, at time.Time, lists inventory.Lists) *inventory.Snapshot {
	at = d.notBefore(school, at)
	plan, err := d.config.City.Plan.For(school)
	if err != nil { // such a plan is refused with the configuration
		d.log.Error("plan does not fit the school", "school", school.Code, "err", err)
	}
	views := d.views(school, at)
	bindings, elsewhere := d.bindings(school, plan, at)
	s := inventory.NewSnapshot(inventory.SnapshotParts{
		At: at, School: school, Plan: plan, Views: views, Bindings: bindings, Lists: lists,
		City: d.index, Thresholds: d.config.City.Thresholds, Calendar: d.config.City.Calendar, Elsewhere: elsewhere,
	})
	d.addDHCP(s)
	d.addRejects(s)
	s.Windows = d.windows(s)
	d.addBlocked(s)
	if school.Code == d.city().Keeper() {
		s.Backups = d.backups
	}
	s.Reach, s.Keeper = d.reachOf(school.Code, at), d.city().Keeper()
	return s
}

// notBefore returns a moment, or that of the newest poll of a school's switches,
// whichever is later. At an earlier one a switch that was read since would seem to
// have been read, by its coverage, and to have said nothing of itself.
func (d *daemon) notBefore(school inventory.School, at time.Time) time.Time {
	for _, sw := range slices.Concat(school.Switches, d.shared()) {
		if asked := d.ledgers[sw.ID].Asked(); asked.After(at) {
			at = asked
		}
	}
	return at
}

// bindings are those of the school's own sources and of the gateways that serve
// many schools, and the coverage of the latter.
func (d *daemon) bindings(school inventory.School, plan inventory.SchoolPlan, at time.Time) ([]inventory.Binding, map[inventory.TableRef]inventory.CoverageView) {
	var all []inventory.Binding
	for _, sw := range school.Switches {
		all = append(all, d.ledgers[sw.ID].Bindings()...)
	}
	elsewhere := make(map[inventory.TableRef]inventory.CoverageView)
	for _, sw := range d.shared() {
		if sw.School == school.Code {
			continue
		}
		l := d.ledgers[sw.ID]
		all = append(all, l.BindingsOf(plan)...)
		elsewhere[inventory.TableRef{Switch: sw.ID, Table: inventory.TableARP}] = l.Coverage(inventory.TableARP, at)
	}
	return all, elsewhere
}

// shared are the devices whose ARP tables serve many schools: gateways named in
// the configuration, and the centre's own switches and routers.
func (d *daemon) shared() []inventory.Switch {
	all := append([]inventory.Switch(nil), d.config.ARPSources...)
	for _, school := range d.config.City.Schools {
		if school.Kind == inventory.KindCentre {
			all = append(all, school.Switches...)
		}
	}
	return all
}
