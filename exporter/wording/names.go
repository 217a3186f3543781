package wording

import "rollcall/inventory"

// Severity, Kind, State, Table, Reason, Role and Class return the words for the
// values that inventory names.
func Severity(lang Lang, s inventory.Severity) string { return Name(lang, "severity", string(s)) }

// Kind returns the short title of a kind of finding.
func Kind(lang Lang, k inventory.Kind) string { return Name(lang, "kind", string(k)) }

// State returns the word for a state of a finding's life.
func State(lang Lang, state string) string { return Name(lang, "state", state) }

// Table returns what a table of a switch is called.
func Table(lang Lang, t inventory.Table) string { return Name(lang, "table", string(t)) }

// Reason returns why a table is missing, as a person would say it.
func Reason(lang Lang, r inventory.Reason) string { return Name(lang, "reason", string(r)) }

// Role returns the word for the role of a port.
func Role(lang Lang, role string) string { return Name(lang, "role", role) }

// Class returns the word for a device class.
func Class(lang Lang, class string) string { return Name(lang, "class", class) }

// phrases are the small words that sentences are joined with.
var phrases = table{
	"unknown":         {"不明", "unknown"},
	"list.and":        {"、", ", "},
	"note":            {"（{note}）", " ({note})"},
	"list.or":         {" 或 ", " or "},
	"list.place":      {"，", ", "},
	"duration.day":    {"{n} 天", "{n} d"},
	"duration.hour":   {"{n} 小時", "{n} h"},
	"duration.minute": {"{n} 分鐘", "{n} min"},
	"duration.second": {"{n} 秒", "{n} s"},
	"place.port":      {"{switch} 第 {port} 埠", "{switch} port {port}"},
	"place.port.room": {"{switch} 第 {port} 埠（{room}）", "{switch} port {port} ({room})"},
	"place.none":      {"位置不明", "place not known"},
	"subject":         {"[rollcall] {school}｜{severity:severity}｜{title}｜{ref}", "[rollcall] {school} | {severity:severity} | {title} | {ref}"},
	"group.summary":   {"[rollcall] {school}｜{severity:severity}｜{kind:kind} 共 {n} 件", "[rollcall] {school} | {severity:severity} | {kind:kind}, {n} findings"},
	"group.more":      {"另有 {n} 件，請見網頁。", "{n} more; see the page."},
	"message.since":   {"{since:time} 起", "since {since:time}"},
	"message.opened":  {"{t1:time} 發現", "found {t1:time}"},
	"resolved.title":  {"{title} 已恢復", "{title}: normal again"},
	"resolved.what":   {"{ref} 已恢復正常（{t1:time}–{t2:time}，共 {dur:dur}）。", "{ref} is normal again ({t1:time} – {t2:time}, {dur:dur})."},
}

var names = table{
	"backup.automatic": {"自動", "automatic"},
	"backup.offline":   {"外接", "other disk"},
	"backup.restored":  {"還原", "restored"},
	"backup.verified":  {"通過", "passed"},

	"severity.info":     {"提醒", "info"},
	"severity.warning":  {"警告", "warning"},
	"severity.critical": {"緊急", "critical"},

	"state.open":         {"未處理", "open"},
	"state.acknowledged": {"已知悉", "acknowledged"},
	"state.dismissed":    {"誤判", "dismissed"},
	"state.accepted":     {"已接受", "accepted"},
	"state.resolved":     {"已結案", "resolved"},
	"state.muted":        {"併入上層告警", "muted"},

	"kind.reserved_ip_taken":      {"保留IP被占用", "reserved address taken"},
	"kind.public_ip_in_use":       {"仍使用實體IP", "public IP in use"},
	"kind.foreign_school_ip":      {"使用他校IP", "address of another school"},
	"kind.wl_unknown_mac":         {"未登錄的裝置", "device not listed"},
	"kind.unlisted_wired":         {"未登錄的有線裝置", "wired device not listed"},
	"kind.wl_other_school":        {"他校登錄的裝置", "device of another school"},
	"kind.wl_random_mac":          {"疑似隨機MAC", "suspected random MAC"},
	"kind.wl_near_miss":           {"疑似登錄錯誤", "probably mistyped"},
	"kind.wl_list_drift":          {"總表與白名單不一致", "lists that differ"},
	"kind.mac_list_duplicate":     {"名單中MAC重複", "MAC listed twice"},
	"kind.mac_stale":              {"久未上線的裝置", "devices not seen for long"},
	"kind.watch_mac_seen":         {"遺失的裝置出現", "lost device seen"},
	"kind.mac_duplicate_location": {"同一MAC出現於兩處", "one MAC in two places"},
	"kind.multi_mac_port":         {"單埠裝置過多", "many devices on one port"},
	"kind.port_record_drift":      {"埠網段與紀錄不符", "port differs from the record"},
	"kind.unknown_switch":         {"未列管的交換器", "unknown switch"},
	"kind.switch_down":            {"交換器無回應", "switch does not answer"},
	"kind.snmp_auth_fail":         {"SNMP認證失敗", "SNMP credentials refused"},
	"kind.switch_reboot":          {"交換器曾重新開機", "switch restarted"},
	"kind.poll_stale":             {"學校資料未更新", "school's data out of date"},
	"kind.backup_overdue":         {"備份逾期", "backup overdue"},
	"kind.backup_offline_overdue": {"外接硬碟備份逾期", "backup on another disk overdue"},

	"table.system":     {"系統資訊", "system"},
	"table.entities":   {"硬體序號", "hardware"},
	"table.interfaces": {"介面", "interfaces"},
	"table.vlans":      {"VLAN 設定", "VLANs"},
	"table.fdb":        {"MAC位址表", "MAC address table"},
	"table.neighbors":  {"鄰居 (LLDP/CDP)", "neighbours (LLDP/CDP)"},
	"table.arp":        {"IP與MAC對應 (ARP)", "ARP"},
	"table.wireless":   {"無線裝置", "wireless clients"},
	"table.health":     {"CPU與記憶體", "CPU and memory"},

	"reason.timeout":             {"逾時未回應", "no answer in time"},
	"reason.auth":                {"認證失敗", "credentials refused"},
	"reason.unreachable":         {"網路不通", "unreachable"},
	"reason.truncated":           {"資料不完整", "cut short"},
	"reason.agent restarted":     {"讀取途中重新開機", "restarted while being read"},
	"reason.OIDs not increasing": {"交換器回應順序錯誤", "the switch answered out of order"},
	"reason.limit hit":           {"資料量超過上限", "more than one switch may send"},
	"reason.garbage":             {"回應無法解讀", "the answer made no sense"},
	"reason.not supported":       {"此機型不提供", "this model has no such table"},
	"reason.dependency missing":  {"缺少解讀所需的資料", "another table that is needed is missing"},
	"reason.cancelled":           {"已取消讀取", "reading was cancelled"},
	"reason.left alone":          {"暫停讀取：設備負荷不起", "left alone: the switch cannot bear it"},

	"role.uplink":    {"上行", "uplink"},
	"role.edge":      {"一般", "edge"},
	"role.ap":        {"AP", "access point"},
	"role.classroom": {"教室", "classroom"},

	"switch_role.core":       {"核心交換器", "core switch"},
	"switch_role.access":     {"接取交換器", "access switch"},
	"switch_role.classroom":  {"教室5-port交換器", "classroom 5-port switch"},
	"switch_role.controller": {"無線控制器", "wireless controller"},
	"switch_role.router":     {"路由器", "router"},

	"class.pc":           {"PC", "PC"},
	"class.tablet":       {"平板", "tablet"},
	"class.phone":        {"網路話機", "IP phone"},
	"class.camera":       {"監視器", "IP camera"},
	"class.card_reader":  {"卡機", "attendance-card reader"},
	"class.city_shared":  {"全市共通設備", "city-wide equipment"},
	"class.quake_pc":     {"地震警報PC", "earthquake-alarm PC"},
	"class.quake_sensor": {"地震監測設備", "seismic sensor"},
	"class.smart_box":    {"智慧盒", "smart box"},
	"class.projector":    {"無線投影", "wireless projection"},
	"class.printer":      {"印表機", "printer"},
	"class.server":       {"伺服器", "server"},
	"class.switch":       {"交換器", "switch"},
	"class.ap":           {"AP", "access point"},
	"class.router":       {"路由器", "router"},
	"class.nas":          {"NAS", "network storage"},
	"class.display":      {"大屏", "display"},
	"class.door":         {"門禁", "access control"},
	"class.environment":  {"環控", "environment control"},
	"class.none":         {"未登錄類別", "no class listed"},

	"confidence.high":   {"高", "high"},
	"confidence.medium": {"中", "medium"},
	"confidence.low":    {"低", "low"},
}
