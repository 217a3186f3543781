package snmp_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/inbox"
	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// trapCredentials are let in by the readers of these tests.
func trapCredentials() []snmp.Credential {
	return []snmp.Credential{
		{Name: "v2", Version: snmp.Version2c, Community: "traps"},
		{Name: "shaaes", Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"},
		{Name: "md5des", Version: snmp.Version3, User: "md5des", Auth: "MD5", AuthPassword: "authpass12", Priv: "DES", PrivPassword: "privpass12"},
		{Name: "sha256", Version: snmp.Version3, User: "sha256", Auth: "SHA-256", AuthPassword: "authpass12"},
		{Name: "bare", Version: snmp.Version3, User: "bare"},
		{Name: "another school's", Version: snmp.Version3, User: "shaaes", Auth: "SHA", AuthPassword: "otherpass12", Priv: "AES", PrivPassword: "otherpass12"},
	}
}

// engineID is ours in these tests.
var engineID = []byte("\x80\x00\x7e\xd9\x05rollcall")

func trapReader(t testing.TB, clocks ...inventory.EngineClock) *snmp.TrapReader {
	t.Helper()
	r, err := snmp.NewTrapReader(snmp.TrapOptions{Credentials: trapCredentials(), EngineID: engineID, Boots: 7,
		Started: time.Now().Add(-time.Hour), Clocks: clocks})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const (
	linkDown  = ".1.3.6.1.6.3.1.1.5.3"
	linkUp    = ".1.3.6.1.6.3.1.1.5.4"
	coldStart = ".1.3.6.1.6.3.1.1.5.1"
)

// v3Args are how net-snmp is told a user and its level.
func v3Args(user, level string, more ...string) []string {
	args := []string{"-v3", "-u", user, "-l", level}
	switch user {
	case "shaaes":
		args = append(args, "-a", "SHA", "-A", "authpass12", "-x", "AES", "-X", "privpass12")
	case "md5des":
		args = append(args, "-a", "MD5", "-A", "authpass12", "-x", "DES", "-X", "privpass12")
	case "sha256":
		args = append(args, "-a", "SHA-256", "-A", "authpass12")
	}
	return append(args, more...)
}

func TestTrapsOfNetSNMP(t *testing.T) {
	ciscoMsg := "01000a00005e00530100050200d000005e005302000600"
	dlinkMsg := "0100005e0053010105000200005e00530201060" + "0"
	engine := []string{"-e", "0x8000000001020304", "-Z", "3,1000"}
	for _, tt := range []struct {
		name   string
		args   []string
		want   []inventory.EventKind
		check  func(inbox.Event) bool
		tables []inventory.Table
	}{
		{"v1 linkDown", []string{"-v1", "-c", "traps", "AGENT", "", "", "2", "0", "", ".1.3.6.1.2.1.2.2.1.1.5", "i", "5"},
			[]inventory.EventKind{inventory.EventLinkDown}, func(e inbox.Event) bool { return e.Hint.IfIndex == 5 }, []inventory.Table{inventory.TableInterfaces}},
		{"v1 coldStart", []string{"-v1", "-c", "traps", "AGENT", ".1.3.6.1.4.1.171.10.1", "192.0.2.9", "0", "0", ""},
			[]inventory.EventKind{inventory.EventColdStart}, func(e inbox.Event) bool { return strings.Contains(e.Text, "agent-addr=192.0.2.9") }, inventory.Tables()},
		{"v1 of an enterprise", []string{"-v1", "-c", "traps", "AGENT", ".1.3.6.1.4.1.32473.1", "127.0.0.1", "6", "17", "", ".1.3.6.1.4.1.32473.2", "s", "odd"},
			[]inventory.EventKind{inventory.EventOther}, func(e inbox.Event) bool {
				return e.Text == "1.3.6.1.4.1.32473.1.0.17 1.3.6.1.4.1.32473.2=odd"
			}, nil},
		{"v2c linkUp", []string{"-v2c", "-c", "traps", "AGENT", "", linkUp, ".1.3.6.1.2.1.2.2.1.1.48", "i", "48", ".1.3.6.1.2.1.31.1.1.1.1.48", "s", "Gi1/0/48"},
			[]inventory.EventKind{inventory.EventLinkUp}, func(e inbox.Event) bool { return e.Hint.IfIndex == 48 && e.Hint.Name == "Gi1/0/48" }, []inventory.Table{inventory.TableInterfaces}},
		{"v2c topology change", []string{"-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.2.1.17.0.2"},
			[]inventory.EventKind{inventory.EventTopologyChange}, nil, []inventory.Table{inventory.TableFDB}},
		{"v2c MAC notification of Cisco", []string{"-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.4.1.9.9.215.2.0.1", ".1.3.6.1.4.1.9.9.215.1.1.8.1.2.7", "x", ciscoMsg},
			[]inventory.EventKind{inventory.EventMACLearned, inventory.EventMACRemoved},
			func(e inbox.Event) bool {
				return e.MAC != nil && (e.VID == 10 || e.VID == 208) && e.Hint.BridgePort > 4
			}, []inventory.Table{inventory.TableFDB}},
		{"v2c MAC move of Cisco", []string{"-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.4.1.9.9.215.2.0.2", ".1.3.6.1.4.1.9.9.215.1.3.3.0", "x", "00005e005301",
			".1.3.6.1.4.1.9.9.215.1.3.4.0", "i", "20", ".1.3.6.1.4.1.9.9.215.1.3.5.0", "i", "1", ".1.3.6.1.4.1.9.9.215.1.3.6.0", "i", "2"},
			[]inventory.EventKind{inventory.EventMACMoved}, func(e inbox.Event) bool {
				return e.MAC.String() == "00:00:5e:00:53:01" && e.VID == 20 && e.Hint.BridgePort == 2
			}, []inventory.Table{inventory.TableFDB}},
		{"v2c MAC notification of D-Link", []string{"-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.4.1.171.11.118.9.2.100.1.2.0.1", ".1.3.6.1.4.1.171.11.118.9.2.100.1.2.1.1.0", "x", dlinkMsg},
			[]inventory.EventKind{inventory.EventMACLearned, inventory.EventMACRemoved},
			func(e inbox.Event) bool { return e.MAC != nil && (e.Hint.BridgePort == 5 || e.Hint.BridgePort == 6) }, []inventory.Table{inventory.TableFDB}},
		{"v3 authPriv, SHA and AES", append(v3Args("shaaes", "authPriv", engine...), "AGENT", "", linkDown, ".1.3.6.1.2.1.2.2.1.1.9", "i", "9"),
			[]inventory.EventKind{inventory.EventLinkDown}, func(e inbox.Event) bool { return e.Hint.IfIndex == 9 }, []inventory.Table{inventory.TableInterfaces}},
		{"v3 authPriv, MD5 and DES", append(v3Args("md5des", "authPriv", engine...), "AGENT", "", coldStart), []inventory.EventKind{inventory.EventColdStart}, nil, inventory.Tables()},
		{"v3 authNoPriv, SHA-256", append(v3Args("sha256", "authNoPriv", engine...), "AGENT", "", coldStart), []inventory.EventKind{inventory.EventColdStart}, nil, inventory.Tables()},
		{"v3 noAuthNoPriv", append(v3Args("bare", "noAuthNoPriv", engine...), "AGENT", "", coldStart), []inventory.EventKind{inventory.EventColdStart}, nil, inventory.Tables()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := openMailroom(t, trapReader(t).Read)
			if out, err := m.netSNMP("snmptrap", tt.args...); err != nil {
				t.Fatalf("snmptrap: %v\n%s", err, out)
			}
			if got := m.outcomeOrMessage(); got != "" {
				t.Fatalf("nothing came: %s", got)
			}
			got := m.wait(1)[0]
			if !slices.Equal(kindsOf(got.Events), tt.want) || !slices.Equal(got.Tables, tt.tables) {
				t.Errorf("%v, to be looked at %v, want %v and %v", kindsOf(got.Events), got.Tables, tt.want, tt.tables)
			}
			for _, e := range got.Events {
				if tt.check != nil && !tt.check(e) {
					t.Errorf("event %+v", e)
				}
				if e.Switch != "sw" || e.Source != "trap" || e.Ident != 0 || e.From.String() != "127.0.0.1" {
					t.Errorf("event %+v: want switch sw, source trap, no ident", e)
				}
			}
		})
	}
}

func kindsOf(events []inbox.Event) (kinds []inventory.EventKind) {
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestStrangersOfNetSNMPAreRefused(t *testing.T) {
	engine := []string{"-e", "0x8000000001020304", "-Z", "3,1000"}
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"community", []string{"-v2c", "-c", "public", "AGENT", "", coldStart}, "refused community 1"},
		{"user", append(v3Args("nobody", "noAuthNoPriv", engine...), "AGENT", "", coldStart), "refused user 1"},
		{"password", append([]string{"-v3", "-u", "sha256", "-l", "authNoPriv", "-a", "SHA-256", "-A", "wrongpass12"}, append(engine, "AGENT", "", coldStart)...), "refused digest 1"},
		{"level", append([]string{"-v3", "-u", "shaaes", "-l", "authNoPriv", "-a", "SHA", "-A", "authpass12"}, append(engine, "AGENT", "", coldStart)...), "refused security level 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := openMailroom(t, trapReader(t).Read)
			if out, err := m.netSNMP("snmptrap", tt.args...); err != nil {
				t.Fatalf("snmptrap: %v\n%s", err, out)
			}
			if got := m.outcome(1); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestInformsAreAnsweredOnceStored holds the order: no answer while the store is
// stalled, though the sender repeats itself; one as soon as the event is stored.
func TestInformsAreAnsweredOnceStored(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
	}{
		{"v2c", []string{"-v2c", "-c", "traps", "-r", "200", "-t", "0.1", "AGENT", "", linkDown, ".1.3.6.1.2.1.2.2.1.1.5", "i", "5"}},
		{"v3 authPriv", append(v3Args("shaaes", "authPriv", "-r", "200", "-t", "0.1"), "AGENT", "", linkDown, ".1.3.6.1.2.1.2.2.1.1.5", "i", "5")},
		{"v3 authPriv, DES", append(v3Args("md5des", "authPriv", "-r", "200", "-t", "0.1"), "AGENT", "", linkDown, ".1.3.6.1.2.1.2.2.1.1.5", "i", "5")},
		{"v3 authNoPriv", append(v3Args("sha256", "authNoPriv", "-r", "200", "-t", "0.1"), "AGENT", "", linkDown, ".1.3.6.1.2.1.2.2.1.1.5", "i", "5")},
		{"v3 noAuthNoPriv", append(v3Args("bare", "noAuthNoPriv", "-r", "200", "-t", "0.1"), "AGENT", "", linkDown, ".1.3.6.1.2.1.2.2.1.1.5", "i", "5")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := openMailroom(t, trapReader(t).Read)
			sent := make(chan error, 1)
			go func() {
				out, err := m.netSNMP("snmpinform", tt.args...)
				if err != nil {
					t.Log(out)
				}
				sent <- err
			}()
			repeats := m.wait(3) // the store is stalled: the sender has not been answered
			select {
			case err := <-sent:
				t.Fatalf("snmpinform ended before its event was stored: %v", err)
			default:
			}
			for _, msg := range repeats {
				if a, b := msg.Events[0], repeats[0].Events[0]; a.Ident == 0 || a.Ident != b.Ident || a.Source != "inform" || a.Hint.IfIndex != 5 {
					t.Errorf("event %+v of a repeat, want the ident of the first, %d", a, b.Ident)
				}
			}
			stop := make(chan struct{})
			defer close(stop)
			go m.storeAll(stop)
			if err := <-sent; err != nil {
				t.Errorf("snmpinform: %v", err)
			}
		})
	}
}

func TestAnInformWithAWrongPasswordIsToldSo(t *testing.T) {
	m := openMailroom(t, trapReader(t).Read)
	out, err := m.netSNMP("snmpinform", "-v3", "-u", "sha256", "-l", "authNoPriv", "-a", "SHA-256", "-A", "wrongpass12", "-r", "0", "-t", "30", "AGENT", "", coldStart)
	if err == nil || !strings.Contains(out, "uthentication failure") {
		t.Errorf("snmpinform: %v, %q, want an authentication failure", err, out)
	}
	if got := m.outcome(2); !strings.Contains(got, "refused digest 1") {
		t.Errorf("%s, want one refused by its digest", got)
	}
}
