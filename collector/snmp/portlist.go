package snmp

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// portLists is the membership of one VLAN in interfaces, in order of ifIndex.
type portLists struct {
	vid              int
	egress, untagged []int
}

// maxPort is the largest bridge port (RFC 4188, dot1dBasePort).
const maxPort = 65535

// A listReading is one way in which firmware writes a PortList, and what its
// numbers mean.
type listReading struct {
	name  string
	parse func([]byte) ([]int, bool)
	text  bool
	at    func(port int) int // the ifIndex; 0: not known
}

// listReadings lists them, that of the MIB first: bits, of bridge ports.
func (p ports) listReadings() []listReading {
	base := func(port int) int { return p.ifIndex[port] }
	rs := []listReading{{"PortList as bits", bitPorts, false, base}}
	for _, m := range p.meanings()[1:] {
		rs = append(rs, listReading{"PortList as bits, by " + m.name, bitPorts, false, m.ifIndex})
	}
	return append(rs,
		listReading{"PortList as bits from 0 on", bitPorts, false, func(port int) int { return p.ifIndex[port-1] }},
		listReading{"PortList as bits, the last of an octet first", mirroredPorts, false, base},
		listReading{"PortList as hexadecimal text", hexPorts, true, base},
		listReading{"PortList as hexadecimal text, by ifIndex", hexPorts, true, p.asIfIndex},
		listReading{"PortList as a list of numbers", textPorts, true, base},
		listReading{"PortList as a list of numbers, by ifIndex", textPorts, true, p.asIfIndex},
		listReading{"PortList as names of ports", p.namedPorts, true, func(port int) int { return port }})
}

// bitPorts reads a PortList as defined: the first bit of the first octet is
// port 1 (RFC 4363, section 3).
func bitPorts(b []byte) ([]int, bool) {
	var ports []int
	for i, octet := range b[:min(len(b), maxPort/8)] {
		for bit := 0; octet != 0; bit++ {
			if octet&0x80 != 0 {
				ports = append(ports, i*8+bit+1)
			}
			octet <<= 1
		}
	}
	return ports, true
}

// mirroredPorts reads the bits of every octet from the last to the first.
func mirroredPorts(b []byte) ([]int, bool) {
	var ports []int
	for i, octet := range b[:min(len(b), maxPort/8)] {
		for bit := 0; octet != 0; bit++ {
			if octet&1 != 0 {
				ports = append(ports, i*8+bit+1)
			}
			octet >>= 1
		}
	}
	return ports, true
}

// hexPorts reads the same bits written as hexadecimal digits.
func hexPorts(b []byte) ([]int, bool) {
	if !printable(bytes.TrimRight(b, "\x00")) {
		return nil, false
	}
	text := strings.NewReplacer(" ", "", ":", "").Replace(strings.TrimRight(string(b), "\x00"))
	bits, err := hex.DecodeString(text)
	if err != nil {
		return nil, false
	}
	return bitPorts(bits)
}

// textPorts reads "3,4434,4440-4443": the ports' numbers with commas between.
func textPorts(b []byte) ([]int, bool) {
	text := strings.TrimSpace(strings.TrimRight(string(b), "\x00"))
	if text == "" {
		return nil, true
	}
	if !printable([]byte(text)) {
		return nil, false
	}
	var ports []int
	for _, part := range portRange(text) {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > maxPort || len(ports) > maxPort {
			return nil, false
		}
		if n > 0 {
			ports = append(ports, n)
		}
	}
	slices.Sort(ports)
	return ports, true
}

// namedPorts reads "1/0/1-4,1/0/28": names of interfaces with commas between. Its
// numbers are ifIndexes.
func (p ports) namedPorts(b []byte) ([]int, bool) {
	text := strings.TrimSpace(strings.TrimRight(string(b), "\x00"))
	if !printable([]byte(text)) {
		return nil, false
	}
	var indexes []int
	names := p.names()
	for _, name := range portRange(text) {
		if index := names[name]; index > 0 {
			indexes = append(indexes, index)
		} else {
			return nil, false
		}
	}
	slices.Sort(indexes)
	return indexes, true
}

// names are the interfaces by name and description, where only one has it.
func (p ports) names() map[string]int {
	names := map[string]int{}
	for _, i := range p.ifs {
		enter(names, i.Name, i.Index)
		enter(names, i.Descr, i.Index)
	}
	return names
}

// A listsRead is the lists of all VLANs in one reading.
type listsRead struct {
	reading
	lists []portLists
	agree float64 // by the PVIDs
}

// bestPortLists reads the lists in every way that fits them all, and takes the one
// that agrees best with the ports and their PVIDs. A list of bits that is text
// throughout is hardly one.
func (m *memory) bestPortLists(ms []membership, p ports) ([]portLists, verdict) {
	var all []listsRead
	most, text := 0.0, isText(ms)
	for _, r := range p.listReadings() {
		if r.text && !text {
			continue
		}
		lists, known, ok := parseLists(ms, r)
		if !ok {
			continue
		}
		l := listsRead{reading{r.name, known}, lists, p.pvidsAgree(lists)}
		if r.text == text {
			most = max(most, l.agree)
		} else {
			l.fit /= 2
		}
		if !slices.ContainsFunc(all, l.same) {
			all = append(all, l)
		}
	}
	rs := make([]reading, len(all))
	for i, l := range all {
		switch rs[i] = l.reading; {
		case most < 0.5: // the PVIDs do not belong to these VLANs
		case text: // which says enough by itself
			rs[i].fit = l.fit * (4 + l.agree) / 5
		default:
			rs[i].fit = l.fit * l.agree
		}
	}
	n, v := m.decide("port lists", rs, listWeight(ms))
	return all[n].lists, v
}

// same says whether two readings come to the same lists.
func (l listsRead) same(other listsRead) bool {
	return slices.EqualFunc(l.lists, other.lists, func(a, b portLists) bool {
		return slices.Equal(a.egress, b.egress) && slices.Equal(a.untagged, b.untagged)
	})
}

// listWeight counts the octets of the lists: the evidence there is.
func listWeight(ms []membership) int {
	n := 0
	for _, m := range ms {
		n += len(m.egress)
	}
	return n
}

// fewestOctets is how long the lists must be together before text is no accident.
const fewestOctets = 2

// isText says whether every list is printable text, and one of some length.
func isText(ms []membership) bool {
	octets := 0
	for _, m := range ms {
		for _, list := range [][]byte{m.egress, m.untagged} {
			list = bytes.TrimRight(list, "\x00")
			if octets += len(list); !printable(list) {
				return false
			}
		}
	}
	return octets >= fewestOctets
}

// parseLists reads all lists one way; known is the share of their ports that are
// interfaces. It is refused where one list cannot be read so.
func parseLists(ms []membership, r listReading) (lists []portLists, known float64, ok bool) {
	found, all := 0, 0
	resolve := func(numbers []int) []int {
		var indexes []int
		for _, n := range numbers {
			if index := r.at(n); index > 0 {
				indexes = append(indexes, index)
			}
		}
		slices.Sort(indexes)
		return slices.Compact(indexes)
	}
	for _, m := range ms {
		egress, ok1 := r.parse(m.egress)
		untagged, ok2 := r.parse(m.untagged)
		if !ok1 || !ok2 {
			return nil, 0, false
		}
		l := portLists{m.vid, resolve(egress), resolve(untagged)}
		found, all = found+len(l.egress), all+len(egress)
		lists = append(lists, l)
	}
	return lists, share(min(found, all), all), true
}

// pvidsAgree says for which share of the ports the VLAN of the PVID is among those
// that they send without a tag.
func (p ports) pvidsAgree(lists []portLists) float64 {
	agree, checked := 0, 0
	untagged := make(map[int][][]int, len(lists)) // by VLAN
	for _, l := range lists {
		untagged[l.vid] = append(untagged[l.vid], l.untagged)
	}
	for index, pvid := range p.pvidAt {
		for _, members := range untagged[pvid] {
			checked++
			if _, ok := slices.BinarySearch(members, index); ok {
				agree++
			}
		}
	}
	return share(agree, checked)
}

// outside counts the members of the lists that are no interface, under one reading.
func (p ports) outside(ms []membership, name string) int {
	for _, r := range p.listReadings() {
		if r.name != name {
			continue
		}
		n := 0
		for _, m := range ms {
			egress, _ := r.parse(m.egress)
			for _, port := range egress {
				if p.known[r.at(port)] == nil {
					n++
				}
			}
		}
		return n
	}
	return 0
}
