package store

import "strconv"

// A macPart is a part of the 12 hex digits of a MAC, as a million of them are gone
// through for it.
type macPart struct {
	want, mask uint64
	shifts     int    // places where it can begin, less one
	four       uint64 // its last four digits, in each 16 bits; of a shorter part nothing
}

// newMACPart reads hex digits; false: no MAC can have them.
func newMACPart(digits string) (macPart, bool) {
	want, err := strconv.ParseUint(digits, 16, 64)
	if err != nil || len(digits) > 12 {
		return macPart{}, false
	}
	p := macPart{want: want, mask: 1<<(4*len(digits)) - 1, shifts: 12 - len(digits)}
	if len(digits) >= 4 {
		p.four = (want & 0xffff) * eachLane
	}
	return p, true
}

// The four 16-bit lanes of a word: their lowest and their highest bits.
const (
	eachLane  = 0x0001_0001_0001_0001
	laneHighs = 0x8000_8000_8000_8000
)

// may says whether a MAC may have the part: whether the last four digits stand anywhere
// in it. Four shifts bring every place into a lane, which is nought where they stand:
// taking one from it sets its highest bit, as in no lane that had it clear otherwise.
// A borrow lets few others pass.
func (p macPart) may(mac uint64) bool {
	if p.four == 0 {
		return true
	}
	a, b, c, d := mac^p.four, mac>>4^p.four, mac>>8^p.four, mac>>12^p.four
	return ((a-eachLane)&^a|(b-eachLane)&^b|(c-eachLane)&^c|(d-eachLane)&^d)&laneHighs != 0
}

// in says whether a MAC has the part.
func (p macPart) in(mac uint64) bool {
	for range p.shifts {
		if mac&p.mask == p.want {
			return true
		}
		mac >>= 4
	}
	return mac&p.mask == p.want
}
