package dhcp

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/gopacket/gopacket/afpacket"
	"golang.org/x/sys/unix"

	"rollcall/inventory"
)

// schoolNetwork is a network of namespaces: clients on a switch whose relay asks a server
// elsewhere, and sends copies to us.
//
//	cli: c0 c1 c2 | here: br0 (switch), br1 | srv: s0, the server | own: k0, we
//
// near and far are a mirror port: what passes br0 comes out of far, in VLAN 208.
const schoolNetwork = `
for n in srv cli own; do ip netns add $n; ip -n $n link set lo up; done
quick='for s in all default; do echo 0 >/proc/sys/net/ipv6/conf/$s/accept_dad; done'
eval "$quick"
for n in srv cli own; do ip netns exec $n sh -c "$quick"; done
ip link add br0 type bridge forward_delay 0
ip link add br1 type bridge forward_delay 0
ip addr add 10.241.208.254/21 dev br0
ip addr add 10.241.254.1/24 dev br1
ip addr add 2001:db8:208::1/64 dev br0
ip addr add 2001:db8:254::1/64 dev br1
ip link set br0 up
ip link set br1 up
for i in 0 1 2; do
	ip link add p$i type veth peer name c$i netns cli
	ip link set p$i master br0 up
	ip -n cli link set c$i address 00:00:5e:00:53:1$i up
done
for n in srv:s0:2 own:k0:3; do
	ns=${n%%:*}; rest=${n#*:}; dev=${rest%:*}; at=${rest#*:}
	ip link add u$dev type veth peer name $dev netns $ns
	ip link set u$dev master br1 up
	ip -n $ns addr add 10.241.254.$at/24 dev $dev
	ip -n $ns addr add 2001:db8:254::$at/64 dev $dev
	ip -n $ns link set $dev up
	ip -n $ns route add default via 10.241.254.1
	ip -n $ns -6 route add default via 2001:db8:254::1
done
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
` + wirePair

// start runs a program until the test ends, and waits for a line of what it says.
func start(t *testing.T, ready string, name string, args ...string) (stop func()) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	said := make(chan bool, 1)
	var is sync.Once
	var log bytes.Buffer
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			fmt.Fprintln(&log, lines.Text())
			if strings.Contains(lines.Text(), ready) {
				is.Do(func() { said <- true })
			}
		}
		close(said)
	}()
	if !<-said {
		t.Fatalf("%s ended before it was ready:\n%s", name, log.String())
	}
	var once sync.Once
	stop = func() {
		once.Do(func() {
			_ = cmd.Process.Signal(os.Interrupt)
			<-ended
			_ = cmd.Wait()
		})
	}
	t.Cleanup(stop)
	return stop
}

// within runs f in a namespace, on a thread that is given up after it.
func within(t *testing.T, namespace string, f func()) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		fd, err := unix.Open("/run/netns/"+namespace, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err == nil {
			err = unix.Setns(fd, unix.CLONE_NEWNET)
		}
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatalf("enter %s: %v", namespace, err)
	}
}

// startMirror copies all frames of an interface out of another, with a VLAN tag, as a
// switch does. It returns when it listens.
func startMirror(t *testing.T, from, to string, vid byte) {
	t.Helper()
	in, err := afpacket.NewTPacket(afpacket.OptInterface(from), afpacket.OptPollTimeout(100*time.Millisecond), afpacket.OptBlockTimeout(10*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	out := openPort(t, to)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done; in.Close() })
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			frame, _, err := in.ZeroCopyReadPacketData()
			if err != nil || len(frame) < 14 {
				continue
			}
			tagged := slices.Concat(frame[:12], []byte{0x81, 0, 0, vid}, frame[12:])
			_ = unix.Sendto(out.fd, tagged, 0, &unix.SockaddrLinklayer{Ifindex: out.index})
		}
	}()
}

// awaitFile waits until a capture that is being written has so many messages.
func awaitFile(t *testing.T, path string, n int) {
	t.Helper()
	for range 600 {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if packets, _, _ := all(t, text); len(packets) >= n {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s does not get the %d messages that were heard", path, n)
}

// untold are a message's fields but for how and when it was heard.
func untold(m inventory.DHCPMessage) inventory.DHCPMessage {
	m.At, m.Via, m.Source, m.School = time.Time{}, "", "", ""
	return m
}

func untoldAll(messages []inventory.DHCPMessage, change func(*inventory.DHCPMessage)) (out []inventory.DHCPMessage) {
	for _, m := range messages {
		m = untold(m)
		if change != nil {
			change(&m)
		}
		out = append(out, m)
	}
	return out
}

// TestRealPeers has real clients ask a real server through a real relay, hears it
// live in four places, and holds that against captures of the same by tcpdump and
// dumpcap, which tshark reads too.
func TestRealPeers(t *testing.T) {
	if !alone(t) {
		return
	}
	dir := t.TempDir()
	sh(t, schoolNetwork)
	start(t, "IP range", "ip", "netns", "exec", "srv", "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=root", "--no-ping", "--log-dhcp",
		"--pid-file=", "--dhcp-leasefile="+dir+"/leases", "--dhcp-range=10.241.208.10,10.241.212.250,255.255.248.0,8h", "--dhcp-range=2001:db8:208::100,2001:db8:208::1ff,64,8h")
	start(t, "Sending on", "dhcrelay", "-4", "-d", "-a", "--no-pid", "-iu", "br1", "-id", "br0", "10.241.254.2", "10.241.254.3")
	start(t, "Sending on", "dhcrelay", "-6", "-d", "--no-pid", "-I", "-l", "br0", "-u", "2001:db8:254::2%br1")

	startMirror(t, "br0", "near", 208)
	inside, between, mirrored := openMirror(t, "br0", Options{}), openMirror(t, "br1", Options{}), openMirror(t, "far", Options{School: "179901"})
	var copied *desk
	within(t, "own", func() {
		tap, err := OpenRelays(t.Context(), "10.241.254.3:67", Relays{Listed: []netip.Prefix{netip.MustParsePrefix("10.241.0.0/16")}}, Options{})
		if err != nil {
			t.Error(err)
			return
		}
		copied = &desk{Tap: tap, t: t}
	})
	var stops []func()
	for _, d := range []*desk{inside, between, mirrored, copied} {
		stops = append(stops, d.run())
	}
	file := func(name string) string { return filepath.Join(dir, name) }
	const filter = "udp and (port 67 or port 68 or port 546 or port 547)"
	endDump := start(t, "listening on", "tcpdump", "-Z", "root", "--immediate-mode", "-U", "-i", "br0", "-w", file("inside.pcap"), filter)
	endTagged := start(t, "listening on", "tcpdump", "-Z", "root", "--immediate-mode", "-U", "-i", "far", "-w", file("mirrored.pcap"))
	endCap := start(t, "File:", "dumpcap", "-q", "-i", "br1", "-f", filter, "-w", file("between.pcapng"))

	for _, client := range []string{
		"udhcpc -i c0 -n -q -f -t 5 -T 2 -s /bin/true -F tablet-10 -V android-dhcp-14",
		"busybox udhcpc -i c2 -n -q -f -t 5 -T 2 -s /bin/true -x hostname:pc-12 -C",
		"dhclient -1 -d -sf /bin/true -cf /dev/null -lf /run/l4 -pf /run/p4 c1 & p=$!; while ! grep -q lease /run/l4 2>/dev/null; do sleep 0.1; done; kill $p",
		"dhclient -6 -1 -d -D LL -sf /bin/true -cf /dev/null -lf /run/l6 -pf /run/p6 c1 & p=$!; while ! grep -q lease6 /run/l6 2>/dev/null; do sleep 0.1; done; kill $p",
	} {
		sh(t, "ip netns exec cli sh -e -c '"+client+"' 2>&1")
	}
	for _, stop := range stops {
		stop()
	}
	awaitFile(t, file("inside.pcap"), len(inside.messages()))
	awaitFile(t, file("mirrored.pcap"), len(mirrored.messages()))
	awaitFile(t, file("between.pcapng"), len(between.messages()))
	for _, end := range []func(){endDump, endTagged, endCap} {
		end()
	}

	opts := cmp.Options{equalAddr, cmpopts.EquateEmpty()}
	for name, heard := range map[string]*desk{"inside.pcap": inside, "between.pcapng": between, "mirrored.pcap": mirrored} {
		replayed, _ := replayFile(t, file(name))
		if diff := cmp.Diff(untoldAll(replayed, nil), untoldAll(heard.messages(), nil), opts); diff != "" {
			t.Errorf("%s (-replayed +live):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(untoldAll(inside.messages(), func(m *inventory.DHCPMessage) { m.VID = 208 }), untoldAll(mirrored.messages(), nil), opts); diff != "" {
		t.Errorf("a mirror port (-the switch itself +the mirror):\n%s", diff)
	}
	checkCopies(t, between.messages(), copied)
	checkTypes(t, inside.messages())
	for _, name := range []string{"inside.pcap", "between.pcapng", "mirrored.pcap"} {
		t.Logf("%s: tshark agrees on %d messages", name, agreesWithTshark(t, file(name)))
	}
}

// checkCopies holds the copies that the relay sent us against what it sent the
// server.
func checkCopies(t *testing.T, between []inventory.DHCPMessage, copied *desk) {
	t.Helper()
	var sent []inventory.DHCPMessage
	for _, m := range between {
		if m.Version == 4 && (m.Type == "discover" || m.Type == "request") {
			sent = append(sent, m)
		}
	}
	// Both copies pass br1, so each message is there twice.
	once := slices.CompactFunc(untoldAll(sent, func(m *inventory.DHCPMessage) { m.FromMAC = inventory.MAC{} }), func(a, b inventory.DHCPMessage) bool {
		return cmp.Equal(a, b, equalAddr)
	})
	if diff := cmp.Diff(once, untoldAll(copied.messages(), nil), equalAddr, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("copies of the relay (-on the wire +taken in):\n%s", diff)
	}
	if counts, sum := copied.counts(); sum != counts["stored"] {
		t.Errorf("what became of the copies: %v", counts)
	}
}

// checkTypes wants whole exchanges of all clients.
func checkTypes(t *testing.T, messages []inventory.DHCPMessage) {
	t.Helper()
	types := map[inventory.MAC][]string{}
	for _, m := range messages {
		types[m.MAC] = append(types[m.MAC], string(m.Type))
	}
	for i, want := range [][]string{{"discover", "offer", "request", "ack"}, {"discover", "offer", "request", "ack", "solicit", "advertise", "request6", "reply"}, {"discover", "offer", "request", "ack"}} {
		for _, kind := range want {
			if !slices.Contains(types[mac(0x10+i)], kind) {
				t.Errorf("client %v said and heard %v, want %s among it", mac(0x10+i), types[mac(0x10+i)], kind)
			}
		}
	}
}
