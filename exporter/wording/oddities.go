package wording

import "rollcall/inventory"

// Oddity returns what a switch does wrong, as a person would say it.
func Oddity(lang Lang, o inventory.Oddity) string { return Name(lang, "oddity", string(o)) }

// oddities are the words for what a switch does wrong.
var oddities = table{
	"page.switch.odd": {"回應異常：", "What it does wrong:"},
	"poll.elsewhere": {"{target} 有回應，但是由另一個位址或埠送出，因此不採用（{detail}）。請改用交換器送出回應的位址，或在交換器上指定 SNMP 的來源位址。",
		"{target} answers, but from another address or port, so its answers are not taken ({detail}). Use the address that it answers from, or set the source address of SNMP on the switch."},

	"oddity.undecodable":            {"封包無法解讀", "datagrams that are no SNMP message"},
	"oddity.other version":          {"以另一個 SNMP 版本回應", "answers in another SNMP version"},
	"oddity.other community":        {"回應中的 community 不符", "answers under another community"},
	"oddity.no response":            {"收到的不是回應", "messages that are no response"},
	"oddity.other request id":       {"回應的編號 (request-id) 不符", "answers to requests that were never sent"},
	"oddity.answered again":         {"重複或太晚的回應", "answers that came twice or too late"},
	"oddity.other source":           {"由其他位址或埠回應", "answers from another address or port"},
	"oddity.other variables":        {"回應的內容不是所問的項目", "answers about other variables than asked"},
	"oddity.error status":           {"回應錯誤碼", "errors in the place of an answer"},
	"oddity.too big":                {"回應「資料過大」(tooBig)", "requests refused as too big"},
	"oddity.OIDs not increasing":    {"回應順序倒退或循環", "answers that go backwards or in a circle"},
	"oddity.false end":              {"資料表未讀完就稱已結束", "tables ended before their end"},
	"oddity.wrong type":             {"數值的型別或範圍錯誤", "values of a wrong type or out of range"},
	"oddity.unreadable text":        {"名稱含控制字元或無法辨識的編碼", "texts with control characters or in no known encoding"},
	"oddity.oversized text":         {"文字過長", "texts longer than any name"},
	"oddity.bad index":              {"索引或 MAC 長度錯誤", "indexes or MACs of a wrong length"},
	"oddity.interfaces renumbered":  {"各資料表的介面編號不一致", "tables that number the interfaces differently"},
	"oddity.bridge port 0":          {"MAC 所在的埠為 0", "MACs on bridge port 0"},
	"oddity.not authentic":          {"SNMPv3 驗證不符", "SNMPv3 messages that are not authentic"},
	"oddity.outside time window":    {"SNMPv3 訊息過期", "SNMPv3 messages outside the time window"},
	"oddity.report without purpose": {"多餘的 SNMPv3 回報", "SNMPv3 reports on nothing that was sent"},
}
