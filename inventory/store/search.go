package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/netip"
	"strings"

	"rollcall/inventory"
)

// SearchMACs returns MACs that were ever seen in the scope and have a part in
// their 12 hex digits, in lower case and without separators.
func (db *DB) SearchMACs(ctx context.Context, scope inventory.Scope, part string, most int) ([]inventory.MAC, error) {
	if scope.All() {
		return db.searchAllMACs(ctx, part, limit(most))
	}
	var w where
	w.add("instr(printf('%012x', seats.mac), ?) > 0", part)
	w.scope("switches.school", scope)
	rows, err := db.read.QueryContext(ctx, `SELECT DISTINCT seats.mac FROM switches
		CROSS JOIN ports ON ports.switch_id = switches.id
		CROSS JOIN places ON places.port_id = ports.id
		CROSS JOIN seats ON seats.place_id = places.id`+w.String()+` LIMIT ?`, append(w.args, limit(most))...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("search MACs: %w", err))
	}
	found, err := scanMACs(rows)
	return found, db.explain(err)
}

func scanMACs(rows *sql.Rows) (found []inventory.MAC, err error) {
	err = each(rows, func(rows *sql.Rows) error {
		var mac int64
		err := rows.Scan(&mac)
		found = append(found, macOf(mac))
		return err
	})
	return found, err
}

// SearchIPs returns addresses that were ever held in the scope and have a part
// in their text.
func (db *DB) SearchIPs(ctx context.Context, scope inventory.Scope, part string, most int) ([]netip.Addr, error) {
	if scope.All() && strings.Contains(part, ".") {
		return db.searchAllIPs(ctx, part, limit(most))
	}
	var w where
	w.bindingScope(scope)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := db.read.QueryContext(ctx, `SELECT DISTINCT b.ip FROM switches
		CROSS JOIN holders b ON b.source_id = switches.id`+w.String()+` ORDER BY b.ip`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("search addresses: %w", err))
	}
	defer rows.Close()
	var found []netip.Addr
	for rows.Next() && len(found) < limit(most) {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, db.explain(err)
		}
		ip, err := ipOf(b)
		if err != nil {
			return nil, err
		}
		if strings.Contains(ip.String(), part) {
			found = append(found, ip)
		}
	}
	return found, db.explain(rows.Err())
}

// SearchPorts returns ports in the scope whose switch and whose name have the
// given parts, whatever their case; empty parts match all.
func (db *DB) SearchPorts(ctx context.Context, scope inventory.Scope, part inventory.PortID, most int) ([]inventory.PortID, error) {
	var w where
	w.add("instr(lower(switches.name), lower(?)) > 0", string(part.Switch))
	w.add("instr(lower(ports.if_name), lower(?)) > 0", part.IfName)
	w.add("ports.if_name <> ''")
	w.scope("switches.school", scope)
	rows, err := db.read.QueryContext(ctx, `SELECT switches.name, ports.if_name FROM switches
		JOIN ports ON ports.switch_id = switches.id`+w.String()+` ORDER BY switches.name, ports.if_name LIMIT ?`, append(w.args, limit(most))...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("search ports: %w", err))
	}
	var found []inventory.PortID
	err = each(rows, func(rows *sql.Rows) error {
		var p inventory.PortID
		err := rows.Scan(&p.Switch, &p.IfName)
		found = append(found, p)
		return err
	})
	return found, db.explain(err)
}
