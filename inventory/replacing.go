package inventory

import "time"

// A Swap is a device that is there in the place of another: on the same port, since
// the other left it.
type Swap struct {
	Port  PortID    `json:"-"`
	Room  string    `json:"room,omitempty"`
	Old   ListEntry `json:"old"` // as it is listed
	Left  time.Time `json:"old_left"`
	MAC   MAC       `json:"mac"` // of the new one
	Brand string    `json:"brand,omitempty"`
	Since time.Time `json:"since"`
}

// Key names a swap: the MAC that goes and the one that comes.
func (s Swap) Key() string { return s.Old.MAC.String() + " " + s.MAC.String() }

// Entry is how the new device is listed: as the old one was, but for what is on the
// device itself.
func (s Swap) Entry(by string, at time.Time) ListEntry {
	e := s.Old
	e.MAC, e.AssetNo, e.Serial, e.MDM, e.Platform, e.From, e.Until, e.Row = s.MAC, "", "", "", "", "", "", 0
	e.ListedAt, e.By = string(DateOf(at)), by
	e.Note = "換機，原MAC " + s.Old.MAC.String()
	return e
}

// Swaps pairs devices that no list has with those that were on their ports before:
// listed, and present nowhere now. before returns who was on a port up to a moment,
// the last one first. A port where several are new, or a device that several could
// stand for, is left to a person.
func Swaps(s *Snapshot, verdicts []Verdict, before func(PortID, time.Time) ([]Sighting, error)) ([]Swap, error) {
	listing, present := NewListing(s), map[MAC]bool{}
	fresh := map[PortID][]Verdict{}
	for _, v := range verdicts {
		present[v.MAC] = true
		if len(listing.Own(v.MAC)) == 0 && namesSwitch(v.MAC) && !v.MAC.IsLocal() && (s.City == nil || s.City.SwitchMACs[v.MAC] == "") {
			fresh[v.Port] = append(fresh[v.Port], v)
		}
	}
	records, _ := s.PortRecords()
	var swaps []Swap
	taken := map[MAC]bool{}
	for _, v := range verdicts {
		if len(fresh[v.Port]) != 1 || fresh[v.Port][0].MAC != v.MAC || v.Confidence == Low {
			continue
		}
		past, err := before(v.Port, v.First)
		if err != nil {
			return nil, err
		}
		for _, was := range past {
			own := listing.Own(was.MAC)
			if len(own) == 0 || present[was.MAC] || taken[was.MAC] || was.VID != v.VID {
				continue
			}
			taken[was.MAC] = true
			swaps = append(swaps, Swap{Port: v.Port, Room: records[v.Port].Outlet, Old: own[0], Left: was.Gone, MAC: v.MAC, Brand: Vendor(v.MAC), Since: v.First})
			break
		}
	}
	return swaps, nil
}
