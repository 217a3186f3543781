package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"rollcall/exporter/audit"
	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// The files of a shadow report: what was found by kind, and each message that would
// have been sent.
const (
	shadowByKind   audit.Table = "kinds"
	shadowMessages audit.Table = "messages"
)

// shadowFile serves a shadow report as {kinds,messages}.{format}.
func (s *server) shadowFile(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	var view any
	if err == nil {
		view, err = s.askShadow(r, q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name, format, _ := strings.Cut(r.PathValue("file"), ".")
	f, table := audit.Format(format), audit.Table(name)
	report, ok := view.(shadowView).reports()[table]
	if !ok || !slices.Contains(audit.Formats(), f) {
		s.fail(w, r, &usageError{http.StatusNotFound, "error.format", []any{"file", r.PathValue("file"), "tables", string(shadowByKind + ", " + shadowMessages)}})
		return
	}
	v := view.(shadowView)
	doc, err := report.Document(audit.About{By: q.Actor, Version: s.Version, At: q.now, From: v.From, To: v.To, Location: location(q.city)})
	var body bytes.Buffer
	if err == nil {
		err = doc.Write(&body, f)
	}
	if err != nil {
		s.fail(w, r, fmt.Errorf("write the shadow report of %s: %w", v.School, err))
		return
	}
	ending, media := table.File(f)
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-shadow-%s-%s.%s"`, v.School, table, q.now.In(taipei).Format("20060102-1504"), ending))
	s.send(w, r, body.Bytes())
}

// reports are the tables of a shadow report.
func (v shadowView) reports() map[audit.Table]audit.Report {
	school := inventory.School{Code: v.School, Name: v.Name}
	kinds := audit.Report{Table: shadowByKind, Title: "影子期報告－依種類", School: school, NotCovered: v.limits(), Columns: []audit.Column{
		{Key: "kind", Title: "種類"}, {Key: "stage", Title: "階段"}, {Key: "opened", Title: "新發現"}, {Key: "resolved", Title: "已結案"},
		{Key: "dismissed", Title: "誤判"}, {Key: "lasting", Title: "期間前已存在"}, {Key: "told", Title: "會通知的發現"}, {Key: "messages", Title: "會寄出的訊息"}}}
	for _, k := range v.Kinds {
		kinds.Rows = append(kinds.Rows, []any{kindWord(k.Kind), audit.Word{Code: string(k.Stage), Text: wording.Name(wording.ZhTW, "stage", string(k.Stage))},
			k.Opened, k.Resolved, k.Mistaken, k.Lasting, k.Told, k.Messages})
	}
	messages := audit.Report{Table: shadowMessages, Title: "影子期報告－會寄出的訊息", School: school, NotCovered: v.limits(), Columns: []audit.Column{
		{Key: "at", Title: "時間"}, {Key: "to", Title: "收件人"}, {Key: "event", Title: "事件"}, {Key: "kind", Title: "種類"},
		{Key: "severity", Title: "等級"}, {Key: "findings", Title: "編號"}}}
	for _, m := range v.Messages {
		messages.Rows = append(messages.Rows, []any{m.At, m.To, audit.Word{Code: string(m.Event), Text: say(wording.ZhTW, "shadow.event."+string(m.Event))},
			kindWord(m.Kind), audit.Word{Code: string(m.Severity), Text: wording.Severity(wording.ZhTW, m.Severity)}, refs(m.Findings)})
	}
	return map[audit.Table]audit.Report{shadowByKind: kinds, shadowMessages: messages}
}

// kindWord is a kind for programs and for people; nothing of a digest, which has many.
func kindWord(kind inventory.Kind) audit.Word {
	if kind == "" {
		return audit.Word{}
	}
	return audit.Word{Code: string(kind), Text: wording.Kind(wording.ZhTW, kind)}
}

func refs(ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = wording.Ref(id)
	}
	return out
}

// limits are what the report supposes, and leaves out.
func (v shadowView) limits() []string {
	notes := []string{"這是推演：依目前的收件人、上班時間與每日上限，並未寄出任何訊息"}
	if v.All {
		notes = append(notes, "推演假設每一種告警都已開啟")
	}
	if v.Nobody {
		notes = append(notes, "本校尚無聯絡人，推演假設有一位收件人")
	}
	if v.Cut > 0 {
		notes = append(notes, fmt.Sprintf("另有 %d 件發現未納入推演", v.Cut))
	}
	return notes
}
