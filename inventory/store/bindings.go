package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

func (t *tx) openBinding(source int64, b inventory.Binding) error {
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	ip, mac := ipBytes(b.IP), macInt(b.MAC)
	if err := t.one(`INSERT INTO bindings (ip, mac, source_id, first, opened_batch) VALUES (?, ?, ?, ?, ?)`,
		ip, mac, source, unix(b.First), batch); err != nil {
		return err
	}
	return t.one(`INSERT INTO holders (source_id, ip, mac, since, misses, missed) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (source_id, ip, mac) DO UPDATE SET gone = NULL, misses = excluded.misses, missed = excluded.missed`,
		source, ip, mac, unix(b.First), b.Misses, unixOrNull(b.Missed))
}

func (t *tx) closeBinding(source int64, b inventory.Binding) error {
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	ip, mac := ipBytes(b.IP), macInt(b.MAC)
	if err := t.one(`UPDATE bindings SET gone = ?, closed_batch = ?
		WHERE ip = ? AND mac = ? AND source_id = ? AND first = ? AND gone IS NULL`,
		unix(b.Gone), batch, ip, mac, source, unix(b.First)); err != nil {
		return err
	}
	return t.one(`UPDATE holders SET gone = ?, misses = 0, missed = NULL WHERE source_id = ? AND ip = ? AND mac = ?`,
		unix(b.Gone), source, ip, mac)
}

func (t *tx) missBinding(source int64, b inventory.Binding) error {
	return t.one(`UPDATE holders SET misses = ?, missed = ? WHERE source_id = ? AND ip = ? AND mac = ? AND gone IS NULL`,
		b.Misses, unixOrNull(b.Missed), source, ipBytes(b.IP), macInt(b.MAC))
}

// A BindingQuery asks which MAC held which address. Zero fields ask for all.
type BindingQuery struct {
	IP       netip.Addr
	MAC      inventory.MAC
	MACs     []inventory.MAC // any of them; empty: all
	Source   inventory.SwitchID
	From, To time.Time // those that share a moment with [From, To)
	Limit    int
}

// Bindings returns bindings, newest first: those that ARP tables showed, and leases,
// which end when they run out. A person sees what the sources of a school in the
// scope tell, and what sources that serve many schools tell of the addresses of a
// school in the scope.
func (db *DB) Bindings(ctx context.Context, scope inventory.Scope, q BindingQuery) ([]inventory.Binding, error) {
	query, args := q.sql(scope)
	rows, err := db.query(ctx, query, args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read bindings: %w", err))
	}
	found, err := scanBindings(rows)
	if err != nil {
		return nil, db.explain(err)
	}
	leased, err := db.leases(ctx, scope, q)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read leases: %w", err))
	}
	return withLeases(found, leased, limit(q.Limit)), nil
}

// sql begins at the address, which bindings are clustered by; else at the MAC or
// the source by way of the holders.
func (q BindingQuery) sql(scope inventory.Scope) (string, []any) {
	const columns = `SELECT b.ip, b.mac, switches.name, b.first, b.gone,
		CASE WHEN b.gone IS NULL THEN h.misses ELSE 0 END, CASE WHEN b.gone IS NULL THEN h.missed END `
	from := `FROM holders h
		CROSS JOIN bindings b ON b.ip = h.ip AND b.mac = h.mac AND b.source_id = h.source_id
		CROSS JOIN switches ON switches.id = h.source_id`
	w := new(where)
	if q.IP.IsValid() {
		from = `FROM bindings b
		CROSS JOIN holders h ON h.source_id = b.source_id AND h.ip = b.ip AND h.mac = b.mac
		CROSS JOIN switches ON switches.id = b.source_id`
		w.add("b.ip = ?", ipBytes(q.IP))
	}
	if !q.MAC.IsZero() {
		w.add("h.mac = ?", macInt(q.MAC))
	}
	if len(q.MACs) > 0 {
		w.add("h.mac IN (SELECT value FROM json_each(?))", macList(q.MACs))
	}
	w.bindingScope(scope)
	if q.Source != "" {
		w.add("h.source_id = (SELECT id FROM switches WHERE name = ?)", string(q.Source))
	}
	w.overlaps("b.first", "b.gone", q.From, q.To)
	return columns + from + w.String() + ` ORDER BY b.first DESC, b.ip, b.mac` + top(q.Limit), w.args
}

// bindingScope keeps a query of bindings b inside a scope.
func (w *where) bindingScope(scope inventory.Scope) {
	if scope.All() {
		return
	}
	var own, site where
	own.scope("switches.school", scope)
	site.add("switches.shared = 1 AND b.ip BETWEEN low AND high AND length(b.ip) = length(low)")
	site.scope("sites.school", scope)
	w.add("("+own.conditions[0]+" OR EXISTS (SELECT 1 FROM sites"+site.String()+"))", append(own.args, site.args...)...)
}

// scanBindings reads rows of address, MAC, source, first, gone, misses and missed.
func scanBindings(rows *sql.Rows) ([]inventory.Binding, error) {
	var found []inventory.Binding
	err := each(rows, func(rows *sql.Rows) error {
		var b inventory.Binding
		var ip []byte
		var mac int64
		var first, gone, missed sql.NullInt64
		if err := rows.Scan(&ip, &mac, &b.Source, &first, &gone, &b.Misses, &missed); err != nil {
			return err
		}
		b.MAC, b.First, b.Gone, b.Missed = macOf(mac), moment(first), moment(gone), moment(missed)
		addr, err := ipOf(ip)
		b.IP = addr
		found = append(found, b)
		return err
	})
	return found, err
}
