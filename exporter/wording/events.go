package wording

// events hold what is said of the messages that switches send by themselves, and
// the words of their time line.
var events = table{
	"event.link_up":         {"埠已連線", "link up"},
	"event.link_down":       {"埠斷線", "link down"},
	"event.cold_start":      {"交換器開機", "started (cold start)"},
	"event.warm_start":      {"交換器重新啟動", "restarted (warm start)"},
	"event.mac_learned":     {"出現裝置", "device appeared"},
	"event.mac_removed":     {"裝置離開", "device left"},
	"event.mac_moved":       {"裝置移到此處", "device moved here"},
	"event.topology_change": {"網路拓樸變更", "topology changed"},
	"event.config_changed":  {"設定已變更", "configuration changed"},
	"event.loop":            {"迴圈防護已動作", "loop guard acted"},
	"event.auth_failure":    {"有人以錯誤的帳號密碼存取", "somebody used a wrong credential"},
	"event.other":           {"其他訊息", "other message"},
	"event.rekey":           {"交換器或埠改名、更換", "switch or ports renamed or replaced"},
	"event.flood":           {"訊息過多，其餘只計數", "too many messages; the rest was only counted"},

	"event_source.trap":     {"SNMP trap", "SNMP trap"},
	"event_source.inform":   {"SNMP inform", "SNMP inform"},
	"event_source.syslog":   {"syslog", "syslog"},
	"event_source.rollcall": {"rollcall", "rollcall"},

	"page.events.title": {"事件", "Events"},
	"page.events.of":    {"{switch} 的事件", "Events of {switch}"},
	"page.events.hint": {"交換器自己送來的訊息，內容未經證實；收到後會提早讀取一次，其他頁面顯示的是讀取結果。",
		"Messages that the switch sent by itself. They are not proof: one only has the switch read sooner, and all other pages show what was read."},
	"page.events.none":  {"沒有收到事件。", "No event has come."},
	"page.events.all":   {"全部事件", "All events"},
	"page.events.by":    {"變更者：{user}", "by {user}"},
	"page.events.count": {"×{n}", "×{n}"},
	"page.events.port":  {"這個埠的事件", "Events of this port"},
	"page.events.only":  {"只列出第 {port} 埠", "Port {port} only"},
	"page.events.cut":   {"只列出最近 {n} 筆；更早的請以 API 的 from 與 to 查詢。", "The newest {n} only; ask the API with from and to for earlier ones."},
	"page.col.event":    {"事件", "Event"},
	"page.col.said":     {"內容", "What was said"},
}
