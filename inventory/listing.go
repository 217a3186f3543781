package inventory

import "slices"

// A DeviceState says how a device that is present stands against the lists.
type DeviceState string

// The states of a device, in the order in which they are decided.
const (
	DeviceListed   DeviceState = "listed"       // in a list of the school where it is
	DeviceOther    DeviceState = "other_school" // in a list of another school only
	DeviceRandom   DeviceState = "random"       // in no list, and its MAC is one that it made up
	DeviceUnlisted DeviceState = "unlisted"
)

// A Listing compares the devices at one school with the lists of all.
type Listing struct {
	school SchoolCode
	own    map[MAC][]ListEntry
	city   *CityIndex
}

// NewListing indexes the lists of a snapshot, as far as they count at its moment.
func NewListing(s *Snapshot) Listing {
	l := Listing{school: s.School.Code, city: s.City, own: make(map[MAC][]ListEntry, len(s.Lists.Master))}
	lists := s.Lists.On(DateOf(s.At))
	for _, e := range slices.Concat(lists.Master, lists.Whitelist) {
		l.own[e.MAC] = append(l.own[e.MAC], e)
	}
	return l
}

// Own returns the school's own entries of a MAC, those of the master list first.
func (l Listing) Own(mac MAC) []ListEntry { return l.own[mac] }

// Empty says whether the school has no list at all to compare with.
func (l Listing) Empty() bool { return len(l.own) == 0 }

// State says how a device stands against the lists.
func (l Listing) State(mac MAC) DeviceState {
	switch {
	case len(l.own[mac]) > 0:
		return DeviceListed
	case len(l.city.ListedElsewhere(mac, l.school)) > 0:
		return DeviceOther
	case mac.IsLocal():
		return DeviceRandom
	}
	return DeviceUnlisted
}

// A ListedBy says which schools list a MAC, in the order of their codes. A city
// lists hundreds of thousands, nearly all of them at one school: those of a school
// share one slice, which nobody may change.
type ListedBy map[MAC][]SchoolCode

// Add notes that a school lists a MAC. Schools that are added one after the other
// take the least room.
func (l ListedBy) Add(mac MAC, alone []SchoolCode) {
	before := l[mac]
	switch {
	case len(before) == 0:
		l[mac] = alone
	case !slices.Contains(before, alone[0]):
		l[mac] = slices.Sorted(slices.Values(slices.Concat(before, alone)))
	}
}

// ListedElsewhere returns the schools but one that list a MAC, in the order of
// their codes. Nothing is known of others where there is no index.
func (c *CityIndex) ListedElsewhere(mac MAC, but SchoolCode) []SchoolCode {
	if c == nil {
		return nil
	}
	by := c.Listed[mac]
	if !slices.Contains(by, but) {
		return by
	}
	return slices.DeleteFunc(slices.Clone(by), func(code SchoolCode) bool { return code == but })
}
