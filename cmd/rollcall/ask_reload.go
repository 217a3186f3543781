package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// askReload has a running daemon read its configuration again, and says so. Where
// none runs the next one will.
func (e *env) askReload(c *config.Config) error {
	socket := filepath.Join(c.DataDir, socketName)
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		fmt.Fprintln(e.stdout, wording.Text(e.lang, "fleet.no_daemon", nil))
		return nil
	}
	_ = conn.Close()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	cl := &client{http: &http.Client{Transport: &http.Transport{DialContext: dial}}}
	err = cl.ask(e.ctx, question{method: http.MethodPost, path: "/-/reload"}, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err != nil {
		return &saying{"cli.import.reload", wording.Args{"reason": err.Error()}, err}
	}
	fmt.Fprintln(e.stdout, wording.Text(e.lang, "fleet.reloaded", nil))
	return nil
}
