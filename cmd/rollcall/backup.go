package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// backupCmd makes backups and takes them to other disks.
type backupCmd struct {
	Make backupMakeCmd `cmd:"" default:"withargs" help:"立即備份 · make a backup now."`
	Copy backupCopyCmd `cmd:"" help:"把最新的備份複製到外接硬碟並驗證 · copy the newest backup to another disk and verify it there."`
}

// backupMakeCmd makes a backup now, running daemon or not.
type backupMakeCmd struct {
	Output string `short:"o" placeholder:"FILE" help:"另存成這個檔案 · also write it to this file, with FILE.sha256 beside it."`
}

const backupsPath = "/api/v1/backups"

// backupDir is where the backups of a configuration are.
func backupDir(c *config.Config) string { return filepath.Join(c.DataDir, "backups") }

// Run makes the backup and says where it is.
func (c *backupMakeCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	b, err := e.makeBackup()
	if err != nil {
		return err
	}
	e.sayBackup("cli.backup.done", filepath.Join(backupDir(conf), b.Name), b)
	if c.Output == "" {
		return nil
	}
	if err := e.fetchBackup(b, c.Output); err != nil {
		return err
	}
	e.sayBackup("cli.backup.copied", c.Output, b)
	return nil
}

func (e *env) makeBackup() (b store.Backup, err error) {
	err = e.put(question{method: http.MethodPost, path: backupsPath, query: url.Values{"lang": {string(e.lang)}}}, func(r io.Reader) error {
		return json.NewDecoder(r).Decode(&b)
	})
	return b, err
}

// fetchBackup writes a backup and its digest to a file and verifies what arrived.
func (e *env) fetchBackup(b store.Backup, file string) error {
	err := e.ask(backupsPath+"/"+b.Name, url.Values{"lang": {string(e.lang)}}, func(r io.Reader) error { return writeWhole(file, r) })
	if err != nil {
		return err
	}
	if err := store.WriteDigest(b, file); err != nil {
		return unwritten(store.DigestFile(file), err)
	}
	if _, err := store.CheckBackup(e.ctx, file); err != nil {
		return err
	}
	return nil
}

func (e *env) sayBackup(key, file string, b store.Backup) {
	fmt.Fprintln(e.stdout, wording.Text(e.lang, key, wording.Args{
		"file": file, "size": fmt.Sprintf("%.1f MB", float64(b.Size)/1e6), "sha256": b.SHA256, "at": b.At.Format(time.RFC3339)}))
}

// backupCopyCmd is the Monday disk.
type backupCopyCmd struct {
	To string `required:"" type:"path" placeholder:"DIR" help:"外接硬碟上的目錄 · a directory on the other disk."`
}

// Run copies the newest backup, verifies the copy, and has that recorded.
func (c *backupCopyCmd) Run(e *env) error {
	if info, err := os.Stat(c.To); err != nil {
		return unread(c.To, err)
	} else if !info.IsDir() {
		return usage(&saying{"cli.backup.no_dir", wording.Args{"dir": c.To}, nil})
	}
	b, err := e.newestBackup()
	if err != nil {
		return err
	}
	file := filepath.Join(c.To, b.Name)
	if err := e.fetchBackup(b, file); err != nil {
		return err
	}
	done := question{method: http.MethodPost, path: backupsPath + "/" + b.Name + "/copied", query: url.Values{"lang": {string(e.lang)}}}
	if err := e.put(done, func(io.Reader) error { return nil }); err != nil {
		return err
	}
	e.sayBackup("cli.backup.copied", file, b)
	return nil
}

// newestBackup is the newest there is, or a new one where there is none.
func (e *env) newestBackup() (store.Backup, error) {
	var have struct {
		Backups []store.Backup `json:"backups"`
	}
	err := e.ask(backupsPath, url.Values{"lang": {string(e.lang)}}, func(r io.Reader) error { return json.NewDecoder(r).Decode(&have) })
	if err != nil {
		return store.Backup{}, err
	}
	if len(have.Backups) == 0 {
		return e.makeBackup()
	}
	return have.Backups[0], nil
}

// restoreCmd puts a backup in the place of the database.
type restoreCmd struct {
	File string `arg:"" type:"path" help:"備份檔 · the backup; its .sha256 must be beside it."`
}

// Run restores, while no daemon runs, and says where the old database is kept.
func (c *restoreCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(conf.DataDir, 0o750); err != nil {
		return unwritten(conf.DataDir, err)
	}
	if _, err := os.Stat(c.File); err != nil {
		return unread(c.File, err)
	}
	by := store.Event{At: time.Now(), Actor: "local"}
	if u, err := user.Current(); err == nil {
		by.Actor = u.Username
	}
	path := databasePath(conf)
	b, err := store.Restore(e.ctx, c.File, path, by)
	if err != nil {
		return refused(err)
	}
	e.sayBackup("cli.restore.done", c.File, b)
	if _, err := os.Stat(store.Aside(path, by.At)); err == nil {
		fmt.Fprintln(e.stdout, wording.Text(e.lang, "cli.restore.aside", wording.Args{"file": store.Aside(path, by.At)}))
	}
	return nil
}
