package rules_test

import (
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// refuse has MAC authentication refuse a device now and then since an hour.
func (s school) refuse(m inventory.MAC, change ...func(*inventory.AccessReject)) {
	r := inventory.AccessReject{At: noon.Add(-time.Hour), Last: noon.Add(-time.Minute), School: s.School.Code, MAC: m, SSID: "KL-mobile",
		AP: "hy-ap03", NAS: netip.MustParseAddr("10.241.254.5"), Class: inventory.RejectUnlisted, Source: "radius r1", Count: 400}
	for _, c := range change {
		c(&r)
	}
	s.Rejects = append(s.Rejects, r)
	s.RejectsHeard = noon
}

func TestRefusals(t *testing.T) {
	stranger := []string{"wl_unknown_mac 00:00:5e:00:53:09"}
	with := func(c func(*inventory.AccessReject)) func(*inventory.AccessReject) { return c }
	for _, tt := range []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"not listed", func(s school) { s.refuse(mac(9)) }, stranger},
		{"seen and refused", func(s school) { s.refuse(mac(9)); s.see(mac(9), 208, "hy-3f-a", "3") }, stranger},
		{"at two access points", func(s school) {
			s.refuse(mac(9))
			s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.AP = "hy-ap04" }))
		}, stranger},
		{"without an SSID", func(s school) { s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.SSID = "" })) }, stranger},
		{"listed since", func(s school) { s.refuse(mac(1)) }, nil},
		{"four days ago", func(s school) {
			s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.At, r.Last = noon.AddDate(0, 0, -5), noon.AddDate(0, 0, -4) }))
		}, nil},
		{"on eduroam", func(s school) { s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.SSID = "eduroam" })) }, nil},
		{"on a network of nobody's", func(s school) { s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.SSID = "Free" })) }, nil},
		{"the server was silent", func(s school) {
			s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.Class = inventory.RejectServer }))
		}, nil},
		{"why is not said, where is", func(s school) {
			s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.Class = inventory.RejectOther }))
		}, stranger},
		{"neither why nor where", func(s school) {
			s.refuse(mac(9), with(func(r *inventory.AccessReject) { r.Class, r.SSID = inventory.RejectOther, "" }))
		}, nil},
		{"it went to KL-roam, as it should", func(s school) { s.refuse(mac(9)); s.see(mac(9), 220, "hy-3f-a", "3") }, nil},
		{"random", func(s school) { s.refuse(random(1)); s.refuse(random(2)) }, []string{"wl_random_mac KL-mobile"}},
		{"random on eduroam", func(s school) { s.refuse(random(1), with(func(r *inventory.AccessReject) { r.SSID = "eduroam" })) }, nil},
		{"a slip of the pen", func(s school) { s.list(mac(0x19), inventory.ClassTablet); s.refuse(mac(0x18)) }, []string{"wl_near_miss 00:00:5e:00:53:18"}},
		{"of another school", func(s school) { s.City.Listed[mac(9)] = []inventory.SchoolCode{"179902"}; s.refuse(mac(9)) }, []string{"wl_other_school 00:00:5e:00:53:09"}},
		{"many", func(s school) {
			for n := byte(100); n < 140; n++ {
				s.refuse(mac(n))
			}
		}, []string{"wl_unknown_mac refused KL-mobile"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.School.Enforcement = "reject"
			tt.build(s)
			s.want(tt.want...)
		})
	}
}

// TestWhatIsSaidOfARefusal: how often is said coarsely, so that a tablet that tries
// again is no news.
func TestWhatIsSaidOfARefusal(t *testing.T) {
	s := haiyan(t)
	s.refuse(mac(9))
	s.refuse(mac(9), func(r *inventory.AccessReject) { r.AP, r.Count = "hy-ap04", 10 })
	f := s.only(inventory.KindUnknownMAC)
	if f.Args["variant"] != "refused" || f.Args["ap"] != "hy-ap03" || f.Args["refused"] != "300" || !f.Since.Equal(noon.Add(-time.Hour)) || len(f.Rests) > 0 {
		t.Errorf("arguments %q, since %v, rests on %v", f.Args, f.Since, f.Rests)
	}
	s.Rejects[0].Count += 100
	s.Rejects[0].Last = noon
	if again := s.only(inventory.KindUnknownMAC); again.Args["refused"] != "300" {
		t.Errorf("after another 100 times it says %q", again.Args["refused"])
	}
	s.see(mac(9), 208, "hy-3f-a", "3")
	if f := s.only(inventory.KindUnknownMAC); f.Args["variant"] != "also_refused" || f.Port != "3" || len(f.Rests) != 1 {
		t.Errorf("once it is seen too: %+v", f)
	}
	open := []inventory.FindingRow{{ID: 1, State: inventory.StateOpen, Finding: f}}
	open[0].Kind, open[0].School = inventory.KindUnknownMAC, s.School.Code
	calm := haiyan(t)
	calm.RejectsHeard = noon
	if changed := rules.Reconcile(open, rules.Judge(calm.Snapshot), calm.Snapshot); len(changed) != 1 || changed[0].State != inventory.StateResolved {
		t.Errorf("when it is refused no more: %+v, want it resolved", changed)
	}
}

// TestAControllerSaysWhere: the access point and SSID of a client come from the
// controller's table.
func TestAControllerSaysWhere(t *testing.T) {
	s := haiyan(t)
	s.see(mac(9), 208, "hy-core", "5")
	s.see(random(1), 208, "hy-core", "5")
	s.view("hy-core").Wireless = []inventory.WirelessClient{{MAC: mac(9), SSID: "KL-mobile", AP: "hy-ap07"}, {MAC: random(1), SSID: "KL-mobile", AP: "hy-ap08"}}
	if f := s.only(inventory.KindUnknownMAC); f.Args["ap"] != "hy-ap07" {
		t.Errorf("arguments %q, want the access point", f.Args)
	}
	if f := s.only(inventory.KindRandomMAC); f.Args["aps"] != "hy-ap08" {
		t.Errorf("arguments %q, want the access point", f.Args)
	}
}

func TestWhatShowsRefusals(t *testing.T) {
	s := haiyan(t)
	s.School.Enforcement = "reject"
	if ok, why := rules.Observable(inventory.KindUnknownMAC, s.Snapshot); !ok || why.Key != "caveat.refused" {
		t.Errorf("without a source: %v %q, want a caveat", ok, why.Key)
	}
	s.RejectsHeard = noon
	if ok, why := rules.Observable(inventory.KindUnknownMAC, s.Snapshot); !ok || why.Key != "" {
		t.Errorf("with a source: %v %q, want none", ok, why.Key)
	}
	for i := range s.Switches {
		clear(s.Switches[i].Coverage)
	}
	if ok, _ := rules.Observable(inventory.KindRandomMAC, s.Snapshot); !ok {
		t.Error("without forwarding tables refusals show nothing")
	}
}
