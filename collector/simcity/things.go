package simcity

import (
	"slices"
	"time"

	"rollcall/inventory"
)

// thingsOf returns a school's 物聯網管理清冊 as its import would have it: what belongs
// there and was there last year.
func (s *School) thingsOf() []inventory.IoTItem {
	var items []inventory.IoTItem
	for _, d := range s.Devices {
		known := d.Listed || d.LLDP == lldpAP
		if known && !d.Newcomer && slices.Contains(inventory.ThingClasses(), d.Class) {
			items = append(items, d.thing())
		}
	}
	items = append(items, s.scrapped...)
	for i := range items {
		items[i].Row = i + 2
	}
	return items
}

// thing returns a device's line in the inventory of things.
func (d *Device) thing() inventory.IoTItem {
	i := inventory.IoTItem{School: d.School.Code, Name: d.Name, Class: d.Class, MAC: d.MAC, Room: d.Room, Quantity: "1", PurchaseYear: "112"}
	if d.IP.IsValid() {
		i.IP = d.IP.String()
	}
	return i
}

// thingTable writes the inventory of things with some of the columns that schools know.
func thingTable(items []inventory.IoTItem) [][]string {
	rows := [][]string{{"學校代碼", "設備名稱", "設備類別", "數量", "IP位址", "MAC位址", "放置地點", "購置年度"}}
	for _, i := range items {
		class := classNames[i.Class]
		if i.Class == inventory.ClassAP {
			class = "AP"
		}
		rows = append(rows, []string{string(i.School), i.Name, class, i.Quantity, i.IP, i.MAC.String(), i.Room, i.PurchaseYear})
	}
	return rows
}

// thing returns a device of a class that stays to be seen and that no fault has yet.
func (p *planter) thing(class string) *Device {
	return p.devices(func(d *Device) bool {
		return d.Class == class && d.Listed && !d.Newcomer && !d.Blind && d.lasts()
	})[0]
}

// restrictedCamera (F45): a camera of a maker whose products are restricted.
func restrictedCamera(p *planter) Fault {
	d := p.thing(inventory.ClassCamera)
	d.MAC = p.macs.mac(p.r, "restricted")
	f := at(d)
	f.Note = "its maker is on the list of restricted brands"
	return f
}

// newThing (F45): a thing of a class that came after last year's inventory.
func newThing(class string) func(*planter) Fault {
	return func(p *planter) Fault {
		d := p.thing(class)
		d.Newcomer = true
		f := at(d)
		f.Note = "not in last year's inventory of things"
		return f
	}
}

// missedAfter is how long something that was listed is waited for.
const missedAfter = 5 * time.Minute

// scrappedCamera (F45): a camera of last year's inventory that hangs no more.
func scrappedCamera(p *planter) Fault {
	mac := p.macs.mac(p.r, inventory.ClassCamera)
	p.scrapped = append(p.scrapped, inventory.IoTItem{School: p.Code, Name: "舊校門攝影機", Class: inventory.ClassCamera, MAC: mac,
		IP: p.ip(vlanPhone, 149).String(), Room: "校門口", Quantity: "1", PurchaseYear: "104"})
	return Fault{MAC: mac.String(), After: missedAfter.Seconds(), Note: "listed, and on no network"}
}
