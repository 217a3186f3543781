package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A portRow is one socket of one switch, or an aggregate of several.
type portRow struct {
	s      *school
	v      *inventory.SwitchView
	p      inventory.PortView
	vlans  inventory.PortConfig // the port's, or of the aggregate it is a member of
	record inventory.PortRecord
	known  bool // the written record has the port
}

func portForm() form {
	return form{table: Ports, title: "校內交換器各port網段紀錄", columns: plainColumns(portColumns()), rows: filled(portColumns(), (*school).portRows),
		rests: []inventory.Table{inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors},
		limits: []string{
			"PoE：本系統未保存供電資料，欄位留空",
			"目前MAC數、近期MAC：上行埠後方的裝置記在其所在的埠，上行埠留空",
			"沒有SNMP的教室5-port交換器：各埠無法讀取，不列入；其裝置列在上層交換器的埠",
		},
		notes: (*school).portNotes, others: map[Format]shape{NetBox: netBoxPorts()}}
}

func portColumns() []column[portRow] {
	return []column[portRow]{
		{Column{"school_code", "學校代碼"}, func(r portRow) any { return string(r.s.School.Code) }},
		{Column{"school_name", "學校名稱"}, func(r portRow) any { return r.s.School.Name }},
		{Column{"switch_name", "交換器名稱"}, func(r portRow) any { return string(r.v.Switch.ID) }},
		{Column{"mgmt_ip", "管理IP"}, func(r portRow) any { return r.v.Switch.Address.Addr().String() }},
		{Column{"model", "廠牌型號"}, func(r portRow) any { return cmp.Or(r.v.Facts.Model, firstLine(r.v.Facts.Descr)) }},
		{Column{"serial", "序號"}, func(r portRow) any { return r.v.Facts.Serial }},
		{Column{"location", "放置地點"}, func(r portRow) any { return r.s.location(r.v) }},
		{Column{"port_label", "埠號(面板)"}, func(r portRow) any { return r.p.Port.IfName }},
		{Column{"if_index", "ifIndex"}, func(r portRow) any { return number(r.p.Config.IfIndex) }},
		{Column{"if_alias", "埠說明"}, func(r portRow) any { return r.p.Config.Alias }},
		{Column{"port_role", "埠型態(上行/一般/AP/教室)"}, func(r portRow) any { return role(r.p.Role.Role) }},
		{Column{"untagged_vlan", "未標記VLAN(PVID)"}, func(r portRow) any { return number(r.untagged()) }},
		{Column{"tagged_vlans", "標記VLAN"}, portRow.tagged},
		{Column{"zone_name", "對應網段名稱"}, portRow.zoneName},
		{Column{"zone_expr", "對應網段(原始寫法)"}, func(r portRow) any { z, _ := r.s.Plan.ZoneOfVLAN(r.untagged()); return z.Expr }},
		{Column{"oper_status", "連線狀態"}, func(r portRow) any { return r.p.Link.Oper }},
		{Column{"speed_duplex", "速率/雙工"}, func(r portRow) any { return speed(r.p.Link) }},
		{Column{"poe", "PoE"}, func(portRow) any { return nil }},
		{Column{"mac_count", "目前MAC數"}, portRow.macCount},
		{Column{"neighbor", "連接設備(LLDP)"}, func(r portRow) any { return neighbors(r.p.Neighbors) }},
		{Column{"outlet", "連接地點/資訊孔"}, func(r portRow) any { return r.record.Outlet }},
		{Column{"recent_macs", "近期MAC(前3)"}, portRow.recentMACs},
		{Column{"last_up", "最後連線時間"}, func(r portRow) any { return r.lastUp() }},
		{Column{"recorded_zone", "書面紀錄網段"}, func(r portRow) any { return r.record.Zone }},
		{Column{"matches_record", "是否相符"}, portRow.matches},
		{Column{"difference", "差異說明"}, func(r portRow) any { return r.difference() }},
		{Column{"observed_at", "資料時間"}, func(r portRow) any { return r.s.read(r.v.Switch.ID, inventory.TableInterfaces) }},
		// The rest of the written record: without it an import of the export would lose it.
		{Column{"recorded_tagged", "書面紀錄標記VLAN"}, func(r portRow) any { return r.record.Tagged }},
		{Column{"recorded_role", "書面紀錄埠型態"}, func(r portRow) any { return role(r.record.Role) }},
		{Column{"recorded_note", "書面紀錄備註"}, func(r portRow) any { return r.record.Note }},
		{Column{"recorded_port", "書面紀錄埠號"}, func(r portRow) any { return r.record.Port }},
	}
}

// portRows returns a row for every socket and aggregate of every switch that was
// ever read.
func (s *school) portRows() []portRow {
	var rows []portRow
	for i := range s.Switches {
		v := &s.Switches[i]
		for _, p := range sortedPorts(v) {
			if !p.IsSocket() && !p.IsAggregate() {
				continue
			}
			record, known := s.records[p.Port]
			rows = append(rows, portRow{s, v, p, vlansOf(v, p), record, known})
			rows = append(rows, s.writtenAgain(rows[len(rows)-1])...)
		}
	}
	return rows
}

// writtenAgain are the rows of a port that the record speaks of more than once, but for
// the last, which counts: without them an import of the export would lose them.
func (s *school) writtenAgain(r portRow) []portRow {
	var again []portRow
	for _, record := range s.written[r.p.Port][:max(0, len(s.written[r.p.Port])-1)] {
		r.record = record
		again = append(again, r)
	}
	return again
}

// vlansOf is the configuration that says a port's VLANs: a member of an aggregate
// has those of the aggregate (IEEE 802.1AX), and none of its own.
func vlansOf(v *inventory.SwitchView, p inventory.PortView) inventory.PortConfig {
	for _, q := range v.Ports {
		if p.Config.LAG != "" && q.Port.IfName == p.Config.LAG {
			return q.Config
		}
	}
	return p.Config
}

// untagged is the VLAN of frames without a tag: the PVID, else the one VLAN that
// leaves the port untagged; 0 where the switch tells neither.
func (r portRow) untagged() int {
	if r.vlans.PVID == 0 && len(r.vlans.Untagged) == 1 {
		return r.vlans.Untagged[0]
	}
	return r.vlans.PVID
}

// tagged is not known where the switch never told its VLANs.
func (r portRow) tagged() any {
	if r.v.Coverage[inventory.TableVLANs].Last.IsZero() {
		return nil
	}
	return r.vlans.Tagged
}

func (r portRow) zoneName() any { return r.nameOf(r.untagged()) }

// nameOf is the plan's name of a VLAN, else the switch's.
func (r portRow) nameOf(vid int) string {
	if z, ok := r.s.Plan.ZoneOfVLAN(vid); ok {
		return z.Name
	}
	for _, v := range r.v.Facts.VLANs {
		if v.VID == vid && vid != 0 {
			return v.Name
		}
	}
	return ""
}

// devices are the sightings on the port, the newest first. Of a port that is
// surely an uplink nothing is kept: what is there is not known.
func (r portRow) devices() (seen []inventory.Sighting, known bool) {
	if r.p.Role.Role == inventory.RoleUplink && r.p.Role.Sure || r.v.Coverage[inventory.TableFDB].Last.IsZero() {
		return nil, false
	}
	seen = slices.Clone(r.s.sighted[r.p.Port])
	slices.SortStableFunc(seen, func(a, b inventory.Sighting) int {
		return cmp.Or(b.First.Compare(a.First), slices.Compare(a.MAC[:], b.MAC[:]))
	})
	return seen, true
}

func (r portRow) macs() (macs []string, known bool) {
	seen, known := r.devices()
	for _, one := range seen {
		if m := one.MAC.String(); !slices.Contains(macs, m) {
			macs = append(macs, m)
		}
	}
	return macs, known
}

func (r portRow) macCount() any {
	macs, known := r.macs()
	if !known {
		return nil
	}
	return len(macs)
}

func (r portRow) recentMACs() any {
	macs, _ := r.macs()
	return macs[:min(3, len(macs))]
}

// lastUp is when the port was last seen up: while it is up, when it was last read.
func (r portRow) lastUp() time.Time {
	if r.p.LastUp.Equal(r.s.At) {
		return cmp.Or(r.s.read(r.v.Switch.ID, inventory.TableInterfaces), r.p.LastUp)
	}
	return r.p.LastUp
}

// matches says whether the port is as written; nil where nobody can tell, or
// where no VLAN is written at all.
func (r portRow) matches() any {
	if !r.known || r.untagged() == 0 || r.record.Zone == "" && r.record.Tagged == "" {
		return nil
	}
	vid, ok := r.written()
	if !ok {
		return nil
	}
	return vid == r.untagged() && r.taggedMatch()
}

// written is the untagged VLAN that the record means. Where it writes tagged ones
// only, any will do.
func (r portRow) written() (int, bool) {
	if r.record.Zone == "" {
		return r.untagged(), true
	}
	return r.s.Plan.WrittenVLAN(r.record.Zone, r.v.Facts.VLANs)
}

// taggedMatch compares the tagged VLANs where the record has them as numbers.
func (r portRow) taggedMatch() bool {
	same, known := r.record.SameTagged(r.vlans.Tagged)
	return same || !known
}

// difference says in a sentence how the port differs from the record.
func (r portRow) difference() string {
	switch {
	case !r.known && len(r.s.records) > 0:
		return "書面紀錄沒有此埠"
	case !r.known:
		return ""
	case r.untagged() == 0:
		return "交換器未提供此埠的VLAN，無法比對"
	}
	vid, ok := r.written()
	if !ok {
		return fmt.Sprintf("書面紀錄的網段「%s」不在IP規劃內，無法比對", r.record.Zone)
	}
	var parts []string
	if vid != r.untagged() {
		parts = append(parts, fmt.Sprintf("書面紀錄為%s，現為%s", r.segment(vid), r.segment(r.untagged())))
	}
	if !r.taggedMatch() {
		parts = append(parts, fmt.Sprintf("標記VLAN書面紀錄為%s", r.record.Tagged))
	}
	return join(parts...)
}

func (r portRow) segment(vid int) string {
	if name := r.nameOf(vid); name != "" {
		return fmt.Sprintf("%s(VLAN %d)", name, vid)
	}
	return fmt.Sprintf("VLAN %d", vid)
}

func role(code string) string {
	if !wording.Has("role." + code) {
		return code
	}
	return wording.Role(wording.ZhTW, code)
}

// speed writes a link's speed and duplex: 1000M 全雙工. A port without a link has none.
func speed(l inventory.LinkState) string {
	if l.Oper != "up" || l.SpeedBPS == 0 {
		return ""
	}
	text := strconv.FormatInt(l.SpeedBPS/1_000_000, 10) + "M"
	switch l.Duplex {
	case "full":
		text += " 全雙工"
	case "half":
		text += " 半雙工"
	}
	return text
}

func neighbors(list []inventory.Neighbor) string {
	var names []string
	for _, n := range list {
		name := cmp.Or(n.SysName, n.ChassisID)
		if port := cmp.Or(n.PortID, n.PortDescr); port != "" && name != "" {
			name += " " + port
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return join(names...)
}

// number is n, or not known where it is 0.
func number(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(line)
}
