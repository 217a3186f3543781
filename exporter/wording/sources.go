package wording

// sources say why a kind of finding cannot be observed at a school, or what of it
// cannot: the reasons of rules.Observable.
var sources = table{
	"unobservable":               {"本校無法偵測：{why}", "not observable here: {why}"},
	"unobservable.no_rule":       {"此版本尚無此項規則", "this version has no rule for it"},
	"unobservable.fdb":           {"尚未完整讀到任何交換器的MAC位址表", "no switch's MAC address table has been read completely yet"},
	"unobservable.arp":           {"沒有可讀取IP與MAC對應 (ARP) 的閘道或核心交換器", "no gateway or core switch whose ARP table can be read"},
	"unobservable.neighbors":     {"沒有交換器提供 LLDP 或 CDP 鄰居資料", "no switch tells its LLDP or CDP neighbours"},
	"unobservable.vlans":         {"沒有交換器提供 VLAN 設定", "no switch tells its VLANs"},
	"unobservable.system":        {"沒有交換器提供系統資訊", "no switch tells when it started"},
	"unobservable.whitelist":     {"尚未匯入智慧網管白名單", "the whitelist has not been imported"},
	"unobservable.whitelist_old": {"本校白名單超過 {days} 天未更新（{at:time}），請重新匯入後再判斷", "the school's copy of the whitelist is more than {days} days old ({at:time}); import it again"},
	"unobservable.lists":         {"尚未匯入白名單或校內設備MAC總表", "neither whitelist nor MAC master list has been imported"},
	"unobservable.master":        {"尚未匯入校內設備MAC總表", "the MAC master list has not been imported"},
	"unobservable.port_record":   {"尚未匯入校內交換器各port網段紀錄", "the switch-port segment record has not been imported"},
	"unobservable.zone_auth_mac": {"IP規劃中沒有以MAC認證的網段", "the IP plan has no zone with MAC authentication"},
	"unobservable.zone_alert":    {"IP規劃中沒有要檢查未登錄裝置的網段", "the IP plan has no zone where unlisted devices count"},
	"unobservable.zone_reserved": {"IP規劃中沒有保留給特定設備的網段", "the IP plan has no zone reserved for a class of device"},
	"unobservable.zone_wired":    {"IP規劃中沒有不使用DHCP的有線網段", "the IP plan has no wired zone without DHCP"},
	"unobservable.baseline":      {"尚未「以現況為基準」，無從判斷哪些有線裝置是新的", "nobody has taken a baseline yet, so no wired device can be called new"},
	"unobservable.variables":     {"本校沒有設定 IP 規劃的變數 (X)", "the school has no variable (X) of the IP plan"},
	"unobservable.not_municipal": {"本校不適用實體IP移轉", "the move from public addresses does not concern this school"},
	"unobservable.switches":      {"本校沒有設定交換器", "the school has no switch configured"},
	"caveat.refused":             {"被MAC認證拒絕的裝置，本校無法偵測：它不會出現在交換器資料中，要有 RADIUS 或無線控制器的紀錄才看得到。要查某一台，請在搜尋框輸入它的 MAC（或用 rollcall whitelist check）", "a device that MAC authentication refuses is not observable here: it is in no switch's tables, and only RADIUS or controller messages show it. To look one up, put its MAC into the search box (or use rollcall whitelist check)"},
}
