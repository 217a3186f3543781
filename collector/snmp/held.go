package snmp

import (
	"encoding/binary"
	"errors"
	"slices"
	"strconv"

	"github.com/gosnmp/gosnmp"
)

// A held is a table as it was read last, kept for the next polls: what cannot
// have changed since need not be asked for again.
type held struct {
	walked  int64    // unix seconds when it was last walked as a whole
	slow    int64    // ... when the cells that are read now and then last were
	gates   []string // what the scalars said that tell of changes
	objects []string // of the columns
	rows    []string // suffixes, in order
	cells   [][]value
}

// mostHeld bounds the rows of a table that is held.
const mostHeld = 2048

// holdOf takes a table over.
func holdOf(t *table) *held {
	h := &held{rows: make([]string, len(t.rows)), cells: make([][]value, len(t.rows))}
	for _, c := range t.group.columns {
		h.objects = append(h.objects, c.object)
	}
	for i := range t.rows {
		h.rows[i], h.cells[i] = t.rows[i].suffix, t.rows[i].cells
	}
	return h
}

// columns says where the columns of a group are in what is held; -1: nowhere.
func (h *held) columns(g *group) []int {
	at := make([]int, len(g.columns))
	for i, c := range g.columns {
		at[i] = slices.Index(h.objects, c.object)
	}
	return at
}

// index maps suffixes to rows.
func (h *held) index() map[string]int {
	m := make(map[string]int, len(h.rows))
	for i, suffix := range h.rows {
		m[suffix] = i
	}
	return m
}

// The form in which a table is held is made to be small: suffixes and, down each
// column, cells are written as what differs from the one above, and equal ones are
// counted. A city has thousands of such tables.

// bytes is the table in that form.
func (h *held) bytes() []byte {
	b := binary.AppendVarint(nil, h.walked)
	b = binary.AppendVarint(b, h.slow)
	b = appendTexts(b, h.gates)
	b = appendTexts(b, h.objects)
	b = binary.AppendUvarint(b, uint64(len(h.rows)))
	b = appendLikes(b, len(h.rows), func(i int, to []byte) []byte { return appendSuffix(to, h.rows[i]) })
	for col := range h.objects {
		b = appendLikes(b, len(h.rows), func(i int, to []byte) []byte { return appendCell(to, h.cells[i][col]) })
	}
	return b
}

func appendTexts(b []byte, texts []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(texts)))
	for _, s := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	return b
}

// appendLikes writes n things: how often the one above comes again, then what the
// next one shares with it at its beginning, and its rest.
func appendLikes(b []byte, n int, thing func(i int, to []byte) []byte) []byte {
	var above, next []byte
	same := 0
	for i := range n {
		next = thing(i, next[:0])
		if i > 0 && string(next) == string(above) {
			same++
			continue
		}
		if i > 0 {
			b = binary.AppendUvarint(b, uint64(same))
		}
		shared := 0
		for shared < min(len(above), len(next)) && above[shared] == next[shared] {
			shared++
		}
		b = binary.AppendUvarint(b, uint64(shared))
		b = binary.AppendUvarint(b, uint64(len(next)-shared))
		b = append(b, next[shared:]...)
		above, next, same = next, above, 0
	}
	if n > 0 {
		b = binary.AppendUvarint(b, uint64(same))
	}
	return b
}

// appendSuffix writes the end of an OID, arc by arc.
func appendSuffix(b []byte, suffix string) []byte {
	for _, arc := range parseArcs(suffix) {
		b = binary.AppendUvarint(b, uint64(arc))
	}
	return b
}

// readSuffix is the inverse of appendSuffix.
func readSuffix(b []byte) string {
	suffix := make([]byte, 0, 4*len(b))
	for len(b) > 0 {
		arc, size := binary.Uvarint(b)
		if size <= 0 {
			break
		}
		if len(suffix) > 0 {
			suffix = append(suffix, '.')
		}
		suffix, b = strconv.AppendUint(suffix, arc&0xffffffff, 10), b[size:]
	}
	return string(suffix)
}

// The Go types of values, as they are written.
const (
	goAbsent = iota
	goInt
	goUint
	goUint32
	goUint64
	goBytes
	goString
)

// appendCell writes a value: its Go type, its type on the wire, what it is.
func appendCell(b []byte, v value) []byte {
	number := func(as byte, n uint64) []byte { return binary.AppendUvarint(append(b, as, byte(v.kind)), n) }
	switch x := v.any.(type) {
	case int:
		return binary.AppendVarint(append(b, goInt, byte(v.kind)), int64(x))
	case uint:
		return number(goUint, uint64(x))
	case uint32:
		return number(goUint32, uint64(x))
	case uint64:
		return number(goUint64, x)
	case []byte:
		return append(append(b, goBytes, byte(v.kind)), x...)
	case string:
		return append(append(b, goString, byte(v.kind)), x...)
	}
	return append(b, goAbsent, byte(v.kind))
}

// readCell is the inverse of appendCell.
func readCell(b []byte) (value, error) {
	if len(b) < 2 {
		return value{}, errHeld
	}
	v, rest := value{kind: gosnmp.Asn1BER(b[1])}, b[2:]
	n, _ := binary.Uvarint(rest)
	switch b[0] {
	case goAbsent:
	case goInt:
		i, _ := binary.Varint(rest)
		v.any = int(i)
	case goUint:
		v.any = uint(n)
	case goUint32:
		v.any = uint32(n)
	case goUint64:
		v.any = n
	case goBytes:
		v.any = rest
	case goString:
		v.any = string(rest)
	default:
		return value{}, errHeld
	}
	return v, nil
}

var errHeld = errors.New("a table in the memory is not one that was held")

// A heldReader reads the form; the first thing wrong ends it.
type heldReader struct {
	b   []byte
	err error
}

// readHeld is the inverse of held.bytes.
func readHeld(b []byte) (*held, error) {
	r := &heldReader{b: b}
	h := &held{walked: r.varint(), slow: r.varint()}
	h.gates, h.objects = r.texts(), r.texts()
	n := r.count(mostHeld)
	h.rows, h.cells = make([]string, 0, n), make([][]value, n)
	r.likes(n, func(_ int, thing []byte) { h.rows = append(h.rows, readSuffix(thing)) })
	arena := make([]value, n*len(h.objects))
	for i := range h.cells {
		h.cells[i], arena = arena[:len(h.objects):len(h.objects)], arena[len(h.objects):]
	}
	for col := range h.objects {
		r.likes(n, func(i int, thing []byte) {
			v, err := readCell(thing)
			if err != nil {
				r.err = err
			}
			h.cells[i][col] = v
		})
	}
	if len(r.b) > 0 {
		r.err = errHeld
	}
	return h, r.err
}

func (r *heldReader) varint() int64 {
	n, size := binary.Varint(r.b)
	r.skip(size)
	return n
}

// count reads a number that is at most so much.
func (r *heldReader) count(most int) int {
	n, size := binary.Uvarint(r.b)
	if r.skip(size); n > uint64(most) {
		r.err = errHeld
	}
	if r.err != nil {
		return 0
	}
	return int(n)
}

func (r *heldReader) skip(size int) {
	if size <= 0 || r.err != nil {
		r.err, r.b = errHeld, nil
		return
	}
	r.b = r.b[size:]
}

// take reads so many octets.
func (r *heldReader) take(n int) []byte {
	if r.err != nil || n > len(r.b) {
		r.err, r.b = errHeld, nil
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *heldReader) texts() []string {
	n := r.count(64)
	texts := make([]string, n)
	for i := range texts {
		texts[i] = string(r.take(r.count(len(r.b))))
	}
	return texts
}

// likes reads n things that appendLikes wrote.
func (r *heldReader) likes(n int, each func(i int, thing []byte)) {
	var above []byte
	for i := 0; i < n && r.err == nil; {
		shared := r.count(len(above))
		above = slices.Concat(above[:shared], r.take(r.count(len(r.b))))
		for again := r.count(n-i-1) + 1; again > 0; again-- {
			each(i, above)
			i++
		}
	}
}
