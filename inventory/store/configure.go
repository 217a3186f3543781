package store

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// Configure tells the database which switch stands at which school and which
// addresses are whose, as people configured it: queries are scoped by that. A
// switch that is no longer configured stays with the school where it last stood.
func (db *DB) Configure(ctx context.Context, city *inventory.City) error {
	return db.transact(ctx, time.Time{}, func(t *tx) error {
		for _, table := range []string{"sites", "personal_vlans", "personal_ranges"} {
			if _, err := t.exec(`DELETE FROM ` + table); err != nil {
				return err
			}
		}
		for _, school := range city.Schools {
			if err := t.configureSchool(city, school); err != nil {
				return fmt.Errorf("note the switches and addresses of %s: %w", school.Code, err)
			}
		}
		return nil
	})
}

func (t *tx) configureSchool(city *inventory.City, school inventory.School) error {
	shared := school.Kind == inventory.KindCentre
	for _, sw := range school.Switches {
		id, _, err := t.switchRow(sw.ID)
		if err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE switches SET school = ?, shared = ? WHERE id = ? AND (school <> ? OR shared <> ?)`,
			string(school.Code), shared, id, string(school.Code), shared); err != nil {
			return err
		}
	}
	plan, err := city.Plan.For(school)
	if err != nil {
		return err
	}
	for _, r := range siteRanges(plan) {
		if _, err := t.exec(`INSERT INTO sites (school, low, high) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			string(school.Code), r.low, r.high); err != nil {
			return err
		}
	}
	return t.configurePersonal(plan)
}

// configurePersonal notes the zones whose devices are people's own.
func (t *tx) configurePersonal(plan inventory.SchoolPlan) error {
	for _, z := range plan.Zones {
		if z.Unknown != inventory.UnknownIgnore {
			continue
		}
		if _, err := t.exec(`INSERT INTO personal_ranges (low, high) VALUES (?, ?) ON CONFLICT DO NOTHING`,
			ipBytes(z.From), ipBytes(z.To)); err != nil {
			return err
		}
		if z.VLAN == 0 {
			continue
		}
		if _, err := t.exec(`INSERT INTO personal_vlans (vid) VALUES (?) ON CONFLICT DO NOTHING`, z.VLAN); err != nil {
			return err
		}
	}
	return nil
}

// An ipRange is a stretch of addresses of one family, both ends included.
type ipRange struct{ low, high []byte }

// siteRanges are the addresses that a school's plan sets apart for it.
func siteRanges(plan inventory.SchoolPlan) []ipRange {
	var ranges []ipRange
	seen := map[netip.Prefix]bool{}
	for _, z := range plan.Zones {
		site := z.Site.Masked()
		if !site.IsValid() || seen[site] {
			continue
		}
		seen[site] = true
		ranges = append(ranges, ipRange{ipBytes(site.Addr()), lastOf(site)})
	}
	return ranges
}

// lastOf returns the highest address of a prefix.
func lastOf(p netip.Prefix) []byte {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		b[bit/8] |= 1 << (7 - bit%8)
	}
	return b
}
