package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/inventory/config"
)

const smallConfig = `version: 1
city: {name: CITY}
web: {listen: "127.0.0.1:PORT"}
schools:
  - {code: "179901", name: 海燕國小, x: 241, switches: []}
`

// TestReloadTakesAGoodConfigurationOver and leaves the old one in force when the
// new one is bad.
func TestReloadTakesAGoodConfigurationOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rollcall.yaml")
	base := strings.ReplaceAll(smallConfig, "PORT", freePort(t))
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.ReplaceAll(base, "CITY", "before"))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	var out lines
	go func() { ended <- run(ctx, []string{"-c", file, "run"}, &out, &out) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the daemon ended with %v\n%s", err, &out)
		}
	}()
	waitForCity(t, file, "before")

	write(strings.ReplaceAll(base, "city:", "citty:"))
	if err := askReload(t, file, strings.ReplaceAll(base, "CITY", "before")); err == nil || !strings.Contains(err.Error(), `unknown key "citty"`) {
		t.Errorf("a bad configuration is answered with %v", err)
	}
	waitForCity(t, file, "before")

	if err := askReload(t, file, strings.ReplaceAll(base, "CITY", "after")); err != nil {
		t.Error(err)
	}
	waitForCity(t, file, "after")
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// askReload asks the daemon to read its file again. The file as it lies there
// is what the daemon reads; the client needs a good one to find the daemon, so
// a bad file is put back for it afterwards.
func askReload(t *testing.T, file, good string) error {
	t.Helper()
	bad, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, problems := config.Load(file)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c, err := newClient(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(bad), "citty") {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.WriteFile(file, []byte(good), 0o600) }()
	}
	return closing(c, c.ask(t.Context(), question{method: http.MethodPost, path: "/-/reload"}, func(io.Reader) error { return nil }))
}

func waitForCity(t *testing.T, file, name string) {
	t.Helper()
	eventually(t, 20*time.Second, "the city is called "+name, func() error {
		conf, problems := config.Load(file)
		if len(problems) > 0 {
			return problems
		}
		if _, err := os.Stat(filepath.Join(conf.DataDir, socketName)); err != nil {
			return err
		}
		c, err := newClient(t.Context(), conf)
		if err != nil {
			return err
		}
		return closing(c, c.ask(t.Context(), question{path: "/api/v1/city"}, func(r io.Reader) error {
			text, err := io.ReadAll(r)
			if err == nil && !strings.Contains(string(text), `"name":"`+name+`"`) {
				err = errNotYet(text)
			}
			return err
		}))
	})
}

type errNotYet []byte

func (e errNotYet) Error() string { return "the daemon answers " + string(e) }
