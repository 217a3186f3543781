package wording

// capture is what is said of DHCP packets: of listening for them, and of `rollcall
// replay`.
var capture = table{
	"cli.capture.denied": {"無法在網路介面 {interface} 擷取封包（{reason:whole}）。這需要 CAP_NET_RAW：請用隨附的 rollcall.service 啟動；不想擷取就刪掉設定檔 dhcp 的 interfaces。", "capture on interface {interface}: {reason:whole}; that takes CAP_NET_RAW: start rollcall by the rollcall.service that comes with it, or remove interfaces under dhcp to capture nothing"},
	"cli.relays":         {"無法在 {address} 接收 DHCP 副本（{reason:whole}）。請檢查設定檔 dhcp 的 listen。", "receive copies of DHCP at {address}: {reason:whole}; check listen under dhcp in the configuration"},
	"cli.relays.denied":  {"沒有權限在 {address} 接收 DHCP 副本（{reason:whole}）。67 埠需要 CAP_NET_BIND_SERVICE：請用隨附的 rollcall.service 啟動；不想接收就刪掉設定檔 dhcp 的 listen。", "receive copies of DHCP at {address}: {reason:whole}; port 67 takes CAP_NET_BIND_SERVICE: start rollcall by the rollcall.service that comes with it, or remove listen under dhcp to receive none"},
	"cli.relays.used":    {"無法在 {address} 接收 DHCP 副本：這台機器上已有別的程式（多半是 DHCP 伺服器）占用。請把 rollcall 放在另一台機器，或在那台伺服器上改用設定檔 dhcp 的 servers（租約檔或記錄檔）。", "receive copies of DHCP at {address}: another program of this machine has it, most likely a DHCP server; run rollcall on another machine, or read that server's leases or log by servers under dhcp"},

	"cli.replay.empty":      {"{file:whole} 是空的：裡面沒有任何封包。", "{file:whole} is empty: there is no packet in it"},
	"cli.replay.none":       {"{file:whole} 不是封包擷取檔（pcap 或 pcapng）。請用 tcpdump -w、dumpcap 或 Wireshark 儲存。", "{file:whole} is no capture (pcap or pcapng); save one by tcpdump -w, dumpcap or Wireshark"},
	"cli.replay.compressed": {"{file:whole} 的壓縮方式讀不了；請先解壓縮，或改用 gzip。", "{file:whole} is compressed in a way that is not read; unpack it first, or use gzip"},
	"cli.replay.link":       {"{file:whole} 不是在乙太網路上擷取的（{reason:whole}）。請在交換器的鏡像埠或伺服器的有線介面重新擷取。", "{file:whole} was not captured on Ethernet ({reason:whole}); capture at a mirror port or a wired interface of the server"},
	"cli.replay.cut":        {"{file:whole} 在一個封包中間就結束了（擷取還沒停就複製？），以上是結束之前的封包。", "{file:whole} ends within a packet (was it copied while the capture ran?); what is above is of the packets before"},
	"cli.replay.damaged":    {"{file:whole} 已損壞（{reason:whole}），損壞處之後讀不到。", "{file:whole} is damaged ({reason:whole}); what is behind that cannot be read"},
	"cli.replay.school":     {"沒有代碼是「{school}」的學校；設定檔裡的學校是 {known:or}。", "no school has the code {school:note}; those of the configuration are {known:or}"},

	"replay.file":      {"檔案", "file"},
	"replay.span":      {"時間", "time"},
	"replay.messages":  {"訊息", "messages"},
	"replay.none":      {"沒有 DHCP 訊息", "no DHCP messages"},
	"replay.exchanges": {"交換", "exchanges"},
	"replay.exchange":  {"{step}：一半在 {p50} 秒內、95% 在 {p95} 秒內、最慢 {max} 秒，共 {n} 次{where:note}", "{step}: half within {p50} s, 95% within {p95} s, slowest {max} s, of {n}{where:note}"},
	"replay.clients":   {"用戶端", "clients"},
	"replay.asked":     {"{n} 台要求位址，其中 {failed} 台沒有得到任何回應", "{n} asked for an address, {failed} of them got no answer"},
	"replay.no_pair":   {"沒有成對的問與答（只擷取到一個方向？）", "no question with its answer (was only one direction captured?)"},
	"replay.servers":   {"伺服器", "servers"},
	"replay.server":    {"{id}（MAC {mac}）：{n} 個回應", "{id} (MAC {mac}), answers: {n}"},
	"replay.rejected":  {"不採用", "rejected"},
	"replay.other":     {"其他封包", "other packets"},
	"replay.others":    {"{n} 個不是 DHCP", "{n} not of DHCP"},
	"replay.stored":    {"{n} 個訊息已寫入資料庫", "{n} messages are in the database"},
	"replay.handed":    {"{n} 個訊息已交給執行中的常駐程式", "{n} messages were handed to the daemon that runs"},
	"replay.printed":   {"只印出，沒有寫入任何地方（{reason:whole}）", "only printed, nothing was written ({reason:whole})"},
	"replay.dry":       {"試跑", "a dry run"},
	"replay.no_config": {"沒有設定檔 {file}", "there is no configuration {file}"},

	"page.error.no_daemon": {"常駐程式沒有在執行，這裡收不了封包。", "No daemon runs here that could take packets in."},
	"page.error.dhcp":      {"讀不懂這些 DHCP 訊息（{reason}）。", "These DHCP messages cannot be read ({reason})."},

	"packet.kind of network":  {"不認得的網路種類", "kind of network"},
	"packet.fragment":         {"分段的封包", "fragment"},
	"packet.truncated":        {"只擷取到前半", "truncated"},
	"packet.length":           {"長度互相矛盾", "lengths that contradict"},
	"packet.too long":         {"太長", "too long"},
	"packet.BOOTP":            {"不是 DHCP 的 BOOTP", "BOOTP without DHCP"},
	"packet.options":          {"選項不完整", "options that do not end"},
	"packet.message type":     {"不認得的訊息類型", "unknown message type"},
	"packet.direction":        {"方向不對", "wrong direction"},
	"packet.hardware address": {"不是乙太網路的 MAC", "no Ethernet address"},
	"packet.relayed message":  {"轉送的內容不完整", "relayed message that is none"},
	"packet.panic":            {"讀取時程式出錯", "a bug while reading"},
}
