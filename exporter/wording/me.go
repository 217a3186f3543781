package wording

// me are the words of the page that somebody opens on a device that does not work.
var me = table{
	"page.me.title":    {"這台怎麼了", "What is wrong with this device"},
	"page.me.ip":       {"這台的 IP", "Address of this device"},
	"page.me.device":   {"這台的 MAC", "MAC of this device"},
	"page.me.place":    {"接在哪裡", "Where it is connected"},
	"page.me.random":   {"使用隨機MAC", "Random MAC"},
	"page.me.listed":   {"名單", "Lists"},
	"page.me.blocked":  {"是否被封鎖", "Blocked"},
	"page.me.read":     {"資料讀取於", "As read"},
	"page.me.yes":      {"是", "yes"},
	"page.me.no":       {"否", "no"},
	"page.me.no.place": {"沒有在任何交換器埠看到這台裝置。", "It is seen on no switch port."},
	"page.me.proxy": {"看不到這台裝置的 IP，所以無法判斷：這個連線經過代理伺服器，或是在伺服器本機開啟。請在裝置的網路設定中查看 IP，告訴資訊組長。",
		"The address of this device cannot be seen, so nothing can be told: the request came by a proxy or from the server itself. Look its address up in its network settings and tell the school's IT coordinator."},
	"page.me.outside": {"{ip} 不是任何學校的 IP，所以無法判斷。請確認裝置連的是校內網路，不是行動網路或 VPN，再重新整理本頁。",
		"{ip} is no school's address, so nothing can be told. Make sure that the device is on the school's network and not on mobile data or a VPN, then reload this page."},
	"page.me.unread": {"目前讀不到本校閘道的資料，無法判斷是哪一台裝置。", "The school's gateway is not being read at the moment, so it cannot be told which device this is."},
	"page.me.nobody": {"閘道還沒有回報這個 IP 是哪一台裝置。", "The gateway has not told yet which device has this address."},
	"page.me.shared": {"這個 IP 同時有不只一台裝置在用，會互相干擾。", "More than one device uses this address at the same time; they disturb each other."},
	"page.me.others": {"過去一天內，也有其他裝置用過這個 IP。", "Other devices have had this address within the last day."},

	"page.me.next.listed":   {"這台已登錄，連線看起來正常。若仍不能上網，請重新開機、重插網路線或換個地方連線，再按下方按鈕通知資訊組長。", "It is listed and looks fine. If it still does not work, restart it, plug the cable in again or try another place, then send it to the coordinator below."},
	"page.me.next.random":   {"請關閉隨機MAC：先忘記這個網路，再重新連線（iPad：設定→Wi-Fi→ⓘ→私人Wi-Fi位址→關閉；Android：該網路→隱私→使用裝置MAC；Windows：隨機硬體位址→關閉）。", "Turn the random MAC off: forget the network and rejoin (iPad: Settings, Wi-Fi, ⓘ, Private Wi-Fi Address, off; Android: the network, Privacy, Use device MAC; Windows: Random hardware addresses, off)."},
	"page.me.next.unlisted": {"這台不在本校名單中。若是學校的設備，請按下方按鈕通知資訊組長登錄；若是個人裝置，請改連 KL-roam 或 eduroam。", "It is in none of the school's lists. If it is school property, send it to the coordinator below to have it listed; if it is your own, use KL-roam or eduroam."},
	"page.me.next.other":    {"這台登錄在其他學校。若要在本校使用，請按下方按鈕通知資訊組長。", "It is listed at another school. To use it here, send it to the coordinator below."},
	"page.me.next.personal": {"這是給個人裝置用的網路，不檢查登錄。若不能上網，請忘記網路後重新連線並重新登入。", "This network is for personal devices, which are not checked. If it does not work, forget the network, rejoin and sign in again."},
	"page.me.next.shared":   {"若這台的 IP 是手動設定的，請改成自動取得，或向資訊組長要一個沒人用的 IP。", "If its address was set by hand, let it be assigned, or ask the coordinator for one that is free."},
	"page.me.next.nobody":   {"請等五分鐘後重新整理本頁；若仍不能上網，請按下方按鈕。", "Wait five minutes and reload this page; if it still does not work, use the button below."},
	"page.me.next.unread":   {"請按下方按鈕通知資訊組長。", "Send it to the coordinator below."},

	"page.me.help":       {"通知資訊組長", "Send to the coordinator"},
	"page.me.help.hint":  {"按下後，上面的資料會送給本校資訊組長。", "This sends what stands above to the school's IT coordinator."},
	"page.me.asked.sent": {"已通知本校資訊組長。", "The school's IT coordinator has been told."},
	"page.me.asked.late": {"剛才已經通知過了，請十分鐘後再試，或直接聯絡資訊組長。", "It was sent a moment ago. Try again in ten minutes, or talk to the coordinator."},
	"page.me.privacy":    {"本頁只顯示這台裝置自己的資料，不需要登入，也不會顯示其他裝置。", "This page shows only what belongs to this device. No sign-in is needed, and no other device is shown."},

	"page.school.help":      {"有人請求協助（{n} 次，近七天）", "Asked for help ({n} in seven days)"},
	"page.school.help.hint": {"有人在裝置上開啟「這台怎麼了」並按下通知。", "Somebody opened “What is wrong with this device” there and sent it."},
}
