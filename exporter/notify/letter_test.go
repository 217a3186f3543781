package notify

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

var update = flag.Bool("update", false, "rewrite the letters in testdata")

// midday is a Tuesday in Taipei.
var midday = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

func testCity() *inventory.City {
	return &inventory.City{Name: "示範市教育網路中心", Contact: "〔教網中心信箱〕", Schools: []inventory.School{
		{Code: "179901", Name: "海燕國小"}, {Code: "179902", Name: "晴嵐國小"}}}
}

func testComposer() Composer {
	return Composer{City: testCity(), Page: "https://rollcall.city.example", Lang: wording.ZhTW,
		Manners: inventory.UsualManners(inventory.Calendar{})}
}

func coordinator() inventory.Receiver {
	return inventory.Receiver{ID: "mail:it@179901.example", Name: "資訊組長", Scope: inventory.OnlySchools("179901")}
}

// random6 are six devices with random MACs.
func random6() inventory.FindingRow {
	return inventory.FindingRow{ID: 1023, State: inventory.StateOpen, Opened: midday.Add(-5 * time.Minute),
		Finding: inventory.Finding{Kind: inventory.KindRandomMAC, School: "179901", Severity: inventory.Warning, Subject: "kl_mobile",
			Switch: "hy-3f-a", Port: "8", Room: "三年二班", VID: 208, Since: midday.Add(-6 * time.Minute),
			Args: map[string]string{"n": "6", "ssid": "KL-mobile", "macs": "0a:00:5e:00:53:01\n0a:00:5e:00:53:02"}}}
}

func stranger(id int64, school inventory.SchoolCode) inventory.FindingRow {
	return inventory.FindingRow{ID: id, State: inventory.StateOpen, Opened: midday.Add(-10 * time.Hour),
		Finding: inventory.Finding{Kind: inventory.KindUnknownMAC, School: school, Severity: inventory.Warning, Subject: fmt.Sprint(id),
			Switch: "hy-3f-a", Port: fmt.Sprint(id), Room: "電腦教室", VID: 208, MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(id)}, Since: midday.Add(-10 * time.Hour),
			Args: map[string]string{"ssid": "KL-mobile", "brand": "ICANN", "others": "KL-roam\neduroam", "whitelist": "412", "master": "430"}}}
}

// box is a smart box that broadcasts too much; its words are those of its kind.
func box(id int64) inventory.FindingRow {
	return inventory.FindingRow{ID: id, State: inventory.StateOpen, Opened: midday.Add(-5 * time.Minute),
		Finding: inventory.Finding{Kind: inventory.KindMultiMACPort, School: "179901", Severity: inventory.Warning, Subject: fmt.Sprint("hy-3f-a ", id),
			Switch: "hy-3f-a", Port: fmt.Sprint(id), Room: fmt.Sprintf("%d 年級", id%6+1), Since: midday.Add(-6 * time.Minute),
			Args: map[string]string{"n": "9", "limit": "4", "brands": "ICANN"}}}
}

func ended(f inventory.FindingRow) inventory.FindingRow {
	f.State, f.Resolved = inventory.StateResolved, midday
	return f
}

// outgoing is a message about findings to the coordinator.
func outgoing(event inventory.TellEvent, rows ...inventory.FindingRow) store.Outgoing {
	o := store.Outgoing{Message: inventory.Message{ID: 7, Receiver: coordinator().ID, Event: event, At: midday, Severity: inventory.Warning}, Rows: rows}
	if len(rows) > 0 && event != inventory.TellDigest {
		o.School, o.Kind, o.Severity = rows[0].School, rows[0].Kind, rows[0].Severity
	}
	for _, f := range rows {
		o.Tellings = append(o.Tellings, inventory.Telling{Receiver: o.Receiver, Finding: f.ID, Event: event, Message: 7})
	}
	return o
}

// TestLetters holds every letter, word for word: they are read aloud before they
// are changed.
func TestLetters(t *testing.T) {
	down := inventory.FindingRow{ID: 1030, State: inventory.StateOpen, Opened: midday, Finding: inventory.Finding{Kind: inventory.KindSwitchDown,
		School: "179901", Severity: inventory.Critical, Subject: "hy-core", Switch: "hy-core", Since: midday.Add(-3 * time.Minute),
		Args: map[string]string{"k": "26", "role": "core", "silent": "3", "reason": "timeout"}}}
	both := coordinator()
	both.Scope = inventory.OnlySchools("179901", "179902")
	worse := outgoing(inventory.TellOpened, down)
	worse.Tellings[0].Event = inventory.TellWorse
	flood := outgoing(inventory.TellOpened, down, stranger(4, "179902"))
	flood.School, flood.Kind, flood.Severity = "", "", inventory.Critical
	var many []inventory.FindingRow
	for i := range int64(24) {
		many = append(many, box(i+1))
	}
	for _, tt := range []struct {
		name string
		out  store.Outgoing
		to   inventory.Receiver
	}{
		{"one", outgoing(inventory.TellOpened, random6()), coordinator()},
		{"stranger", outgoing(inventory.TellOpened, stranger(3, "179901")), coordinator()},
		{"critical", outgoing(inventory.TellOpened, down), coordinator()},
		{"worse", worse, coordinator()},
		{"many", outgoing(inventory.TellOpened, many...), coordinator()},
		{"over", outgoing(inventory.TellResolved, ended(random6())), coordinator()},
		{"many-over", outgoing(inventory.TellResolved, ended(box(1)), ended(box(2))), coordinator()},
		{"reminded", outgoing(inventory.TellReminded, random6()), coordinator()},
		{"again", outgoing(inventory.TellAgain, random6()), coordinator()},
		{"digest", outgoing(inventory.TellDigest, stranger(3, "179901"), ended(random6()), box(9)), coordinator()},
		{"digest-of-two-schools", outgoing(inventory.TellDigest, stranger(4, "179902"), stranger(3, "179901")), both},
		{"many-causes", flood, both},
		{"test", outgoing(inventory.TellTest), coordinator()},
		{"english", outgoing(inventory.TellOpened, random6()), english()},
		{"english-digest", outgoing(inventory.TellDigest, stranger(3, "179901"), ended(random6()), box(9)), english()},
		{"centre", outgoing(inventory.TellOpened, down), inventory.Receiver{ID: "mail:centre@city.example", Scope: inventory.AllSchools(), Centre: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, ok := testComposer().Compose(tt.out, tt.to, midday)
			if !ok {
				t.Fatal("there is nothing to tell")
			}
			compareLetter(t, tt.name+".txt", "Subject: "+l.Subject+"\n\n"+l.Text())
			page, err := l.HTML()
			if err != nil {
				t.Fatal(err)
			}
			compareLetter(t, tt.name+".html", page)
		})
	}
}

// english is a coordinator who is written to in English.
func english() inventory.Receiver {
	r := coordinator()
	r.Lang = inventory.LangEn
	return r
}

func compareLetter(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("%s (%v) reads now:\n%s", file, err, got)
	}
}

func TestADigestLinksToEveryRow(t *testing.T) {
	var rows []inventory.FindingRow
	for i := range int64(200) {
		rows = append(rows, box(i+1))
	}
	l, _ := testComposer().Compose(outgoing(inventory.TellDigest, rows...), coordinator(), midday)
	text := l.Text()
	for _, f := range rows {
		if link := fmt.Sprintf("/schools/179901/findings/%d\n", f.ID); !strings.Contains(text, link) {
			t.Errorf("no link to %s in the digest", link)
		}
	}
}

func TestWhatPeoplePutAwayIsNotTold(t *testing.T) {
	for _, state := range []string{inventory.StateAcknowledged, inventory.StateDismissed, inventory.StateAccepted} {
		f := random6()
		f.State = state
		if _, ok := testComposer().Compose(outgoing(inventory.TellOpened, f), coordinator(), midday); ok {
			t.Errorf("what is %s is told", state)
		}
	}
}

// Names of devices come from the network: none may end a header, a line or a tag,
// nor bring a link of its own into a chat.
func TestHostileNamesStayText(t *testing.T) {
	for _, evil := range hostile() {
		f := stranger(3, "179901")
		f.Switch, f.Port, f.Room = inventory.SwitchID(evil), evil, evil
		f.Args["brand"], f.Args["ssid"] = evil, evil
		l, ok := testComposer().Compose(outgoing(inventory.TellOpened, f), coordinator(), midday)
		if !ok {
			t.Fatal("there is nothing to tell")
		}
		if strings.ContainsAny(l.Subject, "\r\n\x00") {
			t.Errorf("%q ends the subject: %q", evil, l.Subject)
		}
		page, err := l.HTML()
		if err != nil || strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "onerror=\"") {
			t.Errorf("%q becomes a tag, %v:\n%s", evil, err, page)
		}
		if text := chatText(l); strings.Contains(text, "<http") || strings.Contains(text, "<users/all>") {
			t.Errorf("%q speaks to the chat: %q", evil, text)
		}
	}
}

func hostile() []string {
	return []string{"a\r\nBcc: everybody@city.example", "a\nX-Evil: 1\n\nbody", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<users/all> hello",
		"<http://evil.example|click>", "\u202egnp.exe", "\x00\x1b[31m", "{{.Subject}}", "=?utf-8?b?SGVsbG8=?=", strings.Repeat("長", 500), "'\"><b>", "\xff\xfe"}
}
