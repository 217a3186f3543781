package snmp_test

import (
	"bufio"
	"fmt"
	"os"
	"testing"
	"time"

	"rollcall/collector/snmp"
)

// TestSnmpdTellsItsHealth reads this machine's memory from net-snmp's agent and
// from its kernel.
func TestSnmpdTellsItsHealth(t *testing.T) {
	d := newSnmpd(t, "")
	d.start(t)
	target := snmp.Target{Switch: "real", Address: d.addr, Timeout: 10 * time.Second,
		Credentials: []snmp.Credential{{Name: "v2c", Version: snmp.Version2c, Community: "public"}}}
	first := readHealth(t, target, nil)
	p := readHealth(t, target, first.Memory)
	h := p.Health
	if h == nil || h.MemoryPercent == nil || *h.MemoryPercent <= 0 || *h.MemoryPercent >= 100 {
		t.Fatalf("health %s, %+v", healthText(h), p.Tables)
	}
	if h.MemoryTotalBytes == nil || *h.MemoryTotalBytes != totalMemory(t) {
		t.Errorf("%s; the kernel says that there are %d bytes", healthText(h), totalMemory(t))
	}
	if h.CPUPercent != nil && (*h.CPUPercent < 0 || *h.CPUPercent > 100) {
		t.Errorf("CPU %g %%", *h.CPUPercent)
	}
	for _, d := range h.Disks {
		if d.Name == "" || d.TotalBytes <= 0 || d.UsedBytes > d.TotalBytes {
			t.Errorf("disk %+v", d)
		}
	}
	t.Logf("%s, disks %+v, by %d requests at first and %d then, read as %+v", healthText(h), h.Disks, first.Cost.Requests, p.Cost.Requests, p.Tables)
	if p.Cost.Requests > 4 {
		t.Errorf("%d requests where one would do", p.Cost.Requests)
	}
}

// totalMemory is what the kernel says, in bytes.
func totalMemory(t *testing.T) (bytes int64) {
	t.Helper()
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if n, _ := fmt.Sscanf(lines.Text(), "MemTotal: %d kB", &bytes); n == 1 {
			return bytes << 10
		}
	}
	t.Fatal("/proc/meminfo has no MemTotal")
	return 0
}
