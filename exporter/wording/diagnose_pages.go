package wording

// diagnosePages are the words around a diagnosis, on the page and in the mail.
var diagnosePages = table{
	"page.nav.diagnose":          {"查修", "Troubleshoot"},
	"page.diagnose.title":        {"障礙查詢", "Troubleshooting"},
	"page.diagnose.ask":          {"哪裡有問題？", "What is wrong?"},
	"page.diagnose.again":        {"再查一次", "Ask again"},
	"page.diagnose.go":           {"查詢", "Look"},
	"page.diagnose.any":          {"不確定", "not sure"},
	"page.diagnose.by_device":    {"由 IP 或 MAC 判斷", "by the address"},
	"page.diagnose.hint":         {"依照手冊的步驟，從已經知道的資料回答；不知道的會寫「未測量」，不會用猜的。", "The handbook's steps, answered from what is known. What is not known is said to be not measured, never guessed."},
	"page.diagnose.cause":        {"最可能的原因", "Cause"},
	"page.diagnose.steps":        {"手冊步驟", "The handbook's steps"},
	"page.diagnose.before":       {"前兩小時的變動", "What changed in the two hours before"},
	"page.diagnose.before.none":  {"前兩小時沒有看到相關的變動。", "Nothing that has to do with it was seen to change."},
	"page.diagnose.shared":       {"另外還有 {n} 所學校有相同的問題，可能是全市的狀況。", "{n} other schools have the same trouble: it may be the city's."},
	"page.diagnose.alone":        {"沒有其他學校有相同的問題。", "No other school has the same trouble."},
	"page.diagnose.mail":         {"回報用的信件", "A mail to report it"},
	"page.diagnose.mail.hint":    {"內容可以直接複製；本系統不會代寄。", "Copy it as it is; rollcall sends nothing."},
	"page.diagnose.mail.open":    {"用郵件程式開啟", "Open in your mail program"},
	"page.diagnose.mail.subject": {"〔障礙回報〕{school} {flow} {what}", "[Fault] {school}: {flow} {what}"},
	"page.diagnose.mail.dear":    {"教網中心您好：", "Dear network centre,"},
	"page.diagnose.mail.what":    {"{school}（{code}）於 {at} 發生：{flow}。", "{school} ({code}), {at}: {flow}."},
	"page.diagnose.mail.device":  {"裝置：{what}{name:note}", "Device: {what}{name:note}"},
	"page.diagnose.mail.place":   {"位置：{switch} 第 {port} 埠", "Place: {switch} port {port}"},
	"page.diagnose.mail.tried":   {"已依手冊步驟檢查：", "Checked by the handbook's steps:"},
	"page.diagnose.mail.step":    {"{n}. {title}【{result}】", "{n}. {title} [{result}]"},
	"page.diagnose.mail.cause":   {"研判：{cause}", "Probable cause: {cause}"},
	"page.diagnose.mail.regards": {"{school} 資訊組長 敬上", "The IT coordinator of {school}"},

	"page.diagnose.from.school": {"全校無法上網？依手冊步驟查修", "Is the whole school offline? Troubleshoot"},
	"page.diagnose.from.device": {"這台無法上網？依手冊步驟查修", "Is it offline? Troubleshoot"},

	"page.before.vlans":    {"VLAN 清單有變動", "the list of VLANs changed"},
	"page.before.other":    {"交換器的設定有變動", "the switch's settings changed"},
	"page.before.hardware": {"硬體換成 {model}（序號 {serial}）", "the hardware became {model} (serial {serial})"},
	"page.before.firmware": {"名稱、位置或韌體有變動：{descr}", "name, place or firmware changed: {descr}"},

	"page.error.diagnose.what":   {"請給 IP（有線）、MAC（無線）或學校代碼。", "Give an address (wired), a MAC (wireless) or a school's code."},
	"page.error.diagnose.ip":     {"「{text}」不是 IP 位址。", "{text} is no IP address."},
	"page.error.diagnose.mac":    {"「{text}」不是 MAC 位址，例如 00:00:5e:00:53:01。", "{text} is no MAC; write it as in 00:00:5e:00:53:01."},
	"page.error.diagnose.flow":   {"沒有「{text}」這種流程，請用 wired、wireless 或 school。", "There is no flow {text}; use wired, wireless or school."},
	"page.error.diagnose.school": {"看不出是哪一所學校，請加上學校代碼（school=）。", "It cannot be told which school this is; add the school's code (school=)."},

	"diagnose.print.which":  {"請給 --ip 或 --mac。", "Give --ip or --mac."},
	"diagnose.print.cause":  {"原因：{cause}", "Cause: {cause}"},
	"diagnose.print.next":   {"下一步：{next}", "Next: {next}"},
	"diagnose.print.before": {"前兩小時的變動：", "What changed in the two hours before:"},
	"diagnose.print.mail":   {"回報用的信件（請自行寄出）：", "A mail to report it (send it yourself):"},
	"diagnose.print.shared": {"另外還有 {n} 所學校有相同的問題。", "{n} other schools have the same trouble."},

	"place_was": {"之前在這裡", "it was here before"},
}
