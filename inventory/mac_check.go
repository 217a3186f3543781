package inventory

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// A MACStanding is the one-word answer to "is this MAC on the list?".
type MACStanding string

// The answers of CheckMAC.
const (
	MACListed    MACStanding = "listed"
	MACElsewhere MACStanding = "listed_elsewhere" // another school lists it
	MACNearMiss  MACStanding = "near_miss"        // an entry differs by a slip of the pen
	MACRandom    MACStanding = "random"           // locally administered: no list can know it
	MACNotListed MACStanding = "not_listed"
	MACGroup     MACStanding = "group"  // multicast or broadcast, never a device
	MACUnusable  MACStanding = "no_mac" // the text is no MAC, and no slip makes it a listed one
)

// The lists that a ListEntry can come from.
const (
	ListWhitelist = "whitelist"
	ListMaster    = "master"
)

// The slips of the pen that make a near miss.
const (
	SlipDigit     = "digit"     // one hex digit is another
	SlipLookalike = "lookalike" // O and 0, I (or l) and 1, B and 8 are taken for each other
	SlipSwap      = "swap"      // two neighbouring octets have changed places
)

// A MACVerdict is what the lists say of a MAC as somebody wrote it.
type MACVerdict struct {
	Text     string       `json:"text"` // as written
	MAC      MAC          `json:"mac,omitzero"`
	Standing MACStanding  `json:"standing"`
	Error    string       `json:"error,omitempty"` // why the text is no MAC
	Vendor   string       `json:"vendor,omitempty"`
	Random   bool         `json:"random,omitempty"` // the locally administered bit is set
	Listed   []ListedIn   `json:"listed,omitempty"`
	Schools  []SchoolCode `json:"schools,omitempty"` // other schools that list it; their entries are theirs
	Near     []NearMiss   `json:"near,omitempty"`    // the likeliest first
}

// A ListedIn is an entry and the list it stands in.
type ListedIn struct {
	List  string    `json:"list"` // whitelist or master
	Entry ListEntry `json:"entry"`
}

// A NearMiss is an entry that the written MAC probably means.
type NearMiss struct {
	ListedIn
	Slip string `json:"slip"`
	Diff string `json:"diff"` // "position 11: B for 8", "octets 5 and 6"
}

// CheckMAC looks a written MAC up in a school's lists. Of other schools, which
// city knows, it tells only that they list it.
func CheckMAC(text string, school SchoolCode, lists Lists, city *CityIndex) MACVerdict {
	v := MACVerdict{Text: text, Standing: MACUnusable}
	m, err := ParseMAC(text)
	if err != nil {
		v.Error = err.Error()
		v.Near = lookalikes(text, lists)
		if len(v.Near) > 0 {
			v.Standing = MACNearMiss
		}
		return v
	}
	v.MAC, v.Vendor, v.Random = m, Vendor(m), m.IsLocal()
	v.Listed = listedIn(m, lists)
	v.Schools = city.ListedElsewhere(m, school)
	v.stand(lists)
	return v
}

// stand decides, in the order in which the answers help.
func (v *MACVerdict) stand(lists Lists) {
	switch {
	case v.MAC.IsGroup():
		v.Standing = MACGroup
	case len(v.Listed) > 0:
		v.Standing = MACListed
	case len(v.Schools) > 0:
		v.Standing = MACElsewhere
	default:
		v.Near = NearMisses(v.MAC, lists)
		switch {
		case len(v.Near) > 0:
			v.Standing = MACNearMiss
		case v.Random:
			v.Standing = MACRandom
		default:
			v.Standing = MACNotListed
		}
	}
}

// eachEntry calls yield for every entry of both lists.
func eachEntry(lists Lists, yield func(ListedIn)) {
	for _, e := range lists.Whitelist {
		yield(ListedIn{ListWhitelist, e})
	}
	for _, e := range lists.Master {
		yield(ListedIn{ListMaster, e})
	}
}

func listedIn(m MAC, lists Lists) []ListedIn {
	var found []ListedIn
	eachEntry(lists, func(in ListedIn) {
		if in.Entry.MAC == m {
			found = append(found, in)
		}
	})
	return found
}

// NearMisses returns the entries that are one slip of the pen away from a MAC
// that is not listed itself: look-alike digits first, then swapped octets, then
// one wrong digit.
func NearMisses(m MAC, lists Lists) []NearMiss {
	var near []NearMiss
	eachEntry(lists, func(in ListedIn) {
		if !mayBeSlip(m, in.Entry.MAC) {
			return
		}
		if slip, diff, ok := slipOf(m, in.Entry.MAC); ok {
			near = append(near, NearMiss{in, slip, diff})
		}
	})
	order := []string{SlipLookalike, SlipSwap, SlipDigit}
	slices.SortStableFunc(near, func(a, b NearMiss) int {
		return slices.Index(order, a.Slip) - slices.Index(order, b.Slip)
	})
	return near
}

// mayBeSlip sorts out at little cost what slipOf says no to: whoever judges asks it
// of every stranger and every entry. One digit differs, or two neighbouring octets,
// or only digits that differ as B and 8 do.
func mayBeSlip(a, b MAC) bool {
	digits, octets, first, last, alike := 0, 0, 0, 0, true
	for i := range a {
		x := a[i] ^ b[i]
		if x == 0 {
			continue
		}
		if octets++; octets == 1 {
			first = i
		}
		last = i
		for _, digit := range []byte{x >> 4, x & 0xf} {
			if digit != 0 {
				digits++
				alike = alike && digit == 'B'-'A'+10^8
			}
		}
	}
	return digits == 1 || digits > 0 && alike || octets == 2 && last == first+1
}

// slipOf says by which slip the MAC m was written for the MAC of an entry.
func slipOf(m, entry MAC) (slip, diff string, ok bool) {
	at := differences(m.String(), entry.String())
	switch {
	case len(at) == 0:
		return "", "", false
	case onlyLookalikes(m.String(), entry.String(), at):
		return SlipLookalike, pairs(m.String(), entry.String(), at), true
	case len(at) == 1:
		return SlipDigit, pairs(m.String(), entry.String(), at), true
	}
	if i, ok := swappedOctets(m, entry); ok {
		return SlipSwap, "octets " + string(rune('1'+i)) + " and " + string(rune('2'+i)), true
	}
	return "", "", false
}

// differences returns where two MACs in text form differ.
func differences(a, b string) []int {
	var at []int
	for i := range len(a) {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	return at
}

// lookalike folds characters that are taken for each other in writing. In hex
// only B and 8 can be confused without the text ceasing to be a MAC.
func lookalike(r rune) rune {
	switch r {
	case 'o', 'O', 'Q', 'q':
		return '0'
	case 'i', 'I', 'l', 'L', '|', '!':
		return '1'
	case 'b', 'B':
		return '8'
	}
	return r
}

func onlyLookalikes(a, b string, at []int) bool {
	for _, i := range at {
		if lookalike(rune(a[i])) != lookalike(rune(b[i])) {
			return false
		}
	}
	return true
}

// pairs writes down differing digits: "position 11: b for 8". Positions count hex
// digits from 1.
func pairs(a, b string, at []int) string {
	var parts []string
	for _, i := range at {
		digit := i - i/3 + 1 // without the colons
		parts = append(parts, "position "+strconv.Itoa(digit)+": "+a[i:i+1]+" for "+b[i:i+1])
	}
	return strings.Join(parts, ", ")
}

func swappedOctets(a, b MAC) (int, bool) {
	for i := range 5 {
		a[i], a[i+1] = a[i+1], a[i]
		if a == b {
			return i, true
		}
		a[i], a[i+1] = a[i+1], a[i]
	}
	return 0, false
}

// lookalikes finds the entries that a text which is no MAC can mean once O is
// read as 0 and I as 1.
func lookalikes(text string, lists Lists) []NearMiss {
	if _, err := ParseMAC(text); !errors.Is(err, ErrMACDigit) {
		return nil
	}
	var near []NearMiss
	written := writtenDigits(text)
	eachEntry(lists, func(in ListedIn) {
		entry := in.Entry.MAC.String()
		plain := strings.ReplaceAll(entry, ":", "")
		if len(written) == len(plain) && strings.Map(lookalike, written) == strings.Map(lookalike, plain) {
			var parts []string
			for i := range len(plain) {
				if written[i] != plain[i] {
					parts = append(parts, "position "+strconv.Itoa(i+1)+": "+written[i:i+1]+" for "+plain[i:i+1])
				}
			}
			near = append(near, NearMiss{in, SlipLookalike, strings.Join(parts, ", ")})
		}
	})
	return near
}

// writtenDigits is what stands between the separators of a written MAC; hex
// letters are lower case, others as written.
func writtenDigits(text string) string {
	return strings.Map(func(r rune) rune {
		r = halfWidth(r)
		switch {
		case isMACSeparator(r), r > 0x7e:
			return -1
		case r >= 'A' && r <= 'F':
			return r + 'a' - 'A'
		}
		return r
	}, text)
}
