package wording

// commands are what the command line says. What programs read (JSON, CSV) is
// the same in every language and stands elsewhere.
var commands = table{
	"poll.silent":     {"{target} 沒有回應（{reason:reason}）。請確認位址與連接埠、交換器是否開機、SNMP 是否啟用並允許本機讀取，以及 community 與版本是否正確（community 錯誤時，交換器同樣不會回應）。", "{target} does not answer ({reason:reason}). Check the address and port, that the switch is on, that SNMP is enabled and allows this machine, and the community and version: a wrong community gets no answer either."},
	"poll.auth":       {"{target} 拒絕了 SNMPv3 的使用者或密碼（{detail}）。請核對使用者檔案中的 user、auth、auth_password、priv、priv_password 與交換器的設定。", "{target} refused the SNMPv3 user or password ({detail}). Compare user, auth, auth_password, priv and priv_password in the user file with the switch."},
	"poll.garbage":    {"{target} 有回應，但不是看得懂的 SNMP 回應。請確認位址與連接埠，該連接埠上可能是別的程式。", "{target} answers, but not with SNMP that can be understood. Check the address and port: another program may listen there."},
	"poll.target":     {"對象", "target"},
	"poll.name":       {"名稱", "name"},
	"poll.descr":      {"描述", "description"},
	"poll.location":   {"位置", "location"},
	"poll.object_id":  {"型號識別碼", "object id"},
	"poll.uptime":     {"已開機", "up for"},
	"poll.cost":       {"請求數（送出／收到）", "requests (out / in)"},
	"poll.table":      {"資料表", "table"},
	"poll.complete":   {"完整", "complete"},
	"poll.rows":       {"筆數", "rows"},
	"poll.how":        {"讀法", "how it was read"},
	"poll.yes":        {"是", "yes"},
	"poll.port":       {"埠", "port"},
	"poll.state":      {"狀態", "state"},
	"poll.speed":      {"速率", "speed"},
	"poll.alias":      {"說明", "alias"},
	"poll.status":     {"狀態", "status"},
	"poll.neighbor":   {"對端設備", "neighbour"},
	"poll.their_port": {"對端埠", "its port"},

	"demo.starting": {"正在啟動模擬城市（{schools} 校、{switches} 台交換器）…", "Starting the simulated city ({schools} schools, {switches} switches) …"},
	"demo.seen":     {"已看見 {switches} 台交換器、{devices} 台設備。按 Ctrl-C 結束。", "Seen so far: {switches} switches, {devices} devices. Ctrl-C ends it."},
	"demo.seconds":  {"已看見 {switches} 台交換器、{devices} 台設備。{seconds} 秒後結束。", "Seen so far: {switches} switches, {devices} devices. Ends after {seconds} s."},
	"demo.hour":     {"虛擬時間：{hours} 小時中的第 {hour} 小時", "Virtual time: hour {hour} of {hours}"},

	"demo.other":   {"{dir} 裡已有另一座模擬城市（--seed {seed} --schools {schools} --scale {scale}）的紀錄。要接續它請不要加 --seed、--schools、--scale；要另一座城市請換一個目錄。", "{dir} holds the records of another simulated city (--seed {seed} --schools {schools} --scale {scale}). To go on with it leave --seed, --schools and --scale out; for another city name another directory."},
	"demo.unknown": {"看不懂 {file}，無法得知這個目錄裡是哪一座模擬城市。請換一個目錄。", "{file} does not say which simulated city is in this directory. Name another directory."},
	"demo.foreign": {"{file} 不是 rollcall demo 寫的，不會覆蓋它。請換一個目錄。", "{file} was not written by rollcall demo and is not replaced. Name another directory."},

	"check.good":    {"設定正確：{schools} 校、{switches} 台交換器、{zones} 個網段。", "The configuration is good: {schools} schools, {switches} switches, {zones} zones."},
	"check.bad":     {"設定有 {n} 個錯誤，尚未啟動任何動作。", "Errors in the configuration: {n}. Nothing was started."},
	"check.warning": {"（提醒）", "(warning) "},

	"find.what":    {"要找什麼？請輸入 MAC（任何寫法或一部分）、IP、設備名稱，或「交換器 埠號」。", "Find what? Give a MAC (any notation, or a part), an address, a device name, or \"switch port\"."},
	"find.none":    {"到 {at:time} 為止找不到「{query}」。可輸入 MAC（任何寫法或一部分）、IP、設備名稱，或「交換器 埠號」。", "Nothing found for {query} up to {at:time}. Give a MAC (any notation, or a part), an address, a device name, or \"switch port\"."},
	"find.now":     {"目前", "now"},
	"find.until":   {"至 {last:time}", "until {last:time}"},
	"find.since":   {"自 {first:time}", "since {first:time}"},
	"import.done":  {"已匯入 {rows} 筆：新增 {added}、移除 {removed}、不變 {unchanged}。", "Imported {rows} rows: {added} new, {removed} removed, {unchanged} unchanged."},
	"import.dry":   {"試跑，未寫入：共 {rows} 筆，將新增 {added}、移除 {removed}、不變 {unchanged}。", "Dry run, nothing written: {rows} rows; {added} new, {removed} removed, {unchanged} unchanged."},
	"import.empty": {"檔案沒有任何資料列，清單維持不變。", "The file has no rows; the list stays as it was."},

	"inlist.whitelist": {"白名單", "whitelist"},
	"inlist.master":    {"MAC總表", "MAC master list"},

	"slip.digit":     {"有一個字不同", "one character differs"},
	"slip.lookalike": {"相似的字寫混了：O與0、I與1、B與8", "look-alike characters: O and 0, I and 1, B and 8"},
	"slip.swap":      {"相鄰的兩組數字對調了", "two neighbouring octets changed places"},

	"standing.listed":           {"{mac} 已登錄於 {school} 的{lists:inlist}：{name}。", "{mac} is listed at {school} ({lists:inlist}): {name}."},
	"standing.listed_elsewhere": {"{mac} 不在本校名單，但登錄於 {others:and}。若為借用或轉撥，請由原學校移出後登錄到本校。", "{mac} is not in this school's lists but is listed at {others:and}. If it was lent or transferred, have it taken off there and list it here."},
	"standing.near_miss":        {"{mac} 不在名單上，但 {school} 名單第 {row} 列「{name}」{entry} 只差一點（{slip:slip}）。可能是登錄時打錯，請核對裝置上的 Wi-Fi 位址後更正。", "{mac} is not listed, but row {row} at {school}, {name}, {entry}, is nearly the same ({slip:slip}). Probably a typing error: compare with the device's Wi-Fi address and correct the list."},
	"standing.random":           {"{mac} 是隨機MAC，名單無法辨識。請在裝置上關閉隨機MAC（私人Wi-Fi位址）後重新連線，再查一次。", "{mac} is a random MAC, which no list can know. Turn the private Wi-Fi address off on the device, rejoin, and check again."},
	"standing.not_listed":       {"{mac}（{brand}）不在任何名單上。若是學校設備，請登錄MAC總表並加入智慧網管白名單。", "{mac} ({brand}) is in no list. If it is school property, add it to the MAC master list and the whitelist."},
	"standing.group":            {"{mac} 是群組位址，不是一台設備的MAC。請核對抄寫是否正確。", "{mac} is a group address, not the MAC of a device. Check how it was copied."},
	"standing.no_mac":           {"「{mac}」不是MAC。MAC 是 12 個十六進位數字（0–9、A–F），例如 00:00:5e:00:53:01。", "{mac} is no MAC. A MAC has 12 hex digits (0-9, A-F), like 00:00:5e:00:53:01."},
}
