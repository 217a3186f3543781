package main

import (
	"strings"

	"rollcall/exporter/wording"
)

// capture says whether the daemon may listen on the mirror ports that the
// configuration names, and whether they are there.
func (c *checkup) capture() {
	if len(c.conf.DHCP.Interfaces) == 0 {
		return
	}
	var names []string
	for _, t := range c.conf.DHCP.Interfaces {
		names = append(names, t.Name)
	}
	raw, who := c.has(capRaw, "CAP_NET_RAW")
	c.add("capture", verdict(raw), true, wording.Args{"interfaces": strings.Join(names, "\n"), "who": wording.Text(c.env.lang, "doctor.who."+who, nil)})
	for _, name := range names {
		args := wording.Args{"interface": name}
		switch {
		case !c.exists("sys/class/net/" + name):
			c.add("mirror_none", stateNotOK, true, args)
		case strings.TrimSpace(c.file("sys/class/net/"+name+"/operstate")) == "down":
			c.add("mirror", stateNotOK, true, args)
		default:
			c.add("mirror", stateOK, true, args)
		}
	}
}
