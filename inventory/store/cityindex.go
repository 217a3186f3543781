package store

import (
	"database/sql"
	"encoding/json"
	"strings"

	"rollcall/inventory"
)

// cityIndex tells of the whole city at the moment what a school's rules may
// know, but for Seen.
func (r *reading) cityIndex() (*inventory.CityIndex, error) {
	index := &inventory.CityIndex{
		Schools:     map[inventory.SchoolCode]inventory.School{},
		Listed:      map[inventory.MAC][]inventory.ListEntry{},
		SwitchMACs:  map[inventory.MAC]inventory.SwitchID{},
		SwitchNames: map[string]inventory.SwitchID{},
	}
	for _, school := range r.city.Schools {
		index.Schools[school.Code] = school
		for _, sw := range school.Switches {
			index.SwitchNames[strings.ToLower(string(sw.ID))] = sw.ID
		}
	}
	if err := r.listed(index.Listed); err != nil {
		return nil, err
	}
	return index, r.switchNames(index)
}

func (r *reading) listed(into map[inventory.MAC][]inventory.ListEntry) error {
	var w where
	w.holds("added", "removed", r.at)
	whitelist, master, err := entriesAt(r.ctx, r.tx, &w)
	for _, entries := range [][]inventory.ListEntry{whitelist, master} {
		for _, e := range entries {
			into[e.MAC] = append(into[e.MAC], e)
		}
	}
	return err
}

// switchNames adds what every switch called itself, and its own addresses: the
// bridge's and its ports'.
func (r *reading) switchNames(index *inventory.CityIndex) error {
	now := unix(r.at)
	rows, err := r.tx.QueryContext(r.ctx, `SELECT switches.name, texts.value
		FROM switches CROSS JOIN ports p ON p.switch_id = switches.id
		CROSS JOIN attributes a ON a.port_id = p.id AND a.aspect = CASE p.if_name WHEN '' THEN 1 ELSE 5 END
			AND a.first = (SELECT MAX(first) FROM attributes x WHERE x.port_id = p.id AND x.aspect = a.aspect AND x.first <= ?)
		CROSS JOIN texts ON texts.id = a.value_id
		WHERE a.gone IS NULL OR a.gone > ?`, now, now)
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var sw inventory.SwitchID
		var body []byte
		var value struct { // of SwitchFacts, or of PortConfig
			Name      string         `json:"name"`
			BridgeMAC *inventory.MAC `json:"bridge_mac"`
			MAC       *inventory.MAC `json:"mac"`
		}
		if err := rows.Scan(&sw, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &value); err != nil {
			return err
		}
		if value.Name != "" {
			index.SwitchNames[strings.ToLower(value.Name)] = sw
		}
		for _, mac := range []*inventory.MAC{value.BridgeMAC, value.MAC} {
			if mac != nil && !mac.IsZero() && !mac.IsGroup() {
				index.SwitchMACs[*mac] = sw
			}
		}
		return nil
	})
}

// seen returns at which schools the MACs of a snapshot were present.
func (r *reading) seen(s *inventory.Snapshot) (map[inventory.MAC][]inventory.SchoolCode, error) {
	seen := map[inventory.MAC][]inventory.SchoolCode{}
	stmt, err := r.tx.PrepareContext(r.ctx, `SELECT DISTINCT switches.school FROM sightings s
		CROSS JOIN places ON places.id = s.place_id
		CROSS JOIN ports ON ports.id = places.port_id
		CROSS JOIN switches ON switches.id = ports.switch_id
		WHERE s.mac = ? AND s.first <= ? AND (s.gone IS NULL OR s.gone > ?) AND switches.school <> '' ORDER BY switches.school`)
	if err != nil {
		return nil, err
	}
	defer stmt.Close()
	for mac := range macsOf(s) {
		rows, err := stmt.QueryContext(r.ctx, macInt(mac), unix(r.at), unix(r.at))
		if err != nil {
			return nil, err
		}
		if err := each(rows, func(rows *sql.Rows) error {
			var code inventory.SchoolCode
			err := rows.Scan(&code)
			seen[mac] = append(seen[mac], code)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// macsOf returns the MACs that a snapshot speaks of.
func macsOf(s *inventory.Snapshot) map[inventory.MAC]bool {
	macs := map[inventory.MAC]bool{}
	for _, v := range s.Switches {
		for _, seen := range v.Sightings {
			macs[seen.MAC] = true
		}
	}
	for _, b := range s.Bindings {
		macs[b.MAC] = true
	}
	return macs
}
