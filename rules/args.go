package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/inventory"
)

// shown is how many of many a finding lists by name.
const shown = 20

// lines joins items for a sentence that lists them.
func lines(items []string) string { return strings.Join(items, "\n") }

// macLines lists MACs in order, at most shown.
func macLines(macs []inventory.MAC) string {
	var items []string
	for _, m := range macs[:min(len(macs), shown)] {
		items = append(items, m.String())
	}
	return lines(items)
}

// brandLines counts makers, the commonest first: "ASUS ×3".
func brandLines(macs []inventory.MAC) string {
	n := map[string]int{}
	for _, m := range macs {
		n[cmp.Or(brand(m), "?")]++
	}
	var names []string
	for name := range n {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b))
	})
	var items []string
	for _, name := range names[:min(len(names), 5)] {
		items = append(items, fmt.Sprintf("%s ×%d", name, n[name]))
	}
	return lines(items)
}

func compareMAC(a, b inventory.MAC) int { return slices.Compare(a[:], b[:]) }

// splitLines is the opposite of lines.
func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
