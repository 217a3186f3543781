package snmp

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// A memory waits for the next poll in the daemon, which has one of every switch,
// and in the database, which is written with every poll: it is packed. In front is
// packedForm, then, compressed (RFC 1951), the JSON of all but the tables that are
// held, and those, each after its name. Each part has its length in front.

// packedForm is the first octet of a packed memory.
const packedForm = 1

// mostPacked bounds what is unpacked, in octets.
const mostPacked = 16 << 20

// flateWriters are kept, for making one takes longer than packing with it.
var flateWriters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic("snmp: " + err.Error()) // cannot happen: the level is one that exists
	}
	return w
}}

// bytes is the memory in the form that travels inside a Poll.
func (m *memory) bytes() []byte {
	text, err := json.Marshal(m)
	if err != nil { // cannot happen: the type has nothing that JSON lacks
		return nil
	}
	plain := appendPart(nil, text)
	for _, name := range slices.Sorted(maps.Keys(m.Held)) {
		plain = appendPart(appendPart(plain, []byte(name)), m.Held[name])
	}
	return pack(plain)
}

func appendPart(b, part []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(part))), part...)
}

func pack(plain []byte) []byte {
	var b bytes.Buffer
	b.WriteByte(packedForm)
	w := flateWriters.Get().(*flate.Writer)
	defer flateWriters.Put(w)
	w.Reset(&b)
	if _, err := w.Write(plain); err != nil || w.Close() != nil { // cannot happen: a buffer takes all
		return nil
	}
	return bytes.Clone(b.Bytes())
}

// unpack is the inverse of bytes.
func (m *memory) unpack(b []byte) error {
	if len(b) == 0 || b[0] != packedForm {
		return errors.New("a memory of another form")
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[1:])), mostPacked))
	if err != nil {
		return fmt.Errorf("unpack a memory: %w", err)
	}
	r := &heldReader{b: plain}
	if err := json.Unmarshal(r.take(r.count(len(plain))), m); err != nil {
		return fmt.Errorf("read a memory: %w", err)
	}
	for r.err == nil && len(r.b) > 0 {
		name := string(r.take(r.count(len(r.b))))
		if m.Held == nil {
			m.Held = make(map[string][]byte)
		}
		m.Held[name] = r.take(r.count(len(r.b)))
	}
	return r.err
}
