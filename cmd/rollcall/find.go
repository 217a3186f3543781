package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"rollcall/exporter/wording"
)

// findCmd asks where something is and was.
type findCmd struct {
	Query []string `arg:"" help:"MAC（任何寫法或一部分）、IP、設備名稱、交換器 埠號 · a MAC or a part of it, an IP, a device name, a switch port."`
	At    string   `placeholder:"TIME" help:"過去的時間 · a time past: ISO or 115/11/21 10:00; Asia/Taipei unless it has a zone."`
	JSON  bool     `name:"json" help:"輸出 JSON · one JSON object."`
}

// found is the answer of /api/v1/find.
type found struct {
	Query   string    `json:"query"`
	At      time.Time `json:"at"`
	Matches []match   `json:"matches"`
	Brief   bool      `json:"brief"`
}

// A match is one place of one thing.
type match struct {
	Kind       string    `json:"kind"`
	MAC        string    `json:"mac"`
	IP         string    `json:"ip"`
	Name       string    `json:"name"`
	School     string    `json:"school"`
	Switch     string    `json:"switch"`
	Port       string    `json:"port"`
	VID        int       `json:"vid"`
	Zone       string    `json:"zone"`
	SSID       string    `json:"ssid"` // as a wireless controller says; empty: none does
	AP         string    `json:"ap"`
	First      time.Time `json:"first"`
	Last       time.Time `json:"last"`
	Present    bool      `json:"present"`
	Confidence string    `json:"confidence"`
	Reason     string    `json:"reason"`
	Blocked    []string  `json:"blocked"` // that it held an address which the centre has blocked
}

// when says from when to when the place holds; nothing for what was never seen,
// whose reason says so.
func (m match) when(lang wording.Lang) string {
	if m.First.IsZero() && m.Last.IsZero() && !m.Present {
		return ""
	}
	when := wording.Text(lang, "find.now", nil)
	if !m.Present {
		when = wording.Text(lang, "find.until", wording.Args{"last": m.Last.Format(time.RFC3339)})
	}
	return when + " " + wording.Text(lang, "find.since", wording.Args{"first": m.First.Format(time.RFC3339)})
}

// Run prints the places, present ones first. Nothing found is a failure, so
// that a script can tell.
func (c *findCmd) Run(e *env) error {
	asked := strings.TrimSpace(strings.Join(c.Query, " "))
	if asked == "" {
		return usage(errors.New(wording.Text(e.lang, "find.what", nil)))
	}
	query := url.Values{"q": {asked}, "lang": {string(e.lang)}}
	if c.At != "" {
		query.Set("at", c.At)
	}
	var body []byte
	err := e.ask("/api/v1/find", query, func(r io.Reader) (err error) {
		body, err = io.ReadAll(r)
		return err
	})
	if err != nil {
		return err
	}
	var f found
	if err := json.Unmarshal(body, &f); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if c.JSON {
		_, err = e.stdout.Write(append([]byte(strings.TrimSpace(string(body))), '\n'))
	} else {
		err = printFound(e.stdout, e.lang, &f)
	}
	if err == nil && len(f.Matches) == 0 {
		return errors.New(wording.Text(e.lang, "find.none", wording.Args{"query": f.Query, "at": f.At.Format(time.RFC3339)}))
	}
	return err
}

func printFound(out io.Writer, lang wording.Lang, f *found) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, m := range f.Matches {
		place := strings.TrimSpace(m.Switch + " " + m.Port)
		if m.VID > 0 {
			place += fmt.Sprintf(" (VLAN %d)", m.VID)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", m.MAC, m.IP, oneLine(m.Name), m.School, oneLine(place), m.when(lang))
		if m.AP != "" {
			fmt.Fprintf(w, "\tSSID %s, AP %s\n", oneLine(m.SSID), oneLine(m.AP))
		}
		if m.Reason != "" {
			fmt.Fprintf(w, "\t%s\n", oneLine(m.Reason))
		}
		for _, blocked := range m.Blocked {
			fmt.Fprintf(w, "\t%s\n", oneLine(blocked))
		}
	}
	if f.Brief {
		fmt.Fprintln(w, wording.Text(lang, "page.search.brief", nil))
	}
	return w.Flush()
}

// ask asks a handler one thing, wherever it is.
func (e *env) ask(path string, query url.Values, use func(io.Reader) error) error {
	return e.put(question{path: path, query: query}, use)
}

// put puts a question to whatever serves the configuration's database.
func (e *env) put(q question, use func(io.Reader) error) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	c, err := newClient(e.ctx, conf)
	if err != nil {
		return err
	}
	return closing(c, c.ask(e.ctx, q, use))
}

// closing ends a client and keeps the first error.
func closing(c *client, err error) error {
	if after := c.close(); err == nil {
		return after
	}
	return err
}
