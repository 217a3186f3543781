package main

import (
	"fmt"
	"io"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// printOddities prints what the switch does wrong, if it does.
func printOddities(w io.Writer, lang wording.Lang, odd map[inventory.Oddity]int) {
	if len(odd) == 0 {
		return
	}
	fmt.Fprintln(w, wording.Text(lang, "page.switch.odd", nil))
	for _, o := range inventory.Oddities() {
		if n := odd[o]; n > 0 {
			fmt.Fprintf(w, "%s\t×%d\n", wording.Oddity(lang, o), n)
		}
	}
	fmt.Fprintln(w)
}
