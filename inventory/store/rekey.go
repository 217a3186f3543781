package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall/inventory"
)

// ErrNotNew: a switch cannot take over the history of another, for it has one of
// its own.
var ErrNotNew = errors.New("the switch has a history of its own")

// An Unconfigured switch was read once and is in the configuration no more.
type Unconfigured struct {
	Name     inventory.SwitchID
	School   inventory.SchoolCode // where it last stood
	Identity inventory.Identity
}

// Unconfigured returns the switches that were read and that a configuration does
// not name: one of them may be the same as one that it names otherwise.
func (db *DB) Unconfigured(ctx context.Context, city *inventory.City) ([]Unconfigured, error) {
	var found []Unconfigured
	err := db.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT name, school FROM switches WHERE number > 0 ORDER BY name`)
		if err != nil {
			return err
		}
		err = each(rows, func(rows *sql.Rows) error {
			var u Unconfigured
			err := rows.Scan(&u.Name, &u.School)
			if _, configured := city.Switch(u.Name); !configured {
				found = append(found, u)
			}
			return err
		})
		if err != nil {
			return err
		}
		for i := range found {
			if found[i].Identity, err = identityOf(ctx, tx, found[i].Name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the switches that are not configured: %w", err)
	}
	return found, nil
}

// identityOf is what a switch last said of who it is.
func identityOf(ctx context.Context, tx *sql.Tx, name inventory.SwitchID) (inventory.Identity, error) {
	var facts []inventory.Attribute
	for _, aspect := range []inventory.Aspect{inventory.AspectSystem, inventory.AspectHardware} {
		number, err := aspectNumber(aspect)
		if err != nil {
			return inventory.Identity{}, err
		}
		var value string
		err = tx.QueryRowContext(ctx, `SELECT texts.value FROM switches
			JOIN ports ON ports.switch_id = switches.id AND ports.if_name = ''
			JOIN attributes a ON a.port_id = ports.id AND a.aspect = ?
			JOIN texts ON texts.id = a.value_id
			WHERE switches.name = ? ORDER BY a.first DESC LIMIT 1`, number, string(name)).Scan(&value)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return inventory.Identity{}, err
		}
		facts = append(facts, inventory.Attribute{Aspect: aspect, Value: value})
	}
	return inventory.IdentityFrom(facts), nil
}

// Rekey gives a switch that was never read the history of the one that it is: the
// row of the old name gets the new one, and all that is on record stays with it.
func (db *DB) Rekey(ctx context.Context, r inventory.Rekey) error {
	err := db.transact(ctx, r.At, func(t *tx) error {
		var old int64
		if err := t.row(`SELECT id FROM switches WHERE name = ?`, []any{string(r.Was)}, &old); err != nil {
			return err
		}
		if err := t.makeRoom(r.Switch, old); err != nil {
			return err
		}
		if err := t.one(`UPDATE switches SET name = ?, school = ? WHERE id = ?`, string(r.Switch), string(r.School), old); err != nil {
			return err
		}
		if err := t.formerName(old, 0, string(r.Was), r.At); err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE port_records SET switch = ? WHERE switch = ? AND school = ? AND removed IS NULL`,
			string(r.Switch), string(r.Was), string(r.School)); err != nil {
			return err
		}
		return t.writeRekey(r.Event())
	})
	if err != nil {
		return fmt.Errorf("give %s the history of %s: %w", r.Switch, r.Was, err)
	}
	return nil
}

// makeRoom removes the row of a switch that has never answered, so that another can
// have its name. What it said unasked goes to the other.
func (t *tx) makeRoom(name inventory.SwitchID, heir int64) error {
	id, _, err := t.switchRow(name)
	if err != nil {
		return err
	}
	var ports int
	if err := t.row(`SELECT COUNT(*) FROM ports WHERE switch_id = ?`, []any{id}, &ports); err != nil {
		return err
	}
	if ports > 0 || id == heir {
		return ErrNotNew
	}
	if _, err := t.exec(`DELETE FROM memories WHERE switch_id = ?`, id); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE switch_events SET switch_id = ? WHERE switch_id = ?`, heir, id); err != nil {
		return err
	}
	return t.one(`DELETE FROM switches WHERE id = ?`, id)
}

// formerName notes what a switch, or one of its ports, was called until now.
func (t *tx) formerName(sw, port int64, name string, until time.Time) error {
	_, err := t.exec(`INSERT INTO former_names (switch_id, port_id, name, until) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		sw, port, name, unix(until))
	return err
}

// renamePorts gives ports the names that their switch calls them by from now on.
func (t *tx) renamePorts(sw int64, c *inventory.Changes) error {
	for _, p := range c.Ports {
		id, err := t.portID(sw, p.Old)
		if err != nil {
			return err
		}
		if err := t.setAside(sw, p.New, c.At); err != nil {
			return err
		}
		if err := t.one(`UPDATE ports SET if_name = ? WHERE id = ?`, p.New, id); err != nil {
			return fmt.Errorf("call port %s %s: %w", p.Old, p.New, err)
		}
		if err := t.formerName(sw, id, p.Old, c.At); err != nil {
			return err
		}
		delete(t.ports, portKey{sw, p.Old})
		t.ports[portKey{sw, p.New}] = id
	}
	return nil
}

// setAside frees a name that a port had long ago: what was on that port stays on
// record under a name of its own.
func (t *tx) setAside(sw int64, name string, at time.Time) error {
	var id int64
	err := t.row(`SELECT id FROM ports WHERE switch_id = ? AND if_name = ?`, []any{sw, name}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE ports SET if_name = ? WHERE id = ?`, fmt.Sprintf("%s@%d", name, unix(at)), id); err != nil {
		return err
	}
	delete(t.ports, portKey{sw, name})
	return t.formerName(sw, id, name, at)
}

// writeOwnEvents puts on record what the ledger noticed itself.
func (t *tx) writeOwnEvents(_ int64, c *inventory.Changes) error {
	for _, e := range c.Events {
		if err := t.writeRekey(e); err != nil {
			return err
		}
	}
	return nil
}

// writeRekey stores the event of a re-key and carries the findings that last over
// to the new names.
func (t *tx) writeRekey(e inventory.SwitchEvent) error {
	if _, err := t.writeEvent(e); err != nil {
		return err
	}
	if e.Rekey == nil || e.Rekey.Replaced() {
		return nil
	}
	var lasting []inventory.FindingRow
	if err := t.rows(findingColumns+` WHERE school = ? AND resolved IS NULL`, []any{string(e.School)}, func(rows *sql.Rows) error {
		f, err := scanFinding(rows)
		lasting = append(lasting, f)
		return err
	}); err != nil {
		return err
	}
	for _, f := range lasting {
		if err := t.carry(*e.Rekey, f); err != nil {
			return err
		}
	}
	return nil
}

// carry rewrites a finding whose switch or port is called otherwise.
func (t *tx) carry(r inventory.Rekey, f inventory.FindingRow) error {
	next := f
	next.Finding = r.Finding(f.Finding)
	if r.Was != "" && f.Muted == string(r.Was) {
		next.Muted = string(r.Switch)
	}
	was, err := json.Marshal(f.Finding)
	if err != nil {
		return err
	}
	body, err := findingBody(next.Finding)
	if err != nil || body == string(was) && next.Muted == f.Muted {
		return err
	}
	_, err = t.exec(`UPDATE OR IGNORE findings SET subject = ?, muted = ?, body = ? WHERE id = ?`, next.Subject, next.Muted, body, f.ID)
	return err
}

// A FormerName is what a switch or port was called before.
type FormerName struct {
	Port  inventory.PortID // as it is called now; without IfName: the switch itself
	Name  string
	Until time.Time
}

// FormerNames returns what the switches that a person may see, and their ports,
// were called before; of all switches, or of one as it is called now.
func (db *DB) FormerNames(ctx context.Context, scope inventory.Scope, sw inventory.SwitchID) ([]FormerName, error) {
	var w where
	w.scope("switches.school", scope)
	if sw != "" {
		w.add("switches.name = ?", string(sw))
	}
	rows, err := db.query(ctx, `SELECT switches.name, COALESCE(ports.if_name, ''), f.name, f.until FROM former_names f
		JOIN switches ON switches.id = f.switch_id LEFT JOIN ports ON ports.id = f.port_id`+w.String()+` ORDER BY f.until, f.name`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read former names: %w", err))
	}
	var found []FormerName
	err = each(rows, func(rows *sql.Rows) error {
		var f FormerName
		var until int64
		err := rows.Scan(&f.Port.Switch, &f.Port.IfName, &f.Name, &until)
		f.Until = time.Unix(until, 0).UTC()
		found = append(found, f)
		return err
	})
	return found, db.explain(err)
}
