package web

import (
	"bytes"
	"context"
	"net/netip"
	"slices"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// candidates are the devices that a text may mean: a whole MAC, a part of one
// that was seen or is listed, a part of a name in a list.
func (f *finder) candidates(ctx context.Context) ([]inventory.MAC, error) {
	if mac, err := inventory.ParseMAC(f.Text); err == nil {
		return []inventory.MAC{mac}, nil
	}
	part := store.ListPart{Text: f.Text, Digits: macPart(f.Text)}
	macs, err := f.db.SearchLists(ctx, f.Scope, part, f.At, maxDevices+1)
	if err != nil {
		return nil, err
	}
	if part.Digits != "" {
		more, err := f.db.SearchMACs(ctx, f.Scope, part.Digits, maxDevices+1)
		if err != nil {
			return nil, err
		}
		macs = append(macs, more...)
	}
	slices.SortFunc(macs, func(a, b inventory.MAC) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(macs), nil
}

// addresses are those that a text is a part of: digits and dots.
func (f *finder) addresses(ctx context.Context) ([]netip.Addr, error) {
	if !strings.Contains(f.Text, ".") || strings.Trim(f.Text, "0123456789.") != "" {
		return nil, nil
	}
	return f.db.SearchIPs(ctx, f.Scope, f.Text, maxDevices+1)
}

// onlyListed tells of a device that was never seen and stands in a list.
func (f *finder) onlyListed(ctx context.Context, mac inventory.MAC) error {
	for _, school := range f.City.Schools {
		if !f.Scope.Sees(school.Code) {
			continue
		}
		r, err := f.roll(ctx, school.Code)
		if err != nil {
			return err
		}
		if len(r.listing.Own(mac)) == 0 {
			continue
		}
		m := r.named(mac)
		m.Reason = say(f.Lang, "match.listed")
		f.matches = append(f.matches, m)
	}
	return nil
}

// minPart is the shortest part of a MAC that is looked for.
const minPart = 4

// macPart reads a part of a MAC: hex digits with the usual separators. Anything
// else, and less than four digits, is none; nor is a part of an address, for between
// dots a MAC has four digits.
func macPart(text string) string {
	groups := strings.Split(text, ".")
	for i, g := range groups {
		if inside := i > 0 && i < len(groups)-1; inside && len(g) != 4 || len(groups) > 1 && len(g) > 4 {
			return ""
		}
	}
	digits := strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(":-. ", r) {
			return -1
		}
		return r
	}, text))
	if len(digits) < minPart || len(digits) > 12 || strings.Trim(digits, "0123456789abcdef") != "" {
		return ""
	}
	return digits
}

func hexOf(m inventory.MAC) string { return strings.ReplaceAll(m.String(), ":", "") }
