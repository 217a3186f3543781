package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/collector"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

const mailConfig = `version: 1
web: {listen: "127.0.0.1:8080"}
traps: {listen: "127.0.0.1:1162"}
syslog: {listen: "127.0.0.1:1514"}
snmp:
  v2: {version: 2c, community_file: v2}
  v3: {version: 3, user_file: v3, auth: SHA, priv: AES}
ip_plan: [{id: admin, expr: "10.X.10.1-239", vlan: 10}]
schools:
  - code: "179901"
    name: 海燕國小
    x: 241
    contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]
    switches: [{name: hy-core, address: "127.0.1.1:161", role: core, snmp: v2}, {name: hy-3f-a, address: "127.0.1.2:161", role: access, snmp: v2}]
`

// A postOffice is a daemon that only takes messages in.
type postOffice struct {
	*daemon
	t *testing.T
}

// openPostOffice opens a daemon whose two switches have been read once.
func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"rollcall.yaml": mailConfig, "v2": "traps\n",
		"v3": "user: rollcall\nauth_password: authpass12\npriv_password: privpass12\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	conf, problems := config.Load(filepath.Join(dir, "rollcall.yaml"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	conf.Traps.Listen, conf.Syslog.Listen = "127.0.0.1:0", "127.0.0.1:0"
	pace := dailyPace()
	pace.write = 10 * time.Millisecond
	d, err := openDaemon(t.Context(), conf, pace, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	o := &postOffice{d, t}
	for _, sw := range d.switches() {
		o.poll(sw.ID)
	}
	if err := d.openMail(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, sw := range d.switches() {
		o.poll(sw.ID)
	}
	return o
}

// poll has a switch read: 20 ports, whose bridge ports are not their ifIndex.
func (o *postOffice) poll(id inventory.SwitchID) {
	o.t.Helper()
	p := inventory.Poll{Switch: id, Number: o.ledgers[id].Next(), At: time.Now(), Tables: map[inventory.Table]inventory.TableState{}}
	for _, table := range []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB} {
		p.Tables[table] = inventory.TableState{Complete: true, Rows: 1}
	}
	p.System.UptimeSeconds = 1000
	for i := 1; i <= 20; i++ {
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: 10100 + i, Name: fmt.Sprintf("Gi1/0/%d", i), Type: 6,
			Admin: "up", Oper: "up", BridgePort: i, PVID: 10, Untagged: []int{10}})
	}
	o.mail.noteBridge(&p)
	if err := o.commit(o.t.Context(), []inventory.Poll{p}); err != nil {
		o.t.Fatal(err)
	}
}

// receiving takes messages in until the function that it returns is called.
func (o *postOffice) receiving() (stop func()) {
	ctx, cancel := context.WithCancel(o.t.Context())
	done := make(chan error, 1)
	go func() { done <- o.receive(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			o.t.Error(err)
		}
		o.closeMail()
	})
}

// say sends a line of syslog as a switch.
func (o *postOffice) say(from, text string) {
	o.t.Helper()
	conn, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(from)}, net.UDPAddrFromAddrPort(o.mail.inboxes[1].Address()))
	if err != nil {
		o.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(text)); err != nil {
		o.t.Fatal(err)
	}
}

// netSNMP has net-snmp send a notification as a switch.
func (o *postOffice) netSNMP(program, from string, args ...string) (string, error) {
	i := slices.Index(args, "AGENT")
	args[i] = o.mail.inboxes[0].Address().String()
	args = append([]string{"--clientaddr=" + from}, args...)
	out, err := exec.CommandContext(o.t.Context(), program, args...).CombinedOutput()
	return string(out), err
}

// events waits until there are so many, and returns them, oldest first.
func (o *postOffice) events(n int) []inventory.SwitchEvent {
	o.t.Helper()
	for o.t.Context().Err() == nil {
		got, err := o.db.SwitchEvents(o.t.Context(), inventory.AllSchools(), store.SwitchEventQuery{})
		if err != nil {
			o.t.Fatal(err)
		}
		if len(got) >= n {
			slices.Reverse(got)
			return got
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

func TestWhatSwitchesSayIsOnTheirTimeLine(t *testing.T) {
	o := openPostOffice(t)
	stop := o.receiving()
	defer stop()
	o.say("127.0.1.1", "<189>1: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.241.10.20)")
	o.events(1)
	o.say("127.0.1.2", "<187>2: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/7, changed state to down")
	o.events(2)
	if out, err := o.netSNMP("snmptrap", "127.0.1.2", "-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.6.3.1.1.5.4", ".1.3.6.1.2.1.2.2.1.1.10107", "i", "10107"); err != nil {
		t.Fatalf("snmptrap: %v\n%s", err, out)
	}
	o.events(3)
	if out, err := o.netSNMP("snmptrap", "127.0.1.2", "-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.4.1.9.9.215.2.0.1", ".1.3.6.1.4.1.9.9.215.1.1.8.1.2.1", "x", "01000a00005e0053010008"); err != nil {
		t.Fatalf("snmptrap: %v\n%s", err, out)
	}
	var got []string
	for _, e := range o.events(4) {
		got = append(got, strings.TrimSpace(fmt.Sprintln(e.School, e.Switch, e.Source, e.Kind, e.Port, e.User)))
	}
	want := []string{"179901 hy-core syslog config_changed  admin", "179901 hy-3f-a syslog link_down Gi1/0/7",
		"179901 hy-3f-a trap link_up Gi1/0/7", "179901 hy-3f-a trap mac_learned Gi1/0/8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestATrapChangesNothing but has the tables that it names read: once, however
// many come.
func TestATrapChangesNothing(t *testing.T) {
	o := openPostOffice(t)
	before := o.ledgers["hy-3f-a"].State()
	asked := make(chan []inventory.Table, 100)
	o.schedule.Poll = func(_ context.Context, due collector.Due) inventory.Poll {
		if due.Switch == "hy-3f-a" {
			asked <- due.Tables
		}
		return inventory.Poll{Switch: due.Switch}
	}
	o.schedule.Sink = func(context.Context, inventory.Poll) {}
	o.schedule.Set([]collector.Target{{Switch: "hy-3f-a", School: "179901",
		Groups: []collector.Group{{Every: 1000 * time.Hour, Tables: []inventory.Table{inventory.TableEntities}}}}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go o.schedule.Run(ctx)
	stop := o.receiving()
	for range 5 {
		if out, err := o.netSNMP("snmptrap", "127.0.1.2", "-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.6.3.1.1.5.3", ".1.3.6.1.2.1.2.2.1.1.10107", "i", "10107"); err != nil {
			t.Fatalf("snmptrap: %v\n%s", err, out)
		}
	}
	if got := <-asked; !slices.Equal(got, []inventory.Table{inventory.TableInterfaces}) {
		t.Errorf("%v is read, want the interfaces", got)
	}
	stop()
	if len(asked) > 0 {
		t.Errorf("%v is read a second time", <-asked)
	}
	if after := o.ledgers["hy-3f-a"].State(); !reflect.DeepEqual(before, after) {
		t.Errorf("a trap has changed what is known of the switch: was %+v, is %+v", before, after)
	}
}

func TestAnInformIsAnsweredOnceItIsOnDisk(t *testing.T) {
	o := openPostOffice(t)
	stop := o.receiving()
	defer stop()
	inform := func() {
		t.Helper()
		out, err := o.netSNMP("snmpinform", "127.0.1.2", "-v3", "-u", "rollcall", "-l", "authPriv", "-a", "SHA", "-A", "authpass12", "-x", "AES", "-X", "privpass12",
			"-r", "20", "-t", "1", "AGENT", "", ".1.3.6.1.6.3.1.1.5.1")
		if err != nil {
			t.Fatalf("snmpinform: %v\n%s", err, out)
		}
	}
	inform()
	got, err := o.db.SwitchEvents(t.Context(), inventory.AllSchools(), store.SwitchEventQuery{}) // at once: it was answered
	if err != nil || len(got) != 1 || got[0].Kind != inventory.EventColdStart || got[0].Source != "inform" {
		t.Errorf("once the inform is answered the store has %+v, %v", got, err)
	}
}

// TestAFloodIsOneEvent and what was sent is what was counted.
func TestAFloodIsOneEvent(t *testing.T) {
	o := openPostOffice(t)
	stop := o.receiving()
	const sent = 1000
	for i := range sent {
		o.say("127.0.1.1", fmt.Sprintf("<132>message %d", i))
	}
	o.settled(sent)
	o.say("127.0.1.2", "<132>a quiet one")
	o.say("127.0.9.9", "<132>a stranger")
	lost, counts := o.settled(sent + 2)
	stop()
	events, err := o.db.SwitchEvents(t.Context(), inventory.AllSchools(), store.SwitchEventQuery{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	stored, floods, flooded, quiet := 0, 0, 0, 0
	for _, e := range events {
		switch {
		case e.Kind == inventory.EventFlood:
			floods++
			flooded += e.Count
		case e.Switch == "hy-3f-a":
			quiet++
		default:
			stored += e.Count
		}
	}
	if floods != 1 || stored+flooded+lost != sent || quiet != 1 || !strings.Contains(counts, "refused unknown source 1\n") {
		t.Errorf("%d floods, %d stored, %d flooded and %d lost of %d, %d of the quiet switch; counts:\n%s", floods, stored, flooded, lost, sent, quiet, counts)
	}
}

// settled waits until so many messages are accounted for, and returns how many
// were lost, as the kernel may on a slow machine, and all counts.
func (o *postOffice) settled(want uint64) (lost int, counts string) {
	o.t.Helper()
	for sum := uint64(0); sum < want && o.t.Context().Err() == nil; time.Sleep(5 * time.Millisecond) {
		sum, lost, counts = 0, 0, ""
		for _, c := range o.messageCounts() {
			sum += c.N
			counts += fmt.Sprintf("%s %s %s %d\n", c.Source, c.Result, c.Reason, c.N)
			if c.Result == "lost" {
				lost += int(c.N)
			}
		}
	}
	return lost, counts
}
