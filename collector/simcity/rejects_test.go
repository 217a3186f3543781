package simcity

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// timesRefused counts the refusals of devices in the first five minutes.
func (c *City) timesRefused(macs ...string) (n int) {
	for _, l := range c.RejectLines(c.start, c.start.Add(5*time.Minute)) {
		for _, mac := range macs {
			if strings.Contains(strings.ToLower(l.Line), strings.ReplaceAll(mac, ":", "-")) || strings.Contains(l.Line, mac) {
				n++
			}
		}
	}
	return n
}

// present says whether a device is on the air at a school.
func (c *City) present(school inventory.SchoolCode, mac string) bool {
	return slices.ContainsFunc(c.School(school).Devices, func(d *Device) bool { return d.Online && d.MAC.String() == mac })
}

// TestTheRefusedAreRefused: those of the faults, again and again, and no switch shows
// them.
func TestTheRefusedAreRefused(t *testing.T) {
	for id, bySyslog := range map[string]bool{"F16b": false, "F17b": false, "F18b": true} {
		eachFault(t, id, func(t *testing.T, c *City, s *School, f Fault) {
			macs := f.MACs
			if f.MAC != "" {
				macs = []string{f.MAC}
			}
			if n := c.timesRefused(macs...); n < 25*max(1, len(f.MACs)) {
				t.Errorf("%s: refused %d times in five minutes", id, n)
			}
			for _, mac := range macs {
				if c.present(s.Code, mac) {
					t.Errorf("%s: a switch shows %s", id, mac)
				}
			}
			for _, l := range c.RejectLines(c.start, c.start.Add(5*time.Minute)) {
				if strings.Contains(l.Line, macs[0]) && l.From.IsValid() != bySyslog {
					t.Errorf("%s: %q comes from %v", id, l.Line, l.From)
				}
			}
		})
	}
}

// TestLinesComeOnce: stretches that follow each other have the lines of the whole.
func TestLinesComeOnce(t *testing.T) {
	c := New(Options{Seed: 1})
	end := c.start.Add(10 * time.Minute)
	whole, parts := c.RejectLines(c.start, end), 0
	for at := c.start; at.Before(end); at = at.Add(7 * time.Second) {
		until := at.Add(7 * time.Second)
		if until.After(end) {
			until = end
		}
		parts += len(c.RejectLines(at, until))
	}
	if len(whole) < 100 || parts != len(whole) {
		t.Errorf("%d lines in parts, %d as a whole", parts, len(whole))
	}
}

// TestTheLogGoesOn: a demo that begins again leaves what is in its log.
func TestTheLogGoesOn(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		c := New(Options{Seed: 1, Schools: 1})
		if err := c.WriteFiles(dir, ""); err != nil {
			t.Fatal(err)
		}
		if err := c.writeRejects([]string{"a line"}); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, rejectLog)); err != nil || string(text) != "a line\na line\n" {
		t.Errorf("the log holds %q, %v", text, err)
	}
}
