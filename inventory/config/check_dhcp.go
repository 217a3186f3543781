package config

import (
	"net/netip"
	"reflect"

	"github.com/goccy/go-yaml/ast"

	"rollcall/inventory"
)

type rawDHCP struct {
	pos
	Listen     text            `yaml:"listen"`
	Interfaces []rawTap        `yaml:"interfaces"`
	Relays     texts           `yaml:"relays"`
	Servers    []rawDHCPServer `yaml:"servers"`
}

// rawTap is the name of an interface, or keys with it.
type rawTap struct {
	pos
	Name   text `yaml:"name"`
	School text `yaml:"school"`
}

func (t *rawTap) decode(d *decoder, node ast.Node) {
	if _, plain := scalar(node); plain {
		t.Name.pos = t.pos
		t.Name.decode(d, node)
		return
	}
	d.structure(node, reflect.ValueOf(t).Elem())
}

type rawDHCPServer struct {
	pos
	Name   text  `yaml:"name"`
	IP     texts `yaml:"ip"`
	Log    text  `yaml:"log"`
	Leases text  `yaml:"leases"`
	Format text  `yaml:"format"`
}

// checkDHCP checks where DHCP is heard. It is called when the schools are known.
func (c *checker) checkDHCP(raw rawDHCP) {
	c.DHCP.Listen = c.checkInbox(raw.Listen, pos{}, "dhcp")
	c.checkRelays(raw)
	seen := map[string]bool{}
	for _, t := range raw.Interfaces {
		c.checkTap(t, seen)
	}
	for _, s := range raw.Servers {
		c.checkDHCPServer(s)
	}
}

// checkRelays wants relays to be listed where copies of them are taken: whoever can
// reach that port could make devices up.
func (c *checker) checkRelays(raw rawDHCP) {
	for _, t := range raw.Relays.v {
		if p, ok := parseNetwork(t.v); ok {
			c.DHCP.Relays = append(c.DHCP.Relays, p)
			continue
		}
		c.errorf(t.pos, "relays 的「%s」不是位址或網段；請寫成 10.241.254.1 或 10.241.0.0/16 的樣子", "relays: %q is neither an address nor a network; write it like 10.241.254.1 or 10.241.0.0/16", t.v)
	}
	switch on := raw.Listen.v != ""; {
	case on && len(raw.Relays.v) == 0:
		c.errorf(raw.Listen.pos, "dhcp 有 listen 卻沒有 relays：任何人都能假造裝置；請列出會送副本來的核心交換器位址", "dhcp has listen but no relays: anybody could make devices up; list the addresses of the core switches that send copies")
	case on:
		c.warnf(raw.Listen.pos, "dhcp 的 listen：核心交換器要為每個 DHCP 封包多送一份副本，等於多一份工作；可以的話請改用 interfaces 或 servers",
			"listen of dhcp: a second helper address makes the core switches send every DHCP packet once more, which is work for them; prefer interfaces or servers where you can")
	case len(raw.Relays.v) > 0:
		c.warnf(raw.Relays.pos, "dhcp 有 relays 卻沒有 listen，所以不會收任何副本；要收請加上 listen: \":67\"", "dhcp has relays but no listen, so no copies are taken; add listen: \":67\" to take them")
	}
}

// parseNetwork reads an address, or a network.
func parseNetwork(s string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err == nil
}

func (c *checker) checkTap(t rawTap, seen map[string]bool) {
	school := inventory.SchoolCode(t.School.v)
	_, known := c.codes[school]
	switch {
	case t.Name.v == "":
		c.errorf(t.pos, "dhcp 的 interfaces 有一項沒有名稱；請寫網路介面的名稱，例如 eth1", "an interface of dhcp has no name; write the name of a network interface, such as eth1")
	case len(t.Name.v) > mostInterfaceName:
		c.errorf(t.Name.pos, "「%s」太長，不是網路介面的名稱；請寫 eth1 這樣的名稱", "%q is too long for the name of a network interface; write a name like eth1", t.Name.v)
	case seen[t.Name.v]:
		c.errorf(t.Name.pos, "網路介面 %s 寫了兩次；請刪掉一個", "the interface %s stands here twice; remove one", t.Name.v)
	case school != "" && !known:
		c.errorf(t.School.pos, "沒有代碼是「%s」的學校；請寫 schools 裡的學校代碼，或刪掉 school", "no school has the code %q; write the code of one under schools, or remove school", t.School.v)
	default:
		c.DHCP.Interfaces = append(c.DHCP.Interfaces, Tap{Name: t.Name.v, School: school})
	}
	seen[t.Name.v] = true
}

// mostInterfaceName is the longest name of an interface that Linux knows (IFNAMSIZ).
const mostInterfaceName = 15

func (c *checker) checkDHCPServer(raw rawDHCPServer) {
	s := DHCPServer{Name: raw.Name.v, Format: c.oneOf(raw.Format, say("dhcp 伺服器的 format", "format of a DHCP server"), DHCPFormats()...), Place: Place{raw.file, raw.line}}
	for _, t := range raw.IP.v {
		addr, err := netip.ParseAddr(t.v)
		if err != nil {
			c.errorf(t.pos, "DHCP 伺服器的 ip「%s」不是 IP 位址", "ip of a DHCP server: %q is not an IP address", t.v)
			continue
		}
		s.Addresses = append(s.Addresses, addr)
	}
	if len(raw.IP.v) == 0 {
		c.errorf(raw.pos, "dhcp 的 servers 有一台沒有 ip；請寫上它的位址，才分得出誰是學校的伺服器", "a server under dhcp has no ip; write its address, by which the schools' servers are told from others")
	}
	if raw.Log.v != "" {
		s.Log = c.path(raw.Log.v)
	}
	if raw.Leases.v != "" {
		s.Leases = c.path(raw.Leases.v)
	}
	if s.Name == "" && len(s.Addresses) > 0 {
		s.Name = s.Addresses[0].String()
	}
	for _, other := range c.DHCP.Servers {
		if s.Name != "" && s.Name == other.Name {
			c.errorf(raw.pos, "有兩台 DHCP 伺服器都叫 %s（另一台在 %s）；請把其中一台改名", "two DHCP servers are called %s (the other at %s); give one of them another name", s.Name, other.Place)
		}
	}
	c.DHCP.Servers = append(c.DHCP.Servers, s)
}
