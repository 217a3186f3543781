package main

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
)

// exportCmd writes a record to a file or to standard output.
type exportCmd struct {
	Table  string `arg:"" enum:"ports,ips,macs,whitelist,whitelist_diff,iot,findings,blocked,uplinks,backups" help:"ports（埠網段）、ips（IP分配）、macs（MAC總表）、whitelist（白名單）、whitelist_diff（白名單差異）、iot（物聯網清冊）、findings（告警）、blocked（封鎖IP對照）、uplinks（線路使用）或 backups（備份）· which record."`
	School string `placeholder:"CODE" help:"學校代碼 · one school; without it all."`
	At     string `placeholder:"TIME" help:"過去的時間 · as it was at a time past."`
	From   string `placeholder:"TIME" help:"期間起 · the beginning of a window (ips, iot, findings, blocked)."`
	To     string `placeholder:"TIME" help:"期間迄 · its end."`
	Format string `enum:"csv,plain,xlsx,html,json,netbox,freeradius" default:"csv" help:"csv、xlsx（Excel 可開）、plain、html（列印）、json、netbox（ports、ips）或 freeradius（whitelist）· csv and xlsx open in a spreadsheet, plain is byte-exact, html is for paper."`
	Output string `short:"o" placeholder:"FILE" help:"檔名 · a file; without it standard output."`
}

// Run writes the record. A file appears under its name only when it is whole.
func (c *exportCmd) Run(e *env) error {
	query := url.Values{"lang": {string(e.lang)}}
	for key, value := range map[string]string{"school": c.School, "at": c.At, "from": c.From, "to": c.To} {
		if value != "" {
			query.Set(key, value)
		}
	}
	path := "/api/v1/exports/" + c.Table + "." + c.Format
	if c.Output == "" {
		return e.ask(path, query, func(r io.Reader) error {
			_, err := io.Copy(e.stdout, r)
			return err
		})
	}
	return e.ask(path, query, func(r io.Reader) error { return writeWhole(c.Output, r) })
}

// writeWhole writes a file beside its name and renames it when all is written.
func writeWhole(name string, r io.Reader) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".rollcall-*")
	if err != nil {
		return unwritten(name, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := io.Copy(f, r); err != nil {
		return unwritten(name, joinClose(err, f))
	}
	if err := f.Sync(); err != nil {
		return unwritten(name, joinClose(err, f))
	}
	if err := f.Close(); err != nil {
		return unwritten(name, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return unwritten(name, err)
	}
	return nil
}
