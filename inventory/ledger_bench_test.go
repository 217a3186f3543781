package inventory_test

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"rollcall/inventory"
)

// benchPoll is the full reading of a switch of 48 and 4 ports with devices, all
// in place and unchanged.
func benchPoll(sw, devices int) inventory.Poll {
	p := inventory.Poll{At: scriptStart, Tables: make(map[inventory.Table]inventory.TableState)}
	for _, t := range inventory.Tables() {
		p.Tables[t] = inventory.TableState{Complete: true}
	}
	p.System = inventory.System{Name: fmt.Sprintf("sw-%d", sw), UptimeSeconds: 1000, Descr: "a switch of 48 and 4 ports"}
	for i := range 52 {
		mac := inventory.MAC{0x02, 1, byte(sw >> 8), byte(sw), 0, byte(i)}
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: i + 1, Name: fmt.Sprintf("ge-0/0/%d", i), Alias: fmt.Sprintf("room %d", i),
			Type: 6, MAC: &mac, Admin: "up", Oper: "up", SpeedBPS: 1e9, Duplex: "full", BridgePort: i + 1, PVID: 30, Untagged: []int{30}, Tagged: []int{34, 254}})
	}
	for i := range 20 {
		p.VLANs = append(p.VLANs, inventory.VLAN{VID: 10 * (i + 1), Name: fmt.Sprintf("vlan-%d", i)})
		p.ARP = append(p.ARP, inventory.ARPRow{IP: netip.AddrFrom4([4]byte{10, byte(sw), 10, byte(i)}), MAC: deviceMAC(sw, i)})
	}
	for i := range devices {
		p.FDB = append(p.FDB, inventory.FDBRow{VID: 30, MAC: deviceMAC(sw, i), BridgePort: i%48 + 1, IfIndex: i%48 + 1, Status: inventory.FDBLearned})
	}
	for i := range 8 {
		p.Neighbors = append(p.Neighbors, inventory.Neighbor{Protocol: "lldp", LocalIfIndex: i + 40, ChassisID: deviceMAC(sw, 200+i).String(),
			PortID: "1", SysName: fmt.Sprintf("neighbour-%d", i), SysDescr: "another switch", Capabilities: []string{"bridge"}})
	}
	return p
}

func deviceMAC(sw, i int) inventory.MAC {
	return inventory.MAC{0x02, 0, byte(sw >> 8), byte(sw), byte(i >> 8), byte(i)}
}

// fiveMinutes is the period of every table of benchPoll.
func fiveMinutes() inventory.Periods {
	every := make(inventory.Periods)
	for _, t := range inventory.Tables() {
		every[t] = 5 * time.Minute
	}
	return every
}

// apply applies p as the next poll, so many periods after the first.
func apply(l *inventory.Ledger, p inventory.Poll, round int) inventory.Changes {
	p.Number = int64(round + 1)
	p.At = p.At.Add(time.Duration(round) * 5 * time.Minute)
	p.System.UptimeSeconds += float64(round * 300)
	return l.Apply(p)
}

// BenchmarkApplyUnchanged is the everyday case: 200 MACs on 52 ports, nothing new.
func BenchmarkApplyUnchanged(b *testing.B) {
	l, p := inventory.NewLedger(inventory.Switch{ID: "sw"}, fiveMinutes()), benchPoll(1, 200)
	apply(l, p, 0)
	b.ReportAllocs()
	for i := 1; b.Loop(); i++ {
		if c := apply(l, p, i); c.Spans() != 0 {
			b.Fatalf("an unchanged poll writes %d rows", c.Spans())
		}
	}
}

// BenchmarkView is what judging a school costs per switch.
func BenchmarkView(b *testing.B) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	apply(l, benchPoll(1, 200), 0)
	b.ReportAllocs()
	for b.Loop() {
		l.View(scriptStart, nil)
	}
}

// TestUnchangedPollWritesOneRow holds the figure: an unchanged sweep rewrites
// the row of the switch and nothing else.
func TestUnchangedPollWritesOneRow(t *testing.T) {
	l, p := inventory.NewLedger(inventory.Switch{ID: "sw"}, fiveMinutes()), benchPoll(1, 200)
	if first := apply(l, p, 0); len(first.Sightings.Opened) != 200 || len(first.Bindings.Opened) != 20 {
		t.Fatalf("first poll opened %d sightings, %d bindings", len(first.Sightings.Opened), len(first.Bindings.Opened))
	}
	for round := range 20 {
		if c := apply(l, p, round+1); c.Spans() != 0 || c.Skipped != (inventory.Skipped{}) || c.Memory != nil {
			t.Fatalf("round %d: %d rows, skipped %+v", round, c.Spans(), c.Skipped)
		}
	}
}

// TestLedgersOfACityAreSmall holds the memory of 2,000 ledgers with 100,000 MACs
// to a part of the daemon's 250 MB, measured on a tenth of them.
func TestLedgersOfACityAreSmall(t *testing.T) {
	const switches, each, sample, most = 2000, 50, 200, 90 << 20
	before := heap()
	ledgers := make([]*inventory.Ledger, sample)
	for i := range ledgers {
		ledgers[i] = inventory.NewLedger(inventory.Switch{ID: inventory.SwitchID(fmt.Sprintf("sw-%d", i))}, nil)
		for round := range 2 {
			apply(ledgers[i], benchPoll(i, each), round)
		}
	}
	used := (heap() - before) * switches / sample
	t.Logf("%d ledgers with %d MACs: %.1f MB", switches, switches*each, float64(used)/(1<<20))
	if used > most {
		t.Errorf("ledgers use %d MB, want at most %d", used>>20, most>>20)
	}
	runtime.KeepAlive(ledgers)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
