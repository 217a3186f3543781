package snmpsim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp/snmpsim"
)

const sysName = "1.3.6.1.2.1.1.5.0"

// v3Agent is a switch that knows one user.
func v3Agent(user snmpsim.User) snmpsim.Config {
	return snmpsim.Config{View: show(snmpsim.BenchSwitch(1)), Users: []snmpsim.User{user}}
}

// v3Args are net-snmp's options for a user, with the level that the user has.
func v3Args(u snmpsim.User) []string {
	args := []string{"-v3", "-u", u.Name, "-l", "noAuthNoPriv"}
	if u.Auth != "" {
		args = append(args[:3], "-l", "authNoPriv", "-a", u.Auth, "-A", u.AuthPassword)
	}
	if u.Priv != "" {
		args = append(args, "-x", u.Priv, "-X", u.PrivPassword)
		args[4] = "authPriv"
	}
	return args
}

func TestNetSNMPWalksWithEveryProtocol(t *testing.T) {
	m := snmpsim.BenchSwitch(1)
	users := []snmpsim.User{{Name: "nobody"}}
	for _, auth := range []string{"MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"} {
		for _, priv := range []string{"", "DES", "AES", "AES-192", "AES-256"} {
			users = append(users, snmpsim.User{Name: auth + priv, Auth: auth, AuthPassword: "roll-call-auth", Priv: priv, PrivPassword: "roll-call-priv"})
		}
	}
	c := snmpsim.Config{View: show(m), Users: users}
	p := play(t, c)
	for _, u := range users {
		args := append(v3Args(u), "-Cr25", p.addr.String(), "1.3.6.1.2.1.31.1.1.1")
		lines, err := netsnmp(t, "snmpbulkwalk", args...)
		if want := 19 * 52; len(lines) != want || err != nil {
			t.Errorf("user %s: %d lines, %v, last %q; want %d", u.Name, len(lines), err, lines[len(lines)-1], want)
		}
	}
}

func TestWrongUsersAreTold(t *testing.T) {
	right := snmpsim.User{Name: "watch", Auth: "SHA", AuthPassword: "roll-call-auth", Priv: "AES", PrivPassword: "roll-call-priv"}
	p := play(t, v3Agent(right))
	for name, tc := range map[string]struct {
		edit func(*snmpsim.User)
		want string // in net-snmp's words
	}{
		"right":              {func(*snmpsim.User) {}, "bench-1"},
		"unknown name":       {func(u *snmpsim.User) { u.Name = "stranger" }, "Unknown user name"},
		"wrong password":     {func(u *snmpsim.User) { u.AuthPassword = "something-else" }, "Authentication failure"},
		"other hash":         {func(u *snmpsim.User) { u.Auth = "SHA-256" }, "Authentication failure"},
		"wrong priv":         {func(u *snmpsim.User) { u.PrivPassword = "something-else" }, "Decryption error"},
		"no privacy":         {func(u *snmpsim.User) { u.Priv = "" }, "authorizationError"},
		"no authentication":  {func(u *snmpsim.User) { u.Auth, u.Priv = "", "" }, "authorizationError"},
		"another encryption": {func(u *snmpsim.User) { u.Priv = "DES" }, "Decryption error"},
	} {
		t.Run(name, func(t *testing.T) {
			u := right
			tc.edit(&u)
			lines, _ := netsnmp(t, "snmpget", append(v3Args(u), p.addr.String(), sysName)...)
			if got := strings.Join(lines, " "); !strings.Contains(got, tc.want) {
				t.Errorf("snmpget said %q, want %q", got, tc.want)
			}
		})
	}
}

func TestUserWithoutPrivacyMayNotAskForIt(t *testing.T) {
	u := snmpsim.User{Name: "watch", Auth: "SHA", AuthPassword: "roll-call-auth"}
	p := play(t, v3Agent(u))
	u.Priv, u.PrivPassword = "AES", "roll-call-priv"
	lines, _ := netsnmp(t, "snmpget", append(v3Args(u), p.addr.String(), sysName)...)
	if got := strings.Join(lines, " "); !strings.Contains(got, "Unsupported security level") {
		t.Errorf("snmpget said %q", got)
	}
}

func TestContextsOfV3(t *testing.T) {
	u := snmpsim.User{Name: "watch", Auth: "SHA", AuthPassword: "roll-call-auth"}
	c := v3Agent(u)
	c.View = func(context string, _ time.Time) *snmpsim.MIB {
		if context == "vlan-10" {
			return snmpsim.NewMIB([]snmpsim.Var{{OID: snmpsim.MustOID(sysName), Value: snmpsim.Text("ten")}})
		}
		return nil
	}
	p := play(t, c)
	for context, want := range map[string]string{"vlan-10": `"ten"`, "vlan-11": "Bad context"} {
		lines, _ := netsnmp(t, "snmpget", append(v3Args(u), "-n", context, p.addr.String(), sysName)...)
		if got := strings.Join(lines, " "); !strings.Contains(got, want) {
			t.Errorf("context %s: %q, want %q", context, got, want)
		}
	}
}

// A peer whose idea of the engine's time is wrong is told the right one, and
// comes again (RFC 3414, 4).
func TestRestartedEngineIsNoticed(t *testing.T) {
	u := snmpsim.User{Name: "watch", Auth: "SHA", AuthPassword: "roll-call-auth"}
	for name, tc := range map[string]struct {
		claim string // boots,seconds
		fails bool
	}{
		"right":         {"7,1000", false},
		"old boot":      {"6,1000", false},
		"far behind":    {"7,2", false},
		"never at home": {"7,1000", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := v3Agent(u)
			c.Engine = snmpsim.Engine{ID: []byte("\x80\x00\x7e\xd9\x04bench"), Clock: func(time.Time) (uint32, uint32) {
				if tc.fails {
					return 1<<31 - 1, 1000
				}
				return 7, 1000
			}}
			p := play(t, c)
			args := append(v3Args(u), "-e", fmt.Sprintf("0x%x", c.Engine.ID), "-Z", tc.claim, p.addr.String(), sysName)
			lines, err := netsnmp(t, "snmpget", args...)
			if (err != nil) != tc.fails {
				t.Errorf("snmpget: %v, %q", err, lines)
			}
		})
	}
}
