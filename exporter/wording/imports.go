package wording

// imports are what the verb that takes in lists says.
var imports = table{
	"cli.import.column":   {"--column 要寫成 欄名=欄位，例如 --column 卡號=mac；「{text}」不是。", "--column takes HEAD=KEY, such as --column Card=mac; {text} is not"},
	"cli.import.encoding": {"不認得編碼「{name}」；可用 {known:whole}。", "there is no encoding {name}; name one of {known:whole}"},
	"cli.import.key":      {"這份清單沒有「{key}」這個欄位；可用 {known:whole}，- 表示不讀。", "the list has no field {key}; name one of {known:whole}, or - to leave the column unread"},

	"import.schools.head":  {"由 rollcall import schools 寫入。可以直接修改。", "Written by rollcall import schools. Edit it as you like."},
	"import.schools.empty": {"檔案裡沒有學校，設定維持不變。", "The file has no schools; the configuration stays as it was."},
	"import.schools.known": {"第 {row} 列：學校 {school}（{name}）已經在設定檔中，內容與檔案不同。請直接修改設定檔，或從檔案刪去這一列。", "row {row}: school {school} ({name}) is configured already, and otherwise; edit the configuration, or take the row out"},
	"import.schools.same":  {"{same} 所學校都已經在設定裡，沒有更動。", "All {same} schools are configured already; nothing was changed."},
	"import.schools.dry":   {"試跑，未寫入：將加入 {new} 所學校，{same} 所本來就有。", "Dry run, nothing written: {new} schools would be added, {same} are there already."},
	"import.schools.done":  {"已加入 {new} 所學校到 conf.d，{same} 所本來就有。", "Added {new} schools in conf.d, {same} were there already."},
}
