package snmp_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// snmpdConfig adds a user of each security level.
const snmpdConfig = `createUser open
createUser md5des MD5 "authpass12" DES "privpass12"
createUser shaaes SHA "authpass12" AES "privpass12"
createUser sha256 SHA-256 "authpass12"
createUser sha512 SHA-512 "authpass12" AES "privpass12"
rouser open noauth
rouser md5des auth
rouser shaaes priv
rouser sha256 auth
rouser sha512 priv
`

// startSnmpd runs net-snmp's snmpd and returns its address.
func startSnmpd(t *testing.T) netip.AddrPort {
	t.Helper()
	d := newSnmpd(t, snmpdConfig)
	d.start(t)
	return d.addr
}

func TestSnmpdIsReadInEveryVersion(t *testing.T) {
	addr := startSnmpd(t)
	for _, c := range []snmp.Credential{
		{Name: "v1", Version: snmp.Version1, Community: "public"},
		{Name: "v2c", Version: snmp.Version2c, Community: "public"},
		{Name: "noAuthNoPriv", Version: snmp.Version3, User: "open"},
		{Name: "MD5 DES", Version: snmp.Version3, User: "md5des", Auth: "MD5", AuthPassword: "authpass12", Priv: "DES", PrivPassword: "privpass12"},
		{Name: "SHA AES", Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"},
		{Name: "SHA-256", Version: snmp.Version3, User: "sha256", Auth: "SHA256", AuthPassword: "authpass12"},
		{Name: "SHA-512 AES", Version: snmp.Version3, User: "sha512", Auth: "SHA512", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"},
	} {
		t.Run(c.Name, func(t *testing.T) {
			target := snmp.Target{Switch: "real", Address: addr, Timeout: time.Second, Credentials: []snmp.Credential{c}}
			tables := []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableFDB}
			first := snmp.Read(t.Context(), target, tables, nil)
			second := snmp.Read(t.Context(), target, tables, first.Memory)
			for i, p := range []inventory.Poll{first, second} {
				if !p.Complete(inventory.TableSystem) || p.System.Name != "real-agent" || p.System.Location != "room 101" {
					t.Errorf("poll %d: system %+v, tables %+v", i, p.System, p.Tables)
				}
				lo := interfaceNamed(p, "lo")
				if !p.Complete(inventory.TableInterfaces) || lo.Index == 0 || lo.Type != 24 || lo.Oper != "up" {
					t.Errorf("poll %d: interface lo %+v, tables %+v", i, lo, p.Tables)
				}
				if s := p.Tables[inventory.TableFDB]; s.Complete || s.Reason != inventory.ReasonUnsupported {
					t.Errorf("poll %d: fdb of a host: %+v, want %q", i, s, inventory.ReasonUnsupported)
				}
			}
			if c.Version == snmp.Version3 && second.Cost.Requests >= first.Cost.Requests {
				t.Errorf("second poll took %d requests, first %d: the engine was not remembered", second.Cost.Requests, first.Cost.Requests)
			}
			if strings.Contains(snmp.MemoryText(t, second.Memory), "pass12") {
				t.Error("memory holds a password")
			}
		})
	}
}

func interfaceNamed(p inventory.Poll, name string) inventory.Interface {
	for _, i := range p.Interfaces {
		if i.Name == name {
			return i
		}
	}
	return inventory.Interface{}
}

func TestSnmpdSaysWhyItRefuses(t *testing.T) {
	addr := startSnmpd(t)
	for _, tc := range []struct {
		name string
		c    snmp.Credential
		want inventory.Reason
		says string
	}{
		{"community", snmp.Credential{Version: snmp.Version2c, Community: "wrong"}, inventory.ReasonAuth, "the switch is up"},
		{"user", snmp.Credential{Version: snmp.Version3, User: "nobody"}, inventory.ReasonAuth, "not known"},
		{"auth password", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "wrongpass12", Priv: "AES", PrivPassword: "privpass12"}, inventory.ReasonAuth, "authentication password"},
		{"auth protocol", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "MD5", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"}, inventory.ReasonAuth, "authentication password or protocol"},
		{"priv password", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "wrongpass12"}, inventory.ReasonAuth, "privacy password"},
		{"priv protocol", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "authpass12", Priv: "DES", PrivPassword: "privpass12"}, inventory.ReasonAuth, "privacy password or protocol"},
		{"level too low", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "authpass12"}, inventory.ReasonAuth, "security level"},
		{"level too high", snmp.Credential{Version: snmp.Version3, User: "sha256", Auth: "SHA256", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"}, inventory.ReasonAuth, "security level"},
		{"unknown protocol", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "SHA3", AuthPassword: "authpass12"}, inventory.ReasonAuth, "not known"},
		{"password missing", snmp.Credential{Version: snmp.Version3, User: "shaaes", Auth: "SHA"}, inventory.ReasonAuth, "password"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.c.Name = "the-credential"
			target := snmp.Target{Address: addr, Timeout: 150 * time.Millisecond, Retries: 1, Credentials: []snmp.Credential{tc.c}}
			p := snmp.Read(t.Context(), target, inventory.Tables(), nil)
			for _, table := range inventory.Tables() {
				s := p.Tables[table]
				if s.Complete || s.Reason != tc.want || !strings.Contains(s.Detail, tc.says) || !strings.Contains(s.Detail, "the-credential") {
					t.Fatalf("%s: %+v, want %q with a detail about %q", table, s, tc.want, tc.says)
				}
				if strings.Contains(s.Detail, "pass12") || strings.Contains(s.Detail, "wrong\"") {
					t.Fatalf("detail tells a secret: %s", s.Detail)
				}
			}
		})
	}
}

func TestTheCredentialThatWorksIsRemembered(t *testing.T) {
	addr := startSnmpd(t)
	target := snmp.Target{Address: addr, Timeout: 150 * time.Millisecond, Retries: -1, Credentials: []snmp.Credential{
		{Name: "old", Version: snmp.Version2c, Community: "old"},
		{Name: "bad user", Version: snmp.Version3, User: "nobody"},
		{Name: "good", Version: snmp.Version2c, Community: "public"},
	}}
	first := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem}, nil)
	second := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem}, first.Memory)
	if !first.Complete(inventory.TableSystem) || !second.Complete(inventory.TableSystem) {
		t.Fatalf("first %+v, second %+v", first.Tables, second.Tables)
	}
	if second.Cost.Requests > 2 {
		t.Errorf("second poll took %d requests, want at most 2: it tried what had not worked", second.Cost.Requests)
	}
}
