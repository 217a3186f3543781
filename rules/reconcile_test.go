package rules_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// A book keeps finding rows as a store does.
type book struct {
	t    testing.TB
	rows []inventory.FindingRow
}

// judge judges a snapshot, writes what changed and returns it as "state subject".
func (b *book) judge(s *inventory.Snapshot) []string {
	var changed []string
	for _, row := range rules.Reconcile(b.open(), rules.Judge(s), s) {
		b.write(row)
		word := row.State
		if row.Muted != "" {
			word += " under " + row.Muted
		}
		changed = append(changed, word+" "+row.Subject)
	}
	return changed
}

func (b *book) write(row inventory.FindingRow) {
	if row.ID == 0 {
		row.ID = int64(len(b.rows) + 1)
		b.rows = append(b.rows, row)
		return
	}
	b.rows[row.ID-1] = row
}

func (b *book) open() []inventory.FindingRow {
	return slices.DeleteFunc(slices.Clone(b.rows), func(r inventory.FindingRow) bool { return r.State == inventory.StateResolved })
}

func (b *book) want(s school, want ...string) {
	b.t.Helper()
	if got := b.judge(s.Snapshot); !slices.Equal(got, want) {
		b.t.Errorf("Reconcile wrote %q, want %q", got, want)
	}
}

func TestAFindingIsOpenedOnceAndResolvedByACompleteRead(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.bind("10.241.10.243", mac(1))
	b.want(s, "open 10.241.10.243")
	b.want(s)
	s.later(every)
	b.want(s)
	s.Bindings = nil
	s.later(every)
	b.want(s, "resolved 10.241.10.243")
	if row := b.rows[0]; !row.Resolved.Equal(s.At) || !row.Opened.Equal(noon) {
		t.Errorf("opened %v, resolved %v", row.Opened, row.Resolved)
	}
	b.want(s)
	s.bind("10.241.10.243", mac(1))
	b.want(s, "open 10.241.10.243")
	if len(b.rows) != 2 {
		t.Errorf("%d rows after a second occurrence, want 2", len(b.rows))
	}
}

func TestAMissingTableResolvesNothing(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.bind("10.241.10.243", mac(1))
	b.want(s, "open 10.241.10.243")
	s.Bindings = nil // as if a bug had dropped it
	s.miss("hy-core", inventory.TableARP)
	s.later(every)
	b.want(s)
	s.view("hy-core").Coverage[inventory.TableARP] = s.view("hy-core").Coverage[inventory.TableFDB]
	s.later(every)
	b.want(s, "resolved 10.241.10.243")
}

func TestAReadFromBeforeTheFindingResolvesNothing(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.bind("10.241.10.243", mac(1))
	b.want(s, "open 10.241.10.243")
	s.Bindings = nil
	s.At = noon.Add(time.Minute) // nothing has been read since
	b.want(s)
}

func TestADuplicateIsNotResolvedWhileOneSideCannotBeRead(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(1), 30, "hy-3f-a", "3")
	s.see(mac(1), 30, "hy-3f-b", "7")
	b.want(s, "open 00:00:5e:00:53:01")
	s.later(every)
	b.want(s)
	s.miss("hy-3f-b", inventory.TableFDB)
	s.later(every)
	b.want(s) // the rule is silent, the finding lasts
}

func TestOnlyNewsIsWritten(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(random(1), 208, "hy-3f-a", "3")
	b.want(s, "open KL-mobile")
	opened := b.rows[0].Seen
	for range 10 {
		s.later(every)
		b.want(s)
	}
	s.see(random(2), 208, "hy-3f-a", "3")
	s.later(every)
	b.want(s, "open KL-mobile")
	if row := b.rows[0]; !row.Seen.After(opened) || row.Args["n"] != "2" || !row.Opened.Equal(opened) {
		t.Errorf("seen %v, n %s, opened %v", row.Seen, row.Args["n"], row.Opened)
	}
}

func TestAFloodIsWrittenOnce(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	flood := func(first byte) {
		s.view("hy-3f-a").Sightings = nil
		for n := range byte(100) {
			s.see(mac(first+n), 30, "hy-3f-a", "3")
		}
	}
	flood(10)
	b.want(s, "open hy-3f-a 3")
	flood(120) // other addresses, as many
	s.later(every)
	b.want(s)
	s.view("hy-3f-a").Sightings = s.view("hy-3f-a").Sightings[:60]
	s.later(every)
	b.want(s, "open hy-3f-a 3")
}

func TestARoamingDeviceKeepsItsSince(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-a", "3")
	b.want(s, "open 00:00:5e:00:53:09")
	s.later(every)
	s.view("hy-3f-a").Sightings = nil
	s.see(mac(9), 208, "hy-3f-b", "7")
	s.view("hy-3f-b").Sightings[0].First = s.At
	b.want(s, "open 00:00:5e:00:53:09")
	if row := b.rows[0]; row.Switch != "hy-3f-b" || !row.Since.Equal(noon.Add(-time.Hour)) {
		t.Errorf("on %s since %v", row.Switch, row.Since)
	}
}

func TestListingADeviceClosesItsFinding(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-a", "3")
	b.want(s, "open 00:00:5e:00:53:09")
	s.list(mac(9), inventory.ClassTablet)
	s.later(every)
	b.want(s, "resolved 00:00:5e:00:53:09")
}

func TestPeoplesWordsStand(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.bind("10.241.10.243", mac(1))
	b.want(s, "open 10.241.10.243")

	b.rows[0].State = inventory.StateAcknowledged
	s.later(every)
	b.want(s)
	b.rows[0].State = inventory.StateDismissed
	s.Bindings = nil
	s.later(every)
	b.want(s) // dismissed stays dismissed when it goes
	s.bind("10.241.10.243", mac(1))
	s.later(every)
	b.want(s) // … and when it comes back

	b.rows[0].State, b.rows[0].Until = inventory.StateAccepted, s.At.Add(2*every)
	s.later(every)
	b.want(s)
	s.later(every)
	b.want(s, "open 10.241.10.243") // its date has come
	s.Bindings = nil
	s.later(every)
	b.want(s, "resolved 10.241.10.243")
}

func TestARestartedDaemonDoesNotResolveADeadSwitch(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	b.want(s, "open hy-3f-a")
	s.view("hy-3f-a").Silent = 0 // forgotten, but it has not answered either
	s.At = s.At.Add(every)
	b.want(s)
}

func TestNothingOfAnUnreadSchoolResolvesAnUnknownSwitch(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.neighbor("hy-3f-a", "9", inventory.Neighbor{SysName: "TL-SG108E", ChassisID: mac(0x4d).String(), Capabilities: []string{"bridge"}})
	b.want(s, "open 00:00:5e:00:53:4d")
	s.Switches = append(s.Switches, inventory.SwitchView{Switch: inventory.Switch{ID: "hy-new", School: "179901"}})
	s.later(every)
	b.want(s)
}

func TestASwitchTakenOutOfTheConfigurationResolvesItsFindings(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.dead("hy-3f-b", inventory.ReasonTimeout)
	b.want(s, "open hy-3f-b")
	s.Switches = s.Switches[:2]
	s.later(every)
	b.want(s) // a snapshot without it proves nothing
	here := s.City.Schools["179901"]
	here.Switches = here.Switches[:2]
	s.City.Schools["179901"] = here
	b.want(s, "resolved hy-3f-b")
}

func TestASourceOutsideTheSchoolResolvesByItsOwnCoverage(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	centre := inventory.School{Code: "179900", Kind: inventory.KindCentre, Switches: []inventory.Switch{{ID: "city-fw"}}}
	s.City.Schools[centre.Code] = centre
	s.bind("10.241.10.243", mac(1))
	s.Bindings[0].Source = "city-fw"
	b.want(s, "open 10.241.10.243")
	s.Bindings = nil
	s.later(every)
	b.want(s)
	s.Elsewhere = map[inventory.TableRef]inventory.CoverageView{
		{Switch: "city-fw", Table: inventory.TableARP}: {State: inventory.TableState{Complete: true}, Fresh: true, Last: s.At},
	}
	b.want(s, "resolved 10.241.10.243")
}
