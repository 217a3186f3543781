package notify

import (
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A HookBody is what a webhook, or a file, is told: one message. Its fields only
// grow; Version changes when one changes its meaning.
type HookBody struct {
	Version  int                  `json:"version"` // 1
	Message  int64                `json:"message"` // the same each time a message is sent
	At       time.Time            `json:"at"`
	Event    inventory.TellEvent  `json:"event"`            // opened worse resolved digest test again
	School   inventory.SchoolCode `json:"school,omitempty"` // empty: of several, or of none
	Name     string               `json:"school_name,omitempty"`
	Kind     inventory.Kind       `json:"kind,omitempty"`
	Severity inventory.Severity   `json:"severity"`
	Subject  string               `json:"subject"`
	URL      string               `json:"url,omitempty"`
	Findings []HookFinding        `json:"findings"`
}

// A HookFinding is one finding of a HookBody, with the names that the API uses.
type HookFinding struct {
	Ref      string               `json:"ref"`
	School   inventory.SchoolCode `json:"school"`
	Kind     inventory.Kind       `json:"kind"`
	Severity inventory.Severity   `json:"severity"`
	State    string               `json:"state"`
	Subject  string               `json:"subject"`
	Switch   inventory.SwitchID   `json:"switch,omitempty"`
	Port     string               `json:"port,omitempty"`
	Room     string               `json:"room,omitempty"`
	MAC      string               `json:"mac,omitempty"`
	IP       string               `json:"ip,omitempty"`
	VID      int                  `json:"vid,omitempty"`
	Since    time.Time            `json:"since,omitzero"`
	Opened   time.Time            `json:"opened"`
	Resolved time.Time            `json:"resolved,omitzero"`
	What     string               `json:"what"`
	URL      string               `json:"url,omitempty"`
}

// Body returns what a program is told of a letter.
func Body(l Letter) HookBody {
	b := HookBody{Version: 1, Message: l.ID, At: l.At.UTC(), Event: l.Event, School: l.School, Name: wording.Clean(l.Where.Name),
		Kind: l.Kind, Severity: l.Severity, Subject: l.Subject, Findings: []HookFinding{}}
	if len(l.Links) > 0 {
		b.URL = l.Links[0].URL
	}
	pages, _, _ := strings.Cut(l.Who.URL, "/schools/")
	pages = strings.TrimSuffix(pages, "/messages")
	for _, f := range l.Rows {
		one := HookFinding{Ref: wording.Ref(f.ID), School: f.School, Kind: f.Kind, Severity: f.Severity, State: f.State, Subject: f.Subject,
			Switch: f.Switch, Port: f.Port, Room: f.Room, VID: f.VID, Since: f.Since, Opened: f.Opened, Resolved: f.Resolved,
			What: wording.Finding(wording.ZhTW, f, l.Where, l.At).What,
			URL:  pages + "/schools/" + string(f.School) + "/findings/" + strconv.FormatInt(f.ID, 10)}
		if !f.MAC.IsZero() {
			one.MAC = f.MAC.String()
		}
		if f.IP.IsValid() {
			one.IP = f.IP.String()
		}
		b.Findings = append(b.Findings, one)
	}
	return b
}

// chatLimit is how much of a letter a chat shows: Google Chat takes 4,096 bytes.
const chatLimit = 3500

// chatText is a letter for a room: its subject, what is the case, and the link.
func chatText(l Letter) string {
	var b strings.Builder
	b.WriteString("*" + chatPlain(l.Subject) + "*\n")
	for _, p := range l.Lead {
		b.WriteString(chatPlain(p) + "\n")
	}
	for _, s := range l.Sections {
		if len(s.Items) > 1 && s.Title != "" {
			b.WriteString(chatPlain(s.Title) + "\n")
		}
		for _, i := range s.Items {
			if b.Len() > chatLimit {
				break
			}
			b.WriteString("• " + chatPlain(i.What) + "\n")
		}
		for _, f := range s.Facts {
			b.WriteString(chatPlain(f.Name+"："+f.Text) + "\n")
		}
	}
	link := l.Who.URL
	if len(l.Links) > 0 {
		link = l.Links[0].URL
	}
	return cut(b.String(), chatLimit) + link
}

// chatPlain takes the marks out of a text from outside that a chat would obey:
// bold, links, mentions.
func chatPlain(s string) string {
	return strings.NewReplacer("*", "＊", "_", "＿", "~", "～", "`", "＇", "<", "＜", ">", "＞", "|", "｜", "@", "＠").Replace(s)
}

// cut keeps the first bytes of a text, and whole characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…\n"
}

// lineText is a letter in one sentence without a device, a place or a person.
func lineText(l Letter) string {
	n := map[string]int{}
	for _, f := range l.Rows {
		if f.State == inventory.StateResolved {
			n["over"]++
		} else {
			n[string(f.Severity)]++
		}
	}
	if l.Event == inventory.TellTest {
		return strings.Join(l.Lead, "\n")
	}
	school := wording.Clean(l.Where.Name)
	if school == "" {
		school = strings.TrimPrefix(l.Subject, "[rollcall] ")
	}
	args := wording.Args{"school": school}
	for _, key := range []string{"critical", "warning", "info", "over"} {
		args[key] = strconv.Itoa(n[key])
	}
	return wording.Text(wording.ZhTW, "mail.line", args) + "\n" + l.Who.URL
}
