package main

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"rollcall/collector/dhcp"
	"rollcall/collector/radius"
	"rollcall/collector/tail"
	"rollcall/exporter"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

type rejectLog = config.RejectLog

// logs are the files that are followed: of DHCP servers, and of authentication.
type logs struct {
	dhcp    *tail.Follower[inventory.DHCPMessage]
	rejects *tail.Follower[inventory.AccessReject]

	mu     sync.Mutex
	silent map[string]string // why a source cannot be read, as it was logged last
}

// openLogs makes the followers, which read nothing yet.
func (d *daemon) openLogs() {
	d.logs.silent = make(map[string]string)
	if sources := d.dhcpLogs(); len(sources) > 0 {
		d.logs.dhcp = tail.New(followOptions(d, sources, d.heardDHCP))
	}
	if sources := d.rejectLogs(); len(sources) > 0 {
		d.logs.rejects = tail.New(followOptions(d, sources, d.heardRejects))
	}
}

func followOptions[T any](d *daemon, sources []tail.Source[T], hand func(context.Context, []T) error) tail.Options[T] {
	return tail.Options[T]{Sources: sources, Now: d.pace.now, Load: d.db.Mark,
		Hand: hand,
		Save: func(ctx context.Context, key string, value []byte) error {
			return d.db.SetMark(ctx, d.pace.now(), key, value)
		}}
}

// dhcpLogs are the lease files and logs of DHCP servers that the configuration names.
func (d *daemon) dhcpLogs() []tail.Source[inventory.DHCPMessage] {
	var sources []tail.Source[inventory.DHCPMessage]
	for _, s := range d.config.DHCP.Servers {
		f := dhcp.LogFile{Server: s.Name, Format: s.Format, Zone: d.config.City.Location, Now: d.pace.now, Decode: decodeText}
		if len(s.Addresses) > 0 {
			f.Address = s.Addresses[0]
		}
		for _, path := range []string{s.Leases, s.Log} {
			if path == "" {
				continue
			}
			f.Path, f.Leases = path, path == s.Leases
			if f.Format == "" {
				f.Format = dhcpFormat(path)
			}
			sources = append(sources, f.Source())
		}
	}
	return sources
}

// dhcpFormat tells the format of a file that the configuration does not say by how
// such files are called.
func dhcpFormat(path string) string {
	switch base := strings.ToLower(filepath.Base(path)); {
	case strings.HasPrefix(base, "dhcpsrvlog") || strings.HasPrefix(base, "dhcpv6srvlog"):
		return "windows"
	case strings.Contains(base, "kea") || strings.HasSuffix(base, ".csv"):
		return "kea"
	case strings.Contains(base, "dnsmasq"):
		return "dnsmasq"
	}
	return "isc"
}

// rejectLogs are the files with refusals that the configuration names.
func (d *daemon) rejectLogs() []tail.Source[inventory.AccessReject] {
	var sources []tail.Source[inventory.AccessReject]
	for _, l := range d.config.Radius.Logs {
		f := radius.File{Name: l.Name, Path: l.File, Format: l.Format, School: l.School, Zone: d.config.City.Location, Now: d.pace.now, Decode: decodeText}
		sources = append(sources, f.Source())
	}
	return sources
}

// decodeText reads a line that is no UTF-8: as Big5, which a Chinese (Taiwan) Windows writes.
func decodeText(line []byte) string { return lists.Line(line) }

// follow follows the files until ctx ends. What a full disk did not take is read
// again when it is no longer full.
func (d *daemon) follow(ctx context.Context) error {
	for {
		if err := d.lookAtLogs(ctx); err != nil && ctx.Err() == nil {
			if store.IsFatal(err) {
				return err
			}
			d.log.ErrorContext(ctx, "what logs tell was not stored", "err", err)
		}
		if !sleep(ctx, time.Second) {
			return nil
		}
	}
}

// lookAtLogs reads what came since the last look.
func (d *daemon) lookAtLogs(ctx context.Context) error {
	if f := d.logs.dhcp; f != nil {
		if err := f.Look(ctx); err != nil {
			return err
		}
		d.sayHealth(ctx, f.Health())
	}
	if f := d.logs.rejects; f != nil {
		if err := f.Look(ctx); err != nil {
			return err
		}
		d.sayHealth(ctx, f.Health())
	}
	return nil
}

// sayHealth logs that a source cannot be read, and when it can again.
func (d *daemon) sayHealth(ctx context.Context, sources []tail.Health) {
	d.logs.mu.Lock()
	defer d.logs.mu.Unlock()
	for _, h := range sources {
		now := ""
		if h.Err != nil {
			now = h.Err.Error()
		}
		switch was := d.logs.silent[h.Source]; {
		case was == now:
		case now == "":
			d.log.InfoContext(ctx, "a log can be read again", "source", h.Source)
		default:
			d.log.WarnContext(ctx, "a log cannot be read; what it tells is not known until it can", "source", h.Source, "err", h.Err)
		}
		d.logs.silent[h.Source] = now
	}
}

// logCounts are what became of the lines, for /metrics.
func (d *daemon) logCounts() []exporter.MessageCount {
	var all []exporter.MessageCount
	if f := d.logs.dhcp; f != nil {
		all = append(all, logSources("dhcp_log", f.Counts())...)
	}
	if f := d.logs.rejects; f != nil {
		all = append(all, logSources("reject_log", f.Counts())...)
	}
	return all
}
