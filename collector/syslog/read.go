package syslog

import (
	"cmp"
	"strconv"
	"strings"

	"rollcall/collector/inbox"
	"rollcall/collector/radius"
	"rollcall/inventory"
)

// Read understands one datagram of syslog. Its error is an inbox.Refusal.
func Read(d inbox.Datagram) (inbox.Message, error) {
	if len(d.Octets) == 0 {
		return inbox.Message{}, inbox.RefusedMalformed
	}
	l := parse(d.Octets)
	if r, ok := radius.ControllerLine(l.text); ok {
		return inbox.Message{Rejects: []inventory.AccessReject{r}}, nil
	}
	if e, ok := recognise(l.text); ok {
		return inbox.Message{Events: []inbox.Event{e}, Tables: tables(e.Kind)}, nil
	}
	if l.severity > warning || l.text == "" {
		return inbox.Message{}, inbox.RefusedBoring
	}
	return inbox.Message{Events: []inbox.Event{{SwitchEvent: inventory.SwitchEvent{
		Kind: inventory.EventOther, Text: clip(l.text, maxText)}}}}, nil
}

// recognise looks for the first pattern that fits.
func recognise(text string) (inbox.Event, bool) {
	for _, p := range patterns {
		m := p.exp.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		group := func(name string) string {
			if i := p.exp.SubexpIndex(name); i >= 0 {
				return strings.TrimSpace(m[i])
			}
			return ""
		}
		e := inbox.Event{SwitchEvent: inventory.SwitchEvent{Kind: p.kind, User: clip(group("user"), 64), Text: clip(text, maxText)}}
		e.Hint.Name = clip(cmp.Or(group("port"), group("port2")), 64)
		if p.kind == inventory.EventLinkDown && isUp(group("state")) {
			e.Kind = inventory.EventLinkUp
		}
		if vid, err := strconv.Atoi(group("vid")); err == nil && vid > 0 && vid < 4095 {
			e.VID = vid
		}
		if mac, err := inventory.ParseMAC(group("mac")); err == nil {
			e.MAC = &mac
		}
		return e, true
	}
	return inbox.Event{}, false
}

// isUp says whether a word for the state of a link means that it is up.
func isUp(state string) bool {
	switch strings.ToLower(state) {
	case "up", "online", "on-line":
		return true
	}
	return false
}

// tables are what a reading should look at to see whether it is so.
func tables(kind inventory.EventKind) []inventory.Table {
	switch kind {
	case inventory.EventLinkUp, inventory.EventLinkDown:
		return []inventory.Table{inventory.TableInterfaces}
	case inventory.EventLoop:
		return []inventory.Table{inventory.TableInterfaces, inventory.TableFDB}
	case inventory.EventMACMoved, inventory.EventTopologyChange:
		return []inventory.Table{inventory.TableFDB}
	case inventory.EventConfigChanged:
		return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs}
	case inventory.EventColdStart, inventory.EventWarmStart:
		return inventory.Tables()
	}
	return nil
}
