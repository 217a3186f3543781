package store

import "context"

// ActionSetup is the action of an event by which a person changed the configuration
// on the page of the set-up. The subject is the file that was written.
const ActionSetup = "set-up"

// SetUp puts it on record that a person changed the configuration.
func (db *DB) SetUp(ctx context.Context, e Event) error {
	e.Action = ActionSetup
	return db.transact(ctx, e.At, func(t *tx) error { return t.event(e) })
}
