package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// patience is how long a mail server may take for one answer.
const patience = 30 * time.Second

// A Mailer hands mails to the configured server.
type Mailer struct {
	config.Mail
	Now func() time.Time // nil: time.Now
}

// ErrNoMail says that no way to send mail is configured.
var ErrNoMail = &MailError{key: "mail.unset", cause: errors.New("no mail server is configured")}

// A mailing is one mail on its way: what the server is told, apart from its text.
type mailing struct {
	to      string
	subject string
	text    string
	html    string // empty: none
	id      string // Message-ID, without brackets
	thread  string // that of the first mail of its thread; empty: it is the first
	at      time.Time
}

// message makes the MIME message of a mailing. What comes from outside stands in the
// subject and the bodies alone, where the library encodes it.
func (m Mailer) message(p mailing) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithEncoding(mail.EncodingB64))
	if err := msg.FromFormat(m.Name, m.From); err != nil {
		return nil, fmt.Errorf("sender %s: %w", m.From, err)
	}
	if err := msg.To(p.to); err != nil {
		return nil, &MailError{step: StepRecipient, key: "mail.step.recipient", permanent: true,
			args: wording.Args{"host": m.Host, "to": p.to, "reason": err.Error()}, cause: err}
	}
	if m.Bounces != "" {
		if err := msg.EnvelopeFrom(m.Bounces); err != nil {
			return nil, fmt.Errorf("address for bounces %s: %w", m.Bounces, err)
		}
	}
	msg.Subject(wording.Clean(p.subject))
	msg.SetDateWithValue(p.at)
	msg.SetMessageIDWithValue(p.id)
	if p.thread != "" && p.thread != p.id {
		msg.SetGenHeader("In-Reply-To", "<"+p.thread+">") // RFC 5322, 3.6.4
		msg.SetGenHeader("References", "<"+p.thread+">")
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, 5: nobody's holiday answers it
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")  // the same for Exchange
	msg.SetUserAgent("rollcall")
	msg.SetBodyString(mail.TypeTextPlain, p.text)
	if p.html != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, p.html)
	}
	return msg, nil
}

// A session is a connection to the server on which mails are sent one by one.
type session struct {
	Mailer
	client *mail.Client
	conn   net.Conn
	stop   func() bool
}

// dial connects, encrypts and signs in. The session ends with ctx.
func (m Mailer) dial(ctx context.Context) (*session, error) {
	s := &session{Mailer: m}
	options, err := s.options(ctx)
	if err != nil {
		return nil, err
	}
	if s.client, err = mail.NewClient(m.Host, options...); err != nil {
		return nil, m.failed(StepConnect, err, "")
	}
	if err := s.client.DialWithContext(ctx); err != nil {
		if s.conn != nil {
			s.stop()
			_ = s.conn.Close()
		}
		return nil, m.failed(m.stepOf(err), err, "")
	}
	return s, nil
}

// options are what the library is told. The connection ends with ctx.
func (s *session) options(ctx context.Context) ([]mail.Option, error) {
	trust, err := s.trust()
	if err != nil {
		return nil, err
	}
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(patience), mail.WithTLSConfig(trust), mail.WithoutSMTPUTF8(),
		mail.WithDialContextFunc(s.connect(ctx, trust)), mail.WithTLSPolicy(s.policy())}
	if s.User == "" {
		return options, nil
	}
	auth := mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover)
	if s.TLS == config.TLSNone { // which the configuration allows to loopback, or because a person said so
		auth = mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthCramMD5,
			mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc)
	}
	return append(options, auth, mail.WithUsername(s.User), mail.WithPassword(s.Password.Reveal())), nil
}

// policy says what becomes of a connection in clear text. One that is TLS from its
// beginning is recognised as such.
func (s *session) policy() mail.TLSPolicy {
	switch s.TLS {
	case config.TLSStart:
		return mail.TLSMandatory
	case config.TLSImplicit:
		return mail.TLSOpportunistic
	}
	return mail.NoTLS
}

// connect opens the connection, with TLS at once where that is configured. The
// library stops listening to its own context once there is a connection; this one
// is closed when life ends, whatever it waits for.
func (s *session) connect(life context.Context, trust *tls.Config) mail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, network, address)
		if err != nil {
			return nil, &MailError{step: StepConnect, cause: err}
		}
		s.conn, s.stop = conn, context.AfterFunc(life, func() { _ = conn.Close() })
		if s.TLS != config.TLSImplicit {
			return conn, nil
		}
		t := tls.Client(conn, trust)
		if err := t.HandshakeContext(ctx); err != nil {
			return nil, &MailError{step: StepTLS, cause: errors.Join(err, conn.Close())}
		}
		return t, nil
	}
}

// trust says which certificates are believed (RFC 8314, 3.5).
func (m Mailer) trust() (*tls.Config, error) {
	c := &tls.Config{ServerName: m.Host, MinVersion: tls.VersionTLS12}
	if m.CAFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(m.CAFile)
	if err == nil {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			err = fmt.Errorf("%s holds no certificate", m.CAFile)
		}
	}
	if err != nil {
		return nil, m.failed(StepTLS, err, "")
	}
	return c, nil
}

// send hands one mail over and returns what the server answered.
func (s *session) send(p mailing) (string, error) {
	msg, err := s.message(p)
	if err != nil {
		return "", err
	}
	if err := s.client.Send(msg); err != nil && !msg.IsDelivered() {
		return "", s.failed(stepOfSending(err), err, p.to)
	}
	return strings.TrimSpace(msg.ServerResponse()), nil
}

func (s *session) close() {
	s.stop()
	_ = s.client.Close()
	_ = s.conn.Close()
}

// address is the host and port of the server, for people.
func (m Mailer) address() string {
	if m.File != "" {
		return m.File
	}
	return net.JoinHostPort(m.Host, strconv.Itoa(m.Port))
}

func (m Mailer) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}
