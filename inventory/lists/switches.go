package lists

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// A SwitchEntry is one switch as a list names it.
type SwitchEntry struct {
	inventory.Switch     // without Uplinks; Credentials only where the list names some
	Row              int // in the spreadsheet, head = 1; in an export, the number of the device
}

// switches reads the rows of a list of switches: of a table, or of an export of
// LibreNMS, NetBox or Zabbix. Communities and passwords in exports are not looked
// at, beyond noticing that they are there.
//
// A row whose name and address another row has too is a duplicate, and noted; one
// that contradicts another is refused.
func (t *table) switches(o Options) []SwitchEntry {
	reader := switchReader{table: t, Options: o, names: map[string]SwitchEntry{}, addresses: map[netip.AddrPort]SwitchEntry{}}
	list := each(t, reader.entry)
	if reader.secrets > 0 {
		t.report.note(RowError{Code: CodeSecret, Value: decimal(reader.secrets)})
	}
	return list
}

// openExport reads an export of another program.
func (s *Sheet) openExport(raw []byte, how shape, o Options) {
	rep := &s.report
	language := []string{shapeJSON: "JSON", shapeYAML: "YAML", shapeXML: "XML"}[how]
	tree, ok := readTree(raw, how, o.YAML)
	if !ok {
		rep.refuse(RowError{Code: CodeBroken, Value: language})
		return
	}
	rows, format, ok := exportRows(tree)
	if !ok {
		rep.refuse(RowError{Code: CodeShape, Value: language})
		return
	}
	rep.Format, s.exact, s.Rows = format, exportColumns(), rows
	if len(rows) == 0 {
		rep.note(RowError{Code: CodeEmpty})
	}
}

// switchFields are the columns of a list of switches as people write it, and of
// the CSV exports of LibreNMS and NetBox. The first must be there.
func switchFields() []field {
	return []field{
		{"name", []string{"名稱", "交換器名稱", "交換器", "設備名稱", "switch_name", "switch", "sysName", "system name", "device", "device name", "hostname", "主機名稱", "host"}},
		{"ip", []string{"IP", "IP位址", "管理IP", "位址", "管理位址", "ip address", "ipv4 address", "primary_ip4", "primary_ip", "primary ip", "management ip", "address", "overwrite_ip"}},
		{"host", []string{"hostname", "主機名稱"}},
		{"port", []string{"連接埠", "SNMP埠", "udp port", "snmp port"}},
		schoolField(),
		{"site", []string{"學校", "學校名稱", "site", "school name", "group", "groups"}},
		{"role", []string{"角色", "用途", "device role", "device_role"}},
		{"type", []string{"類型", "種類", "kind"}},
		{"status", []string{"狀態"}},
		{"disabled", []string{"停用"}},
		{"place", []string{"位置", "地點", "放置地點", "機房", "place", "location", "room"}},
		{"snmp", []string{"帳號", "認證名稱", "認證", "SNMP帳號", "credential", "credentials", "snmp credential"}},
		{"secret", []string{"community", "snmp community", "authpass", "cryptopass", "password", "密碼"}},
		{"sysname", []string{"sysName"}},
		{"device_id", []string{"device_id"}},
		{"manufacturer", []string{"manufacturer"}},
	}
}

// tableFormat tells the CSV exports apart by columns that people do not write.
func tableFormat(columns map[string][]int) string {
	_, sysName := columns["sysname"]
	_, id := columns["device_id"]
	_, maker := columns["manufacturer"]
	_, site := columns["site"]
	switch {
	case sysName || id:
		return FormatLibreNMS
	case maker && site:
		return FormatNetBox
	}
	return FormatList
}

type switchReader struct {
	*table
	Options
	names     map[string]SwitchEntry // by lower-case name
	addresses map[netip.AddrPort]SwitchEntry
	secrets   int
}

func (s *switchReader) entry(row Row) []SwitchEntry {
	if secret := s.text(row, "secret"); secret != "" && !strings.HasPrefix(secret, "{$") {
		s.secrets++
	}
	name := s.text(row, "name")
	if s.leftOut(row, name) {
		return nil
	}
	before := len(s.report.Refused)
	e := SwitchEntry{Row: row.Number}
	e.ID, e.Place = inventory.SwitchID(name), s.text(row, "place")
	if name == "" {
		s.report.refuse(RowError{Row: row.Number, Code: CodeNoName})
	}
	e.Address = s.address(row, name)
	e.School = s.school(row, e)
	e.Role = s.role(row)
	e.Credentials = s.credentials(row)
	if len(s.report.Refused) > before || s.again(e) {
		return nil
	}
	s.names[strings.ToLower(name)], s.addresses[e.Address] = e, e
	return []SwitchEntry{e}
}

// leftOut notes what its source calls something else than a switch in use.
func (s *switchReader) leftOut(row Row, name string) bool {
	off, format := status(s.text(row, "status")), s.report.Format
	if format == FormatList {
		return false
	}
	if format == FormatLibreNMS { // whose status says only whether it answers today
		off = ""
	}
	if yes, _ := yesNo(s.text(row, "disabled")); yes {
		off = "disabled"
	}
	if off != "" {
		s.report.note(RowError{Row: row.Number, Code: CodeInactive, Value: name, Hint: off})
		return true
	}
	for _, what := range []string{s.text(row, "type"), s.text(row, "role")} {
		if isNoSwitch(what) {
			s.report.note(RowError{Row: row.Number, Code: CodeNotSwitch, Value: name, Hint: what})
			return true
		}
	}
	return false
}

// address reads where a switch answers: an address, with a prefix length as NetBox
// writes it or with a port, or the host name of LibreNMS where that is an address.
func (s *switchReader) address(row Row, name string) netip.AddrPort {
	text := s.text(row, "ip")
	if text == "" {
		text = s.text(row, "host")
	}
	if text == "" {
		s.report.refuse(RowError{Row: row.Number, Code: CodeNoAddress, Value: name})
		return netip.AddrPort{}
	}
	port := uint16(snmpPort)
	if n, err := strconv.ParseUint(s.text(row, "port"), 10, 16); err == nil && n > 0 {
		port = uint16(n)
	}
	if ap, err := netip.ParseAddrPort(text); err == nil && ap.Port() > 0 {
		return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	}
	bare, _, _ := strings.Cut(text, "/")
	addr, err := inventory.ParseAddress(bare)
	switch {
	case err == nil && !addr.IsUnspecified() && !addr.IsMulticast():
		return netip.AddrPortFrom(addr, port)
	case looksLikeHost(bare):
		s.report.refuse(RowError{Row: row.Number, Code: CodeHostName, Value: text})
	default:
		s.report.refuse(RowError{Row: row.Number, Code: CodeAddress, Value: text})
	}
	return netip.AddrPort{}
}

const snmpPort = 161 // RFC 3417, 3.1

func looksLikeHost(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 'g' && r <= 'z' || r >= 'G' && r <= 'Z' })
}

// credentials are the names that a row may use.
func (s *switchReader) credentials(row Row) []string {
	if s.text(row, "snmp") == "" {
		return nil
	}
	names := strings.FieldsFunc(s.text(row, "snmp"), func(r rune) bool { return strings.ContainsRune(",;、 /\n", r) })
	for _, name := range names {
		if !slices.Contains(s.Credentials, name) {
			s.report.refuse(RowError{Row: row.Number, Code: CodeCredential, Value: name, Hint: strings.Join(s.Credentials, "、")})
		}
	}
	return names
}

// again says whether another row has named the switch already, and notes or
// refuses this one.
func (s *switchReader) again(e SwitchEntry) bool {
	named, sameName := s.names[strings.ToLower(string(e.ID))]
	placed, sameAddress := s.addresses[e.Address]
	switch {
	case sameName && named.Address == e.Address && named.School == e.School:
		s.report.note(RowError{Row: e.Row, Code: CodeDuplicate, Value: string(e.ID), Other: named.Row})
	case sameName:
		s.report.refuse(RowError{Row: e.Row, Code: CodeTwice, Value: string(e.ID), Other: named.Row, Hint: named.Address.String()})
	case sameAddress:
		s.report.refuse(RowError{Row: e.Row, Code: CodeTwice, Value: e.Address.String(), Other: placed.Row, Hint: string(placed.ID)})
	}
	return sameName || sameAddress
}
