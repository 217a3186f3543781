package rules

import (
	"slices"
	"strconv"

	"rollcall/inventory"
)

// batchPorts is how many ports of one zone may each have something new before that is
// one matter: a computer room is being replaced, and nobody needs thirty messages.
const batchPorts = 5

// strangersBy tells the unlisted devices of ports: of each port for itself, or where
// many ports of a zone have some all of them as one.
func (c *Case) strangersBy(ports map[inventory.PortID][]device) []inventory.Finding {
	zones := map[string][]inventory.PortID{}
	for port, ds := range ports {
		zones[ds[0].zone.ID] = append(zones[ds[0].zone.ID], port)
	}
	var fs []inventory.Finding
	for id, of := range zones {
		if len(of) > batchPorts {
			fs = append(fs, c.batchOf(id, of, ports))
			continue
		}
		for _, port := range of {
			fs = append(fs, c.strangersAt(port, ports[port])...)
		}
	}
	return fs
}

// batchOf is the one finding of many ports of a zone. It is in doubt if it takes
// doubtful devices to be so many.
func (c *Case) batchOf(zone string, of []inventory.PortID, ports map[inventory.PortID][]device) inventory.Finding {
	var macs []inventory.MAC
	sure := 0
	for _, port := range of {
		known := false
		for _, d := range ports[port] {
			macs = append(macs, d.mac)
			known = known || !c.inDoubt(d.mac)
		}
		if known {
			sure++
		}
	}
	slices.SortFunc(macs, compareMAC)
	first := ports[of[0]][0]
	f := inventory.Finding{Subject: "zone " + zone, VID: first.zone.VLAN, Doubt: sure <= batchPorts, Args: c.wifiArgs(first.zone)}
	f.Args["variant"], f.Args["n"], f.Args["ports"] = "batch", strconv.Itoa(len(macs)), strconv.Itoa(len(of))
	f.Args["macs"] = macLines(macs)
	return c.evidenceOf(f, macs)
}
