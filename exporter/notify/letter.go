package notify

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A Letter is a message in words, whatever way takes it to its receiver.
type Letter struct {
	store.Outgoing
	To       inventory.Receiver
	Lang     wording.Lang
	Where    inventory.School // empty: of several schools
	Subject  string
	Lead     []string
	Sections []Section
	Links    []Link // what to do with all of it
	Hint     string // what happens when one follows them
	Foot     []string
	Who      Link // where it stands who gets what
}

// A Section is a part of a letter: the findings of one cause, or of one school.
type Section struct {
	Title string
	Items []Item
	Facts []Fact // what holds for all of them
}

// An Item is one finding in a line or two, or in facts.
type Item struct {
	Title    string // empty: the facts speak for themselves
	Severity inventory.Severity
	What     string
	Note     string // when, and the reference
	Link     Link
}

// A Fact is one line with a name: where, since when, what to do.
type Fact struct{ Name, Text string }

// A Link leads to a page.
type Link struct{ Text, URL string }

// A Composer puts messages into words.
type Composer struct {
	City    *inventory.City
	Page    string // the address of rollcall's pages, without a slash at its end
	Lang    wording.Lang
	Manners inventory.Manners
}

// mostItems is how many findings of one cause a letter lists; the page has them all.
const mostItems = 60

// Compose puts a message into words as of a moment. It returns false where there is
// nothing left to tell: people have put all of it away since it was decided.
func (c Composer) Compose(o store.Outgoing, to inventory.Receiver, at time.Time) (Letter, bool) {
	if to.Lang == inventory.LangEn {
		c.Lang = wording.En
	}
	l := Letter{Outgoing: o, To: to, Lang: c.Lang}
	l.Rows = nil
	for _, f := range o.Rows {
		if f.State == inventory.StateOpen || f.State == inventory.StateResolved || o.Event == inventory.TellAgain {
			l.Rows = append(l.Rows, f)
		}
	}
	l.Where, _ = c.City.School(o.School)
	switch {
	case o.Event == inventory.TellTest:
		l.Subject = c.say("mail.test.subject", wording.Args{"city": c.City.Name})
		l.Lead = []string{c.say("mail.lead.test", nil)}
	case len(l.Rows) == 0:
		return l, false
	case o.School == "":
		c.digest(&l, at)
	case len(l.Rows) == 1:
		c.single(&l, at)
	default:
		c.group(&l, at)
	}
	c.foot(&l)
	return l, true
}

func (c Composer) say(key string, args wording.Args) string { return wording.Text(c.Lang, key, args) }

func (c Composer) words(l *Letter, f inventory.FindingRow, at time.Time) wording.Message {
	school, _ := c.City.School(f.School)
	return wording.Finding(c.Lang, f, school, at)
}

// single tells one finding with all that is known of it.
func (c Composer) single(l *Letter, at time.Time) {
	f := l.Rows[0]
	m := c.words(l, f, at)
	l.Subject = m.Subject
	if l.Event == inventory.TellReminded || l.Event == inventory.TellDue || l.Event == inventory.TellAgain {
		l.Subject = strings.Replace(m.Subject, m.Title, c.say("mail.again.title", wording.Args{"title": m.Title}), 1)
	}
	l.Lead = c.lead(l)
	page := c.finding(f)
	s := Section{Title: m.Title, Items: []Item{{Severity: f.Severity, What: m.What}}}
	if f.State == inventory.StateResolved { // since when, and why, is in its sentence or past
		m.Since, m.Evidence = "", ""
	}
	for _, fact := range []Fact{{"mail.where", m.Where}, {"mail.since", m.Since}, {"mail.evidence", m.Evidence}, {"mail.next", m.Next},
		{"mail.fixed", m.Fixed}, {"mail.ref", m.Ref}} {
		if fact.Text != "" {
			s.Facts = append(s.Facts, Fact{c.say(fact.Name, nil), fact.Text})
		}
	}
	l.Sections = []Section{s}
	l.Links = []Link{{c.say("mail.open", nil), page}}
	if f.State == inventory.StateResolved {
		return
	}
	c.answers(l, f, page)
}

// answers are the pages on which one says a word on a finding with one click more.
func (c Composer) answers(l *Letter, f inventory.FindingRow, page string) {
	if l.Event == inventory.TellReminded || l.Event == inventory.TellDue {
		l.Links = append(l.Links, Link{c.say("mail.ack", nil), page + "?do=ack"})
	}
	if f.Kind == inventory.KindGatewayDown || f.Args["variant"] == string(inventory.OutlookLine) {
		l.Links = append(l.Links, Link{c.say("mail.inside", nil), c.school(f.School) + "/inside"})
	}
	if listable(f.Kind) {
		l.Links = append(l.Links, Link{c.say("mail.listed", nil), page + "?do=listed"})
	}
	l.Links = append(l.Links, Link{c.say("mail.dismiss", nil), page + "?do=dismiss"})
	l.Hint = c.say("mail.ask", nil)
}

// listable says whether putting a device on a list ends a finding of a kind.
func listable(k inventory.Kind) bool {
	return slices.Contains([]inventory.Kind{inventory.KindUnknownMAC, "wl_near_miss", inventory.KindReservedIPTaken}, k) ||
		strings.Contains(string(k), "unlisted")
}

// group tells several findings of one kind at one school: each in a line, and once
// what to do.
func (c Composer) group(l *Letter, at time.Time) {
	n := strconv.Itoa(len(l.Rows))
	args := wording.Args{"school": l.Where.Name, "severity": string(l.Severity), "kind": string(l.Kind), "n": n, "ref": wording.Ref(l.Rows[0].ID)}
	key, lead := "mail.group.subject", "mail.lead.group"
	if l.Event == inventory.TellResolved {
		key, lead = "mail.over.subject", "mail.lead.over"
	}
	l.Subject = c.say(key, args)
	l.Lead = append(c.lead(l), c.say(lead, args))
	s := Section{}
	for _, f := range l.Rows[:min(len(l.Rows), mostItems)] {
		s.Items = append(s.Items, c.item(l, f, at))
	}
	if more := len(l.Rows) - mostItems; more > 0 {
		s.Items = append(s.Items, Item{What: c.say("mail.more", wording.Args{"n": strconv.Itoa(more)})})
	}
	if m := c.words(l, l.Rows[0], at); l.Event != inventory.TellResolved {
		s.Facts = []Fact{{c.say("mail.next", nil), m.Next}, {c.say("mail.fixed", nil), m.Fixed}}
	}
	l.Sections = []Section{s}
	all := c.school(l.School) + "/findings?kind=" + url.QueryEscape(string(l.Kind))
	l.Links = []Link{{c.say("mail.all", wording.Args{"n": n}), all}}
}

// item is one finding among many.
func (c Composer) item(l *Letter, f inventory.FindingRow, at time.Time) Item {
	m := c.words(l, f, at)
	i := Item{Severity: f.Severity, What: m.What, Note: m.Since, Link: Link{m.Ref, c.finding(f)}}
	if f.State == inventory.StateResolved {
		i.What = m.Title
		i.Note = c.say("mail.from", wording.Args{"open": f.Opened.Format(time.RFC3339), "over": f.Resolved.Format(time.RFC3339)})
	}
	return i
}

// lead is what is to be said before the findings.
func (c Composer) lead(l *Letter) []string {
	worse := false
	for _, t := range l.Tellings {
		worse = worse || t.Event == inventory.TellWorse
	}
	due := ""
	for _, f := range l.Rows {
		due = cmp.Or(due, string(f.Due))
	}
	switch {
	case l.Event == inventory.TellDue:
		return []string{c.say("mail.lead.due", wording.Args{"day": due})}
	case l.Event == inventory.TellReminded && due != "":
		return []string{c.say("mail.lead.overdue", wording.Args{"day": due})}
	case l.Event == inventory.TellReminded:
		return []string{c.say("mail.lead.reminded", wording.Args{"n": strconv.Itoa(c.Manners.Remind)})}
	case worse:
		return []string{c.say("mail.lead.worse", nil)}
	}
	return nil
}

func (c Composer) school(code inventory.SchoolCode) string {
	return c.Page + "/schools/" + url.PathEscape(string(code))
}

// finding is the page of a finding. It holds no secret: who follows it signs in.
func (c Composer) finding(f inventory.FindingRow) string {
	return c.school(f.School) + "/findings/" + strconv.FormatInt(f.ID, 10)
}

// foot says why one gets the letter, and who else does.
func (c Composer) foot(l *Letter) {
	names := c.schoolsOf(l.To)
	l.Who = Link{c.say("mail.foot.who", nil), c.Page + "/messages"}
	l.Foot = []string{c.say("mail.foot.centre", wording.Args{"city": c.City.Name})}
	if len(names) > 0 {
		l.Foot = []string{c.say("mail.foot.why", wording.Args{"school": strings.Join(names, c.say("list.and", nil))})}
		code := l.To.Scope.Schools()[0]
		if l.School != "" {
			code = l.School
		}
		l.Who.URL = c.school(code) + "/messages"
	}
	if l.Event != inventory.TellTest {
		l.Foot = append(l.Foot, c.say("mail.foot.budget", wording.Args{"n": strconv.Itoa(c.Manners.Budget)}))
	}
	last := c.say("mail.foot.auto", nil)
	if c.City.Contact != "" {
		last += c.say("mail.foot.contact", wording.Args{"contact": c.City.Contact})
	}
	l.Foot = append(l.Foot, last)
}

// schoolsOf names the schools of a receiver; none of one who is told of all.
func (c Composer) schoolsOf(r inventory.Receiver) []string {
	var names []string
	for _, code := range r.Scope.Schools() {
		if s, ok := c.City.School(code); ok {
			names = append(names, wording.Clean(s.Name))
		}
	}
	return names
}
