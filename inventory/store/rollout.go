package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"rollcall/inventory"
)

// A RolloutChange is somebody's decision on how far some schools are. What it
// does not speak of stays as it is.
type RolloutChange struct {
	At      time.Time
	Actor   string
	Schools []inventory.SchoolCode
	Live    inventory.Stage                    // StageOn: they go live; StageShadow: back into the shadow; empty: as they are
	Kinds   map[inventory.Kind]inventory.Stage // an empty stage: its default again
}

// ErrStage refuses a stage that there is not.
var ErrStage = errors.New("a stage is on or shadow")

func (c RolloutChange) check() error {
	if c.Live != "" && !c.Live.Known() {
		return ErrStage
	}
	for _, stage := range c.Kinds {
		if stage != "" && !stage.Known() {
			return ErrStage
		}
	}
	return nil
}

const newestRollouts = `SELECT school, at, live, kinds, actor FROM rollouts
	WHERE id IN (SELECT MAX(id) FROM rollouts GROUP BY school)`

// Rollouts returns how far every school is of which somebody decided; the others
// are in shadow. It is not for a person's eyes as it stands.
func (db *DB) Rollouts(ctx context.Context) (map[inventory.SchoolCode]inventory.Rollout, error) {
	rows, err := db.query(ctx, newestRollouts)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read how far schools are: %w", err))
	}
	all := map[inventory.SchoolCode]inventory.Rollout{}
	err = each(rows, func(rows *sql.Rows) error {
		r, err := scanRollout(rows)
		all[r.School] = r
		return err
	})
	return all, db.explain(err)
}

// Rollout returns how far one school is: in shadow where nobody decided.
func (db *DB) Rollout(ctx context.Context, school inventory.SchoolCode) (inventory.Rollout, error) {
	r, err := scanRollout(db.read.QueryRowContext(ctx, newestRollouts+` AND school = ?`, string(school)))
	if errors.Is(err, sql.ErrNoRows) {
		return inventory.Rollout{School: school}, nil
	}
	if err != nil {
		return inventory.Rollout{}, db.explain(fmt.Errorf("read how far %s is: %w", school, err))
	}
	return r, nil
}

// RolloutHistory returns every decision on a school, the newest first.
func (db *DB) RolloutHistory(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode) ([]inventory.Rollout, error) {
	var w where
	w.add("school = ?", string(school))
	w.scope("school", scope)
	rows, err := db.read.QueryContext(ctx, `SELECT school, at, live, kinds, actor FROM rollouts`+w.String()+
		` ORDER BY id DESC LIMIT ?`, append(w.args, defaultLimit)...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read how far %s was: %w", school, err))
	}
	var all []inventory.Rollout
	err = each(rows, func(rows *sql.Rows) error {
		r, err := scanRollout(rows)
		all = append(all, r)
		return err
	})
	return all, db.explain(err)
}

func scanRollout(row interface{ Scan(...any) error }) (inventory.Rollout, error) {
	var r inventory.Rollout
	var at, live sql.NullInt64
	var kinds []byte
	if err := row.Scan(&r.School, &at, &live, &kinds, &r.Actor); err != nil {
		return r, err
	}
	r.Since, r.Live = moment(at), moment(live)
	if err := json.Unmarshal(kinds, &r.Kinds); err != nil {
		return r, fmt.Errorf("rollout of %s: %w", r.School, err)
	}
	return r, nil
}

// SetRollout writes down a decision and returns how far its schools are now. All
// of them follow it or none; a school that is so already gets no new row. It
// returns fs.ErrNotExist for a school that the person may not see.
func (db *DB) SetRollout(ctx context.Context, scope inventory.Scope, c RolloutChange) ([]inventory.Rollout, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("set how far schools are: %w", err)
	}
	if i := slices.IndexFunc(c.Schools, func(s inventory.SchoolCode) bool { return !scope.Sees(s) }); i >= 0 {
		return nil, fmt.Errorf("school %s: %w", c.Schools[i], fs.ErrNotExist)
	}
	var now []inventory.Rollout
	err := db.transact(ctx, c.At, func(t *tx) error {
		for _, school := range c.Schools {
			r, err := t.setRollout(school, c)
			if err != nil {
				return fmt.Errorf("set how far %s is: %w", school, err)
			}
			now = append(now, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return now, nil
}

func (t *tx) setRollout(school inventory.SchoolCode, c RolloutChange) (inventory.Rollout, error) {
	was, err := t.rollout(school)
	if err != nil {
		return was, err
	}
	next := was.After(t.at.Truncate(time.Second), c.Live, c.Kinds)
	if next.Same(was) {
		return was, nil
	}
	next.Actor = c.Actor
	kinds, err := json.Marshal(next.Kinds)
	if err != nil {
		return was, err
	}
	if _, err := t.exec(`INSERT INTO rollouts (school, at, live, kinds, actor) VALUES (?, ?, ?, ?, ?)`,
		string(school), unix(next.Since), unixOrNull(next.Live), string(kinds), next.Actor); err != nil {
		return was, err
	}
	return next, t.event(Event{Actor: c.Actor, School: school, Action: ActionRollout, Subject: string(school), Detail: next.String()})
}

// rollout reads how far a school is inside the transaction.
func (t *tx) rollout(school inventory.SchoolCode) (inventory.Rollout, error) {
	stmt, err := t.stmt(newestRollouts + ` AND school = ?`)
	if err != nil {
		return inventory.Rollout{}, err
	}
	r, err := scanRollout(stmt.QueryRowContext(t.ctx, string(school)))
	if errors.Is(err, sql.ErrNoRows) {
		return inventory.Rollout{School: school}, nil
	}
	return r, err
}
