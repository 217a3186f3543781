package main

import (
	"log/slog"
	"net"
	"path/filepath"
	"testing"

	systemd "github.com/coreos/go-systemd/v22/daemon"
)

// TestTheServiceManagerIsTold listens as systemd does.
func TestTheServiceManagerIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	tellSystemd(slog.New(slog.DiscardHandler), systemd.SdNotifyReady)
	said := make([]byte, 64)
	n, err := l.Read(said)
	if err != nil || string(said[:n]) != "READY=1" {
		t.Errorf("systemd was told %q, %v", said[:n], err)
	}
}
