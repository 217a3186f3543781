package simcity

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/inventory"
)

// classNames are the device classes in the words of the lists.
var classNames = map[string]string{inventory.ClassPC: "PC", inventory.ClassTablet: "平板", inventory.ClassPhone: "網路話機",
	inventory.ClassCamera: "監視器", inventory.ClassCardReader: "卡機", inventory.ClassQuakePC: "地震警報PC",
	inventory.ClassQuakeSensor: "地震監測設備", inventory.ClassSmartBox: "智慧盒", inventory.ClassCityShared: "全市共通設備"}

// Lists returns a school's lists as their import would have them.
func (c *City) Lists(code inventory.SchoolCode) inventory.Lists {
	s := c.School(code)
	l := inventory.Lists{WhitelistAt: c.start, MasterAt: c.start, PortAt: c.start, IoTAt: c.start}
	if s == nil {
		return l
	}
	l.IoT = s.thingsOf()
	for _, d := range s.Devices {
		if d.Listed {
			l.Master = append(l.Master, d.entry(len(l.Master)+2))
		}
		if d.KLMobile && !d.Drifted {
			l.Whitelist = append(l.Whitelist, d.entry(len(l.Whitelist)+2))
		}
	}
	for _, e := range s.twice {
		e.Row = len(l.Master) + 2
		l.Master = append(l.Master, e)
	}
	for _, sw := range s.Switches {
		if sw.Bridges() {
			l.PortRecord = append(l.PortRecord, sw.records(len(l.PortRecord)+2)...)
		}
	}
	return l
}

// listedAt is the day when the demo's lists were written.
const listedAt = "2026-09-01"

// entry returns a device's line in a list.
func (d *Device) entry(row int) inventory.ListEntry {
	e := inventory.ListEntry{School: d.School.Code, MAC: d.MAC, Name: d.Name, Class: d.Class, Platform: d.Platform, Serial: d.Serial,
		Room: d.Room, KLMobile: d.KLMobile, ListedAt: listedAt, Row: row}
	if !d.ListedAs.IsZero() {
		e.MAC = d.ListedAs
	}
	if d.Class == inventory.ClassTablet { // it has no place
		e.Room = ""
	}
	return e
}

// records returns what the school has written down of a switch's used ports.
func (s *Switch) records(row int) []inventory.PortRecord {
	var out []inventory.PortRecord
	for _, p := range s.Ports {
		if p.Use == useFree || p.Bridge == 0 {
			continue
		}
		out = append(out, inventory.PortRecord{School: s.School.Code, Switch: s.ID, Port: p.Name, Zone: p.zoneName(),
			Tagged: vids(p.Tagged), Role: p.roleName(), Outlet: p.Room, Row: row + len(out)})
	}
	return out
}

// zoneName is the segment that the record names for a port, in the school's words.
func (p *Port) zoneName() string {
	vid := p.PVID
	if p.recorded > 0 {
		vid = p.recorded
	}
	switch {
	case vid == vlanAdmin:
		return "行政"
	case vid == vlanPhone && p.Use != usePhone:
		return "監視器"
	}
	for _, z := range zones() {
		if z.VLAN == vid {
			return z.Name
		}
	}
	return ""
}

// vids writes VLANs as a list.
func vids(vlans []int) string {
	var out []string
	for _, v := range slices.Sorted(slices.Values(vlans)) {
		out = append(out, fmt.Sprint(v))
	}
	return strings.Join(out, ",")
}

// roleNames are the port roles in the words of the record.
var roleNames = map[string]string{inventory.RoleUplink: "上行",
	inventory.RoleEdge: "一般", inventory.RoleAP: "AP", inventory.RoleClassroom: "教室"}

// whitelistTable, masterTable and portTable write the lists with the columns that
// schools know.
func (c *City) whitelistTable(l inventory.Lists) [][]string {
	rows := [][]string{{"學校代碼", "裝置名稱", "MAC位址", "裝置類別", "作業系統/平台", "登錄日期"}}
	for _, e := range l.Whitelist {
		mac := e.MAC.String()
		if c.otherwise[e.MAC] {
			mac = huaweiNotation(e.MAC)
		}
		rows = append(rows, []string{string(e.School), e.Name, mac, classNames[e.Class], e.Platform, e.ListedAt})
	}
	return rows
}

func masterTable(l inventory.Lists) [][]string {
	rows := [][]string{{"學校代碼", "裝置名稱", "MAC位址", "裝置類別", "作業系統/平台",
		"財產編號", "載具序號", "保管人/班級", "放置地點", "允許KL-mobile", "登錄日期", "備註"}}
	for _, e := range l.Master {
		allowed := "否"
		if e.KLMobile {
			allowed = "是"
		}
		rows = append(rows, []string{string(e.School), e.Name, e.MAC.String(), classNames[e.Class], e.Platform,
			e.AssetNo, e.Serial, e.Custodian, e.Room, allowed, e.ListedAt, e.Note})
	}
	return rows
}

func portTable(l inventory.Lists) [][]string {
	rows := [][]string{{"學校代碼", "交換器名稱", "埠號(面板)", "埠型態", "對應網段名稱", "標記VLAN", "連接地點/資訊孔", "備註"}}
	for _, r := range l.PortRecord {
		rows = append(rows, []string{string(r.School), string(r.Switch), r.Port, roleNames[r.Role], r.Zone, r.Tagged, r.Outlet, r.Note})
	}
	return rows
}

// lostTable writes the devices that a school misses, as it tells the centre: by
// serial number.
func lostTable(lost []inventory.LostDevice) [][]string {
	rows := [][]string{{"學校代碼", "載具序號", "裝置名稱", "備註"}}
	for _, d := range lost {
		rows = append(rows, []string{string(d.School), d.Serial, d.Name, d.Note})
	}
	return rows
}
