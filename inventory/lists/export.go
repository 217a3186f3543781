package lists

import (
	"slices"
	"strings"
)

// The programs whose exports are known, as a report names them.
const (
	FormatList     = "list" // columns as people write them
	FormatLibreNMS = "LibreNMS"
	FormatNetBox   = "NetBox"
	FormatZabbix   = "Zabbix"
)

// exportColumns are the columns that every export is brought to.
func exportColumns() map[string]int {
	return map[string]int{"name": 0, "ip": 1, "host": 2, "port": 3, "site": 4, "role": 5, "type": 6, "status": 7, "place": 8, "secret": 9, "disabled": 10}
}

// exportRows brings the tree of an export to rows. Rows are numbered by the order
// of the devices in it, from 1.
func exportRows(tree any) (rows []Row, format string, ok bool) {
	devices, format := devicesOf(tree)
	if format == "" {
		return nil, "", false
	}
	row := map[string]func(any) []string{FormatLibreNMS: libreNMSRow, FormatNetBox: netBoxRow, FormatZabbix: zabbixRow}[format]
	for i, d := range devices {
		rows = append(rows, Row{Number: i + 1, Cells: clean(row(d), false)})
	}
	return rows, format, true
}

// devicesOf recognises an export by its shape, not by its name.
func devicesOf(tree any) ([]any, string) {
	if hosts, ok := at(tree, "zabbix_export", "hosts").([]any); ok {
		return hosts, FormatZabbix
	}
	list, ok := tree.([]any)
	for _, key := range []string{"devices", "results"} { // LibreNMS's API, NetBox's API
		if !ok {
			list, ok = at(tree, key).([]any)
		}
	}
	if len(list) == 0 {
		return nil, ""
	}
	first, _ := list[0].(map[string]any)
	has := func(keys ...string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { _, ok := first[k]; return ok })
	}
	switch {
	case has("device_type", "primary_ip", "primary_ip4"):
		return list, FormatNetBox
	case has("sysName", "device_id", "snmpver"):
		return list, FormatLibreNMS
	case has("host") && has("interfaces"): // host.get of Zabbix's API
		return list, FormatZabbix
	}
	return nil, ""
}

func libreNMSRow(d any) []string {
	return []string{word(d, "sysName", "display", "hostname"), word(d, "overwrite_ip", "ip"), word(d, "hostname"), word(d, "port"),
		"", "", word(d, "type"), "", word(d, "location"), word(d, "community", "authpass", "cryptopass"), word(d, "disabled")}
}

// netBoxRow: an address of NetBox has the length of its prefix.
func netBoxRow(d any) []string {
	return []string{word(d, "name", "display"), word(d, "primary_ip4", "primary_ip", "oob_ip", "primary_ip6"), "", "",
		word(d, "site"), word(d, "role", "device_role"), "", status(word(d, "status")), word(d, "location", "rack"), ""}
}

// status takes off what says that a device is in use.
func status(s string) string {
	switch strings.ToLower(s) {
	case "active", "online", "enabled", "up", "staged", "ok", "1", "true":
		return ""
	}
	return s
}

// zabbixRow takes the interface by which Zabbix asks SNMP; a host without one is
// no switch. Zabbix leaves out what has its default, such as the type of an
// interface of an agent.
func zabbixRow(d any) []string {
	var via any
	for _, i := range items(d, "interfaces") {
		if t := strings.ToUpper(word(i, "type")); via == nil && (t == "SNMP" || t == "2") {
			via = i
		}
	}
	var groups []string
	for _, key := range []string{"groups", "hostgroups"} {
		for _, g := range items(d, key) {
			groups = append(groups, word(g, "name"))
		}
	}
	off, kind, port := word(d, "status"), "", word(via, "port")
	if off == "0" || strings.EqualFold(off, "enabled") {
		off = ""
	}
	if via == nil {
		kind = "no snmp"
	}
	if strings.HasPrefix(port, "{") { // a macro, whose value the export does not hold
		port = ""
	}
	return []string{word(d, "host", "name"), word(via, "ip"), word(via, "dns"), port, strings.Join(groups, "\n"), "", kind, off,
		word(at(d, "inventory"), "location"), word(at(via, "details"), "community", "authpassphrase", "privpassphrase")}
}
