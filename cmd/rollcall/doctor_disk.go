package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"rollcall/exporter/wording"
)

// dataDirectory says whether the daemon may write where its data is, and nobody
// else may read there.
func (c *checkup) dataDirectory() {
	args := wording.Args{"dir": c.conf.DataDir, "user": strconv.Itoa(c.uid)}
	info, uid, gid, err := c.owner(c.conf.DataDir)
	if err != nil {
		args["reason"] = bare(err)
		c.add("data", stateNotOK, true, args)
		return
	}
	mode := info.Mode().Perm()
	writable := c.uid == 0 || uid == c.uid && mode&0o300 == 0o300 || gid == c.gid && mode&0o030 == 0o030
	if !writable {
		c.add("data_denied", stateNotOK, true, args)
		return
	}
	c.add("data", verdict(mode&0o007 == 0), false, args)
}

// Limits on the disk.
const (
	leastFree  = 1 << 30 // bytes
	leastShare = 20      // one part in so many
	slowSync   = 50 * time.Millisecond
)

// disk says how much space there is, whether a database is safe there, and how
// fast it is made durable.
func (c *checkup) disk() {
	dir := c.conf.DataDir
	if _, err := os.Stat(dir); err != nil {
		return // it was said that it is missing
	}
	space, err := c.space(dir)
	if err != nil {
		c.add("disk", stateNotKnown, true, wording.Args{"dir": dir, "reason": bare(err)})
		return
	}
	enough := space.free >= leastFree && space.free >= space.total/leastShare
	c.add("disk", verdict(enough), true, wording.Args{"dir": dir, "free": gigabytes(space.free), "total": gigabytes(space.total)})
	switch space.kind {
	case "":
		c.add("filesystem", stateOK, true, wording.Args{"dir": dir})
	case "tmpfs", "ramfs":
		c.add("filesystem_memory", stateNotOK, true, wording.Args{"dir": dir, "kind": space.kind})
	default:
		c.add("filesystem", stateNotOK, true, wording.Args{"dir": dir, "kind": space.kind})
	}
	took, err := c.syncing(dir)
	if err != nil {
		c.add("fsync", stateNotKnown, false, wording.Args{"reason": bare(err)})
		return
	}
	c.add("fsync", verdict(took < slowSync), false, wording.Args{"ms": strconv.FormatFloat(float64(took.Microseconds())/1000, 'f', 1, 64)})
}

func gigabytes(n int64) string { return fmt.Sprintf("%.1f GB", float64(n)/1e9) }

// sane is before any time at which this program can run.
var sane = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock says whether the clock follows another, and is not wildly wrong.
func (c *checkup) clock() {
	at := c.now()
	args := wording.Args{"at": at.Format(time.RFC3339), "zone": c.conf.City.Location.String()}
	if at.Before(sane) || at.After(sane.AddDate(50, 0, 0)) {
		c.add("clock_year", stateNotOK, true, args)
		return
	}
	synced, err := c.synced()
	if err != nil {
		args["reason"] = err.Error()
		c.add("clock", stateNotKnown, true, args)
		return
	}
	c.add("clock", verdict(synced), true, args)
}

// What a daemon takes: 204 MB at its peak with 716 switches (deploy/sizing), 927 MB
// and 0.81 of a core with 20,000 (docs/performance.md).
const (
	baseMemory      = 160 << 20
	memoryPerSwitch = 44 << 10
	switchesPerCore = 20_000
)

// size says whether the machine is large enough for the switches.
func (c *checkup) size() {
	switches := len(c.conf.City.Switches())
	need := int64(baseMemory + switches*memoryPerSwitch)
	have := int64(number(first(fieldNumber(c.file("proc/meminfo"), "MemTotal")), 0)) << 10
	args := wording.Args{"switches": strconv.Itoa(switches), "need": megabytes(need), "have": megabytes(have), "cores": strconv.Itoa(c.cores)}
	if have == 0 {
		c.add("memory", stateNotKnown, false, args)
		return
	}
	enough := have >= 2*need && c.cores*switchesPerCore >= switches
	c.add("memory", verdict(enough), false, args)
}

// fieldNumber is the number of a line of /proc/meminfo, without its unit.
func fieldNumber(text, name string) string {
	var n int64
	if _, err := fmt.Sscanf(field(text, name), "%d", &n); err != nil {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n/1e6) }
