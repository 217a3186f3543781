package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"rollcall/inventory"
)

// Snapshot returns a school at any moment, as it would have been assembled from
// the ledgers then, from one consistent state of the database. A school that is
// missing and one that the person may not see get the same fs.ErrNotExist.
func (db *DB) Snapshot(ctx context.Context, scope inventory.Scope, city *inventory.City, code inventory.SchoolCode, at time.Time) (*inventory.Snapshot, error) {
	school, ok := city.School(code)
	if !ok || !scope.Sees(code) {
		return nil, fmt.Errorf("school %s: %w", code, fs.ErrNotExist)
	}
	plan, err := city.Plan.For(school)
	if err != nil {
		return nil, fmt.Errorf("school %s: %w", code, err)
	}
	s := &inventory.Snapshot{At: at, School: school, Plan: plan, Thresholds: city.Thresholds, Calendar: city.Calendar}
	err = db.view(ctx, func(tx *sql.Tx) error {
		r := &reading{past: past{ctx, tx, at.Truncate(time.Second)}, city: city, cache: &db.cities}
		return r.fill(s)
	})
	if err != nil {
		return nil, fmt.Errorf("school %s at %s: %w", code, at.Format(time.RFC3339), err)
	}
	return s, nil
}

// A reading puts one snapshot together inside one transaction.
type reading struct {
	past
	city  *inventory.City
	cache *cityCache
}

func (r *reading) fill(s *inventory.Snapshot) (err error) {
	if s.City, err = r.cityIndex(); err != nil {
		return fmt.Errorf("index the city: %w", err)
	}
	if s.Switches, err = r.switches(s); err != nil {
		return err
	}
	if s.Bindings, err = r.bindings(s); err != nil {
		return fmt.Errorf("read bindings: %w", err)
	}
	leases, err := r.leases(s.School.Code)
	if err != nil {
		return fmt.Errorf("read leases: %w", err)
	}
	s.AddLeases(leases)
	if s.Elsewhere, err = r.elsewhere(s); err != nil {
		return fmt.Errorf("read who else tells addresses: %w", err)
	}
	s.Lists, err = listsAt(r.ctx, r.tx, s.School.Code, r.at)
	return err
}

// switches assembles the views of a school's configured switches, and of those
// that were configured then and are not any more.
func (r *reading) switches(s *inventory.Snapshot) ([]inventory.SwitchView, error) {
	var views []inventory.SwitchView
	configured := map[inventory.SwitchID]bool{}
	for _, sw := range s.School.Switches {
		state, err := r.state(sw)
		if err != nil {
			return nil, fmt.Errorf("read switch %s: %w", sw.ID, err)
		}
		configured[sw.ID] = true
		views = append(views, state.View(r.at, s.City.SwitchMACs))
	}
	names, err := r.names(`SELECT name FROM switches WHERE school = ? ORDER BY name`, string(s.School.Code))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if configured[name] {
			continue
		}
		state, err := r.state(inventory.Switch{ID: name, School: s.School.Code})
		if err != nil {
			return nil, fmt.Errorf("read former switch %s: %w", name, err)
		}
		if v := state.View(r.at, s.City.SwitchMACs); v.Coverage[inventory.TableInterfaces].Fresh {
			views = append(views, v)
		}
	}
	return views, nil
}

// names reads the names of switches.
func (r *reading) names(query string, args ...any) ([]inventory.SwitchID, error) {
	rows, err := r.tx.QueryContext(r.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var names []inventory.SwitchID
	err = each(rows, func(rows *sql.Rows) error {
		var name inventory.SwitchID
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	return names, err
}

// bindings returns what the school's own sources tell, and what sources that
// serve many schools tell of the school's addresses.
func (r *reading) bindings(s *inventory.Snapshot) ([]inventory.Binding, error) {
	const columns = `SELECT b.ip, b.mac, switches.name, b.first, b.gone,
		CASE WHEN b.gone IS NULL AND h.missed <= ? THEN h.misses ELSE 0 END,
		CASE WHEN b.gone IS NULL AND h.missed <= ? THEN h.missed END `
	const spans = ` CROSS JOIN bindings b ON b.ip = h.ip AND b.mac = h.mac AND b.source_id = h.source_id
		AND b.first = (SELECT MAX(first) FROM bindings x WHERE x.ip = h.ip AND x.mac = h.mac AND x.source_id = h.source_id AND x.first <= ?)
		WHERE h.since <= ? AND (h.gone IS NULL OR h.gone > ?) AND (b.gone IS NULL OR b.gone > ?)`
	now := unix(r.at)
	rows, err := r.tx.QueryContext(r.ctx, columns+`FROM switches CROSS JOIN holders h ON h.source_id = switches.id`+
		spans+` AND switches.school = ?`, now, now, now, now, now, now, string(s.School.Code))
	if err != nil {
		return nil, err
	}
	found, err := scanBindings(rows)
	for _, site := range siteRanges(s.Plan) {
		if err != nil {
			return nil, err
		}
		rows, err = r.tx.QueryContext(r.ctx, columns+`FROM switches CROSS JOIN holders h ON h.source_id = switches.id
			AND h.ip BETWEEN ? AND ? AND length(h.ip) = ?`+spans+` AND switches.shared = 1 AND switches.school <> ?`,
			now, now, site.low, site.high, len(site.low), now, now, now, now, string(s.School.Code))
		if err != nil {
			return nil, err
		}
		var more []inventory.Binding
		more, err = scanBindings(rows)
		found = append(found, more...)
	}
	slices.SortFunc(found, func(a, b inventory.Binding) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), a.IP.Compare(b.IP), cmp.Compare(macInt(a.MAC), macInt(b.MAC)))
	})
	return found, err
}

// elsewhere returns how the ARP tables stood of the sources outside the school
// that serve many schools.
func (r *reading) elsewhere(s *inventory.Snapshot) (map[inventory.TableRef]inventory.CoverageView, error) {
	names, err := r.names(`SELECT name FROM switches WHERE shared = 1 AND school <> ?`, string(s.School.Code))
	if err != nil {
		return nil, err
	}
	var told map[inventory.TableRef]inventory.CoverageView
	for _, name := range names {
		state := inventory.State{Switch: inventory.Switch{ID: name}}
		if _, err := r.switchRow(&state); err != nil {
			return nil, err
		}
		if cover, ok := state.View(r.at, nil).Coverage[inventory.TableARP]; ok {
			if told == nil {
				told = map[inventory.TableRef]inventory.CoverageView{}
			}
			told[inventory.TableRef{Switch: name, Table: inventory.TableARP}] = cover
		}
	}
	return told, nil
}
