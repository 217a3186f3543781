package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"path/filepath"

	"rollcall/exporter/web"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
	"rollcall/rules"
)

// A client asks the handlers of the page on behalf of a verb: the daemon's,
// over its unix socket, where one runs; else the same handlers in process over
// the database, which the verb then holds for itself.
type client struct {
	http  *http.Client
	close func() error
}

// newClient connects to whatever serves the configuration's database.
func newClient(ctx context.Context, c *config.Config) (*client, error) {
	if daemon, running := daemonClient(c); running {
		return daemon, nil
	}
	db, err := openStore(ctx, c)
	if err != nil {
		return nil, err
	}
	h := web.New(web.Options{DB: db, City: func() *inventory.City { return &c.City }, Version: versionText(), Backups: backupDir(c), BackupDays: c.Backup.KeepDays,
		Kinds: kinds(), Observable: rules.Observables, Diagnose: rules.Diagnose, ExternalURL: c.Web.ExternalURL})
	return &client{http: &http.Client{Transport: inProcess{h}}, close: db.Close}, nil
}

// openStore opens the database of a configuration; a database that must not be
// touched is a refusal.
func openStore(ctx context.Context, c *config.Config) (*store.DB, error) {
	if err := os.MkdirAll(c.DataDir, 0o750); err != nil {
		return nil, unwritten(c.DataDir, err)
	}
	db, err := store.Open(ctx, databasePath(c), store.Options{})
	if errors.Is(err, store.ErrNewerSchema) || errors.Is(err, store.ErrLocked) {
		return nil, refused(err)
	}
	return db, err
}

func databasePath(c *config.Config) string { return filepath.Join(c.DataDir, "rollcall.db") }

// A question is one request of a verb; without a method it is a GET.
type question struct {
	method, path string
	query        url.Values
	body         io.Reader
}

// ask puts a question and hands the body of a good answer to use.
func (c *client) ask(ctx context.Context, q question, use func(io.Reader) error) error {
	target := url.URL{Scheme: "http", Host: "localhost", Path: q.path, RawQuery: q.query.Encode()}
	req, err := http.NewRequestWithContext(ctx, q.method, target.String(), q.body)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return &saying{"cli.daemon", wording.Args{"reason": err.Error()}, err}
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return refusal(resp)
	}
	return use(resp.Body)
}

// refusal turns an answer that is no success into the sentence it carries.
func refusal(resp *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err
	}
	var said struct {
		Error  string   `json:"error"`
		Errors []string `json:"errors"`
	}
	if json.Unmarshal(text, &said) == nil && said.Error != "" {
		err := errors.New(said.Error)
		for _, line := range said.Errors {
			err = fmt.Errorf("%w\n  %s", err, line)
		}
		return err
	}
	return fmt.Errorf("%s: %s", resp.Status, text)
}

// inProcess answers requests by a handler of this process.
type inProcess struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	who := web.Identity{Actor: "local", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
	if u, err := user.Current(); err == nil {
		who.Actor = u.Username
	}
	r = r.Clone(web.WithIdentity(r.Context(), who))
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, writer := io.Pipe()
	w := &pipeWriter{header: http.Header{}, pipe: writer, started: make(chan struct{})}
	go func() {
		t.handler.ServeHTTP(w, r)
		w.WriteHeader(http.StatusOK)
		_ = writer.Close()
	}()
	select {
	case <-w.started:
	case <-r.Context().Done():
		_ = body.CloseWithError(r.Context().Err())
		return nil, r.Context().Err()
	}
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: body, ContentLength: -1, Request: r,
	}, nil
}

// A pipeWriter is the ResponseWriter of an answer that never meets a network.
type pipeWriter struct {
	header  http.Header
	pipe    *io.PipeWriter
	status  int
	started chan struct{}
}

// Header implements [http.ResponseWriter].
func (w *pipeWriter) Header() http.Header { return w.header }

// WriteHeader implements [http.ResponseWriter]; only the first call counts.
func (w *pipeWriter) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	w.status = status
	close(w.started)
}

// Write implements [http.ResponseWriter].
func (w *pipeWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.pipe.Write(b)
}
