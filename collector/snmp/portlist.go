package snmp

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// portLists is the membership of one VLAN in bridge ports, in order.
type portLists struct {
	vid              int
	egress, untagged []int
}

// maxPort is the largest bridge port (RFC 4188, dot1dBasePort).
const maxPort = 65535

// A portListForm is one way in which firmware writes a PortList.
type portListForm struct {
	name  string
	parse func([]byte) ([]int, bool)
}

func portListForms() []portListForm {
	return []portListForm{{"PortList as bits", bitPorts}, {"PortList as hexadecimal text", hexPorts}, {"PortList as a list of numbers", textPorts}}
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

// textPorts reads "3,4434,4443": the ports' numbers with commas between.
func textPorts(b []byte) ([]int, bool) {
	text := strings.TrimRight(string(b), "\x00")
	if text == "" {
		return nil, true
	}
	var ports []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 0 || n > maxPort {
			return nil, false
		}
		if n > 0 {
			ports = append(ports, n)
		}
	}
	slices.Sort(ports)
	return ports, true
}

// bestPortLists reads the lists in every form that fits them all and keeps the
// one that agrees best with the bridge ports and their PVIDs. As bits they can
// always be read, and a tie goes to that.
func bestPortLists(ms []membership, p ports) (best []portLists, form string, score float64) {
	score = -1
	for _, f := range portListForms() {
		lists, ok := parseLists(ms, f.parse)
		if !ok {
			continue
		}
		if s := scoreLists(lists, p); s > score+0.001 {
			best, form, score = lists, f.name, s
		}
	}
	return best, form, score
}

func parseLists(ms []membership, parse func([]byte) ([]int, bool)) ([]portLists, bool) {
	lists := make([]portLists, 0, len(ms))
	for _, m := range ms {
		egress, ok1 := parse(m.egress)
		untagged, ok2 := parse(m.untagged)
		if !ok1 || !ok2 {
			return nil, false
		}
		lists = append(lists, portLists{m.vid, egress, untagged})
	}
	return lists, true
}

// scoreLists says how well a reading fits: how many of its ports are bridge
// ports, and for how many ports the VLAN of the PVID is among the untagged ones.
func scoreLists(lists []portLists, p ports) float64 {
	known, all, agree, checked := 0, 0, 0, 0
	for _, l := range lists {
		all += len(l.egress)
		for _, port := range l.egress {
			if _, ok := p.ifIndex[port]; ok {
				known++
			}
		}
		for port, pvid := range p.pvid {
			if pvid == l.vid {
				checked++
				if _, ok := slices.BinarySearch(l.untagged, port); ok {
					agree++
				}
			}
		}
	}
	return (share(known, all) + share(agree, checked)) / 2
}

// share is part/all, and 1 where there is nothing to disagree with.
func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}
