package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// carry sends letters over one connection. What came of each is told by done; a
// server that cannot be reached is told of all of them.
func (m Mailer) carry(ctx context.Context, letters []Letter, done func(Letter, outcome)) {
	if m.File != "" {
		for _, l := range letters {
			done(l, m.write(m.mailing(l)))
		}
		return
	}
	s, err := m.dial(ctx)
	if err != nil {
		for _, l := range letters {
			done(l, outcome{body: l.Text(), err: err})
		}
		return
	}
	defer s.close()
	for _, l := range letters {
		p, err := m.mailing(l)
		if err != nil {
			done(l, outcome{err: err})
			continue
		}
		answer, err := s.send(p)
		done(l, outcome{answer: answer, body: p.text, err: err})
	}
}

// mailing is a letter as a mail.
func (m Mailer) mailing(l Letter) (mailing, error) {
	p := mailing{to: l.To.Address(), subject: l.Subject, text: l.Text(), id: m.id(l.ID, l.At), at: m.now()}
	if l.Thread != 0 {
		p.thread = m.id(l.Thread, l.ThreadAt)
	}
	var err error
	p.html, err = l.HTML()
	return p, err
}

// id is the Message-ID of a message: the same each time it is sent, so that a
// mail that comes twice after a crash is seen to be one (RFC 5322, 3.6.4).
func (m Mailer) id(message int64, at time.Time) string {
	_, domain, _ := strings.Cut(m.From, "@")
	return fmt.Sprintf("rollcall.%d.%d@%s", message, at.Unix(), domain)
}

// write puts a mail into the file that stands for a server.
func (m Mailer) write(p mailing, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	line := map[string]string{"at": p.at.UTC().Format(time.RFC3339), "to": p.to, "subject": p.subject, "message_id": p.id, "text": p.text}
	if err := appendLine(m.File, line); err != nil {
		return outcome{body: p.text, err: m.failed(StepFile, err, p.to)}
	}
	return outcome{answer: m.File, body: p.text}
}

// appendLine adds a line of JSON to a file that only its owner reads.
func appendLine(file string, v any) (err error) {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	_, err = f.Write(append(line, '\n'))
	return err
}

// SendTest sends one mail that says it is a test, at once and beside the outbox.
// Its error is a *[MailError], which says which step did not work.
func (m Mailer) SendTest(ctx context.Context, city, to string) error {
	return m.sendOne(ctx, mailing{to: to, subject: wording.Text(wording.ZhTW, "mail.test.subject", wording.Args{"city": city}),
		text: bothLanguages("mail.lead.test", "mail.foot.auto")})
}

// SendLink mails somebody the address by which that one signs in once. The address
// is a secret: it is kept nowhere, so a link that does not arrive is asked for anew.
func (m Mailer) SendLink(ctx context.Context, city string, who inventory.Person, url string) error {
	text := wording.Text(wording.ZhTW, "mail.lead.link", nil) + "\n\n" + url + "\n\n" + bothLanguages("mail.lead.link.not", "mail.foot.auto") +
		"\n" + wording.Text(wording.En, "mail.lead.link", nil) + "\n"
	return m.sendOne(ctx, mailing{to: who.Mail, subject: wording.Text(wording.ZhTW, "mail.link.subject", wording.Args{"city": city}), text: text})
}

func bothLanguages(keys ...string) string {
	var b strings.Builder
	for _, lang := range wording.Langs() {
		for _, key := range keys {
			b.WriteString(wording.Text(lang, key, nil) + "\n")
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (m Mailer) sendOne(ctx context.Context, p mailing) error {
	if !m.Set() {
		return ErrNoMail
	}
	p.at = m.now()
	p.id = m.id(p.at.UnixNano(), p.at) // no number of the outbox is so high
	if m.File != "" {
		return m.write(p, nil).err
	}
	s, err := m.dial(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	_, err = s.send(p)
	return err
}

// Tested says that a test mail was handed over, in a language.
func (m Mailer) Tested(lang wording.Lang, to string) string {
	return wording.Text(lang, "mail.tested", wording.Args{"host": m.address(), "to": to})
}

// number writes a message's number for headers.
func number(id int64) string { return strconv.FormatInt(id, 10) }
