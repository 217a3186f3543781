package store

import (
	"database/sql"
	"encoding/json"
	"sync"
	"time"

	"rollcall/inventory"
)

// A cityCache holds the index of the moment that was last asked for: a page of
// the past asks for one school after the other.
type cityCache struct {
	mu    sync.Mutex
	of    cityKey
	index *inventory.CityIndex
}

// A cityKey says what an index depends on. Of the past nothing changes but what
// is dated back, by a few reads.
type cityKey struct {
	city  *inventory.City
	at    int64
	batch int64 // the last one, where the moment is younger than settled; else 0
	lists int64 // the last import
}

// settled is after what time hardly a span is dated back any more.
const settled = 3 * 24 * time.Hour

// cityIndex tells of the whole city at the moment what a school's rules may
// know. The caller owns what is returned, but not its maps.
func (r *reading) cityIndex() (*inventory.CityIndex, error) {
	key := cityKey{city: r.city, at: unix(r.at)}
	err := r.tx.QueryRowContext(r.ctx, `SELECT COALESCE((SELECT id FROM batches WHERE id = (SELECT MAX(id) FROM batches) AND at < ?), 0),
		COALESCE((SELECT MAX(id) FROM imports), 0)`, unix(r.at.Add(settled))).Scan(&key.batch, &key.lists)
	if err != nil {
		return nil, err
	}
	r.cache.mu.Lock()
	defer r.cache.mu.Unlock()
	if r.cache.of != key {
		index, err := r.readCityIndex()
		if err != nil {
			return nil, err
		}
		r.cache.of, r.cache.index = key, index
	}
	index := *r.cache.index
	return &index, nil
}

func (r *reading) readCityIndex() (*inventory.CityIndex, error) {
	listed := inventory.ListedBy{}
	if err := r.listed(listed); err != nil {
		return nil, err
	}
	lost, err := r.watchedFor()
	if err != nil {
		return nil, err
	}
	views, err := r.ownNames()
	if err != nil {
		return nil, err
	}
	managed, err := r.managed()
	if err != nil {
		return nil, err
	}
	index := &inventory.CityIndex{
		Schools: map[inventory.SchoolCode]inventory.School{}, Listed: listed, Lost: lost,
		SwitchMACs: inventory.SwitchMACs(views, managed...), SwitchNames: inventory.SwitchNames(r.city, views), ARPSources: r.city.ARPSources, Brands: r.city.Brands,
	}
	for _, school := range r.city.Schools {
		index.Schools[school.Code] = school
	}
	return index, nil
}

// listed adds who lists what, as far as it counts on the day of the moment.
func (r *reading) listed(into inventory.ListedBy) error {
	var w where
	w.holds("added", "removed", r.at)
	rows, err := r.tx.QueryContext(r.ctx, `SELECT school, mac, coalesce(body ->> 'from', ''), coalesce(body ->> 'until', '')
		FROM list_entries`+w.String(), w.args...)
	if err != nil {
		return err
	}
	day, alone := inventory.DateOf(r.at), map[string][]inventory.SchoolCode{}
	var school, from, until []byte
	return each(rows, func(rows *sql.Rows) error {
		var mac int64
		if err := rows.Scan(&school, &mac, &from, &until); err != nil {
			return err
		}
		e := inventory.ListEntry{From: inventory.Date(from), Until: inventory.Date(until)}
		if !e.Counts(day) {
			return nil
		}
		if alone[string(school)] == nil {
			alone[string(school)] = []inventory.SchoolCode{inventory.SchoolCode(school)}
		}
		into.Add(macOf(mac), alone[string(school)])
		return nil
	})
}

// ownNames returns views of all switches that hold no more than what names
// them: what they call themselves, and the addresses of bridge and ports.
func (r *reading) ownNames() ([]inventory.SwitchView, error) {
	var views []inventory.SwitchView
	byName := map[inventory.SwitchID]int{}
	for _, sw := range r.city.Switches() {
		byName[sw.ID] = len(views)
		views = append(views, inventory.SwitchView{Switch: sw})
	}
	system, err := aspectNumber(inventory.AspectSystem)
	if err != nil {
		return nil, err
	}
	port, err := aspectNumber(inventory.AspectPort)
	if err != nil {
		return nil, err
	}
	rows, err := r.tx.QueryContext(r.ctx, `SELECT switches.name, p.if_name, texts.value
		FROM switches CROSS JOIN ports p ON p.switch_id = switches.id
		CROSS JOIN attributes a ON a.port_id = p.id AND a.aspect = CASE p.if_name WHEN '' THEN ? ELSE ? END
		CROSS JOIN texts ON texts.id = a.value_id
		WHERE a.first <= ? AND (a.gone IS NULL OR a.gone > ?)`, system, port, unix(r.at), unix(r.at))
	if err != nil {
		return nil, err
	}
	return views, each(rows, func(rows *sql.Rows) error {
		var sw inventory.SwitchID
		var ifName string
		var value []byte
		if err := rows.Scan(&sw, &ifName, &value); err != nil {
			return err
		}
		i, configured := byName[sw]
		if !configured {
			return nil
		}
		return addOwnName(&views[i], ifName, value)
	})
}

// addOwnName takes in the facts of a switch, or the configuration of a port.
func addOwnName(v *inventory.SwitchView, ifName string, value []byte) error {
	if ifName == "" {
		return json.Unmarshal(value, &v.Facts)
	}
	p := inventory.PortView{Port: inventory.PortID{Switch: v.Switch.ID, IfName: ifName}}
	v.Ports = append(v.Ports, p)
	return json.Unmarshal(value, &v.Ports[len(v.Ports)-1].Config)
}

// managed returns who held the addresses that switches are managed at.
func (r *reading) managed() ([]inventory.Binding, error) {
	stmt, err := r.tx.PrepareContext(r.ctx, `SELECT b.ip, b.mac, switches.name, b.first, b.gone,
			CASE WHEN b.gone IS NULL AND h.missed <= ? THEN h.misses ELSE 0 END, NULL
		FROM bindings b CROSS JOIN holders h ON h.source_id = b.source_id AND h.ip = b.ip AND h.mac = b.mac
		CROSS JOIN switches ON switches.id = b.source_id
		WHERE b.ip = ? AND b.first <= ? AND (b.gone IS NULL OR b.gone > ?)`)
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	var found []inventory.Binding
	now := unix(r.at)
	for _, sw := range r.city.Switches() {
		ip := sw.Address.Addr()
		if !ip.IsValid() || ip.IsLoopback() {
			continue
		}
		rows, err := stmt.QueryContext(r.ctx, now, ipBytes(ip), now, now)
		if err != nil {
			return nil, err
		}
		held, err := scanBindings(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, held...)
	}
	return found, nil
}
