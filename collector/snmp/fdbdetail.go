package snmp

import (
	"fmt"
	"strings"

	"rollcall/inventory"
)

// fdbDetail says in words what the rows leave open, and why they were read in
// another way than the MIB has it.
func (r *reader) fdbDetail(rows fdbReading, view *vlanView, port, vlan verdict) string {
	var shared, noVLAN, noPort, noInterface int
	for i, e := range rows.entries {
		if e.status != inventory.FDBLearned && e.port > 0 {
			continue
		}
		row := r.poll.FDB[i]
		switch {
		case e.port == 0:
			noPort++
		case row.IfIndex == 0:
			noInterface++
		}
		switch {
		case e.fid < 0 || row.VID > 0:
		case len(view.byFID[e.fid]) > 1:
			shared++
		default:
			noVLAN++
		}
	}
	return joinWords(port.because(byBasePort), vlan.because(""),
		counted(noPort, "without a port"), counted(noInterface, "on ports that no interface explains"),
		counted(shared, "in filtering databases that several VLANs share"), counted(noVLAN, "in filtering databases that no table gives a VLAN"))
}

// because says how badly the MIB's own reading fits where another was taken.
func (v verdict) because(own string) string {
	switch {
	case !v.Other:
		return ""
	case own == "":
		own = "the MIB's reading of the VLANs"
	}
	return fmt.Sprintf("%s fits %.2f only", own, v.Own)
}

// counted is a number of rows and what is so about them; nothing where there are none.
func counted(n int, what string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 row " + what
	}
	return fmt.Sprintf("%d rows %s", n, what)
}

// joinWords joins what is said with commas.
func joinWords(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ", ")
}
