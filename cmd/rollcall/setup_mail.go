package main

import (
	"cmp"
	"context"
	"net"
	netmail "net/mail"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// mailSecret is the file of the mail server's password, beside the configuration.
const mailSecret = "secrets/mail-password"

func (k *setupDesk) mailFile() string { return config.PartPath(k.file, "mail.yaml") }

// takeMail writes how mail is sent. A password that is not typed again stays.
func (k *setupDesk) takeMail(ctx context.Context, _ *setupNotes, form url.Values) (*config.Sentence, error) {
	conf, err := k.tried(map[string][]byte{k.mailFile(): []byte("# as if it were not there\n")})
	if err != nil {
		return nil, err
	}
	if conf.Mail.Set() {
		return nil, wrong("setup.mail.elsewhere", wording.Args{"file": k.file})
	}
	m, err := readMail(form)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(filepath.Dir(k.file), mailSecret)
	if password := form.Get("mail_password"); password != "" {
		if err := config.SaveSecret(path, []byte(password+"\n")); err != nil {
			return nil, cannotWrite(path, err)
		}
	}
	drafts := map[string][]byte{k.mailFile(): config.WriteMail(setupHead(), m, mailSecret)}
	if _, err := k.tried(drafts); err != nil {
		return nil, err
	}
	said := sentence("setup.said.mail", nil)
	return &said, k.save(ctx, drafts)
}

// readMail reads the form of the mail server.
func readMail(form url.Values) (config.Mail, error) {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	m := config.Mail{Host: text("mail_host"), TLS: cmp.Or(text("mail_tls"), config.TLSStart), From: text("mail_from"), User: text("mail_user")}
	m.Port = map[string]int{config.TLSStart: 587, config.TLSImplicit: 465, config.TLSNone: 25}[m.TLS]
	var w setupWrong
	if m.Host == "" {
		w = append(w, sentence("setup.need.mailhost", nil))
	}
	if a, err := netmail.ParseAddress(m.From); err != nil || a.Address != m.From {
		w = append(w, sentence("setup.need.mail", wording.Args{"text": cmp.Or(m.From, "–")}))
	}
	if port := text("mail_port"); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			w = append(w, sentence("setup.need.mailport", nil))
		}
		m.Port = n
	}
	if len(w) > 0 {
		return m, w
	}
	return m, nil
}

// takeMailTest sends one mail by the server that is configured.
func (k *setupDesk) takeMailTest(ctx context.Context, _ *setupNotes, form url.Values) (*config.Sentence, error) {
	to := strings.TrimSpace(form.Get("to"))
	if a, err := netmail.ParseAddress(to); err != nil || a.Address != to {
		return nil, wrong("setup.need.mail", wording.Args{"text": cmp.Or(to, "–")})
	}
	conf, err := k.tried(nil)
	if err != nil {
		return nil, err
	}
	if err := k.testMail(ctx, conf, to); err != nil {
		return nil, setupWrong{both("setup.mail.failed", func(lang string) string { return inLang(err, lang) })}
	}
	said := sentence("setup.said.mailtest", wording.Args{"to": to})
	return &said, nil
}

// mailServer is how a person knows a mail server: its host and port.
func mailServer(m config.Mail) string {
	switch {
	case m.File != "":
		return m.File
	case m.Host == "":
		return ""
	}
	return net.JoinHostPort(m.Host, strconv.Itoa(m.Port))
}
