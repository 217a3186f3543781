package config

import (
	"net/netip"
	"path/filepath"
	"slices"
	"testing"
)

func TestWhereRefusalsAreRead(t *testing.T) {
	file := write(t, "rollcall.yaml", `version: 1
syslog: {listen: ":514"}
radius:
  logs:
    - {file: log/radius.log}
    - {name: city, file: /srv/rejects-*.csv, format: csv, school: "179901"}
  senders: [192.0.2.7]
  schools: {"hy-*": "179901", "10.241.254.9": "179901"}
ip_plan: [{id: admin, expr: "10.X.10.1-239"}]
schools: [{code: "179901", name: x, x: 241, contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]}]
`)
	c := load(t, file)
	logs := []RejectLog{{"radius.log", filepath.Join(filepath.Dir(file), "log/radius.log"), "freeradius", ""}, {"city", "/srv/rejects-*.csv", "csv", "179901"}}
	if !slices.Equal(c.Radius.Logs, logs) {
		t.Errorf("logs %+v, want %+v", c.Radius.Logs, logs)
	}
	if !slices.Equal(c.Radius.Senders, []netip.Addr{netip.MustParseAddr("192.0.2.7")}) {
		t.Errorf("senders %v", c.Radius.Senders)
	}
	if want := []RadiusSchool{{"10.241.254.9", "179901"}, {"hy-*", "179901"}}; !slices.Equal(c.Radius.Schools, want) {
		t.Errorf("schools %+v, want %+v", c.Radius.Schools, want)
	}
}
