package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// attributes adds how the port was set up, linked and used.
func (l *portLine) attributes(ctx context.Context) error {
	found, err := l.DB.Attributes(ctx, l.Scope, store.AttributeQuery{Switch: l.page.Switch, Port: l.page.Now.Port,
		From: l.page.From, To: l.until, Limit: lineItems})
	if err != nil {
		return err
	}
	slices.Reverse(found) // oldest first: what is told before need not be told again
	told := map[inventory.Aspect]string{}
	for _, a := range found {
		kind, text, err := l.setting(a)
		if err != nil {
			return fmt.Errorf("read %s of port %s: %w", a.Aspect, a.Port, err)
		}
		if before, again := told[a.Aspect]; text == before || text == "" && !again {
			continue
		}
		told[a.Aspect] = text
		cleared := "line.cleared." + kind
		l.items = append(l.items, lineItem{At: a.First, Kind: kind, Text: cmp.Or(text, say(l.lang, cleared))})
	}
	return nil
}

// setting says in words what an attribute tells; nothing where that is no news.
func (l *portLine) setting(a inventory.Attribute) (kind, text string, err error) {
	var v struct {
		inventory.LinkState
		inventory.PortConfig
		inventory.PortRole
	}
	switch a.Aspect {
	case inventory.AspectLink:
		err = json.Unmarshal([]byte(a.Value), &v.LinkState)
		return lineLink, linkText(l.lang, v.LinkState), err
	case inventory.AspectPortVLANs:
		err = json.Unmarshal([]byte(a.Value), &v.PortConfig)
		return lineVLANs, l.vlanText(v.PortConfig), err
	case inventory.AspectPort:
		err = json.Unmarshal([]byte(a.Value), &v.PortConfig)
		return lineConfig, configText(l.lang, v.PortConfig), err
	case inventory.AspectRole:
		err = json.Unmarshal([]byte(a.Value), &v.PortRole)
		return lineRole, roleText(l.lang, v.PortRole), err
	case inventory.AspectNeighbors:
		var peers []inventory.Neighbor
		err = json.Unmarshal([]byte(a.Value), &peers)
		return linePeer, peerText(l.lang, peers), err
	}
	return "", "", nil
}

// linkText says how a link stands: 連線 1G 全雙工.
func linkText(l Lang, link inventory.LinkState) string {
	state := "link." + linkState(link)
	text := say(l, state)
	if state != "link.up" {
		return text
	}
	if s := speed(link.SpeedBPS); s != "" {
		text += " " + s
	}
	if link.Duplex == "half" {
		text += " " + say(l, "duplex.half")
	}
	return text
}

// vlanText says which VLANs a port carries.
func (l *portLine) vlanText(c inventory.PortConfig) string {
	var parts []string
	if c.PVID > 0 {
		zone := ""
		if z, ok := l.roll.snap.Plan.ZoneOfVLAN(c.PVID); ok {
			zone = " " + z.Name
		}
		parts = append(parts, say(l.lang, "line.pvid", "vid", c.PVID)+zone)
	}
	if len(c.Tagged) > 0 {
		parts = append(parts, say(l.lang, "port.tagged", "vids", vidRanges(c.Tagged)))
	}
	return strings.Join(parts, " · ")
}

// configText says what people wrote on a port, and what it is part of.
func configText(l Lang, c inventory.PortConfig) string {
	var parts []string
	if alias := wording.Clean(c.Alias); alias != "" {
		parts = append(parts, say(l, "line.alias", "alias", alias))
	}
	if c.LAG != "" {
		parts = append(parts, say(l, "line.lag", "lag", c.LAG))
	}
	return strings.Join(parts, " · ")
}

// roleText says what a port is taken for, and why.
func roleText(l Lang, role inventory.PortRole) string {
	if role.Role == "" {
		return ""
	}
	return say(l, "line.role", "role", wording.Name(l, "role", role.Role), "why", cmp.Or(roleReason(l, role), "–"))
}

// peerText names who is at the other end of a port.
func peerText(l Lang, peers []inventory.Neighbor) string {
	var names []string
	for _, n := range peers {
		name := cmp.Or(n.SysName, n.ChassisID)
		names = append(names, say(l, "line.peer", "name", name, "port", cmp.Or(n.PortID, "–"), "protocol", strings.ToUpper(n.Protocol)))
	}
	return strings.Join(names, " · ")
}

// eventText says what a switch said, in a line.
func eventText(l Lang, e eventView) string {
	text := wording.Name(l, "event", string(e.Kind))
	if e.Count > 1 {
		text += " " + say(l, "events.count", "n", e.Count)
	}
	if e.User != "" {
		text += " " + say(l, "events.by", "user", e.User)
	}
	if e.Text != "" {
		text += " " + wording.Clean(e.Text)
	}
	return text
}
