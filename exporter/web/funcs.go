package web

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/audit"
	"rollcall/exporter/wording"
)

// pageFuncs are the functions that templates call, in one language.
func pageFuncs(l Lang) template.FuncMap {
	funcs := template.FuncMap{
		"t":       func(key string, args ...any) string { return say(l, key, args...) },
		"name":    func(group string, value any) string { return wording.Name(l, group, fmt.Sprint(value)) },
		"why":     func(key string, args map[string]string) string { return wording.Text(l, key, args) },
		"ago":     func(now, at time.Time) string { return say(l, "ago", "dur", wording.Duration(l, now.Sub(at))) },
		"span":    func(d time.Duration) string { return wording.Duration(l, d) },
		"userURL": userPath, "until": untilDate,
		"lasted": func(from, to time.Time) string {
			return wording.Duration(l, to.Sub(from))
		},
		"vendor": func(v string) string { return cmp.Or(v, say(l, "vendor.unknown")) },

		"asset": assetURL, "iso": iso, "stamp": stamp, "second": stampSecond, "clock": func(at time.Time) string { return at.In(taipei).Format("15:04") }, "day": stampDay, "republic": func(at time.Time) string {
			return republicDate(at.In(taipei))
		},
		"speed": speed, "size": size, "percent": percent, "part": part, "volume": volume, "count": func(n *int) int { return *n }, "vids": vidRanges, "list": func(xs ...any) []any { return xs }, "clean": func(v any) string { return wording.Clean(fmt.Sprint(v)) },
		"millis": millis, "reachpill": reachPill,
		"portID": portID, "dict": dict, "formats": shownFormats, "anchor": func(ref string) string { return strings.TrimPrefix(ref, "#") },
	}
	maps.Copy(funcs, links{}.funcs())
	return funcs
}

// shownFormats are those that pages offer; plain is for programs.
func shownFormats(table audit.Table) []audit.Format {
	return slices.DeleteFunc(table.Formats(), func(f audit.Format) bool { return f == audit.Plain })
}

// iso writes a moment for programs.
func iso(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// stamp writes a moment for people, in the time of Taipei, which every page names.
func stamp(at time.Time) string { return at.In(taipei).Format("2006-01-02 15:04") }

// stampSecond is for what comes in bursts.
func stampSecond(at time.Time) string { return at.In(taipei).Format("2006-01-02 15:04:05") }

func stampDay(at time.Time) string { return at.In(taipei).Format("2006-01-02") }

// speed writes ifHighSpeed as it stands on a data sheet: 10M 100M 1G 2.5G.
func speed(bps int64) string {
	switch {
	case bps <= 0:
		return ""
	case bps >= 1e9:
		return strconv.FormatFloat(float64(bps)/1e9, 'f', -1, 64) + "G"
	}
	return strconv.FormatFloat(float64(bps)/1e6, 'f', -1, 64) + "M"
}

// size writes a number of bytes.
func size(n int) string {
	if n < 1<<10 {
		return strconv.Itoa(n) + " B"
	}
	return strconv.FormatFloat(float64(n)/(1<<10), 'f', 1, 64) + " KiB"
}

// percent writes a share that a switch tells.
func percent(p *float64) string { return strconv.FormatFloat(*p, 'f', -1, 64) + " %" }

// part writes a share from 0 to 1 in percent.
func part(x float64) string { return strconv.FormatFloat(100*x, 'f', 0, 64) + "%" }

// volume writes an amount of memory or disk; nothing where none is told.
func volume(n any) string {
	bytes, ok := n.(int64)
	if p, isPointer := n.(*int64); isPointer && p != nil {
		bytes, ok = *p, true
	}
	if !ok {
		return ""
	}
	value, units := float64(bytes)/(1<<20), []string{"MiB", "GiB", "TiB"}
	for value >= 1024 && len(units) > 1 {
		value, units = value/1024, units[1:]
	}
	return strconv.FormatFloat(value, 'f', 1, 64) + " " + units[0]
}

// vidRanges writes VLAN numbers in order, runs of three and more as a range: 10, 20–25.
func vidRanges(vids []int) string {
	vids = slices.Compact(slices.Sorted(slices.Values(vids)))
	var parts []string
	for i := 0; i < len(vids); {
		j := i
		for j+1 < len(vids) && vids[j+1] == vids[j]+1 {
			j++
		}
		if j-i < 2 {
			j = i
			parts = append(parts, strconv.Itoa(vids[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d–%d", vids[i], vids[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// portID is the anchor of a port's row: what is no letter or digit of ASCII is
// written as its number, so that no name breaks the page.
func portID(port string) string {
	var b strings.Builder
	b.WriteString("port-")
	for _, r := range port {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "_%x", r)
		}
	}
	return b.String()
}

// dict hands several values to a template by name.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict has %d parts, want names and values in turn", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict key %v is no text", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}
