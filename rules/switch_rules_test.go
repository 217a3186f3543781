package rules_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

func TestSwitchDown(t *testing.T) {
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"three readings without an answer", func(s school) { s.dead("hy-3f-a", inventory.ReasonTimeout) }, []string{"switch_down hy-3f-a"}},
		{"two", func(s school) { s.dead("hy-3f-a", inventory.ReasonTimeout); s.view("hy-3f-a").Silent = 2 }, nil},
		{"credentials refused", func(s school) { s.dead("hy-3f-a", inventory.ReasonAuth) }, []string{"snmp_auth_fail hy-3f-a"}},
		{"credentials refused once", func(s school) { s.dead("hy-3f-a", inventory.ReasonAuth); s.view("hy-3f-a").Silent = 1 }, []string{"snmp_auth_fail hy-3f-a"}},
		{"one table missing", func(s school) { s.miss("hy-3f-a", inventory.TableFDB) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
	s := haiyan(t)
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	if f := s.only(inventory.KindSwitchDown); f.Args["k"] != "24" || !f.Since.Equal(noon.Add(-20*time.Minute)) {
		t.Errorf("%s ports, since %v", f.Args["k"], f.Since)
	}
}

func TestSNMPAuthFailNamesNoSecret(t *testing.T) {
	s := haiyan(t)
	s.dead("hy-3f-a", inventory.ReasonAuth)
	f := s.only(inventory.KindSNMPAuthFail)
	if f.Args["credentials"] != "v3-ro" {
		t.Errorf("credentials %q, want the configured name v3-ro", f.Args["credentials"])
	}
}

func TestSwitchReboot(t *testing.T) {
	s := haiyan(t)
	s.view("hy-3f-a").Reboots = []time.Time{noon.Add(-9 * time.Hour), noon.Add(-time.Hour)}
	s.want("switch_reboot hy-3f-a")
	f := s.only(inventory.KindSwitchReboot)
	if !f.Since.Equal(noon.Add(-time.Hour)) || f.Args["n"] != "2" || f.Severity != inventory.Info {
		t.Errorf("since %v, %s times, %s", f.Since, f.Args["n"], f.Severity)
	}
}

func TestPollStale(t *testing.T) {
	all := []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"}
	tests := []struct {
		name  string
		build func(school)
		want  bool
	}{
		{"nobody answers", func(s school) {
			for _, id := range all {
				s.dead(id, inventory.ReasonTimeout)
			}
		}, true},
		{"one still answers", func(s school) {
			s.dead("hy-core", inventory.ReasonTimeout)
			s.dead("hy-3f-a", inventory.ReasonTimeout)
		}, false},
		{"everybody refuses our credentials", func(s school) {
			for _, id := range all {
				s.dead(id, inventory.ReasonAuth)
			}
		}, false},
		{"nobody asks", func(s school) { s.At = noon.Add(40 * time.Minute) }, true},
		{"between two readings", func(s school) { s.At = noon.Add(4 * time.Minute) }, false},
		{"before the first reading", func(s school) {
			for _, id := range all {
				v := s.view(id)
				v.Asked, v.Answered = time.Time{}, time.Time{}
			}
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			if got := slices.Contains(s.judge(), "poll_stale 179901"); got != tt.want {
				t.Errorf("poll_stale found: %v, want %v; all: %q", got, tt.want, s.judge())
			}
		})
	}
}

func TestWhatASchoolCannotObserve(t *testing.T) {
	tests := []struct {
		name   string
		kind   inventory.Kind
		build  func(school)
		ok     bool
		reason string
	}{
		{"all there", inventory.KindReservedIPTaken, func(school) {}, true, ""},
		{"no gateway tells ARP", inventory.KindReservedIPTaken, func(s school) {
			for i := range s.Switches {
				delete(s.Switches[i].Coverage, inventory.TableARP)
			}
		}, false, "unobservable.arp"},
		{"no lists", inventory.KindUnknownMAC, func(s school) { s.Lists = inventory.Lists{} }, false, "unobservable.whitelist"},
		{"an old whitelist", inventory.KindUnknownMAC, func(s school) { s.Lists.WhitelistAt = noon.AddDate(0, 0, -31) }, false, "unobservable.whitelist_old"},
		{"an old whitelist, where the MAC itself tells", inventory.KindRandomMAC, func(s school) { s.Lists.WhitelistAt = noon.AddDate(0, 0, -31) }, true, ""},
		{"no baseline", inventory.KindUnlistedWired, func(school) {}, false, "unobservable.baseline"},
		{"no port record", inventory.KindPortRecordDrift, func(school) {}, false, "unobservable.port_record"},
		{"need not move", inventory.KindPublicIPInUse, func(s school) { s.School.PublicIPMigration = "not_applicable" }, false, "unobservable.not_municipal"},
		{"refused devices stay unseen", inventory.KindUnknownMAC, func(s school) { s.School.Enforcement = "reject" }, true, "caveat.refused"},
		{"a kind without a rule", "no_such_kind", func(school) {}, false, "unobservable.no_rule"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			ok, why := rules.Observable(tt.kind, s.Snapshot)
			if ok != tt.ok || why.Key != tt.reason {
				t.Errorf("Observable(%s) = %v, %q; want %v, %q", tt.kind, ok, why.Key, tt.ok, tt.reason)
			}
		})
	}
	blind := rules.Blind(haiyan(t).Snapshot)
	for kind, want := range map[inventory.Kind]bool{inventory.KindUnlistedWired: true, inventory.KindPortRecordDrift: true,
		inventory.KindReservedIPTaken: false, inventory.KindUnknownMAC: false, inventory.KindSwitchDown: false, inventory.KindMultiMACPort: false} {
		if slices.Contains(blind, kind) != want {
			t.Errorf("%s is among the blind %q: %t, want %t", kind, blind, !want, want)
		}
	}
}

func TestEveryRuleDeclaresItself(t *testing.T) {
	for _, r := range rules.All() {
		ofTables := slices.ContainsFunc(r.Sources, func(src rules.Source) bool {
			return src == rules.SourceSwitches || slices.Contains(inventory.Tables(), inventory.Table(src))
		})
		if r.Severity == "" || len(r.Tables) == 0 && ofTables || len(r.Sources) == 0 || r.Check == nil {
			t.Errorf("rule %s lacks severity, tables, sources or check", r.Kind)
		}
		if strings.ToLower(string(r.Kind)) != string(r.Kind) {
			t.Errorf("kind %q is not snake_case", r.Kind)
		}
	}
}

func TestARuleRestsOnTheTablesThatItDeclares(t *testing.T) {
	s := everyFault(t)
	for _, f := range rules.Judge(s.Snapshot) {
		i := slices.IndexFunc(rules.All(), func(r rules.Rule) bool { return r.Kind == f.Kind })
		for _, ref := range f.Rests {
			if ref.Table != "" && !slices.Contains(rules.All()[i].Tables, ref.Table) {
				t.Errorf("%s %s rests on %s, which its rule does not declare", f.Kind, f.Subject, ref.Table)
			}
		}
		if len(f.Rests) == 0 {
			t.Errorf("%s %s rests on nothing", f.Kind, f.Subject)
		}
	}
}

// everyFault is a school with one finding of almost every kind.
func everyFault(t *testing.T) school {
	t.Helper()
	s := haiyan(t)
	s.bind("10.241.10.243", mac(1))
	s.bind("203.0.113.20", mac(2))
	s.bind("10.242.10.20", mac(3))
	s.see(mac(9), 208, "hy-3f-a", "3")
	s.City.Listed[mac(10)] = []inventory.SchoolCode{"179902"}
	s.see(mac(10), 208, "hy-3f-a", "3")
	s.see(random(1), 208, "hy-3f-a", "3")
	s.see(mac(11), 30, "hy-3f-a", "4")
	s.see(mac(11), 30, "hy-3f-b", "4")
	for n := range byte(9) {
		s.see(mac(50+n), 30, "hy-3f-a", "5")
	}
	s.record("hy-3f-a", "17", "行政", "")
	s.neighbor("hy-3f-a", "9", inventory.Neighbor{SysName: "TL-SG108E", ChassisID: mac(0x4d).String(), Capabilities: []string{"bridge"}})
	s.view("hy-core").Reboots = []time.Time{noon.Add(-time.Hour)}
	return s
}
