package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"rollcall/collector/simcity"
	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// firstSeed is the city that a demo plays when nobody asks for another one.
const firstSeed = 1

// goOn settles which city is played: the one of an earlier demo in the directory,
// whose history is there, else the one that was asked for. Another city in the
// same directory is refused, for it would be mixed into that history; so is a
// directory with a configuration that no demo wrote.
func (c *demoCmd) goOn(lang wording.Lang) error {
	there, err := c.earlier(lang)
	if err != nil {
		return err
	}
	if c.Scale == "demo" {
		c.Scale = ""
	}
	if there != nil {
		asked := simcity.TruthCity{Seed: cmp.Or(c.Seed, there.Seed), Schools: cmp.Or(c.Schools, there.Schools), Scale: cmp.Or(c.Scale, there.Scale)}
		if asked != *there {
			return refused(fmt.Errorf("%s", wording.Text(lang, "demo.other", wording.Args{
				"dir": c.Dir, "seed": strconv.FormatInt(there.Seed, 10), "schools": strconv.Itoa(there.Schools), "scale": cmp.Or(there.Scale, "demo")})))
		}
		c.Seed, c.Schools, c.Scale = there.Seed, there.Schools, there.Scale
	}
	c.Seed = cmp.Or(c.Seed, firstSeed)
	return nil
}

// earlier reads from truth.json which city an earlier demo played in the
// directory; nil: none did.
func (c *demoCmd) earlier(lang wording.Lang) (*simcity.TruthCity, error) {
	if c.Dir == "" {
		return nil, nil
	}
	path := filepath.Join(c.Dir, "truth.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, c.foreign(lang)
	}
	if err != nil {
		return nil, unread(path, err)
	}
	var t struct {
		City *simcity.TruthCity `json:"city"`
	}
	if err := json.Unmarshal(text, &t); err != nil || t.City == nil {
		return nil, refused(fmt.Errorf("%s", wording.Text(lang, "demo.unknown", wording.Args{"file": path})))
	}
	return t.City, nil
}

// foreign refuses a directory that holds a configuration or a database of
// somebody else, which the demo's files would replace.
func (c *demoCmd) foreign(lang wording.Lang) error {
	for _, name := range []string{"rollcall.yaml", "rollcall.db"} {
		path := filepath.Join(c.Dir, name)
		if _, err := os.Lstat(path); err == nil {
			return refused(fmt.Errorf("%s", wording.Text(lang, "demo.foreign", wording.Args{"file": path})))
		}
	}
	return nil
}

// untaken returns an error when the database in the directory cannot be used, so
// that the files of whoever uses it are not replaced first.
func untaken(ctx context.Context, dir string) error {
	db, err := openStore(ctx, &config.Config{DataDir: dir})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return fmt.Errorf("see whether the database is free: %w", err)
	}
	return nil
}
