package main

import (
	"fmt"
	"io"
	"net/http"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// askReload has a running daemon read its configuration again, and says so. Where
// none runs the next one will.
func (e *env) askReload(c *config.Config) error {
	cl, running := daemonClient(c)
	if !running {
		fmt.Fprintln(e.stdout, wording.Text(e.lang, "fleet.no_daemon", nil))
		return nil
	}
	err := cl.ask(e.ctx, question{method: http.MethodPost, path: "/-/reload"}, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err != nil {
		return &saying{"cli.import.reload", wording.Args{"reason": err.Error()}, err}
	}
	fmt.Fprintln(e.stdout, wording.Text(e.lang, "fleet.reloaded", nil))
	return nil
}
