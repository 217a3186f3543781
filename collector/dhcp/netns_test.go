package dhcp

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// alone runs a test in a process of its own with a network, mounts and processes of
// its own, which all end with it. It is called first: where it says no, the test
// has run, and returns.
func alone(t *testing.T) bool {
	t.Helper()
	const mark = "ROLLCALL_TEST_ALONE"
	if os.Getenv(mark) == t.Name() {
		// Namespaces that `ip netns` makes have names here, which nobody else sees.
		if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mount("run", "/run", "tmpfs", 0, ""); err != nil {
			t.Fatal(err)
		}
		sh(t, "ip link set lo up")
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), mark+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	if uid, gid := os.Geteuid(), os.Getegid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: gid, Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("in a network of its own: %v", err)
	}
	return false
}

// sh runs commands that must go well, one a line, and returns what they print.
func sh(t testing.TB, lines string) string {
	t.Helper()
	cmd := exec.Command("sh", "-e", "-c", lines)
	cmd.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.TrimSpace(lines), err, out)
	}
	return string(out)
}

// A port is an interface that frames are sent out of.
type port struct{ fd, index int }

func openPort(t testing.TB, name string) port {
	t.Helper()
	ifi, err := net.InterfaceByName(name)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return port{fd, ifi.Index}
}

func (p port) send(t testing.TB, frame []byte) {
	t.Helper()
	if err := unix.Sendto(p.fd, frame, 0, &unix.SockaddrLinklayer{Ifindex: p.index}); err != nil {
		t.Fatal(err)
	}
}

// wirePair makes two interfaces that are a wire between them.
const wirePair = `ip link add near type veth peer name far
ip link set near up
ip link set far up
`
