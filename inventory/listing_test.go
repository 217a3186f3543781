package inventory_test

import (
	"slices"
	"testing"

	"rollcall/inventory"
)

func entry(school inventory.SchoolCode, mac inventory.MAC, name string) inventory.ListEntry {
	return inventory.ListEntry{School: school, MAC: mac, Name: name}
}

// listedBy is what the city knows of entries.
func listedBy(entries ...inventory.ListEntry) inventory.ListedBy {
	by := inventory.ListedBy{}
	for _, e := range entries {
		by.Add(e.MAC, []inventory.SchoolCode{e.School})
	}
	return by
}

func TestListing(t *testing.T) {
	device, random := scriptMAC(t, "01"), scriptMAC(t, "02-00-5e-00-53-02")
	for _, tt := range []struct {
		name      string
		mac       inventory.MAC
		own, city []inventory.ListEntry
		want      inventory.DeviceState
	}{
		{"in no list", device, nil, nil, inventory.DeviceUnlisted},
		{"in no list, made up", random, nil, nil, inventory.DeviceRandom},
		{"listed", device, []inventory.ListEntry{entry("179901", device, "")}, nil, inventory.DeviceListed},
		{"listed although made up", random, []inventory.ListEntry{entry("179901", random, "")}, nil, inventory.DeviceListed},
		{"on loan", device, nil, []inventory.ListEntry{entry("179902", device, "")}, inventory.DeviceOther},
		{"of two schools", device, []inventory.ListEntry{entry("179901", device, "")}, []inventory.ListEntry{entry("179902", device, "")}, inventory.DeviceListed},
		{"just taken off the list", device, nil, []inventory.ListEntry{entry("179901", device, "")}, inventory.DeviceUnlisted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &inventory.Snapshot{School: inventory.School{Code: "179901"}, Lists: inventory.Lists{Master: tt.own},
				City: &inventory.CityIndex{Listed: listedBy(tt.city...)}}
			if got := inventory.NewListing(s).State(tt.mac); got != tt.want {
				t.Errorf("state is %s, want %s", got, tt.want)
			}
		})
	}
}

func TestListingOfAMasterListAndAWhitelist(t *testing.T) {
	mac := scriptMAC(t, "01")
	s := &inventory.Snapshot{Lists: inventory.Lists{
		Whitelist: []inventory.ListEntry{{MAC: mac, Name: "allowed"}}, Master: []inventory.ListEntry{{MAC: mac, Name: "owned"}}}}
	l := inventory.NewListing(s) // without an index of the city
	if own := l.Own(mac); len(own) != 2 || own[0].Name != "owned" || l.Empty() || l.State(mac) != inventory.DeviceListed {
		t.Errorf("entries are %v, want that of the master list first", own)
	}
	if s = (&inventory.Snapshot{}); !inventory.NewListing(s).Empty() || inventory.NewListing(s).State(mac) != inventory.DeviceUnlisted {
		t.Error("a school without lists lists something")
	}
}

func TestListedElsewhereIsInTheOrderOfCodes(t *testing.T) {
	mac := scriptMAC(t, "01")
	city := &inventory.CityIndex{Listed: listedBy(entry("179905", mac, ""), entry("179901", mac, ""), entry("179902", mac, ""), entry("179905", mac, ""))}
	if got, want := city.ListedElsewhere(mac, "179901"), []inventory.SchoolCode{"179902", "179905"}; !slices.Equal(got, want) {
		t.Errorf("listed at %v, want %v", got, want)
	}
}
