package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// setupCmd begins on a new machine: it writes the smallest configuration there is.
// The rest is asked on the page.
type setupCmd struct {
	Listen  string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"網頁位址 · where the page is served."`
	URL     string `name:"url" placeholder:"URL" help:"大家用瀏覽器開的網址 · the address that people open, where it is another."`
	DataDir string `name:"data-dir" default:"/var/lib/rollcall" placeholder:"DIR" help:"資料目錄 · where the database is kept."`
}

// Run writes the configuration, unless there is one, and says what to do next.
func (c *setupCmd) Run(e *env) error {
	if _, err := os.Lstat(e.config); !errors.Is(err, fs.ErrNotExist) {
		return &saying{"cli.setup.exists", wording.Args{"file": e.config}, fs.ErrExist}
	}
	if err := config.SavePart(e.config, c.text()); err != nil {
		return unwritten(e.config, err)
	}
	conf, problems := config.Load(e.config)
	if len(problems) > 0 {
		return errors.Join(refused(problems), os.Remove(e.config))
	}
	for _, dir := range []string{"conf.d", "secrets"} {
		path := filepath.Join(filepath.Dir(e.config), dir)
		if err := os.MkdirAll(path, 0o750); err != nil {
			return unwritten(path, err)
		}
		if err := giveTo("rollcall", path); err != nil {
			return unwritten(path, err)
		}
	}
	c.tell(e, conf)
	return nil
}

// giveTo lets a user of the system, where root asks and there is one, write to a
// directory.
func giveTo(name, path string) error {
	u, err := user.Lookup(name)
	if err != nil || os.Geteuid() != 0 {
		return nil // whoever asks is who will run it
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	return os.Chown(path, uid, gid)
}

// text is the smallest configuration that runs.
func (c *setupCmd) text() []byte {
	text := fmt.Appendf(nil, "# %s\n# %s\nversion: 1\ndata_dir: %q\nweb:\n  listen: %q\n",
		wording.Text(wording.ZhTW, "setup.main", nil), wording.Text(wording.En, "setup.main", nil), c.DataDir, c.Listen)
	if c.URL != "" {
		text = fmt.Appendf(text, "  external_url: %q\n", c.URL)
	}
	return text
}

func (c *setupCmd) tell(e *env, conf *config.Config) {
	_, port, _ := net.SplitHostPort(conf.Web.Listen) // it was checked
	args := wording.Args{"file": e.config, "url": conf.Web.ExternalURL, "address": conf.Web.Listen, "port": port}
	for _, key := range []string{"cli.setup.done", "cli.setup.start", "cli.setup.person", "cli.setup.page", "cli.setup.tunnel"} {
		fmt.Fprintln(e.stdout, wording.Text(e.lang, key, args))
	}
}
