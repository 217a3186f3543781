package config

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

const reachCity = `version: 1
ip_plan: [{id: admin, expr: "10.X.10.1-239", name: 行政}]
`

func TestReachIsRead(t *testing.T) {
	c, problems := Load(write(t, "rollcall.yaml", reachCity+`
reach: {every: 10s, gateways: false, devices: false, devices_every: 1m, answer_for: 2h}
schools:
  - {code: "179901", name: 海燕國小, x: 241, gateway: 10.241.254.254}
  - {code: "179902", name: 晴嵐國小, x: 242}
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := inventory.ReachOptions{Every: 10 * time.Second, DevicesEvery: time.Minute, AnswerFor: 2 * time.Hour}
	if c.City.Reach != want {
		t.Errorf("reach is %+v, want %+v", c.City.Reach, want)
	}
	if got := c.City.Schools[0].Gateway; got != netip.MustParseAddr("10.241.254.254") || c.City.Schools[1].Gateway.IsValid() {
		t.Errorf("gateways are %v and %v", got, c.City.Schools[1].Gateway)
	}
	c, _ = Load(write(t, "rollcall.yaml", reachCity+"schools: []\n"))
	if c.City.Reach != defaultReach() || !c.City.Reach.Devices || !c.City.Reach.Gateways || c.City.Upstream.IsValid() {
		t.Errorf("without a word: %+v, upstream %v", c.City.Reach, c.City.Upstream)
	}
}

func TestReachIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"reach: {every: 100ms}":         "at least 1s",
		"reach: {devices_every: 999ms}": "at least 1s",
		"reach: {sweep: true}":          "sweep",
		`schools: [{code: "179901", name: a, x: 1, gateway: 10.X.254.254}]`: "not an IP address",
		`schools: [{code: "179901", name: a, x: 1, gateway: 0.0.0.0}]`:      "not an IP address",
		`schools: [{code: "179901", name: a, x: 1, gateway: 224.0.0.1}]`:    "not an IP address",
	} {
		_, problems := Load(write(t, "rollcall.yaml", reachCity+text+"\n"))
		found := false
		for _, p := range problems {
			found = found || strings.Contains(p.In("en"), want)
		}
		if !found {
			t.Errorf("%s: %v, want a word on %q", text, problems, want)
		}
	}
}
