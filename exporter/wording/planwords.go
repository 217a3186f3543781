package wording

// planned is what the plan says of an address (inventory.Explanation).
var planned = table{
	"explain.zone":   {"{ip} 屬於網段「{zone}」（{id}，原始寫法 {expr}）", "{ip} is in zone {zone} ({id}, written {expr})"},
	"explain.gap":    {"{ip} 不在規劃內；最近的網段是「{zone}」（{id}，原始寫法 {expr}）", "{ip} is in no zone; the nearest is {zone} ({id}, written {expr})"},
	"explain.no_ip":  {"「{text}」不是IP位址；請寫成 10.241.10.5", "\"{text}\" is not an IP address; write it like 10.241.10.5"},
	"explain.nobody": {"{ip} 不在規劃內，也不屬於任何學校", "{ip} is in no zone and belongs to no school"},
	"explain.prefix": {"網段 {prefix}，閘道 {gateway}", "prefix {prefix}, gateway {gateway}"},

	"plan.public":           {"是實體IP；學校應已改用虛擬IP", "a public address: schools should have moved to private ones"},
	"plan.nobody":           {"沒有學校使用這個位址", "no school has this address"},
	"plan.ipv6":             {"IP規劃只有 IPv4；IPv6 位址不做檢查", "the plan has IPv4 addresses only; IPv6 ones are not checked"},
	"plan.gap":              {"在規劃的空隙，距最近的網段 {distance} 個位址", "in a gap of the plan, {distance} from the nearest zone"},
	"plan.school":           {"屬於 {name}（{school}）；出現在別校即為「使用他校IP」", "belongs to {name} ({school}); anywhere else it is a finding"},
	"plan.gateway":          {"是閘道的位址，只有閘道可以使用", "the gateway's address; only the gateway may have it"},
	"plan.dhcp.forbidden":   {"不得有DHCP", "no DHCP here"},
	"plan.dhcp.manual":      {"手動設定IP", "addresses are set by hand"},
	"plan.dhcp.unspecified": {"規劃未說明是否有DHCP，不做DHCP檢查", "the plan does not say whether there is DHCP; nothing is checked"},
	"plan.dhcp.relay":       {"由DHCP轉送配發", "addresses come by DHCP relay"},
	"plan.classes":          {"只給這些設備使用：{classes:class}", "only for: {classes:class}"},
	"plan.must_be_present":  {"必須在線；消失即為緊急告警", "must be present; its silence is a finding"},
	"plan.only_if":          {"只有標示 {flag} 的學校才有（本校：{holds:answer}）", "only at schools with {flag} (here: {holds:answer})"},
	"plan.auth.mac":         {"{ssid} 以MAC認證", "{ssid} authenticates by MAC"},
	"plan.auth.captive":     {"{ssid} 以入口認證頁登入", "{ssid} has a captive portal"},
	"plan.auth.dot1x":       {"{ssid} 以802.1X認證", "{ssid} authenticates by 802.1X"},

	"plan.unknown_mac.alert":  {"未登錄的裝置會告警", "unlisted devices are findings"},
	"plan.unknown_mac.ignore": {"個人裝置可用，未登錄不告警", "personal devices welcome; unlisted ones are no finding"},
	"plan.external_service":   {"規劃註明無對外服務（本系統未檢測）", "the plan says no external service (not verified)"},

	"answer.yes": {"是", "yes"},
	"answer.no":  {"否", "no"},
}
