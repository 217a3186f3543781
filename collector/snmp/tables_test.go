package snmp_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// readTwice polls a device twice, the second time with what the first remembered.
func readTwice(t *testing.T, d *device, tables ...inventory.Table) [2]inventory.Poll {
	t.Helper()
	mib := snmpsim.NewMIB(d.vars)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	first := snmp.Read(t.Context(), target, tables, nil)
	return [2]inventory.Poll{first, snmp.Read(t.Context(), target, tables, first.Memory)}
}

// readOneThenOther polls a device, and what it has become with what that remembered.
func readOneThenOther(t *testing.T, one, other *device, tables ...inventory.Table) [2]inventory.Poll {
	t.Helper()
	var polls [2]inventory.Poll
	var memory []byte
	for i, d := range []*device{one, other} {
		mib := snmpsim.NewMIB(d.vars)
		polls[i] = snmp.Read(t.Context(), serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }}), tables, memory)
		memory = polls[i].Memory
	}
	return polls
}

func TestEveryFactOfAnInterface(t *testing.T) {
	d := newDevice(101).basePorts(101)
	mac := []byte{0, 0, 0x5e, 0, 0x53, 7}
	for column, v := range map[string]snmpsim.Value{
		"1.3.6.1.2.1.2.2.1.2": snmpsim.Text("Ethernet Interface 1"), "1.3.6.1.2.1.2.2.1.6": snmpsim.OctetString(mac),
		"1.3.6.1.2.1.2.2.1.9": snmpsim.TimeTicks(4200), "1.3.6.1.2.1.31.1.1.1.18": snmpsim.Text("教務處"),
		"1.3.6.1.2.1.31.1.1.1.15": snmpsim.Gauge32(1000), "1.3.6.1.2.1.10.7.2.1.19": snmpsim.Integer(3),
		"1.2.840.10006.300.43.1.2.1.1.13": snmpsim.Integer(108),
		"1.3.6.1.2.1.31.1.1.1.6":          snmpsim.Counter64(1 << 40), "1.3.6.1.2.1.31.1.1.1.10": snmpsim.Counter64(1 << 41),
		"1.3.6.1.2.1.31.1.1.1.7": snmpsim.Counter64(3), "1.3.6.1.2.1.31.1.1.1.11": snmpsim.Counter64(4),
		"1.3.6.1.2.1.31.1.1.1.9": snmpsim.Counter64(5), "1.3.6.1.2.1.31.1.1.1.13": snmpsim.Counter64(6),
		"1.3.6.1.2.1.2.2.1.14": snmpsim.Counter32(7), "1.3.6.1.2.1.2.2.1.20": snmpsim.Counter32(8),
		"1.3.6.1.2.1.2.2.1.13": snmpsim.Counter32(9), "1.3.6.1.2.1.2.2.1.19": snmpsim.Counter32(10),
	} {
		d.add(column, v, 101)
	}
	for i, p := range readTwice(t, d, inventory.TableInterfaces) {
		got := interfaceNamed(p, "1/1")
		counters := got.Counters
		got.Counters = nil
		m := inventory.MAC(mac)
		want := inventory.Interface{Index: 101, Name: "1/1", Descr: "Ethernet Interface 1", Alias: "教務處", Type: 6, MAC: &m, Admin: "up", Oper: "up",
			SpeedBPS: 1_000_000_000, Duplex: "full", BridgePort: 1, PVID: 10, LAGIfIndex: 108, LastChangeSeconds: 42}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", withMAC(want, got.MAC)) || got.MAC == nil || *got.MAC != m {
			t.Errorf("poll %d: interface %+v, want %+v", i, got, want)
		}
		wantCounters := inventory.Counters{InOctets: 1 << 40, OutOctets: 1 << 41, InUcast: 3, OutUcast: 4,
			InBroadcast: 5, OutBroadcast: 6, InErrors: 7, OutErrors: 8, InDiscards: 9, OutDiscards: 10}
		if counters == nil || *counters != wantCounters {
			t.Errorf("poll %d: counters %+v, want %+v", i, counters, wantCounters)
		}
		if other := interfaceNamed(p, "1/2"); other.Counters != nil || other.MAC != nil || other.LAGIfIndex != 0 {
			t.Errorf("poll %d: an interface without counters, MAC and aggregate has some: %+v", i, other)
		}
	}
}

// withMAC points a wanted interface at the MAC that was read, to print alike.
func withMAC(i inventory.Interface, m *inventory.MAC) inventory.Interface {
	i.MAC = m
	return i
}

// arpOf lists bindings as "ip mac".
func arpOf(p inventory.Poll) string {
	var s []string
	for _, r := range p.ARP {
		s = append(s, fmt.Sprintf("%s %s", r.IP, r.MAC))
	}
	return strings.Join(s, ", ")
}

func TestBothAddressTablesAreRead(t *testing.T) {
	mac := func(n byte) snmpsim.Value { return snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, n}) }
	physical := func(d *device, n byte) *device {
		d.add("1.3.6.1.2.1.4.35.1.4", mac(n), 3, 1, 4, 192, 0, 2, uint32(n))
		d.add("1.3.6.1.2.1.4.35.1.6", snmpsim.Integer(3), 3, 1, 4, 192, 0, 2, uint32(n))
		return d
	}
	media := func(d *device, n byte, kind int64) *device {
		d.add("1.3.6.1.2.1.4.22.1.2", mac(n), 3, 192, 0, 2, uint32(n))
		d.add("1.3.6.1.2.1.4.22.1.4", snmpsim.Integer(kind), 3, 192, 0, 2, uint32(n))
		return d
	}
	for _, tc := range []struct {
		name, want, dialect string
		device              *device
	}{
		{"the old table only", "192.0.2.1 00:00:5e:00:53:01", "ipNetToMediaTable", media(newDevice(1), 1, 3)},
		{"the new table only", "192.0.2.1 00:00:5e:00:53:01", "ipNetToPhysicalTable", physical(newDevice(1), 1)},
		{"the same in both", "192.0.2.1 00:00:5e:00:53:01", "ipNetToPhysicalTable", media(physical(newDevice(1), 1), 1, 3)},
		{"more in the old one", "192.0.2.1 00:00:5e:00:53:01, 192.0.2.2 00:00:5e:00:53:02", "ipNetToPhysicalTable and ipNetToMediaTable",
			media(physical(newDevice(1), 1), 2, 3)},
		{"a row that is no longer in force", "192.0.2.1 00:00:5e:00:53:01", "ipNetToMediaTable", media(media(newDevice(1), 1, 4), 2, 2)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for i, p := range readTwice(t, tc.device, inventory.TableARP) {
				if s := p.Tables[inventory.TableARP]; arpOf(p) != tc.want || !s.Complete || s.Dialect != tc.dialect {
					t.Errorf("poll %d: %q, %+v; want %q by %s", i, arpOf(p), s, tc.want, tc.dialect)
				}
			}
		})
	}
}

func TestPartsWithASerialAreListed(t *testing.T) {
	d := newDevice(1)
	part := func(index uint32, class int64, model, serial string) {
		d.add("1.3.6.1.2.1.47.1.1.1.1.5", snmpsim.Integer(class), index)
		d.add("1.3.6.1.2.1.47.1.1.1.1.13", snmpsim.Text(model), index)
		d.add("1.3.6.1.2.1.47.1.1.1.1.11", snmpsim.Text(serial), index)
	}
	part(1, 3, "DGS-3620-28SC", "  S3A1  ")
	part(2, 8, "", "")
	part(3, 6, "DPS-500A", "")
	part(4, 11, "", "")
	p := readTwice(t, d, inventory.TableEntities)[1]
	want := "[{1 chassis   DGS-3620-28SC S3A1} {3 powerSupply   DPS-500A } {4 stack    }]"
	if got := fmt.Sprint(p.Entities); got != want || !p.Complete(inventory.TableEntities) {
		t.Errorf("entities %s, want %s", got, want)
	}
}

func TestNeighborsByCiscosProtocol(t *testing.T) {
	d := newDevice(101).basePorts(101).heard(3)
	for column, v := range map[string]snmpsim.Value{"4": snmpsim.OctetString([]byte{192, 0, 2, 9}), "5": snmpsim.Text("IOS 15"),
		"6": snmpsim.Text("core-2"), "7": snmpsim.Text("Gi0/1"), "9": snmpsim.OctetString([]byte{0, 0, 0, 0x29})} {
		d.add("1.3.6.1.4.1.9.9.23.1.2.1.1."+column, v, 105, 1)
	}
	p := readTwice(t, d, inventory.TableNeighbors)[1]
	if s := p.Tables[inventory.TableNeighbors]; len(p.Neighbors) != 2 || !s.Complete || !strings.Contains(s.Dialect, "cdpCacheTable") {
		t.Fatalf("neighbors %+v, %+v; want one of each protocol", p.Neighbors, s)
	}
	n := p.Neighbors[1]
	want := inventory.Neighbor{Protocol: "cdp", LocalIfIndex: 105, ChassisID: "core-2", SysName: "core-2", PortID: "Gi0/1", SysDescr: "IOS 15",
		Capabilities: []string{"bridge", "router"}, Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.9")}}
	if fmt.Sprint(n) != fmt.Sprint(want) {
		t.Errorf("neighbor %+v, want %+v", n, want)
	}
}

// TestAnswersThatComeTwiceOrLateBelongToTheirRequest repeats every answer a
// little later, when the next request is out.
func TestAnswersThatComeTwiceOrLateBelongToTheirRequest(t *testing.T) {
	want := truth(t)
	echo := snmpsim.Quirk{Name: "echo", Send: func(_ *snmpsim.Request, d snmpsim.Datagram) []snmpsim.Datagram {
		again := d
		again.After += 3 * time.Millisecond
		return []snmpsim.Datagram{d, again}
	}}
	for name, quirk := range map[string]snmpsim.Quirk{"an echo": echo, "later than we wait": snmpsim.Late(150 * time.Millisecond)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := bench(t, quirk)
			target.Timeout, target.Retries = 100*time.Millisecond, 3
			p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem, inventory.TableFDB}, want.Memory)
			if !p.Complete(inventory.TableFDB) || fmt.Sprint(p.FDB) != fmt.Sprint(want.FDB) {
				t.Errorf("fdb %+v, want the %d rows", p.Tables[inventory.TableFDB], len(want.FDB))
			}
		})
	}
}
