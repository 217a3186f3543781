package snmp

import (
	"reflect"
	"testing"

	"github.com/gosnmp/gosnmp"
)

// sampleHeld is a table with cells of every type.
func sampleHeld() *held {
	text := func(s string) value { return value{gosnmp.OctetString, []byte(s)} }
	cells := []value{text("GigabitEthernet1/0/1"), text(""), {gosnmp.Integer, -7}, {gosnmp.Gauge32, uint(1 << 31)}, {gosnmp.TimeTicks, uint32(5)},
		{gosnmp.Counter64, uint64(1 << 63)}, {gosnmp.ObjectIdentifier, ".1.3.6"}, {}}
	next := append([]value{text("GigabitEthernet1/0/2")}, cells[1:]...)
	return &held{walked: 1_795_000_000, slow: 3, gates: []string{"52", ""}, objects: []string{"a", "b", "c", "d", "e", "f", "g", "h"},
		rows: []string{"1", "1.2", "10", "11"}, cells: [][]value{cells, next, next, cells}}
}

func TestAHeldTableComesBackAsItWas(t *testing.T) {
	for name, h := range map[string]*held{
		"cells of every type": sampleHeld(),
		"no rows":             {objects: []string{"a"}, gates: []string{}, rows: []string{}, cells: [][]value{}},
	} {
		got, err := readHeld(h.bytes())
		if err != nil || !reflect.DeepEqual(got, h) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, h)
		}
	}
}

// FuzzHeld reads what no poll ever wrote.
func FuzzHeld(f *testing.F) {
	good := sampleHeld().bytes()
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 1, 1, 'a', 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := readHeld(b)
		if err != nil {
			return
		}
		if len(h.rows) > mostHeld || len(h.rows) != len(h.cells) {
			t.Errorf("%d rows with %d of cells", len(h.rows), len(h.cells))
		}
		again, err := readHeld(h.bytes())
		if err != nil || len(again.rows) != len(h.rows) {
			t.Errorf("%v was written so that it reads %v, %v", h, again, err)
		}
	})
}
