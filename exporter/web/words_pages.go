package web

// A pair is one sentence in both languages.
type pair struct{ zh, en string }

// words looks up a sentence of the pages; what is said of findings,
// tables, roles and verdicts stands in package wording.
func words(key string) (pair, bool) {
	if p, ok := sentences[key]; ok {
		return p, true
	}
	p, ok := errorSentences[key]
	return p, ok
}

var sentences = map[string]pair{
	// what stands on every page
	"brand":               {"rollcall 網路點名", "rollcall"},
	"skip":                {"跳到內容", "Skip to content"},
	"find.label":          {"搜尋裝置、IP、交換器埠", "Find a device, an address or a port"},
	"find.hint":           {"MAC、IP、裝置名稱、交換器 埠號", "MAC, IP, device name, switch port"},
	"find.go":             {"搜尋", "Find"},
	"other.tag":           {"en", "zh-TW"},
	"other.name":          {"English", "中文"},
	"foot.zone":           {"時間一律為臺北時間 (UTC+8)。", "All times are Asia/Taipei (UTC+8)."},
	"foot.made":           {"本頁產製於民國 {republic}（{at}）。", "Page made {at} (ROC date {republic})."},
	"foot.passive":        {"只讀取交換器資料，不掃描網路，不更動任何設定。", "Reads what switches tell; scans nothing, changes nothing."},
	"past":                {"以下為 {at}（民國 {republic}）當時的紀錄。", "As recorded at {at} (ROC date {republic})."},
	"travel.label":        {"查看過去某個時間的紀錄", "Look at a time past"},
	"travel.go":           {"查看", "Look"},
	"past.leave":          {"回到現在", "Back to now"},
	"ago":                 {"{dur}前", "{dur} ago"},
	"age.never":           {"尚未讀到", "never"},
	"fresh":               {"資料時間", "Data of"},
	"fresh.never":         {"{n} 台交換器尚未讀到", "{n} switches not read yet"},
	"unread":              {"尚未讀取", "not yet read"},
	"unread.soon":         {"尚未完成第一次讀取。", "The first full read is not done yet."},
	"unread.due":          {"第一次完整讀取預計於 {at} 完成。", "First full read expected {at}."},
	"unobservable":        {"本校無法偵測", "not observable here"},
	"unobservable.partly": {"只能偵測一部分", "seen only in part"},
	"why":                 {"依據", "Why"},
	"still":               {"目前在線", "present"},

	"vendor.unknown": {"廠牌不明", "unknown vendor"},

	// columns
	"col.school": {"學校", "School"}, "col.findings": {"未結案告警", "Open findings"},
	"col.switches": {"交換器", "Switches"}, "col.devices": {"裝置", "Devices"},
	"col.unknown": {"KL-mobile 未登錄", "KL-mobile unlisted"}, "col.data": {"資料時間", "Data age"},
	"col.device": {"裝置", "Device"}, "col.zone": {"網段", "Zone"}, "col.where": {"位置", "Where"},
	"col.listing": {"名單比對", "Lists"}, "col.since": {"起始時間", "Since"}, "col.confidence": {"把握程度", "Confidence"},
	"col.switch": {"交換器", "Switch"}, "col.state": {"狀態", "State"}, "col.place": {"放置地點", "Place"},
	"col.model": {"型號", "Model"}, "col.ports": {"使用中埠", "Ports up"}, "col.expr": {"原始寫法", "As written"},
	"col.table": {"資料表", "Table"}, "col.known": {"完整讀取", "Complete"}, "col.oldest": {"最舊一台", "Oldest"},
	"col.list": {"名單", "List"}, "col.rows": {"筆數", "Rows"}, "col.imported": {"匯入時間", "Imported"},
	"col.port": {"埠", "Port"}, "col.link": {"連線", "Link"}, "col.vlan": {"網段 (PVID)", "VLAN (PVID)"},
	"col.role": {"埠型態", "Role"}, "col.behind": {"連接設備", "Behind it"}, "col.record": {"書面紀錄", "Written record"},
	"col.complete": {"讀取結果", "Result"}, "col.last": {"上次完整讀取", "Last complete"}, "col.dialect": {"解讀方式", "Dialect"},
	"col.from": {"起", "From"}, "col.to": {"迄", "To"}, "col.lasted": {"時間長度", "Lasted"}, "col.source": {"資料來源", "Source"},
	"col.name": {"名稱", "Name"}, "col.class": {"類別", "Class"}, "col.custodian": {"保管人", "Custodian"},
	"col.room": {"地點", "Room"}, "col.row": {"列", "Row"}, "col.when": {"時間", "When"},

	// the city
	"city.title": {"全市總覽", "City"}, "city.schools": {"各校狀況（{n} 校）", "Schools ({n})"},
	"city.by.need": {"最需要協助的學校在前。", "The school that needs help most comes first."},
	"city.by.code": {"依學校代碼排列。", "In the order of school codes."}, "city.empty": {"設定檔中沒有學校。", "No school is configured."},
	"city.sort.need": {"改依需要協助程度排列", "Order by need"}, "city.sort.code": {"改依學校代碼排列", "Order by code"},
	"tile.switches": {"台交換器有回應", "switches answer"}, "tile.devices": {"台裝置在線", "devices present"},
	"tile.findings": {"件告警未結案", "open findings"}, "tile.unknown": {"台未登錄裝置在 KL-mobile", "unlisted devices on KL-mobile"},
	"reach.silent": {"{n} 台無回應", "{n} silent"}, "reach.unread": {"{n} 台未讀取", "{n} unread"},
	"findings.none.short": {"無", "none"},

	// a school
	"school.first": {"需要處理的事項", "What needs attention"}, "school.calm": {"目前沒有未結案的告警。", "No open finding at the moment."},
	"school.unread": {"尚未完成第一次讀取，所以還沒有判斷結果。", "Nothing has been judged yet: the first full read is not done."},
	"school.folded": {"另有 {n} 件因上列原因而起，已併入，不另列出。", "{n} more follow from these and are folded into them."},
	"school.more":   {"查看全部 {n} 件告警", "All {n} open findings"}, "school.all": {"所有告警與紀錄", "All findings and their history"},
	"school.unlisted":      {"未登錄的裝置（{n} 台）", "Devices in no list ({n})"},
	"school.unlisted.hint": {"出現在需要登錄的網段，但不在白名單，也不在校內設備MAC總表。", "Seen in a zone where devices must be listed, and in neither the whitelist nor the MAC master list."},
	"school.switches":      {"交換器", "Switches"}, "school.no.switch": {"本校沒有設定交換器。", "No switch is configured for this school."},
	"school.zones": {"各網段裝置", "Devices by zone"}, "zone.none": {"不在規劃內", "not in the plan"},
	"zone.personal": {"個人裝置網段，不檢查登錄", "personal devices, not checked"}, "zones.none": {"尚未看到任何裝置。", "No device has been seen."},
	"school.coverage":      {"資料完整度", "How complete the data is"},
	"school.coverage.hint": {"幾台交換器的這張表目前已完整讀取。未讀取不等於不存在。", "On how many switches this table is known right now. Not read does not mean not there."},
	"school.lists":         {"本校名單", "Lists"}, "school.exports": {"下載紀錄", "Download records"},
	"list.whitelist": {"白名單", "Whitelist"}, "list.devices": {"校內設備MAC總表", "MAC master list"},
	"list.ports": {"校內交換器各port網段紀錄", "Switch-port segment record"}, "list.none": {"尚未匯入", "not imported"},
	"export.ports": {"校內交換器各port網段紀錄", "Switch-port segment record"}, "export.ips": {"校內IP分配表", "IP allocation table"},
	"export.macs": {"校內設備MAC總表", "MAC master list"}, "export.findings": {"告警紀錄", "Findings"},
	"missing": {"{table}讀取不完整", "{table} incomplete"},

	"switch.up": {"正常", "up"}, "switch.late": {"暫無回應", "late"}, "switch.auth": {"認證失敗", "credentials refused"},
	"switch.down": {"無回應", "down"}, "switch.unread": {"尚未讀取", "not yet read"},
	"listing.listed": {"已登錄", "listed"}, "listing.unlisted": {"未登錄", "unlisted"},
	"listing.random": {"隨機MAC", "random MAC"}, "listing.other_school": {"他校登錄", "other school's"},

	// a switch
	"switch.answered": {"最後回應", "Last answer"}, "switch.never": {"這台交換器尚未讀取。", "This switch has not been read yet."},
	"switch.silent": {"已連續 {n} 次沒有回應。", "{n} readings in a row without an answer."}, "switch.findings": {"這台交換器的告警", "Findings on this switch"},
	"switch.panel":       {"埠（{n} 埠，{up} 埠使用中）", "Ports ({up} of {n} up)"},
	"switch.no.ports":    {"尚未讀到任何埠。", "No port has been read yet."},
	"switch.tables":      {"讀取的完整度", "How each table was read"},
	"switch.tables.hint": {"只有完整讀取的資料表才會結束紀錄或結案；沒讀到不等於不存在。", "Only a complete read may end a record or resolve a finding; not read does not mean not there."},
	"switch.cost":        {"上次讀取的負擔：{requests} 個請求、{varbinds} 個變數，送出 {out}、收到 {in}，費時 {seconds} 秒。", "Cost of the last reading: {requests} requests, {varbinds} variables, {out} sent, {in} received, {seconds} s."},
	"switch.retries":     {"其中 {n} 次重送。", "{n} of them were repeats."},
	"switch.other":       {"其他介面（{n}）", "Other interfaces ({n})"},
	"fact.role":          {"用途", "Role"}, "fact.address": {"管理IP", "Management IP"}, "fact.serial": {"序號", "Serial"}, "fact.booted": {"開機時間", "Running since"},
	"link.up": {"連線", "up"}, "link.down": {"未連線", "no link"}, "link.off": {"已停用", "disabled"}, "link.unknown": {"不明", "unknown"},
	"panel.flagged": {"有告警", "finding"}, "duplex.half": {"半雙工", "half duplex"}, "port.last.up": {"上次連線 {at}", "last up {at}"},
	"port.tagged": {"標記 {vids}", "tagged {vids}"}, "role.unsure": {"（推定）", "(likely)"}, "port.devices": {"{n} 台裝置", "{n} devices"},
	"record.yes": {"相符", "matches"}, "record.no": {"不符：紀錄為「{zone}」", "differs: recorded as “{zone}”"},
	"record.unknown": {"紀錄為「{zone}」，無法比對", "recorded as “{zone}”, cannot be compared"}, "record.none": {"無紀錄", "no record"},
	"confidence.short": {"把握：{level}", "confidence {level}"}, "complete.yes": {"完整", "complete"}, "complete.no": {"不完整", "incomplete"},
	"dialect.score": {"符合度 {score}", "score {score}"},

	// a device
	"device.random": {"隨機MAC", "random MAC"}, "device.now": {"目前位置", "Where it is now"}, "device.at": {"{switch} 第 {port} 埠", "{switch} port {port}"},
	"device.since": {"自", "since"}, "device.read": {"最近確認於", "last confirmed"}, "device.confidence": {"把握程度：{level}。", "Confidence: {level}."},
	"device.absent": {"目前沒有在任何交換器埠看到這台裝置。", "It is not seen on any switch port at the moment."},
	"device.also":   {"同時出現於", "also live at"}, "device.findings": {"相關告警", "Findings about it"}, "device.history": {"位置紀錄", "Where it has been"},
	"device.never": {"沒有位置紀錄。", "No place on record."}, "device.addresses": {"IP 紀錄", "Addresses it had"},
	"device.no.address": {"沒有 IP 紀錄。", "No address on record."}, "device.no.arp": {"沒有可讀取 IP 與 MAC 對應的閘道。", "No gateway whose ARP table can be read."},
	"device.lists": {"所在名單", "Lists it stands in"}, "device.unlisted": {"不在本校任何名單中。若為學校設備，請登錄校內設備MAC總表並加入白名單。", "In none of this school's lists. If it is school property, add it to the MAC master list and the whitelist."},
	"device.unlisted.random": {"不在任何名單中。這是裝置自行產生的隨機MAC，請在該裝置關閉私人Wi-Fi位址。", "In no list. The device made this random MAC up: turn its private Wi-Fi address off."},

	// findings
	"findings.title": {"告警", "Findings"}, "findings.open": {"未結案", "Open"}, "findings.resolved": {"已結案", "Resolved"}, "findings.all": {"全部", "All"},
	"findings.kinds": {"依種類", "By kind"}, "findings.all.kinds": {"所有種類", "All kinds"}, "findings.export": {"下載告警紀錄", "Download the findings"},
	"findings.none.open": {"目前沒有未結案的告警。", "No open finding."}, "findings.none.resolved": {"還沒有已結案的告警。", "No resolved finding yet."},
	"findings.none.all": {"沒有任何告警紀錄。", "No finding on record."}, "finding.next": {"下一步", "Next step"},
	"finding.opened": {"發現", "Found"}, "finding.resolved": {"結案", "Resolved"}, "finding.muted": {"併入「{by}」的告警", "folded into the finding about {by}"},
	"finding.evidence": {"依據與結案條件", "Evidence, and when it closes"},
	"blind.title":      {"本校無法偵測的項目", "What cannot be observed here"}, "blind.hint": {"缺少下列資料來源，所以沒有告警不代表沒有問題。", "Sources are missing, so no finding does not mean no problem."},

	// search
	"search.since": {"自 {at}", "since {at}"}, "search.title": {"搜尋", "Search"}, "search.for": {"搜尋「{q}」", "Search for “{q}”"}, "search.what": {"要找什麼", "What"}, "search.at": {"什麼時候（空白：現在）", "When (empty: now)"},
	"search.hint":  {"MAC 可用任何寫法或其中一段；也可輸入 IP、裝置名稱，或交換器與埠號，例如 hy-3f-a 1/17。時間可寫 2026-11-21 10:00 或 115/11/21 10:00。", "A MAC in any notation or a part of it, an IP, a device name, or a switch and port such as hy-3f-a 1/17. Times as 2026-11-21 10:00 or 115/11/21 10:00."},
	"search.count": {"找到 {n} 筆", "{n} found"}, "search.cut": {"只列出前 {n} 筆，請輸入更完整的條件。", "The first {n} only; type more of it."}, "search.nothing": {"沒有找到。沒有紀錄不代表從未出現：也可能當時沒有讀到。", "Nothing found. No record does not mean it was never there: it may not have been read."},
	"match.port": {"埠", "port"}, "match.switch": {"交換器", "switch"}, "match.device": {"裝置", "device"},
	"match.nobody": {"當時這個埠沒有任何裝置", "nobody was on this port"}, "match.unobserved": {"當時沒有讀到這個埠，不能判斷有沒有裝置", "this port was not being observed, so it cannot be told"},
	"match.uplink": {"上行埠後面的裝置不逐一記錄", "devices behind an uplink are not recorded one by one"}, "match.arp": {"只在 {source} 的 ARP 表看到，沒有在任何交換器埠看到", "seen in the ARP table of {source} only, on no switch port"},
	"match.past": {"過去的紀錄", "an earlier record"}, "match.listed": {"在名單中，沒有任何上線紀錄", "in a list, never seen"}, "match.switch.up": {"設定中的交換器", "a configured switch"},
}
