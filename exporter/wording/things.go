package wording

// things hold what is said of things on the network, of their inventory and of
// restricted makers (see kinds).
var things = table{
	"kind.restricted_vendor": {"可能的限制品牌設備", "possibly restricted brand"},
	"kind.iot_unlisted":      {"未列冊的物聯網設備", "IoT device not in the inventory"},
	"kind.iot_not_seen":      {"清冊設備未見", "listed IoT device not seen"},

	"restricted_vendor.title":    {"可能的限制品牌設備 {n}台", "{n} possibly of a restricted brand"},
	"restricted_vendor.what":     {"可能的限制品牌設備 {n} 台：{list:and}。", "{n} devices may be of a restricted brand: {list:and}."},
	"restricted_vendor.evidence": {"MAC 廠商碼屬於 {vendor}；限制品牌名單日期 {list_date}，來源 {source}", "the vendor of the MAC is {vendor}; list of restricted brands of {list_date}, {source}"},
	"restricted_vendor.next":     {"請確認廠牌；如屬限制使用，請列冊並與公務網路隔離、排定汰換。（依 MAC 廠商碼判斷，可能有誤。）", "Confirm the make; if it is restricted, list it, keep it apart from the official network and plan its replacement. (Judged by the MAC vendor code; may be wrong.)"},
	"restricted_vendor.fixed":    {"在物聯網管理清冊填「否」，或填「確認」並寫上列冊管制措施，或設備撤除後，下次巡檢自動結案。", "Closes at the next poll after the IoT inventory says that it is not restricted, or that it is with what is done about it, or after the device has left."},

	"iot_unlisted.title":    {"未列冊的{class:class} {n}台", "not in the IoT inventory: {class:class}, {n}"},
	"iot_unlisted.what":     {"網路上有 {n} 台{class:class}不在物聯網管理清冊：{list:and}。", "{n} devices ({class:class}) on the network are not in the IoT inventory: {list:and}."},
	"iot_unlisted.evidence": {"物聯網管理清冊共 {rows} 件，沒有它的MAC、財產編號或IP", "none of the {rows} rows of the IoT inventory has its MAC, asset number or IP"},
	"iot_unlisted.next":     {"請確認設備並補登物聯網管理清冊（匯出清冊，「在線未列冊」的列已帶入資料）；不是學校的設備請移除。", "Check the device and add it to the IoT inventory (its export has the row, of what is seen and not listed, filled in already); if it is not the school's, take it away."},
	"iot_unlisted.fixed":    {"補登後或設備離開後，下次巡檢自動結案。", "Closes at the next poll after it is listed, or after the device has left."},

	"iot_not_seen.title":    {"清冊設備未見 {n}件", "{n} listed IoT devices not seen"},
	"iot_not_seen.what":     {"物聯網管理清冊有 {n} 件設備未在網路上看到：{names:and}。", "{n} devices of the IoT inventory are not seen on the network: {names:and}."},
	"iot_not_seen.evidence": {"清冊 {at:time}，共 {rows} 件；這些MAC從未出現，或超過 30 天未出現", "inventory of {at:time}, {rows} rows; these MACs were never seen, or not for more than 30 days"},
	"iot_not_seen.next":     {"請確認設備是否關機、移走、報廢，或MAC登錄錯誤；已報廢請從清冊移除。", "Check whether they are off, moved, scrapped or listed with a wrong MAC; take scrapped ones off the inventory."},
	"iot_not_seen.fixed":    {"設備出現或更正清冊後，下次巡檢自動結案。", "Closes at the next poll after the devices are seen or the inventory is corrected."},

	"standing.age":      {"（{school} 的白名單副本是 {at:time} 的，已 {age:dur}；之後的異動這裡看不到。）", " (The copy of the whitelist of {school} is of {at:time}, {age:dur} old; what was changed since is not in it.)"},
	"standing.age.none": {"（{school} 尚未匯入智慧網管白名單，只查了MAC總表。）", " (No whitelist of {school} has been imported; only the MAC master list was looked at.)"},

	"unlisted_wired.batch.title":    {"整批未登錄的有線裝置 {n}台", "{n} wired devices not listed, at once"},
	"unlisted_wired.batch.what":     {"「{zone}」有 {ports} 個埠共 {n} 台不在名單、也不在現況基準的有線裝置，{since:time} 起；例如 {macs:and}。", "{n} wired devices that are neither listed nor in the baseline are in {zone}, on {ports} ports, since {since:time}; among them {macs:and}."},
	"unlisted_wired.batch.next":     {"若是整批換機（例如電腦教室更新），請到學校頁的「名單→整批換機」一次確認：舊機除名、新機登錄；不是學校設備請逐埠查看。", "If they replace others, as in a computer room, confirm that once on the school's page, Lists → Replace devices: the old ones are taken off, the new ones listed; if they are not the school's, look at each port."},
	"unlisted_wired.batch.evidence": {"VLAN {vid}，{n} 台不在校內設備MAC總表（{master} 筆），也不在現況基準", "VLAN {vid}; {n} devices that are neither among the {master} of the master list nor in the baseline"},

	"page.replace.title":       {"整批換機", "Replace devices"},
	"page.replace.lead":        {"下列裝置不在名單上，接在已離線的列管裝置原本的埠。確認後，舊機從名單除名，新機沿用名稱、類別與地點登錄；財產編號與序號請之後補上。", "These devices are on no list, and on the ports of listed ones that have left. Once you confirm, the old ones are taken off the lists and the new ones take over name, class and place; fill in asset and serial numbers later."},
	"page.replace.new":         {"新機", "New device"},
	"page.replace.old":         {"舊機", "Old device"},
	"page.replace.left":        {"舊機離線", "Old one left"},
	"page.replace.take":        {"換機", "replace by"},
	"page.replace.go":          {"確認換機（{n} 台）", "Replace {n} devices"},
	"page.replace.go.hint":     {"一次寫入，可在名單的匯入紀錄復原。", "All at once; it can be undone in the history of the list."},
	"page.replace.nothing":     {"目前沒有看到換機：沒有未登錄的裝置接在已離線列管裝置的埠上。", "Nothing is seen to have been replaced: no unlisted device is on the port of a listed one that has left."},
	"page.replace.none.ticked": {"請至少勾選一台。", "Tick one device at least."},
	"page.replace.changed":     {"勾選的裝置在您查看之後有變動，未寫入任何名單；請核對後再確認一次。", "What you ticked has changed since you looked; nothing was written. Check it and confirm again."},
	"page.replace.file":        {"整批換機 {n} 台", "replaced {n} devices"},
	"page.list.did.replace":    {"已換機：除名 {removed} 台、登錄 {added} 台。要復原請看下方的紀錄。", "Replaced: {removed} taken off, {added} listed. To undo it see the history below."},

	"action.set-up":         {"更改設定", "changed the configuration"},
	"page.error.setup.none": {"這裡不能更改設定。展示用的設定由 rollcall demo 產生；正式安裝後，設定頁才能使用。", "The configuration cannot be changed here: that of a demonstration is written by “rollcall demo”. The page works on an installed rollcall."},

	"page.mail.lang":         {"信件的語言", "Language of mails"},
	"page.mail.lang.zh-TW":   {"中文", "Chinese"},
	"page.mail.lang.en":      {"英文", "English"},
	"page.account.lang":      {"寄給我的信件", "Mails to me"},
	"page.account.lang.go":   {"儲存", "Save"},
	"page.account.said.lang": {"已儲存信件的語言。", "The language of your mails is saved."},

	"page.shadow.files":         {"下載：", "Download:"},
	"page.shadow.file.kinds":    {"依種類", "by kind"},
	"page.shadow.file.messages": {"會寄出的訊息", "messages"},

	"unobservable.iot": {"尚未匯入物聯網管理清冊", "the IoT inventory has not been imported"},
}
