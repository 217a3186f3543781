package wording

// rejected are the sentences of devices that MAC authentication refuses: findings
// that refusals show, and what pages say of them.
var rejected = table{
	"place.air":      {"{place}，無線基地台 {ap}", "{place}, access point {ap}"},
	"place.air.only": {"無線基地台 {ap}", "access point {ap}"},

	"wl_unknown_mac.refused.title":    {"被拒絕的未登錄裝置 1台", "1 unlisted device refused"},
	"wl_unknown_mac.refused.what":     {"{ssid} 的MAC認證拒絕了 1 台不在校內設備MAC總表的裝置：{mac}（{brand}），{since:time} 起於 {place}。", "MAC authentication of {ssid} refuses one device that is not in the school's MAC list: {mac} ({brand}), since {since:time} at {place}."},
	"wl_unknown_mac.refused.evidence": {"MAC認證至少拒絕 {refused} 次；{mac} 不在白名單（{whitelist} 筆）與MAC總表（{master} 筆）", "refused at least {refused} times; {mac} is in neither whitelist ({whitelist} rows) nor MAC master list ({master} rows)"},
	"wl_unknown_mac.refused.fixed":    {"完成登錄，或連續 3 天沒有再被拒絕，自動結案。", "Closes after listing, or once it has not been refused for 3 days."},

	"wl_unknown_mac.many_refused.title":    {"被拒絕的未登錄裝置 {n}台", "{n} unlisted devices refused"},
	"wl_unknown_mac.many_refused.what":     {"{ssid} 的MAC認證拒絕了 {n} 台不在校內設備MAC總表的裝置，{since:time} 起，以{place}最多；例如 {macs:and}。", "MAC authentication of {ssid} refuses {n} devices that are not in the school's MAC list, since {since:time}, most of them at {place}; among them {macs:and}."},
	"wl_unknown_mac.many_refused.evidence": {"{n} 個被拒絕的MAC不在白名單（{whitelist} 筆）與MAC總表（{master} 筆）", "{n} refused MACs are in neither whitelist ({whitelist} rows) nor MAC master list ({master} rows)"},
	"wl_unknown_mac.many_refused.next":     {"若是新到的學校平板：請整批登錄MAC總表並加入智慧網管白名單；若是個人裝置：請公告改連 {others:or}。", "If new tablets of the school have arrived, list them all; if these are people's own devices, tell people to use {others:or}."},
	"wl_unknown_mac.many_refused.fixed":    {"完成登錄，或連續 3 天沒有再被拒絕，自動結案。", "Closes after listing, or once they have not been refused for 3 days."},

	"wl_unknown_mac.also_refused.evidence": {"VLAN {vid}，{mac} 不在白名單（{whitelist} 筆）與MAC總表（{master} 筆）；也被MAC認證拒絕過，至少 {refused} 次", "VLAN {vid}; {mac} is in neither whitelist ({whitelist} rows) nor MAC master list ({master} rows); it was refused too, at least {refused} times"},

	"wl_other_school.refused.title":         {"他校登錄的裝置被拒絕 1台", "1 device of another school refused"},
	"wl_other_school.refused.what":          {"{ssid} 的MAC認證拒絕了 {other}（{other_name}）登錄的裝置 {mac}（{brand}），{since:time} 起於 {place}。", "MAC authentication of {ssid} refuses a device that {other} ({other_name}) lists: {mac} ({brand}), since {since:time} at {place}."},
	"wl_other_school.refused.evidence":      {"MAC認證至少拒絕 {refused} 次；{mac} 在 {other} 的名單中，不在本校名單", "refused at least {refused} times; {mac} is in the lists of {other}, not in this school's"},
	"wl_other_school.refused.next":          {"若是借用或到校教學：請先登錄到本校白名單並填上到期日，才能連線；否則請使用者改連其他無線網路。", "If it is on loan or with a visitor, list it here with an end date, or it cannot join; otherwise ask the user to use another network."},
	"wl_other_school.refused.fixed":         {"完成登錄，或連續 3 天沒有再被拒絕，自動結案。", "Closes after listing, or once it has not been refused for 3 days."},
	"wl_other_school.also_refused.evidence": {"VLAN {vid}，{mac} 在 {other} 的名單中，不在本校名單；也被MAC認證拒絕過，至少 {refused} 次", "VLAN {vid}; {mac} is in the lists of {other}, not in this school's; it was refused too, at least {refused} times"},

	"wl_random_mac.refused.title":         {"隨機MAC被拒絕 {n}台", "{n} random MACs refused"},
	"wl_random_mac.refused.what":          {"有 {n} 台裝置以「隨機MAC」連線 {ssid}，白名單不認得，因此被拒絕。", "{n} devices use a random MAC on {ssid}; the whitelist cannot know them, so they are refused."},
	"wl_random_mac.refused.evidence":      {"被拒絕的MAC，第 2 個十六進位數字為 2、6、A、E：{macs:and}；無線基地台：{aps:and}", "refused MACs whose second hex digit is 2, 6, A or E: {macs:and}; access points: {aps:and}"},
	"wl_random_mac.refused.fixed":         {"這些裝置改用本身的MAC，或連續 3 天沒有再被拒絕，自動結案。", "Closes after the devices use their own MAC, or once they have not been refused for 3 days."},
	"wl_random_mac.also_refused.what":     {"有 {n} 台裝置以「隨機MAC」連線 {ssid}，其中 {refused} 台被拒絕；白名單無法辨識。", "{n} devices use a random MAC on {ssid}, {refused} of which are refused; the whitelist cannot know them."},
	"wl_random_mac.also_refused.evidence": {"第 2 個十六進位數字為 2、6、A、E 的MAC：{macs:and}；無線基地台：{aps:and}", "MACs whose second hex digit is 2, 6, A or E: {macs:and}; access points: {aps:and}"},

	"wl_near_miss.refused.what":          {"裝置 {mac}（{brand}）連線 {ssid} 被拒絕：它不在名單上，但{list:list}第 {row} 列「{name}」{entry} 只差一點（{slip:slip}）；該裝置位於 {place}。", "The device {mac} ({brand}) is refused on {ssid} at {place}: it is not listed, but row {row} of the {list:list}, “{name}”, {entry}, is nearly the same ({slip:slip})."},
	"wl_near_miss.refused.evidence":      {"MAC認證至少拒絕 {refused} 次；被拒絕的是 {mac}，名單上是 {entry}；名單上的MAC從未出現在網路上", "refused at least {refused} times; {mac} is refused, {entry} is listed; the listed MAC has never been on the network"},
	"wl_near_miss.refused.fixed":         {"更正名單，或連續 3 天沒有再被拒絕，自動結案。", "Closes after the list is corrected, or once it has not been refused for 3 days."},
	"wl_near_miss.also_refused.evidence": {"VLAN {vid}，看到 {mac}，也被MAC認證拒絕過；名單上是 {entry}，從未出現在網路上", "VLAN {vid}; {mac} is seen, and was refused; {entry} is listed and has never been on the network"},

	"page.line.refused":      {"被MAC認證拒絕 {n} 次", "refused by MAC authentication, {n} times"},
	"page.line.kind.refused": {"被拒絕", "refused"},
}
