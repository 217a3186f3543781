package wording

// verdicts are the reasons why a device is taken to be where it is, and why a
// port is taken for what it is: the keys of inventory.Why and PortRole.Reason.
var verdicts = table{
	"place_only":       {"只在這個不通往其他交換器的埠看到", "this is the only port it is seen on that leads to no other switch"},
	"place_newest":     {"先前在 {switch} 第 {port} 埠，後來移到這裡", "it was on {switch} port {port} before and has moved here"},
	"place_twice":      {"自 {since:time} 起同時出現在這裡與 {switch} 第 {port} 埠", "it has been live here and on {switch} port {port} at once since {since:time}"},
	"place_deeper":     {"也在 {switch} 第 {port} 埠看到，但該埠通往這裡", "it is seen on {switch} port {port} too, but that port leads here"},
	"place_fewest":     {"在 {n} 個埠看到，這個埠的裝置最少", "of {n} ports it is seen on this one has the fewest devices"},
	"place_controller": {"在無線控制器{peer:note}後面，無法得知實際位置", "it is behind a wireless controller{peer:note}; where it is in the air is not known"},
	"place_missed":     {"最近 {misses} 次讀取未看到（{since:time} 起）", "not in the last {misses} readings (since {since:time})"},
	"place_stale":      {"該交換器上次讀取為 {at:time}", "the switch was last read at {at:time}"},
	"place_unread":     {"{peer} 從未讀取成功，可能就在這個埠後面", "{peer} has never been read and could be behind this port"},
	"place_unproven":   {"{peer} 可能在這個埠後面，之後尚未讀取", "{peer} could be behind this port and has not been read since"},
	"place_behind":     {"只在通往其他交換器{peer:note}的埠看到", "it is seen only on ports that lead to other switches{peer:note}"},

	"role_configured":     {"設定檔指定為上行埠", "the configuration declares it an uplink"},
	"role_neighbor":       {"對端以 LLDP/CDP 表明為交換器{peer:note}", "a switch{peer:note} announces itself by LLDP or CDP"},
	"role_switch_seen":    {"在此埠後面看到交換器{peer:note}本身的位址", "the own address of a switch{peer:note} is seen behind it"},
	"role_spread":         {"後面的裝置分布在另一台交換器{peer:note}的多個埠", "the devices behind it are spread over several ports of a switch{peer:note}"},
	"role_controller":     {"後面是無線控制器{peer:note}", "a wireless controller{peer:note} is behind it"},
	"role_ap_announced":   {"對端以 LLDP/CDP 表明為AP{peer:note}", "an access point{peer:note} announces itself"},
	"role_ap_listed":      {"後面有登錄為AP的設備{peer:note}", "a device listed as access point{peer:note} is behind it"},
	"role_ap_recorded":    {"埠紀錄註明為AP", "the port record says that an access point is there"},
	"role_class_listed":   {"後面有登錄為交換器的設備{peer:note}", "a device listed as switch{peer:note} is behind it"},
	"role_class_recorded": {"埠紀錄註明為教室5-port交換器{peer:note}", "the port record says that a 5-port switch is there{peer:note}"},
	"role_unknown_switch": {"有未列管的交換器{peer:note}在此表明身分", "a switch that is not configured{peer:note} announces itself there"},
	"role_nothing_speaks": {"沒有跡象顯示後面有交換器或AP", "nothing speaks for a switch or an access point behind it"},
}
