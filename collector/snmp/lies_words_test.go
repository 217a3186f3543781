package snmp_test

// liesInChinese says what each liar does, for the document.
func liesInChinese() map[string]string {
	return map[string]string{
		"request-id-zero": "以 request-id 0 回應", "request-id-wrong": "以沒人送過的 request-id 回應",
		"request-id-previous": "以前一個請求的 request-id 回應", "other-community": "以另一個 community 回應",
		"other-version": "以第 1 版回應 2c 的請求", "other-pdu": "把請求當成回應送回來",
		"other-address": "由另一個位址回應", "other-port": "由另一個埠回應",
		"duplicates-2": "每個回應送兩次", "duplicates-1000": "每個回應送一千次",
		"late-from-last-poll": "每次都再送一次上一輪的最後回應", "held-back": "收到下一個請求才送出前一個回應",
		"content-of-before": "回應前一個請求所問的內容", "other-variable": "回應別的變數",
		"no-variables": "回應空的清單", "more-variables": "回應的變數比所問的多",
		"repeated-variables": "每一列都出現兩次", "more-rows": "GETBULK 回應的列數比要求的多",

		"truncated-everywhere": "回應在每個位元組處截斷，沒有一個完整", "last-octet-lost": "每個回應都少最後一個位元組",
		"length-4gb": "宣稱長度 4 GB", "length-indefinite": "不給長度", "length-9-octets": "以 9 個位元組寫長度",
		"length-too-short": "宣稱的長度只到中途", "not-snmp": "以 HTTP 回應", "empty-datagrams": "送空的封包",
		"datagram-64k": "送 64 KB 的雜訊", "nested": "送一萬六千層的巢狀結構",

		"loop": "回到二十列之前，不斷循環", "standing-still": "下一列永遠是同一列", "decreasing": "列的順序兩兩對調",
		"endless": "資料表永遠不結束", "leaves-subtree": "中途跳到後面的資料表", "jumps-back": "中途跳回 sysDescr",
		"end-of-mib-early": "中途就說 endOfMibView", "no-such-object-early": "中途就說 noSuchObject", "interfaces-65535": "有 65,535 個介面",

		"generr-always": "一律回應 genErr", "nosuchname-always": "在 2c 一律回應 noSuchName", "toobig-always": "一律回應 tooBig",
		"toobig-small": "問兩個以上的變數就回應 tooBig", "generr-middle": "中途回應 genErr", "nosuchname-middle": "中途回應 noSuchName",
		"toobig-middle": "中途對單一數字回應 tooBig", "unknown-error": "回應沒有定義的錯誤碼", "error-index": "說錯誤在第 9999 個變數",
		"not-allowed": "有一張表不准讀", "mute-table": "問到某張表就不回應", "falls-silent": "十個請求後不再回應",

		"string-counters": "計數器以字串表示", "string-port": "埠號以字串表示", "number-name": "介面名稱以數字表示",
		"changing-type": "中途改變型別", "negative-port": "埠號為 -5", "huge-port": "埠號超過 32 位元", "huge-integer": "9 個位元組的整數",
		"port-zero": "所有 MAC 都在第 0 埠", "null-values": "所有的值都是 NULL", "string-uptime": "sysUpTime 是字串", "uptime-backwards": "sysUpTime 倒退",

		"long-string": "sysDescr 有 60,000 個位元組", "nul-name": "sysName 含 NUL 與控制字元", "binary-name": "sysName 不是任何編碼的文字",
		"big5-name": "sysName 為 Big5（照讀，不算異常）", "bidi-name": "sysName 含改變書寫方向的字元",

		"renumbered": "ifXTable 的編號比 ifTable 多一", "lost-ports": "橋接埠指向不存在的介面", "empty-tables": "只有系統資訊，其他都空",
		"mac-5-octets": "MAC 位址表索引裡的 MAC 只有 5 個位元組", "mac-7-octets": "MAC 位址表索引裡的 MAC 有 7 個位元組", "arp-mac-5-octets": "ARP 裡的 MAC 只有 5 個位元組",

		"v3-report-storm": "每個請求都回報我方時鐘不對", "v3-unknown-user": "回報不認得這個使用者", "v3-old-clock": "以一小時前的時鐘回應",
		"v3-old-boots": "以較少的開機次數回應", "v3-message-id": "以另一個 msgID 回應", "v3-digest": "訊息被改了一個位元",
		"v3-plaintext": "不加驗證與加密就回應", "v3-replay": "每次都重送第一個回報",
	}
}
