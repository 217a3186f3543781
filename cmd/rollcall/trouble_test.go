package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestATroubleThatLastsIsNotRepeated holds the log of a full disk to one line a
// minute, and readiness to the truth.
func TestATroubleThatLastsIsNotRepeated(t *testing.T) {
	var out lines
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	d := &daemon{log: slog.New(slog.NewTextHandler(&out, nil)), pace: pace{now: func() time.Time { return now }}}
	full := errors.New("no space left: free some")
	for range 241 { // a minute of failures, four a second
		d.sayStored(full)
		now = now.Add(250 * time.Millisecond)
	}
	if got := strings.Count(out.String(), "no space left"); got != 2 {
		t.Errorf("a trouble of a minute was logged %d times, want 2:\n%s", got, &out)
	}
	if err := d.ready(context.Background()); !errors.Is(err, full) {
		t.Errorf("a daemon that cannot store is ready: %v", err)
	}
	d.sayStored(nil)
	d.sayStored(nil)
	if got := strings.Count(out.String(), "stored again"); got != 1 {
		t.Errorf("the end of the trouble was logged %d times, want once", got)
	}
}
