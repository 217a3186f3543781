package inventory

import (
	"slices"
	"strings"
	"time"
)

// A TellEvent says what a receiver is told of a finding.
type TellEvent string

// The events. A finding is told once each of them to each receiver.
const (
	TellOpened   TellEvent = "opened"
	TellWorse    TellEvent = "worse"    // it was told before it became critical
	TellReminded TellEvent = "reminded" // it was told, and nobody has said a word since
	TellDue      TellEvent = "due"      // it is due this week, and has not been dealt with
	TellResolved TellEvent = "resolved"

	// TellDropped is told to nobody: people have dismissed or accepted what was
	// told, so its end is no news either.
	TellDropped TellEvent = "dropped"

	// TellDigest, TellTest and TellAgain are of messages alone: the digest, a test
	// of the way to a receiver, and what a person has sent a second time.
	TellDigest TellEvent = "digest"
	TellTest   TellEvent = "test"
	TellAgain  TellEvent = "again"
)

// The ways to a receiver. They begin its ID.
const (
	WayMail    = "mail"
	WayWebhook = "webhook"
	WayChat    = "google_chat"
	WayLine    = "line"
	WayFile    = "file"
)

// A Receiver is somebody, or a program, that is told of findings.
type Receiver struct {
	ID      string   // the way and what is reached by it: "mail:it@179901.example", "webhook:soc"
	Name    string   // of a person or office, as people call it
	Scope   Scope    // of which schools it is told
	Centre  bool     // it is told what the centre looks after, not what schools do
	Least   Severity // it is told nothing less; empty: everything
	Program bool     // it is told everything at once: it has neither hours nor a limit
	Summary bool     // beside what is critical it gets the digest alone
	Lang    string   // in which it is written to; empty: LangZhTW
}

// Way returns how a receiver is reached, and Address whom that way leads to.
func (r Receiver) Way() string { way, _, _ := strings.Cut(r.ID, ":"); return way }

// Address returns whom the way of a receiver leads to: of mail its address.
func (r Receiver) Address() string { _, to, _ := strings.Cut(r.ID, ":"); return to }

// Hears says whether findings of a kind and severity at a school concern a receiver.
func (r Receiver) Hears(school SchoolCode, kind Kind, s Severity) bool {
	concerned := ForSchool(kind)
	if r.Centre {
		concerned = ForCentre(kind)
	}
	return (concerned || r.Program) && r.Scope.Sees(school) && severityRank(s) >= severityRank(r.Least)
}

func severityRank(s Severity) int { return slices.Index([]Severity{Info, Warning, Critical}, s) }

// ForSchool says whether a kind is told to the people of a school. What only the
// centre can mend is not.
func ForSchool(k Kind) bool { return !slices.Contains(centreAlone(), k) }

// ForCentre says whether a kind is told to the centre: what it alone can mend, and
// what touches a whole school or its safety.
func ForCentre(k Kind) bool {
	return slices.Contains(centreAlone(), k) || slices.Contains([]Kind{"gateway_down", "upstream_down", KindSwitchDown,
		"rogue_dhcp", "dhcp_no_offer", "reserved_missing", "loop_suspected", "bcast_high", "watch_mac_seen"}, k)
}

func centreAlone() []Kind {
	return []Kind{KindPollStale, KindBackupOverdue, KindBackupOffline, KindSNMPAuthFail, KindUnknownSwitch, KindDuplicateLocation,
		"snmp_default_community", KindDHCPSlow, KindDHCPForbidden, KindDHCPScopeFull, KindDHCPRelaySettings, "ipv6_nd_high", "cpu_sustained",
		"uplink_saturated", "restricted_vendor", "iot_unlisted", "iot_not_seen"}
}

// A Telling is that a receiver is told one thing of a finding.
type Telling struct {
	Receiver string
	Finding  int64
	Event    TellEvent
	School   SchoolCode
	Kind     Kind
	Subject  string
	Severity Severity
	At       time.Time // when it was decided
	Message  int64     // Message.ID; 0: held for the next digest
	Digest   bool      // it came with a digest
}

// Held says whether a telling waits for the next digest.
func (t Telling) Held() bool { return t.Message == 0 && t.Event != TellDropped }

// A Message is what a receiver gets in one piece: one cause at one school, the
// digest of what was held, or many urgent causes at once, which has no school.
type Message struct {
	ID       int64
	Receiver string
	Event    TellEvent
	School   SchoolCode // empty: of a digest, or of many causes
	Kind     Kind
	Severity Severity // the worst of its findings
	At       time.Time
	Tellings []Telling
}

// Findings returns the numbers of the findings that a message is about, each once.
func (m Message) Findings() []int64 {
	var ids []int64
	for _, t := range m.Tellings {
		if !slices.Contains(ids, t.Finding) {
			ids = append(ids, t.Finding)
		}
	}
	return ids
}

// Manners say how people are written to.
type Manners struct {
	Calendar Calendar
	Budget   int           // messages a day to one receiver, beside the digest; what is critical is told even beyond
	Gather   time.Duration // findings of one cause that come within so long go into one message
	Again    time.Duration // more of a cause that was told is not told sooner
	Urgent   time.Duration // ... nor, if it is critical, sooner than so
	Calm     time.Duration // what comes back within so long goes into the digest
	Lasting  time.Duration // ... unless it is critical and has lasted so long
	Old      time.Duration // what began so long ago is no news: it goes into the digest
	Remind   int           // school days without a word after which one is reminded; 0: never
}

// UsualManners are those of a school day: at most ten messages, one digest when
// school begins, one reminder after three school days.
func UsualManners(c Calendar) Manners {
	return Manners{Calendar: c, Budget: 10, Gather: 5 * time.Minute, Again: 2 * time.Hour, Urgent: 5 * time.Minute,
		Calm: 24 * time.Hour, Lasting: 30 * time.Minute, Old: 24 * time.Hour, Remind: 3}
}

// A Hearing is what is known when it is decided who is told what.
type Hearing struct {
	At        time.Time
	Receivers []Receiver
	Findings  []FindingRow           // all that last, and those over since a day, or held
	Rollouts  map[SchoolCode]Rollout // what is told at which school
	Told      []Telling              // of these findings, and all of the last day
	Today     map[string]int         // messages of today to each receiver, digests not counted
	Digests   map[string]time.Time   // the last digest to each receiver
}

// A Decision is what is told now, and what is put off to the next digest.
type Decision struct {
	Messages []Message
	Held     []Telling
}

// Empty says whether nothing was decided.
func (d Decision) Empty() bool { return len(d.Messages) == 0 && len(d.Held) == 0 }
