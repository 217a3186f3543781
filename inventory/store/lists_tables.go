package store

import (
	"database/sql"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// A listRow is one row of any list on its way into the database or out of it.
type listRow struct {
	id     int64 // 0: not stored yet
	school inventory.SchoolCode
	key    string // what it is about
	body   string // everything but the line, as JSON: rows with equal bodies are the same row
	line   int
	after  string // the key of the row whose place it takes, if that is another
}

// A listTable is how the rows of one list are stored.
type listTable struct {
	list    List
	table   string
	key     string                                // SQL that makes one text of the columns that hold the key
	of      string                                // the condition that picks one school's rows of the list
	columns string                                // what a row has beside school, body, line, added and import_id
	values  func(key string) []any                // of those columns
	blend   func(row, old string) (string, error) // takes over from the old row of a key what the new one leaves open; nil: nothing
	names   func(body string) ([2]string, error)  // with blend: the key of a row, and what it goes by where no row has that key
}

func entryTable(list List) listTable {
	return listTable{list: list, table: "list_entries", key: "CAST(mac AS TEXT)", of: "school = ? AND list = ?", columns: "list, mac",
		values: func(key string) []any {
			mac, _ := strconv.ParseInt(key, 10, 64) // it was made from one
			return []any{string(list), mac}
		}}
}

func portTable() listTable {
	return listTable{list: ListPorts, table: "port_records", key: "switch || char(10) || port",
		of: "school = ? AND 'ports' = ?", columns: "switch, port",
		values: func(key string) []any {
			sw, port, _ := strings.Cut(key, "\n")
			return []any{sw, port}
		}}
}

func itemTable(list List) listTable {
	return listTable{list: list, table: "list_rows", key: "subject", of: "school = ? AND list = ?", columns: "list, subject",
		values: func(key string) []any { return []any{string(list), key} }}
}

// tableOf is how a list is stored, as an undo needs it.
func tableOf(list List) listTable {
	switch list {
	case ListWhitelist, ListMaster:
		return entryTable(list)
	case ListPorts:
		return portTable()
	}
	return itemTable(list)
}

// listed reads the rows that a school's list has now.
func (t *tx) listed(table listTable, school inventory.SchoolCode) ([]listRow, error) {
	return t.listRows(table, school, "removed IS NULL")
}

func (t *tx) listRows(table listTable, school inventory.SchoolCode, condition string, args ...any) ([]listRow, error) {
	var loaded []listRow
	err := t.rows(`SELECT id, `+table.key+`, body, line FROM `+table.table+` WHERE `+table.of+` AND `+condition+` ORDER BY id`,
		append([]any{string(school), string(table.list)}, args...), func(rows *sql.Rows) error {
			r := listRow{school: school}
			err := rows.Scan(&r.id, &r.key, &r.body, &r.line)
			loaded = append(loaded, r)
			return err
		})
	return loaded, err
}

func (t *tx) insertRow(table listTable, r listRow, importID int64) error {
	values := table.values(r.key)
	_, err := t.exec(`INSERT INTO `+table.table+` (school, body, line, added, import_id, `+table.columns+`)
		VALUES (?, ?, ?, ?, ?`+strings.Repeat(", ?", len(values))+`)`,
		append([]any{string(r.school), r.body, r.line, unix(t.at), importID}, values...)...)
	return err
}
