package store

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestTheLastIsTheNewestOfAll holds what is read of many at once against the newest
// of each of all spans, in every scope and at several moments.
func TestTheLastIsTheNewestOfAll(t *testing.T) {
	b := twoSchools(t)
	macs := []inventory.MAC{mac(10), mac(20), mac(99), mac(98)}
	var ips []netip.Addr
	for _, ip := range []string{"10.241.10.10", "10.242.10.20", "10.241.10.30", "10.242.10.31", "192.168.0.32", "10.0.0.1"} {
		ips = append(ips, netip.MustParseAddr(ip))
	}
	for _, scope := range []inventory.Scope{{}, inventory.AllSchools(), inventory.OnlySchools(north), inventory.OnlySchools(south), inventory.OnlySchools(north, south)} {
		for _, until := range []time.Time{at(0), at(1), at(100), at(10_000)} {
			name := fmt.Sprint(scope, until)
			all, err := b.db.Sightings(t.Context(), scope, SightingQuery{To: until})
			places, err2 := b.db.LastPlaces(t.Context(), scope, macs, until)
			if want := newestOf(all, placeOf, func(s inventory.Sighting) bool { return slices.Contains(macs, s.MAC) }); err != nil || err2 != nil ||
				!slices.Equal(keysOf(places, placeOf), want) {
				t.Errorf("%s: places %v, %v, %v, want %v", name, keysOf(places, placeOf), err, err2, want)
			}
			held, err := b.db.Bindings(t.Context(), scope, BindingQuery{To: until})
			addresses, err2 := b.db.LastAddresses(t.Context(), scope, macs, until)
			if want := newestOf(held, holderOf, func(h inventory.Binding) bool { return slices.Contains(macs, h.MAC) }); err != nil || err2 != nil ||
				!slices.Equal(keysOf(addresses, holderOf), want) {
				t.Errorf("%s: addresses %v, %v, %v, want %v", name, keysOf(addresses, holderOf), err, err2, want)
			}
			holders, err := b.db.LastHolders(t.Context(), scope, ips, until)
			if want := newestOf(held, holderOf, func(h inventory.Binding) bool { return slices.Contains(ips, h.IP) }); err != nil || !slices.Equal(keysOf(holders, holderOf), want) {
				t.Errorf("%s: holders %v, %v, want %v", name, keysOf(holders, holderOf), err, want)
			}
		}
	}
}

func placeOf(s inventory.Sighting) (string, time.Time) {
	return fmt.Sprint(s.MAC, s.Port, s.VID), s.First
}

func holderOf(b inventory.Binding) (string, time.Time) {
	return fmt.Sprint(b.IP, b.MAC, b.Source), b.First
}

// newestOf are the keys of the newest of each kind, among those that are wanted.
func newestOf[T any](all []T, key func(T) (string, time.Time), wanted func(T) bool) []string {
	newest := map[string]time.Time{}
	for _, one := range all {
		if k, first := key(one); wanted(one) && first.After(newest[k]) {
			newest[k] = first
		}
	}
	var keys []string
	for k, first := range newest {
		keys = append(keys, fmt.Sprint(k, first))
	}
	slices.Sort(keys)
	return keys
}

func keysOf[T any](all []T, key func(T) (string, time.Time)) []string {
	var keys []string
	for _, one := range all {
		k, first := key(one)
		keys = append(keys, fmt.Sprint(k, first))
	}
	slices.Sort(keys)
	return keys
}
