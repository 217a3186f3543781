package inventory_test

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"rollcall/inventory"
)

// print writes changes as lines: + opened, - closed, ~ still open with other misses.
func (s *script) print(c inventory.Changes, out *bytes.Buffer) {
	if c.Late {
		fmt.Fprintf(out, "poll %d ignored\n", c.Number)
		return
	}
	head := fmt.Sprintf("%d:", c.Number)
	for _, e := range c.Ended {
		if s.show["coverage"] {
			fmt.Fprintf(out, "%s - coverage %s %s..%s\n", head, e.Table, clock(e.First), clock(e.Last))
		}
	}
	printDelta(out, head, c.Sightings, func(x inventory.Sighting) string {
		return s.line("sightings", fmt.Sprintf("%s vid %d on %s", short(x.MAC), x.VID, x.Port.IfName), x.Span, x.Misses, x.Missed)
	})
	printDelta(out, head, c.Bindings, func(x inventory.Binding) string {
		return s.line("bindings", fmt.Sprintf("%s is %s", x.IP, short(x.MAC)), x.Span, x.Misses, x.Missed)
	})
	printDelta(out, head, c.Attributes, func(x inventory.Attribute) string {
		what := fmt.Sprintf("%s %s %s", cmp.Or(x.Port, "switch"), x.Aspect, x.Value)
		if !x.Ref.IsZero() {
			what += " ref " + clock(x.Ref)
		}
		return s.line(string(x.Aspect), what, x.Span, x.Misses, x.Missed)
	})
	if s.show["coverage"] {
		for _, t := range slices.Sorted(maps.Keys(c.State.Tables)) {
			p := c.State.Tables[t]
			fmt.Fprintf(out, "%s coverage %s %s..%s %s\n", head, t, clock(p.First), clock(p.Last), p.State.Reason)
		}
	}
	if s.show["skipped"] {
		fmt.Fprintf(out, "%s skipped %+v\n", head, c.Skipped)
	}
	if s.show["switch"] {
		fmt.Fprintf(out, "%s answered %s silent %d %s\n", head, clock(c.State.Answered), c.State.Silent, c.State.Reason)
	}
}

func printDelta[T any](out *bytes.Buffer, head string, d inventory.Delta[T], line func(T) string) {
	for _, part := range []struct {
		sign string
		rows []T
	}{{"-", d.Closed}, {"+", d.Opened}, {"~", d.Missed}} {
		for _, row := range part.rows {
			if text := line(row); text != "" {
				fmt.Fprintf(out, "%s %s %s\n", head, part.sign, text)
			}
		}
	}
}

// line writes one span, or nothing where it is not to be shown.
func (s *script) line(sort, what string, span inventory.Span, misses int, missed time.Time) string {
	if !s.show[sort] {
		return ""
	}
	text := fmt.Sprintf("%s %s..", what, clock(span.First))
	if !span.Open() {
		text += clock(span.Gone)
	}
	if misses > 0 && span.Open() {
		text += fmt.Sprintf(" missed %d since %s", misses, clock(missed))
	}
	return text
}

// view writes what a Snapshot would show of the switch.
func (s *script) view(at time.Time, out *bytes.Buffer) {
	v := s.ledger.View(at, s.known)
	fmt.Fprintf(out, "view booted %s reboots %d\n", clock(v.Booted), len(v.Reboots))
	for _, p := range v.Ports {
		fmt.Fprintf(out, "  port %s pvid %d %s since %s last up %s role %s switches %v neighbors %d\n", p.Port.IfName,
			p.Config.PVID, p.Link.Oper, clock(p.LinkSince), clock(p.LastUp), p.Role.Role, p.Switches, len(p.Neighbors))
	}
	for _, x := range v.Sightings {
		fmt.Fprintf(out, "  %s vid %d on %s %s..\n", short(x.MAC), x.VID, x.Port.IfName, clock(x.First))
	}
	for _, t := range slices.Sorted(maps.Keys(v.Coverage)) {
		c := v.Coverage[t]
		fmt.Fprintf(out, "  %s last %s fresh %v %s\n", t, clock(c.Last), c.Fresh, c.State.Reason)
	}
}

func clock(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return fmt.Sprint(int(at.Sub(scriptStart).Seconds()))
}

func short(m inventory.MAC) string {
	s := m.String()
	if s[:15] == "00:00:5e:00:53:" {
		return s[15:]
	}
	return s
}
