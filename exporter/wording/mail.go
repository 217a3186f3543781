package wording

// mails hold what stands around findings in messages to people, and what is said
// of sending them.
var mails = table{
	"mail.group.subject":  {"[rollcall] {school}｜{severity:severity}｜{kind:kind} {n} 件｜{ref} 起", "[rollcall] {school} | {severity:severity} | {kind:kind}, {n} findings | from {ref}"},
	"mail.over.subject":   {"[rollcall] {school}｜{severity:severity}｜{kind:kind} {n} 件已恢復｜{ref} 起", "[rollcall] {school} | {severity:severity} | {kind:kind}, {n} normal again | from {ref}"},
	"mail.digest.subject": {"[rollcall] {school}｜摘要｜{n} 件｜{day}", "[rollcall] {school} | digest | {n} findings | {day}"},
	"mail.digest.schools": {"{n} 所學校", "{n} schools"},
	"mail.test.subject":   {"[rollcall] {city}｜測試｜通知可以送達", "[rollcall] {city} | test | messages arrive"},
	"mail.link.subject":   {"[rollcall] {city}｜登入連結", "[rollcall] {city} | sign-in link"},
	"mail.again.title":    {"（再次通知）{title}", "(again) {title}"},

	"mail.lead.reminded": {"以下事項已通知過，{n} 個上課日後仍未處理。處理中的事項請按「處理中」，就不再提醒。", "You were told of this; {n} school days later nobody has said a word on it. Mark it as acknowledged, and there will be no other reminder."},
	"mail.lead.worse":    {"這件事項已由警告升為緊急。", "This has become critical."},
	"mail.lead.group":    {"{kind:kind}，共 {n} 件，可能是同一個原因：", "{kind:kind}, {n} findings, perhaps of one cause:"},
	"mail.lead.over":     {"以下 {n} 件已恢復正常，不需要再處理：", "{n} findings are normal again; there is nothing left to do:"},
	"mail.lead.digest":   {"下班時間發生、較不急，或超過一天封數上限的事項，彙整如下。", "What came outside of school hours, what is less urgent, and what was beyond the number of messages of a day."},
	"mail.lead.test":     {"這是一封測試通知。看到它，就表示 rollcall 的通知可以送到您這裡；不需要做任何事。", "This is a test. Seeing it means that messages of rollcall reach you; there is nothing to do."},
	"mail.lead.link":     {"有人以這個信箱要求登入 rollcall。請打開下面的連結完成登入；只能用一次，過期就失效。", "Somebody asked to sign in to rollcall with this address. Open the link below; it works once and for a short time."},
	"mail.lead.link.not": {"如果不是您要求的，不必理會這封信，也不要把連結轉給別人。", "If it was not you, ignore this mail and pass the link on to nobody."},

	"mail.where":    {"地點", "Where"},
	"mail.since":    {"時間", "Since"},
	"mail.evidence": {"依據", "Evidence"},
	"mail.next":     {"請這樣做", "What to do"},
	"mail.fixed":    {"怎樣算完成", "When it is done"},
	"mail.ref":      {"編號", "Reference"},
	"mail.open":     {"看完整內容", "Everything about it"},
	"mail.all":      {"看全部 {n} 件", "All {n} of them"},
	"mail.listed":   {"已登錄（請系統再查一次名單）", "It is listed now (look again)"},
	"mail.dismiss":  {"這不是問題（誤判）", "This is no problem (false alarm)"},
	"mail.ask":      {"按下後會先請您登入並確認，不會立即生效。", "You are asked to sign in and to confirm; nothing happens before."},
	"mail.more":     {"另有 {n} 件，請見網頁。", "{n} more are on the page."},
	"mail.lasting":  {"還沒解決（{n} 件）", "Not solved yet ({n})"},
	"mail.past":     {"已經恢復（{n} 件）", "Normal again ({n})"},
	"mail.from":     {"{open:time} 到 {over:time}", "{open:time} to {over:time}"},

	"mail.foot.why":     {"您收到這封信，因為您是{school}的聯絡人。", "You get this because you are a contact of {school}."},
	"mail.foot.centre":  {"您收到這封信，因為您是{city}的聯絡人。", "You get this because you are a contact of {city}."},
	"mail.foot.budget":  {"每人每天最多 {n} 封，其餘併入每個上課日早上的一封摘要；緊急事項不受此限。", "At most {n} messages a day; the rest comes in one digest in the morning of each school day. What is critical comes at any time."},
	"mail.foot.who":     {"誰會收到什麼", "Who gets what"},
	"mail.foot.auto":    {"rollcall 自動寄出，請勿直接回信。", "Sent by rollcall by itself; please do not reply."},
	"mail.foot.contact": {"有問題請洽 {contact}。", "Questions go to {contact}."},

	"mail.line":        {"{school}：緊急 {critical} 件、警告 {warning} 件、提醒 {info} 件、已恢復 {over} 件。請登入查看。", "{school}: {critical} critical, {warning} warnings, {info} hints, {over} normal again. Sign in to see them."},
	"mail.line.budget": {"本月 {n} 則的額度已用完，這則沒有送出", "this month's {n} messages are used up; this one was not sent"},

	"mail.step.connect":   {"連不上郵件伺服器 {host}（{reason}）。請檢查主機名稱、連接埠與防火牆。", "The mail server {host} cannot be reached ({reason}). Check its name, the port and the firewall."},
	"mail.step.greeting":  {"連上了 {host}，但它不像郵件伺服器，或不願意說話（{reason}）。請檢查連接埠，以及 tls 是 starttls 還是 implicit。", "{host} answers, but not as a mail server, or refuses to talk ({reason}). Check the port, and whether tls is starttls or implicit."},
	"mail.step.tls":       {"無法與 {host} 建立加密連線（{reason}）。請檢查 tls 的寫法、憑證上的名稱，自簽憑證請寫 ca_file。", "No encrypted connection to {host} ({reason}). Check tls and the name in its certificate; for a private one write ca_file."},
	"mail.step.auth":      {"{host} 不接受帳號密碼（{reason}）。請檢查 user 與 password_file 的內容；有些服務要用應用程式密碼。", "{host} refuses user and password ({reason}). Check user and what stands in password_file; some services want a password for applications."},
	"mail.step.sender":    {"{host} 不讓我們以 {from} 寄信（{reason}）。請把 from 改成這個帳號可以用的位址。", "{host} does not let us send as {from} ({reason}). Write an address as from that this user may use."},
	"mail.step.recipient": {"{host} 不收給 {to} 的信（{reason}）。請核對位址；如果是外部信箱，請確認伺服器允許轉寄。", "{host} takes no mail for {to} ({reason}). Check the address; for one elsewhere, whether the server may relay."},
	"mail.step.content":   {"{host} 退回了信件內容（{reason}）。可能被當成垃圾郵件；請洽郵件伺服器的管理者。", "{host} refused the mail itself ({reason}), perhaps as spam. Ask who runs the mail server."},
	"mail.step.file":      {"無法寫入 {host}（{reason}）。", "{host} cannot be written ({reason})."},
	"mail.unset":          {"還沒有設定郵件伺服器；請在設定檔寫上 mail:。", "No mail server is configured; write mail: into the configuration."},
	"mail.tested":         {"測試信已交給 {host}，收件人 {to}。請看看收件匣，也看看垃圾郵件匣。", "A test mail for {to} was handed to {host}. Look into the inbox, and into the spam folder."},
}
