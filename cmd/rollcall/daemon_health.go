package main

import (
	"os"

	"rollcall/exporter/web"
)

// machine tells the page of health about the process and its disk.
func (d *daemon) machine() web.Machine {
	m := web.Machine{Started: d.started, DiskFree: freeBytes(d.config.DataDir), DiskTotal: totalBytes(d.config.DataDir), Sources: d.sources()}
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(d.db.Path() + suffix); err == nil {
			m.Database += info.Size()
		}
	}
	return m
}

// sources says what is configured, and nothing of how.
func (d *daemon) sources() []web.Source {
	c := d.config
	return []web.Source{
		{Key: "switches", On: len(c.City.Switches()) > 0},
		{Key: "arp", On: len(c.ARPSources) > 0},
		{Key: "traps", On: c.Traps.Listen != ""},
		{Key: "syslog", On: c.Syslog.Listen != ""},
		{Key: "dhcp", On: c.DHCP.Listen != "" || len(c.DHCP.Interfaces)+len(c.DHCP.Servers) > 0},
		{Key: "radius", On: len(c.Radius.Logs)+len(c.Radius.Senders) > 0},
		{Key: "probe", On: c.City.Upstream.IsValid()},
		{Key: "mail", On: c.Mail.Set()},
		{Key: "channels", On: len(c.Notify.Channels) > 0},
		{Key: "alertmanager", On: len(c.Alertmanager.URLs) > 0},
		{Key: "openid", On: c.OpenID.Issuer != ""},
	}
}
