package snmpsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// walkQuirks is a file ID.quirks.json.
type walkQuirks struct {
	NoBulk      string `json:"no_bulk"`      // drop, or genErr
	MaxVarbinds int    `json:"max_varbinds"` // tooBig above it
	Versions    []int  `json:"versions"`     // 1, 2, 3; none: all
	LoopAfter   string `json:"loop_after"`
	LoopTo      string `json:"loop_to"`
	Note        string `json:"note"`

	Lies []string `json:"lies"` // names of [Lies]
}

// loadQuirks puts the misbehaviour of a file into c. No file: none.
func (c *Config) loadQuirks(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("quirks: %w", err)
	}
	var q walkQuirks
	if err := json.Unmarshal(text, &q); err != nil {
		return fmt.Errorf("quirks %s: %w", path, err)
	}
	if err := c.applyQuirks(q); err != nil {
		return fmt.Errorf("quirks %s: %w", path, err)
	}
	return nil
}

// applyQuirks puts misbehaviour into c.
func (c *Config) applyQuirks(q walkQuirks) error {
	for _, n := range q.Versions {
		v, ok := map[int]Version{1: V1, 2: V2c, 3: V3}[n]
		if !ok {
			return fmt.Errorf("versions: %d is none of 1, 2, 3", n)
		}
		c.Versions = append(c.Versions, v)
	}
	switch q.NoBulk {
	case "":
	case "drop":
		c.Quirks = append(c.Quirks, NoBulk(NoError))
	case "genErr":
		c.Quirks = append(c.Quirks, NoBulk(GenErr))
	default:
		return fmt.Errorf("no_bulk: %q is neither drop nor genErr", q.NoBulk)
	}
	if q.MaxVarbinds > 0 {
		c.Quirks = append(c.Quirks, MaxVarbinds(q.MaxVarbinds))
	}
	for _, name := range q.Lies {
		if err := c.Lie(name); err != nil {
			return fmt.Errorf("lies: %w", err)
		}
	}
	return c.applyLoop(q)
}

// applyLoop puts a loop into c.
func (c *Config) applyLoop(q walkQuirks) error {
	if q.LoopAfter == "" && q.LoopTo == "" {
		return nil
	}
	after, err := ParseOID(q.LoopAfter)
	if err != nil {
		return fmt.Errorf("loop_after: %w", err)
	}
	to, err := ParseOID(q.LoopTo)
	if err != nil {
		return fmt.Errorf("loop_to: %w", err)
	}
	c.Quirks = append(c.Quirks, Loop(after, to))
	return nil
}
