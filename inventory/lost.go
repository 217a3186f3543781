package inventory

import "strings"

// A Watch finds the MACs by which lost devices would be seen, school by school.
type Watch struct {
	day   Date
	names map[watchKey][]LostDevice // by school and serial number: which MACs it has, as devices
	lost  map[MAC]LostDevice
	open  []LostDevice // known by serial number only
}

type watchKey struct {
	school SchoolCode
	serial string
}

// NewWatch begins a watch on a day.
func NewWatch(day Date) *Watch {
	return &Watch{day: day, names: map[watchKey][]LostDevice{}, lost: map[MAC]LostDevice{}}
}

// Knows tells that a school's device of a serial number has a MAC.
func (w *Watch) Knows(school SchoolCode, serial string, mac MAC, name string) {
	if serial == "" || mac.IsZero() {
		return
	}
	k := watchKeyOf(school, serial)
	w.names[k] = append(w.names[k], LostDevice{MAC: mac, Name: name})
}

// Misses tells that a school misses a device.
func (w *Watch) Misses(d LostDevice) {
	if d.From != "" && w.day.Before(d.From) || d.Until.Before(w.day) {
		return
	}
	if !d.MAC.IsZero() {
		w.lost[d.MAC] = d
	}
	if d.Serial != "" {
		w.open = append(w.open, d)
	}
}

// MACs returns the devices that are watched for, by MAC. It is asked when all has
// been told.
func (w *Watch) MACs() map[MAC]LostDevice {
	for _, d := range w.open {
		for _, known := range w.names[watchKeyOf(d.School, d.Serial)] {
			named := d
			named.MAC = known.MAC
			if named.Name == "" {
				named.Name = known.Name
			}
			w.lost[known.MAC] = named
		}
	}
	return w.lost
}

// watchKeyOf has serial numbers without case and blanks, which people add.
func watchKeyOf(school SchoolCode, serial string) watchKey {
	return watchKey{school, strings.ToLower(strings.ReplaceAll(serial, " ", ""))}
}
