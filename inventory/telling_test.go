package inventory

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// tuesday is ten o'clock on a day of school.
var tuesday = time.Date(2026, 11, 24, 10, 0, 0, 0, taipei)

func teacher() Receiver {
	return Receiver{ID: "mail:it@179901.example", Name: "資訊組長", Scope: OnlySchools("179901")}
}

// row is a finding of a live school.
func row(id int64, kind Kind, s Severity, opened time.Time) FindingRow {
	return FindingRow{ID: id, State: StateOpen, Opened: opened,
		Finding: Finding{Kind: kind, School: "179901", Severity: s, Subject: "subject " + string(rune('a'+id))}}
}

func over(f FindingRow, after time.Duration) FindingRow {
	f.State, f.Resolved = StateResolved, f.Opened.Add(after)
	return f
}

// everythingOn is a school that was live before the tests begin.
func everythingOn() map[SchoolCode]Rollout {
	r := Rollout{School: "179901", Live: tuesday.AddDate(0, -1, 0), Since: tuesday.AddDate(0, -1, 0), Kinds: map[Kind]Stage{}}
	for _, k := range []Kind{KindRandomMAC, KindUnknownMAC, KindSwitchDown, "bcast_high", KindPortRecordDrift, KindSNMPAuthFail} {
		r.Kinds[k] = StageOn
	}
	return map[SchoolCode]Rollout{"179901": r}
}

func rehearse(days int, rows ...FindingRow) []Message {
	h := Hearing{Receivers: []Receiver{teacher()}, Findings: rows, Rollouts: everythingOn()}
	return UsualManners(weekdays()).Rehearse(h, tuesday.AddDate(0, 0, -2), tuesday.AddDate(0, 0, days))
}

// A said is what a test expects of a message.
type said struct {
	at    time.Time
	event TellEvent
	of    []int64
}

func TestWhoIsToldWhat(t *testing.T) {
	night := time.Date(2026, 11, 23, 22, 0, 0, 0, taipei)
	morning := time.Date(2026, 11, 24, 7, 30, 0, 0, taipei)
	thursday := time.Date(2026, 11, 26, 7, 30, 0, 0, taipei) // Wednesday is a holiday
	var boxes []FindingRow
	var all24 []int64
	for i := range int64(24) {
		boxes = append(boxes, row(i+1, "bcast_high", Warning, tuesday.Add(time.Duration(i)*10*time.Second)))
		all24 = append(all24, i+1)
	}
	worse := row(1, "bcast_high", Warning, tuesday)
	again := over(row(2, KindUnknownMAC, Warning, tuesday.Add(time.Hour)), time.Minute)
	again.Subject = row(1, KindUnknownMAC, Warning, tuesday).Subject
	tests := []struct {
		name string
		rows []FindingRow
		want []said
	}{
		{"a warning is gathered", []FindingRow{row(1, KindUnknownMAC, Warning, tuesday)}, []said{{tuesday.Add(5 * time.Minute), TellOpened, []int64{1}}}},
		{"24 boxes are one message", boxes, []said{{tuesday.Add(5 * time.Minute), TellOpened, all24}}},
		{"critical at once at night", []FindingRow{row(1, KindSwitchDown, Critical, night)}, []said{{night, TellOpened, []int64{1}}}},
		{"a warning at night waits for school", []FindingRow{row(1, KindUnknownMAC, Warning, night)}, []said{{morning, TellDigest, []int64{1}}}},
		{"a hint is never a message of its own", []FindingRow{row(1, KindPortRecordDrift, Info, tuesday)}, []said{{thursday, TellDigest, []int64{1}}}},
		{"what came and went is in the digest", []FindingRow{over(row(1, KindUnknownMAC, Warning, tuesday), time.Minute)}, []said{{thursday, TellDigest, []int64{1}}}},
		{"the end is told to who was told", []FindingRow{over(row(1, KindUnknownMAC, Warning, tuesday), time.Hour)},
			[]said{{tuesday.Add(5 * time.Minute), TellOpened, []int64{1}}, {tuesday.Add(65 * time.Minute), TellResolved, []int64{1}}}},
		{"what comes back is in the digest", []FindingRow{over(row(1, KindUnknownMAC, Warning, tuesday), 30*time.Minute), again},
			[]said{{tuesday.Add(5 * time.Minute), TellOpened, []int64{1}}, {tuesday.Add(35 * time.Minute), TellResolved, []int64{1}}, {thursday, TellDigest, []int64{2}}}},
		{"more of a cause waits two hours", []FindingRow{row(1, "bcast_high", Warning, tuesday), row(2, "bcast_high", Warning, tuesday.Add(10*time.Minute))},
			[]said{{tuesday.Add(5 * time.Minute), TellOpened, []int64{1}}, {tuesday.Add(130 * time.Minute), TellOpened, []int64{2}}}},
		{"acknowledged", []FindingRow{worded(worse, StateAcknowledged)}, nil},
		{"dismissed", []FindingRow{worded(worse, StateDismissed)}, nil},
		{"accepted", []FindingRow{worded(worse, StateAccepted)}, nil},
		{"muted", []FindingRow{muted(worse)}, nil},
		{"a kind in shadow", []FindingRow{row(1, KindReservedIPTaken, Warning, tuesday)}, nil},
		{"what the centre mends", []FindingRow{row(1, KindSNMPAuthFail, Warning, tuesday)}, nil},
		{"another school", []FindingRow{elsewhere(worse)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []said
			for _, m := range rehearse(3, tt.rows...) {
				got = append(got, said{m.At.In(taipei), m.Event, m.Findings()})
			}
			same := func(a, b said) bool { return a.at.Equal(b.at) && a.event == b.event && slices.Equal(a.of, b.of) }
			if !slices.EqualFunc(got, tt.want, same) {
				t.Errorf("told\n%v\nwant\n%v", got, tt.want)
			}
		})
	}
}

func worded(f FindingRow, state string) FindingRow { f.State, f.Actor = state, "it"; return f }
func muted(f FindingRow) FindingRow                { f.Muted = "hy-core"; return f }
func elsewhere(f FindingRow) FindingRow            { f.School = "179902"; return f }

func TestOneIsRemindedOnceAfterThreeSchoolDays(t *testing.T) {
	got := rehearse(20, row(1, KindUnknownMAC, Warning, tuesday))
	if len(got) != 2 || got[1].Event != TellReminded {
		t.Fatalf("told %+v, want one message and one reminder", got)
	}
	// Wednesday is a holiday and there is school on Saturday: Thursday, Friday, Saturday.
	if want := Date("2026-11-28"); DateOf(got[1].At) != want {
		t.Errorf("reminded on %s, want %s", DateOf(got[1].At), want)
	}
}

func TestTheBudgetLeavesTheRestToTheDigest(t *testing.T) {
	m := UsualManners(weekdays())
	m.Budget = 1
	h := Hearing{Receivers: []Receiver{teacher()}, Rollouts: everythingOn(), Findings: []FindingRow{
		row(1, KindUnknownMAC, Warning, tuesday), row(2, "bcast_high", Warning, tuesday.Add(time.Minute)),
		row(3, KindSwitchDown, Critical, tuesday.Add(time.Hour))}}
	got := m.Rehearse(h, tuesday, tuesday.AddDate(0, 0, 3))
	want := [][]int64{{1}, {3}, {2}}
	for i, msg := range got {
		if i >= len(want) || !slices.Equal(msg.Findings(), want[i]) {
			t.Fatalf("message %d is %s of %v; all: %+v", i, msg.Event, msg.Findings(), got)
		}
	}
	if got[2].Event != TellDigest {
		t.Errorf("what was beyond the budget came as %s, want the digest", got[2].Event)
	}
}

// A switch that goes down and comes back every ten minutes is told once, and again
// when it stays down.
func TestAFlappingSwitchDoesNotWriteEachTime(t *testing.T) {
	var rows []FindingRow
	for i := range 12 {
		f := row(int64(i+1), KindSwitchDown, Critical, tuesday.Add(time.Duration(i)*10*time.Minute))
		f.Subject = "hy-core"
		if i < 11 {
			f = over(f, 5*time.Minute)
		}
		rows = append(rows, f)
	}
	var own []said
	for _, m := range rehearse(1, rows...) {
		if m.Event != TellDigest {
			own = append(own, said{m.At, m.Event, m.Findings()})
		}
	}
	if len(own) != 3 || own[0].event != TellOpened || own[1].event != TellResolved || own[2].event != TellOpened || own[2].of[0] != 12 {
		t.Errorf("told %v, want the first time, its end, and the one that stays", own)
	}
}

func TestWhatBecomesCriticalIsToldAgain(t *testing.T) {
	f := row(1, "bcast_high", Critical, tuesday.Add(-10*time.Hour))
	told := Telling{Receiver: teacher().ID, Finding: 1, Event: TellOpened, School: f.School, Kind: f.Kind, Subject: f.Subject,
		Severity: Warning, At: f.Opened, Message: 7}
	m := UsualManners(weekdays())
	d := m.Decide(Hearing{At: tuesday.Add(12 * time.Hour), Receivers: []Receiver{teacher()}, Findings: []FindingRow{f},
		Rollouts: everythingOn(), Told: []Telling{told}})
	if len(d.Messages) != 1 || d.Messages[0].Tellings[0].Event != TellWorse || d.Messages[0].Severity != Critical {
		t.Errorf("decided %+v, want one message at once, at night", d)
	}
}

func TestWhatWasDismissedEndsInSilence(t *testing.T) {
	f := worded(row(1, KindUnknownMAC, Warning, tuesday), StateDismissed)
	told := Telling{Receiver: teacher().ID, Finding: 1, Event: TellOpened, School: f.School, Kind: f.Kind, Subject: f.Subject,
		Severity: Warning, At: tuesday, Message: 7}
	h := Hearing{At: tuesday.Add(time.Hour), Receivers: []Receiver{teacher()}, Findings: []FindingRow{f}, Rollouts: everythingOn(), Told: []Telling{told}}
	m := UsualManners(weekdays())
	d := m.Decide(h)
	if len(d.Messages) != 0 || len(d.Held) != 1 || d.Held[0].Event != TellDropped || d.Held[0].Held() {
		t.Fatalf("decided %+v, want that it is dropped", d)
	}
	h.Told, h.Findings = append(h.Told, d.Held...), []FindingRow{over(f, time.Hour)}
	if d := m.Decide(h); !d.Empty() {
		t.Errorf("its end is told: %+v", d)
	}
}

// A program wants everything at once, its end too, and no digest.
func TestAProgramHasNoHours(t *testing.T) {
	night := tuesday.Add(12 * time.Hour)
	h := Hearing{Receivers: []Receiver{{ID: "webhook:soc", Scope: AllSchools(), Program: true}}, Rollouts: everythingOn(),
		Findings: []FindingRow{over(row(1, KindUnknownMAC, Warning, night), time.Minute), row(2, KindSNMPAuthFail, Info, night)}}
	var got []said
	for _, m := range UsualManners(weekdays()).Rehearse(h, tuesday, tuesday.AddDate(0, 0, 5)) {
		got = append(got, said{m.At, m.Event, m.Findings()})
	}
	if len(got) != 3 || !got[0].at.Equal(night) || !got[1].at.Equal(night) || got[2].event != TellResolved || !got[2].at.Equal(night.Add(time.Minute)) {
		t.Errorf("told %v, want each at once", got)
	}
}

// Thousands at once, as when a city's power fails, are one message a school and
// cause, whoever is told.
func TestThousandsAtOnceAreFewMessages(t *testing.T) {
	h := Hearing{At: tuesday, Rollouts: map[SchoolCode]Rollout{}, Receivers: []Receiver{{ID: "mail:centre@city.example", Scope: AllSchools(), Centre: true}}}
	for s := range 50 {
		code := SchoolCode(fmt.Sprint(179900 + s))
		h.Rollouts[code] = Rollout{School: code, Live: tuesday.AddDate(0, -1, 0)}
		h.Receivers = append(h.Receivers, Receiver{ID: "mail:it@" + string(code) + ".example", Scope: OnlySchools(code)})
		for i := range 100 {
			f := row(int64(s*100+i+1), KindSwitchDown, Critical, tuesday)
			f.School, f.Subject = code, fmt.Sprint(i)
			h.Findings = append(h.Findings, f)
		}
	}
	d := UsualManners(weekdays()).Decide(h)
	if len(d.Messages) != 51 || len(d.Held) != 0 || len(d.Messages[0].Tellings) != 5000 {
		t.Errorf("%d messages and %d held of %d findings in 50 schools, want one to each coordinator and one to the centre",
			len(d.Messages), len(d.Held), len(h.Findings))
	}
}

// What comes in the minutes after many urgent messages is gathered too.
func TestUrgentMessagesDoNotFlood(t *testing.T) {
	var rows []FindingRow
	kinds := []Kind{KindSwitchDown, "gateway_down", "upstream_down", "rogue_dhcp", "reserved_missing", "loop_suspected", "card_reader_offline", "blocked_ip_located"}
	for i, k := range kinds {
		rows = append(rows, row(int64(i+1), k, Critical, tuesday.Add(time.Duration(i)*10*time.Second)))
	}
	var got []said
	for _, m := range rehearse(1, rows...) {
		got = append(got, said{m.At.In(taipei), m.Event, m.Findings()})
	}
	if len(got) != 6 || !slices.Equal(got[5].of, []int64{6, 7, 8}) || got[5].at.After(tuesday.Add(6*time.Minute)) {
		t.Errorf("told %v, want five at once and the rest together five minutes later", got)
	}
}

func TestEveryKindIsForSomebody(t *testing.T) {
	for _, k := range []Kind{KindUnknownMAC, KindPollStale, KindSwitchDown, "new_kind"} {
		if !ForSchool(k) && !ForCentre(k) {
			t.Errorf("%s is told to nobody", k)
		}
	}
	if ForSchool(KindSNMPAuthFail) || !ForCentre(KindSNMPAuthFail) || !ForSchool(KindSwitchDown) || !ForCentre(KindSwitchDown) {
		t.Error("what the centre mends is told to schools, or the reverse")
	}
}
