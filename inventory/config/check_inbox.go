package config

import (
	"net"
	"net/netip"
	"strconv"
)

// checkInboxes checks where switches' own messages are received. Whoever can
// reach that may send something, which is counted and at most has a switch read;
// so every address is allowed.
func (c *checker) checkInboxes(raw *rawFile) {
	c.Traps.Listen = c.checkInbox(raw.Traps.Listen, raw.Traps.pos, "traps")
	c.Syslog.Listen = c.checkInbox(raw.Syslog.Listen, raw.Syslog.pos, "syslog")
	if c.Traps.Listen != "" && c.Traps.Listen == c.Syslog.Listen {
		c.errorf(raw.Syslog.Listen.pos, "traps 與 syslog 都寫 %s；請給其中一個另一個連接埠", "traps and syslog both listen on %s; give one of them another port", c.Syslog.Listen)
	}
	c.Traps.Credentials = sortedKeys(c.Credentials)
	if len(raw.Traps.SNMP.v) > 0 {
		c.Traps.Credentials = c.checkCredentialNames(raw.Traps.SNMP, Sentence{Zh: "traps", En: "traps"}, raw.Traps.pos)
	}
}

// checkInbox checks the address of one; what is the key. The key without listen
// is a slip.
func (c *checker) checkInbox(t text, at pos, what string) string {
	if t.v == "" {
		if at.line > 0 {
			c.errorf(at, "%[1]s 沒有 listen；請加上 listen: %[2]q，不想接收就刪掉 %[1]s", "%[1]s has no listen; add listen: %[2]q, or remove %[1]s to receive none", what, usualInbox(what))
		}
		return ""
	}
	host, port, err := net.SplitHostPort(t.v)
	n, wrong := strconv.Atoi(port)
	if err == nil && wrong == nil && n > 0 && n < 65536 {
		if _, bad := netip.ParseAddr(host); bad == nil || host == "" || host == "localhost" {
			return t.v
		}
	}
	c.errorf(t.pos, "%s 的 listen「%s」不是位址加連接埠；請寫成 %q 或 \"192.0.2.1:%s\" 的樣子", "listen of %s: %q is not ADDRESS:PORT; write for example %q, or \"192.0.2.1:%s\"",
		what, t.v, usualInbox(what), usualInbox(what)[1:])
	return ""
}

// usualInbox is where messages usually come (RFC 3417, 3.2; RFC 5426, 3.3; RFC 2131, 4.1).
func usualInbox(what string) string {
	switch what {
	case "traps":
		return ":162"
	case "dhcp":
		return ":67"
	}
	return ":514"
}
