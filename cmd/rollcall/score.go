package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"rollcall/collector/simcity"
	"rollcall/exporter/wording"
)

// scoredDay is how long the city is watched for its score.
const scoredDay = 24 * time.Hour

// score watches the city for a span of virtual time and prints how much of what
// was planted was found, and what was raised for nothing.
func (c *demoCmd) score(e *env, length time.Duration) error {
	if c.Seconds > 0 || c.Listen != "" || c.Alertmanager != "" {
		return usage(&saying{key: "cli.score"})
	}
	dir, cleanUp, err := c.directory()
	if err != nil {
		return err
	}
	defer cleanUp()
	v, err := openDay(e, dir, simcity.Options{Seed: c.Seed, Schools: c.Schools, Scale: c.Scale}, length)
	if err != nil {
		return err
	}
	if isTerminal(e.stderr) {
		v.progress = tellHours(e)
	}
	rows, err := v.play(e.ctx)
	if err := errors.Join(err, v.daemon.db.Close()); err != nil {
		return err
	}
	return json.NewEncoder(e.stdout).Encode(scoreOf(v.city.Truth().Faults, rows))
}

// tellHours tells a person at a terminal how far the day is, on one line.
func tellHours(e *env) func(passed, length time.Duration) {
	told := -1
	return func(passed, length time.Duration) {
		hour := int(passed / time.Hour)
		if hour == told {
			return
		}
		told = hour
		fmt.Fprint(e.stderr, "\r", wording.Text(e.lang, "demo.hour", wording.Args{
			"hour": strconv.Itoa(hour), "hours": strconv.Itoa(int(length / time.Hour))}))
		if passed >= length {
			fmt.Fprintln(e.stderr)
		}
	}
}

// isTerminal says whether a person reads what is written there.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
