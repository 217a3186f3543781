package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"

	"rollcall/inventory"
)

// switchRow returns the id of a switch and the number of its last applied poll.
// A switch that was never written is made.
func (t *tx) switchRow(name inventory.SwitchID) (id, number int64, err error) {
	err = t.row(`SELECT id, number FROM switches WHERE name = ?`, []any{string(name)}, &id, &number)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = t.insert(`INSERT INTO switches (name) VALUES (?)`, string(name))
	}
	return id, number, err
}

// portID returns the id of a port of a switch; the empty name is the switch itself.
func (t *tx) portID(sw int64, ifName string) (int64, error) {
	return lookup(t, t.ports, portKey{sw, ifName}, dictionary{
		find: `SELECT id FROM ports WHERE switch_id = ? AND if_name = ?`,
		make: `INSERT INTO ports (switch_id, if_name) VALUES (?, ?)`,
		args: []any{sw, ifName},
	})
}

// placeID returns the id of a VLAN on a port.
func (t *tx) placeID(sw int64, ifName string, vid int) (int64, error) {
	port, err := t.portID(sw, ifName)
	if err != nil {
		return 0, err
	}
	return lookup(t, t.places, placeKey{port, vid}, dictionary{
		find: `SELECT id FROM places WHERE port_id = ? AND vid = ?`,
		make: `INSERT INTO places (port_id, vid) VALUES (?, ?)`,
		args: []any{port, vid},
	})
}

// textID returns the id of a text.
func (t *tx) textID(value string) (int64, error) {
	sum := sha256.Sum256([]byte(value))
	return lookup(t, t.texts, value, dictionary{
		find: `SELECT id FROM texts WHERE hash = ? AND value = ?`,
		make: `INSERT INTO texts (hash, value) VALUES (?, ?)`,
		args: []any{int64(binary.BigEndian.Uint64(sum[:])), value},
	})
}

// A dictionary says how the id of a value is found, and made where there is none.
type dictionary struct {
	find, make string
	args       []any
}

// lookup asks what this transaction knows before it asks the database.
func lookup[K comparable](t *tx, known map[K]int64, key K, d dictionary) (int64, error) {
	if id, ok := known[key]; ok {
		return id, nil
	}
	var id int64
	err := t.row(d.find, d.args, &id)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = t.insert(d.make, d.args...)
	}
	if err == nil {
		known[key] = id
	}
	return id, err
}
