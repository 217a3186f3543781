package radius

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// peerConfig is a FreeRADIUS of loopback that knows one device, writes refusals in
// all three ways that are read, and refuses accounts of 802.1X.
const peerConfig = `
prefix = /usr
libdir = /usr/lib/freeradius
raddbdir = %[1]s
logdir = %[1]s
run_dir = %[1]s
pidfile = %[1]s/pid
correct_escapes = true
log {
	destination = files
	file = %[1]s/radius.log
	auth = yes
	auth_badpass = no
}
security { allow_core_dumps = no }
thread pool {
	start_servers = 1
	max_servers = 1
	min_spare_servers = 1
	max_spare_servers = 1
}
client hy-wlc {
	ipaddr = 127.0.0.1
	secret = for-tests
}
modules {
	always reject { rcode = reject }
	linelog refused {
		filename = %[1]s/linelog
		format = "%%S Access-Reject User-Name=\"%%{User-Name}\" Calling-Station-Id=\"%%{Calling-Station-Id}\" Called-Station-Id=\"%%{Called-Station-Id}\" NAS-IP-Address=%%{NAS-IP-Address} NAS-Identifier=\"%%{NAS-Identifier}\" Module-Failure-Message=\"%%{Module-Failure-Message}\""
	}
	detail refused_detail {
		filename = %[1]s/detail
	}
}
server default {
	listen {
		type = auth
		ipaddr = 127.0.0.1
		port = %[2]d
	}
	authorize {
		if (&User-Name == "00005e005301") {
			update control { Auth-Type := Accept }
		}
		else {
			update request { Module-Failure-Message := "not in the list" }
			update reply {
				User-Name := "%%{User-Name}"
				Calling-Station-Id := "%%{Calling-Station-Id}"
				Called-Station-Id := "%%{Called-Station-Id}"
			}
			reject
		}
	}
	authenticate { }
	post-auth {
		Post-Auth-Type REJECT {
			refused
			refused_detail
		}
	}
}
`

// A peer is a FreeRADIUS that runs until the test ends.
type peer struct {
	dir   string // where it writes
	port  int
	ended chan struct{} // closed when it has
}

func startPeer(t *testing.T) peer {
	t.Helper()
	dir := t.TempDir()
	probe, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	port := probe.LocalAddr().(*net.UDPAddr).Port
	probe.Close()
	if err := os.WriteFile(filepath.Join(dir, "radiusd.conf"), fmt.Appendf(nil, peerConfig, dir, port), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	server := exec.CommandContext(ctx, "freeradius", "-f", "-d", dir, "-D", "/usr/share/freeradius")
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		stop()
		t.Fatalf("start FreeRADIUS: %v", err)
	}
	p := peer{dir, port, make(chan struct{})}
	go func() {
		defer close(p.ended)
		_ = server.Wait() // it is told to end, or who asks it finds that it has
	}()
	t.Cleanup(func() {
		stop()
		<-p.ended
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(dir, "radius.log"))
			t.Logf("FreeRADIUS said %s\n%s", said.String(), log)
		}
	})
	return p
}

// ask asks the server to let somebody in, as a controller would, until it answers.
func (p peer) ask(t *testing.T, attributes string) {
	t.Helper()
	for {
		client := exec.CommandContext(t.Context(), "radclient", "-x", "-r", "1", "-t", "3", "-D", "/usr/share/freeradius", fmt.Sprint("127.0.0.1:", p.port), "auth", "for-tests")
		client.Stdin = strings.NewReader(attributes)
		out, _ := client.CombinedOutput() // it fails where it is refused, which is what we want
		if bytes.Contains(out, []byte("Received Access-")) {
			return
		}
		select {
		case <-p.ended:
			t.Fatal("FreeRADIUS has ended")
		case <-time.After(50 * time.Millisecond): // it is not up yet
		}
	}
}

// TestAgainstFreeRADIUS has a real server refuse, and reads what it writes in each way.
func TestAgainstFreeRADIUS(t *testing.T) {
	p := startPeer(t)
	const place = `, NAS-IP-Address = 10.241.254.101, NAS-Identifier = "hy-ap01", Called-Station-Id = "00-00-5E-00-53-F0:KL-mobile", NAS-Port = 13`
	for range 2 {
		p.ask(t, `User-Name = "00005e005307", User-Password = "00005e005307", Calling-Station-Id = "00-00-5E-00-53-07"`+place)
	}
	p.ask(t, `User-Name = "00005e005301", User-Password = "00005e005301", Calling-Station-Id = "00-00-5E-00-53-01"`+place)
	p.ask(t, `User-Name = "pupil@kl.example", User-Password = "x", Calling-Station-Id = "02-00-5E-00-53-09", Called-Station-Id = "00-00-5E-00-53-F0:eduroam", NAS-IP-Address = 10.241.254.101`)

	const device, account = "00:00:5e:00:53:07", "02:00:5e:00:53:09"
	for name, want := range map[string][]string{
		"radius.log": {device + " ap=hy-wlc why=not in the list unlisted", device + " ap=hy-wlc why=not in the list unlisted", account + " ap=hy-wlc why=not in the list account account"},
		"linelog": {device + " ssid=KL-mobile ap=hy-ap01 why=not in the list nas=10.241.254.101 unlisted", device + " ssid=KL-mobile ap=hy-ap01 why=not in the list nas=10.241.254.101 unlisted",
			account + " ssid=eduroam ap=00-00-5E-00-53-F0 why=not in the list nas=10.241.254.101 account account"},
		"detail": {device + " ssid=KL-mobile ap=00-00-5E-00-53-F0 unlisted", device + " ssid=KL-mobile ap=00-00-5E-00-53-F0 unlisted", account + " ssid=eduroam ap=00-00-5E-00-53-F0 account account"},
	} {
		got := readWhole(t, filepath.Join(p.dir, name), len(want))
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: read\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// readWhole follows a file until as many refusals came as are wanted, and returns
// them without their times, which must be of now.
func readWhole(t *testing.T, path string, wanted int) (got []string) {
	t.Helper()
	f := File{Name: "peer", Path: path, Format: "freeradius", Zone: time.Local}
	follower := tail.New(tail.Options[inventory.AccessReject]{Sources: []tail.Source[inventory.AccessReject]{f.Source()}, Now: time.Now,
		Load: func(context.Context, string) ([]byte, error) { return nil, nil },
		Save: func(context.Context, string, []byte) error { return nil },
		Hand: func(_ context.Context, rejects []inventory.AccessReject) error {
			for _, r := range rejects {
				if since := time.Since(r.At); since < -time.Minute || since > time.Hour {
					t.Errorf("%s: refused at %v", path, r.At)
				}
				_, said, _ := strings.Cut(say(r)[len("01-01 "):], " ")
				got = append(got, said)
			}
			return nil
		}})
	for deadline := time.Now().Add(2 * time.Minute); len(got) < wanted && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err := follower.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return got
}
