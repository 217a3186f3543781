package audit

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// The values of the column status.
const (
	inUse          = "使用中"
	formerlyInUse  = "曾使用"
	reservedUnseen = "保留未見"
	conflicting    = "衝突"
)

// notTested is all that rollcall can say of services that are open to the outside.
const notTested = "本系統未檢測"

// reservedAtMost is how many addresses a zone may have for each of them to be a
// row although nobody was seen there.
const reservedAtMost = 64

// An ipRow is one address: seen, or reserved and not seen.
type ipRow struct {
	s      *school
	ip     netip.Addr
	zone   inventory.SchoolZone
	inZone bool
	held   []inventory.Binding // open ones, else the last ones; the newest first
	leased bool                // DHCP gave it
	status string
}

func ipForm() form {
	return form{table: IPs, title: "校內IP分配表", columns: plainColumns(ipColumns()), rows: filled(ipColumns(), (*school).ipRows),
		rests: []inventory.Table{inventory.TableARP, inventory.TableFDB},
		limits: []string{
			"對外服務：需要防火牆資料，本系統未檢測",
			"配發方式：有DHCP租約者填DHCP，其餘依IP規劃填寫",
			"IPv6位址不列入",
		},
		notes: (*school).ipNotes, others: map[Format]shape{NetBox: netBoxIPs()}}
}

func ipColumns() []column[ipRow] {
	return []column[ipRow]{
		{Column{"school_code", "學校代碼"}, func(r ipRow) any { return string(r.s.School.Code) }},
		{Column{"zone_name", "網段名稱"}, func(r ipRow) any { return r.zone.Name }},
		{Column{"zone_expr", "網段(原始寫法)"}, func(r ipRow) any { return r.zone.Expr }},
		{Column{"ip", "IP位址"}, func(r ipRow) any { return r.ip.String() }},
		{Column{"address_kind", "實體/虛擬"}, func(r ipRow) any { return addressKind(r.ip) }},
		{Column{"assignment", "配發方式"}, func(r ipRow) any { return r.assignment() }},
		{Column{"device_name", "設備名稱"}, func(r ipRow) any { return r.name() }},
		{Column{"device_class", "設備類別"}, func(r ipRow) any { return class(r.class()) }},
		{Column{"mac", "MAC位址"}, func(r ipRow) any { return strings.Join(r.macs(), ", ") }},
		{Column{"vendor", "廠牌(OUI)"}, func(r ipRow) any { return inventory.Vendor(r.mac()) }},
		{Column{"switch_name", "所在交換器"}, func(r ipRow) any { return string(r.s.place(r.mac()).sw) }},
		{Column{"port_label", "埠號"}, func(r ipRow) any { return r.s.place(r.mac()).port }},
		{Column{"location", "地點"}, func(r ipRow) any { return r.location() }},
		{Column{"custodian", "使用單位/保管人"}, func(r ipRow) any { e, _ := r.s.entry(r.mac()); return e.Custodian }},
		{Column{"first_seen", "首次出現"}, func(r ipRow) any { return r.first() }},
		{Column{"last_seen", "最後出現"}, func(r ipRow) any { return r.last() }},
		{Column{"status", "狀態"}, func(r ipRow) any { return r.status }},
		{Column{"external_service", "對外服務"}, func(ipRow) any { return notTested }},
		{Column{"note", "備註"}, func(r ipRow) any { return r.note() }},
	}
}

// ipRows returns a row for each IPv4 address that was seen, and for each reserved
// one that was not, in the order of addresses.
func (s *school) ipRows() []ipRow {
	open, past := map[netip.Addr][]inventory.Binding{}, map[netip.Addr][]inventory.Binding{}
	for _, b := range s.shownOrGiven() {
		if b.IP.Is4() {
			open[b.IP] = append(open[b.IP], b)
		}
	}
	for _, b := range s.Past {
		if b.IP.Is4() && len(open[b.IP]) == 0 {
			past[b.IP] = append(past[b.IP], b)
		}
	}
	var rows []ipRow
	for ip, held := range open {
		rows = append(rows, s.ipRow(ip, held, inUse))
	}
	for ip, held := range past {
		rows = append(rows, s.ipRow(ip, held, formerlyInUse))
	}
	for _, ip := range s.reserved() {
		if len(open[ip]) == 0 && len(past[ip]) == 0 {
			rows = append(rows, s.ipRow(ip, nil, reservedUnseen))
		}
	}
	slices.SortFunc(rows, func(a, b ipRow) int { return a.ip.Compare(b.ip) })
	return rows
}

func (s *school) ipRow(ip netip.Addr, held []inventory.Binding, status string) ipRow {
	r := ipRow{s: s, ip: ip, held: held, leased: s.leasedNow(ip, held), status: status}
	slices.SortStableFunc(r.held, func(a, b inventory.Binding) int {
		return cmp.Or(cmp.Compare(a.Misses, b.Misses), b.First.Compare(a.First), slices.Compare(a.MAC[:], b.MAC[:]))
	})
	r.zone, r.inZone = s.Plan.Zone(ip)
	if status == inUse && r.conflict() {
		r.status = conflicting
	} else if len(r.held) > 0 { // who had it before is history, not this row
		r.held = slices.DeleteFunc(slices.Clone(r.held), func(b inventory.Binding) bool { return b.MAC != r.held[0].MAC })
	}
	return r
}

// conflict says whether two devices answer for the address now.
func (r ipRow) conflict() bool {
	var macs []inventory.MAC
	for _, b := range r.held {
		if b.Misses == 0 && !b.MAC.IsVirtualRouter() && !slices.Contains(macs, b.MAC) {
			macs = append(macs, b.MAC)
		}
	}
	return len(macs) > 1
}

// reserved returns the addresses that the plan sets apart for named devices: of
// the zones that are set by hand, where the school has them.
func (s *school) reserved() []netip.Addr {
	var out []netip.Addr
	for _, z := range s.Plan.Zones {
		if z.DHCP != inventory.DHCPManual || z.Count() > reservedAtMost || !z.AppliesTo(s.School) {
			continue
		}
		for ip := z.From; !z.To.Less(ip); ip = ip.Next() {
			out = append(out, ip)
		}
	}
	return out
}

// macs are who has the address: in a conflict all of them.
func (r ipRow) macs() []string {
	var out []string
	for _, b := range r.held {
		if m := b.MAC.String(); !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

func (r ipRow) mac() inventory.MAC {
	if len(r.held) == 0 {
		return inventory.MAC{}
	}
	return r.held[0].MAC
}

// addressKind is 虛擬 for addresses that are not routed on the internet (RFC 1918,
// RFC 3927), 實體 for all others.
func addressKind(ip netip.Addr) string {
	if ip.IsPrivate() || ip.IsLinkLocalUnicast() {
		return "虛擬"
	}
	return "實體"
}

func (r ipRow) assignment() string {
	if r.leased {
		return "DHCP"
	}
	switch r.zone.DHCP {
	case inventory.DHCPManual:
		return "保留"
	case inventory.DHCPForbidden:
		return "手動"
	case inventory.DHCPRelay:
		return "DHCP"
	}
	return "未知"
}

// ownSwitch is the switch of ours that has the address: by its configuration, or
// because the MAC is its own.
func (r ipRow) ownSwitch() (inventory.SwitchID, bool) {
	if sw, ok := r.s.managed[r.ip.String()]; ok {
		return sw, true
	}
	if r.s.City == nil || len(r.held) == 0 {
		return "", false
	}
	sw, ok := r.s.City.SwitchMACs[r.mac()]
	return sw, ok
}

func (r ipRow) name() string {
	if sw, ok := r.ownSwitch(); ok {
		return string(sw)
	}
	e, _ := r.s.entry(r.mac())
	return e.Name
}

func (r ipRow) class() string {
	if _, ok := r.ownSwitch(); ok {
		return inventory.ClassSwitch
	}
	e, _ := r.s.entry(r.mac())
	return e.Class
}

func (r ipRow) location() string {
	if sw, ok := r.ownSwitch(); ok {
		return r.s.location(r.s.views[sw])
	}
	if p := r.s.place(r.mac()); p.room != "" {
		return p.room
	}
	e, _ := r.s.entry(r.mac())
	return e.Room
}

func (r ipRow) first() time.Time {
	var first time.Time
	for _, b := range r.held {
		if first.IsZero() || b.First.Before(first) {
			first = b.First
		}
	}
	return first
}

// last is when the address was last seen: while it is held, when its source was
// last read.
func (r ipRow) last() time.Time {
	var last time.Time
	for _, b := range r.held {
		at := b.Gone
		switch {
		case b.Lease != nil:
			at = b.Lease.Last
		case b.Open():
			at = r.s.read(b.Source, inventory.TableARP)
		}
		if last.Before(at) {
			last = at
		}
	}
	return last
}

func (r ipRow) note() string {
	var parts []string
	if r.zone.Gateway == r.ip {
		parts = append(parts, "閘道")
	}
	if !r.inZone {
		parts = append(parts, r.gap())
	}
	if r.inZone && r.zone.Gateway != r.ip && len(r.held) > 0 && !r.zone.Permits(r.class()) {
		parts = append(parts, "此網段僅供"+classes(r.zone.Classes)+"使用")
	}
	if r.mac().IsLocal() {
		parts = append(parts, "隨機MAC")
	}
	return join(parts...)
}

// gap says why an address lies in no zone of the school.
func (r ipRow) gap() string {
	if addressKind(r.ip) == "實體" {
		return "實體IP，不在IP規劃內"
	}
	if r.s.Plan.Owns(r.ip) {
		near, _, ok := r.s.Plan.Nearest(r.ip)
		if !ok {
			return "不在規劃內"
		}
		return fmt.Sprintf("不在規劃內，最近的網段：%s %s", near.Name, near.Expr)
	}
	if owner, ok := r.s.owner(r.ip); ok {
		return fmt.Sprintf("%s %s的網段", owner.Code, owner.Name)
	}
	return "不是本校的網段"
}

// owner is the school whose X the address has.
func (s *school) owner(ip netip.Addr) (inventory.School, bool) {
	if s.City == nil || !ip.Is4() {
		return inventory.School{}, false
	}
	return s.City.OwnerOf(int(ip.As4()[1]))
}

func classes(codes []string) string {
	var words []string
	for _, c := range codes {
		words = append(words, class(c))
	}
	return strings.Join(words, "、")
}
