package syslog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// lines are messages as switches send them, and what is made of them: kind, port,
// user, VLAN, MAC.
var lines = []struct{ maker, line, want string }{
	{"Cisco", "<189>123: *Mar  1 00:01:02.123: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.241.10.20)", "config_changed user=admin"},
	{"Cisco", "<189>77: sw1: Nov 21 10:00:00.001 CST: %SYS-5-CONFIG_I: Configured from console by console", "config_changed user=console"},
	{"Cisco", "<189>: 2026 Nov 21 10:00:00 CST: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by admin on 10.0.0.1@pts/0", "config_changed user=admin"},
	{"Cisco", "<189>9: .Nov 21 10:00:00: %PARSER-5-CFGLOG_LOGGEDCMD: User:netop  logged command:vlan 10", "config_changed user=netop"},
	{"Cisco", "<187>12: Nov 21 10:00:00: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/5, changed state to down", "link_down port=GigabitEthernet1/0/5"},
	{"Cisco", "<189>13: Nov 21 10:00:00: %LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet1/0/5, changed state to up", "link_up port=GigabitEthernet1/0/5"},
	{"Cisco", "<189>14: Nov 21 10:00:00: %LINK-5-CHANGED: Interface FastEthernet0/7, changed state to administratively down", "link_down port=FastEthernet0/7"},
	{"Cisco", "<188>15: Nov 21 10:00:00: %PM-4-ERR_DISABLE: loopback error detected on Gi1/0/7, putting Gi1/0/7 in err-disable state", "loop port=Gi1/0/7"},
	{"Cisco", "<188>16: Nov 21 10:00:00: %PM-4-ERR_DISABLE: bpduguard error detected on Gi1/0/8, putting Gi1/0/8 in err-disable state", "loop port=Gi1/0/8"},
	{"Cisco", "<187>17: Nov 21 10:00:00: %ETHCNTR-3-LOOP_BACK_DETECTED: Loop-back detected on GigabitEthernet0/1.", "loop port=GigabitEthernet0/1"},
	{"Cisco", "<186>18: Nov 21 10:00:00: %SPANTREE-2-LOOPGUARD_BLOCK: Loop guard blocking port Gi1/0/1 on VLAN0010.", "loop port=Gi1/0/1 vid=10"},
	{"Cisco", "<186>19: Nov 21 10:00:00: %SPANTREE-2-BLOCK_BPDUGUARD: Received BPDU on port Gi0/3 with BPDU Guard enabled. Disabling port.", "loop port=Gi0/3"},
	{"Cisco", "<188>20: Nov 21 10:00:00: %SW_MATM-4-MACFLAP_NOTIF: Host 0000.5e00.5301 in vlan 20 is flapping between port Gi1/0/1 and port Gi1/0/2", "mac_moved port=Gi1/0/2 vid=20 mac=00:00:5e:00:53:01"},
	{"Cisco", "<189>21: *Mar  1 00:00:40: %SYS-5-RESTART: System restarted --", "cold_start"},
	{"Cisco", "<189>22: Nov 21 10:00:00: %SYS-5-RELOAD: Reload requested by admin on vty0 (10.0.0.1). Reload Reason: Reload command.", "warm_start user=admin"},
	{"Cisco", "<187>23: Nov 21 10:00:00: %SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host 192.0.2.7", "auth_failure"},
	{"Cisco", "<188>24: Nov 21 10:00:00: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: root] [Source: 192.0.2.7] [localport: 22] [Reason: Login Authentication Failed]", "auth_failure user=root"},
	{"D-Link", "<133>Nov 21 10:00:00 10.241.254.11 INFO: Configuration saved to flash by console(Username: admin)", "config_changed user=admin"},
	{"D-Link", "<133>Nov 21 10:00:00 10.241.254.11 INFO: Configuration saved to flash (Username: admin, IP: 10.241.10.20)", "config_changed user=admin"},
	{"D-Link", "<134>Nov 21 10:00:00 10.241.254.11 INFO: Port 5 link up, 1000Mbps FULL duplex", "link_up port=5"},
	{"D-Link", "<134>Nov 21 10:00:00 10.241.254.11 INFO: Port eth1/0/5 link down", "link_down port=eth1/0/5"},
	{"D-Link", "<130>Nov 21 10:00:00 10.241.254.11 CRIT: Port 7 LBD loop occurred. Port blocked.", "loop port=7"},
	{"D-Link", "<130>Nov 21 10:00:00 10.241.254.11 CRIT: Port 1:7 VID 20 LBD loop occurred. Packet discard begun.", "loop port=1:7 vid=20"},
	{"D-Link", "<130>Nov 21 10:00:00 10.241.254.11 CRIT: Interface eth1/0/7 LBD loop occurred", "loop port=eth1/0/7"},
	{"D-Link", "<134>Nov 21 10:00:00 10.241.254.11 INFO: Port 7 LBD port recovered. Loop detection restarted.", "other"},
	{"D-Link", "<132>Nov 21 10:00:00 10.241.254.11 WARN: Loop detected on port 7", "loop port=7"},
	{"D-Link", "<132>Nov 21 10:00:00 10.241.254.11 WARN: Login failed through Telnet (Username: root, IP: 192.0.2.7)", "auth_failure user=root"},
	{"D-Link", "<134>Nov 21 10:00:00 10.241.254.11 INFO: Successful login through Web (Username: admin, IP: 10.241.10.20)", "other user=admin"},
	{"D-Link", "<133>Nov 21 10:00:00 10.241.254.11 NOTI: Topology changed (Instance:0 ,Port:5 ,MAC: 00-00-5E-00-53-01)", "topology_change"},
	{"D-Link", "<134>Nov 21 10:00:00 10.241.254.11 INFO: System started up", "cold_start"},
	{"D-Link", "<134>Nov 21 10:00:00 10.241.254.11 INFO: System warm start", "warm_start"},
	{"HP", "<14> Nov 21 10:00:00 10.242.254.11 00076 ports: port 5 is now on-line", "link_up port=5"},
	{"HP", "<14> Nov 21 10:00:00 10.242.254.11 00077 ports: port B21 is now off-line", "link_down port=B21"},
	{"HP", "<12> Nov 21 10:00:00 10.242.254.11 00884 loop-protect: port 7 disabled - loop detected.", "loop port=7"},
	{"Aruba", "<14>1 2026-11-21T10:00:00.123456+08:00 sw1 intfd 1234 - - Event|404|LOG_INFO|AMM|1/1|Link status for interface 1/1/5 is up", "link_up port=1/1/5"},
	{"Aruba", "<14>1 2026-11-21T10:00:00.123456+08:00 sw1 hpe-config 77 - [x@32473 a=\"[\\]\"] Running-config was changed by user: 'admin'", "config_changed user=admin"},
	{"Zyxel", "<14>Nov 21 10:00:00 sw1 interface: Port 5 link up 1000M/F", "link_up port=5"},
	{"Zyxel", "<12>Nov 21 10:00:00 sw1 loopguard: Port 7 is shutdown by loop guard", "loop port=7"},
	{"Zyxel", "<14>Nov 21 10:00:00 sw1 system: Save system configuration 1 by admin", "config_changed user=admin"},
	{"Huawei", "<189>Nov 21 2026 10:00:00+08:00 sw1 %%01SHELL/5/CMDRECORD(s)[13]:Recorded command information. (Task=vt0, Ip=10.0.0.1, VpnName=, User=admin, AuthenticationMethod=\"Local-user\", Command=\"vlan 10\")", "config_changed user=admin"},
	{"Huawei", "<188>Nov 21 2026 10:00:00+08:00 sw1 %%01CFM/4/SAVE(s)[14]:The user chose Y when deciding whether to save the configuration to the device.", "config_changed"},
	{"Huawei", "<188>Nov 21 2026 10:00:00+08:00 sw1 %%01IFPDT/4/IF_STATE(l)[15]:Interface GigabitEthernet0/0/5 has turned into DOWN state.", "link_down port=GigabitEthernet0/0/5"},
	{"H3C", "<190>Nov 21 10:00:00 2026 sw1 %%10SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=10.0.0.1-User=admin; Command is vlan 10", "config_changed user=admin"},
	{"H3C", "<189>Nov 21 10:00:00 2026 sw1 %%10CFGMAN/5/CFGMAN_CFGCHANGED: -EventIndex=1-CommandSource=2-ConfigSource=4-ConfigDestination=2; Configuration changed.", "config_changed"},
	{"H3C", "<187>Nov 21 10:00:00 2026 sw1 %%10IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/5 changed to down.", "link_down port=GigabitEthernet1/0/5"},
	{"H3C", "<189>Nov 21 10:00:00 2026 sw1 %%10IFNET/3/LINK_UPDOWN: GigabitEthernet1/0/6 link status is UP.", "link_up port=GigabitEthernet1/0/6"},
	{"H3C", "<188>Nov 21 10:00:00 2026 sw1 %%10LPDETECT/4/LPDETECT_LOOPED: Loopback exists on GigabitEthernet1/0/7.", "loop port=GigabitEthernet1/0/7"},
	{"Juniper", "<189>Nov 21 10:00:00 sw1 mgd[1234]: UI_COMMIT: User 'admin' requested 'commit' operation (comment: none)", "config_changed user=admin"},
	{"Juniper", "<28>Nov 21 10:00:00 sw1 mib2d[99]: SNMP_TRAP_LINK_DOWN: ifIndex 512, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/5", "link_down port=ge-0/0/5"},
	{"TP-Link", "<133>2026-11-21 10:00:00 T2600G LinkStatus: gi1/0/5, changed state to up.", "link_up port=gi1/0/5"},
	{"TP-Link", "<132>2026-11-21 10:00:00 T2600G loopback: Loopback detected on port 1/0/7.", "loop port=1/0/7"},
	{"TP-Link", "<133>2026-11-21 10:00:00 T2600G sysmod: User admin saved the configuration successfully.", "config_changed user=admin"},
	{"any", "<132>Nov 21 10:00:00 sw1 STP: on interface ge4 a loop was detected", "loop port=ge4"},
	{"any", "<134>Nov 21 10:00:00 sw1 Startup configuration has been modified by user 'webadmin'", "config_changed user=webadmin"},
	{"any", "<134>Nov 21 10:00:00 sw1 the running config was saved", "config_changed"},
	{"any", "<134>Nov 21 10:00:00 sw1 SNMP authentication failure from 192.0.2.7", "auth_failure"},
	{"any", "<132>Nov 21 10:00:00 sw1 Fan 2 has stopped", "other"},
	{"any", "<134>Nov 21 10:00:00 sw1 NTP synchronised", "refused: not worth keeping"},
	{"any", "no priority at all", "refused: not worth keeping"},
	{"any", "<999>Nov 21 10:00:00 sw1 odd", "refused: not worth keeping"},
	{"any", "", "refused: malformed"},
	{"any", "<8>", "refused: not worth keeping"},
}

func TestWhatSwitchesSay(t *testing.T) {
	makers := map[string]bool{}
	for _, tt := range lines {
		makers[tt.maker] = true
		t.Run(tt.maker+" "+tt.want, func(t *testing.T) {
			if got := said(t, tt.line); got != tt.want {
				t.Errorf("%s\nis %s\nwant %s", tt.line, got, tt.want)
			}
		})
	}
	for _, p := range patterns {
		if p.maker != "many" && !makers[p.maker] {
			t.Errorf("the patterns of %s are not tried", p.maker)
		}
	}
}

// TestEveryPatternIsTried holds that no pattern is in the shadow of another.
func TestEveryPatternIsTried(t *testing.T) {
	tried := map[int]bool{}
	for _, tt := range lines {
		text := parse([]byte(tt.line)).text
		if i := slices.IndexFunc(patterns, func(p pattern) bool { return p.exp.MatchString(text) }); i >= 0 {
			tried[i] = true
		}
	}
	for i, p := range patterns {
		if !tried[i] {
			t.Errorf("no line is known by the pattern of %s: %s", p.maker, p.exp)
		}
	}
}

func said(t *testing.T, text string) string {
	t.Helper()
	m, err := Read(inbox.Datagram{Octets: []byte(text)})
	var refusal inbox.Refusal
	if errors.As(err, &refusal) {
		return "refused: " + string(refusal)
	}
	if err != nil || len(m.Events) != 1 {
		t.Fatalf("%v, %d events", err, len(m.Events))
	}
	e := m.Events[0]
	got := string(e.Kind)
	for _, part := range []struct{ name, value string }{{"port", e.Hint.Name}, {"user", e.User}} {
		if part.value != "" {
			got += " " + part.name + "=" + part.value
		}
	}
	if e.VID != 0 {
		got += fmt.Sprintf(" vid=%d", e.VID)
	}
	if e.MAC != nil {
		got += " mac=" + e.MAC.String()
	}
	if e.Kind == inventory.EventConfigChanged && !slices.Contains(m.Tables, inventory.TableVLANs) {
		t.Error("a changed configuration has no VLANs read")
	}
	return got
}

// FuzzRead reads anything as syslog.
func FuzzRead(f *testing.F) {
	for _, l := range lines {
		f.Add([]byte(l.line))
	}
	f.Add([]byte("<14>1 - - - - - [a b=\"\\"))
	f.Add([]byte("<14>1 - - - - - [a]\xef\xbb\xbf\xff\x00\x1b[2J\u202e"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		m, err := Read(inbox.Datagram{Octets: octets})
		if (err == nil) != (len(m.Events) == 1) {
			t.Fatalf("%d events, %v", len(m.Events), err)
		}
		for _, e := range m.Events {
			for _, s := range []string{e.Text, e.User, e.Hint.Name} {
				if !utf8.ValidString(s) || strings.IndexFunc(s, unicode.IsControl) >= 0 || utf8.RuneCountInString(s) > maxText {
					t.Errorf("%q is not fit to be shown", s)
				}
			}
		}
	})
}
