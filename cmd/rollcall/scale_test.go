package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// The fleet of the figure: 2,000 switches that see 100,000 MACs.
const (
	fleetSchools  = 40
	fleetSwitches = 50  // of each school
	fleetMACs     = 50  // on each switch
	fleetPorts    = 28  // of each switch
	mostRSS       = 250 // MB
)

// fleet returns a configuration of that size, as small as one can be written.
func fleet(b *testing.B) *config.Config {
	b.Helper()
	dir := b.TempDir()
	var y bytes.Buffer
	y.WriteString("version: 1\nsnmp: {ro: {version: 2c, community_file: ro}}\nip_plan:\n" +
		"  - {id: lan, expr: \"10.X.0.0/16\", name: lan, vlan: 10}\nschools:\n")
	for s := range fleetSchools {
		fmt.Fprintf(&y, "  - code: \"1799%02d\"\n    name: school %d\n    x: %d\n    switches:\n", s, s, s+1)
		for i := range fleetSwitches {
			fmt.Fprintf(&y, "      - {name: s%d-%d, address: \"127.0.0.1:161\", role: access, snmp: ro}\n", s, i)
		}
	}
	for name, text := range map[string][]byte{"rollcall.yaml": y.Bytes(), "ro": []byte("secret")} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	c, problems := config.Load(filepath.Join(dir, "rollcall.yaml"))
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	return c
}

// fleetPoll is a full reading of the i-th switch of a school.
func fleetPoll(s, i int, number int64, at time.Time) inventory.Poll {
	own := inventory.MAC{0, 0, 0x5e, 1, byte(s), byte(i)}
	p := inventory.Poll{
		Switch: inventory.SwitchID(fmt.Sprintf("s%d-%d", s, i)), Number: number, At: at,
		System: inventory.System{Name: fmt.Sprintf("s%d-%d", s, i), Descr: "a switch", UptimeSeconds: 1e6 + float64(at.Unix()%1e6), BridgeMAC: &own},
		Tables: map[inventory.Table]inventory.TableState{},
	}
	for _, t := range inventory.Tables() {
		if t != inventory.TableWireless {
			p.Tables[t] = inventory.TableState{Complete: true, Rows: fleetMACs, Dialect: "dot1qTpFdb; base port; FDB id = VLAN id", Score: 1}
		}
	}
	for n := range fleetPorts {
		p.Interfaces = append(p.Interfaces, inventory.Interface{
			Index: n + 1, Name: "1/" + strconv.Itoa(n+1), Type: 6, Admin: "up", Oper: "up", SpeedBPS: 1e9,
			BridgePort: n + 1, PVID: 10, Untagged: []int{10}, Counters: &inventory.Counters{InOctets: uint64(at.Unix())},
		})
	}
	for n := range fleetMACs {
		mac := inventory.MAC{0, 0x1b, byte(s), byte(i), 0, byte(n)}
		port := n%(fleetPorts-1) + 1
		p.FDB = append(p.FDB, inventory.FDBRow{VID: 10, MAC: mac, BridgePort: port, IfIndex: port, Status: inventory.FDBLearned})
		if i == 0 {
			continue
		}
		p.ARP = append(p.ARP, inventory.ARPRow{IP: netip.AddrFrom4([4]byte{10, byte(s + 1), byte(i), byte(n)}), MAC: mac, IfIndex: 1})
	}
	return p
}

// BenchmarkFleet puts sweeps of the whole fleet through the daemon: apply,
// store, judge, tell. It reports the memory that the process holds then, and
// what one unchanged sweep costs.
func BenchmarkFleet(b *testing.B) {
	ctx := context.Background()
	d, err := openDaemon(ctx, fleet(b), dailyPace(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	defer d.db.Close()
	at, number := time.Now().Add(-time.Hour), int64(0)
	sweep := func() {
		number++
		at = at.Add(5 * time.Minute)
		for s := range fleetSchools {
			var batch []inventory.Poll
			for i := range fleetSwitches {
				p := fleetPoll(s, i, number, at)
				d.exporter.Polled(&p, inventory.SchoolCode(fmt.Sprintf("1799%02d", s)))
				batch = append(batch, p)
			}
			if err := d.commit(ctx, batch); err != nil {
				b.Fatal(err)
			}
		}
		if err := d.refreshIndex(ctx, at); err != nil {
			b.Fatal(err)
		}
		for _, school := range d.config.City.Schools {
			if err := d.judge(ctx, school, at); err != nil {
				b.Fatal(err)
			}
		}
	}
	for range 3 {
		sweep()
	}
	for b.Loop() {
		sweep()
	}
	b.StopTimer()
	rss := residentMB(b)
	b.ReportMetric(rss, "RSS-MB")
	if rss > mostRSS {
		b.Errorf("the daemon holds %.0f MB, want at most %d", rss, mostRSS)
	}
	if _, devices := d.seen(); devices != fleetSchools*fleetSwitches*fleetMACs {
		b.Errorf("%d devices are present, want %d", devices, fleetSchools*fleetSwitches*fleetMACs)
	}
}

// residentMB returns the resident memory of this process, as the operator sees it.
func residentMB(b *testing.B) float64 {
	b.Helper()
	runtime.Gosched()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Fatal(err)
	}
	fields := bytes.Fields(text)
	pages, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(pages*os.Getpagesize()) / 1e6
}
