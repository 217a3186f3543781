package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"rollcall/inventory"
)

// SearchRooms returns where the lists in the scope name a room or an outlet that
// has a part, whatever its case: rows of the list of rooms, and of the written
// record of ports, whose place is the outlet. Rows without a port come too.
func (db *DB) SearchRooms(ctx context.Context, scope inventory.Scope, part string, at time.Time) ([]inventory.Room, error) {
	var outlets []int64
	rooms, known, err := db.listedNow(ctx, scope, at, func(t *listTexts) []int64 {
		outlets = t.ports.with(part)
		return t.rooms.with(part)
	})
	if err != nil {
		return nil, db.explain(fmt.Errorf("search rooms: %w", err))
	}
	with := func(ids []int64) (w where) {
		w.scope("school", scope)
		w.holds("added", "removed", at)
		switch {
		case known:
			w.ids("id", ids[:min(len(ids), lookedUp)])
		case plain(part):
			w.add("instr(lower(body), lower(?)) > 0", part)
		}
		return w
	}
	w, p := with(rooms), with(outlets)
	rows, err := db.query(ctx, `SELECT school, '', '', body FROM list_rows`+w.String()+` AND list = 'rooms'
		UNION ALL SELECT school, switch, port, body FROM port_records`+p.String()+` ORDER BY 1, 2, 3`, append(w.args, p.args...)...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("search rooms: %w", err))
	}
	var found []inventory.Room
	err = each(rows, func(rows *sql.Rows) error {
		var of inventory.PortRecord
		var body []byte
		if err := rows.Scan(&of.School, &of.Switch, &of.Port, &body); err != nil {
			return err
		}
		room := inventory.Room{School: of.School, Switch: of.Switch, Port: of.Port}
		if err := json.Unmarshal(body, &room); err != nil {
			return err
		}
		room.School, room.Switch, room.Port = of.School, cmp.Or(of.Switch, room.Switch), cmp.Or(of.Port, room.Port)
		if text := strings.ToLower(room.Name + "\n" + room.Outlet); strings.Contains(text, strings.ToLower(part)) {
			found = append(found, room)
		}
		return nil
	})
	return found, db.explain(err)
}
