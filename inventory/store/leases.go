package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// WriteDHCP stores what DHCP messages changed, all of it or nothing. When it
// returns without an error, it is on disk. What was written before has no effect.
func (db *DB) WriteDHCP(ctx context.Context, at time.Time, c inventory.DHCPChanges) error {
	if len(c.Leases)+len(c.Servers) == 0 {
		return nil
	}
	return db.transact(ctx, at, func(t *tx) error {
		for i := range c.Leases {
			if err := t.writeLease(&c.Leases[i]); err != nil {
				return fmt.Errorf("write the lease of %s: %w", c.Leases[i].IP, err)
			}
		}
		for i := range c.Servers {
			if err := t.writeServer(&c.Servers[i]); err != nil {
				return fmt.Errorf("write the DHCP server %s: %w", c.Servers[i].ID, err)
			}
		}
		return nil
	})
}

// writeLease brings the row of a lease up to date; one that is told of the past is
// made part of the span that it lies in, where there is one.
func (t *tx) writeLease(l *inventory.Lease) error {
	hints, err := json.Marshal(l.Hints)
	if err != nil {
		return err
	}
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE leases SET last = MAX(last, ?), until = ?, hints = ?, batch = ?
		WHERE ip = ? AND school = ? AND first = ? AND mac = ?`,
		unix(l.Last), unix(l.Until), string(hints), batch, ipBytes(l.IP), string(l.School), unix(l.First), macInt(l.MAC))
	if err != nil || n > 0 {
		return err
	}
	n, err = t.exec(`UPDATE leases SET last = MAX(last, ?), until = MAX(until, ?), batch = ?
		WHERE ip = ? AND school = ? AND mac = ? AND first < ? AND until > ?`,
		unix(l.Last), unix(l.Until), batch, ipBytes(l.IP), string(l.School), macInt(l.MAC), unix(l.First), unix(l.First))
	if err != nil || n > 0 {
		return err
	}
	_, err = t.exec(`INSERT INTO leases (ip, school, first, mac, last, until, source, via, hints, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		ipBytes(l.IP), string(l.School), unix(l.First), macInt(l.MAC), unix(l.Last), unix(l.Until), l.Source, string(l.Via), string(hints), batch)
	return err
}

func (t *tx) writeServer(s *inventory.DHCPServer) error {
	_, err := t.exec(`INSERT INTO dhcp_servers (school, id, gateway, mac, vid, zone, first, last, offers, given, unanswered)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (school, id, gateway, mac, vid, zone) DO UPDATE
		SET last = excluded.last, offers = excluded.offers, given = excluded.given, unanswered = excluded.unanswered`,
		string(s.School), ipOrEmpty(s.ID), ipOrEmpty(s.Gateway), macInt(s.MAC), s.VID, s.Zone, unix(s.First), unix(s.Last),
		s.Offers, ipOrEmpty(s.Given), unixOrNull(s.Unanswered))
	return err
}

// ipOrEmpty is how an address is stored that may be missing.
func ipOrEmpty(ip netip.Addr) []byte {
	if !ip.IsValid() {
		return []byte{}
	}
	return ipBytes(ip)
}

// DHCPState returns what holds at a moment: leases that have not run out, and the
// servers of late.
func (db *DB) DHCPState(ctx context.Context, at time.Time) (inventory.DHCPState, error) {
	var state inventory.DHCPState
	err := db.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, leaseColumns+` WHERE until > ? AND first <= ? ORDER BY first`, unix(at), unix(at))
		if err != nil {
			return err
		}
		if state.Leases, err = scanLeases(rows); err != nil {
			return err
		}
		state.Servers, err = servers(ctx, tx)
		return err
	})
	if err != nil {
		return state, fmt.Errorf("read what DHCP has told: %w", err)
	}
	return state, nil
}

func servers(ctx context.Context, tx *sql.Tx) ([]inventory.DHCPServer, error) {
	rows, err := tx.QueryContext(ctx, `SELECT school, id, gateway, mac, vid, zone, first, last, offers, given, unanswered FROM dhcp_servers`)
	if err != nil {
		return nil, err
	}
	var found []inventory.DHCPServer
	err = each(rows, func(rows *sql.Rows) error {
		var s inventory.DHCPServer
		var id, gateway, given []byte
		var mac int64
		var first, last, unanswered sql.NullInt64
		err := rows.Scan(&s.School, &id, &gateway, &mac, &s.VID, &s.Zone, &first, &last, &s.Offers, &given, &unanswered)
		s.MAC, s.First, s.Last, s.Unanswered = macOf(mac), moment(first), moment(last), moment(unanswered)
		s.ID, _ = ipOf(id) // empty: none
		s.Gateway, _ = ipOf(gateway)
		s.Given, _ = ipOf(given)
		found = append(found, s)
		return err
	})
	return found, err
}

const leaseColumns = `SELECT ip, school, first, mac, last, until, source, via, hints FROM leases`

func scanLeases(rows *sql.Rows) ([]inventory.Lease, error) {
	var found []inventory.Lease
	err := each(rows, func(rows *sql.Rows) error {
		var l inventory.Lease
		var ip []byte
		var mac int64
		var hints string
		var first, last, until sql.NullInt64
		if err := rows.Scan(&ip, &l.School, &first, &mac, &last, &until, &l.Source, &l.Via, &hints); err != nil {
			return err
		}
		l.MAC, l.First, l.Last, l.Until = macOf(mac), moment(first), moment(last), moment(until)
		if err := json.Unmarshal([]byte(hints), &l.Hints); err != nil {
			return err
		}
		addr, err := ipOf(ip)
		l.IP = addr
		found = append(found, l)
		return err
	})
	return found, err
}

// leases returns the leases that a query of bindings asks for, newest first.
func (db *DB) leases(ctx context.Context, scope inventory.Scope, q BindingQuery) ([]inventory.Binding, error) {
	if q.Source != "" {
		return nil, nil // a switch tells no leases
	}
	w := new(where)
	if q.IP.IsValid() {
		w.add("ip = ?", ipBytes(q.IP))
	}
	if !q.MAC.IsZero() {
		w.add("mac = ?", macInt(q.MAC))
	}
	if len(q.MACs) > 0 {
		w.add("mac IN (SELECT value FROM json_each(?))", macList(q.MACs))
	}
	w.scope("school", scope)
	w.overlaps("first", "until", q.From, q.To)
	rows, err := db.query(ctx, leaseColumns+w.String()+` ORDER BY first DESC, ip, mac`+top(q.Limit), w.args...)
	if err != nil {
		return nil, err
	}
	return scanLeased(rows)
}

// scanLeased reads rows of leaseColumns as bindings.
func scanLeased(rows *sql.Rows) ([]inventory.Binding, error) {
	found, err := scanLeases(rows)
	var held []inventory.Binding
	for i := range found {
		held = append(held, found[i].Binding())
	}
	return held, err
}

// withLeases joins two lists that are in order, newest first.
func withLeases(seen, leased []inventory.Binding, most int) []inventory.Binding {
	if len(leased) == 0 {
		return seen
	}
	all := append(seen, leased...)
	slices.SortStableFunc(all, func(a, b inventory.Binding) int {
		return cmp.Or(b.First.Compare(a.First), a.IP.Compare(b.IP), cmp.Compare(macInt(a.MAC), macInt(b.MAC)))
	})
	return all[:min(len(all), most)]
}

// leases returns those of a school that hold at the moment of a snapshot, as
// bindings that are open.
func (r *reading) leases(school inventory.SchoolCode) ([]inventory.Lease, error) {
	rows, err := r.tx.QueryContext(r.ctx, leaseColumns+` WHERE school = ? AND first <= ? AND until > ? ORDER BY ip, first`,
		string(school), unix(r.at), unix(r.at))
	if err != nil {
		return nil, err
	}
	return scanLeases(rows)
}
