package config

import (
	"slices"
	"testing"
)

func TestWhereSwitchesSendTheirMessages(t *testing.T) {
	const rest = "\nsnmp: {b: {version: 2c, community_file: c}, a: {version: 2c, community_file: c}}\nip_plan: [{id: admin, expr: \"10.X.10.1-239\"}]\n" +
		"schools: [{code: \"179901\", name: x, x: 241, contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]}]\n"
	for _, tt := range []struct {
		name, text     string
		traps, syslog  string
		trapCredential []string
	}{
		{"nowhere", "version: 1", "", "", []string{"a", "b"}},
		{"everywhere", "version: 1\ntraps: {listen: \":162\"}\nsyslog: {listen: \":514\"}", ":162", ":514", []string{"a", "b"}},
		{"at one address, with one credential", "version: 1\ntraps: {listen: \"127.0.0.1:1162\", snmp: b}", "127.0.0.1:1162", "", []string{"b"}},
		{"by IPv6", "version: 1\nsyslog: {listen: \"[::1]:514\"}", "", "[::1]:514", []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := load(t, write(t, "rollcall.yaml", tt.text+rest, "c", "public\n"))
			if c.Traps.Listen != tt.traps || c.Syslog.Listen != tt.syslog || !slices.Equal(c.Traps.Credentials, tt.trapCredential) {
				t.Errorf("traps %+v, syslog %+v, want %q %q and %v", c.Traps, c.Syslog, tt.traps, tt.syslog, tt.trapCredential)
			}
		})
	}
}
