package dhcp

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"net/netip"
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// Refusals of the readers of lease files and logs.
const (
	RefusedMAC     tail.Refusal = "bad mac"
	RefusedAddress tail.Refusal = "bad address"
	RefusedTime    tail.Refusal = "bad time"
	RefusedShape   tail.Refusal = "unknown shape"
	RefusedState   tail.Refusal = "unfinished"
)

// A LogFile is the lease file or a log of a DHCP server: the first choice among
// what DHCP may be learned from, for it costs the network nothing.
type LogFile struct {
	Server  string     // its name in the configuration
	Address netip.Addr // its server identifier; zero: not known
	Format  string     // kea isc dnsmasq windows
	Leases  bool       // it is the lease file
	Path    string     // or a pattern, as Windows writes a file a day
	// Zone is that of times which are written without one.
	Zone *time.Location
	Now  func() time.Time // by which the year is told where a log does not write it
	// Decode reads text that is no UTF-8, as an old Windows writes it.
	Decode func([]byte) string
}

// firstOfLog is how much of a log is read that was never read before. Of lease
// files all is, as they say what holds now.
const firstOfLog = 4 << 20

// Source is the file as something to follow.
func (f LogFile) Source() tail.Source[inventory.DHCPMessage] {
	s := tail.Source[inventory.DHCPMessage]{Name: f.Server, Path: f.Path, New: f.reader}
	if f.Leases {
		s.Whole = f.Format == "dnsmasq"
	} else {
		s.First = firstOfLog
	}
	return s
}

func (f LogFile) reader() tail.Reader[inventory.DHCPMessage] {
	switch {
	case f.Format == "kea" && f.Leases:
		return &keaLeases{LogFile: f}
	case f.Format == "isc" && f.Leases:
		return &iscLeases{LogFile: f}
	case f.Format == "dnsmasq" && f.Leases:
		return &dnsmasqLeases{LogFile: f}
	case f.Format == "kea":
		return &logReader{LogFile: f, read: f.keaLine}
	case f.Format == "windows":
		return &logReader{LogFile: f, read: f.windowsLine}
	}
	return &logReader{LogFile: f, read: f.syslogLine}
}

// message is one that the server tells of.
func (f LogFile) message(at time.Time, kind inventory.DHCPType) inventory.DHCPMessage {
	return inventory.DHCPMessage{At: at.UTC(), Via: inventory.ViaLog, Source: f.Server, Version: 4, Type: kind, Server: f.Address}
}

// A logReader reads a log whose lines stand for themselves.
type logReader struct {
	LogFile
	read func(line string) (m inventory.DHCPMessage, told bool, err error)
}

func (r *logReader) Begin(tail.How, string, func(inventory.DHCPMessage)) {}
func (r *logReader) End(func(inventory.DHCPMessage))                     {}
func (r *logReader) State() []byte                                       { return nil }
func (r *logReader) Restore([]byte)                                      {}

func (r *logReader) Line(text []byte, emit func(inventory.DHCPMessage)) error {
	m, told, err := r.read(r.text(text))
	if err == nil && told {
		emit(m)
	}
	return err
}

// text decodes a line: UTF-8 where it is that.
func (f LogFile) text(line []byte) string {
	s := string(line)
	if f.Decode != nil && strings.ToValidUTF8(s, "") != s {
		return f.Decode(line)
	}
	return strings.TrimPrefix(s, "\ufeff")
}

// known knows again what was told of a lease file that is written anew: everything
// up to the newest moment of which anything was told then. Its zero value knows
// nothing.
type known struct {
	Newest int64    `json:"newest,omitempty"` // unix seconds
	At     []uint64 `json:"at,omitempty"`     // what was told of that second
	Until  int64    `json:"until,omitempty"`  // what the file holds up to here was told; 0: nothing
	Of     []uint64 `json:"of,omitempty"`     // of that last second, this was
}

// mostOfASecond bounds how many leases of one second are known apart.
const mostOfASecond = 4096

// begin takes note that reading begins.
func (k *known) begin(how tail.How) {
	if how == tail.Turned || how == tail.Anew {
		k.Until, k.Of = k.Newest, append([]uint64(nil), k.At...)
	}
}

// told says whether a lease was told before, and takes note of it.
func (k *known) told(m *inventory.DHCPMessage) bool {
	at, print := m.At.Unix(), printOf(m)
	if k.Until > 0 && (at < k.Until || at == k.Until && contains(k.Of, print)) {
		return true
	}
	switch {
	case at > k.Newest:
		k.Newest, k.At = at, append(k.At[:0], print)
	case at == k.Newest && len(k.At) < mostOfASecond:
		k.At = append(k.At, print)
	}
	return false
}

func contains(prints []uint64, print uint64) bool {
	for _, p := range prints {
		if p == print {
			return true
		}
	}
	return false
}

func (k *known) State() []byte {
	state, err := json.Marshal(k)
	if err != nil { // numbers can be written
		return nil
	}
	return state
}

func (k *known) Restore(state []byte) {
	if json.Unmarshal(state, k) != nil {
		*k = known{}
	}
}

// printOf tells leases apart.
func printOf(m *inventory.DHCPMessage) uint64 {
	h := fnv.New64a()
	ip, _ := m.YourIP.MarshalBinary()
	h.Write(ip)
	h.Write(m.MAC[:])
	h.Write([]byte(m.Type))
	h.Write([]byte(m.ClientID))
	var times [16]byte
	binary.BigEndian.PutUint64(times[:], uint64(m.At.Unix()))
	binary.BigEndian.PutUint64(times[8:], uint64(m.Lease))
	h.Write(times[:])
	return h.Sum64()
}

// macOfDUID is the address in a DUID of type 1 or 3 (RFC 8415, 11.2 and 11.4) on
// Ethernet; others hold none.
func macOfDUID(duid []byte) (mac inventory.MAC, ok bool) {
	if len(duid) < 4 || binary.BigEndian.Uint16(duid[2:]) != 1 {
		return mac, false
	}
	switch rest := duid[4:]; binary.BigEndian.Uint16(duid) {
	case 1:
		return mac, len(rest) == 10 && copy(mac[:], rest[4:]) == 6
	case 3:
		return mac, len(rest) == 6 && copy(mac[:], rest) == 6
	}
	return mac, false
}

// maxID is the longest client identifier that is kept, in octets; a DUID has 130
// at most (RFC 8415, 11.1).
const maxID = 130

// octets reads hexadecimal with or without colons, as identifiers are written.
func octets(s string) []byte {
	raw, err := hex.DecodeString(strings.ReplaceAll(s, ":", ""))
	if err != nil || len(raw) > maxID {
		return nil
	}
	return raw
}
