package notify

import (
	"context"
	"mime"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// send sends letters and returns what came of each.
func send(t *testing.T, m Mailer, letters ...Letter) []outcome {
	t.Helper()
	var all []outcome
	m.carry(t.Context(), letters, func(_ Letter, o outcome) { all = append(all, o) })
	if len(all) != len(letters) {
		t.Fatalf("%d of %d letters came to anything", len(all), len(letters))
	}
	return all
}

func letterOf(t *testing.T, o store.Outgoing) Letter {
	t.Helper()
	l, ok := testComposer().Compose(o, coordinator(), midday)
	if !ok {
		t.Fatal("there is nothing to tell")
	}
	return l
}

func TestMailOverEachKindOfConnection(t *testing.T) {
	for _, how := range []string{config.TLSStart, config.TLSImplicit, config.TLSNone} {
		for _, user := range []string{"", smtpUser} {
			t.Run(how+" "+user, func(t *testing.T) {
				d := startSMTP(t, how == config.TLSImplicit, nil)
				m := d.mailer(how)
				m.User, m.Password = user, smtpPassword
				if user == "" {
					m.Password = ""
				}
				first, second := letterOf(t, outgoing(inventory.TellOpened, random6())), letterOf(t, outgoing(inventory.TellResolved, ended(random6())))
				second.ID, second.Thread, second.ThreadAt = 8, 7, midday
				for i, o := range send(t, m, first, second) {
					if o.err != nil || !strings.HasPrefix(o.answer, "2") {
						t.Fatalf("letter %d: %q, %v", i, o.answer, o.err)
					}
				}
				if got := d.took(); len(got) != 2 || got[0].from != "rollcall@city.example" || got[0].to != "it@179901.example" {
					t.Fatalf("the server took %+v", got)
				}
			})
		}
	}
}

func TestHeadersOfAMail(t *testing.T) {
	d := startSMTP(t, false, nil)
	m := d.mailer(config.TLSStart)
	m.Bounces = "bounces@city.example"
	first, over := letterOf(t, outgoing(inventory.TellOpened, random6())), letterOf(t, outgoing(inventory.TellResolved, ended(random6())))
	first.Thread, first.ThreadAt = 7, midday
	over.ID, over.Thread, over.ThreadAt = 8, 7, midday
	send(t, m, first, over)
	got := d.took()
	id := header(got[0].data, "Message-ID")
	want := map[string]string{"Auto-Submitted": "auto-generated", "To": "<it@179901.example>", "References": "", "Bcc": ""}
	for name, value := range want {
		if header(got[0].data, name) != value {
			t.Errorf("%s: %q, want %q", name, header(got[0].data, name), value)
		}
	}
	if header(got[1].data, "References") != id || header(got[1].data, "In-Reply-To") != id || id == header(got[1].data, "Message-ID") {
		t.Errorf("the second mail refers to %q, the first is %q", header(got[1].data, "References"), id)
	}
	if got[0].from != "bounces@city.example" {
		t.Errorf("bounces go to %q", got[0].from)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(header(got[0].data, "Subject"))
	if err != nil || subject != "[rollcall] 海燕國小｜警告｜疑似隨機MAC 6台｜#A-1023" {
		t.Errorf("the subject is %q, %v", subject, err)
	}
	from, err := mail.ParseAddress(header(got[0].data, "From"))
	if err != nil || from.Name != "網路點名" || from.Address != "rollcall@city.example" {
		t.Errorf("it comes from %+v, %v", from, err)
	}
	for _, line := range strings.Split(got[0].data, "\r\n") {
		if len(line) > 998 { // RFC 5322, 2.1.1
			t.Errorf("a line has %d octets", len(line))
		}
	}
}

// Each step that does not work is named, in both languages, with what to do.
func TestWhichStepDidNotWork(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	rude, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rude.Close() })
	go func() {
		for {
			conn, err := rude.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			conn.Close()
		}
	}()
	plain := func(refuse func(string, string) error) func(*testing.T) Mailer {
		return func(t *testing.T) Mailer { return startSMTP(t, false, refuse).mailer(config.TLSStart) }
	}
	at := func(addr net.Addr, how string) func(*testing.T) Mailer {
		return func(*testing.T) Mailer {
			return Mailer{Mail: config.Mail{Host: "127.0.0.1", Port: addr.(*net.TCPAddr).Port, TLS: how, From: "rollcall@city.example", Name: "x"}}
		}
	}
	with := func(change func(*Mailer), make func(*testing.T) Mailer) func(*testing.T) Mailer {
		return func(t *testing.T) Mailer { m := make(t); change(&m); return m }
	}
	tests := []struct {
		name      string
		mailer    func(*testing.T) Mailer
		step      Step
		permanent bool
	}{
		{"nobody listens", at(closed.Addr(), config.TLSStart), StepConnect, false},
		{"nobody listens, with TLS", at(closed.Addr(), config.TLSImplicit), StepConnect, false},
		{"no mail server", at(rude.Addr(), config.TLSStart), StepGreeting, false},
		{"no TLS there", at(rude.Addr(), config.TLSImplicit), StepTLS, false},
		{"unknown authority", with(func(m *Mailer) { m.CAFile = "" }, plain(nil)), StepTLS, false},
		{"wrong name", with(func(m *Mailer) { m.Host = "localhost" }, plain(nil)), StepTLS, false},
		{"no file of certificates", with(func(m *Mailer) { m.CAFile = "/nonexistent" }, plain(nil)), StepTLS, false},
		{"wrong password", with(func(m *Mailer) { m.User, m.Password = smtpUser, "wrong" }, plain(nil)), StepAuth, false},
		{"sender", plain(refusing("sender", 550)), StepSender, false},
		{"recipient for now", plain(refusing("recipient", 450)), StepRecipient, false},
		{"recipient for good", plain(refusing("recipient", 550)), StepRecipient, true},
		{"content", plain(refusing("content", 554)), StepContent, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.mailer(t).SendTest(t.Context(), "示範市", "it@179901.example")
			if mailErrorOf(err) != tt.step {
				t.Fatalf("step %q, want %q: %v", mailErrorOf(err), tt.step, err)
			}
			if final(err) != tt.permanent {
				t.Errorf("for good: %v, want %v", final(err), tt.permanent)
			}
			zh := err.(*MailError).In("zh-TW")
			if zh == err.Error() || strings.Contains(zh, "不明") || strings.Contains(err.Error(), "unknown (") || strings.Contains(zh+err.Error(), smtpPassword) {
				t.Errorf("told as %q and %q", zh, err)
			}
		})
	}
}

func TestSendTestAndLink(t *testing.T) {
	if err := (Mailer{}).SendTest(t.Context(), "x", "it@179901.example"); err != ErrNoMail {
		t.Errorf("without a server: %v", err)
	}
	d := startSMTP(t, false, nil)
	m := d.mailer(config.TLSStart)
	link := "https://rollcall.city.example/sign-in/link/" + strings.Repeat("x", 200)
	if err := m.SendLink(t.Context(), "示範市", inventory.Person{Name: "chen", Mail: "chen@179901.example"}, link); err != nil {
		t.Fatal(err)
	}
	if err := m.SendTest(t.Context(), "示範市", "chen@179901.example"); err != nil {
		t.Fatal(err)
	}
	got := d.took()
	if len(got) != 2 || got[0].to != "chen@179901.example" || !strings.Contains(bodyOf(t, got[0].data), link) {
		t.Errorf("sent %+v", got)
	}
	if told := m.Tested(wording.ZhTW, "chen@179901.example"); !strings.Contains(told, "chen@179901.example") {
		t.Errorf("told as %q", told)
	}
}

// A name from the network ends no header, and an address that is none is refused.
func TestHeaderInjection(t *testing.T) {
	d := startSMTP(t, false, nil)
	m := d.mailer(config.TLSStart)
	for _, evil := range hostile() {
		f := random6()
		f.Args["n"], f.Args["ssid"] = evil, evil
		f.Switch = inventory.SwitchID(evil)
		send(t, m, letterOf(t, outgoing(inventory.TellOpened, f)))
	}
	for i, got := range d.took() {
		if header(got.data, "Bcc") != "" || header(got.data, "X-Evil") != "" || got.to != "it@179901.example" {
			t.Errorf("%q made a header:\n%s", hostile()[i], got.data)
		}
	}
	for _, to := range []string{"it@179901.example\r\nRCPT TO:<x@evil.example>", "it@179901.example, x@evil.example", "<it@179901.example> SIZE=1", ""} {
		err := m.SendTest(context.Background(), "x", to)
		if mailErrorOf(err) != StepRecipient {
			t.Errorf("a mail to %q: %v", to, err)
		}
	}
	if n := len(d.took()); n != len(hostile()) {
		t.Errorf("the server took %d mails, want %d", n, len(hostile()))
	}
}

func TestMailsIntoAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mails.jsonl")
	m := Mailer{Mail: config.Mail{File: file, From: "rollcall@city.example"}}
	for _, o := range send(t, m, letterOf(t, outgoing(inventory.TellOpened, random6())), letterOf(t, outgoing(inventory.TellTest))) {
		if o.err != nil || !strings.Contains(o.body, "聯絡人") {
			t.Errorf("came to %+v", o)
		}
	}
	text, err := os.ReadFile(file)
	info, _ := os.Stat(file)
	if err != nil || strings.Count(string(text), "\n") != 2 || info.Mode().Perm() != 0o600 {
		t.Errorf("%s, %v, %v", text, err, info.Mode())
	}
	m.File = t.TempDir()
	if o := send(t, m, letterOf(t, outgoing(inventory.TellTest))); mailErrorOf(o[0].err) != StepFile {
		t.Errorf("a directory as file: %v", o[0].err)
	}
}
