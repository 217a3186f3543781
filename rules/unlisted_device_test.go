package rules_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// based is a school whose baseline holds two devices, taken a week ago.
func based(t *testing.T) school {
	s := haiyan(t)
	s.Lists.Baseline, s.Lists.BaselineAt = []inventory.MAC{mac(2), mac(3)}, noon.AddDate(0, 0, -7)
	return s
}

// wired returns the subjects of what is found of the kind, without doubt.
func wired(s school) []string {
	var subjects []string
	for _, f := range s.findings() {
		if f.Kind == inventory.KindUnlistedWired && !f.Doubt {
			subjects = append(subjects, f.Subject)
		}
	}
	return subjects
}

func TestUnlistedWiredDevices(t *testing.T) {
	stranger := mac(60)
	for _, tt := range []struct {
		name  string
		plant func(school)
		want  []string
	}{
		{"a new device in the lab", func(s school) { s.see(stranger, 20, "hy-3f-a", "5") }, []string{stranger.String()}},
		{"one by its address only in another VLAN's zone", func(s school) {
			s.see(stranger, 10, "hy-3f-a", "5")
			s.bind("10.241.10.77", stranger)
		}, []string{stranger.String()}},
		{"two on two ports", func(s school) {
			s.see(mac(61), 30, "hy-3f-b", "5")
			s.see(mac(60), 30, "hy-3f-a", "5")
		}, []string{mac(60).String(), mac(61).String()}},
		{"a listed one", func(s school) { s.see(mac(1), 20, "hy-3f-a", "5") }, nil},
		{"one of the baseline", func(s school) { s.see(mac(2), 20, "hy-3f-a", "5") }, nil},
		{"one of the baseline in another room", func(s school) { s.see(mac(3), 30, "hy-3f-b", "9") }, nil},
		{"without a baseline", func(s school) {
			s.Lists.Baseline, s.Lists.BaselineAt = nil, time.Time{}
			s.see(stranger, 20, "hy-3f-a", "5")
		}, nil},
		{"a zone with DHCP of no account", func(s school) { s.see(stranger, 25, "hy-3f-a", "5") }, nil},
		{"somebody's own device in KL-roam", func(s school) { s.see(stranger, 220, "hy-3f-a", "5") }, nil},
		{"thirty clients of an access point", func(s school) {
			s.port("hy-3f-a", "9").Role.Role = inventory.RoleAP
			for n := range byte(30) {
				s.see(mac(100+n), 30, "hy-3f-a", "9")
			}
		}, nil},
		{"an access point itself", func(s school) {
			s.neighbor("hy-3f-a", "9", inventory.Neighbor{ChassisID: stranger.String(), Capabilities: []string{"bridge", "wlan-ap"}})
			s.see(stranger, 254, "hy-3f-a", "9")
		}, nil},
		{"a phone, and a known PC behind it", func(s school) {
			s.neighbor("hy-3f-a", "9", inventory.Neighbor{ChassisID: stranger.String(), Capabilities: []string{"bridge", "telephone"}})
			s.see(stranger, 10, "hy-3f-a", "9")
			s.see(stranger, 25, "hy-3f-a", "9")
			s.see(mac(2), 10, "hy-3f-a", "9")
		}, nil},
		{"the shared address of routers (VRRP)", func(s school) {
			s.see(inventory.MAC{0, 0, 0x5e, 0, 1, 10}, 10, "hy-3f-a", "9")
		}, nil},
		{"a virtual machine with a made-up MAC", func(s school) { s.see(random(7), 10, "hy-3f-a", "9") }, nil},
		{"what hangs on the uplink", func(s school) { s.see(stranger, 30, "hy-core", "1") }, nil},
		{"a trunk of a server on two sockets (LAG)", func(s school) {
			for _, port := range []string{"9", "10"} {
				s.port("hy-3f-a", port).Config.LAG = "Po1"
				s.see(mac(2), 10, "hy-3f-a", port)
			}
		}, nil},
		{"a private hub, which is told of as such", func(s school) {
			for n := range byte(9) {
				s.see(mac(100+n), 30, "hy-3f-a", "9")
			}
		}, nil},
		{"a classroom's switch with eight strangers", func(s school) {
			s.port("hy-3f-a", "9").Role.Role = inventory.RoleClassroom
			for n := range byte(8) {
				s.see(mac(100+n), 30, "hy-3f-a", "9")
			}
		}, []string{"hy-3f-a 9"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := based(t)
			tt.plant(s)
			if got := wired(s); !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q; all: %q", got, tt.want, s.judge())
			}
		})
	}
}

func TestAnUnlistedWiredDeviceIsResolvedByListingOrLeaving(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(school)
	}{
		{"listed", func(s school) { s.list(mac(60), inventory.ClassPC) }},
		{"taken into a new baseline", func(s school) { s.Lists.Baseline = append(s.Lists.Baseline, mac(60)) }},
		{"gone", func(s school) { s.view("hy-3f-a").Sightings = nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := based(t)
			s.see(mac(60), 20, "hy-3f-a", "5")
			open := rules.Reconcile(nil, s.findings(), s.Snapshot)
			if len(open) != 1 || open[0].Kind != inventory.KindUnlistedWired || open[0].Port != "5" || open[0].Severity != inventory.Info {
				t.Fatalf("opened %+v", open)
			}
			open[0].ID = 1
			tt.end(s)
			if changed := rules.Reconcile(open, s.findings(), s.Snapshot); len(changed) != 0 {
				t.Errorf("before the next reading: %+v", changed)
			}
			s.later(every)
			changed := rules.Reconcile(open, s.findings(), s.Snapshot)
			if len(changed) != 1 || changed[0].State != inventory.StateResolved {
				t.Errorf("after the next reading: %+v", changed)
			}
		})
	}
}

func TestDraftOfABaseline(t *testing.T) {
	s := haiyan(t)
	s.record("hy-3f-a", "17", "有線網路行政", "")
	s.see(mac(1), 20, "hy-3f-a", "3")                                                                                                               // listed
	s.see(mac(10), 20, "hy-3f-a", "5")                                                                                                              // a lab PC
	s.see(mac(11), 208, "hy-3f-b", "7")                                                                                                             // a tablet on KL-mobile
	s.neighbor("hy-3f-a", "6", inventory.Neighbor{ChassisID: mac(12).String(), SysName: "phone-12", Capabilities: []string{"bridge", "telephone"}}) // a phone
	s.see(mac(12), 30, "hy-3f-a", "6")
	s.see(mac(20), 220, "hy-3f-b", "7")   // somebody's own
	s.see(random(1), 208, "hy-3f-b", "7") // a random MAC
	s.see(mac(21), 77, "hy-3f-a", "8")    // a VLAN that the plan does not know
	s.see(mac(22), 30, "hy-core", "1")    // on an uplink only
	s.see(mac(23), 30, "hy-3f-a", "9")
	s.City.Listed[mac(23)] = []inventory.SchoolCode{"179902"}
	s.see(mac(24), 30, "hy-3f-a", "11")
	s.view("hy-3f-a").Sightings[len(s.view("hy-3f-a").Sightings)-1].First = noon.Add(-time.Minute)
	s.bind("10.241.20.9", mac(10))

	draft := rules.Draft(s.Snapshot, 30*time.Minute)
	got := map[string]inventory.ListEntry{}
	for _, d := range draft.Devices {
		got[d.Entry.MAC.String()] = d.Entry
	}
	if len(got) != 3 || draft.Listed != 1 {
		t.Fatalf("drafted %v and %d listed, want three and one", got, draft.Listed)
	}
	if pc := got[mac(10).String()]; pc.Name != "hy-3f-a 5" || pc.KLMobile || pc.School != "179901" || draft.Devices[0].IP.String() != "10.241.20.9" {
		t.Errorf("the PC is drafted as %+v", pc)
	}
	if phone := got[mac(12).String()]; phone.Name != "phone-12" || phone.Class != inventory.ClassPhone {
		t.Errorf("the phone is drafted as %+v", phone)
	}
	if tablet := got[mac(11).String()]; !tablet.KLMobile {
		t.Errorf("the tablet is drafted as %+v", tablet)
	}
	why := map[inventory.SkipWhy]inventory.MAC{}
	for _, skip := range draft.LeftOut {
		why[skip.Why] = skip.MAC
	}
	want := map[inventory.SkipWhy]inventory.MAC{inventory.SkipPersonal: mac(20), inventory.SkipRandom: random(1), inventory.SkipZone: mac(21),
		inventory.SkipUplink: mac(22), inventory.SkipOther: mac(23), inventory.SkipBrief: mac(24)}
	for reason, m := range want {
		if why[reason] != m {
			t.Errorf("left out as %s is %s, want %s; all: %v", reason, why[reason], m, draft.LeftOut)
		}
	}
}

// What is drafted leaves nothing that the rule would find at once.
func TestWhatIsDraftedIsNoFinding(t *testing.T) {
	s := based(t)
	s.see(mac(60), 20, "hy-3f-a", "5")
	s.see(mac(61), 30, "hy-3f-b", "5")
	for _, d := range rules.Draft(s.Snapshot, 0).Devices {
		s.Lists.Master = append(s.Lists.Master, d.Entry)
	}
	if got := wired(s); len(got) != 0 {
		t.Errorf("after the draft was taken: %q", got)
	}
}

func TestDraftOfThePortRecord(t *testing.T) {
	s := haiyan(t)
	s.record("hy-3f-a", "17", "有線網路行政", "")
	s.port("hy-3f-a", "5").Config.PVID, s.port("hy-3f-a", "5").Config.Tagged = 77, []int{34, 208}
	rows := map[inventory.PortID]inventory.PortRecord{}
	for _, r := range rules.Draft(s.Snapshot, 0).Ports {
		rows[inventory.PortID{Switch: r.Switch, IfName: r.Port}] = r
	}
	if _, again := rows[inventory.PortID{Switch: "hy-3f-a", IfName: "17"}]; again || len(rows) != 3*24-1 {
		t.Errorf("%d rows, with the one that is written: %v; want the other 71", len(rows), again)
	}
	if r := rows[inventory.PortID{Switch: "hy-3f-b", IfName: "4"}]; r.Zone != "教學網段" || r.Role != inventory.RoleEdge {
		t.Errorf("an edge port is drafted as %+v", r)
	}
	if r := rows[inventory.PortID{Switch: "hy-3f-a", IfName: "5"}]; r.Zone != "VLAN 77" || r.Tagged != "34,208" {
		t.Errorf("a VLAN outside of the plan is drafted as %+v", r)
	}
	for _, r := range rows {
		s.Lists.PortRecord = append(s.Lists.PortRecord, r)
	}
	for _, f := range s.findings() {
		if f.Kind == inventory.KindPortRecordDrift && f.Port != "17" {
			t.Errorf("the drafted record differs from the port: %+v", f)
		}
	}
}
