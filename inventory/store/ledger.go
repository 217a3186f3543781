package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rollcall/inventory"
)

// LoadLedger returns all that is open of a switch, for inventory.Restore. A
// switch that was never written has an empty state.
func (db *DB) LoadLedger(ctx context.Context, sw inventory.Switch) (inventory.State, error) {
	s := inventory.State{Switch: sw}
	err := db.view(ctx, func(tx *sql.Tx) error {
		var id int64
		var state []byte
		err := tx.QueryRowContext(ctx, `SELECT id, state FROM switches WHERE name = ?`, string(sw.ID)).Scan(&id, &state)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := json.Unmarshal(state, &s.State); err != nil {
			return err
		}
		return loadOpen(ctx, tx, id, &s)
	})
	if err != nil {
		return inventory.State{}, fmt.Errorf("load the ledger of %s: %w", sw.ID, err)
	}
	return s, nil
}

// loadOpen fills in the open spans of the switch of an id.
func loadOpen(ctx context.Context, tx *sql.Tx, id int64, s *inventory.State) (err error) {
	if s.Sightings, err = openSightings(ctx, tx, id); err != nil {
		return err
	}
	if s.Bindings, err = openBindings(ctx, tx, id); err != nil {
		return err
	}
	s.Attributes, err = openAttributes(ctx, tx, id, s)
	return err
}

func openSightings(ctx context.Context, tx *sql.Tx, id int64) ([]inventory.Sighting, error) {
	rows, err := tx.QueryContext(ctx, `SELECT seats.mac, places.vid, switches.name, ports.if_name,
			(SELECT MAX(first) FROM sightings s WHERE s.mac = seats.mac AND s.place_id = seats.place_id),
			NULL, seats.misses, seats.missed
		FROM switches
		CROSS JOIN ports ON ports.switch_id = switches.id
		CROSS JOIN places ON places.port_id = ports.id
		CROSS JOIN seats ON seats.place_id = places.id
		WHERE switches.id = ? AND seats.gone IS NULL
		ORDER BY ports.if_name, seats.mac, places.vid`, id)
	if err != nil {
		return nil, err
	}
	return scanSightings(rows)
}

func openBindings(ctx context.Context, tx *sql.Tx, id int64) ([]inventory.Binding, error) {
	rows, err := tx.QueryContext(ctx, `SELECT h.ip, h.mac, switches.name,
			(SELECT MAX(first) FROM bindings b WHERE b.ip = h.ip AND b.mac = h.mac AND b.source_id = h.source_id),
			NULL, h.misses, h.missed
		FROM switches CROSS JOIN holders h ON h.source_id = switches.id
		WHERE switches.id = ? AND h.gone IS NULL`, id)
	if err != nil {
		return nil, err
	}
	bindings, err := scanBindings(rows)
	slices.SortFunc(bindings, func(a, b inventory.Binding) int {
		return cmp.Or(a.IP.Compare(b.IP), cmp.Compare(macInt(a.MAC), macInt(b.MAC)))
	})
	return bindings, err
}

// openAttributes also brings the boots that a view of the switch still shows.
func openAttributes(ctx context.Context, tx *sql.Tx, id int64, s *inventory.State) ([]inventory.Attribute, error) {
	boot, err := aspectNumber(inventory.AspectBoot)
	if err != nil {
		return nil, err
	}
	kept := unix(s.State.Asked.Add(-inventory.RebootsKept))
	rows, err := tx.QueryContext(ctx, attributeColumns+`FROM ports p
			CROSS JOIN attributes a INDEXED BY attributes_open ON a.port_id = p.id
			CROSS JOIN texts ON texts.id = a.value_id
			WHERE p.switch_id = ? AND a.gone IS NULL
		UNION ALL `+attributeColumns+`FROM ports p
			CROSS JOIN attributes a ON a.port_id = p.id AND a.aspect = ? CROSS JOIN texts ON texts.id = a.value_id
			WHERE p.switch_id = ? AND p.if_name = '' AND a.gone >= ?`, id, boot, id, kept)
	if err != nil {
		return nil, err
	}
	attributes, err := scanAttributes(rows, s.Switch.ID)
	slices.SortFunc(attributes, func(a, b inventory.Attribute) int {
		return cmp.Or(cmp.Compare(a.Aspect, b.Aspect), cmp.Compare(a.Port, b.Port), a.First.Compare(b.First))
	})
	return attributes, err
}
