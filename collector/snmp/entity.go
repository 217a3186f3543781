package snmp

import (
	"context"
	"strings"

	"rollcall/inventory"
)

// The columns of entityGroup, by position.
const (
	colEntityDescr = iota
	colEntityClass
	colEntityName
	colEntitySerial
	colEntityModel
)

// entityGroup is entPhysicalTable (ENTITY-MIB, RFC 6933).
func entityGroup() *group {
	return &group{name: "entity", columns: []column{
		{object: "entPhysicalDescr", oid: ".1.3.6.1.2.1.47.1.1.1.1.2", long: true},
		{object: "entPhysicalClass", oid: ".1.3.6.1.2.1.47.1.1.1.1.5"},
		{object: "entPhysicalName", oid: ".1.3.6.1.2.1.47.1.1.1.1.7", long: true},
		{object: "entPhysicalSerialNum", oid: ".1.3.6.1.2.1.47.1.1.1.1.11", long: true},
		{object: "entPhysicalModelName", oid: ".1.3.6.1.2.1.47.1.1.1.1.13", long: true},
	}}
}

// readEntities lists the parts that have a model or a serial number, and the
// chassis and stack in any case. Sensors, slots and the like are left out.
func (r *reader) readEntities(ctx context.Context) {
	t := r.w.walk(ctx, entityGroup())[0]
	for _, row := range t.rows {
		if len(row.index) != 1 {
			continue
		}
		e := inventory.Entity{Index: int(row.index[0]), Class: entityClass(row.cells[colEntityClass].integer()),
			Name: row.cells[colEntityName].text(), Descr: row.cells[colEntityDescr].text(),
			Model: strings.TrimSpace(row.cells[colEntityModel].text()), Serial: strings.TrimSpace(row.cells[colEntitySerial].text())}
		if e.Model != "" || e.Serial != "" || e.Class == "chassis" || e.Class == "stack" {
			r.poll.Entities = append(r.poll.Entities, e)
		}
	}
	f := t.incomplete()
	if f == nil && len(t.rows) == 0 {
		f = faultf(inventory.ReasonUnsupported, "the agent has no entPhysicalTable")
	}
	r.state(inventory.TableEntities, f, inventory.TableState{Rows: len(r.poll.Entities)})
}

// entityClass names PhysicalClass (RFC 6933).
func entityClass(n int) string {
	names := [...]string{"", "other", "unknown", "chassis", "backplane", "container", "powerSupply", "fan", "sensor",
		"module", "port", "stack", "cpu", "energyObject", "battery", "storageDrive"}
	if n < 0 || n >= len(names) {
		return ""
	}
	return names[n]
}
