package dhcp

import (
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// dnsmasqLeases reads the lease file of dnsmasq: what holds now, written anew with
// each change. A line is when the lease runs out, the MAC (IPv6: the number of the
// association), address, host name and client identifier or DUID; "duid" begins
// those of IPv6. What was not there before was given just now.
type dnsmasqLeases struct {
	LogFile
	six  bool
	was  map[uint64]bool // lines of the last reading
	is   map[uint64]bool // of this one
	at   time.Time
	whom bool // a reading has begun
}

// mostLeases bounds how many lines are known again.
const mostLeases = 65_536

func (r *dnsmasqLeases) Begin(tail.How, string, func(inventory.DHCPMessage)) {
	r.six, r.is, r.whom = false, map[uint64]bool{}, true
	r.at = time.Now()
	if r.Now != nil {
		r.at = r.Now()
	}
}

// End makes what was read what was known.
func (r *dnsmasqLeases) End(func(inventory.DHCPMessage)) {
	if r.whom {
		r.was, r.whom = r.is, false
	}
}

// State is the lines that were read last, eight octets each.
func (r *dnsmasqLeases) State() []byte {
	prints := make([]uint64, 0, len(r.was))
	for p := range r.was {
		prints = append(prints, p)
	}
	slices.Sort(prints)
	var state []byte
	for _, p := range prints {
		state = binary.BigEndian.AppendUint64(state, p)
	}
	return state
}

func (r *dnsmasqLeases) Restore(state []byte) {
	r.was = map[uint64]bool{}
	for ; len(state) >= 8; state = state[8:] {
		r.was[binary.BigEndian.Uint64(state)] = true
	}
}

func (r *dnsmasqLeases) Line(text []byte, emit func(inventory.DHCPMessage)) error {
	fields := strings.Fields(string(text))
	switch {
	case len(fields) == 0:
		return nil
	case fields[0] == "duid":
		r.six = true
		return nil
	case len(fields) < 4 || len(r.is) >= mostLeases:
		return RefusedShape
	}
	h := fnv.New64a()
	h.Write(text)
	print := h.Sum64()
	r.is[print] = true
	if r.was[print] {
		return nil
	}
	m, err := r.lease(fields)
	if err == nil {
		emit(m)
	}
	return err
}

func (r *dnsmasqLeases) lease(fields []string) (m inventory.DHCPMessage, err error) {
	m = r.message(r.at, inventory.DHCPAck)
	until, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil || until != 0 && !plausible(until) {
		return m, RefusedTime
	}
	if m.Lease = seconds(until - r.at.Unix()); until == 0 {
		m.Lease = seconds(forGood)
	}
	if m.YourIP, err = netip.ParseAddr(fields[2]); err != nil {
		return m, RefusedAddress
	}
	if fields[3] != "*" {
		m.HostName = tidy(fields[3])
	}
	var id []byte
	if len(fields) > 4 && fields[4] != "*" {
		id = octets(fields[4])
		m.ClientID = hex.EncodeToString(id)
	}
	if r.six {
		m.Version, m.Type = 6, inventory.DHCPReply
		m.MAC, _ = macOfDUID(id)
		return m, nil
	}
	if m.MAC, err = inventory.ParseMAC(fields[1]); err != nil {
		return m, RefusedMAC // another sort of hardware: 06-00:00:5e…
	}
	return m, nil
}
