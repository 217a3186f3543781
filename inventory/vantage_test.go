package inventory

import (
	"os"
	"strings"
	"testing"
	"time"
)

// everyView lists every combination of views.
func everyView() []Views {
	var all []Views
	states := []ReachState{ReachUp, ReachDown, ReachUnmeasured}
	for _, gateway := range states {
		for _, switches := range states {
			for _, upstream := range states {
				for _, inside := range []InsideAnswer{InsideUnasked, InsideYes, InsideNo} {
					all = append(all, Views{gateway, switches, upstream, false, inside}, Views{gateway, switches, upstream, true, inside})
				}
			}
		}
	}
	return all
}

// TestEveryRowOfTheVantageTable gives each row views that only it fits first, and
// wants each to be needed.
func TestEveryRowOfTheVantageTable(t *testing.T) {
	const (
		up, down, none = ReachUp, ReachDown, ReachUnmeasured
		unasked        = InsideUnasked
	)
	for _, tt := range []struct {
		name string
		view Views
		want Outlook
	}{
		{"reached, and yet not from inside", Views{up, up, up, false, InsideNo}, OutlookInside},
		{"reached, and the world is not", Views{up, up, down, false, unasked}, OutlookOutside},
		{"reached", Views{up, up, up, false, unasked}, OutlookFine},
		{"silent, from inside too", Views{down, down, up, false, InsideNo}, OutlookGateway},
		{"silent, from inside too, and others are silent", Views{down, down, up, true, InsideNo}, OutlookGateway},
		{"silent, but its switches answer", Views{down, up, up, false, unasked}, OutlookDeaf},
		{"silent with others", Views{down, down, up, true, unasked}, OutlookCity},
		{"silent with others, well inside", Views{down, down, up, true, InsideYes}, OutlookCity},
		{"a cut circuit", Views{down, down, up, false, InsideYes}, OutlookLine},
		{"silent, nobody was asked", Views{down, down, up, false, unasked}, OutlookUndecided},
		{"silent, switches not asked yet", Views{down, none, none, false, unasked}, OutlookUndecided},
		{"no pings, all silent, not from inside", Views{none, down, none, false, InsideNo}, OutlookGateway},
		{"no pings, all silent, others too", Views{none, down, none, true, unasked}, OutlookCity},
		{"no pings, all silent, well inside", Views{none, down, none, false, InsideYes}, OutlookLine},
		{"no pings", Views{none, up, up, false, unasked}, OutlookUnknown},
		{"no pings, all silent", Views{none, down, none, false, unasked}, OutlookUnknown},
	} {
		if got := tt.view.Outlook(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	used := map[int]int{}
	for _, v := range everyView() {
		for i, row := range VantageTable() {
			if row.fits(v) {
				used[i]++
				break
			}
		}
	}
	for i, row := range VantageTable() {
		if used[i] == 0 {
			t.Errorf("row %d, %s, is never the first that fits", i+1, row.Markdown())
		}
	}
}

// TestACutCircuitIsNeverTheCore holds what must never be said: who answers from
// inside is not sent to the core, and what is not measured is not claimed.
func TestACutCircuitIsNeverTheCore(t *testing.T) {
	for _, v := range everyView() {
		got := v.Outlook()
		switch {
		case got == OutlookGateway && v.Inside != InsideNo:
			t.Errorf("%+v sends somebody to the core without anybody's word", v)
		case got == OutlookLine && (v.Inside != InsideYes || v.Several):
			t.Errorf("%+v blames the circuit", v)
		case got == OutlookCity && !v.Several:
			t.Errorf("%+v blames the city", v)
		case got == OutlookFine && v.Gateway != ReachUp:
			t.Errorf("%+v is called fine", v)
		}
	}
}

// TestTheVantageTableIsInTheDocs holds the page that people read against the code.
func TestTheVantageTableIsInTheDocs(t *testing.T) {
	page, err := os.ReadFile("../docs/reachability.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, row := range VantageTable() {
		want = append(want, row.Markdown())
	}
	if !strings.Contains(string(page), strings.Join(want, "\n")+"\n") {
		t.Errorf("docs/reachability.md must have these rows, in this order:\n%s", strings.Join(want, "\n"))
	}
	for _, row := range VantageTable() {
		if !strings.Contains(string(page), "`"+string(row.Outlook)+"`") {
			t.Errorf("docs/reachability.md does not say what %s means", row.Outlook)
		}
	}
}

func TestAnAnswerIsOfThisSilence(t *testing.T) {
	now := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
	s := &Snapshot{At: now}
	s.Reach.Gateway = Reach{State: ReachDown, Since: now.Add(-time.Hour), Every: time.Minute}
	for name, c := range map[string]struct {
		said time.Time
		want InsideAnswer
	}{
		"during it":                  {now.Add(-time.Minute), InsideYes},
		"a moment before we saw it":  {now.Add(-62 * time.Minute), InsideYes},
		"about another one, earlier": {now.Add(-2 * time.Hour), InsideUnasked},
	} {
		s.Reach.Inside = &Vantage{At: c.said, Inside: true}
		if got := s.Views().Inside; got != c.want {
			t.Errorf("an answer %s: %s, want %s", name, got, c.want)
		}
	}
}

// TestSwitchesBehindASilentGateway wants an answer of a switch to count only if
// it came after the gateway was found silent.
func TestSwitchesBehindASilentGateway(t *testing.T) {
	now := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
	view := func(answered time.Duration, silent int) SwitchView {
		return SwitchView{Answered: now.Add(-answered), Asked: now, Silent: silent, Reason: ReasonTimeout}
	}
	for name, c := range map[string]struct {
		switches []SwitchView
		want     ReachState
	}{
		"none":                         {nil, ReachUnmeasured},
		"one answered since":           {[]SwitchView{view(time.Minute, 0), view(time.Hour, 9)}, ReachUp},
		"the last answer was before":   {[]SwitchView{view(11*time.Minute, 0)}, ReachUnmeasured},
		"the last answer was too soon": {[]SwitchView{view(9*time.Minute, 0)}, ReachUnmeasured},
		"all silent":                   {[]SwitchView{view(12*time.Minute, 3), view(13*time.Minute, 4)}, ReachDown},
	} {
		s := &Snapshot{At: now, Switches: c.switches, Thresholds: Thresholds{DownAfter: 3}}
		s.Reach.Gateway = Reach{State: ReachDown, Since: now.Add(-10 * time.Minute), Every: time.Minute}
		if got := s.Views().Switches; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestSeveral(t *testing.T) {
	for _, tt := range []struct {
		others, measured int
		want             bool
	}{{0, 53, false}, {1, 53, false}, {2, 53, true}, {1, 1, true}, {1, 3, true}, {1, 4, false}, {0, 0, false}} {
		if got := several(tt.others, tt.measured); got != tt.want {
			t.Errorf("%d others of %d: %t", tt.others, tt.measured, got)
		}
	}
}
