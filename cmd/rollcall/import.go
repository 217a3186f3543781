package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/lists"
)

// importCmd takes in a list: all of it, or nothing.
type importCmd struct {
	List     string   `arg:"" enum:"whitelist,devices,ports,rooms,iot,mdm,lost,blocklist,schools,switches" help:"whitelist（白名單）、devices（MAC總表）、ports（埠紀錄）、rooms（教室）、iot（物聯網清冊）、mdm（納管清單）、lost（遺失載具）、blocklist（封鎖IP清單）、schools（學校）或 switches（交換器）· which list."`
	File     string   `arg:"" help:"CSV 或 XLSX 檔案，或 - 表示標準輸入；交換器也可以是 LibreNMS、Zabbix、NetBox 的匯出檔 · a CSV or XLSX file, or - for standard input; for switches an export of LibreNMS, Zabbix or NetBox too."`
	School   string   `placeholder:"CODE" help:"學校代碼 · the school, unless a column says it."`
	Replace  bool     `help:"取代整份清單 · replace the list; without it the rows are merged."`
	DryRun   bool     `help:"試跑 · say what would happen, write nothing."`
	Encoding string   `placeholder:"NAME" help:"檔案的編碼（UTF-8、Big5、UTF-16LE、UTF-16BE），看得出來就不必指定 · the encoding of the file, where it cannot be told."`
	Sheet    string   `placeholder:"NAME" help:"活頁簿的工作表 · the sheet of a workbook; without it the first that looks like the list."`
	Column   []string `sep:"none" placeholder:"HEAD=KEY" help:"指定某一欄是什麼，例如 --column 「卡號=mac」；KEY 為 - 表示不讀 · what a column is, such as --column Card=mac; - leaves it unread."`

	blockFlags  `embed:""`
	switchFlags `embed:""`
}

// Run sends the list to the store and says what became of it.
func (c *importCmd) Run(e *env) error {
	columns, err := c.columns()
	if err != nil {
		return err
	}
	if c.Encoding != "" && !lists.IsEncoding(c.Encoding) {
		return usage(&saying{"cli.import.encoding", wording.Args{"name": c.Encoding, "known": strings.Join(lists.Encodings(), ", ")}, nil})
	}
	switch lists.Kind(c.List) {
	case lists.KindSwitches:
		return c.switches(e)
	case lists.KindSchools:
		return c.schools(e)
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	return e.put(question{http.MethodPost, "/api/v1/import/" + c.List, c.query(e, columns), bytes.NewReader(text)}, func(r io.Reader) error {
		return c.say(e, r)
	})
}

// query is what the handler of an import is asked.
func (c *importCmd) query(e *env, columns lists.Mapping) url.Values {
	query := url.Values{"lang": {string(e.lang)}}
	for key, value := range map[string]string{"school": c.School, "encoding": c.Encoding, "sheet": c.Sheet} {
		if value != "" {
			query.Set(key, value)
		}
	}
	for key, set := range map[string]bool{"replace": c.Replace, "dry-run": c.DryRun} {
		if set {
			query.Set(key, "true")
		}
	}
	c.blockFlags.ask(c.List, query)
	for _, head := range slices.Sorted(maps.Keys(columns)) {
		query.Add("column", head+"="+columns[head])
	}
	return query
}

// columns are what the flags say of the file's columns.
func (c *importCmd) columns() (lists.Mapping, error) {
	said := lists.Mapping{}
	for _, text := range c.Column {
		head, key, ok := lists.ParseColumn(text)
		if !ok {
			return nil, usage(&saying{"cli.import.column", wording.Args{"text": text}, nil})
		}
		if _, known := lists.Kind(c.List).KeyOf(key); !known {
			return nil, usage(&saying{"cli.import.key", wording.Args{"key": key, "known": strings.Join(keysOf(lists.Kind(c.List)), ", ")}, nil})
		}
		said[head] = key
	}
	return said, nil
}

func keysOf(kind lists.Kind) []string {
	var keys []string
	for _, k := range kind.Keys() {
		keys = append(keys, k.Key)
	}
	return keys
}

// options say how the file is to be read by a verb that reads it itself.
func (c *importCmd) options() (lists.Options, error) {
	columns, err := c.columns()
	return lists.Options{School: inventory.SchoolCode(c.School), Encoding: c.Encoding, Sheet: c.Sheet, Columns: columns}, err
}

// read reads the file, or standard input.
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
	most := lists.DefaultLimits().Packed
	text, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
	if err != nil {
		return nil, unread(c.File, err)
	}
	if len(text) > most {
		return nil, &saying{"cli.file.too_big", wording.Args{"file": c.File, "limit": fmt.Sprint(most >> 20)}, nil}
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
