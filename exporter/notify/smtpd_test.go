package notify

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"rollcall/inventory/config"
)

// A smtpd is a mail server on loopback that refuses what a test wants it to.
type smtpd struct {
	testing.TB
	addr   net.Addr
	ca     string // PEM file of its certificate
	tls    *tls.Config
	refuse func(step, of string) error // nil: nothing is refused
	mu     sync.Mutex
	mails  []received
}

// A received mail is what the server took.
type received struct{ from, to, data string }

const (
	smtpUser     = "rollcall"
	smtpPassword = "correct horse battery"
)

// startSMTP runs a mail server. With implicit it speaks TLS from the beginning,
// else it offers STARTTLS.
func startSMTP(t testing.TB, implicit bool, refuse func(step, of string) error) *smtpd {
	t.Helper()
	d := &smtpd{TB: t, refuse: refuse}
	d.certificate()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.addr = l.Addr()
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &smtpSession{d: d}, nil }))
	s.Domain, s.AllowInsecureAuth, s.TLSConfig = "mail.city.example", true, d.tls
	s.ErrorLog = discardSMTP{}
	if implicit {
		l = tls.NewListener(l, d.tls)
		s.TLSConfig = nil
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return d
}

type discardSMTP struct{}

func (discardSMTP) Printf(string, ...any) {}
func (discardSMTP) Println(...any)        {}

// certificate makes one for 127.0.0.1, signed by itself.
func (d *smtpd) certificate() {
	d.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		d.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		d.Fatal(err)
	}
	d.tls = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	d.ca = filepath.Join(d.TempDir(), "ca.pem")
	if err := os.WriteFile(d.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		d.Fatal(err)
	}
}

// mailer is a Mailer that sends by the server.
func (d *smtpd) mailer(how string) Mailer {
	port := d.addr.(*net.TCPAddr).Port
	return Mailer{Mail: config.Mail{Host: "127.0.0.1", Port: port, TLS: how, CAFile: d.ca, From: "rollcall@city.example", Name: "網路點名"},
		Now: func() time.Time { return midday }}
}

func (d *smtpd) asked(step, of string) error {
	if d.refuse == nil {
		return nil
	}
	return d.refuse(step, of)
}

func (d *smtpd) took() []received {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]received(nil), d.mails...)
}

type smtpSession struct {
	d        *smtpd
	from, to string
}

func (s *smtpSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *smtpSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != smtpUser || password != smtpPassword {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *smtpSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return s.d.asked("sender", from)
}

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.d.asked("recipient", to)
}

func (s *smtpSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.d.asked("content", s.to); err != nil {
		return err
	}
	s.d.mu.Lock()
	s.d.mails = append(s.d.mails, received{s.from, s.to, string(data)})
	s.d.mu.Unlock()
	return nil
}

func (s *smtpSession) Reset()        {}
func (s *smtpSession) Logout() error { return nil }

// refusing refuses one step with a code.
func refusing(step string, code int) func(string, string) error {
	return func(at, _ string) error {
		if at != step {
			return nil
		}
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "not here"}
	}
}

// header returns the lines of a header of a mail, unfolded.
func header(data, name string) string {
	head, _, _ := strings.Cut(data, "\r\n\r\n")
	head = strings.ReplaceAll(head, "\r\n ", " ")
	for line := range strings.SplitSeq(head, "\r\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// mailErrorOf returns the step that an error names.
func mailErrorOf(err error) Step {
	var e *MailError
	if errors.As(err, &e) {
		return e.Step()
	}
	return ""
}

// bodyOf decodes the text of a mail that has one part, or the first of two.
func bodyOf(t testing.TB, data string) string {
	t.Helper()
	_, body, _ := strings.Cut(data, "\r\n\r\n")
	text, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(strings.TrimSpace(body), "\r\n", ""))
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return string(text)
}
