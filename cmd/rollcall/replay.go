package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"rollcall/collector/dhcp"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// replayCmd reads the DHCP packets of a capture file as if they were heard now, but
// at the times of the file.
type replayCmd struct {
	File   string `arg:"" help:"pcap 或 pcapng 檔，可用 gzip 壓縮 · a capture, pcap or pcapng, gzip too."`
	School string `placeholder:"CODE" help:"擷取自哪一校：鏡像埠的擷取檔沒有轉送位址時要寫 · whose network it is, for a capture of a mirror port without a relay."`
	DryRun bool   `help:"試跑 · say what is in it, write nothing."`
	JSON   bool   `name:"json" help:"輸出 JSON · one JSON object."`
}

// atOnceReplayed is how many messages are handed on together.
const atOnceReplayed = 1000

// Run reads the file, hands on what it understands and says what was in it. What a
// damaged file holds before the damage counts.
func (c *replayCmd) Run(e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return unread(c.File, err)
	}
	defer f.Close()
	conf, err := e.loadAny()
	if err != nil {
		return err
	}
	if err := c.checkSchool(conf); err != nil {
		return err
	}
	packets, err := dhcp.NewFile(f)
	if err != nil {
		return c.trouble(err)
	}
	to, err := c.recipient(e, conf)
	if err != nil {
		return err
	}
	r := newReplayed(c.File, conf)
	ended := c.read(e.ctx, packets, r, to)
	r.close()
	err = errors.Join(ended, to.close())
	r.To = to.name
	if r.Frames > 0 || ended == nil {
		err = errors.Join(r.print(e, c.JSON, to), err)
	}
	return err
}

// loadAny is the configuration, or nil where there is none: a capture can be looked
// at anywhere.
func (e *env) loadAny() (*config.Config, error) {
	if _, err := os.Stat(e.config); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return e.load()
}

// checkSchool wants a school that there is.
func (c *replayCmd) checkSchool(conf *config.Config) error {
	if c.School == "" || conf == nil {
		return nil
	}
	if _, ok := conf.City.School(inventory.SchoolCode(c.School)); ok {
		return nil
	}
	var known []string
	for _, s := range conf.City.Schools {
		known = append(known, string(s.Code))
	}
	return usage(&saying{"cli.replay.school", wording.Args{"school": c.School, "known": strings.Join(known, "\n")}, nil})
}

// read goes through the file.
func (c *replayCmd) read(ctx context.Context, packets *dhcp.File, r *replayed, to *recipient) error {
	var batch []inventory.DHCPMessage
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		r.learn(batch)
		if err := to.hand(ctx, batch); err != nil {
			return err
		}
		r.Stored += to.keeps(len(batch))
		batch = nil
		return nil
	}
	for ctx.Err() == nil {
		p, err := packets.Next()
		var m inventory.DHCPMessage
		if err == nil {
			m, err = dhcp.Parse(p)
		}
		var why dhcp.Refusal
		switch {
		case errors.As(err, &why):
			r.refuse(why)
			continue
		case errors.Is(err, io.EOF):
			return flush()
		case err != nil:
			return errors.Join(flush(), c.trouble(err))
		}
		m.Via, m.Source, m.School = inventory.ViaFile, filepath.Base(c.File), inventory.SchoolCode(c.School)
		r.Frames++
		if batch = append(batch, m); len(batch) == atOnceReplayed {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// trouble says what is wrong with a file, and what to do.
func (c *replayCmd) trouble(err error) error {
	key := "cli.file.unread"
	for is, says := range map[error]string{
		dhcp.ErrEmpty: "cli.replay.empty", dhcp.ErrNoCapture: "cli.replay.none", dhcp.ErrCompressed: "cli.replay.compressed",
		dhcp.ErrLink: "cli.replay.link", dhcp.ErrCut: "cli.replay.cut", dhcp.ErrDamaged: "cli.replay.damaged",
	} {
		if errors.Is(err, is) {
			key = says
		}
	}
	return &saying{key, wording.Args{"file": c.File, "reason": err.Error()}, err}
}

// A recipient is who gets messages: the daemon that runs, a daemon of this process
// over the database, or nobody.
type recipient struct {
	name  string // daemon, database or nobody
	why   string // nobody: why, in the language of the person
	hand  func(context.Context, []inventory.DHCPMessage) error
	close func() error
}

// keeps is how many of n messages are kept by whoever gets them.
func (r *recipient) keeps(n int) int {
	if r.name == toNobody {
		return 0
	}
	return n
}

const (
	toDaemon   = "daemon"
	toDatabase = "database"
	toNobody   = "nobody"
)

// recipient finds who is to get the messages, by the path of live ones.
func (c *replayCmd) recipient(e *env, conf *config.Config) (*recipient, error) {
	nobody := &recipient{name: toNobody, hand: func(context.Context, []inventory.DHCPMessage) error { return nil }, close: func() error { return nil }}
	switch {
	case c.DryRun:
		nobody.why = wording.Text(e.lang, "replay.dry", nil)
		return nobody, nil
	case conf == nil:
		nobody.why = wording.Text(e.lang, "replay.no_config", wording.Args{"file": e.config})
		return nobody, nil
	}
	if daemon, running := daemonClient(conf); running {
		return &recipient{name: toDaemon, hand: daemon.heardDHCP, close: daemon.close}, nil
	}
	d, err := openDaemon(e.ctx, conf, dailyPace(), newLog(e, false))
	if err != nil {
		return nil, err
	}
	return &recipient{name: toDatabase, hand: d.heardDHCP, close: d.db.Close}, nil
}

// heardDHCP hands messages to the daemon.
func (c *client) heardDHCP(ctx context.Context, messages []inventory.DHCPMessage) error {
	body, err := jsonBody(messages)
	if err != nil {
		return fmt.Errorf("write messages: %w", err)
	}
	return c.ask(ctx, question{method: "POST", path: "/api/v1/dhcp", body: body}, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
}
