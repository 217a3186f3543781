package notify

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

// Text is a letter for people who read plain text.
func (l Letter) Text() string {
	var b strings.Builder
	para := func(text string) {
		if text != "" {
			b.WriteString(text + "\n\n")
		}
	}
	for _, p := range l.Lead {
		para(p)
	}
	for _, s := range l.Sections {
		para(s.text())
	}
	for _, link := range l.Links {
		b.WriteString(link.Text + "\n" + link.URL + "\n\n")
	}
	para(l.Hint)
	b.WriteString("-- \n") // RFC 3676, 4.3
	for _, p := range l.Foot {
		b.WriteString(p + "\n")
	}
	b.WriteString(l.Who.Text + " " + l.Who.URL + "\n")
	return b.String()
}

// text writes a section: its findings, then what holds for all of them.
func (s Section) text() string {
	var b strings.Builder
	if s.Title != "" {
		b.WriteString("■ " + s.Title + "\n\n")
	}
	many := len(s.Items) > 1 || len(s.Items) == 1 && s.Items[0].Link.URL != ""
	for n, i := range s.Items {
		if !many {
			b.WriteString(i.What + "\n")
			continue
		}
		b.WriteString(i.text(n + 1))
	}
	if len(s.Facts) > 0 {
		b.WriteString("\n")
	}
	for _, f := range s.Facts {
		b.WriteString("【" + f.Name + "】" + f.Text + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// text writes one finding among many.
func (i Item) text(n int) string {
	if i.Link.URL == "" {
		return i.What + "\n"
	}
	title := ""
	if i.Title != "" {
		title = "【" + i.Title + "】"
	}
	return fmt.Sprintf("%d. %s%s\n   %s　%s %s\n", n, title, i.What, i.Note, i.Link.Text, i.Link.URL)
}

//go:embed letter.html
var letterPage string

var letterTemplate = template.Must(template.New("letter").Parse(letterPage))

// HTML is a letter for people who read mail with pictures and colours. It loads
// nothing and runs nothing.
func (l Letter) HTML() (string, error) {
	var b bytes.Buffer
	if err := letterTemplate.Execute(&b, l); err != nil {
		return "", fmt.Errorf("write message %d as HTML: %w", l.ID, err)
	}
	return b.String(), nil
}
