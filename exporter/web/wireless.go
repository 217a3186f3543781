package web

import (
	"time"

	"rollcall/inventory"
)

// An onAir is what a wireless controller of the school says of a device.
type onAir struct {
	SSID       string             `json:"ssid,omitempty"`
	AP         string             `json:"ap,omitempty"`
	Controller inventory.SwitchID `json:"controller"`
	Last       time.Time          `json:"last"` // when the controller said so
}

// onAir finds a device in the tables of the school's wireless controllers.
func (r *roll) onAir(mac inventory.MAC) *onAir {
	var newest *onAir
	for i := range r.snap.Switches {
		v := &r.snap.Switches[i]
		c, ok := v.WirelessOf(mac)
		last := v.Coverage[inventory.TableWireless].Last
		if ok && (newest == nil || last.After(newest.Last)) {
			newest = &onAir{SSID: c.SSID, AP: c.AP, Controller: v.Switch.ID, Last: last}
		}
	}
	return newest
}
