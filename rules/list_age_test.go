package rules_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// TestNothingIsConcludedFromAMissingOrOldWhitelist holds that such a school hears
// of no unlisted device.
func TestNothingIsConcludedFromAMissingOrOldWhitelist(t *testing.T) {
	for name, imported := range map[string]time.Time{"never imported": {}, "31 days old": noon.AddDate(0, 0, -31)} {
		s, b := haiyan(t), &book{t: t}
		s.Lists.WhitelistAt = imported
		s.City.Listed[mac(8)] = []inventory.SchoolCode{"179902"}
		s.see(mac(8), 208, "hy-3f-a", "3") // of another school
		s.see(mac(9), 208, "hy-3f-a", "3") // of none
		for n := byte(100); n < 150; n++ { // a flood
			s.see(mac(n), 208, "hy-3f-b", "3")
		}
		if opened := b.judge(s.Snapshot); len(opened) > 0 {
			t.Errorf("%s: opened %q, want nothing", name, opened)
		}
	}
}

// TestAWhitelistThatGrowsOldResolvesNothing holds that a finding waits for a new
// copy, which then says whether it lasts.
func TestAWhitelistThatGrowsOldResolvesNothing(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(8), 208, "hy-3f-a", "3")
	s.see(mac(9), 208, "hy-3f-a", "3")
	b.want(s, "open 00:00:5e:00:53:08", "open 00:00:5e:00:53:09")
	s.Lists.WhitelistAt = noon.AddDate(0, 0, -31)
	s.later(every)
	b.want(s)
	s.Lists.WhitelistAt = s.At
	s.Lists.Whitelist = []inventory.ListEntry{{MAC: mac(8)}}
	s.later(every)
	b.want(s, "open lists", "resolved 00:00:5e:00:53:08", "open 00:00:5e:00:53:09") // the other's evidence counts the new rows
}

// TestADeviceThatLeftIsResolvedWithAnOldWhitelistToo: that it is gone, the
// switches tell.
func TestADeviceThatLeftIsResolvedWithAnOldWhitelistToo(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-a", "3")
	b.want(s, "open 00:00:5e:00:53:09")
	s.Lists.WhitelistAt = time.Time{}
	s.view("hy-3f-a").Sightings = nil
	s.later(every)
	b.want(s, "resolved 00:00:5e:00:53:09")
}

// TestARandomMACNeedsNoList: its second digit tells.
func TestARandomMACNeedsNoList(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.Lists.WhitelistAt = time.Time{}
	s.see(random(1), 208, "hy-3f-a", "3")
	b.want(s, "open KL-mobile")
}
