package wording

// kinds hold what is said of each kind of finding: title (the subject line), what
// (is the case), next (the step to take now) and fixed (how one knows). Read one
// after the other, what, next and fixed are the alert. A finding with the argument
// "variant" has its own title and what where the table has them.
//
// Beside the arguments of its rule each sentence knows school, ref, mac, ip, vid,
// switch, port, room, place (switch, port and room), where (room or role of the
// switch), since and age.
var kinds = table{
	"reserved_ip_taken.title": {"保留IP被占用 {ip}", "reserved address {ip} taken"},
	"reserved_ip_taken.what":  {"「{zone}」的保留位址 {ip} 被其他裝置使用：{mac}（{brand}），位於 {place}。", "{ip}, reserved for {zone}, is used by another device: {mac} ({brand}) at {place}."},
	"reserved_ip_taken.next":  {"請到現場確認：IP 設錯→改回該裝置原本的網段；確實是{classes:class}→請在校內設備MAC總表登錄其類別。", "Check on site: if the address is set by mistake, move the device back to its own zone; if it belongs here ({classes:class}), enter its class in the MAC master list."},
	"reserved_ip_taken.fixed": {"改正後下次巡檢自動結案。", "Closes at the next poll after the correction."},

	"public_ip_in_use.title": {"仍使用實體IP {ip}", "public IP {ip} in use"},
	"public_ip_in_use.what":  {"本校仍有實體IP {ip} 使用中（{mac}，{place}）。", "The public IP {ip} is still in use ({mac}, {place})."},
	"public_ip_in_use.next":  {"市屬學校應完成移轉至虛擬IP，請安排移轉。", "Municipal schools should have moved to private addresses; please plan the move."},
	"public_ip_in_use.fixed": {"該IP停用後下次巡檢自動結案。", "Closes at the next poll after the address is no longer used."},

	"foreign_school_ip.title": {"使用他校IP {ip}", "address {ip} of another school"},
	"foreign_school_ip.what":  {"本校有裝置使用 {other}（{other_name}）的IP {ip}：{mac}（{brand}），位於 {place}。", "A device here uses {ip}, which belongs to {other} ({other_name}): {mac} ({brand}) at {place}."},
	"foreign_school_ip.next":  {"請將該裝置改為本校網段的IP；若是借來的設備，請一併更新校內IP分配表。", "Set the device to an address of this school; if it is on loan, update the IP allocation table too."},
	"foreign_school_ip.fixed": {"改正後下次巡檢自動結案。", "Closes at the next poll after the correction."},

	"wl_unknown_mac.title":      {"未登錄的裝置 1台", "1 device not listed"},
	"wl_unknown_mac.what":       {"{ssid} 出現 1 台不在校內設備MAC總表的裝置：{mac}（{brand}），{since:time} 起於 {place}。", "One device not in the school's MAC list is on {ssid}: {mac} ({brand}), since {since:time} at {place}."},
	"wl_unknown_mac.many.title": {"未登錄的裝置 {n}台", "{n} devices not listed"},
	"wl_unknown_mac.many.what":  {"{ssid} 有 {n} 台不在校內設備MAC總表的裝置集中在 {place}，{since:time} 起；例如 {macs:and}。", "{n} devices not in the school's MAC list are on {ssid} at one port, {place}, since {since:time}; among them {macs:and}."},
	"wl_unknown_mac.next":       {"請確認是否為學校設備：是→登錄MAC總表並加入智慧網管白名單；否→請使用者改連 {others:or}。", "If it is school property, add it to the list and the whitelist; if not, ask the user to use {others:or}."},
	"wl_unknown_mac.fixed":      {"完成登錄後下次巡檢自動結案。", "Closes at the next poll after listing."},

	"unlisted_wired.title":      {"未登錄的有線裝置 1台", "1 wired device not listed"},
	"unlisted_wired.what":       {"「{zone}」出現 1 台不在名單、也不在現況基準的有線裝置：{mac}（{brand}），{since:time} 起於 {place}。", "One wired device that is neither listed nor in the baseline is in {zone}: {mac} ({brand}), since {since:time} at {place}."},
	"unlisted_wired.many.title": {"未登錄的有線裝置 {n}台", "{n} wired devices not listed"},
	"unlisted_wired.many.what":  {"「{zone}」有 {n} 台不在名單、也不在現況基準的有線裝置集中在 {place}，{since:time} 起；例如 {macs:and}。", "{n} wired devices that are neither listed nor in the baseline are in {zone} at one port, {place}, since {since:time}; among them {macs:and}."},
	"unlisted_wired.next":       {"請確認是否為學校設備：是→登錄校內設備MAC總表；否→請拔除網路線並告知使用者。", "If it is school property, add it to the MAC master list; if not, unplug it and tell its user."},
	"unlisted_wired.fixed":      {"登錄後或裝置離開後，下次巡檢自動結案。", "Closes at the next poll after listing, or after the device has left."},

	"wl_other_school.title": {"他校登錄的裝置 1台", "1 device of another school"},
	"wl_other_school.what":  {"{ssid} 上有 {other}（{other_name}）登錄的裝置 {mac}（{brand}），{since:time} 起於 {place}。", "A device listed by {other} ({other_name}) is on {ssid}: {mac} ({brand}), since {since:time} at {place}."},
	"wl_other_school.next":  {"借用或到校教學不需處理；若不清楚來源，請與該校資訊組長確認。", "Nothing to do if it is on loan or with a visitor; otherwise ask that school's IT coordinator."},
	"wl_other_school.fixed": {"該裝置離開後自動結案。", "Closes when the device has left."},

	"wl_random_mac.title": {"疑似隨機MAC {n}台", "{n} suspected random MACs"},
	"wl_random_mac.what":  {"有 {n} 台裝置以「隨機MAC」連線 {ssid}，白名單無法辨識。", "{n} devices use a random MAC on {ssid}, which the whitelist cannot know."},
	"wl_random_mac.next":  {"請依障礙查詢【無線】第2步：忘記網路後重新連線，並關閉隨機MAC（iPad：設定→Wi-Fi→ⓘ→私人Wi-Fi位址→關閉；Android：該網路→隱私→使用裝置MAC；Windows：隨機硬體位址→關閉）。", "Handbook, wireless, step 2: forget the network, rejoin, turn the private address off (iPad: Settings → Wi-Fi → ⓘ → Private Wi-Fi Address → Off; Android: the network → Privacy → Use device MAC; Windows: Random hardware addresses → Off)."},
	"wl_random_mac.fixed": {"這些裝置改用本身的MAC或離線後，下次巡檢自動結案。", "Closes at the next poll after the devices use their own MAC or have left."},

	"wl_near_miss.title": {"疑似登錄錯誤 {name}", "probably mistyped: {name}"},
	"wl_near_miss.what":  {"裝置 {mac}（{brand}）不在名單上，但{list:list}第 {row} 列「{name}」{entry} 只差一點（{slip:slip}）；該裝置位於 {place}。", "The device {mac} ({brand}) at {place} is not listed, but row {row} of the {list:list}, “{name}”, {entry}, is nearly the same ({slip:slip})."},
	"wl_near_miss.next":  {"可能是登錄時打錯，請核對裝置上的 Wi-Fi 位址後更正名單。", "Probably a typing error: compare with the device's Wi-Fi address and correct the list."},
	"wl_near_miss.fixed": {"更正名單後下次巡檢自動結案。", "Closes at the next poll after the list is corrected."},

	"wl_list_drift.title": {"MAC總表與白名單不一致 {n}台", "{n} devices in one list only"},
	"wl_list_drift.what":  {"校內設備MAC總表允許使用 KL-mobile、但不在智慧網管白名單的有 {n_master} 台；在白名單、但不在總表的有 {n_whitelist} 台。", "{n_master} devices that the MAC master list allows on KL-mobile are not on the whitelist; {n_whitelist} devices of the whitelist are not in the master list."},
	"wl_list_drift.next":  {"請逐台確認：仍在使用→兩份名單都登錄；已汰換→兩份都移除。改好後重新匯入白名單。", "Go through them: list what is in use in both, take what is retired off both; then import the whitelist again."},
	"wl_list_drift.fixed": {"兩份名單一致後自動結案。", "Closes as soon as the two lists agree."},

	"mac_list_duplicate.title": {"名單中MAC重複", "one MAC listed twice"},
	"mac_list_duplicate.what":  {"{mac} 在{list:list}中登錄了 {n} 次：{names:and}（第 {rows:and} 列）。", "{mac} stands {n} times in the {list:list}: {names:and} (rows {rows:and})."},
	"mac_list_duplicate.next":  {"請核對裝置，留下正確的一筆，刪除其餘。", "Compare with the device, keep the right row and remove the others."},
	"mac_list_duplicate.fixed": {"名單中只剩一筆後自動結案。", "Closes as soon as one row is left."},

	"mac_stale.title": {"久未上線的裝置 {n}台", "{n} devices not seen for long"},
	"mac_stale.what":  {"MAC總表中有 {n} 台裝置超過 {days} 天沒有上線：{names:and}。", "{n} devices of the MAC master list have not been seen for more than {days} days: {names:and}."},
	"mac_stale.next":  {"請盤點這些裝置：已汰換→從總表與白名單移除；遺失→登錄遺失清單並通報教網中心。", "Look for them: take what is retired off both lists; enter what is missing in the list of lost devices and tell the network centre."},
	"mac_stale.fixed": {"裝置上線或從名單移除後自動結案。", "Closes as they are seen again or taken off the list."},

	"watch_mac_seen.title": {"遺失的裝置出現 {name}", "a lost device is back: {name}"},
	"watch_mac_seen.what":  {"{other_name} 通報遺失的「{name}」（序號 {serial}，{mac}）自 {since:time} 起出現在 {place}。", "“{name}” (serial {serial}, {mac}), reported lost by {other_name}, is at {place} since {since:time}."},
	"watch_mac_seen.next":  {"請立即到現場找回裝置，並告知教網中心與 {other_name}；找回後把它從遺失清單移除。", "Go there and recover it now, tell the network centre and {other_name}, and take it off the list of lost devices."},
	"watch_mac_seen.fixed": {"裝置離線，或從遺失清單移除後自動結案。", "Closes when it has left, or is taken off the list of lost devices."},

	"mac_duplicate_location.title": {"同一MAC出現於兩處", "one MAC in two places"},
	"mac_duplicate_location.what":  {"同一個MAC {mac}（{brand}）同時出現在 {place}與 {place2}。", "The MAC {mac} ({brand}) is live in two places at once: {place} and {place2}."},
	"mac_duplicate_location.next":  {"請到兩處查看各接什麼設備；若其中一台冒用MAC，請先拔除並通知使用者。", "See what is plugged in at both places; if one of them borrows the MAC, unplug it and tell its user."},
	"mac_duplicate_location.fixed": {"該MAC只剩一處後下次巡檢自動結案。", "Closes at the next poll after the MAC is in one place only."},

	"multi_mac_port.title": {"單埠裝置 {n}台", "{n} devices on one port"},
	"multi_mac_port.what":  {"{place}後面有 {n} 台裝置（上限 {limit} 台）：{brands:and}。", "{n} devices are behind {place} (limit {limit}): {brands:and}."},
	"multi_mac_port.next":  {"請確認是否私接集線器或無線分享器；若為學校的5-port交換器或AP，請在埠紀錄註明。", "Check for a private hub or router; if it is the school's 5-port switch or access point, say so in the port record."},
	"multi_mac_port.fixed": {"裝置數回到上限內或註明用途後，下次巡檢自動結案。", "Closes at the next poll after the number is within the limit or the port's use is written down."},

	"port_record_drift.title": {"埠網段與紀錄不符", "port differs from the record"},
	"port_record_drift.what":  {"{switch} 第 {port} 埠紀錄為「{was}」，現為「{is}」（{since:time} 變更）。", "Port {port} of {switch} is recorded as “{was}” but is now “{is}” (changed {since:time})."},
	"port_record_drift.next":  {"若為正常調整，請確認更新紀錄；否則請還原。", "If the change is meant, confirm it in the record; otherwise restore the port."},
	"port_record_drift.fixed": {"紀錄與設定相符後下次巡檢自動結案。", "Closes at the next poll after record and port agree."},

	"unknown_switch.title": {"未列管的交換器", "unknown switch"},
	"unknown_switch.what":  {"{place}接到未列管的交換器「{name}」。", "A switch that is not configured, “{name}”, is connected to {place}."},
	"unknown_switch.next":  {"若為學校設備，請告知網路中心，以 rollcall discover 或 rollcall import switches 加入設定；若為私接設備，請拔除並通知使用者。", "If it is the school's, have the network centre add it with rollcall discover or rollcall import switches; if it is private, unplug it and tell its user."},
	"unknown_switch.fixed": {"加入設定或拔除後下次巡檢自動結案。", "Closes at the next poll after it is configured or unplugged."},

	"switch_down.title":      {"交換器無回應 {switch}", "{switch} does not answer"},
	"switch_down.what":       {"{switch}（{where}）自 {since:time} 無回應，其下 {k} 個埠的告警已合併於本通知。", "{switch} ({where}) does not answer since {since:time}; alarms of its {k} ports are folded into this one."},
	"switch_down.never.what": {"{switch}（{where}）從未回應，無法讀取其任何資料。", "{switch} ({where}) has never answered; nothing of it can be read."},
	"switch_down.next":       {"請檢查該交換器的電源與上行網路線；仍無回應請寄信至教網中心回報障礙。", "Check its power and its uplink cable; if it still does not answer, report the fault to the network centre."},
	"switch_down.fixed":      {"交換器恢復回應後自動結案。", "Closes as soon as the switch answers again."},

	"snmp_auth_fail.title":      {"SNMP認證失敗 {switch}", "{switch} refuses the SNMP credentials"},
	"snmp_auth_fail.what":       {"{switch}（{where}）仍在線上，但自 {since:time} 起拒絕 SNMP 讀取帳號，無法讀取其資料。", "{switch} ({where}) is up but has refused the SNMP credentials since {since:time}; its data cannot be read."},
	"snmp_auth_fail.never.what": {"{switch}（{where}）在線上，但拒絕 SNMP 讀取帳號，從未讀到其資料。", "{switch} ({where}) is up but refuses the SNMP credentials; nothing of it has ever been read."},
	"snmp_auth_fail.next":       {"請核對設定檔中「{credentials:and}」的使用者、認證與加密方式是否與交換器上的設定一致。", "Compare user, authentication and privacy of “{credentials:and}” in the configuration with the settings on the switch."},
	"snmp_auth_fail.fixed":      {"讀取成功後自動結案。", "Closes as soon as the switch can be read."},

	"switch_reboot.title": {"交換器曾重新開機 {switch}", "{switch} restarted"},
	"switch_reboot.what":  {"{switch}（{where}）於 {since:time} 重新開機，24 小時內共 {n} 次。", "{switch} ({where}) restarted at {since:time}; {n} times in 24 hours."},
	"switch_reboot.next":  {"若非計畫中的維護或停電，請檢查電源與散熱。", "If it was neither maintenance nor a power cut, check power and cooling."},
	"switch_reboot.fixed": {"24 小時內未再重新開機即自動結案。", "Closes after 24 hours without another restart."},

	"poll_stale.title":      {"學校資料未更新", "school's data out of date"},
	"poll_stale.what":       {"{school} 資料已 {age:dur} 未更新，以下數字可能過時。", "Data of {school} is {age:dur} old; numbers may be out of date."},
	"poll_stale.never.what": {"{school} 的 {n} 台交換器從未讀取成功，本校沒有資料。", "None of the {n} switches of {school} has ever been read; there is no data."},
	"poll_stale.next":       {"請檢查該校閘道與對外線路，以及巡檢主機是否正常。", "Check the school's gateway and line, and the machine that polls."},
	"poll_stale.fixed":      {"任一交換器恢復讀取後自動結案。", "Closes as soon as one of its switches is read again."},

	"backup_overdue.title":      {"備份逾期", "backup overdue"},
	"backup_overdue.what":       {"rollcall 的資料庫已 {age:dur} 沒有完成備份。", "The database of rollcall has not been backed up for {age:dur}."},
	"backup_overdue.never.what": {"rollcall 的資料庫從未備份，已累積 {age:dur} 的紀錄。", "The database of rollcall has never been backed up; it holds records of {age:dur}."},
	"backup_overdue.next":       {"請在 rollcall 主機上執行 rollcall backup，依訊息排除原因（多為磁碟空間不足）。", "Run “rollcall backup” on the machine of rollcall and do what it says; mostly the disk is full."},
	"backup_overdue.fixed":      {"備份完成後自動結案。", "Closes as soon as a backup has been made."},

	"backup_offline_overdue.title":      {"外接硬碟備份逾期", "backup on another disk overdue"},
	"backup_offline_overdue.what":       {"備份已 {age:dur} 沒有複製到外接硬碟；主機損壞時，這段期間的紀錄會遺失。", "No backup has been copied to another disk for {age:dur}; if the machine breaks, the records of that time are lost."},
	"backup_offline_overdue.never.what": {"備份從未複製到外接硬碟，已累積 {age:dur} 的紀錄；主機損壞時會全部遺失。", "No backup has ever been copied to another disk; if the machine breaks, records of {age:dur} are lost."},
	"backup_offline_overdue.next":       {"請接上外接硬碟，執行 rollcall backup copy --to 目錄。", "Connect the disk and run “rollcall backup copy --to DIR”."},
	"backup_offline_overdue.fixed":      {"複製並驗證完成後自動結案。", "Closes as soon as a copy has been made and verified."},
}
