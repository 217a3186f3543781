package snmp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// v3Protocols are all that Debian's snmpd 5.9 offers, by its own names: that is all
// that this package knows, AES-192 and AES-256 with either key extension (those of
// Cisco end in C) among them.
func v3Protocols() (auths, privs []string) {
	return []string{"MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"},
		[]string{"", "DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"}
}

// everyUser is a configuration of snmpd with a user of each pair of protocols.
func everyUser() (config string, credentials []snmp.Credential) {
	var b strings.Builder
	auths, privs := v3Protocols()
	for _, auth := range auths {
		for _, priv := range privs {
			c := snmp.Credential{Name: auth + " " + priv, Version: snmp.Version3, User: auth + "." + priv,
				Auth: auth, AuthPassword: "authpass12", Priv: priv}
			fmt.Fprintf(&b, "createUser %s %s authpass12", c.User, auth)
			level := "auth"
			if priv != "" {
				c.PrivPassword, level = "privpass12", "priv"
				fmt.Fprintf(&b, " %s privpass12", priv)
			}
			fmt.Fprintf(&b, "\nrouser %s %s\n", c.User, level)
			credentials = append(credentials, c)
		}
	}
	return b.String(), credentials
}

// TestSnmpdIsReadWithEveryProtocol asks one snmpd as each of its users.
func TestSnmpdIsReadWithEveryProtocol(t *testing.T) {
	config, credentials := everyUser()
	d := newSnmpd(t, config)
	d.start(t)
	ring := &snmp.Keyring{}
	for _, c := range credentials {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			target := snmp.Target{Switch: "real", Address: d.addr, Timeout: 2 * time.Second, Credentials: []snmp.Credential{c}, Keys: ring}
			p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem, inventory.TableInterfaces}, nil)
			if p.System.Name != "real-agent" || !p.Complete(inventory.TableInterfaces) || p.Version != snmp.Version3 {
				t.Errorf("system %+v, tables %+v", p.System, p.Tables)
			}
			wrong := c
			wrong.AuthPassword = "another-pass"
			says := "authentication password"
			if c.Priv != "" {
				wrong.AuthPassword, wrong.PrivPassword, says = c.AuthPassword, "another-pass", "privacy password"
			}
			target.Credentials, target.Timeout, target.Retries = []snmp.Credential{wrong}, 300*time.Millisecond, -1
			p = snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem}, nil)
			if s := p.Tables[inventory.TableSystem]; s.Reason != inventory.ReasonAuth || !strings.Contains(s.Detail, says) {
				t.Errorf("with a wrong password: %+v, want %q about the %s", s, inventory.ReasonAuth, says)
			}
		})
	}
}

// TestSnmpdIsFollowedThroughARestart restarts snmpd between polls: its engine
// keeps its id, counts a boot and begins its time anew.
func TestSnmpdIsFollowedThroughARestart(t *testing.T) {
	config, credentials := everyUser()
	d := newSnmpd(t, config)
	stop := d.start(t)
	target := snmp.Target{Switch: "real", Address: d.addr, Timeout: 2 * time.Second, Credentials: credentials[9:10]} // SHA AES
	tables := []inventory.Table{inventory.TableSystem}
	first := snmp.Read(t.Context(), target, tables, nil)
	stop()
	d.start(t)
	second := snmp.Read(t.Context(), target, tables, first.Memory)
	third := snmp.Read(t.Context(), target, tables, second.Memory)
	for i, p := range []inventory.Poll{first, second, third} {
		if !p.Complete(inventory.TableSystem) {
			t.Fatalf("poll %d: %+v", i, p.Tables)
		}
	}
	if second.Cost.Requests > third.Cost.Requests+1 {
		t.Errorf("the poll after the restart took %d requests, the next %d; want one more at most", second.Cost.Requests, third.Cost.Requests)
	}
}
