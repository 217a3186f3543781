package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// mostLast is how many rows the last of several devices or addresses may have.
const mostLast = 5000

// LastPlaces returns, of some MACs, the newest sighting before a moment at each of
// the places where they were.
func (db *DB) LastPlaces(ctx context.Context, scope inventory.Scope, macs []inventory.MAC, until time.Time) ([]inventory.Sighting, error) {
	var w where
	w.scope("switches.school", scope)
	rows, err := db.query(ctx, `SELECT s.mac, places.vid, switches.name, ports.if_name, s.first, s.gone, 0, NULL
		FROM (SELECT mac, place_id, MAX(first) AS first, gone FROM sightings
			WHERE mac IN (SELECT value FROM json_each(?)) AND first < ? GROUP BY mac, place_id) s
		CROSS JOIN places ON places.id = s.place_id
		CROSS JOIN ports ON ports.id = places.port_id
		CROSS JOIN switches ON switches.id = ports.switch_id`+w.String()+` ORDER BY s.first DESC, s.mac, s.place_id`+top(mostLast),
		append([]any{macList(macs), unix(until)}, w.args...)...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the last places: %w", err))
	}
	found, err := scanSightings(rows)
	return found, db.explain(err)
}

// LastAddresses returns, of some MACs, the newest binding before a moment of each
// address that they had, and the newest lease.
func (db *DB) LastAddresses(ctx context.Context, scope inventory.Scope, macs []inventory.MAC, until time.Time) ([]inventory.Binding, error) {
	return db.last(ctx, lastQuery{scope: scope, list: macList(macs), until: until, which: `mac IN (SELECT value FROM json_each(?))`,
		bindings: `holders h CROSS JOIN bindings b ON b.ip = h.ip AND b.mac = h.mac AND b.source_id = h.source_id WHERE h.`})
}

// LastHolders returns, of some addresses, the newest binding before a moment of
// each MAC that had them, and the newest lease.
func (db *DB) LastHolders(ctx context.Context, scope inventory.Scope, ips []netip.Addr, until time.Time) ([]inventory.Binding, error) {
	texts := make([]string, len(ips))
	for i, ip := range ips {
		texts[i] = hex.EncodeToString(ipBytes(ip))
	}
	list, err := json.Marshal(texts)
	if err != nil {
		return nil, err
	}
	return db.last(ctx, lastQuery{scope: scope, list: string(list), until: until, which: `ip IN (SELECT unhex(value) FROM json_each(?))`,
		bindings: `bindings b WHERE b.`})
}

// A lastQuery asks for the newest of the bindings and leases of some MACs or
// addresses.
type lastQuery struct {
	scope    inventory.Scope
	list     string // of which ones, as JSON
	which    string // the condition that picks them
	until    time.Time
	bindings string // where bindings are found by them
}

func (db *DB) last(ctx context.Context, q lastQuery) ([]inventory.Binding, error) {
	held, err := db.lastBindings(ctx, q)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the last bindings: %w", err))
	}
	leased, err := db.lastLeases(ctx, q)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the last leases: %w", err))
	}
	return withLeases(held, leased, mostLast), nil
}

func (db *DB) lastBindings(ctx context.Context, q lastQuery) ([]inventory.Binding, error) {
	var w where
	w.bindingScope(q.scope)
	rows, err := db.query(ctx, `SELECT b.ip, b.mac, switches.name, b.first, b.gone, 0, NULL
		FROM (SELECT b.ip, b.mac, b.source_id, MAX(b.first) AS first, b.gone FROM `+q.bindings+q.which+` AND b.first < ? GROUP BY b.ip, b.mac, b.source_id) b
		CROSS JOIN switches ON switches.id = b.source_id`+w.String()+` ORDER BY b.first DESC, b.ip, b.mac`+top(mostLast),
		append([]any{q.list, unix(q.until)}, w.args...)...)
	if err != nil {
		return nil, err
	}
	return scanBindings(rows)
}

func (db *DB) lastLeases(ctx context.Context, q lastQuery) ([]inventory.Binding, error) {
	w := where{args: []any{q.list, unix(q.until)}, conditions: []string{q.which, "first < ?"}}
	w.scope("school", q.scope)
	rows, err := db.query(ctx, `SELECT ip, school, MAX(first), mac, last, until, source, via, hints FROM leases`+w.String()+
		` GROUP BY ip, school, mac ORDER BY 3 DESC, ip, mac`+top(mostLast), w.args...)
	if err != nil {
		return nil, err
	}
	return scanLeased(rows)
}

// macList is a JSON array of MACs as they are stored.
func macList(macs []inventory.MAC) string {
	values := make([]int64, len(macs))
	for i, mac := range macs {
		values[i] = macInt(mac)
	}
	return jsonList(values)
}
