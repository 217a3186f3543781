package dhcp

import (
	"bufio"
	"encoding/hex"
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// keaLeases reads the lease file of Kea's memfile backend, leases4.csv or
// leases6.csv: a line for each change, columns by their head. Every hour Kea puts
// the file aside as .1, writes what still holds into .2, which becomes .completed,
// and begins a file anew: so where we begin, those are read first.
type keaLeases struct {
	LogFile
	known
	columns map[string]int
}

// States of a lease in the file.
const (
	keaHeld      = "0"
	keaDeclined  = "1"
	keaReclaimed = "2" // it has run out
	keaReleased  = "3"
)

// maxAside is how much of a file that was put aside is read: of a hundred thousand leases.
const maxAside = 32 << 20

func (r *keaLeases) Begin(how tail.How, head string, emit func(inventory.DHCPMessage)) {
	r.begin(how)
	if how == tail.First || how == tail.Anew {
		for _, aside := range []string{".completed", ".2", ".1"} {
			r.readAside(r.Path+aside, emit)
		}
	}
	r.setColumns(head)
}

// readAside reads a file that was put aside, if there is one.
func (r *keaLeases) readAside(path string, emit func(inventory.DHCPMessage)) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	in := bufio.NewScanner(io.LimitReader(file, maxAside))
	for in.Scan() {
		_ = r.Line(in.Bytes(), emit) // what is wrong with it was counted when it was the file itself
	}
}

func (r *keaLeases) End(func(inventory.DHCPMessage)) {}

// setColumns takes the head of the file. Versions of Kea add columns to it.
func (r *keaLeases) setColumns(head string) bool {
	names := strings.Split(head, ",")
	if names[0] != "address" {
		return false
	}
	r.columns = map[string]int{}
	for i, name := range names {
		r.columns[name] = i
	}
	return true
}

func (r *keaLeases) Line(text []byte, emit func(inventory.DHCPMessage)) error {
	line := string(text)
	if line == "" || r.setColumns(line) {
		return nil
	}
	if r.columns == nil {
		return RefusedShape
	}
	// Kea quotes nothing: a comma within a field is written &#x2c.
	fields := strings.Split(line, ",")
	m, told, err := r.lease(func(name string) string {
		if i, ok := r.columns[name]; ok && i < len(fields) {
			return fields[i]
		}
		return ""
	})
	if err == nil && told && !r.told(&m) {
		emit(m)
	}
	return err
}

func (r *keaLeases) lease(field func(string) string) (m inventory.DHCPMessage, told bool, err error) {
	ip, err := netip.ParseAddr(field("address"))
	if err != nil {
		return m, false, RefusedAddress
	}
	valid, err1 := strconv.ParseInt(field("valid_lifetime"), 10, 64)
	expire, err2 := strconv.ParseInt(field("expire"), 10, 64)
	if err1 != nil || err2 != nil || !plausible(expire-valid) {
		return m, false, RefusedTime
	}
	m = r.message(time.Unix(expire-valid, 0), inventory.DHCPAck)
	m.YourIP, m.Lease = ip, seconds(valid)
	m.HostName = tidy(strings.ReplaceAll(field("hostname"), "&#x2c", ","))
	switch state := field("state"); {
	case state == keaReclaimed:
		return m, false, nil
	case state == keaDeclined:
		m.Type = inventory.DHCPDecline
	case state == keaReleased || valid == 0:
		m.Type = inventory.DHCPRelease
	}
	if ip.Is6() {
		return m, true, addDUID(&m, field)
	}
	if m.MAC, err = inventory.ParseMAC(field("hwaddr")); err != nil {
		if m.Type == inventory.DHCPDecline { // Kea forgets whose it was
			return m, false, nil
		}
		return m, false, RefusedMAC
	}
	m.ClientID = hex.EncodeToString(octets(field("client_id")))
	return m, true, nil
}

// addDUID fills in who holds an IPv6 address: by its hardware address where Kea
// noted it, else by a DUID that holds one.
func addDUID(m *inventory.DHCPMessage, field func(string) string) error {
	m.Version, m.Type = 6, sixOf(m.Type)
	duid := octets(field("duid"))
	m.ClientID = hex.EncodeToString(duid)
	mac, err := inventory.ParseMAC(field("hwaddr"))
	if err != nil {
		var ok bool
		if mac, ok = macOfDUID(duid); !ok && len(duid) == 0 {
			return RefusedMAC
		}
	}
	m.MAC = mac
	return nil
}

// sixOf is the type of DHCPv6 that does what one of DHCPv4 does.
func sixOf(t inventory.DHCPType) inventory.DHCPType {
	switch t {
	case inventory.DHCPAck:
		return inventory.DHCPReply
	case inventory.DHCPRelease, inventory.DHCPDecline, inventory.DHCPRequest:
		return t + "6"
	}
	return t
}
