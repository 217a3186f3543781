package simcity

import (
	"math/rand/v2"

	"rollcall/inventory"
)

// makers are the OUIs (IEEE MA-L) that the devices of a sort come with. The
// makers of switches make nothing else here, so that their blocks stay free.
var makers = map[string][]string{
	inventory.ClassPC:          {"04d9f5", "2cf05d", "b8ca3a", "3cd92b", "54e1ad"},
	inventory.ClassPhone:       {"805ec0", "000b82", "0004f2"},
	inventory.ClassCamera:      {"0002d1", "000f7c", "00408c"},
	inventory.ClassCardReader:  {"001ec0", "0090e8"},
	inventory.ClassQuakePC:     {"0013d4"},
	inventory.ClassQuakeSensor: {"b827eb"},
	inventory.ClassSmartBox:    {"00e04c", "00d0c9"},
	inventory.ClassServer:      {"ac1f6b", "001e67"},
	inventory.ClassAP:          {"204c03", "94b40f", "001a1e"},
	"ipad":                     {"f01898", "3c22fb", "d0d2b0", "a4d1d2"},
	"chromebook":               {"8c8d28", "f8e4e3", "1063c8"},
	"personal":                 {"8c7abf", "f8e61a", "64b473", "3c22fb"},
	"vm":                       {"525400", "02420a"},
	"restricted":               {"4419b6", "3cef8c"},
	"D-Link":                   {"1c7ee5", "c8be19"},
	"Zyxel":                    {"001349", "b0b2dc"},
	"Edgecore":                 {"7072cf"},
	"Aruba":                    {"883a30"},
	"HP":                       {"9c8cd8"},
	"Cisco":                    {"001b54", "0c2724"},
	"MikroTik":                 {"d4ca6d"},
	"unmanaged":                {"008ef2", "04a151"},
	"stranger":                 {"0026f2"},
	"router":                   {"00223f"},
}

// blockSize is how many addresses a switch owns: its own and one for each port.
const blockSize = 256

// A registry hands out addresses and never the same one twice.
type registry struct{ used map[inventory.MAC]bool }

// mac returns a new address of a device of some sort.
func (g *registry) mac(r *rand.Rand, sort string) inventory.MAC {
	for {
		m := oui(pick(r, makers[sort]))
		n := r.Uint32()
		m[3], m[4], m[5] = byte(n>>16), byte(n>>8), byte(n)
		if g.take(m) {
			return m
		}
	}
}

// block returns the first address of a new block of a maker of switches.
func (g *registry) block(r *rand.Rand, maker string) inventory.MAC {
	for {
		m := oui(pick(r, makers[maker]))
		n := r.Uint32()
		m[3], m[4] = byte(n>>8), byte(n)
		if g.take(m) {
			return m
		}
	}
}

// random returns an address as phones and tablets make them up (U/L bit set).
func (g *registry) random(r *rand.Rand) inventory.MAC {
	for {
		var m inventory.MAC
		for i := range m {
			m[i] = byte(r.Uint32())
		}
		m[0] = m[0]&^1 | 2
		if g.take(m) {
			return m
		}
	}
}

func (g *registry) take(m inventory.MAC) bool {
	if g.used[m] {
		return false
	}
	g.used[m] = true
	return true
}

// oui returns the address that begins with six hex digits and ends with zeros.
func oui(digits string) inventory.MAC {
	m, err := inventory.ParseMAC(digits + "000000")
	if err != nil {
		panic(err) // a wrong line in makers
	}
	return m
}

// offset returns the address n behind m in m's block.
func offset(m inventory.MAC, n int) inventory.MAC {
	m[5] += byte(n)
	return m
}
