package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"

	"rollcall/inventory"
)

// listCmd is what one can ask of the whitelist.
type listCmd struct {
	Check listCheckCmd `cmd:"" help:"一個 MAC 在不在名單上 · listed, listed elsewhere, near miss, random or not listed."`
}

type listCheckCmd struct {
	MAC    string `arg:"" help:"MAC，任何寫法 · the MAC, in any notation."`
	School string `placeholder:"CODE" help:"學校代碼 · the school whose list counts; without it any."`
	JSON   bool   `name:"json" help:"輸出 JSON · one JSON object."`
}

// Run says how the MAC stands in the lists.
func (c *listCheckCmd) Run(e *env) error {
	query := url.Values{"mac": {c.MAC}, "lang": {string(e.lang)}}
	if c.School != "" {
		query.Set("school", c.School)
	}
	return e.ask("/api/v1/whitelist/check", query, func(r io.Reader) error {
		body, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if c.JSON {
			_, err = e.stdout.Write(body)
			return err
		}
		var said struct {
			Sentence string                `json:"sentence"`
			Standing inventory.MACStanding `json:"standing"`
		}
		if err := json.Unmarshal(body, &said); err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		if said.Standing == inventory.MACUnusable {
			return usage(errors.New(oneLine(said.Sentence)))
		}
		_, err = fmt.Fprintln(e.stdout, oneLine(said.Sentence))
		return err
	})
}
