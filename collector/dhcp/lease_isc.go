package dhcp

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// iscLeases reads dhcpd.leases (dhcpd.leases(5)): a block for each change, the last
// of an address counts. Every hour the server writes it anew.
type iscLeases struct {
	LogFile
	known
	open  bool
	lease iscLease
	lines int // of the block
}

// An iscLease is what a block says.
type iscLease struct {
	ip                 netip.Addr
	starts, ends, cltt time.Time
	state              string
	mac                inventory.MAC
	id, host, vendor   string
	circuit, remote    string
	wrong              error // the first thing in it that cannot be read
}

// mostOfBlock bounds the lines of a block.
const mostOfBlock = 100

func (r *iscLeases) Begin(how tail.How, _ string, _ func(inventory.DHCPMessage)) {
	r.begin(how)
	r.open = false
}

func (r *iscLeases) End(func(inventory.DHCPMessage)) {}

func (r *iscLeases) Line(text []byte, emit func(inventory.DHCPMessage)) error {
	line := strings.TrimSpace(string(text))
	switch {
	case strings.HasPrefix(line, "lease ") && strings.HasSuffix(line, "{"):
		return r.beginBlock(line)
	case !r.open:
		return nil
	case line == "}":
		r.open = false
		return r.endBlock(emit)
	}
	if r.lines++; r.lines > mostOfBlock {
		r.open = false
		return RefusedShape
	}
	key, value, _ := strings.Cut(strings.TrimSuffix(line, ";"), " ")
	if err := r.lease.set(key, strings.TrimSpace(value)); err != nil && r.lease.wrong == nil {
		r.lease.wrong = err
	}
	return nil
}

func (r *iscLeases) beginBlock(line string) error {
	broken := r.open // a block without an end: the server was stopped while it wrote
	r.open, r.lines, r.lease = true, 0, iscLease{}
	ip, err := netip.ParseAddr(strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(line, "lease "), "{")))
	switch {
	case err != nil:
		r.open = false
		return RefusedAddress
	case broken:
		err = RefusedState
	}
	r.lease.ip = ip
	return err
}

func (r *iscLeases) endBlock(emit func(inventory.DHCPMessage)) error {
	l := r.lease
	if l.wrong != nil {
		return l.wrong
	}
	m := r.message(l.cltt, inventory.DHCPAck)
	if l.cltt.IsZero() {
		m.At = l.starts.UTC()
	}
	switch l.state {
	case "active":
	case "released":
		m.Type = inventory.DHCPRelease
	case "abandoned":
		m.Type = inventory.DHCPDecline
	default: // free, expired, backup, reset: nobody holds it any more, or not yet
		return nil
	}
	if m.At.IsZero() || !plausible(m.At.Unix()) {
		return RefusedTime
	}
	if l.mac.IsZero() {
		if m.Type == inventory.DHCPDecline {
			return nil
		}
		return RefusedMAC
	}
	m.MAC, m.YourIP, m.ClientID, m.HostName, m.VendorClass = l.mac, l.ip, l.id, l.host, l.vendor
	m.CircuitID, m.RemoteID = l.circuit, l.remote
	if !l.ends.IsZero() {
		m.Lease = seconds(int64(l.ends.Sub(m.At) / time.Second))
	} else {
		m.Lease = seconds(forGood)
	}
	if !r.told(&m) {
		emit(m)
	}
	return nil
}

// set takes in one statement of a block.
func (l *iscLease) set(key, value string) (err error) {
	switch key {
	case "starts":
		l.starts, err = iscTime(value)
	case "ends":
		l.ends, err = iscTime(value)
	case "cltt":
		l.cltt, err = iscTime(value)
	case "binding":
		l.state = strings.TrimPrefix(value, "state ")
	case "hardware":
		kind, mac, _ := strings.Cut(value, " ")
		if kind != "ethernet" {
			return RefusedMAC
		}
		if l.mac, err = inventory.ParseMAC(mac); err != nil {
			return RefusedMAC
		}
	case "uid":
		l.id = hex.EncodeToString(iscOctets(value))
	case "client-hostname":
		l.host = tidy(string(iscOctets(value)))
	case "set":
		if name, said, ok := strings.Cut(value, " = "); ok && name == "vendor-class-identifier" {
			l.vendor = tidy(string(iscOctets(said)))
		}
	case "option":
		name, said, _ := strings.Cut(value, " ")
		switch name {
		case "agent.circuit-id":
			l.circuit = hex.EncodeToString(iscOctets(said))
		case "agent.remote-id":
			l.remote = hex.EncodeToString(iscOctets(said))
		}
	}
	return err
}

// iscTime reads "4 2026/11/26 10:33:31", which is UTC, "epoch 1795689211; # …", as
// db-time-format local has it, and never, which is the zero time.
func iscTime(s string) (time.Time, error) {
	if s == "never" {
		return time.Time{}, nil
	}
	day, rest, _ := strings.Cut(s, " ")
	if day == "epoch" {
		digits, _, _ := strings.Cut(rest, ";")
		unix, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || !plausible(unix) {
			return time.Time{}, RefusedTime
		}
		return time.Unix(unix, 0).UTC(), nil
	}
	at, err := time.Parse("2006/01/02 15:04:05", rest)
	if err != nil {
		return at, RefusedTime
	}
	return at, nil
}

// iscOctets reads a quoted string with octal escapes, or hexadecimal with colons.
func iscOctets(s string) []byte {
	inside, quoted := strings.CutPrefix(s, `"`)
	if !quoted {
		return octets(unpadded(s))
	}
	inside = strings.TrimSuffix(inside, `"`)
	var out []byte
	for i := 0; i < len(inside) && len(out) < maxTold; i++ {
		if inside[i] != '\\' || i+1 == len(inside) {
			out = append(out, inside[i])
			continue
		}
		if n, err := strconv.ParseUint(inside[i+1:min(i+4, len(inside))], 8, 8); err == nil && i+4 <= len(inside) {
			out = append(out, byte(n))
			i += 3
			continue
		}
		i++
		out = append(out, inside[i])
	}
	return out
}

// unpadded puts the leading zeros back that the server leaves out: 1:0:5e is 01:00:5e.
func unpadded(s string) string {
	parts := strings.Split(s, ":")
	for i, p := range parts {
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	return strings.Join(parts, ":")
}
