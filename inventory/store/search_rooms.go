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
	var w where
	w.scope("school", scope)
	w.holds("added", "removed", at)
	w.add("instr(lower(body), lower(?)) > 0", inJSON(part))
	query := `SELECT school, '', '', body FROM list_rows` + w.String() + ` AND list = 'rooms'
		UNION ALL SELECT school, switch, port, body FROM port_records` + w.String() + ` ORDER BY 1, 2, 3`
	rows, err := db.read.QueryContext(ctx, query, append(w.args, w.args...)...)
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

// inJSON is a text as it stands inside a JSON string.
func inJSON(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		return text
	}
	return string(encoded[1 : len(encoded)-1])
}
