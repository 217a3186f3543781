package wording

// fleet is what the verbs say that bring switches into the configuration, and what
// is said of switches that were renamed or replaced.
var fleet = table{
	"fleet.read":       {"讀到 {rows} 筆", "read, {rows} rows"},
	"fleet.none":       {"此機型不提供", "not on this model"},
	"fleet.unread":     {"讀不到（{reason:reason}）", "not read ({reason:reason})"},
	"fleet.silent":     {"讀不到：{reason:reason}（試過 {tried:whole}）", "not read: {reason:reason} (tried {tried:whole})"},
	"fleet.silent_n":   {"讀不到的有 {n} 台，仍會加入設定並持續嘗試。請確認位址、電源、交換器的 SNMP 是否允許本機讀取，以及 snmp: 之下的帳號密碼。", "{n} could not be read. They are configured all the same and tried again: check address and power, that SNMP on the switch allows this machine, and the credentials under snmp:."},
	"fleet.probing":    {"試讀 {n}/{of} 台…", "trying {n} of {of} …"},
	"fleet.recognised": {"讀到 {rows} 台交換器（格式：{format}）。", "{rows} switches in the file (format: {format})."},
	"format.list":      {"清單", "list"},
	"fleet.empty":      {"檔案裡沒有交換器，設定維持不變。", "The file has no switches; the configuration stays as it was."},

	"fleet.name_taken":    {"交換器 {switch}：設定裡已有同名的交換器（{where:whole}，學校 {their_school}，{there}），檔案裡的是學校 {school}、{address}。請改名，或改正其中一邊。", "switch {switch}: the configuration already has one of that name ({where:whole}, school {their_school}, {there}), and the file says school {school}, {address}; rename it, or correct one of them"},
	"fleet.address_taken": {"交換器 {switch}：位址 {address} 已經是 {other} 的（{where:whole}）。請核對是不是同一台。", "switch {switch}: the address {address} is that of {other} ({where:whole}) already; is it the same switch?"},
	"fleet.part_shape":    {"無法把交換器加到 {file:whole} 的最後：檔案最後不是 switches 清單。請把其他的鍵移到別的檔案，或用 --replace 重寫這個檔案。", "switches cannot be added to the end of {file:whole}, which does not end with its list of switches; move the other keys to another file, or write it anew with --replace"},

	"fleet.head":      {"由 rollcall import switches 寫入：{school} {name}。可以直接修改；再匯入時只在最後加上新的交換器。", "Written by rollcall import switches for {school} {name}. Change it as you like: the next import only adds new switches at the end."},
	"fleet.done":      {"已加入 {new} 台交換器，{same} 台本來就有：{files:whole}", "Added {new} switches, {same} were there already: {files:whole}"},
	"fleet.same":      {"{same} 台交換器都已經在設定裡，沒有更動。", "All {same} switches are configured already; nothing was changed."},
	"fleet.dry":       {"試跑，未寫入：將加入 {new} 台交換器，{same} 台本來就有。", "Dry run, nothing written: {new} switches would be added, {same} are there already."},
	"fleet.reloaded":  {"執行中的 rollcall 已重新讀取設定。", "The running daemon has taken the configuration over."},
	"fleet.no_daemon": {"目前沒有執行中的 rollcall；下次啟動時生效。", "No daemon is running; the next one takes it over."},

	"fleet.discovered":     {"rollcall discover 於 {at:time} 找到 {n} 台未列管的交換器。存成 conf.d 之下的檔案，核對名稱、角色與學校後執行 rollcall check。", "rollcall discover found {n} switches that are not configured at {at:time}. Save this under conf.d, compare names, roles and schools, and run rollcall check."},
	"fleet.via":            {"由 {switch} 的埠 {port} 得知（{protocol}）", "heard at port {port} of {switch} ({protocol})"},
	"fleet.school_guess":   {"位址 {address} 不在任何學校的規劃內；學校 {school} 是得知它的交換器所屬的學校，請核對。", "the address {address} is in no school's plan; school {school} is that of the switch that told of it: check it"},
	"fleet.unreached_head": {"以下是沒有讀到的交換器：", "Not read:"},
	"fleet.written":        {"已寫入 {n} 台交換器：{file:whole}。請核對名稱、角色與學校。", "written: {n} switches, {file:whole}; compare names, roles and schools"},

	"fleet.miss_no_address":        {"{who}：沒有公告管理位址，未詢問。", "{who}: announces no management address, not asked."},
	"fleet.miss_outside":           {"{who}：位址 {addresses} 不在允許的網段內，未詢問；要詢問請用 --network 或設定 discover.networks。", "{who}: its address {addresses} is outside of the networks allowed, not asked; allow it with --network or discover.networks."},
	"fleet.miss_simulated":         {"{who}：位址 {addresses} 是模擬的交換器公告的，未詢問，以免問到真的網路。", "{who}: its address {addresses} was announced by a simulated switch and is not asked, for it may be of a real network."},
	"fleet.miss_silent":            {"{who}（{addresses}）：{detail:reason}。請確認它的 SNMP 是否允許本機讀取，以及 snmp: 之下的帳號密碼。", "{who} ({addresses}): {detail:reason}. Check that its SNMP allows this machine, and the credentials under snmp:."},
	"fleet.miss_silent_configured": {"設定中的 {who}（{address}）：{detail:reason}，無法由它得知鄰居。", "{who} of the configuration ({address}): {detail:reason}, so its neighbours are not known."},
	"fleet.miss_no_neighbors":      {"{who}（{address}）的鄰居沒有讀到（{detail:reason}）；請在交換器上啟用 LLDP。", "the neighbours of {who} ({address}) were not read ({detail:reason}); turn LLDP on there."},
	"fleet.miss_same":              {"{who}（{addresses}）就是已知的 {detail}，未重複列出。", "{who} ({addresses}) is {detail}, which is known already."},
	"fleet.miss_depth":             {"{who}（{addresses}）：離起點超過 {detail} 台，未詢問；要更遠請用 --depth。", "{who} ({addresses}): more than {detail} switches away, not asked; go further with --depth."},
	"fleet.miss_limit":             {"{who}（{addresses}）：已詢問 {detail} 台，未再詢問；要更多請用 --limit。", "{who} ({addresses}): {detail} were asked already; ask more with --limit."},

	"cli.discover.no_start":     {"設定裡沒有交換器可以開始。請用 --seed 位址 指定一台，再加上 --community-file 或 --user-file。", "no switch is configured to start at; name one with --seed ADDRESS and --community-file or --user-file"},
	"cli.discover.no_network":   {"不知道可以詢問哪些網段：IP 規劃裡沒有交換器的網段（classes 含 switch）。請用 --network 10.241.254.0/24，或在設定檔加上 discover.networks。", "no network is known to ask in: the plan has no zone for switches (classes with switch); say --network 10.241.254.0/24, or add discover.networks to the configuration"},
	"cli.discover.school":       {"沒有學校 {school}。請核對六位數的學校代碼。", "there is no school {school}; check the six-digit code"},
	"cli.discover.which_school": {"{address} 不在任何學校的規劃內；請用 --school 學校代碼 指定。", "{address} is in no school's plan; say which with --school CODE"},
	"cli.discover.network":      {"「{network}」不是網段；請寫成 10.241.254.0/24 的樣子。", "{network} is not a network; write it like 10.241.254.0/24"},
	"cli.discover.name":         {"--write 只要檔名，例如 discovered；「{name:whole}」含有路徑。", "--write takes a name such as discovered; {name:whole} is a path"},
	"cli.discover.exists":       {"{file:whole} 已經存在，不會覆蓋。請換一個名稱。", "{file:whole} is there already and is not replaced; give another name"},

	"rekey.switch":       {"交換器改名：{was} 改為 {switch}，歷史紀錄接續。", "renamed: {was} is now {switch}, and keeps its history"},
	"rekey.ports":        {"韌體改變了埠名（{n} 個，例如 {first} 改為 {called}），歷史紀錄接續。", "the firmware calls ports otherwise ({n}, such as {called} for {first}), and they keep their history"},
	"rekey.replaced":     {"更換設備：序號 {old} 換成 {new}，歷史紀錄接續在同一名稱之下。", "replaced: {new} stands where {old} was, and the history goes on under the name"},
	"rekey.note":         {"交換器 {switch} 於 {at:time}：{what:whole}之前的紀錄也以現在的名稱列出。", "switch {switch} at {at:time}: {what:whole}; what was recorded before is listed under the present names"},
	"page.port.formerly": {"原名 {name}", "formerly {name}"},
	"rekey.was":          {"（{until:time} 之前稱為 {name}）", " (called {name} until {until:time})"},

	"cli.import.refused":       {"有 {n} 個問題，整份檔案都未匯入。請修正後再匯入。", "{n} problems, so nothing of the file was taken in; correct them and import again"},
	"cli.import.credential":    {"設定檔的 snmp: 之下沒有「{name}」；可用的有 {known:whole}。", "there is no credential {name} under snmp: in the configuration; there are {known:whole}"},
	"cli.import.no_credential": {"設定檔 {file:whole} 的 snmp: 之下沒有任何帳號，無法讀取交換器。請先把 community 或 SNMPv3 使用者寫進檔案，並在 snmp: 之下命名。", "{file:whole} names no credential under snmp:, so no switch can be read; put the community or SNMPv3 user into a file and name it under snmp: first"},
	"cli.import.reload":        {"檔案已寫入，但執行中的 rollcall 沒有接受新的設定（{reason:whole}）。請執行 rollcall check。", "the files are written, but the running daemon did not take the configuration over ({reason:whole}); run rollcall check"},
}
