package snmp

import (
	"math"
	"testing"

	"github.com/gosnmp/gosnmp"
)

// TestWireSizeIsThatOfTheWire compares with what the codec makes of a variable:
// the octets by which a message grows with it.
func TestWireSizeIsThatOfTheWire(t *testing.T) {
	const column = ".1.3.6.1.2.1.17.7.1.2.2.1.2"
	codec := &gosnmp.GoSNMP{Version: gosnmp.Version2c, Community: "public"}
	for _, v := range []gosnmp.SnmpPDU{
		{Type: gosnmp.Null},
		{Type: gosnmp.Integer, Value: 0}, {Type: gosnmp.Integer, Value: 127}, {Type: gosnmp.Integer, Value: 128},
		{Type: gosnmp.Integer, Value: math.MaxInt32}, {Type: gosnmp.Integer, Value: -1}, {Type: gosnmp.Integer, Value: -129},
		{Type: gosnmp.Counter32, Value: uint32(math.MaxUint32)}, {Type: gosnmp.Gauge32, Value: uint32(255)},
		{Type: gosnmp.Counter64, Value: uint64(math.MaxUint64)}, {Type: gosnmp.Counter64, Value: uint64(1 << 40)},
		{Type: gosnmp.OctetString, Value: []byte{}}, {Type: gosnmp.OctetString, Value: make([]byte, 100)},
		{Type: gosnmp.OctetString, Value: make([]byte, 200)}, {Type: gosnmp.OctetString, Value: make([]byte, 300)},
		{Type: gosnmp.IPAddress, Value: "192.0.2.1"},
	} {
		v.Name = column + ".4095.0.27.128.255.16384.4294967295"
		with, err := codec.SnmpEncodePacket(gosnmp.SetRequest, []gosnmp.SnmpPDU{v}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		index := parseArcs(v.Name[len(column)+1:])
		got, want := wireSize(columnSize(column), index, value{v.Type, v.Value}), bindingSize(t, with)
		if got != want {
			t.Errorf("%v %v: %d octets, want %d", v.Type, v.Value, got, want)
		}
	}
}

// bindingSize finds the size of the only variable binding of a message: a sequence
// that begins with an OID and ends with the message.
func bindingSize(t *testing.T, message []byte) int {
	t.Helper()
	for i := 20; i < len(message)-6; i++ {
		head := 2 + max(0, int(message[i+1])-0x80) // a long length tells of how many octets it is
		if message[i] == 0x30 && head <= 4 && message[i+head] == byte(gosnmp.ObjectIdentifier) {
			return len(message) - i
		}
	}
	t.Fatalf("no variable in %x", message)
	return 0
}
