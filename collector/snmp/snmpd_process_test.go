package snmp_test

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// snmpdBasics lets net-snmp's agent answer to one community.
const snmpdBasics = `agentaddress udp:%s
rocommunity public 127.0.0.1
sysName real-agent
sysLocation room 101
`

// An snmpd is net-snmp's agent on a port of its own, with a directory for what it
// remembers from one run to the next.
type snmpd struct {
	addr netip.AddrPort
	dir  string
}

// newSnmpd writes a configuration down. It starts nothing.
func newSnmpd(t *testing.T, config string) snmpd {
	t.Helper()
	d := snmpd{addr: freePort(t), dir: t.TempDir()}
	if err := os.WriteFile(d.file(), []byte(fmt.Sprintf(snmpdBasics, d.addr)+config), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d snmpd) file() string { return filepath.Join(d.dir, "snmpd.conf") }

// start runs the agent until the returned function is called, or the test ends.
func (d snmpd) start(t *testing.T) (stop func()) {
	t.Helper()
	cmd := exec.Command("snmpd", "-f", "-Le", "-C", "-c", d.file(), "-I", "-smux")
	if _, err := exec.LookPath("snmpd"); err != nil {
		cmd.Path = "/usr/sbin/snmpd" // not in the PATH of an ordinary user
		cmd.Err = nil
	}
	var log strings.Builder
	cmd.Stderr = &log
	cmd.Env = append(os.Environ(), "SNMP_PERSISTENT_DIR="+filepath.Join(d.dir, "state"), "MIBS=")
	if err := cmd.Start(); err != nil {
		t.Fatalf("start snmpd (Debian package snmpd): %v", err)
	}
	stop = sync.OnceFunc(func() {
		cmd.Process.Signal(syscall.SIGTERM) // so that it writes down its engine's boots
		cmd.Wait()
		if t.Failed() {
			t.Logf("snmpd said: %s", log.String())
		}
	})
	t.Cleanup(stop)
	awaitAgent(t, d.addr)
	return stop
}

// freePort is an address of loopback with a UDP port that nobody has.
func freePort(t *testing.T) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return netip.MustParseAddrPort(c.LocalAddr().String())
}

// awaitAgent returns once the agent answers.
func awaitAgent(t *testing.T, addr netip.AddrPort) {
	t.Helper()
	target := snmp.Target{Address: addr, Timeout: 100 * time.Millisecond, Retries: -1,
		Credentials: []snmp.Credential{{Version: snmp.Version2c, Community: "public"}}}
	for range 200 {
		if p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem}, nil); p.Complete(inventory.TableSystem) {
			return
		}
		time.Sleep(20 * time.Millisecond) // a closed port answers at once
	}
	t.Fatal("snmpd does not answer")
}
