package inventory

// ZoneIndex tells the zone of devices at one school: by the address a device
// holds, else by the VLAN it is seen in.
type ZoneIndex struct {
	plan SchoolPlan
	held map[MAC][]Binding
}

// NewZoneIndex indexes the bindings of a snapshot.
func NewZoneIndex(s *Snapshot) ZoneIndex {
	z := ZoneIndex{plan: s.Plan, held: make(map[MAC][]Binding, len(s.Bindings))}
	for _, b := range s.Bindings {
		z.held[b.MAC] = append(z.held[b.MAC], b)
	}
	return z
}

// Of returns the zone of a device seen in a VLAN. An address counts only where
// its zone is not known to be another VLAN's: a device that keeps an old address
// is where its frames are.
func (z ZoneIndex) Of(mac MAC, vid int) (SchoolZone, bool) {
	for _, b := range z.held[mac] {
		zone, ok := z.plan.Zone(b.IP)
		if ok && (zone.VLAN == 0 || vid == 0 || zone.VLAN == vid) {
			return zone, true
		}
	}
	return z.plan.ZoneOfVLAN(vid)
}

// ZoneOfVLAN returns the zone whose VLAN it is: of several, the widest, which is
// what the others are cut out of.
func (p SchoolPlan) ZoneOfVLAN(vid int) (SchoolZone, bool) {
	var best SchoolZone
	found := false
	for _, zone := range p.Zones {
		if vid == 0 || zone.VLAN != vid {
			continue
		}
		if !found || zone.Count() > best.Count() {
			best, found = zone, true
		}
	}
	return best, found
}
