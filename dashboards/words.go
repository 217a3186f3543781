package main

import (
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// words are what the values of a label are called in front of people. A value that
// is not here is shown as it is. Sentences are exporter/wording's; these are only
// the names of series.
func words(label string) [][2]string {
	return map[string][][2]string{
		"severity":  {{"critical", "緊急"}, {"warning", "警告"}, {"info", "提醒"}},
		"state":     {{"listed", "已登錄"}, {"unlisted", "未登錄"}, {"random", "疑似隨機MAC"}, {"other_school", "他校登錄"}},
		"result":    {{"complete", "完整"}, {"partial", "部分"}, {"silent", "無回應"}, {"ok", "成功"}, {"failed", "失敗"}},
		"direction": {{"in", "收"}, {"out", "送"}},
		"table": {{"interfaces", "介面"}, {"fdb", "轉送表"}, {"arp", "ARP"}, {"neighbors", "鄰居"}, {"vlans", "VLAN"},
			{"system", "系統"}, {"entities", "硬體"}, {"wireless", "無線"}},
		"kind": {{"reserved_ip_taken", "保留IP被占用"}, {"public_ip_in_use", "仍使用實體IP"}, {"foreign_school_ip", "使用他校IP"},
			{"wl_unknown_mac", "未登錄的裝置"}, {"wl_other_school", "他校登錄的裝置"}, {"unlisted_wired", "未登錄的有線裝置"}, {"wl_random_mac", "疑似隨機MAC"},
			{"mac_duplicate_location", "同一MAC出現於兩處"}, {"multi_mac_port", "單埠裝置過多"},
			{"port_record_drift", "埠網段與紀錄不符"}, {"unknown_switch", "未列管的交換器"},
			{"switch_down", "交換器無回應"}, {"snmp_auth_fail", "SNMP認證失敗"},
			{"switch_reboot", "交換器曾重新開機"}, {"poll_stale", "學校資料未更新"},
			{"gateway_down", "閘道無回應"}, {"upstream_down", "對外線路中斷"}, {"reserved_missing", "保留設備未連線"}, {"card_reader_offline", "卡機離線"},
			{"dhcp_slow", "取得IP緩慢"}, {"dhcp_no_offer", "無法取得IP"}, {"rogue_dhcp", "非學校的DHCP伺服器"},
			{"dhcp_in_no_dhcp_zone", "不應有DHCP的網段配發IP"}, {"dhcp_scope_nearly_full", "DHCP位址即將用完"},
			{"dhcp_relay_settings", "DHCP轉送設定造成延遲"}, {"apipa_seen", "裝置自訂169.254位址"},
			{"wl_near_miss", "疑似登錄錯誤"}, {"wl_list_drift", "總表與白名單不一致"}, {"mac_list_duplicate", "名單中MAC重複"}, {"mac_stale", "久未上線的裝置"},
			{"watch_mac_seen", "遺失的裝置出現"}, {"backup_overdue", "備份逾期"}, {"backup_offline_overdue", "外接硬碟備份逾期"}, {"blocked_ip_located", "被封鎖的IP"},
			{"uplink_saturated", "對外線路滿載"}, {"bcast_high", "廣播量過高"}, {"loop_suspected", "疑似迴圈"}, {"link_flap", "連線反覆中斷"},
			{"if_errors", "封包錯誤過多"}, {"link_speed_low", "連線速率過低"}, {"ipv6_nd_high", "IPv6 鄰居過多"}, {"cpu_sustained", "CPU 持續忙碌"},
			{"server_resource", "伺服器資源超過規定"}, {"snmp_default_community", "SNMP 預設帳號可讀取"}, {"restricted_vendor", "可能的限制品牌設備"}, {"iot_unlisted", "未列冊的物聯網設備"},
			{"iot_not_seen", "清冊設備未見"}},
	}[label]
}

// named renames the series of a query that are called by one label's value.
func named(p *graph, q query) {
	label := strings.TrimSuffix(strings.TrimPrefix(q.legend, "{{"), "}}")
	for _, word := range words(label) {
		p.OverrideByName(word[0], []dashboard.DynamicConfigValue{{Id: "displayName", Value: word[1]}})
	}
}
