package inventory

import (
	"iter"
	"net/netip"
	"strings"
)

// NewCityIndex indexes the city for the rules: who lists a MAC, and, from the
// last snapshot of each school, which switches have which addresses and names.
// listed says who lists a MAC.
func NewCityIndex(city *City, listed ListedBy, shots map[SchoolCode]*Snapshot) *CityIndex {
	var views []SwitchView
	var bindings []Binding
	for _, school := range city.Schools {
		if s := shots[school.Code]; s != nil {
			views = append(views, s.Switches...)
			bindings = append(bindings, s.Bindings...)
		}
	}
	index := &CityIndex{
		Schools: make(map[SchoolCode]School, len(city.Schools)), Listed: listed,
		SwitchMACs: SwitchMACs(views, bindings...), SwitchNames: SwitchNames(city, views), ARPSources: city.ARPSources, Brands: city.Brands,
	}
	for _, school := range city.Schools {
		index.Schools[school.Code] = school
	}
	return index
}

// SwitchMACs returns the own addresses of switches: of the bridge, of their
// interfaces, and those that ARP tables show for the address they are managed
// at. An address that two switches claim names neither of them.
func SwitchMACs(views []SwitchView, bindings ...Binding) map[MAC]SwitchID {
	o := newSwitchOwners()
	for _, v := range views {
		o.addSwitch(v.Switch, v.OwnMACs())
	}
	for _, b := range bindings {
		o.addBinding(b.IP, b.MAC, b.Misses)
	}
	return o.settled()
}

// switchOwners says which switch each own address is of.
type switchOwners struct {
	owners[MAC]
	byAddress map[netip.Addr]SwitchID // that they are managed at
}

func newSwitchOwners() switchOwners {
	return switchOwners{owners[MAC]{of: make(map[MAC]SwitchID)}, make(map[netip.Addr]SwitchID)}
}

func (o *switchOwners) addSwitch(sw Switch, own []MAC) {
	if ip := sw.Address.Addr(); ip.IsValid() && !ip.IsLoopback() {
		o.byAddress[ip.Unmap()] = sw.ID
	}
	for _, mac := range own {
		o.add(mac, sw.ID)
	}
}

// addBinding is told after all switches.
func (o *switchOwners) addBinding(ip netip.Addr, mac MAC, misses int) {
	if id, ok := o.byAddress[ip]; ok && misses == 0 && namesSwitch(mac) {
		o.add(mac, id)
	}
}

// OwnMACs are the addresses of the bridge and of its interfaces, but for those
// that cannot name a single switch.
func (v *SwitchView) OwnMACs() []MAC {
	var macs []MAC
	add := func(m *MAC) {
		if m != nil && namesSwitch(*m) {
			macs = append(macs, *m)
		}
	}
	add(v.Facts.BridgeMAC)
	for _, p := range v.Ports {
		if p.Config.IfIndex != 0 { // else the port is only spoken of
			add(p.Config.MAC)
		}
	}
	return macs
}

// SwitchNames returns the names of the city's switches in lower case: as
// configured, and as they call themselves where no two do so alike.
func SwitchNames(city *City, views []SwitchView) map[string]SwitchID {
	return switchNames(city, func(yield func(SwitchID, string) bool) {
		for _, v := range views {
			if !yield(v.Switch.ID, v.Facts.Name) {
				return
			}
		}
	})
}

// switchNames is SwitchNames of switches and what they call themselves.
func switchNames(city *City, called iter.Seq2[SwitchID, string]) map[string]SwitchID {
	owners := owners[string]{of: make(map[string]SwitchID)}
	for id, name := range called {
		if name != "" {
			owners.add(strings.ToLower(name), id)
		}
	}
	names := owners.settled()
	for _, sw := range city.Switches() {
		names[strings.ToLower(string(sw.ID))] = sw.ID
	}
	return names
}

// owners says whose each key is; a key with two owners has none.
type owners[K comparable] struct {
	of    map[K]SwitchID
	twice []K
}

func (o *owners[K]) add(key K, id SwitchID) {
	if other, taken := o.of[key]; taken && other != id {
		o.twice = append(o.twice, key)
	}
	o.of[key] = id
}

func (o *owners[K]) settled() map[K]SwitchID {
	for _, key := range o.twice {
		delete(o.of, key)
	}
	return o.of
}

// namesSwitch says whether an address can name a single switch: no group
// address, and none that routers share.
func namesSwitch(m MAC) bool { return !m.IsZero() && !m.IsGroup() && !m.IsVirtualRouter() }
