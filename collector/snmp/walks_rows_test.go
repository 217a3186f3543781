package snmp_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/inventory"
)

// rowsOf writes the facts of a poll as lines, by table.
func rowsOf(p inventory.Poll) map[string][]string {
	rows := map[string][]string{"system": {fmt.Sprintf("%q %q %q", p.System.Descr, p.System.Name, p.System.ObjectID)}}
	vtp := p.Tables[inventory.TableVLANs].Dialect == "CISCO-VTP-MIB" // not in the words of bridge ports
	for _, i := range p.Interfaces {
		mac := ""
		if i.MAC != nil {
			mac = i.MAC.String()
		}
		rows["interface"] = append(rows["interface"], fmt.Sprintf("%d %q %q %q %d %s %s %s %d",
			i.Index, i.Descr, i.Name, i.Alias, i.Type, mac, i.Admin, i.Oper, i.SpeedBPS))
		if i.LAGIfIndex > 0 {
			rows["lag"] = append(rows["lag"], fmt.Sprintf("%d in %d", i.Index, i.LAGIfIndex))
		}
		if vtp {
			continue
		}
		for _, v := range i.Untagged {
			rows["member"] = append(rows["member"], fmt.Sprintf("%d untagged on port %d", v, i.BridgePort))
		}
		for _, v := range i.Tagged {
			rows["member"] = append(rows["member"], fmt.Sprintf("%d tagged on port %d", v, i.BridgePort))
		}
	}
	for _, v := range p.VLANs {
		rows["vlan"] = append(rows["vlan"], fmt.Sprintf("%d %q", v.VID, v.Name))
	}
	for _, f := range p.FDB {
		rows["fdb"] = append(rows["fdb"], fmt.Sprintf("%d %s port %d if %d", f.VID, f.MAC, f.BridgePort, f.IfIndex))
	}
	for _, n := range p.Neighbors {
		if n.Protocol == "cdp" {
			rows["cdp"] = append(rows["cdp"], fmt.Sprintf("if %d %q %q", n.LocalIfIndex, n.ChassisID, n.PortID))
			continue
		}
		rows["lldp"] = append(rows["lldp"], fmt.Sprintf("if %d %q %q %q", n.LocalIfIndex, n.ChassisID, n.PortID, n.SysName))
	}
	for _, a := range p.ARP {
		rows["arp"] = append(rows["arp"], fmt.Sprintf("%s %s if %d", a.IP, a.MAC, a.IfIndex))
	}
	for _, e := range p.Entities {
		if e.Serial != "" {
			rows["serial"] = append(rows["serial"], fmt.Sprintf("%d %q %q", e.Index, e.Serial, e.Model))
		}
	}
	for _, c := range p.Wireless {
		rows["wireless"] = append(rows["wireless"], fmt.Sprintf("%s %s %q at %q", c.MAC, c.IP, c.SSID, c.AP))
	}
	for _, table := range []string{"wireless", "lag", "interface", "member", "vlan", "fdb", "lldp", "cdp", "arp", "serial"} {
		rows[table] = append(rows[table], "")
	}
	return rows
}

// rows writes what is expected in the same form.
func (e expected) rows(table string, p inventory.Poll) []string {
	rows := []string{""}
	add := func(format string, args ...any) { rows = append(rows, fmt.Sprintf(format, args...)) }
	c := e.Computed
	switch table {
	case "system":
		return []string{fmt.Sprintf("%q %q %q", plain(c.System.Descr), plain(c.System.Name), c.System.ObjectID)}
	case "interface":
		for _, i := range c.Interfaces {
			add("%d %q %q %q %d %s %s %s %d", i.IfIndex, plain(i.Descr), plain(cmp.Or(i.Name, i.Descr)), plain(i.Alias), i.Type,
				macText(i.MAC), oper(i.Admin), oper(i.Oper), i.SpeedBPS)
		}
	case "member":
		return e.members(p)
	case "vlan":
		for _, v := range c.VLANs {
			if v.VID > 0 && v.VID < 4095 {
				add("%d %q", v.VID, plain(v.Name))
			}
		}
	case "fdb":
		for _, f := range c.FDB {
			if !strings.HasPrefix(p.Tables[inventory.TableFDB].Dialect, "dot1qTpFdb") || f.Table == "dot1qTpFdb" {
				add("%d %s port %d if %d", f.VLAN, f.MAC, f.Port, f.IfIndex)
			}
		}
	case "lldp":
		for _, l := range c.LLDP {
			add("if %d %q %q %q", l.IfIndex, plain(l.ChassisID), plain(l.PortID), plain(l.SysName))
		}
	case "cdp":
		for _, n := range c.CDP {
			add("if %d %q %q", n.IfIndex, macOfHex(plain(n.DeviceID)), macOfHex(plain(n.DevicePort)))
		}
	case "arp":
		for _, a := range c.ARP {
			if a.Type != 2 && a.MAC != "" {
				add("%s %s if %d", a.IP, a.MAC, a.IfIndex)
			}
		}
	case "wireless":
		names := map[string]string{}
		for _, ap := range c.APs {
			names[ap.MAC] = ap.Name
		}
		for _, w := range c.Clients {
			ip := strings.Replace(w.IP, "0.0.0.0", "", 1) // not known yet, nor is an access point of zeros
			add("%s %s %q at %q", w.MAC, cmp.Or(ip, "invalid IP"), plain(w.SSID), plain(cmp.Or(names[w.APMAC], macText(w.APMAC))))
		}
	case "lag":
		for _, l := range c.LAG {
			if l.Attached > 0 && l.Attached != l.IfIndex {
				add("%d in %d", l.IfIndex, l.Attached)
			}
		}
	case "serial":
		for _, s := range c.Entities {
			if serial := strings.TrimSpace(s.Serial); serial != "" {
				add("%d %q %q", s.Index, serial, strings.TrimSpace(s.Model))
			}
		}
	}
	return rows
}

// members lists the expected VLANs of the ports that are interfaces.
func (e expected) members(p inventory.Poll) []string {
	ports := map[int]bool{}
	for _, i := range p.Interfaces {
		ports[i.BridgePort] = i.BridgePort > 0
	}
	current := slices.ContainsFunc(e.Computed.VLANs, func(v struct {
		VID            int
		Name           string
		Sources        []string
		Egress         []int `json:"egress_ports"`
		Untagged       []int `json:"untagged_ports"`
		StaticEgress   []int `json:"static_egress_ports"`
		StaticUntagged []int `json:"static_untagged_ports"`
	}) bool {
		return len(v.Egress) > 0
	})
	rows := []string{""}
	for _, v := range e.Computed.VLANs {
		egress, untagged := v.Egress, v.Untagged
		if !current {
			egress, untagged = v.StaticEgress, v.StaticUntagged
		}
		for _, port := range egress {
			how := "tagged"
			if slices.Contains(untagged, port) {
				how = "untagged"
			}
			if ports[port] && v.VID < 4095 {
				rows = append(rows, fmt.Sprintf("%d %s on port %d", v.VID, how, port))
			}
		}
	}
	return rows
}

// readable are the names that the recordings have in Big5, or cut inside a
// character. What is expected keeps all that is not UTF-8 in hexadecimal; the
// reader shows people what they have written. A name that is missing here stays
// as it is expected.
var readable = map[string]string{
	"hex:526f6f6d2031303120bec9ae76ab":   "Room 101 導師",
	"hex:526f6f6d2031303120bec9ae76abc7": "Room 101 導師室",
	"hex:a454a67ea440af5a":               "三年一班",
	"hex:aed5aaf8abc7":                   "校長室",
	"hex:aed6a4dfa5e6b4abbeb9":           "核心交換器",
	"hex:b1d0b0c8b3":                     "教務",
	"hex:b1d0b0c8b342":                   "教務處",
	"hex:b35ca55cbb5cbc":                 "許功蓋",
	"hex:b35ca55cbb5cbcd3":               "許功蓋樓",
	"hex:b971b8a3b1d0abc7":               "電腦教室",
	"hex:b9cfaed1c05da2b1bcd3":           "圖書館２樓",
	"hex:bef7a9d0a457c1":                 "機房上",
	"hex:bef7a9d0a457c170":               "機房上聯",
	"hex:c5e9a87cc05d204150":             "體育館 AP",
}

// plain is a text as the reader leaves it: one line, nothing invisible.
func plain(s string) string {
	if name, ok := readable[s]; ok {
		return name
	}
	return strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(s)
}

func oper(n int) string {
	return []string{"", "up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"}[n]
}

// difference lists rows that only one side has, a few of each.
func difference(table string, got, want []string) []string {
	slices.Sort(got)
	slices.Sort(want)
	got, want = slices.Compact(got), slices.Compact(want)
	var differ []string
	only := func(side string, a, b []string) {
		n := 0
		for _, row := range a {
			if _, ok := slices.BinarySearch(b, row); !ok {
				if n++; n <= 3 {
					differ = append(differ, fmt.Sprintf("%s only %s: %s", table, side, row))
				}
			}
		}
		if n > 3 {
			differ = append(differ, fmt.Sprintf("%s only %s: %d in all", table, side, n))
		}
	}
	only("read", got, want)
	only("expected", want, got)
	return differ
}

// macText is a hardware address as the reader keeps it: only whole MACs.
func macText(s string) string {
	if s == "00:00:00:00:00:00" || strings.HasPrefix(s, "hex:") || len(s) != 17 {
		return ""
	}
	return s
}

// macOfHex writes a device id of six octets as a MAC.
func macOfHex(s string) string {
	digits, ok := strings.CutPrefix(s, "hex:")
	if m, err := inventory.ParseMAC(digits); ok && err == nil {
		return m.String()
	}
	return s
}
