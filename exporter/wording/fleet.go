package wording

// fleet is what the verbs say that bring switches into the configuration.
var fleet = table{
	"fleet.read":       {"讀到 {rows} 筆", "read, {rows} rows"},
	"fleet.none":       {"此機型不提供", "not on this model"},
	"fleet.unread":     {"讀不到（{reason:reason}）", "not read ({reason:reason})"},
	"fleet.silent":     {"讀不到：{reason:reason}（試過 {tried:whole}）", "not read: {reason:reason} (tried {tried:whole})"},
	"fleet.silent_n":   {"讀不到的有 {n} 台，仍會加入設定並持續嘗試。請確認位址、電源、交換器的 SNMP 是否允許本機讀取，以及 snmp: 之下的帳號密碼。", "{n} could not be read. They are configured all the same and tried again: check address and power, that SNMP on the switch allows this machine, and the credentials under snmp:."},
	"fleet.probing":    {"試讀 {n}/{of} 台…", "trying {n} of {of} …"},
	"fleet.recognised": {"讀到 {rows} 台交換器（格式：{format}）。", "{rows} switches in the file (format: {format})."},
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

	"cli.import.refused":       {"有 {n} 個問題，整份檔案都未匯入。請修正後再匯入。", "{n} problems, so nothing of the file was taken in; correct them and import again"},
	"cli.import.credential":    {"設定檔的 snmp: 之下沒有「{name}」；可用的有 {known:whole}。", "there is no credential {name} under snmp: in the configuration; there are {known:whole}"},
	"cli.import.no_credential": {"設定檔 {file:whole} 的 snmp: 之下沒有任何帳號，無法讀取交換器。請先把 community 或 SNMPv3 使用者寫進檔案，並在 snmp: 之下命名。", "{file:whole} names no credential under snmp:, so no switch can be read; put the community or SNMPv3 user into a file and name it under snmp: first"},
	"cli.import.reload":        {"檔案已寫入，但執行中的 rollcall 沒有接受新的設定（{reason:whole}）。請執行 rollcall check。", "the files are written, but the running daemon did not take the configuration over ({reason:whole}); run rollcall check"},
}
