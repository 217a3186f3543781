package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A Machine is what the process and the machine around the pages tell of
// themselves. Nothing in it is a secret, or names one.
type Machine struct {
	Started   time.Time `json:"started,omitzero"`
	Database  int64     `json:"database_bytes,omitempty"`
	DiskFree  int64     `json:"disk_free_bytes"` // that rollcall may still fill; negative: not known
	DiskTotal int64     `json:"disk_bytes"`      // 0: not known
	Sources   []Source  `json:"sources"`
}

// Low says whether less than a tenth of the disk is left.
func (m Machine) Low() bool { return m.DiskTotal > 0 && m.DiskFree >= 0 && m.DiskFree*10 < m.DiskTotal }

// A Source is something that rollcall hears from, or tells, once it is configured.
type Source struct {
	Key string `json:"source"` // its name is page.source.KEY
	On  bool   `json:"configured"`
}

// A healthView is the page about rollcall itself.
type healthView struct {
	At      time.Time      `json:"at"`
	Version string         `json:"version"`
	Ready   string         `json:"not_ready,omitempty"` // why it is not ready; empty: it is
	Machine *Machine       `json:"machine,omitempty"`
	Schools []schoolHealth `json:"schools"`
	Late    int            `json:"schools_late"`
	Kept    []store.Backup `json:"backups"`
	Made    time.Time      `json:"last_backup,omitzero"`
	Copied  time.Time      `json:"last_backup_copy,omitzero"`
	Queue   queueHealth    `json:"messages"`
	Own     []findingView  `json:"findings"` // open ones about rollcall itself
}

// A queueHealth says what waits to be sent.
type queueHealth struct {
	Due   int       `json:"due"`
	Since time.Time `json:"since,omitzero"` // of the oldest
}

// A schoolHealth says how completely a school is read.
type schoolHealth struct {
	Code     inventory.SchoolCode `json:"school"`
	Name     string               `json:"school_name"`
	Switches switchCount          `json:"switches"`
	Tables   int                  `json:"tables"`       // that its switches have
	Known    int                  `json:"tables_known"` // of those, known right now
	Missing  []coverageRow        `json:"missing"`
	Newest   time.Time            `json:"newest,omitzero"`
}

// Late says whether something of the school is not known that should be.
func (h schoolHealth) Late() bool { return h.Known < h.Tables || h.Switches.Up < h.Switches.Total }

// ownKinds are the kinds of finding that are about rollcall itself.
func ownKinds() []inventory.Kind {
	return []inventory.Kind{inventory.KindPollStale, inventory.KindBackupOverdue, inventory.KindBackupOffline}
}

// askHealth answers for rollcall itself.
func (s *server) askHealth(r *http.Request, q ask) (any, error) {
	ctx := r.Context()
	view := healthView{At: q.now, Version: s.Version, Own: []findingView{}}
	if s.Ready != nil {
		if err := s.Ready(ctx); err != nil {
			view.Ready = err.Error()
		}
	}
	if s.Machine != nil {
		m := s.Machine()
		view.Machine = &m
	}
	if err := s.addBackups(ctx, &view); err != nil {
		return nil, err
	}
	own, err := s.DB.Findings(ctx, q.Scope, store.FindingQuery{Kinds: ownKinds()})
	if err != nil {
		return nil, err
	}
	view.Own = findingViews(q, own)
	if view.Schools, err = s.schoolHealths(ctx, q); err != nil {
		return nil, err
	}
	for _, h := range view.Schools {
		if h.Late() {
			view.Late++
		}
	}
	view.Queue.Due, view.Queue.Since, err = s.DB.DueCount(ctx)
	return view, err
}

// addBackups adds what there is to restore from, the newest first.
func (s *server) addBackups(ctx context.Context, view *healthView) (err error) {
	if s.Backups != "" {
		if view.Kept, err = store.Backups(s.Backups); err != nil {
			return err
		}
	}
	if view.Made, err = s.DB.LastBackup(ctx, store.ActionBackup); err != nil {
		return err
	}
	view.Copied, err = s.DB.LastBackup(ctx, store.ActionBackupCopy)
	return err
}

// schoolHealths says of every school how completely it is read; those with gaps
// come first.
func (s *server) schoolHealths(ctx context.Context, q ask) ([]schoolHealth, error) {
	rows, err := eachSchool(ctx, q, func(ctx context.Context, school inventory.School) (schoolHealth, error) {
		snap, err := s.snapshot(ctx, q, school.Code)
		if err != nil {
			return schoolHealth{}, err
		}
		return healthOf(snap, q.city.Thresholds.DownAfter), nil
	})
	slices.SortStableFunc(rows, func(a, b schoolHealth) int { return falseFirst(!a.Late(), !b.Late()) })
	return rows, err
}

func healthOf(snap *inventory.Snapshot, downAfter int) schoolHealth {
	h := schoolHealth{Code: snap.School.Code, Name: snap.School.Name, Newest: dataAge(snap).Newest, Missing: []coverageRow{}}
	for i := range snap.Switches {
		h.Switches.add(stateOf(&snap.Switches[i], downAfter))
	}
	for _, row := range (&roll{snap: snap}).coverage() {
		h.Tables, h.Known = h.Tables+row.Total, h.Known+row.Complete
		if row.Complete < row.Total {
			h.Missing = append(h.Missing, row)
		}
	}
	return h
}
