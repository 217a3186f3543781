package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall/inventory"
)

// A Batch is what one transaction writes: polls applied to some switches, roles
// set, and what the rules found. The moment At is that of the writing.
type Batch struct {
	At       time.Time
	Changes  []inventory.Changes
	Findings []inventory.FindingRow
	Circuits []inventory.CircuitSample // complete samples of how full circuits were
}

// Written says what a Batch became.
type Written struct {
	Batch    int64                  // batches.id; 0: no span has changed
	Repeated []inventory.SwitchID   // switches whose poll had been applied before: nothing of it was written
	Findings []inventory.FindingRow // those of the batch as they now stand, with their numbers and people's words
}

// ErrDiverged: the changes do not fit what is stored, as after an error that
// the ledger did not hear of. Nothing was written; load the ledger again.
var ErrDiverged = errors.New("the ledger has diverged from the database")

// Write stores a batch, all of it or nothing. When it returns without an error,
// the batch is on disk. A poll whose number was applied before has no effect.
// After an error the ledgers of the batch are ahead of the database and must be
// loaded again.
func (db *DB) Write(ctx context.Context, b Batch) (Written, error) {
	var out Written
	err := db.transact(ctx, b.At, func(t *tx) error {
		for i := range b.Changes {
			repeated, err := t.writeChanges(&b.Changes[i])
			if err != nil {
				return fmt.Errorf("write poll %d of %s: %w", b.Changes[i].Number, b.Changes[i].Switch, err)
			}
			if repeated {
				out.Repeated = append(out.Repeated, b.Changes[i].Switch)
			}
		}
		for _, f := range b.Findings {
			row, err := t.writeFinding(f)
			if err != nil {
				return fmt.Errorf("write finding %s %s of %s: %w", f.Kind, f.Subject, f.School, err)
			}
			out.Findings = append(out.Findings, row)
		}
		out.Batch = t.batch
		return t.writeCircuits(b.Circuits)
	})
	if err != nil {
		return Written{}, err
	}
	for i := range b.Changes {
		db.onRecord.note(&b.Changes[i])
	}
	return out, nil
}

// writeChanges writes what one poll changed of one switch, unless the poll was
// applied before.
func (t *tx) writeChanges(c *inventory.Changes) (repeated bool, err error) {
	if c.Late {
		return true, nil
	}
	sw, last, err := t.switchRow(c.Switch)
	if err != nil {
		return false, err
	}
	if c.Number != 0 && c.Number <= last {
		return true, nil
	}
	if err := t.writeState(sw, c); err != nil {
		return false, err
	}
	for _, write := range []func(int64, *inventory.Changes) error{
		t.renamePorts, t.writeCoverage, t.writeSightings, t.writeBindings, t.writeAttributes, t.writeOwnEvents,
	} {
		if err := write(sw, c); err != nil {
			return false, err
		}
	}
	return false, nil
}

// writeState rewrites the row of the switch, which holds the number of the poll.
func (t *tx) writeState(sw int64, c *inventory.Changes) error {
	state, err := json.Marshal(c.State)
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE switches SET number = ?, state = ? WHERE id = ?`, c.State.Number, string(state), sw); err != nil {
		return err
	}
	if c.Memory == nil {
		return nil
	}
	_, err = t.exec(`INSERT INTO memories (switch_id, value) VALUES (?, ?)
		ON CONFLICT (switch_id) DO UPDATE SET value = excluded.value`, sw, c.Memory)
	return err
}

func (t *tx) writeCoverage(sw int64, c *inventory.Changes) error {
	for _, e := range c.Ended {
		batch, err := t.batchID()
		if err != nil {
			return err
		}
		if err := t.one(`INSERT INTO coverage (switch_id, source, first, last, batch) VALUES (?, ?, ?, ?, ?)`,
			sw, string(e.Table), unix(e.First), unix(e.Last), batch); err != nil {
			return fmt.Errorf("end the coverage of %s: %w", e.Table, err)
		}
	}
	return nil
}

func (t *tx) writeSightings(sw int64, c *inventory.Changes) error {
	return writeDelta(c.Sightings, spanWriter[inventory.Sighting]{
		close: func(s inventory.Sighting) error { return t.closeSighting(sw, s) },
		open:  func(s inventory.Sighting) error { return t.openSighting(sw, s) },
		miss:  func(s inventory.Sighting) error { return t.missSighting(sw, s) },
	})
}

func (t *tx) writeBindings(sw int64, c *inventory.Changes) error {
	return writeDelta(c.Bindings, spanWriter[inventory.Binding]{
		close: func(b inventory.Binding) error { return t.closeBinding(sw, b) },
		open:  func(b inventory.Binding) error { return t.openBinding(sw, b) },
		miss:  func(b inventory.Binding) error { return t.missBinding(sw, b) },
	})
}

func (t *tx) writeAttributes(sw int64, c *inventory.Changes) error {
	return writeDelta(c.Attributes, spanWriter[inventory.Attribute]{
		close: func(a inventory.Attribute) error { return t.closeAttribute(sw, a) },
		open:  func(a inventory.Attribute) error { return t.openAttribute(sw, a) },
		miss:  func(a inventory.Attribute) error { return t.missAttribute(sw, a) },
	})
}

// A spanWriter writes the rows of one sort of span.
type spanWriter[T any] struct{ close, open, miss func(T) error }

// writeDelta closes before it opens: a span may end where the next begins.
func writeDelta[T any](d inventory.Delta[T], w spanWriter[T]) error {
	for _, step := range []struct {
		name  string
		rows  []T
		write func(T) error
	}{{"close", d.Closed, w.close}, {"open", d.Opened, w.open}, {"note the miss of", d.Missed, w.miss}} {
		for _, row := range step.rows {
			if err := step.write(row); err != nil {
				return fmt.Errorf("%s %+v: %w", step.name, row, err)
			}
		}
	}
	return nil
}

// one runs a statement that must change exactly one row.
func (t *tx) one(query string, args ...any) error {
	n, err := t.exec(query, args...)
	if err == nil && n != 1 {
		err = ErrDiverged
	}
	return err
}

// batchID returns the batch of this transaction, and makes its row the first time.
func (t *tx) batchID() (int64, error) {
	if t.batch != 0 {
		return t.batch, nil
	}
	id, err := t.insert(`INSERT INTO batches (at) VALUES (?)`, unix(t.at))
	t.batch = id
	return id, err
}
