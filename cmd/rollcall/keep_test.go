package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestNobodyIsTurnedAwayWhileAConfigurationIsTakenOver asks without a pause for as
// long as one daemon gives way to the next.
func TestNobodyIsTurnedAwayWhileAConfigurationIsTakenOver(t *testing.T) {
	file, port := filepath.Join(t.TempDir(), "rollcall.yaml"), freePort(t)
	good := strings.NewReplacer("PORT", port, "CITY", "before").Replace(smallConfig)
	if err := os.WriteFile(file, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	told := serviceManager(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	var out lines
	go func() { ended <- run(ctx, []string{"-c", file, "run"}, &out, &out) }()
	waitForCity(t, file, "before")

	asking, stop := context.WithCancel(t.Context())
	refused := make(chan error, 2)
	verbs := &net.Dialer{}
	socket := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return verbs.DialContext(ctx, "unix", filepath.Join(filepath.Dir(file), "data", socketName))
	}
	for _, dial := range []func(context.Context, string, string) (net.Conn, error){nil, socket} {
		go func() { refused <- askOn(asking, dial, "http://127.0.0.1:"+port+"/-/healthy") }()
	}
	after := strings.ReplaceAll(good, "before", "after")
	if err := os.WriteFile(file, []byte(after), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := askReload(t, file, after); err != nil {
		t.Error(err)
	}
	waitForCity(t, file, "after")
	stop()
	for range cap(refused) {
		if err := <-refused; err != nil {
			t.Errorf("somebody was turned away: %v", err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the daemon ended with %v\n%s", err, &out)
	}
	// A unit that says it is stopping is killed soon after, whatever it does then.
	if got := told(3); !slices.Equal(got, []string{"READY=1", "READY=1", "STOPPING=1"}) {
		t.Errorf("the service manager was told %q", got)
	}
}

// serviceManager listens where a daemon says how far it is; what it returns waits
// for so many words.
func serviceManager(t *testing.T) func(words int) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return func(words int) (told []string) {
		buffer := make([]byte, 1024)
		for len(told) < words {
			if err := l.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			n, err := l.Read(buffer)
			if err != nil {
				t.Errorf("after %q: %v", told, err)
				return told
			}
			told = append(told, string(buffer[:n]))
		}
		return told
	}
}

// askOn asks, over what dial connects, on a connection of its own each time until ctx ends, and returns the
// first error of being let in. What was let in and not heard yet when a daemon ends
// is asked again by every browser.
func askOn(ctx context.Context, dial func(context.Context, string, string) (net.Conn, error), url string) error {
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: dial}}
	for ctx.Err() == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := c.Do(req)
		if ctx.Err() != nil {
			return nil
		}
		var network *net.OpError
		if errors.As(err, &network) && network.Op == "dial" {
			return err
		}
		if err == nil {
			resp.Body.Close()
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// TestAConfigurationThatLostItsSchoolsIsNotTakenOver while the daemon runs.
func TestAConfigurationThatLostItsSchoolsIsNotTakenOver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rollcall.yaml")
	good := strings.NewReplacer("PORT", freePort(t), "CITY", "before").Replace(smallConfig)
	if err := os.WriteFile(file, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := (&env{config: file}).load()
	if err != nil {
		t.Fatal(err)
	}
	d := daemon{config: conf}
	if err := os.WriteFile(file, []byte("version: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.reread(t.Context()); err == nil || !strings.Contains(err.Error(), "no schools any more") {
		t.Errorf("taken over, or refused with %v", err)
	}
}
