package web

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/lists"
)

// listHeads are the columns by which pages show a list, as keys of page.field.
func listHeads(kind lists.Kind) []string {
	switch kind {
	case lists.KindPorts:
		return []string{"switch", "port", "zone", "tagged", "role", "outlet", "note"}
	case lists.KindRooms:
		return []string{"room", "building", "floor", "outlet", "switch", "port", "note"}
	case lists.KindIoT:
		return []string{"item_no", "name", "class", "vendor", "mac", "ip", "room", "custodian", "asset_no", "dates", "note"}
	case lists.KindMDM:
		return []string{"serial", "mac", "name", "model", "platform", "user", "system", "last_seen"}
	case lists.KindBlocklist:
		return []string{"ip", "at", "reason", "school", "source", "drill", "list_date"}
	case lists.KindLost:
		return []string{"serial", "mac", "name", "dates", "by", "note"}
	}
	return []string{"mac", "name", "class", "serial", "custodian", "room", "kl_mobile", "dates", "by", "note"}
}

// listCells are the cells of a row, in the order of listHeads.
func listCells(row any) []string {
	switch r := row.(type) {
	case inventory.ListEntry:
		return []string{r.MAC.String(), r.Name, r.Class, r.Serial, r.Custodian, r.Room, tick(r.KLMobile), dates(r.From, r.Until), r.By, r.Note}
	case inventory.PortRecord:
		return []string{string(r.Switch), r.Port, r.Zone, r.Tagged, r.Role, r.Outlet, r.Note}
	case inventory.Room:
		return []string{r.Name, r.Building, r.Floor, r.Outlet, string(r.Switch), r.Port, r.Note}
	case inventory.IoTItem:
		return []string{r.ItemNo, r.Name, r.Class, strings.TrimSpace(r.Vendor + " " + r.Model), macText(r.MAC), r.IP, r.Room, r.Custodian, r.AssetNo, dates(r.From, r.Until), r.Note}
	case inventory.MDMDevice:
		return []string{r.Serial, macText(r.MAC), r.Name, r.Model, r.Platform, r.User, r.System, r.LastSeen}
	case inventory.BlockEntry:
		return []string{r.IP.String(), blockedWhen(r.At, r.Exact), r.Reason, string(r.School), wording.Name(wording.ZhTW, "block_source", r.Source), tick(r.Drill), string(r.ListDate)}
	case inventory.LostDevice:
		return []string{r.Serial, macText(r.MAC), r.Name, dates(r.From, r.Until), r.By, r.Note}
	}
	return []string{fmt.Sprint(row)}
}

func tick(yes bool) string {
	if yes {
		return "✓"
	}
	return ""
}

func macText(mac inventory.MAC) string {
	if mac.IsZero() {
		return ""
	}
	return mac.String()
}

// dates writes from when until when a row counts; nothing where it always does.
func dates(from, until inventory.Date) string {
	if from == "" && until == "" {
		return ""
	}
	return string(from) + " – " + string(until)
}

// filled leaves out the columns in which no row says anything, but the first.
func filled(heads []string, rows [][]string) ([]string, [][]string) {
	var kept []int
	for i := range heads {
		if i == 0 || slices.ContainsFunc(rows, func(cells []string) bool { return cells[i] != "" }) {
			kept = append(kept, i)
		}
	}
	pick := func(cells []string) []string {
		picked := make([]string, len(kept))
		for to, from := range kept {
			picked[to] = cells[from]
		}
		return picked
	}
	left := make([][]string, len(rows))
	for i, cells := range rows {
		left[i] = pick(cells)
	}
	return pick(heads), left
}
