package simcity

import (
	"slices"

	"rollcall/inventory"
)

// mistypedTablet (F18): a tablet whose entry has one digit wrong, in both lists. The
// authenticator's own list has it right, else it would be on no network.
func mistypedTablet(p *planter) Fault {
	d := p.devices(func(d *Device) bool { return d.KLMobile && !d.Blind && d.Roams == nil && d.lasts() })[0]
	d.ListedAs = d.MAC
	for slices.ContainsFunc(p.Devices, func(other *Device) bool { return other.MAC == d.ListedAs }) {
		d.ListedAs[4] += 0x10 // one hex digit
	}
	p.offList = append(p.offList, d.MAC)
	f := at(d)
	f.Note = "listed as " + d.ListedAs.String() + "; " + driftNote
	return f
}

// driftedLists (F19): fourteen tablets are in the MAC list, and the copy of the
// whitelist was made before that.
func driftedLists(p *planter) Fault {
	var f Fault
	for _, d := range p.devices(func(d *Device) bool { return d.KLMobile })[:14] {
		d.Drifted = true
		f.MACs = append(f.MACs, d.MAC.String())
	}
	return f
}

// listedTwice (F20): a tablet was entered again under another name.
func listedTwice(p *planter) Fault {
	d := p.devices(func(d *Device) bool { return d.KLMobile })[0]
	again := d.entry(0)
	again.Name = "三年二班 備用"
	p.twice = append(p.twice, again)
	return Fault{MAC: d.MAC.String(), Note: d.Name + " and " + again.Name}
}

// lostTablet (F22): a tablet that 雨岬國中 misses, by its serial number, joins
// KL-mobile at another school.
func lostTablet(p *planter) Fault {
	lost, found := p.elsewhere("179903")
	owner := lost.School
	owner.lost = append(owner.lost, inventory.LostDevice{School: owner.Code, Serial: lost.Serial, Name: lost.Name, Note: "校外教學後未歸還"})
	f := at(found)
	f.Note = "lost by " + string(owner.Code) + ", serial number " + lost.Serial
	return f
}

// visitingTablet (F23): a tablet of 海燕國小 is at another school.
func visitingTablet(p *planter) Fault {
	owned, found := p.elsewhere("179901")
	f := at(found)
	f.Note = "listed by school " + string(owned.School.Code)
	return f
}

// elsewhere brings a tablet of another school, or of the first that there is, on
// KL-mobile of this one. At its own school it is in the lists only.
func (p *planter) elsewhere(owner inventory.SchoolCode) (owned, found *Device) {
	from := p.city.School(owner)
	if from == nil {
		from = p.city.Schools[0]
	}
	of := p.city.planter(from, p.macs, "away to "+string(p.Code))
	owned = of.devices(func(d *Device) bool { return d.KLMobile && !d.Drifted && d.Class == inventory.ClassTablet })[0]
	owned.Online, owned.Roams = false, nil
	found = p.stranger(owned.MAC, 220)
	found.Name, found.Platform, found.Serial = owned.Name, owned.Platform, owned.Serial
	return owned, found
}
