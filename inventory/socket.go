package inventory

import (
	"slices"
	"strings"
)

// The IANAifTypes of sockets, of what is only software, and of aggregates.
var (
	ethernetTypes = []int{6, 62, 69, 117}                               // ethernetCsmacd, fastEther, fastEtherFX, gigabitEthernet
	softwareTypes = []int{1, 24, 53, 131, 135, 136, 142, 150, 166, 209} // other, loopback, virtual, tunnel, VLAN, IP, MPLS, bridge
)

const aggregateType = 161 // ieee8023adLag

// IsSocket says whether a port is one that a cable goes into: an Ethernet
// interface or a bridge port that is not software.
func (p PortView) IsSocket() bool {
	c := p.Config
	if p.IsAggregate() || slices.Contains(softwareTypes, c.Type) {
		return false
	}
	return c.Bridge || c.LAG != "" || slices.Contains(ethernetTypes, c.Type) && !looksVirtual(p.Port.IfName)
}

// IsAggregate says whether a port is several sockets taken together.
func (p PortView) IsAggregate() bool { return p.Config.Type == aggregateType }

// looksVirtual notices VLAN and management interfaces of agents that call every
// interface Ethernet.
func looksVirtual(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"vlan", "vl", "lo", "null", "cpu", "system", "internal"}, func(prefix string) bool {
		rest, ok := strings.CutPrefix(name, prefix)
		return ok && strings.Trim(rest, "0123456789 -_./") == ""
	})
}
