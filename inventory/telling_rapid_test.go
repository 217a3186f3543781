package inventory

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawRows draws the findings of a week: some over, some that people have put
// away, some that come back.
func drawRows(t *rapid.T) []FindingRow {
	kinds := []Kind{KindUnknownMAC, KindRandomMAC, KindSwitchDown, "bcast_high", KindPortRecordDrift, KindSNMPAuthFail, KindReservedIPTaken}
	var rows []FindingRow
	for i := range rapid.IntRange(1, 40).Draw(t, "findings") {
		f := row(int64(i+1), rapid.SampledFrom(kinds).Draw(t, "kind"),
			rapid.SampledFrom([]Severity{Info, Warning, Critical}).Draw(t, "severity"),
			tuesday.Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "minute"))*time.Minute))
		f.School = rapid.SampledFrom([]SchoolCode{"179901", "179902"}).Draw(t, "school")
		f.Subject = fmt.Sprint("subject ", rapid.IntRange(0, 5).Draw(t, "subject"))
		switch rapid.IntRange(0, 9).Draw(t, "life") {
		case 0, 1, 2, 3:
			f = over(f, time.Duration(rapid.IntRange(1, 3000).Draw(t, "lasts"))*time.Minute)
		case 4:
			f = worded(f, rapid.SampledFrom([]string{StateAcknowledged, StateDismissed, StateAccepted}).Draw(t, "word"))
		case 5:
			f = muted(f)
		}
		rows = append(rows, f)
	}
	return rows
}

func TestNothingIsLostAndNobodyIsFlooded(t *testing.T) {
	receivers := []Receiver{teacher(), {ID: "mail:centre@city.example", Scope: AllSchools(), Centre: true},
		{ID: "webhook:soc", Scope: AllSchools(), Program: true}, {ID: "line:room", Scope: AllSchools(), Summary: true}}
	rollouts := everythingOn()
	other := rollouts["179901"]
	other.School, other.Kinds = "179902", nil
	rollouts["179902"] = other
	rapid.Check(t, func(rt *rapid.T) {
		m := UsualManners(weekdays())
		m.Budget = rapid.IntRange(0, 4).Draw(rt, "budget")
		h := Hearing{Receivers: receivers, Findings: drawRows(rt), Rollouts: rollouts}
		messages := m.Rehearse(h, tuesday, tuesday.AddDate(0, 0, 16))
		for _, r := range receivers {
			mine := slices.DeleteFunc(slices.Clone(messages), func(msg Message) bool { return msg.Receiver != r.ID })
			nothingLost(rt, h, r, mine)
			if !r.Program {
				withManners(rt, m, mine)
			}
		}
	})
}

// nothingLost holds that everything that concerns a receiver was told to it, and
// nothing else.
func nothingLost(t *rapid.T, h Hearing, r Receiver, messages []Message) {
	told := map[int64]bool{}
	for _, m := range messages {
		for _, tell := range m.Tellings {
			told[tell.Finding] = true
		}
	}
	for _, f := range h.Findings {
		want := f.Muted == "" && (f.State == StateOpen || f.State == StateResolved) &&
			h.Rollouts[f.School].Tells(f.Kind) && r.Hears(f.School, f.Kind, f.Severity)
		if told[f.ID] != want {
			t.Fatalf("%s told of %s %s #%d %s: %v, want %v", r.ID, f.School, f.Kind, f.ID, f.State, told[f.ID], want)
		}
	}
}

// withManners holds the hours, the budget of a day and the one digest, and that
// nothing is told twice.
func withManners(t *rapid.T, m Manners, messages []Message) {
	own, digests, seen := map[Date]int{}, map[Date]int{}, map[string]bool{}
	for _, msg := range messages {
		if msg.Severity != Critical && !m.Calendar.InHours(msg.At) {
			t.Fatalf("%s of %s at %s, outside of school hours", msg.Event, msg.Severity, msg.At.In(taipei))
		}
		day := DateOf(msg.At)
		if msg.Event == TellDigest {
			digests[day]++
		} else if msg.Severity != Critical {
			own[day]++
		}
		if own[day] > m.Budget || digests[day] > 1 {
			t.Fatalf("%d messages and %d digests on %s, with a budget of %d", own[day], digests[day], day, m.Budget)
		}
		for _, tell := range msg.Tellings {
			key := fmt.Sprint(tell.Finding, tell.Event)
			if seen[key] {
				t.Fatalf("told twice: %s of #%d", tell.Event, tell.Finding)
			}
			seen[key] = true
		}
	}
}
