package store

import (
	"context"
	"errors"
	"time"
)

// ActionHelp is the action of an event by which somebody at a device asked the
// school for help. The actor is the address of the device.
const ActionHelp = "asked for help"

// How often help may be asked for: nobody has to have signed in.
const (
	helpPause  = 10 * time.Minute // from one address
	helpWindow = time.Hour
	helpMost   = 30 // from a school in a window
)

// ErrTooOften: the same address asked a moment ago, or the school's have asked
// too often. Nothing was written.
var ErrTooOften = errors.New("asked too often")

// AskForHelp puts it on record that somebody at a device asked for help.
func (db *DB) AskForHelp(ctx context.Context, e Event) error {
	e.Action = ActionHelp
	return db.transact(ctx, e.At, func(t *tx) error {
		var own, all int
		if err := t.row(`SELECT COUNT(*) FILTER (WHERE actor = ? AND at > ?), COUNT(*) FROM events
			WHERE school = ? AND action = ? AND at > ?`, []any{e.Actor, unix(e.At.Add(-helpPause)), string(e.School), ActionHelp,
			unix(e.At.Add(-helpWindow))}, &own, &all); err != nil {
			return err
		}
		if own > 0 || all >= helpMost {
			return ErrTooOften
		}
		return t.event(e)
	})
}
