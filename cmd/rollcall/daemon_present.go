package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// present is the state of the city in memory.
type present struct {
	ledgers map[inventory.SwitchID]*inventory.Ledger
	known   map[inventory.MAC]inventory.SwitchID // own addresses of the city's switches
	orphans map[inventory.SchoolCode][]store.Unconfigured
	drafts  map[inventory.SwitchID]bool // whose forwarding table is not stored yet
	open    map[inventory.SchoolCode][]inventory.FindingRow
	listed  inventory.ListedBy
	relist  bool // listed is to be read anew
	lists   listings
	blocks  blocklist
	index   *inventory.CityIndex
	indexed time.Time
	rest    time.Duration                      // it is not brought up to date earlier than that
	told    int                                // switches that had said who they are by then
	dirty   map[inventory.SchoolCode]bool      // changed since they were judged
	looked  map[inventory.SchoolCode]bool      // read since then
	judged  map[inventory.SchoolCode]time.Time // the last time; missing: never
	spoken  map[inventory.SchoolCode]bool      // somebody spoke of its findings or its rollout
	purged  time.Time
	backups inventory.Backups

	rollouts map[inventory.SchoolCode]inventory.Rollout
	unstored error     // why polls cannot be stored; nil: they can
	said     time.Time // when that was logged last
}

// loadPresent rebuilds the present from the store.
func (d *daemon) loadPresent(ctx context.Context) error {
	d.present = present{
		ledgers: make(map[inventory.SwitchID]*inventory.Ledger),
		drafts:  make(map[inventory.SwitchID]bool),
		open:    make(map[inventory.SchoolCode][]inventory.FindingRow),
		relist:  true,
		dirty:   make(map[inventory.SchoolCode]bool),
		looked:  make(map[inventory.SchoolCode]bool),
		judged:  make(map[inventory.SchoolCode]time.Time),
		spoken:  make(map[inventory.SchoolCode]bool),
		purged:  d.pace.now(),
	}
	if err := d.loadRollouts(ctx); err != nil {
		return err
	}
	if err := d.findOrphans(ctx); err != nil {
		return err
	}
	for _, sw := range d.switches() {
		if err := d.loadLedger(ctx, sw); err != nil {
			return err
		}
	}
	rows, err := d.db.Findings(ctx, inventory.AllSchools(), store.FindingQuery{})
	if err != nil {
		return fmt.Errorf("load the open findings: %w", err)
	}
	for _, row := range rows {
		d.open[row.School] = append(d.open[row.School], row)
	}
	if err := d.loadRejects(ctx); err != nil {
		return err
	}
	if err := d.loadDHCP(ctx); err != nil {
		return err
	}
	if err := d.noteBackups(ctx); err != nil {
		return err
	}
	return d.refreshIndex(ctx, d.pace.now())
}

// loadLedger puts the ledger of a switch where the store says it stands.
func (d *daemon) loadLedger(ctx context.Context, sw inventory.Switch) error {
	state, err := d.db.LoadLedger(ctx, sw)
	if err != nil {
		return fmt.Errorf("load what is known of %s: %w", sw.ID, err)
	}
	l := inventory.Restore(state, d.periods(sw))
	l.SetSwitchMACs(d.known)
	d.ledgers[sw.ID] = l
	d.heard.note(sw.ID, state.State.Answered)
	d.sketch(l)
	return nil
}

// learnSwitches tells every ledger the own addresses of all switches, when a
// new one has become known.
func (d *daemon) learnSwitches() {
	known := inventory.LedgersSwitchMACs(d.ledgers)
	if d.known != nil && maps.Equal(known, d.known) {
		return
	}
	d.known = known
	for _, l := range d.ledgers {
		l.SetSwitchMACs(known)
	}
}

// introduced counts the switches that have said what they are called and which
// addresses they have.
func (d *daemon) introduced() (n int) {
	for _, l := range d.ledgers {
		if !l.Progress(inventory.TableSystem).Last.IsZero() && !l.Progress(inventory.TableInterfaces).Last.IsZero() {
			n++
		}
	}
	return n
}

// views are the switches of a school as the ledgers hold them.
func (d *daemon) views(school inventory.School, at time.Time) []inventory.SwitchView {
	var views []inventory.SwitchView
	for _, sw := range school.Switches {
		views = append(views, d.ledgers[sw.ID].View(at, d.known))
	}
	return views
}

// seedLists imports the files that the configuration names into lists that are
// still empty. A list that lives in the store is never overwritten by a file.
func (d *daemon) seedLists(ctx context.Context) error {
	by := store.Import{At: d.pace.now(), Actor: "config", Seed: true}
	for code, files := range d.config.Lists {
		if err := d.seed(ctx, by, code, files); err != nil {
			return err
		}
	}
	return nil
}

func (d *daemon) seed(ctx context.Context, by store.Import, code inventory.SchoolCode, files config.ListFiles) error {
	if rows, err := readList(files.Whitelist, code, lists.Whitelist); err != nil {
		return err
	} else if _, err := d.db.ImportWhitelist(ctx, of(by, files.Whitelist), rows); err != nil {
		return fmt.Errorf("take in %s: %w", files.Whitelist, err)
	}
	if rows, err := readList(files.Master, code, lists.Master); err != nil {
		return err
	} else if _, err := d.db.ImportMaster(ctx, of(by, files.Master), rows); err != nil {
		return fmt.Errorf("take in %s: %w", files.Master, err)
	}
	rows, err := readList(files.PortRecord, code, lists.PortRecords)
	if err != nil {
		return err
	}
	if _, err := d.db.ImportPortRecords(ctx, of(by, files.PortRecord), rows); err != nil {
		return fmt.Errorf("take in %s: %w", files.PortRecord, err)
	}
	if err := d.seedThings(ctx, by, code, files.IoT); err != nil {
		return err
	}
	return d.seedLost(ctx, by, code, files.Lost)
}

// keep says how long history is kept.
func (d *daemon) keep() store.Keep {
	h := d.config.History
	days := func(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
	return store.Keep{Bindings: days(h.BindingsDays), FDB: days(h.FDBDays), Personal: days(h.PersonalDays), Audit: days(h.AuditDays)}
}

// diskUse returns the size of the database with its log, and the bytes free
// beside it.
func diskUse(path string) (size, free int64) {
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			size += info.Size()
		}
	}
	return size, freeBytes(filepath.Dir(path))
}
