package config

import (
	"net/netip"
	"time"

	"rollcall/inventory"
)

// rawReach says how reachability is measured.
type rawReach struct {
	pos
	Every        period `yaml:"every"`
	Gateways     yesNo  `yaml:"gateways"`
	Devices      yesNo  `yaml:"devices"`
	DevicesEvery period `yaml:"devices_every"`
	AnswerFor    period `yaml:"answer_for"`
}

// defaultReach asks a gateway twice a minute and a device every five.
func defaultReach() inventory.ReachOptions {
	return inventory.ReachOptions{Every: 30 * time.Second, DevicesEvery: 5 * time.Minute, Gateways: true, Devices: true, AnswerFor: 4 * time.Hour}
}

// leastReach is how long it is between two requests to one address at least.
const leastReach = time.Second

func (c *checker) checkReachability(raw rawReach) {
	into := &c.City.Reach
	c.atLeast(raw.Every, "every", &into.Every)
	c.atLeast(raw.DevicesEvery, "devices_every", &into.DevicesEvery)
	into.AnswerFor = raw.AnswerFor.or(into.AnswerFor)
	if raw.Gateways.set {
		into.Gateways = raw.Gateways.v
	}
	if raw.Devices.set {
		into.Devices = raw.Devices.v
	}
}

func (c *checker) atLeast(p period, what string, into *time.Duration) {
	if p.set && p.v < leastReach {
		c.errorf(p.pos, "reach 的 %s 是 %v；為了不打擾設備，至少要 %v", "%s under reach is %v; to spare the devices it must be at least %v", what, p.v, leastReach)
		return
	}
	*into = p.or(*into)
}

// gateway reads the address by which a school's gateway is asked.
func (c *checker) gateway(t text) netip.Addr {
	if t.v == "" {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(t.v)
	if err != nil || addr.IsUnspecified() || addr.IsMulticast() {
		c.errorf(t.pos, "gateway「%s」不是一個 IP 位址；請寫成 10.241.254.254 的樣子，或刪掉這一行，改用 IP 規劃裡的閘道", "gateway %q is not an IP address; write for example 10.241.254.254, or remove the line to use the plan's", t.v)
		return netip.Addr{}
	}
	return addr
}
