package inventory

import "slices"

// Class is the class of device that a neighbour's enabled capabilities tell
// (IEEE 802.1AB, 8.5.8); empty: none that matters here. An access point and a phone
// are bridges as well, so those two are asked first.
func (n Neighbor) Class() string {
	has := func(capability string) bool { return slices.Contains(n.Capabilities, capability) }
	switch {
	case has("wlan-ap"):
		return ClassAP
	case has("telephone"):
		return ClassPhone
	case has("station"):
		return ""
	case has("bridge"), has("router"):
		return ClassSwitch
	}
	return ""
}

// MACs are the addresses by which a neighbour names itself, as chassis or as port
// (IEEE 802.1AB, 8.5.2.2 and 8.5.3.2).
func (n Neighbor) MACs() []MAC {
	var macs []MAC
	for _, id := range []string{n.ChassisID, n.PortID} {
		if mac, err := ParseMAC(id); err == nil {
			macs = append(macs, mac)
		}
	}
	return macs
}
