package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"rollcall/exporter/wording"
)

// importCmd takes in a list: all of it, or nothing.
type importCmd struct {
	List    string `arg:"" enum:"whitelist,devices,ports,switches" help:"whitelist（白名單）、devices（MAC總表）、ports（埠紀錄）或 switches（交換器）· which list."`
	File    string `arg:"" help:"CSV 或 XLSX 檔案，或 - 表示標準輸入；交換器也可以是 LibreNMS、Zabbix、NetBox 的匯出檔 · a CSV or XLSX file, or - for standard input; for switches an export of LibreNMS, Zabbix or NetBox too."`
	School  string `placeholder:"CODE" help:"學校代碼 · the school, unless a column says it."`
	Replace bool   `help:"取代整份清單 · replace the list; without it the rows are merged."`
	DryRun  bool   `help:"試跑 · say what would happen, write nothing."`

	switchFlags `embed:""`
}

// mostImport bounds what is read into memory: a city's lists are a few megabytes.
const mostImport = 32 << 20

// Run sends the list to the store and says what became of it.
func (c *importCmd) Run(e *env) error {
	if c.List == "switches" {
		return c.switches(e)
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	query := url.Values{"lang": {string(e.lang)}}
	if c.School != "" {
		query.Set("school", c.School)
	}
	if c.Replace {
		query.Set("replace", "true")
	}
	if c.DryRun {
		query.Set("dry-run", "true")
	}
	return e.put(question{http.MethodPost, "/api/v1/import/" + c.List, query, bytes.NewReader(text)}, func(r io.Reader) error {
		return c.say(e, r)
	})
}

func (c *importCmd) read() ([]byte, error) {
	in := io.Reader(os.Stdin)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, unread(c.File, err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, mostImport+1))
	if err != nil {
		return nil, unread(c.File, err)
	}
	if len(text) > mostImport {
		return nil, &saying{"cli.file.too_big", wording.Args{"file": c.File, "limit": fmt.Sprint(mostImport >> 20)}, nil}
	}
	return text, nil
}

func (c *importCmd) say(e *env, r io.Reader) error {
	var done struct {
		Rows      int      `json:"rows"`
		Added     int      `json:"added"`
		Removed   int      `json:"removed"`
		Unchanged int      `json:"unchanged"`
		Notes     []string `json:"notes"`
	}
	if err := json.NewDecoder(r).Decode(&done); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	for _, note := range done.Notes {
		fmt.Fprintln(e.stderr, oneLine(note))
	}
	key := "import.done"
	switch {
	case done.Rows == 0:
		key = "import.empty"
	case c.DryRun:
		key = "import.dry"
	}
	fmt.Fprintln(e.stdout, wording.Text(e.lang, key, wording.Args{
		"rows": fmt.Sprint(done.Rows), "added": fmt.Sprint(done.Added),
		"removed": fmt.Sprint(done.Removed), "unchanged": fmt.Sprint(done.Unchanged),
	}))
	return nil
}
