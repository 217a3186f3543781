package wording

// evidence is the one line that shows what a finding rests on.
var evidence = table{
	"reserved_ip_taken.evidence":      {"{source} 的 ARP：{ip} 由 {mac} 使用；名單上的類別：{class:class}；此位址應為：{classes:class}（{expr}）", "ARP of {source}: {ip} is held by {mac}; class in the lists: {class:class}; expected here: {classes:class} ({expr})"},
	"public_ip_in_use.evidence":       {"{source} 的 ARP：{ip} 由 {mac}（{brand}）使用；{ip} 不是私有位址 (RFC 1918)", "ARP of {source}: {ip} is held by {mac} ({brand}); {ip} is not private (RFC 1918)"},
	"foreign_school_ip.evidence":      {"{source} 的 ARP：{ip} 由 {mac} 使用；依IP規劃屬於 {other}", "ARP of {source}: {ip} is held by {mac}; by the IP plan it belongs to {other}"},
	"wl_unknown_mac.evidence":         {"VLAN {vid}，{mac} 不在白名單（{whitelist} 筆）與MAC總表（{master} 筆）", "VLAN {vid}; {mac} is in neither whitelist ({whitelist} rows) nor MAC master list ({master} rows)"},
	"wl_unknown_mac.many.evidence":    {"VLAN {vid}，{n} 個MAC不在白名單（{whitelist} 筆）與MAC總表（{master} 筆）", "VLAN {vid}; {n} MACs are in neither whitelist ({whitelist} rows) nor MAC master list ({master} rows)"},
	"unlisted_wired.evidence":         {"VLAN {vid}，不在校內設備MAC總表（{master} 筆）、白名單（{whitelist} 筆），也不在現況基準", "VLAN {vid}; not among the {master} devices of the master list, the {whitelist} of the whitelist, nor in the baseline"},
	"unlisted_wired.many.evidence":    {"VLAN {vid}，{n} 台不在校內設備MAC總表（{master} 筆），也不在現況基準", "VLAN {vid}; {n} devices that are neither among the {master} of the master list nor in the baseline"},
	"wl_other_school.evidence":        {"VLAN {vid}，{mac} 在 {other} 的名單中，不在本校名單", "VLAN {vid}; {mac} is in the lists of {other}, not in this school's"},
	"wl_random_mac.evidence":          {"第 2 個十六進位數字為 2、6、A、E 的MAC：{macs:and}", "MACs whose second hex digit is 2, 6, A or E: {macs:and}"},
	"wl_near_miss.evidence":           {"VLAN {vid}，看到 {mac}，名單上是 {entry}；名單上的MAC從未出現在網路上", "VLAN {vid}; {mac} is seen, {entry} is listed; the listed MAC has never been on the network"},
	"wl_list_drift.evidence":          {"MAC總表（{master_at:time}）：{in_master:and}；白名單（{whitelist_at:time}）：{in_whitelist:and}", "Master list ({master_at:time}): {in_master:and}; whitelist ({whitelist_at:time}): {in_whitelist:and}"},
	"mac_list_duplicate.evidence":     {"{list:list}第 {rows:and} 列", "{list:list}, rows {rows:and}"},
	"mac_stale.evidence":              {"其中最近一台最後上線於 {latest:time}", "the latest of them was last seen {latest:time}"},
	"watch_mac_seen.evidence":         {"遺失清單：{other_name}，序號 {serial}；{place}看到 {mac}", "list of lost devices: {other_name}, serial {serial}; {mac} is seen at {place}"},
	"mac_duplicate_location.evidence": {"VLAN {vid}，兩台交換器最近兩次完整讀取都看到 {mac}", "VLAN {vid}; both switches showed {mac} in their last complete readings"},
	"multi_mac_port.evidence":         {"MAC位址表：{macs:and}", "MAC address table: {macs:and}"},
	"port_record_drift.evidence":      {"書面紀錄第 {row} 列：{was}；交換器設定：PVID {pvid}", "Record, row {row}: {was}; on the switch: PVID {pvid}"},
	"unknown_switch.evidence":         {"{protocol} 鄰居：{name}，識別碼 {chassis}，{descr}", "{protocol} neighbour: {name}, chassis {chassis}, {descr}"},
	"switch_down.evidence":            {"連續 {silent} 次以上讀取沒有回應（{reason:reason}）", "{silent} or more readings in a row without an answer ({reason:reason})"},
	"snmp_auth_fail.evidence":         {"交換器以 SNMP 回覆：{reason:reason}", "The switch answered by SNMP: {reason:reason}"},
	"switch_reboot.evidence":          {"開機時間 (sysUpTime) 倒退", "sysUpTime went backwards"},
	"poll_stale.evidence":             {"{n} 台交換器都沒有回應或未被讀取", "None of {n} switches answered or was asked"},
}
