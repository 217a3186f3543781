package rules

import "rollcall/inventory"

// locate takes the edge port with the fewest devices.
func locate(s *inventory.Snapshot) []inventory.Verdict {
	best := map[inventory.MAC]inventory.Verdict{}
	size := map[inventory.PortID]int{}
	edge := map[inventory.PortID]bool{}
	for _, v := range s.Switches {
		for _, p := range v.Ports {
			edge[p.Port] = p.Role.Role != inventory.RoleUplink
		}
		for _, sg := range v.Sightings {
			size[sg.Port]++
		}
	}
	for _, v := range s.Switches {
		for _, sg := range v.Sightings {
			old, ok := best[sg.MAC]
			if edge[sg.Port] && (!ok || size[sg.Port] < size[old.Port]) {
				best[sg.MAC] = inventory.Verdict{Sighting: sg, Confidence: inventory.Medium}
			}
		}
	}
	var vs []inventory.Verdict
	for _, v := range best {
		vs = append(vs, v)
	}
	return vs
}
