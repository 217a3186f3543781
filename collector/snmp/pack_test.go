package snmp

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"
)

// MemoryText is all that a memory holds, unpacked: its JSON, then the tables that
// are held, after their names.
func MemoryText(t testing.TB, b []byte) string {
	t.Helper()
	m := &memory{}
	if err := m.unpack(b); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, table := range m.Held {
		text = append(append(text, name...), table...)
	}
	return string(text)
}

// PackMemory packs the JSON of a memory.
func PackMemory(text string) []byte { return pack(appendPart(nil, []byte(text))) }

func TestAMemoryIsPacked(t *testing.T) {
	m := recall(nil)
	m.Held = map[string][]byte{"if": bytes.Repeat([]byte("counter"), 1000), "port": {0, 255}, "empty": {}}
	m.Dialect["fdb"] = "vlan"
	b := m.bytes()
	if len(b) > 500 {
		t.Errorf("7,000 octets of one word are packed into %d", len(b))
	}
	again := recall(b)
	if !maps.EqualFunc(again.Held, m.Held, bytes.Equal) || again.Dialect["fdb"] != "vlan" || again.Polls != m.Polls+1 {
		t.Errorf("packed and unpacked it is %+v, want %+v", again, m)
	}
}

// TestWhatIsNotAMemoryIsForgotten cuts a memory off at every octet, and changes each.
func TestWhatIsNotAMemoryIsForgotten(t *testing.T) {
	m := recall(nil)
	m.Held = map[string][]byte{"if": []byte("a table"), "port": []byte("another")}
	good := m.bytes()
	for n := range good {
		if again := recall(good[:n]); len(again.Held) > 0 || again.Polls != 1 {
			t.Errorf("of %d octets, %d make %+v", len(good), n, again)
		}
		changed := bytes.Clone(good)
		changed[n] ^= 0x55
		recall(changed) // and nothing worse happens
	}
}
