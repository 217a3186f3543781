package audit

import (
	"time"

	"rollcall/exporter/wording"
)

// A Backup is one line of the record of backups: a backup that was made, taken
// to another disk or put back.
type Backup struct {
	Done      time.Time
	Kind      string // automatic, offline or restored
	Size      int64  // octets
	SHA256    string
	KeptUntil time.Time // zero: whoever has it decides
}

func backupForm() form {
	return form{table: Backups, title: "備份紀錄", columns: plainColumns(backupColumns()),
		rows:   filled(backupColumns(), func(s *school) []Backup { return s.Source.Backups }),
		limits: []string{"備份由網路中心統一製作，只在網路中心的紀錄中列出"}}
}

func backupColumns() []column[Backup] {
	return []column[Backup]{
		{Column{"time", "時間"}, func(b Backup) any { return b.Done }},
		{Column{"kind", "類別"}, func(b Backup) any { return Word{b.Kind, wording.Text(wording.ZhTW, "backup."+b.Kind, nil)} }},
		{Column{"size", "大小(位元組)"}, func(b Backup) any { return int(b.Size) }},
		{Column{"sha256", "SHA-256"}, func(b Backup) any { return b.SHA256 }},
		// What does not verify is not called a backup, copied or restored at all.
		{Column{"verify_result", "驗證結果"}, func(Backup) any { return Word{"ok", wording.Text(wording.ZhTW, "backup.verified", nil)} }},
		{Column{"kept_until", "保留至"}, func(b Backup) any { return b.KeptUntil }},
	}
}
