package web

import (
	"context"
	"net/netip"

	"rollcall/inventory"
)

// maxTold is of how many devices or addresses a search tells everything that is on
// record. Of more it tells where each is, or was last: nobody reads a month of fifty
// devices, and the page of each has it.
const maxTold = 8

// devices tells of those that were found.
func (f *finder) devices(ctx context.Context, macs []inventory.MAC) error {
	if len(macs) > maxDevices {
		macs, f.cut = macs[:maxDevices], true
	}
	if len(macs) > maxTold {
		return f.lastOf(ctx, macs)
	}
	for _, mac := range macs {
		if err := f.device(ctx, mac, netip.Addr{}); err != nil {
			return err
		}
	}
	return nil
}

// lastOf tells of many devices.
func (f *finder) lastOf(ctx context.Context, macs []inventory.MAC) error {
	f.brief = true
	places, err := f.lastPlaces(ctx, macs)
	if err != nil {
		return err
	}
	all, err := f.db.LastAddresses(ctx, f.Scope, macs, f.until())
	if err != nil {
		return err
	}
	held := map[inventory.MAC][]inventory.Binding{}
	for _, b := range all {
		held[b.MAC] = append(held[b.MAC], b)
	}
	for _, mac := range macs {
		if err := f.last(ctx, stay{mac: mac, places: places[mac], held: held[mac]}); err != nil {
			return err
		}
	}
	return nil
}

// lastPlaces returns the newest stay of each device at each of its places.
func (f *finder) lastPlaces(ctx context.Context, macs []inventory.MAC) (map[inventory.MAC][]inventory.Sighting, error) {
	found, err := f.db.LastPlaces(ctx, f.Scope, macs, f.until())
	places := map[inventory.MAC][]inventory.Sighting{}
	for _, s := range found {
		places[s.MAC] = append(places[s.MAC], s)
	}
	return places, err
}

// holders tells who has or had some addresses.
func (f *finder) holders(ctx context.Context, ips []netip.Addr) error {
	if len(ips) > maxDevices {
		ips, f.cut = ips[:maxDevices], true
	}
	if len(ips) > maxTold {
		return f.lastHolders(ctx, ips)
	}
	for _, ip := range ips {
		if err := f.address(ctx, ip); err != nil {
			return err
		}
	}
	return nil
}

// lastHolders tells who has each of many addresses, or had it last.
func (f *finder) lastHolders(ctx context.Context, ips []netip.Addr) error {
	f.brief = true
	all, err := f.db.LastHolders(ctx, f.Scope, ips, f.until())
	if err != nil {
		return err
	}
	held := map[netip.Addr][]inventory.Binding{}
	var macs []inventory.MAC
	for _, b := range all {
		if len(held[b.IP]) == 0 || b.Holds(f.At) {
			held[b.IP], macs = append(held[b.IP], b), append(macs, b.MAC)
		}
	}
	places, err := f.lastPlaces(ctx, macs)
	if err != nil {
		return err
	}
	for _, ip := range ips {
		for _, b := range held[ip] {
			if err := f.last(ctx, stay{b.MAC, ip, places[b.MAC], []inventory.Binding{b}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// A stay is what the last of a device is told from.
type stay struct {
	mac    inventory.MAC
	ip     netip.Addr // the address that was asked for, if one was
	places []inventory.Sighting
	held   []inventory.Binding
}

// last tells where a device is, else where it was last, else which address it had.
func (f *finder) last(ctx context.Context, s stay) error {
	before := len(f.matches)
	if err := f.here(ctx, s.mac, schoolsOf(f.City, s.places)); err != nil {
		return err
	}
	if f.keep(before, s.ip) > 0 {
		return nil
	}
	if err := f.past(ctx, s.places, s.held); err != nil {
		return err
	}
	if f.keep(before, s.ip) > 0 {
		f.matches = f.matches[:before+1]
		return nil
	}
	return f.unplaced(ctx, s.mac, s.held[:min(1, len(s.held))])
}

// keep drops the matches since before that lack an address that was asked for, and
// counts those that stay.
func (f *finder) keep(before int, ip netip.Addr) int {
	kept := f.matches[:before]
	for _, m := range f.matches[before:] {
		if !ip.IsValid() || m.IP == ip {
			kept = append(kept, m)
		}
	}
	f.matches = kept
	return len(kept) - before
}
