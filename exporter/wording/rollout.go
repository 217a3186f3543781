package wording

// rollout holds the words of the pages on how far schools are, on what would have
// been sent, and on the baseline.
var rollout = table{
	"page.nav.rollout":   {"上線", "Rollout"},
	"page.rollout.title": {"試行與上線", "Rollout"},
	"page.rollout.hint": {"學校先「試行」：照樣判斷，結果只給教網中心看，不寄通知。確認可靠後「上線」，再逐項開啟各種告警。",
		"A school begins in shadow: everything is judged, only the network centre sees it, nobody is sent a message. Once that can be relied on it goes live, kind by kind."},
	"page.rollout.pick":    {"選取", "Pick"},
	"page.rollout.stage":   {"階段", "Stage"},
	"page.rollout.on":      {"開啟的種類", "Kinds that are on"},
	"page.rollout.decided": {"最近決定", "Decided last"},
	"page.rollout.kinds":   {"{n} / {all}", "{n} of {all}"},
	"page.rollout.set":     {"其中 {n} 種經人決定", "{n} of them decided by hand"},
	"page.rollout.since":   {"{at} 起", "since {at}"},
	"page.rollout.nobody":  {"尚未決定", "nobody yet"},
	"page.rollout.keep":    {"不變", "as it is"},
	"page.rollout.default": {"預設", "default"},
	"page.rollout.do":      {"變更所選學校", "Change the schools picked"},
	"page.rollout.do.hint": {"先在上表勾選學校，再選要變更的項目；沒選的不變。", "Pick schools above, then choose what becomes of them; the rest stays as it is."},
	"page.rollout.whole":   {"整校", "School as a whole"},
	"page.rollout.perkind": {"逐項開啟或改為試行", "Kind by kind"},
	"page.rollout.become":  {"改為", "Becomes"},
	"page.rollout.go":      {"儲存變更", "Save"},
	"page.rollout.did":     {"已儲存。", "Saved."},
	"page.rollout.each":    {"各種告警", "Kind by kind"},
	"page.rollout.history": {"決定紀錄", "What was decided"},

	"page.rollout.live.on":            {"上線：開始寄通知", "live: messages are sent"},
	"page.rollout.live.shadow":        {"回到試行：停止寄通知", "back into shadow: no message is sent"},
	"page.rollout.school.on":          {"已上線", "live"},
	"page.rollout.school.shadow":      {"試行中", "in shadow"},
	"page.rollout.school.hint.on":     {"標為「開啟」的種類會寄通知，其餘只留紀錄。", "Kinds that are on are told; the others are only recorded."},
	"page.rollout.school.hint.shadow": {"本校照樣判斷，但不寄任何通知，結果只給教網中心看。", "Everything is judged, nobody is sent a message, and only the network centre looks at it."},
	"page.rollout.each.hint":          {"學校上線後，「開啟」的種類才會寄通知。", "Once the school is live, kinds that are on are told."},
	"page.rollout.became.on":          {"學校上線", "the school went live"},
	"page.rollout.became.shadow":      {"學校回到試行", "the school went back into shadow"},
	"page.rollout.nobody.yet":         {"還沒有人決定過，全部依預設。", "Nobody has decided anything; everything is at its default."},

	"page.error.rollout.none":  {"沒有勾選學校，沒有變更。", "No school was picked; nothing was changed."},
	"page.error.rollout.stage": {"沒有「{stage}」這個階段。", "There is no stage “{stage}”."},
	"page.error.rollout.kind":  {"沒有「{kind}」這種告警。", "There is no kind “{kind}”."},
}
