package web

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// before is how far back it is told what changed, and beforeItems how much of it.
const (
	before      = 2 * time.Hour
	beforeItems = 40
)

// changedBefore tells what changed in the two hours before: how ports and switches
// are set up, linked and connected, what switches said, and whose lists were touched.
func (s *server) changedBefore(ctx context.Context, q ask, snap *inventory.Snapshot, d inventory.Diagnosis) ([]lineItem, error) {
	c := changes{server: s, ask: q, roll: s.rollOf(q, snap), diagnosis: d, from: q.at.Add(-before), until: q.at.Add(time.Second), items: []lineItem{}}
	for _, add := range []func(context.Context) error{c.attributes, c.events, c.deeds} {
		if err := add(ctx); err != nil {
			return nil, err
		}
	}
	items, _ := newestFirst(c.items, beforeItems)
	return items, nil
}

// changes are what happened before a trouble, in the making.
type changes struct {
	*server
	ask
	roll        *roll
	diagnosis   inventory.Diagnosis
	from, until time.Time
	items       []lineItem
}

// attributes adds what of switches and ports became another.
func (c *changes) attributes(ctx context.Context) error {
	found, err := c.DB.Changed(ctx, c.Scope, store.ChangeQuery{School: c.diagnosis.School, From: c.from, To: c.until, Limit: 2000})
	line := portLine{ask: c.ask, roll: c.roll}
	for _, a := range found {
		if !c.concerns(a) {
			continue
		}
		kind, text, err := line.setting(a)
		if err != nil {
			return err
		}
		if a.Port == "" {
			kind, text = lineConfig, c.ofSwitch(a)
		}
		if text == "" {
			text = say(c.lang, "line.cleared."+kind)
		}
		c.items = append(c.items, lineItem{At: a.First, Kind: kind, Text: text, School: c.diagnosis.School, Switch: a.Switch, Port: a.Port})
	}
	return err
}

// concerns says whether a change may have to do with the trouble: all of a switch
// as a whole, of ports how they are set up; links and neighbours only of the
// device's own port and between switches, for all others come and go.
func (c *changes) concerns(a inventory.Attribute) bool {
	own := c.diagnosis.Place != nil && a.Switch == c.diagnosis.Place.Port.Switch
	switch a.Aspect {
	case inventory.AspectBoot, inventory.AspectRole:
		return false
	case inventory.AspectLink, inventory.AspectNeighbors:
		return own && a.Port == c.diagnosis.Place.Port.IfName || c.between(a)
	case inventory.AspectPort, inventory.AspectPortVLANs:
		return c.diagnosis.Flow == inventory.FlowSchool || own || c.between(a)
	}
	return true
}

// between says whether a port leads to another switch.
func (c *changes) between(a inventory.Attribute) bool {
	p, known := exactPort(c.roll.views[a.Switch], a.Port)
	return known && p.Role.Role == inventory.RoleUplink
}

// ofSwitch says what of a switch as a whole became another.
func (c *changes) ofSwitch(a inventory.Attribute) string {
	var facts inventory.SwitchFacts
	if a.Aspect == inventory.AspectVLANs {
		return say(c.lang, "before.vlans")
	}
	if err := json.Unmarshal([]byte(a.Value), &facts); err != nil {
		return say(c.lang, "before.other")
	}
	if a.Aspect == inventory.AspectHardware {
		return say(c.lang, "before.hardware", "model", facts.Model, "serial", facts.Serial)
	}
	return say(c.lang, "before.firmware", "descr", wording.Clean(facts.Descr))
}

// events adds what switches said, but for links of devices.
func (c *changes) events(ctx context.Context) error {
	found, err := c.server.events(ctx, c.ask, store.SwitchEventQuery{School: c.diagnosis.School, From: c.from, To: c.until, Limit: 500})
	for _, e := range found {
		if slices.Contains([]inventory.EventKind{inventory.EventLinkUp, inventory.EventLinkDown, inventory.EventMACLearned,
			inventory.EventMACRemoved, inventory.EventMACMoved, inventory.EventAuthFailure}, e.Kind) {
			continue
		}
		c.items = append(c.items, lineItem{At: e.At, Kind: lineEvent, Text: eventText(c.lang, e), School: c.diagnosis.School, Port: e.Port})
	}
	return err
}

// deeds adds who changed the school's lists.
func (c *changes) deeds(ctx context.Context) error {
	found, err := c.DB.Events(ctx, c.Scope, store.EventQuery{School: c.diagnosis.School, From: c.from, To: c.until, Limit: 200})
	for _, e := range found {
		if slices.Contains([]string{store.ActionImport, store.ActionEdit, store.ActionUndo}, e.Action) {
			text := wording.Name(c.lang, "action", e.Action) + " " + wording.Name(c.lang, "list", e.Subject)
			c.items = append(c.items, lineItem{At: e.At, Kind: lineEvent, Text: text, School: c.diagnosis.School})
		}
	}
	return err
}

// common are the kinds of trouble that several schools can have for one reason.
var common = []inventory.Kind{inventory.KindGatewayDown, inventory.KindUpstreamDown, inventory.KindDHCPNoOffer, inventory.KindDHCPSlow,
	inventory.KindPollStale, inventory.KindIPv6NDHigh}

// sharing says how many other schools have what the cause is; nil where that
// means nothing.
func (s *server) sharing(ctx context.Context, q ask, d inventory.Diagnosis) (*sharingView, error) {
	if !slices.Contains(common, d.Kind) {
		return nil, nil
	}
	query := store.FindingQuery{Kinds: []inventory.Kind{d.Kind}}
	if q.past {
		query.At = q.at
	}
	counts, err := s.DB.CountFindings(ctx, inventory.AllSchools(), query)
	view := &sharingView{}
	for _, c := range counts {
		if c.School == d.School || slices.Contains(view.Schools, c.School) {
			continue
		}
		view.N++
		view.Schools = append(view.Schools, c.School)
	}
	if !q.Scope.All() {
		view.Schools = nil
	}
	return view, err
}

// mail writes what a coordinator would report.
func (v *diagnosisView) mail(q ask) mailView {
	what := []string{}
	if v.IP.IsValid() {
		what = append(what, v.IP.String())
	}
	if v.MAC != nil {
		what = append(what, v.MAC.String())
	}
	l := q.lang
	m := mailView{Subject: say(l, "diagnose.mail.subject", "school", v.Name, "flow", wording.Name(l, "flow", string(v.Flow)), "what", strings.Join(what, " "))}
	lines := []string{say(l, "diagnose.mail.dear"), "", say(l, "diagnose.mail.what", "school", v.Name, "code", v.School,
		"flow", wording.Name(l, "flow", string(v.Flow)), "at", stamp(v.At))}
	if len(what) > 0 {
		lines = append(lines, say(l, "diagnose.mail.device", "what", strings.Join(what, "  "), "name", v.Device))
	}
	if v.Place != nil {
		lines = append(lines, say(l, "diagnose.mail.place", "switch", v.Place.Switch, "port", v.Place.Port))
	}
	lines = append(lines, "", say(l, "diagnose.mail.tried"))
	for _, st := range v.Steps {
		lines = append(lines, say(l, "diagnose.mail.step", "n", st.N, "title", st.Title, "result", st.Word))
		for _, text := range st.Says {
			lines = append(lines, "   "+text)
		}
	}
	m.Body = strings.Join(append(lines, "", say(l, "diagnose.mail.cause", "cause", v.Cause), "", say(l, "diagnose.mail.regards", "school", v.Name)), "\n") + "\n"
	return m
}

// mailEscape writes text into a mailto: address (RFC 6068, section 2).
func mailEscape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
