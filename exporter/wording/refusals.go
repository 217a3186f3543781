package wording

// refusals say what was wrong with a request to the pages or the API and what to
// do about it, and what became of an import.
var refusals = table{
	"page.error.not_found":      {"找不到這個頁面、學校或裝置，或是您無權檢視。請檢查網址，或用上方的搜尋。", "There is no such page, school or device, or it is not yours to see. Check the address, or use the search above."},
	"page.error.refused":        {"這台電腦不能使用這個功能。請在執行 rollcall 的主機上開啟。", "This is not open to you. Use it on the machine that rollcall runs on."},
	"page.error.internal":       {"系統發生錯誤，已寫入紀錄檔。請稍後再試；若持續發生，請將時間告知網路中心。", "Something went wrong and was written to the log. Try again; if it stays, tell the network centre the time."},
	"page.error.method":         {"這個網址不接受 {method}。", "This address does not take {method}."},
	"page.error.host":           {"不接受以「{host}」開啟本系統。請用 http://localhost 或設定檔中的 external_url。", "“{host}” is not a name of this server. Use http://localhost or the external_url of the configuration."},
	"page.error.query_too_long": {"查詢條件太長。", "The query is too long."},
	"page.error.cross_origin":   {"拒絕了由其他網站送出的要求。", "A request sent by another site was refused."},
	"page.error.crowded":        {"目前使用的人太多，請等幾秒鐘再重新整理。", "Too many people are asking at the moment. Wait a few seconds, then reload."},
	"page.error.too_big":        {"內容超過 {limit} MB 的上限。", "The body is over the limit of {limit} MB."},
	"page.error.mac.empty":      {"請給一個 MAC，例如 mac=00:00:5e:00:53:01。", "Give a MAC, for example mac=00:00:5e:00:53:01."},
	"page.error.at":             {"看不懂時間「{text}」。請寫成 2026-11-21 10:00 或 115/11/21 10:00。", "“{text}” is not a time. Write 2026-11-21 10:00 or 115/11/21 10:00."},
	"page.error.state":          {"狀態只能是 open、resolved 或 all，不能是「{state}」。", "The state is open, resolved or all, not “{state}”."},
	"page.error.period":         {"from 必須早於 to，且不能與 at 同時使用。", "from must be before to, and neither goes with at."},
	"page.error.school.none":    {"沒有學校 {code}。請核對六位數的學校代碼。", "There is no school {code}. Check the six-digit school code."},
	"page.error.school":         {"請指定學校，例如 ?school=179901。", "Name a school, such as ?school=179901."},
	"page.error.format":         {"沒有「{file}」。可下載 {tables}，格式為 csv 或 json。", "There is no “{file}”. There are {tables}, as csv or json."},
	"page.error.kind":           {"不能匯入「{kind}」。可匯入 whitelist、devices、ports、rooms、iot、mdm 或 lost。", "“{kind}” cannot be imported; whitelist, devices, ports, rooms, iot, mdm and lost can."},
	"page.error.busy":           {"目前無法寫入（{reason}）。沒有任何資料被更動。", "Nothing can be written now ({reason}). Nothing was changed."},
	"page.error.home":           {"回到總覽", "Back to the overview"},

	"page.import.done":    {"已匯入：新增 {added} 筆、移除 {removed} 筆、未變 {unchanged} 筆。", "Imported: {added} added, {removed} removed, {unchanged} unchanged."},
	"page.import.dry":     {"試匯入（未更動任何資料）：將新增 {added} 筆、移除 {removed} 筆、未變 {unchanged} 筆。", "Dry run, nothing changed: {added} would be added, {removed} removed, {unchanged} unchanged."},
	"page.import.empty":   {"檔案沒有任何資料列，所以沒有更動。", "The file has no rows, so nothing was changed."},
	"page.import.refused": {"有 {n} 列無法使用，整份檔案未匯入。請修正後再匯入。", "{n} rows cannot be used, so nothing of the file was imported. Correct them and import again."},
	"page.import.foreign": {"學校 {school} 不在設定檔中，或不屬於您", "school {school} is not configured, or not yours"},
	"page.import.row":     {"第 {n} 列：", "row {n}: "},
}
