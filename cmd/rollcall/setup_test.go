package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/exporter/web"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A newcomer is a person at the page of a daemon that somebody has just installed.
type newcomer struct {
	*testing.T
	file string
	http *http.Client
}

// install makes the first configuration by the verb and starts the daemon. The
// switches of the test answer at once, so that it need not be patient.
func install(t *testing.T) *newcomer {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "rollcall.yaml")
	var out bytes.Buffer
	listen := "127.0.0.1:" + freePort(t)
	err := run(t.Context(), []string{"--lang", "en", "-c", file, "setup", "--listen", listen, "--data-dir", filepath.Join(dir, "data")}, &out, &out)
	if err != nil || !strings.Contains(out.String(), "http://"+listen+"/setup") {
		t.Fatalf("%v: %s", err, &out)
	}
	if err := run(t.Context(), []string{"-c", file, "setup"}, io.Discard, io.Discard); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second setup: %v", err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "polling: {interface: 2s, timeout: 300ms, max_pps_per_switch: 1000, max_pps_per_school: 1000}\nreach: {gateways: false, devices: false}\n"...)
	if err := os.WriteFile(file, text, 0o640); err != nil {
		t.Fatal(err)
	}
	startDaemon(t, file)
	n := &newcomer{T: t, file: file}
	conf, problems := config.Load(file)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	eventually(t, 20*time.Second, "the daemon serves", func() error {
		c, ok := daemonClient(conf)
		if !ok {
			return errors.New("nobody answers")
		}
		n.http = c.http
		return nil
	})
	return n
}

// startDaemon runs the daemon until the test ends.
func startDaemon(t *testing.T, file string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	var out lines
	go func() { ended <- run(ctx, []string{"-c", file, "run"}, &out, &out) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the daemon ended with %v", err)
		}
		for _, secret := range []string{"right", "hunter2"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("the log tells a secret: %s", &out)
			}
		}
	})
}

// state asks how far the set-up is.
func (n *newcomer) state() (s web.SetupState) {
	n.Helper()
	text := n.get("/api/v1/setup")
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		n.Fatalf("%v: %s", err, text)
	}
	return s
}

func (n *newcomer) get(path string) string {
	n.Helper()
	var text string
	eventually(n.T, 20*time.Second, path+" answers", func() error { // a daemon may just be giving way to the next
		resp, err := n.http.Get("http://localhost" + path)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err == nil && resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", resp.Status, body)
		}
		text = string(body)
		return err
	})
	return text
}

// send sends a form, and returns the state it leads to.
func (n *newcomer) send(step string, form url.Values) web.SetupState {
	n.Helper()
	stay := *n.http
	stay.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := stay.PostForm("http://localhost/setup/"+step, form)
	if err != nil {
		n.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(resp.Header.Get("Location"), "/setup#") {
		text, _ := io.ReadAll(resp.Body)
		n.Fatalf("%s answers %s, %q\n%s", step, resp.Status, resp.Header, text)
	}
	return n.state()
}

// found waits for the end of a search.
func (n *newcomer) found() web.SetupState {
	n.Helper()
	var s web.SetupState
	eventually(n.T, 60*time.Second, "the search ends", func() error {
		if s = n.state(); s.Search == nil || s.Search.Running {
			return fmt.Errorf("%+v", s.Search)
		}
		return nil
	})
	return s
}

func seaSwallow(port uint16) url.Values {
	return url.Values{"name": {"海燕國小"}, "code": {"179901"}, "var_X": {"241"}, "contact": {"it@179901.example"},
		"core": {fmt.Sprintf("127.77.0.1:%d", port)}, "network": {"127.77.0.0/16"}, "auth": {"SHA-256"}, "priv": {"AES"}}
}

// TestSetupFromNothing goes from a fresh machine to a school that is read, as a
// person does it, with the slips of a person.
func TestSetupFromNothing(t *testing.T) {
	port := playFleet(t, aFleet()...)
	n := install(t)
	if page := n.get("/"); !strings.Contains(page, `href="/setup"`) {
		t.Error("the first page does not lead to the set-up")
	}
	if s := n.send("city", url.Values{"city": {"示範市"}}); s.Wrong != "city" || s.City != "" || s.Values["city"] != "示範市" {
		t.Errorf("a city without a choice of plan: %+v", s)
	}
	if s := n.send("city", url.Values{"city": {"示範市"}, "plan": {"keelung"}}); s.City != "示範市" || s.Zones != 12 || !slices.Equal(s.Vars, []string{"X"}) {
		t.Fatalf("the city: %+v", s)
	}
	form := seaSwallow(port)
	form.Set("var_X", "300")
	form.Set("code", "1799")
	if s := n.send("school", form); len(s.Problems) != 2 || s.Values["name"] != "海燕國小" || s.Search != nil {
		t.Errorf("a school with two slips: %+v", s)
	}
	n.wrongCommunity(port)
	n.rightCommunity(port)
	n.addSwitches()
	n.everythingIsWritten()
}

func (n *newcomer) wrongCommunity(port uint16) {
	n.Helper()
	form := seaSwallow(port)
	form.Set("community", "hunter2")
	if s := n.send("school", form); s.Search == nil || s.Wrong != "" {
		n.Fatalf("no search begins: %+v", s)
	}
	s := n.found()
	if s.Wrong != "" || len(s.Search.Found) != 0 || len(s.Search.Missed) != 1 || s.Secret != "v2c" || s.Values["community"] != "" {
		n.Errorf("with a wrong community: %+v, %+v", s, s.Search)
	}
	if page := n.get("/setup"); strings.Contains(page, "hunter2") || !strings.Contains(page, "海燕國小") {
		n.Error("the page shows a secret, or forgets what was typed")
	}
}

func (n *newcomer) rightCommunity(port uint16) {
	n.Helper()
	form := seaSwallow(port)
	form.Set("community", "right")
	n.send("school", form)
	s := n.found()
	var names []string
	for _, f := range s.Search.Found {
		names = append(names, string(f.Name))
		if len(f.Tables) == 0 || f.Credential != "v2c" {
			n.Errorf("%s: %+v", f.Name, f)
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"CORE", "east", "east-2"}) {
		n.Errorf("found %q", names)
	}
	if len(s.Search.Missed) == 0 {
		n.Error("of the switch that is dead nothing is said")
	}
	if page := n.get("/setup?lang=en"); !strings.Contains(page, "Found 3 switches") || !strings.Contains(page, "✓") {
		n.Error("the page does not show what was found")
	}
}

func (n *newcomer) addSwitches() {
	n.Helper()
	if s := n.send("switches", url.Values{}); s.Wrong != "switches" || s.Search == nil {
		n.Errorf("without a switch: %+v", s)
	}
	twice := url.Values{"add": {"0", "1"}, "name_0": {"hy-core"}, "name_1": {"hy-core"}}
	if s := n.send("switches", twice); s.Wrong != "switches" || len(s.Problems) != 1 || s.Values["name_1"] != "hy-core" {
		n.Errorf("one name twice: %+v", s)
	}
	if s := n.send("switches", url.Values{"add": {"0", "1"}, "name_0": {"hy-core"}, "name_1": {"hy-1f"}}); s.Wrong != "" {
		n.Fatalf("two switches: %+v", s)
	}
	eventually(n.T, 20*time.Second, "the school is there", func() error {
		if s := n.state(); len(s.Schools) != 1 || s.Schools[0].Switches != 2 || s.Search != nil {
			return fmt.Errorf("%+v", s)
		}
		return nil
	})
}

// everythingIsWritten holds the files against what a person would have written.
func (n *newcomer) everythingIsWritten() {
	n.Helper()
	var out bytes.Buffer
	if err := run(n.Context(), []string{"--lang", "en", "-c", n.file, "check"}, &out, &out); err != nil {
		n.Errorf("check: %v\n%s", err, &out)
	}
	conf, problems := config.Load(n.file)
	if len(problems) > 0 || len(conf.City.Schools) != 1 || len(conf.City.Schools[0].Switches) != 2 || conf.City.Schools[0].Vars["X"] != 241 {
		n.Errorf("%v: %+v", problems, conf.City.Schools)
	}
	dir := filepath.Dir(n.file)
	secret := filepath.Join(dir, "secrets", "snmp-v2c")
	if info, err := os.Stat(secret); err != nil || info.Mode().Perm() != 0o600 {
		n.Errorf("the secret: %v, %v", info, err)
	}
	for _, pattern := range []string{"rollcall.yaml", "conf.d/*", "data/setup.json"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			n.Errorf("%s: %v", pattern, err)
		}
		for _, file := range files {
			if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), "hunter2") || strings.Contains(string(text), "right\n") {
				n.Errorf("%s holds a secret (%v)", file, err)
			}
		}
	}
	if err := run(n.Context(), []string{"-c", n.file, "doctor", "--alive"}, &out, &out); err != nil {
		n.Errorf("the daemon is not alive: %v", err)
	}
	eventually(n.T, 60*time.Second, "the switches are read", func() error {
		if text := n.get("/api/v1/schools/179901"); !strings.Contains(text, `"up":2`) {
			return errors.New(text)
		}
		return nil
	})
}

// A desk of its own for who sits at it.
func testDesk(t *testing.T) (*setupDesk, *time.Time) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "rollcall.yaml")
	if err := os.WriteFile(file, []byte("version: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	return &setupDesk{ctx: t.Context(), file: file, notes: filepath.Join(dir, "data", setupNotesName), now: func() time.Time { return at },
		reload: func(context.Context) error { return nil }, log: slog.New(slog.DiscardHandler)}, &at
}

func person(name string) web.Identity {
	return web.Identity{Actor: name, Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
}

// TestSetupIsOnePersonsAtATime until they have stopped for half an hour.
func TestSetupIsOnePersonsAtATime(t *testing.T) {
	k, at := testDesk(t)
	take := func(who, name string) {
		t.Helper()
		if err := k.take(t.Context(), person(who), web.StepCity, url.Values{"city": {name}}); err != nil {
			t.Fatal(err)
		}
	}
	look := func(who string) web.SetupState {
		t.Helper()
		s, err := k.look(t.Context(), person(who))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	take("amy", "示範市")
	take("bob", "另一市")
	if s := look("bob"); s.Holder != "amy" || !s.Since.Equal(*at) || s.Values != nil {
		t.Errorf("bob sees %+v", s)
	}
	if s := look("amy"); s.Holder != "" || s.Values["city"] != "示範市" {
		t.Errorf("amy sees %+v", s)
	}
	*at = at.Add(setupHeld)
	take("bob", "另一市")
	if s := look("bob"); s.Holder != "" || s.Values["city"] != "另一市" {
		t.Errorf("half an hour later bob sees %+v", s)
	}
	if err := k.take(t.Context(), person("bob"), "nonsense", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a step that there is not: %v", err)
	}
}

// TestSetupSurvivesARestart: what was typed stays, and a search that was cut short
// is said to be.
func TestSetupSurvivesARestart(t *testing.T) {
	k, at := testDesk(t)
	n := setupNotes{Holder: "amy", At: *at, Values: map[string]string{"name": "海燕國小"}, Search: &web.SetupSearch{Running: true}}
	if err := k.remember(n); err != nil {
		t.Fatal(err)
	}
	s, err := k.look(t.Context(), person("amy"))
	if err != nil || s.Values["name"] != "海燕國小" || s.Search != nil || s.Wrong != web.StepSchool || len(s.Problems) != 1 {
		t.Errorf("%v: %+v", err, s)
	}
	if err := os.WriteFile(k.notes, []byte("{torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := k.look(t.Context(), person("amy")); err != nil || s.Values != nil {
		t.Errorf("with torn notes: %v, %+v", err, s)
	}
}

// TestSetupOfAV3User writes the user's file, and asks again for what is missing.
func TestSetupOfAV3User(t *testing.T) {
	k, _ := testDesk(t)
	conf, problems := config.Load(k.file)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, tt := range map[string]struct {
		form url.Values
		want string // the version of what was kept; empty: nothing
		ok   bool
	}{
		"nothing":        {url.Values{"auth": {"SHA-256"}, "priv": {"AES"}}, "", true},
		"a user alone":   {url.Values{"user": {"ro"}, "auth": {"SHA-256"}, "priv": {"AES"}}, "", true},
		"short":          {url.Values{"user": {"ro"}, "auth": {"SHA-256"}, "auth_password": {"short"}}, "", false},
		"no privacy":     {url.Values{"user": {"ro"}, "auth": {"SHA"}, "auth_password": {"correct horse"}, "priv": {""}, "priv_password": {"left over"}}, "3", true},
		"both":           {url.Values{"user": {"ro"}, "auth": {"SHA-256"}, "auth_password": {"correct horse"}, "priv": {"AES"}, "priv_password": {"battery staple"}}, "3", true},
		"a community":    {url.Values{"community": {" public "}}, "2c", true},
		"lines of it":    {url.Values{"community": {"a\nb"}}, "", false},
		"half a privacy": {url.Values{"user": {"ro"}, "auth": {"SHA-256"}, "auth_password": {"correct horse"}, "priv": {"AES"}}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			var s setupSchool
			err := k.keepSecret(&s, nil, conf, tt.form)
			var w setupWrong
			if s.Version != tt.want || (err == nil) != tt.ok || err != nil && !errors.As(err, &w) {
				t.Errorf("kept %q as %q, %v", s.Version, s.Credential, err)
			}
			if tt.want == "3" {
				if c, problems := config.ReadUserFile(k.secretFile(s.Credential)); len(problems) > 0 || c.User != "ro" {
					t.Errorf("the user's file: %v", problems)
				}
			}
		})
	}
}

// TestSetupOfTheMailServer keeps its password in a file, and tries it on request.
func TestSetupOfTheMailServer(t *testing.T) {
	k, _ := testDesk(t)
	var sent []string
	var refusal error
	k.testMail = func(_ context.Context, conf *config.Config, to string) error {
		sent = append(sent, mailServer(conf.Mail)+" "+conf.Mail.Password.Reveal()+" "+to)
		return refusal
	}
	send := func(step string, form url.Values) web.SetupState {
		t.Helper()
		if err := k.take(t.Context(), person("amy"), step, form); err != nil {
			t.Fatal(err)
		}
		s, err := k.look(t.Context(), person("amy"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := send("mail", url.Values{"mail_port": {"smtp"}, "mail_from": {"Amy <a@b.example>"}}); len(s.Problems) != 3 || s.Mail != "" {
		t.Errorf("three slips: %+v", s)
	}
	form := url.Values{"mail_host": {"127.0.0.1"}, "mail_tls": {"none"}, "mail_port": {"2525"}, "mail_from": {"rollcall@city.example"},
		"mail_user": {"rollcall"}, "mail_password": {"hunter2"}}
	if s := send("mail", form); s.Wrong != "" || s.Mail != "127.0.0.1:2525" || s.Values["mail_password"] != "" {
		t.Errorf("a mail server: %+v", s)
	}
	form.Set("mail_port", "26")
	form.Del("mail_password")
	if s := send("mail", form); s.Mail != "127.0.0.1:26" {
		t.Errorf("another port: %+v", s)
	}
	if s := send("mailtest", url.Values{"to": {"it@179901.example"}}); s.Wrong != "" || s.Said == nil || !slices.Equal(sent, []string{"127.0.0.1:26 hunter2 it@179901.example"}) {
		t.Errorf("sent %q: %+v", sent, s)
	}
	refusal = errors.New("no route")
	if s := send("mailtest", url.Values{"to": {"it@179901.example"}}); s.Wrong != "mailtest" || !strings.Contains(s.Problems[0].En, "no route") {
		t.Errorf("a refusal: %+v", s)
	}
	if s := send("mailtest", url.Values{"to": {"nobody"}}); s.Wrong != "mailtest" || len(sent) != 2 {
		t.Errorf("to nobody: %+v", s)
	}
	if text, err := os.ReadFile(k.mailFile()); err != nil || strings.Contains(string(text), "hunter2") {
		t.Errorf("the password stands in the configuration: %v", err)
	}
}
