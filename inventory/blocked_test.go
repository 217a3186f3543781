package inventory

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// blockedNoon is a Wednesday.
var blockedNoon = time.Date(2026, 11, 18, 12, 0, 0, 0, taipei)

func listedAs(list Date, state BlockState) BlockedIP {
	return BlockedIP{IP: netip.MustParseAddr("10.241.10.5"), School: "179901", BlockedAt: blockedNoon, ListDate: list, Listed: blockedNoon.Add(time.Hour),
		Source: BlockWeekly, State: state}
}

func TestWednesdayIsAfterAMonday(t *testing.T) {
	weekdays, holiday := weekdays(), weekdays()
	weekdays.Off, holiday.Off = nil, map[Date]string{"2026-11-25": "holiday"}
	for _, tt := range []struct {
		list  Date
		state BlockState
		c     Calendar
		want  Date
	}{
		{"2026-11-18", BlockListed, weekdays, "2026-11-25"}, // Wednesday
		{"2026-11-17", BlockFound, weekdays, "2026-11-25"},
		{"2026-11-16", BlockRestored, weekdays, "2026-11-18"}, // Monday itself
		{"2026-11-22", BlockListed, weekdays, "2026-11-25"},
		{"2026-11-18", BlockListed, holiday, "2026-11-26"},
		{"2026-11-18", BlockAsked, weekdays, ""},
		{"2026-11-18", BlockLifted, weekdays, ""},
		{"", BlockListed, weekdays, ""},
	} {
		if got := listedAs(tt.list, tt.state).Due(tt.c); got != tt.want {
			t.Errorf("list of %s, %s: due %q, want %q", tt.list, tt.state, got, tt.want)
		}
	}
}

func TestStepsOfABlockedAddress(t *testing.T) {
	b := listedAs("2026-11-18", BlockListed)
	say := func(s BlockStep) error {
		s.At, s.Actor = blockedNoon, "it"
		next, err := b.After(s)
		if err == nil {
			b = next
		}
		return err
	}
	var missing *BlockMissingError
	if err := say(BlockStep{State: BlockAsked, OSVersion: " ", Handling: "x"}); !errors.As(err, &missing) || fmt.Sprint(missing.Fields) != "[os_version handled_on]" || b.State != BlockListed {
		t.Errorf("asked with empty fields: %v, %+v", err, b)
	}
	if err := errors.Join(say(BlockStep{State: BlockFound}), say(BlockStep{State: BlockRestored, OSVersion: "Windows 11", Handling: "x", HandledOn: "2026-11-18"})); err != nil || b.State != BlockRestored {
		t.Fatalf("restored: %v, %+v", err, b)
	}
	if len(b.Missing()) > 0 || b.By != "it" || !b.ChangedAt.Equal(blockedNoon) {
		t.Errorf("restored: %+v", b)
	}
	keep := BlockStep{OSVersion: b.OSVersion, Handling: b.Handling, HandledOn: b.HandledOn}
	for _, state := range []BlockState{BlockAsked, BlockLifted} {
		keep.State = state
		if err := say(keep); err != nil {
			t.Fatal(err)
		}
	}
	if b.Open() || !b.LiftedAt.Equal(blockedNoon) {
		t.Errorf("lifted: %+v", b)
	}
	keep.State = BlockAsked
	if err := say(keep); err != nil || !b.Open() || !b.LiftedAt.IsZero() {
		t.Errorf("taken back: %v, %+v", err, b)
	}
	if say(BlockStep{State: "gone"}) == nil || say(BlockStep{HandledOn: "yesterday"}) == nil {
		t.Error("a state or a day that is none was taken")
	}
}

func TestTheHourBeginsWhenTheMinistrySays(t *testing.T) {
	b := listedAs("2026-11-18", BlockListed)
	if !b.ReportDue().IsZero() {
		t.Error("a weekly list must be reported")
	}
	b.Source = BlockMOE
	if got := b.ReportDue(); !got.Equal(blockedNoon.Add(time.Hour)) {
		t.Errorf("to be reported by %v", got)
	}
	if b.Exact = BlockDay; !b.ReportDue().Equal(b.Listed.Add(time.Hour)) {
		t.Errorf("of a day: by %v", b.ReportDue())
	}
}

func TestExercisesAreNoStatistics(t *testing.T) {
	drill := listedAs("2026-11-18", BlockFound)
	drill.Drill = true
	if got := BlockCounts([]BlockedIP{drill, listedAs("2026-11-18", BlockFound), listedAs("2026-11-11", BlockLifted)}); fmt.Sprint(got) != "map[found:1 lifted:1]" {
		t.Errorf("counts %v", got)
	}
}

// A scene is a school of one core and one access switch: device n of the table is on
// port p<n> of the access switch.
func blockedScene(arp bool, held ...Binding) BlockedScene {
	return BlockedScene{Now: blockedNoon.AddDate(0, 0, 1), Held: held, Shot: func(at time.Time) (*Snapshot, error) {
		cover := map[Table]CoverageView{TableARP: {Last: at, Every: time.Minute, Fresh: arp}, TableFDB: {Last: at, Every: time.Minute, Fresh: true}}
		core := SwitchView{Switch: Switch{ID: "core", Role: SwitchCore}, Coverage: cover}
		access := SwitchView{Switch: Switch{ID: "acc", Role: SwitchAccess, Place: "機櫃"}, Coverage: cover}
		for n := range 4 {
			port := PortID{"acc", fmt.Sprintf("p%d", n)}
			access.Ports = append(access.Ports, PortView{Port: port})
			access.Sightings = append(access.Sightings, Sighting{MAC: blockedMAC(byte(n)), VID: 10, Port: port, Span: Span{First: at.Add(-time.Hour)}})
		}
		s := &Snapshot{At: at, City: &CityIndex{}, Switches: []SwitchView{core, access}, Lists: Lists{Master: []ListEntry{{MAC: blockedMAC(1), Name: "教務處桌機", Class: ClassPC}, {MAC: blockedMAC(3), Class: ClassAP}},
			PortRecord: []PortRecord{{Switch: "acc", Port: "p1", Outlet: "教務處"}}}}
		return s, nil
	}}
}

func blockedMAC(n byte) MAC {
	if n == 2 {
		return MAC{0x50, 0xc7, 0xbf, 0, 0, 2} // of TP-Link
	}
	return MAC{0, 0, 0x5e, 0, 0x53, n}
}

// binds is a binding of device n from so many hours before the block to so many
// after it; 99 and more: it is open.
func binds(n byte, from, to int) Binding {
	b := Binding{IP: netip.MustParseAddr("10.241.10.5"), MAC: blockedMAC(n), Source: "core", Span: Span{First: blockedNoon.Add(time.Duration(from) * time.Hour)}}
	if to < 99 {
		b.Gone = blockedNoon.Add(time.Duration(to) * time.Hour)
	}
	return b
}

func TestWhoHeldABlockedAddress(t *testing.T) {
	for _, tt := range []struct {
		name  string
		exact BlockExact
		arp   bool
		held  []Binding
		want  string
	}{
		{"at the moment", "", true, []Binding{binds(1, -48, 99)}, "1 acc/p1 教務處 then"},
		{"another since", "", true, []Binding{binds(4, 2, 99), binds(1, -48, 1)}, "1 acc/p1 教務處 then"},
		{"gone before the moment", "", true, []Binding{binds(1, -5, -2)}, "1 acc/p1 教務處 before"},
		{"two at once", "", true, []Binding{binds(1, -5, 99), binds(0, -6, 99)}, "1 acc/p1 教務處 then, 0 acc/p0 機櫃 then"},
		{"one after the other", "", true, []Binding{binds(0, -3, 99), binds(1, -9, -3)}, "0 acc/p0 機櫃 then, 1 acc/p1 教務處 before"},
		{"twice the same", "", true, []Binding{binds(1, -3, 99), binds(1, -9, -5)}, "1 acc/p1 教務處 then"},
		{"too long ago", "", true, []Binding{binds(1, -90, -30)}, "nobody"},
		{"nobody", "", true, nil, "nobody"},
		{"nobody looked", "", false, nil, "unseen"},
		{"later only", "", true, []Binding{binds(1, 1, 99)}, "nobody"},
		{"that day", BlockDay, true, []Binding{binds(1, 3, 5)}, "1 acc/p1 教務處 during"},
		{"that week", BlockWeek, true, []Binding{binds(1, -90, -80), binds(0, -30, 99)}, "0 acc/p0 機櫃 during, 1 acc/p1 教務處 during"},
		{"a router by its maker", "", true, []Binding{binds(2, -5, 99)}, "2 acc/p2 機櫃 then NAT brand"},
		{"a router by the lists", "", true, []Binding{binds(3, -5, 99)}, "3 acc/p3 機櫃 then NAT class"},
		{"on no port", "", true, []Binding{binds(9, -5, 99)}, "9 / then"},
		{"a gateway's own address", "", true, []Binding{{IP: netip.MustParseAddr("10.241.10.5"), MAC: MAC{0, 0, 0x5e, 0, 1, 1}, Span: Span{First: blockedNoon.Add(-time.Hour)}}}, "nobody"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := listedAs("2026-11-18", BlockListed)
			if b.Exact = tt.exact; tt.exact != "" {
				b.BlockedAt = Midnight(blockedNoon)
			}
			got, err := b.Locate(blockedScene(tt.arp, tt.held...))
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, h := range append([]Holder{got.Then}, got.More...) {
				text := h.Verdict
				if h.Known() {
					text = strings.Join(strings.Fields(fmt.Sprintf("%d %s/%s %s %s", h.MAC[5], h.Switch, h.Port, h.Room, h.Verdict)), " ")
				}
				told = append(told, text)
			}
			if got.NAT {
				told[0] += " NAT " + got.NATWhy
			}
			if text := strings.Join(told, ", "); text != tt.want {
				t.Errorf("got %s, want %s", text, tt.want)
			}
		})
	}
}

func TestPartOfTheTimeNobodyLooked(t *testing.T) {
	scene := blockedScene(true)
	whole := scene.Shot
	scene.Shot = func(at time.Time) (*Snapshot, error) {
		s, err := whole(at)
		if at.Before(blockedNoon) {
			s.Switches[0].Coverage = nil
		}
		return s, err
	}
	if b, err := listedAs("2026-11-18", BlockListed).Locate(scene); err != nil || b.Then.Verdict != HeldPartly {
		t.Errorf("%+v, %v", b.Then, err)
	}
	failed := errors.New("disk")
	scene.Shot = func(time.Time) (*Snapshot, error) { return nil, failed }
	if _, err := listedAs("2026-11-18", BlockListed).Locate(scene); !errors.Is(err, failed) {
		t.Errorf("the error is %v", err)
	}
}

func TestWhoHoldsItNow(t *testing.T) {
	for _, tt := range []struct {
		name string
		arp  bool
		held []Binding
		want string
	}{
		{"the same", true, []Binding{binds(1, -48, 99)}, "same"},
		{"another", true, []Binding{binds(4, 2, 99)}, "other 4"},
		{"nobody", true, nil, "nobody"},
		{"not known", false, nil, "unseen"},
		{"the one of the last reading", true, []Binding{binds(4, 2, 99), {IP: netip.MustParseAddr("10.241.10.5"), MAC: blockedMAC(1), Span: Span{First: blockedNoon.Add(4 * time.Hour)}, Misses: 2}}, "other 4"},
	} {
		s, _ := blockedScene(tt.arp).Shot(blockedNoon)
		s.Bindings = tt.held
		b := listedAs("2026-11-18", BlockListed)
		b.Then = Holder{MAC: blockedMAC(1)}
		b = b.AsOf(s)
		got := b.Now.Verdict
		if b.Now.Known() {
			got += fmt.Sprintf(" %d", b.Now.MAC[5])
		}
		if got != tt.want || b.Then.Name != "教務處桌機" {
			t.Errorf("%s: got %s of %+v, want %s", tt.name, got, b.Then, tt.want)
		}
	}
}

// TestMondayReminds plays a list of a Wednesday: people hear of it, are reminded on
// the Monday before it is due and once more after it was, and not meanwhile; an
// address that was asked for reminds nobody.
func TestMondayReminds(t *testing.T) {
	wednesday := time.Date(2026, 11, 18, 10, 0, 0, 0, taipei)
	finding := row(1, KindBlockedIP, Warning, wednesday)
	c := weekdays()
	c.Off = map[Date]string{"2026-11-26": "holiday"}
	finding.Due = listedAs("2026-11-18", BlockListed).Due(c)
	asked := row(2, KindBlockedIP, Warning, wednesday)
	h := Hearing{Receivers: []Receiver{teacher()}, Rollouts: everythingOn()}
	at := func(month time.Month, day int, minute int) time.Time {
		return time.Date(2026, month, day, 7, 30+minute, 0, 0, taipei)
	}
	for _, tt := range []struct {
		name string
		rows []FindingRow
		want []said
	}{
		{"due", []FindingRow{finding}, []said{{wednesday.Add(5 * time.Minute), TellOpened, []int64{1}}, {at(11, 23, 0), TellDue, []int64{1}}, {at(11, 27, 0), TellReminded, []int64{1}}}},
		{"opened on Monday", []FindingRow{func() FindingRow {
			f := finding
			f.Opened = time.Date(2026, 11, 23, 8, 0, 0, 0, taipei)
			return f
		}()}, []said{{time.Date(2026, 11, 23, 8, 5, 0, 0, taipei), TellOpened, []int64{1}}, {at(11, 27, 0), TellReminded, []int64{1}}}},
		{"no day", []FindingRow{asked}, []said{{wednesday.Add(5 * time.Minute), TellOpened, []int64{2}}, {time.Date(2026, 11, 23, 10, 5, 0, 0, taipei), TellReminded, []int64{2}}}},
	} {
		h.Findings = tt.rows
		var got []said
		for _, m := range UsualManners(c).Rehearse(h, wednesday.AddDate(0, 0, -1), wednesday.AddDate(0, 0, 30)) {
			got = append(got, said{m.At, m.Event, m.Findings()})
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: told\n%v\nwant\n%v", tt.name, got, tt.want)
		}
	}
}
