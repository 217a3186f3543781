package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rollcall/collector/inbox"
	"rollcall/exporter"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

const rejectConfig = `version: 1
web: {listen: "127.0.0.1:8080"}
syslog: {listen: "127.0.0.1:1514"}
radius:
  logs: [{file: radius.log}, {name: city, file: city.csv, format: csv}]
  senders: [127.0.9.9]
  schools: {"ql-*": "179902"}
dhcp: {servers: [{name: kea, ip: 192.0.2.5, format: kea, leases: kea.csv}]}
snmp: {v2: {version: 2c, community_file: v2}}
ip_plan:
  - {id: mobile, expr: "10.X.208.0-212.254", vlan: 208, dhcp: unspecified, ssid: KL-mobile, auth: mac, unknown_mac: alert}
  - {id: mgmt, expr: "10.X.254.254/24", vlan: 254, dhcp: forbidden}
schools:
  - {code: "179901", name: 海燕國小, x: 241, enforcement: reject, contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}],
     switches: [{name: hy-wlc, address: "127.0.1.1:161", role: controller, snmp: v2}]}
  - {code: "179902", name: 晴嵐國小, x: 242, enforcement: reject, contacts: [{name: a, mail: a@179902.example}, {name: b, mail: b@179902.example}]}
`

// openRejectDesk opens a daemon that only reads logs, in a directory that may have
// been one's before.
func openRejectDesk(t *testing.T, dir string) *daemon {
	t.Helper()
	for name, text := range map[string]string{"rollcall.yaml": rejectConfig, "v2": "public\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	conf, problems := config.Load(filepath.Join(dir, "rollcall.yaml"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	d, err := openDaemon(t.Context(), conf, dailyPace(), newLog(&env{ctx: t.Context(), stderr: t.Output()}, false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.db.Close() })
	return d
}

func linelog(mac, ap string, nas netip.Addr) string {
	return fmt.Sprintf("%s Access-Reject User-Name=%q Calling-Station-Id=%q Called-Station-Id=\"00-00-5E-00-53-F0:KL-mobile\" NAS-IP-Address=%s NAS-Identifier=%q\n",
		time.Now().Format(time.RFC3339), mac, mac, nas, ap)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = file.WriteString(text)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (d *daemon) refusedThere(t *testing.T) (out []string) {
	t.Helper()
	rows, err := d.db.Rejects(t.Context(), inventory.AllSchools(), store.RejectQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s %s x%d", r.School, r.MAC, r.Count))
	}
	return out
}

// TestLogsAreFollowedAcrossRestarts: refusals get their school by pattern, address and
// column; what a restart finds was stored is not stored again; accounts are counted.
func TestLogsAreFollowedAcrossRestarts(t *testing.T) {
	dir := t.TempDir()
	log, table := filepath.Join(dir, "radius.log"), filepath.Join(dir, "city.csv")
	d := openRejectDesk(t, dir)
	write(t, log, linelog("00005e005301", "hy-ap1", netip.MustParseAddr("10.241.254.101"))+linelog("00005e005302", "ql-ap1", netip.MustParseAddr("192.0.2.77"))+
		linelog("00005e005303", "x", netip.MustParseAddr("192.0.2.77"))+linelog("pupil@kl.example", "hy-ap1", netip.MustParseAddr("10.241.254.101")))
	csv := "時間,MAC,學校代碼,次數\n" + time.Now().Format("2006-01-02 15:04:05") + ",00005e005304,179902,9\n"
	write(t, table, csv)
	if err := d.lookAtLogs(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"179901 00:00:5e:00:53:01 x1": true, "179902 00:00:5e:00:53:02 x1": true, " 00:00:5e:00:53:03 x1": true, "179902 00:00:5e:00:53:04 x9": true}
	check := func(got []string) {
		t.Helper()
		for _, row := range got {
			if !want[row] {
				t.Errorf("stored %q", row)
			}
		}
		if len(got) != len(want) {
			t.Errorf("stored %d rows, want %d: %q", len(got), len(want), got)
		}
	}
	check(d.refusedThere(t))
	counts := map[exporter.RejectCount]bool{}
	for _, c := range d.rejectCounts() {
		counts[c] = true
	}
	if !counts[exporter.RejectCount{School: "179902", Reason: "unlisted", N: 10}] || !counts[exporter.RejectCount{School: "179901", Reason: "account", N: 1}] {
		t.Errorf("counted %v", counts)
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}

	again := openRejectDesk(t, dir)
	if err := again.lookAtLogs(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(again.refusedThere(t))
	school, _ := again.city().School("179901")
	again.mu.Lock()
	snap := again.snapshotOf(school, time.Now(), inventory.Lists{})
	again.mu.Unlock()
	if len(snap.Rejects) != 1 || snap.Rejects[0].MAC.String() != "00:00:5e:00:53:01" || snap.RejectsHeard.IsZero() {
		t.Errorf("after a restart the snapshot has %+v, heard %v", snap.Rejects, snap.RejectsHeard)
	}
	if err := os.WriteFile(table, []byte(csv+time.Now().Add(time.Second).Format("2006-01-02 15:04:05")+",00005e005305,179902,1\n"), 0o600); err != nil { // exported again
		t.Fatal(err)
	}
	if err := again.lookAtLogs(t.Context()); err != nil {
		t.Fatal(err)
	}
	want["179902 00:00:5e:00:53:05 x1"] = true
	check(again.refusedThere(t))
}

// TestALeaseFileIsFollowed: a lease becomes a binding, once.
func TestALeaseFileIsFollowed(t *testing.T) {
	dir := t.TempDir()
	d := openRejectDesk(t, dir)
	given := time.Now().Add(-time.Minute).Unix()
	write(t, filepath.Join(dir, "kea.csv"), fmt.Sprintf("address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state\n"+
		"10.241.208.7,00:00:5e:00:53:07,,28800,%d,1,0,0,ipad,0\n", given+28800))
	for range 2 {
		if err := d.lookAtLogs(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range d.logCounts() {
		if c.Result == inbox.Stored && c.N != 1 {
			t.Errorf("counted %+v", c)
		}
	}
	held, err := d.db.Bindings(t.Context(), inventory.AllSchools(), store.BindingQuery{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 7}})
	if err != nil || len(held) != 1 || held[0].IP.String() != "10.241.208.7" {
		t.Errorf("bindings %+v, %v", held, err)
	}
}

// TestSyslogTellsOfRefusals: a controller's message is a refusal at its school, and no
// event; of another authenticator all else is thrown away.
func TestSyslogTellsOfRefusals(t *testing.T) {
	d := openRejectDesk(t, t.TempDir())
	d.mail.senders = make(map[netip.Addr]inventory.Switch)
	for _, sw := range d.switches() {
		d.mail.senders[sw.Address.Addr()] = sw
	}
	d.addAuthenticators()
	read := func(from, line string) (inbox.Message, error) {
		addr := netip.MustParseAddr(from)
		return d.readSyslog(inbox.Datagram{At: time.Now(), From: netip.AddrPortFrom(addr, 514), Switch: d.mail.senders[addr], Octets: []byte(line)})
	}
	m, err := read("127.0.1.1", "<189>%MAB-5-FAIL: Authentication failed for client (0000.5e00.5307) on Interface capwap_1 AuditSessionID 0A")
	if err != nil || len(m.Rejects) != 1 || len(m.Events) != 0 {
		t.Fatalf("of the controller: %+v, %v", m, err)
	}
	if school := d.schoolOfReject(m.Rejects[0]); school != "179901" {
		t.Errorf("the controller's school is %q", school)
	}
	if _, err := read("127.0.9.9", "<131>radiusd: Error: something is wrong"); err == nil {
		t.Error("what an authenticator says of itself is kept")
	}
	m, err = read("127.0.9.9", "<134>radiusd[9]: (1) Login incorrect: [00005e005308] (from client ql-ap7 port 1 cli 00-00-5E-00-53-08)")
	if err != nil || len(m.Rejects) != 1 || d.schoolOfReject(m.Rejects[0]) != "179902" {
		t.Errorf("of the authenticator: %+v, %v", m, err)
	}
}
