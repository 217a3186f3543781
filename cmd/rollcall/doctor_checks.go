package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// configuration says whether the configuration can be run, and whether there is
// anything in it to read.
func (c *checkup) configuration(problems config.Errors) {
	if len(problems) > 0 {
		c.add("config", stateNotOK, true, wording.Args{"file": c.env.config, "n": fmt.Sprint(len(problems)), "first": problems[0].In(string(c.env.lang))})
		return
	}
	args := wording.Args{"file": c.env.config, "schools": fmt.Sprint(len(c.conf.City.Schools)), "switches": fmt.Sprint(len(c.conf.City.Switches())),
		"warnings": fmt.Sprint(len(c.conf.Warnings))}
	c.add("config", stateOK, true, args)
	c.add("schools", verdict(len(c.conf.City.Switches()) > 0), false, args)
}

// unit says whether the service manager starts the daemon.
func (c *checkup) unit() {
	if !c.exists("run/systemd/system") {
		c.add("no_unit", stateNotKnown, false, nil)
		return
	}
	installed := c.exists("etc/systemd/system/rollcall.service") || c.exists("lib/systemd/system/rollcall.service") || c.exists("usr/lib/systemd/system/rollcall.service")
	c.add("unit", verdict(installed && c.exists("etc/systemd/system/multi-user.target.wants/rollcall.service")), false, nil)
}

// daemon says whether the daemon runs, and whether it is well.
func (c *checkup) daemon() {
	args := wording.Args{"pid": strconv.Itoa(c.pid), "socket": socketPath(c.conf)}
	if c.pid != 0 {
		if reason := c.ready(); reason != "" {
			args["reason"] = reason
			c.add("daemon_busy", stateNotKnown, false, args)
			return
		}
	}
	c.add("daemon", verdict(c.pid != 0), false, args)
}

// secrets looks at the files beside the configuration that hold secrets: only
// rollcall, and root, may read them.
func (c *checkup) secrets() {
	dir := filepath.Join(filepath.Dir(c.env.config), "secrets")
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if err != nil {
		c.add("secrets", stateNotKnown, false, wording.Args{"file": dir, "reason": bare(err)})
		return
	}
	good := true
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, uid, gid, err := c.owner(path)
		if err != nil || info.IsDir() {
			continue
		}
		mode := info.Mode().Perm()
		ownersOnly := mode&0o007 == 0 && (mode&0o070 == 0 || gid == c.gid || gid == 0) && (uid == c.uid || uid == 0)
		if readable := mayRead(info, uid, gid, c.uid, c.gid); !ownersOnly || !readable {
			good = false
			c.add("secret", stateNotOK, true, wording.Args{"file": path, "mode": fmt.Sprintf("%04o", mode), "user": strconv.Itoa(c.uid)})
		}
	}
	if good {
		c.add("secrets", stateOK, true, wording.Args{"n": strconv.Itoa(len(entries)), "dir": dir})
	}
}

// Bits of the capability sets in /proc/PID/status (capabilities(7)).
const (
	capBind = 10 // CAP_NET_BIND_SERVICE
	capRaw  = 13 // CAP_NET_RAW
)

// has says whether the daemon has a capability: the one that runs, else the unit's,
// else whoever asks. Who it is of is the second word.
func (c *checkup) has(capability int, name string) (bool, string) {
	who, status := "self", c.file("proc/self/status")
	if c.pid != 0 {
		who, status = "daemon", c.file(fmt.Sprintf("proc/%d/status", c.pid))
	} else if unit := c.file("lib/systemd/system/rollcall.service") + c.file("etc/systemd/system/rollcall.service"); unit != "" {
		return strings.Contains(field(unit, "AmbientCapabilities="), name), "unit"
	}
	mask, err := strconv.ParseUint(field(status, "CapEff"), 16, 64)
	return err == nil && mask>>capability&1 == 1, who
}

// capabilities says whether the daemon may open the low ports that are configured.
func (c *checkup) capabilities() {
	lowest := number(c.file("proc/sys/net/ipv4/ip_unprivileged_port_start"), 1024)
	var low []string
	for _, p := range c.configured() {
		if _, port, err := net.SplitHostPort(p.address); err == nil && number(port, lowest) < lowest {
			low = append(low, p.network+"/"+port)
		}
	}
	ok, who := c.has(capBind, "CAP_NET_BIND_SERVICE")
	args := wording.Args{"ports": strings.Join(low, "\n"), "who": wording.Text(c.env.lang, "doctor.who."+who, nil)}
	if len(low) == 0 {
		c.add("ports_low", stateOK, false, args)
		return
	}
	c.add("capability", verdict(ok), true, args)
}

// ping says whether the daemon may ping, where the configuration asks for it.
func (c *checkup) ping() {
	first, any := c.pinged()
	if !any {
		return
	}
	raw, who := c.has(capRaw, "CAP_NET_RAW")
	args := wording.Args{"address": first.String(), "who": wording.Text(c.env.lang, "doctor.who."+who, nil), "group": strconv.Itoa(c.gid)}
	from, to, _ := strings.Cut(strings.TrimSpace(c.file("proc/sys/net/ipv4/ping_group_range")), "\t")
	low, high := number(from, 1), number(to, 0)
	c.add("ping", verdict(raw || low <= c.gid && c.gid <= high), c.conf.City.Upstream.IsValid(), args)
}

// pinged is the first address that the configuration has pinged: the one outside,
// else a gateway.
func (c *checkup) pinged() (first netip.Addr, any bool) {
	city := c.conf.City
	if city.Upstream.IsValid() {
		return city.Upstream, true
	}
	for _, school := range city.Schools {
		plan, err := city.Plan.For(school)
		if gateway := inventory.GatewayOf(school, plan); err == nil && gateway.IsValid() {
			return gateway, true
		}
	}
	return netip.Addr{}, false
}

// A port is one that the configuration has the daemon listen on.
type port struct{ what, network, address string }

func (c *checkup) configured() []port {
	ports := []port{{"web", "tcp", c.conf.Web.Listen}}
	if c.conf.Traps.Listen != "" {
		ports = append(ports, port{"traps", "udp", c.conf.Traps.Listen})
	}
	if c.conf.Syslog.Listen != "" {
		ports = append(ports, port{"syslog", "udp", c.conf.Syslog.Listen})
	}
	if c.conf.DHCP.Listen != "" {
		ports = append(ports, port{"dhcp", "udp", c.conf.DHCP.Listen})
	}
	return ports
}

// ports says of each port whether it is free, or the daemon's.
func (c *checkup) ports() {
	for _, p := range c.configured() {
		args := wording.Args{"what": p.what, "address": p.address, "network": p.network}
		err := c.bind(p.network, p.address)
		switch {
		case errors.Is(err, syscall.EADDRINUSE) && c.pid != 0:
			c.add("port_ours", stateOK, true, args)
		case errors.Is(err, syscall.EADDRINUSE):
			c.add("port", stateNotOK, true, args)
		case errors.Is(err, os.ErrPermission):
			c.add("port", stateNotKnown, true, args)
		case err != nil:
			args["reason"] = err.Error()
			c.add("port_odd", stateNotOK, true, args)
		case c.pid != 0:
			c.add("port_unused", stateNotOK, true, args)
		default:
			c.add("port", stateOK, true, args)
		}
	}
}

// database says whether the database can be read and is sound.
func (c *checkup) database() {
	path := databasePath(c.conf)
	args := wording.Args{"file": path}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		c.add("database_new", stateOK, false, args)
		return
	}
	db, err := store.Open(c.env.ctx, path, store.Options{ReadOnly: true})
	if err == nil {
		err = errors.Join(db.QuickCheck(c.env.ctx), db.Close())
	}
	switch {
	case err == nil:
		c.add("database", stateOK, true, args)
	case errors.Is(err, os.ErrPermission) || errors.Is(err, store.ErrOlderSchema) || errors.Is(err, store.ErrReadOnly):
		args["reason"] = inLang(ofStore(err), string(c.env.lang))
		c.add("database", stateNotKnown, true, args)
	default:
		args["reason"] = inLang(ofStore(err), string(c.env.lang))
		c.add("database", stateNotOK, true, args)
	}
}

// A backup is made every day; two hours late is late.
const backupLate = 26 * time.Hour

// backups says how old the newest backup is.
func (c *checkup) backups() {
	all, err := store.Backups(backupDir(c.conf))
	switch {
	case err != nil:
		c.add("backup", stateNotKnown, false, wording.Args{"dir": backupDir(c.conf), "reason": bare(err)})
	case len(all) == 0:
		c.add("backup_none", stateNotKnown, false, wording.Args{"dir": backupDir(c.conf)})
	default:
		age := c.now().Sub(all[0].At)
		c.add("backup", verdict(age < backupLate), false, wording.Args{"dir": backupDir(c.conf), "name": all[0].Name, "age": strconv.Itoa(int(age.Seconds()))})
	}
}

// alertmanagers says whether each Alertmanager answers.
func (c *checkup) alertmanagers() {
	if len(c.conf.Alertmanager.URLs) == 0 {
		c.add("no_alertmanager", stateOK, false, nil)
	}
	for _, url := range c.conf.Alertmanager.URLs {
		args := wording.Args{"url": url}
		err := c.get(url + "/-/ready")
		if err != nil {
			args["reason"] = err.Error()
		}
		c.add("alertmanager", verdict(err == nil), true, args)
	}
}

// ready asks a running daemon how it is; empty: well.
func (c *checkup) ready() string {
	cl, running := daemonClient(c.conf)
	if !running {
		return ""
	}
	err := cl.ask(c.env.ctx, question{method: http.MethodGet, path: "/-/ready"}, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err == nil {
		return ""
	}
	return err.Error()
}
