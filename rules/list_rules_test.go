package rules_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// typo is mac(9) with one digit wrong; it is on no network.
var typo = inventory.MAC{0, 0, 0x5e, 0, 0x51, 9}

// readAgain has a table that could not be read be read once more.
func (s school) readAgain(sw inventory.SwitchID, table inventory.Table) {
	s.view(sw).Coverage[table] = inventory.CoverageView{State: inventory.TableState{Complete: true}, Every: every}
	s.later(every)
}

// enter puts an entry into both lists.
func (s school) enter(e inventory.ListEntry) {
	e.School, e.KLMobile = s.School.Code, true
	s.Lists.Master = append(s.Lists.Master, e)
	s.Lists.Whitelist = append(s.Lists.Whitelist, e)
}

func TestNearMiss(t *testing.T) {
	found, unknown := []string{"wl_near_miss 00:00:5e:00:53:09"}, []string{"wl_unknown_mac 00:00:5e:00:53:09"}
	for _, tt := range []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"one digit wrong", func(s school) { s.enter(inventory.ListEntry{MAC: typo}) }, found},
		{"octets swapped", func(s school) { s.enter(inventory.ListEntry{MAC: inventory.MAC{0, 0, 0x5e, 0, 9, 0x53}}) }, found},
		{"two digits wrong", func(s school) { s.enter(inventory.ListEntry{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x51, 0x19}}) }, unknown},
		{"an entry that has ended", func(s school) { s.enter(inventory.ListEntry{MAC: typo, Until: "2026-11-19"}) }, unknown},
		{"a neighbour that is there itself", func(s school) { s.enter(inventory.ListEntry{MAC: typo}); s.see(typo, 208, "hy-3f-a", "3") }, unknown},
		{"a neighbour that was there before", func(s school) {
			s.enter(inventory.ListEntry{MAC: typo})
			s.LastSeen[typo] = noon.AddDate(0, -2, 0)
		}, unknown},
		{"two entries, of which either could be meant", func(s school) {
			s.enter(inventory.ListEntry{MAC: typo})
			s.enter(inventory.ListEntry{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x52, 9}})
		}, unknown},
		{"listed by another school", func(s school) {
			s.enter(inventory.ListEntry{MAC: typo})
			s.City.Listed[mac(9)] = []inventory.SchoolCode{"179902"}
		}, []string{"wl_other_school 00:00:5e:00:53:09"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.see(mac(9), 208, "hy-3f-a", "3")
			s.want(tt.want...)
		})
	}
}

func TestANearMissNamesTheEntryAndEndsWithItsCorrection(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.enter(inventory.ListEntry{MAC: typo, Name: "iPad 09", Row: 17})
	s.see(mac(9), 208, "hy-3f-a", "3")
	f := s.only(inventory.KindNearMiss)
	if f.Args["name"] != "iPad 09" || f.Args["row"] != "17" || f.Args["slip"] != inventory.SlipDigit || f.Args["entry"] != typo.String() || f.Port != "3" {
		t.Errorf("near miss %+v", f)
	}
	b.want(s, "open 00:00:5e:00:53:09")
	s.Lists.WhitelistAt = noon.AddDate(0, -2, 0) // too old to tell
	s.later(every)
	b.want(s)
	s.Lists.WhitelistAt = s.At
	s.Lists.Master[1].MAC, s.Lists.Whitelist[0].MAC = mac(9), mac(9)
	s.later(every)
	b.want(s, "resolved 00:00:5e:00:53:09")
}

func TestListDrift(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	b.want(s) // a wired device needs no whitelist
	s.Lists.Master = append(s.Lists.Master, inventory.ListEntry{MAC: mac(20), Name: "iPad 20", KLMobile: true}, inventory.ListEntry{MAC: mac(21), KLMobile: true})
	s.Lists.Whitelist = append(s.Lists.Whitelist, inventory.ListEntry{MAC: mac(30), Name: "iPad 30"}, inventory.ListEntry{MAC: mac(30), Name: "again"})
	b.want(s, "open whitelist "+mac(30).String(), "open lists")
	f := s.only(inventory.KindListDrift)
	if f.Args["n"] != "3" || f.Args["n_master"] != "2" || f.Args["n_whitelist"] != "1" || f.Args["in_whitelist"] != "iPad 30 "+mac(30).String() {
		t.Errorf("drift %q", f.Args)
	}
	s.Lists.WhitelistAt = noon.AddDate(0, -2, 0)
	s.Lists.Whitelist = nil
	s.later(every)
	b.want(s, "resolved whitelist "+mac(30).String()) // the drift waits for a new copy
	s.Lists.WhitelistAt = s.At
	s.Lists.Whitelist = []inventory.ListEntry{{MAC: mac(20)}, {MAC: mac(21)}}
	s.later(every)
	b.want(s, "resolved lists")
}

func TestListDriftNeedsBothLists(t *testing.T) {
	for name, build := range map[string]func(school){
		"no master list": func(s school) { s.Lists.Master, s.Lists.MasterAt = nil, time.Time{} },
		"no whitelist":   func(s school) { s.Lists.Whitelist, s.Lists.WhitelistAt = nil, time.Time{} },
	} {
		s, b := haiyan(t), &book{t: t}
		s.enter(inventory.ListEntry{MAC: mac(20)})
		s.Lists.Master[0].KLMobile = true
		build(s)
		if got := b.judge(s.Snapshot); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestListDuplicate(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.enter(inventory.ListEntry{MAC: mac(20), Name: "iPad 20", Row: 5})
	b.want(s) // in two lists is as it should be
	s.Lists.Master = append(s.Lists.Master, inventory.ListEntry{MAC: mac(20), Name: "平板 20", Row: 9})
	b.want(s, "open master "+mac(20).String())
	if f := s.only(inventory.KindListDuplicate); f.Args["names"] != "iPad 20\n平板 20" || f.Args["rows"] != "5\n9" || f.MAC != mac(20) {
		t.Errorf("duplicate %+v", f)
	}
	s.Lists.Master[2].Until = "2026-11-19" // the old row has ended
	b.want(s, "resolved master "+mac(20).String())
}

func TestStaleMAC(t *testing.T) {
	long, recent := noon.AddDate(0, 0, -200), noon.AddDate(0, 0, -100)
	for _, tt := range []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"not seen for long", func(s school) { s.LastSeen[mac(20)] = long }, []string{"mac_stale master"}},
		{"seen not so long ago", func(s school) { s.LastSeen[mac(20)] = recent }, nil},
		{"never seen since it was listed, long ago", func(s school) { s.ListedSince = map[inventory.MAC]time.Time{mac(20): long} }, []string{"mac_stale master"}},
		{"never seen, and newly listed", func(s school) { s.ListedSince = map[inventory.MAC]time.Time{mac(20): recent} }, nil},
		{"of which nothing is known", func(school) {}, nil},
		{"there again", func(s school) { s.LastSeen[mac(20)] = long; s.see(mac(20), 208, "hy-3f-a", "3") }, nil},
		{"there by its address", func(s school) { s.LastSeen[mac(20)] = long; s.bind("10.241.208.77", mac(20)) }, nil},
		{"on the whitelist only", func(s school) { s.LastSeen[mac(21)] = long }, nil},
		{"where the city waits longer", func(s school) { s.Thresholds.StaleMAC = 300 * 24 * time.Hour; s.LastSeen[mac(20)] = long }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.enter(inventory.ListEntry{MAC: mac(20), Name: "iPad 20"})
			tt.build(s)
			s.want(tt.want...)
		})
	}
}

func TestStaleMACWaitsForEveryForwardingTable(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.enter(inventory.ListEntry{MAC: mac(20), Name: "iPad 20"})
	s.LastSeen[mac(20)] = noon.AddDate(0, 0, -200)
	s.miss("hy-3f-a", inventory.TableFDB)
	b.want(s) // it may be there
	s.readAgain("hy-3f-a", inventory.TableFDB)
	b.want(s, "open master")
	s.miss("hy-3f-a", inventory.TableFDB)
	b.want(s)
	s.readAgain("hy-3f-a", inventory.TableFDB)
	s.see(mac(20), 208, "hy-3f-a", "3")
	b.want(s, "resolved master")
}

func TestALostDeviceIsSeen(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.City.Lost = map[inventory.MAC]inventory.LostDevice{mac(9): {School: "179902", Serial: "SN-9", Name: "iPad 9"}}
	s.City.Listed[mac(9)] = []inventory.SchoolCode{"179902"}
	b.want(s)
	s.see(mac(9), 208, "hy-3f-a", "3")
	b.want(s, "open 00:00:5e:00:53:09")
	f := s.only(inventory.KindWatchedMAC)
	if f.Severity != inventory.Critical || f.Args["serial"] != "SN-9" || f.Args["other_name"] != "晴嵐國小" || f.Port != "3" {
		t.Errorf("lost device %+v", f)
	}
	s.miss("hy-3f-a", inventory.TableFDB)
	s.view("hy-3f-a").Sightings = nil
	b.want(s)
	s.readAgain("hy-3f-a", inventory.TableFDB)
	b.want(s, "resolved 00:00:5e:00:53:09")
}

// TestALostDeviceNeedsNoList: it is also seen on the wire, by its address alone, and
// at a school that keeps no lists.
func TestALostDeviceNeedsNoList(t *testing.T) {
	s := haiyan(t)
	s.Lists = inventory.Lists{}
	s.City.Lost = map[inventory.MAC]inventory.LostDevice{mac(9): {School: "179901"}}
	s.bind("10.241.20.9", mac(9))
	s.want("watch_mac_seen 00:00:5e:00:53:09")
}
