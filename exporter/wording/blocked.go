package wording

// blocked holds what is said of addresses that the centre has blocked: the finding,
// the pages, the mail that asks for a block to be lifted, the verdicts.
var blocked = table{
	"kind.blocked_ip_located": {"被封鎖的IP", "blocked address"},

	"blocked_ip_located.title":           {"被封鎖IP {ip}", "blocked address {ip}"},
	"blocked_ip_located.what":            {"封鎖清單（{list}）有本校 {n} 個IP。{ip}：封鎖時間 {t:time} 的使用者為 {mac}（{name}），位於 {place}。", "{n} addresses of this school are on the list of blocked addresses of {list}. {ip}: when it was blocked, {t:time}, it was used by {mac} ({name}) at {place}."},
	"blocked_ip_located.next":            {"請還原該裝置，再寄信至教網中心申請解鎖，並附上OS版本與處理狀態。", "Restore the device, then mail the network centre for unblocking with the OS version and what was done."},
	"blocked_ip_located.fixed":           {"在「封鎖IP」頁面登記解鎖後自動結案。", "Closes as soon as the block is entered as lifted on the page of blocked addresses."},
	"blocked_ip_located.evidence":        {"依封鎖當時的 ARP／DHCP 紀錄與 MAC 位址表；清單上的原因：{reason}", "ARP, DHCP and forwarding tables of that time; reason in the list: {reason}"},
	"blocked_ip_located.moved.title":     {"被封鎖IP {ip}，已換裝置使用", "blocked address {ip}, used by another device now"},
	"blocked_ip_located.moved.what":      {"封鎖清單（{list}）有本校 {n} 個IP。{ip}：封鎖時間 {t:time} 的使用者為 {mac}（{name}），位於 {place}；現在使用這個IP的是另一台 {now_mac}（{now_name}），不要處理錯台。", "{n} addresses of this school are on the list of blocked addresses of {list}. {ip}: when it was blocked, {t:time}, it was used by {mac} ({name}) at {place}; another device uses it now, {now_mac} ({now_name}): do not treat the wrong one."},
	"blocked_ip_located.nat.title":       {"被封鎖IP {ip} 是無線分享器", "blocked address {ip} is a private router"},
	"blocked_ip_located.nat.what":        {"{ip} 是無線分享器（{brand}），後面的裝置無法分辨。封鎖時間 {t:time} 的使用者為 {mac}（{name}），位於 {place}。", "{ip} is a private router ({brand}); the device behind it cannot be told. When it was blocked, {t:time}, it was used by {mac} ({name}) at {place}."},
	"blocked_ip_located.nat.next":        {"建議先停用這台分享器，改用需認證的無線網路；處理後再寄信至教網中心申請解鎖，並附上OS版本與處理狀態。", "Take it out of use and move its users to the authenticated Wi-Fi; then mail the network centre for unblocking with the OS version and what was done."},
	"blocked_ip_located.nat_moved.title": {"被封鎖IP {ip} 當時是無線分享器", "blocked address {ip} was a private router's"},
	"blocked_ip_located.nat_moved.what":  {"{ip} 封鎖時間 {t:time} 的使用者是無線分享器 {mac}（{brand}），位於 {place}，後面的裝置無法分辨；現在使用這個IP的是另一台 {now_mac}（{now_name}）。", "When it was blocked, {t:time}, {ip} was used by a private router, {mac} ({brand}), at {place}; the device behind it cannot be told. Another device uses the address now, {now_mac} ({now_name})."},
	"blocked_ip_located.nat_moved.next":  {"建議先停用當時那台分享器，改用需認證的無線網路；處理後再寄信至教網中心申請解鎖，並附上OS版本與處理狀態。", "Take the router of that time out of use and move its users to the authenticated Wi-Fi; then mail the network centre for unblocking with the OS version and what was done."},
	"blocked_ip_located.nobody.title":    {"被封鎖IP {ip}，當時無裝置紀錄", "blocked address {ip}, no device on record"},
	"blocked_ip_located.nobody.what":     {"封鎖清單（{list}）有本校 {n} 個IP。{ip}：封鎖時間 {t:time} 前後都有讀取紀錄，但沒有任何裝置使用這個IP。", "{n} addresses of this school are on the list of blocked addresses of {list}. {ip}: the records of the time of the block, {t:time}, are there, and no device used the address."},
	"blocked_ip_located.nobody.next":     {"請核對清單上的IP與時間是否有誤；若該時段有臨時接上的設備，請找出後還原，再寄信至教網中心申請解鎖。", "Check address and time of the list; if something was plugged in for a short while then, find and restore it, and mail the network centre for unblocking."},
	"blocked_ip_located.unseen.title":    {"被封鎖IP {ip}，當時未觀測", "blocked address {ip}, not observed then"},
	"blocked_ip_located.unseen.what":     {"封鎖清單（{list}）有本校 {n} 個IP。{ip}：封鎖時間 {t:time} 本系統沒有（或沒有完整）讀取這個網段，無法判斷是哪台裝置。", "{n} addresses of this school are on the list of blocked addresses of {list}. {ip}: at the time of the block, {t:time}, this segment was not read, or not all of the time, so the device cannot be told."},
	"blocked_ip_located.unseen.next":     {"請依校內IP分配表找出裝置並還原，再寄信至教網中心申請解鎖，並附上OS版本與處理狀態。", "Find the device by the school's IP allocation table and restore it; then mail the network centre for unblocking with the OS version and what was done."},

	"unobservable.blocklist": {"教網中心尚未匯入封鎖清單", "the network centre has never imported a list of blocked addresses"},

	"blocked.then":     {"封鎖當下就是這台裝置", "it held the address at that very moment"},
	"blocked.during":   {"清單沒有寫到時分；這段期間使用過", "the list tells no moment; it held the address in that time"},
	"blocked.before":   {"封鎖前最後使用者，封鎖當下已離線", "it held the address last, and was gone at that moment"},
	"blocked.nobody":   {"期間內無裝置紀錄（有讀取，沒有人使用）", "no binding in the window: the tables were read, and nobody held the address"},
	"blocked.unseen":   {"未觀測：當時沒有讀取這個網段", "not observed: this segment was not read then"},
	"blocked.partly":   {"期間內無裝置紀錄，但有一段時間未觀測", "no binding in the window, and part of it was not observed"},
	"blocked.noschool": {"不在任何學校的規劃內", "in no school's plan"},
	"blocked.same":     {"同一台裝置", "the same device"},
	"blocked.other":    {"已換成另一台裝置", "another device by now"},
	"blocked.pending":  {"查詢中", "being looked up"},

	"blocked_now.nobody": {"目前沒有裝置使用", "nobody holds it now"},
	"blocked_now.unseen": {"目前未觀測", "not observed now"},
	"blocked_now.same":   {"同一台裝置", "the same device"},
	"blocked_now.other":  {"已換成另一台裝置", "another device"},

	"nat.class": {"名單登錄為無線基地台，或裝置自己這樣回報", "listed as an access point, or says so itself"},
	"nat.brand": {"廠牌幾乎只生產分享器與基地台", "its maker makes little else than routers and access points"},
	"nat.many":  {"廠牌也生產分享器，且有多個IP或同埠有其他裝置", "its maker makes routers too, and it has several addresses or company on its port"},

	"block_state.listed":   {"待找", "to be found"},
	"block_state.found":    {"找到", "found"},
	"block_state.restored": {"還原", "restored"},
	"block_state.asked":    {"申請", "asked"},
	"block_state.lifted":   {"解鎖", "lifted"},

	"block_source.weekly": {"每週清單", "weekly list"},
	"block_source.moe":    {"教育部資安事件", "incident of the ministry"},

	"block_field.os_version": {"OS版本", "OS version"},
	"block_field.handling":   {"處理狀態", "what was done"},
	"block_field.handled_on": {"處理日期", "date of treatment"},
}
