package inventory

import (
	"bytes"
	"cmp"
	_ "embed" // the table of makers
	"net/netip"
	"slices"
	"strings"
	"sync"
)

//go:embed things.csv
var thingFile []byte

// ThingClasses are the classes of device that belong into 物聯網管理清冊.
func ThingClasses() []string {
	return []string{ClassCamera, ClassPhone, ClassCardReader, ClassPrinter, ClassSmartBox, ClassDisplay, ClassProjector, ClassAP, ClassRouter,
		ClassNAS, ClassQuakeSensor, ClassDoor, ClassEnvironment}
}

// A Thing is a device that is present and belongs into 物聯網管理清冊.
type Thing struct {
	MAC     MAC
	Class   string
	Sure    bool // a list, the device itself or its maker says so, and not only the zone where it is
	IPs     []netip.Addr
	Zone    SchoolZone // of an unknown zone: empty
	Verdict Verdict    // where it is; no port: only its address is seen
}

// Things returns the things that are present at a school, ordered by MAC: devices
// whose class in a list says so, access points and phones that tell so themselves
// (LLDP), devices of makers of nothing else, what is in a zone for one class of thing,
// and whatever the inventory names. Zones for people's own devices are left out.
func Things(s *Snapshot, verdicts []Verdict) []Thing {
	f := newThingFinder(s, verdicts)
	var things []Thing
	for mac := range f.present {
		if t, ok := f.thing(mac); ok {
			things = append(things, t)
		}
	}
	slices.SortFunc(things, func(a, b Thing) int { return slices.Compare(a.MAC[:], b.MAC[:]) })
	return things
}

// A thingFinder holds what tells things from other devices.
type thingFinder struct {
	*Snapshot
	zones   ZoneIndex
	present map[MAC]Verdict
	ips     map[MAC][]netip.Addr
	listed  map[MAC]string // class by the lists
	told    map[MAC]string // class by LLDP or CDP
	named   map[MAC]string // by the inventory
	byIP    map[string]string
}

func newThingFinder(s *Snapshot, verdicts []Verdict) *thingFinder {
	f := &thingFinder{Snapshot: s, zones: NewZoneIndex(s), present: map[MAC]Verdict{}, ips: map[MAC][]netip.Addr{},
		listed: map[MAC]string{}, told: map[MAC]string{}, named: map[MAC]string{}, byIP: map[string]string{}}
	for _, b := range s.Bindings {
		f.present[b.MAC] = Verdict{}
		f.ips[b.MAC] = append(f.ips[b.MAC], b.IP)
	}
	for _, v := range verdicts {
		f.present[v.MAC] = v
	}
	lists := s.Lists.On(DateOf(s.At))
	for _, e := range slices.Concat(lists.Master, lists.Whitelist) {
		f.listed[e.MAC] = cmp.Or(f.listed[e.MAC], e.Class)
	}
	for _, i := range s.Lists.IoT {
		if i.MAC.IsZero() {
			f.byIP[i.IP] = i.Class
		} else {
			f.named[i.MAC] = i.Class
		}
	}
	delete(f.byIP, "")
	for i := range s.Switches {
		f.addNeighbors(&s.Switches[i])
	}
	return f
}

func (f *thingFinder) addNeighbors(v *SwitchView) {
	for _, p := range v.Ports {
		for _, n := range p.Neighbors {
			class := n.Class()
			if class != ClassAP && class != ClassPhone {
				continue
			}
			for _, mac := range n.MACs() {
				f.told[mac] = class
			}
		}
	}
}

// thing says whether a device is one.
func (f *thingFinder) thing(mac MAC) (Thing, bool) {
	t := Thing{MAC: mac, Verdict: f.present[mac], IPs: f.ips[mac]}
	zone, inZone := f.zones.Of(mac, t.Verdict.VID)
	t.Zone = zone
	if class, ok := f.inInventory(t); ok {
		t.Class, t.Sure = cmp.Or(class, f.listed[mac], f.told[mac]), true
		return t, true
	}
	if !namesSwitch(mac) || f.isSwitch(mac) || inZone && zone.Unknown == UnknownIgnore || mac.IsLocal() {
		return t, false
	}
	class := cmp.Or(f.listed[mac], f.told[mac], makerClass(mac))
	if t.Sure = class != ""; !t.Sure && inZone && len(zone.Classes) == 1 {
		class = zone.Classes[0]
	}
	t.Class = class
	return t, slices.Contains(ThingClasses(), class)
}

// inInventory returns the class that the inventory gives a device that it names.
func (f *thingFinder) inInventory(t Thing) (string, bool) {
	if class, ok := f.named[t.MAC]; ok {
		return class, true
	}
	for _, ip := range t.IPs {
		if class, ok := f.byIP[ip.String()]; ok {
			return class, true
		}
	}
	return "", false
}

// isSwitch says whether an address is one of the city's switches, or of a gateway.
func (f *thingFinder) isSwitch(mac MAC) bool {
	if f.City != nil && f.City.SwitchMACs[mac] != "" {
		return true
	}
	return slices.ContainsFunc(f.ips[mac], func(ip netip.Addr) bool {
		z, ok := f.Plan.Zone(ip)
		return ok && z.Gateway == ip
	})
}

// makers are the vendors that make little but one class of thing.
var makers = sync.OnceValue(func() [][]string {
	rows, err := makerRows(bytes.NewReader(thingFile), "class", "vendor")
	if err != nil {
		panic("inventory: things.csv is damaged: " + err.Error()) // a bug of the build
	}
	return rows
})

// makerClass is what the maker of a device makes; empty: all sorts of things.
func makerClass(mac MAC) string {
	vendor := Vendor(mac)
	if vendor == "" {
		return ""
	}
	name := vendorWords(vendor)
	for _, row := range makers() {
		if strings.Contains(name, " "+row[1]+" ") {
			return row[0]
		}
	}
	return ""
}

// An IoTMatch holds rows of 物聯網管理清冊 against what is present.
type IoTMatch struct {
	Seen     map[int]Thing // by the place of a row in the list: what it speaks of, where that is present
	Unlisted []Thing       // what is present and no row speaks of
}

// MatchIoT says which things a school's inventory names: by MAC, else by the asset
// number that the MAC master list gives the device, else by the address, where a row
// has no MAC.
func MatchIoT(s *Snapshot, things []Thing) IoTMatch {
	m := IoTMatch{Seen: map[int]Thing{}}
	rows := map[string]int{}
	for i, item := range s.Lists.IoT {
		if !item.MAC.IsZero() {
			rows["mac "+item.MAC.String()] = i
			continue
		}
		for _, key := range []string{item.AssetKey(), itemKey("ip", item.IP)} {
			if key != "" {
				rows[key] = i
			}
		}
	}
	assets := map[MAC]string{}
	for _, e := range s.Lists.Master {
		assets[e.MAC] = cmp.Or(assets[e.MAC], itemKey("asset", e.AssetNo))
	}
	for _, t := range things {
		if i, ok := t.row(rows, assets[t.MAC]); ok {
			m.Seen[i] = t
		} else {
			m.Unlisted = append(m.Unlisted, t)
		}
	}
	return m
}

// row finds the row that speaks of a thing.
func (t Thing) row(rows map[string]int, asset string) (int, bool) {
	keys := []string{"mac " + t.MAC.String(), asset}
	for _, ip := range t.IPs {
		keys = append(keys, itemKey("ip", ip.String()))
	}
	for _, key := range keys {
		if i, ok := rows[key]; ok && key != "" {
			return i, true
		}
	}
	return 0, false
}
