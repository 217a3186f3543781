package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// listening is a daemon with a mirror port, and the other end of its wire.
func listening(t *testing.T) (*daemon, nearEnd) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rollcall.yaml")
	text := `version: 1
ip_plan:
  - {id: kl_mobile, expr: "10.X.208.0-212.254", name: MAC認證, vlan: 208, dhcp: unspecified, ssid: KL-mobile, auth: mac, unknown_mac: alert}
schools:
  - {code: "179901", name: 海燕國小, x: 1, enforcement: none, contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]}
dhcp:
  interfaces: [far]
  servers: [{name: centre, ip: 192.0.2.7}]
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, problems := config.Load(file)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	d, err := openDaemon(t.Context(), conf, dailyPace(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	var near nearEnd
	ownNetwork(t, func() (err error) {
		near, err = makeWire()
		return errors.Join(err, d.openTaps(t.Context()))
	}, func(func(string) string) {})
	return d, near
}

// TestADaemonHearsItsMirrorPort: an exchange becomes a lease, a device that no list
// has becomes a finding, and every packet is counted.
func TestADaemonHearsItsMirrorPort(t *testing.T) {
	d, near := listening(t)
	listed, stranger := inventory.MAC{0, 0x1b, 0, 0, 0, 1}, inventory.MAC{0, 0x1b, 0, 0, 0x55, 0x77}
	by := store.Import{At: d.pace.now(), Actor: "test"}
	if _, err := d.db.ImportWhitelist(t.Context(), by, []inventory.ListEntry{{School: "179901", MAC: listed, Name: "tablet", KLMobile: true, Row: 2}}); err != nil {
		t.Fatal(err)
	}
	d.touch("179901")
	ctx, stop := context.WithCancel(t.Context())
	var g errgroup.Group
	g.Go(func() error { return d.hearPackets(ctx) })
	g.Go(func() error { return ended(d.judgeChanged(ctx)) })

	says := func(frame []byte, client int) {
		copy(addressed(frame, 0, client, uint32(client))[clientIsAt:], []byte{0, 0x1b}) // an address of a maker, not a random one
		near.send(t, frame)
	}
	s := newFrames(t)
	sent := time.Now()
	says(s.discover, 0x5577)
	for _, frame := range [][]byte{s.discover, s.offer, s.request, s.ack} {
		says(frame, 1)
	}
	found := func() bool {
		rows, err := d.db.Findings(t.Context(), inventory.AllSchools(), store.FindingQuery{})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(rows, func(r inventory.FindingRow) bool { return r.MAC == stranger && r.Kind == inventory.KindUnknownMAC })
	}
	for tries := 0; !found(); tries++ {
		if tries == 300 {
			t.Fatalf("an unlisted device that asks for an address is no finding after two minutes; open are %+v", d.open["179901"])
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("an unlisted device was a finding %v after its DISCOVER", time.Since(sent).Round(10*time.Millisecond))
	metrics := httptest.NewRecorder()
	d.exporter.Handler().ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	stop()
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	d.closeTaps()
	if want := `rollcall_messages_total{reason="",result="stored",source="dhcp_capture"} 5`; !strings.Contains(metrics.Body.String(), want) {
		t.Errorf("the metrics have no line %s", want)
	}
	state, err := d.db.DHCPState(t.Context(), d.pace.now())
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Leases) != 1 || state.Leases[0].MAC != listed || state.Leases[0].IP.String() != "10.1.208.1" {
		t.Errorf("leases %+v, want 10.1.208.1 of %v", state.Leases, listed)
	}
}

// TestWhatIsNotPermittedStopsTheStart says what to do.
func TestWhatIsNotPermittedStopsTheStart(t *testing.T) {
	d := &daemon{config: &config.Config{DHCP: config.DHCP{Listen: "127.0.0.1:0"}}, log: slog.New(slog.DiscardHandler), pace: dailyPace()}
	if err := d.openTaps(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.config.DHCP.Listen = d.taps.open[0].Name()
	err := (&daemon{config: d.config, log: d.log, pace: d.pace}).openTaps(t.Context())
	d.closeTaps()
	var said *saying
	if !errors.As(err, &said) || said.key != "cli.relays.used" || !strings.Contains(said.In("zh-TW"), d.config.DHCP.Listen) {
		t.Errorf("a port in use: %v", err)
	}
	for err, want := range map[error]string{os.ErrPermission: "cli.relays.denied", errors.New("no such address"): "cli.relays"} {
		if got := relayTrouble(fmt.Errorf("listen: %w", err)); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}

// TestDoctorLooksAtMirrorPorts that the configuration names.
func TestDoctorLooksAtMirrorPorts(t *testing.T) {
	for name, tt := range map[string]struct {
		harm func(*patient)
		want string
		do   string
	}{
		"all is well":  {func(*patient) {}, "mirror ok", ""},
		"permitted":    {func(*patient) {}, "capture ok", ""},
		"no raw":       {func(p *patient) { p.write("lib/systemd/system/rollcall.service", "[Service]\n") }, "capture not_ok", "cap_net_raw"},
		"no interface": {func(p *patient) { os.RemoveAll(p.path("sys/class/net/eth1")) }, "mirror_none not_ok", "ip link"},
		"no cable":     {func(p *patient) { p.write("sys/class/net/eth1/operstate", "down\n") }, "mirror not_ok", "cable"},
		"port 67":      {func(p *patient) { p.bound[":67"] = errors.New("no") }, "port_odd not_ok", "address"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t)
			p.extra = "dhcp: {interfaces: [eth1], listen: \":67\", relays: [192.0.2.1]}\n"
			p.write("sys/class/net/eth1/operstate", "up\n")
			tt.harm(p)
			list, short := p.examined("")
			i := slices.Index(short, tt.want)
			if i < 0 || !strings.Contains(list[i].Do, tt.do) {
				t.Errorf("diagnosed %q, want %q with %q", short, tt.want, tt.do)
			}
		})
	}
}
