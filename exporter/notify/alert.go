package notify

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// An Alert is one alert of Alertmanager's API v2 (postableAlert). Its labels name
// it, so they hold neither a MAC nor an address nor a number that changes.
type Alert struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// name is what Alertmanager tells alerts apart by.
func (a Alert) name() string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(a.Labels)) {
		b.WriteString(k + "\x00" + a.Labels[k] + "\x00")
	}
	return b.String()
}

// Group makes one alert of each kind that is open at a school and that nothing
// mutes. page is the address of rollcall's pages, without a slash at its end.
func Group(school inventory.School, rows []inventory.FindingRow, page string, at time.Time) []Alert {
	byKind := map[inventory.Kind][]inventory.FindingRow{}
	for _, r := range rows {
		if firing(r) {
			byKind[r.Kind] = append(byKind[r.Kind], r)
		}
	}
	var alerts []Alert
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		alerts = append(alerts, groupOf(school, byKind[kind], page, at))
	}
	return alerts
}

// firing says whether a finding is to be told: people have neither dismissed nor
// accepted it, and no other finding stands for it.
func firing(r inventory.FindingRow) bool {
	return (r.State == inventory.StateOpen || r.State == inventory.StateAcknowledged) && r.Muted == ""
}

// told is how many findings of a group are told in words; the page has them all.
const told = 5

// groupOf makes the alert of one kind, worst and oldest findings first.
func groupOf(school inventory.School, rows []inventory.FindingRow, page string, at time.Time) Alert {
	slices.SortStableFunc(rows, func(a, b inventory.FindingRow) int {
		return cmp.Or(rank(b.Severity)-rank(a.Severity), a.Opened.Compare(b.Opened), cmp.Compare(a.ID, b.ID))
	})
	kind := rows[0].Kind
	a := Alert{
		Labels: map[string]string{
			"alertname": alertName(kind), "school": string(school.Code),
			"kind": string(kind), "severity": string(rows[0].Severity),
		},
		Annotations: map[string]string{"count": strconv.Itoa(len(rows)), "school_name": wording.Clean(school.Name)},
		StartsAt:    rows[0].Opened,
		GeneratorURL: page + "/schools/" + url.PathEscape(string(school.Code)) + "/findings?kind=" +
			url.QueryEscape(string(kind)),
	}
	for _, r := range rows {
		if r.Opened.Before(a.StartsAt) {
			a.StartsAt = r.Opened
		}
	}
	for lang, suffix := range map[wording.Lang]string{wording.ZhTW: "", wording.En: "_en"} {
		a.Annotations["summary"+suffix] = summary(lang, school, rows, at)
		a.Annotations["description"+suffix] = description(lang, school, rows, at)
	}
	return a
}

// alertName is the kind in the style of Prometheus: RollcallWlRandomMac.
func alertName(kind inventory.Kind) string {
	var b strings.Builder
	b.WriteString("Rollcall")
	for part := range strings.SplitSeq(string(kind), "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// summary is one line: the subject of the one finding, or kind and number of many.
func summary(lang wording.Lang, school inventory.School, rows []inventory.FindingRow, at time.Time) string {
	if len(rows) == 1 {
		return wording.Finding(lang, rows[0], school, at).Subject
	}
	return wording.Text(lang, "group.summary", wording.Args{
		"school": school.Name, "severity": string(rows[0].Severity), "kind": string(rows[0].Kind), "n": strconv.Itoa(len(rows)),
	})
}

// description tells the first findings in words, the next step once.
func description(lang wording.Lang, school inventory.School, rows []inventory.FindingRow, at time.Time) string {
	if len(rows) == 1 {
		m := wording.Finding(lang, rows[0], school, at)
		return m.Sentence(lang) + "\n" + m.Evidence
	}
	var text []string
	for _, r := range rows[:min(len(rows), told)] {
		m := wording.Finding(lang, r, school, at)
		text = append(text, strings.TrimSpace(m.Ref+" "+m.What))
	}
	if more := len(rows) - told; more > 0 {
		text = append(text, wording.Text(lang, "group.more", wording.Args{"n": strconv.Itoa(more)}))
	}
	m := wording.Finding(lang, rows[0], school, at)
	return strings.Join(append(text, m.Next, m.Fixed), "\n")
}

func rank(s inventory.Severity) int {
	return slices.Index([]inventory.Severity{inventory.Info, inventory.Warning, inventory.Critical}, s)
}
