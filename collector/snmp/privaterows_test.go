package snmp

import (
	"testing"

	"rollcall/inventory"
)

// FuzzPrivateRows gives the rows of private tables any index and any value.
func FuzzPrivateRows(f *testing.F) {
	mac := []byte{0, 0, 0, 0, 0, 0x5e, 0, 0, 0, 0x53, 0, 1}
	f.Add(mac, []byte{0, 0, 0x5e, 0, 0x53, 2}, "192.0.2.1", 101)
	f.Add(append(mac, 0, 10, 0, 1, 0, 48), []byte(nil), "", -1)
	f.Add(append([]byte{0, 1, 0, 0, 0, 101, 0, 10, 0, 0}, mac...), []byte("x"), "not an address", 0)
	f.Fuzz(func(t *testing.T, index, octets []byte, address string, number int) {
		cells := []value{{any: octets}, {any: address}, {any: number}}
		for range cells {
			cells = append(cells[1:], cells[0])
			r := row{index: arcsOf(index), cells: cells}
			for _, private := range privateFDBs() {
				if vid, ifIndex, _, ok := private.row(&r); ok && (len(private.group.columns) == 1 && len(r.index) < 7 || vid < 0 || ifIndex < 0) {
					t.Errorf("%s: row %v is VLAN %d on interface %d", private.group.name, r.index, vid, ifIndex)
				}
			}
			for _, m := range radioMIBs() {
				c, _, _ := m.client(&r)
				if c.IP.IsValid() && c.IP.IsUnspecified() {
					t.Errorf("%s: client %+v of %v", m.name, c, r.index)
				}
				if m.cell != nil {
					m.cell(&r)
				}
			}
		}
	})
}

// FuzzOddIndexes gives forwarding tables with any two indexes.
func FuzzOddIndexes(f *testing.F) {
	mac := []byte{0, 0, 0, 0, 0, 0x5e, 0, 0, 0, 0x53, 0, 1}
	f.Add(append([]byte{0, 10, 0, 9}, mac...), append([]byte{0, 10, 0, 9}, mac...))
	f.Add(append([]byte{0, 10}, mac...), append([]byte{0, 20}, mac...))
	f.Add(append(mac, 0, 10), append(mac, 0, 20))
	f.Add([]byte{}, []byte{0, 1})
	f.Fuzz(func(t *testing.T, one, other []byte) {
		g := plainFDBGroup()
		table := newTable(g, 0)
		for _, b := range [][]byte{one, other} {
			table.rows = append(table.rows, row{index: arcsOf(b), cells: make([]value, len(g.columns))})
		}
		form, ok := oddForm(table, map[inventory.MAC]bool{{0, 0, 0x5e, 0, 0x53, 1}: true}, map[int]bool{10: true, 20: true})
		if !ok {
			return
		}
		rows := parseOddFDB(table, "dot1dTpFdb", form)
		for _, e := range rows.entries {
			if form.fid >= 0 && e.fid != 10 && e.fid != 20 || len(rows.entries)+rows.refused != 2 {
				t.Errorf("%s: %+v of %v and %v", form, rows, table.rows[0].index, table.rows[1].index)
			}
		}
	})
}

// FuzzPowerPorts gives pethPsePortTable and the names of ports anything.
func FuzzPowerPorts(f *testing.F) {
	f.Add([]byte{0, 1, 0, 7}, 3, 4, "1/0/7")
	f.Add([]byte{0, 1, 0xff, 0xff}, -1, -9, "99999999999999999999")
	f.Fuzz(func(t *testing.T, index []byte, status, class int, name string) {
		ifs := []inventory.Interface{{Index: 7, Name: name, Type: 6, Oper: "up"}}
		r := &reader{poll: &inventory.Poll{Interfaces: ifs}, mem: recall(nil)}
		g := powerGroup()
		r.ports = newPorts(newTable(portGroup(), 0), ifs, nil)
		table := newTable(g, 0)
		table.rows = []row{{index: arcsOf(index), cells: []value{{any: status}, {any: class}}}}
		r.readPower(table)
		if c := ifs[0].PoEClass; c < 0 || c > 0 && status != deliveringPower {
			t.Errorf("class %d from status %d, class %d", c, status, class)
		}
	})
}
