package config

import (
	"net"
	"net/mail"
	"net/netip"
	"strings"
)

// checkMail checks how mail is sent. Its password stands in a file of its own.
func (c *checker) checkMail(raw rawMail) {
	if raw.pos.line == 0 {
		return
	}
	m := &c.Mail
	m.From, m.Name = c.mailAddress(raw.From, "from"), raw.Name.or(m.Name)
	m.Bounces = c.mailAddress(raw.Bounces, "bounces")
	for _, t := range raw.Centre.v {
		if a := c.mailAddress(t, "centre"); a != "" {
			m.Centre = append(m.Centre, a)
		}
	}
	if !raw.From.set {
		c.errorf(raw.pos, "mail 沒有 from；請寫上寄件位址，例如 from: rollcall@city.example", "mail has no from; write the address that mails come from, like from: rollcall@city.example")
	}
	switch {
	case raw.Host.set && raw.File.set:
		c.errorf(raw.File.pos, "mail 同時有 host 與 file；請只留一個", "mail has both host and file; keep one")
	case raw.File.set:
		m.File = c.path(raw.File.v)
	case !raw.Host.set:
		c.errorf(raw.pos, "mail 沒有 host；請寫上郵件伺服器，例如 host: smtp.city.example", "mail has no host; write the mail server, like host: smtp.city.example")
	default:
		c.checkMailServer(raw)
	}
}

func (c *checker) checkMailServer(raw rawMail) {
	m := &c.Mail
	if m.Host = raw.Host.v; strings.ContainsAny(m.Host, ":/@ ") && net.ParseIP(m.Host) == nil {
		c.errorf(raw.Host.pos, "mail 的 host「%s」不是主機名稱；連接埠請寫在 port", "host of mail: %q is not the name of a host; a port goes to port", m.Host)
	}
	m.TLS = c.oneOf(raw.TLS, "tls", TLSStart, TLSImplicit, TLSNone)
	if m.TLS == "" {
		m.TLS = TLSStart
	}
	m.Port = map[string]int{TLSStart: 587, TLSImplicit: 465, TLSNone: 25}[m.TLS]
	c.between(raw.Port, "port", bounds{1, 65535}, &m.Port)
	if m.TLS == TLSNone && !onLoopback(m.Host) && !raw.Unencrypted.v {
		c.errorf(raw.TLS.pos, "tls: none 會讓經過的人讀到每封信；請用 starttls 或 implicit，確實不行再加上 allow_unencrypted: true",
			"tls: none lets everybody on the way read every mail; use starttls or implicit, or add allow_unencrypted: true if nothing else works")
	}
	m.CAFile = c.existing(raw.CAFile)
	c.checkMailUser(raw)
	if !c.linksLeadHere(raw) {
		c.warnf(raw.pos, "信裡的連結會指向 %s，別人的電腦打不開；請在 web: 之下寫 external_url", "links in mails will lead to %s, which other people's computers cannot open; write external_url under web:", c.Web.ExternalURL)
	}
}

func (c *checker) checkMailUser(raw rawMail) {
	m := &c.Mail
	m.User = raw.User.v
	switch {
	case m.User != "" && !raw.PasswordFile.set:
		c.errorf(raw.User.pos, "mail 有 user 卻沒有 password_file；請把密碼寫進檔案並在這裡寫上檔名", "mail has a user but no password_file; put the password into a file and name it here")
	case m.User == "" && raw.PasswordFile.set:
		c.errorf(raw.PasswordFile.pos, "mail 有 password_file 卻沒有 user；請加上 user: 名稱", "mail has a password_file but no user; add user: NAME")
	case m.User != "":
		m.Password, m.PasswordFile = c.secretLine(raw.PasswordFile), c.path(raw.PasswordFile.v)
	}
}

// linksLeadHere says whether the links in mails lead somewhere that people reach.
func (c *checker) linksLeadHere(raw rawMail) bool {
	_, host, _ := strings.Cut(c.Web.ExternalURL, "://")
	host, _, _ = strings.Cut(host, "/")
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return !onLoopback(host) || onLoopback(raw.Host.v)
}

func onLoopback(host string) bool {
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// mailAddress takes a bare address: no name before it, nothing that could end a
// header.
func (c *checker) mailAddress(t text, key string) string {
	if t.v == "" {
		return ""
	}
	if a, err := mail.ParseAddress(t.v); err != nil || a.Address != t.v {
		c.errorf(t.pos, "mail 的 %s「%s」不是電子郵件位址", "%s of mail: %q is not a mail address", key, t.v)
		return ""
	}
	return t.v
}

// secretLine reads a file that holds a secret in one line.
func (c *checker) secretLine(t text) Secret {
	path := c.path(t.v)
	b, ok := c.readSecret(t.pos, path)
	if !ok {
		return ""
	}
	s := strings.TrimSpace(strings.TrimPrefix(string(b), "\ufeff"))
	switch {
	case s == "":
		c.errorf(t.pos, "%s 是空的；請把密碼寫進去", "%s is empty; write the secret into it", path)
	case strings.ContainsAny(s, "\r\n"):
		c.errorf(t.pos, "%s 有好幾行；密碼只有一行", "%s has several lines; a secret is one", path)
	default:
		return Secret(s)
	}
	return ""
}
