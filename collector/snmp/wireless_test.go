package snmp_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// The MACs of the controllers below: two clients, an access point, its radio.
var (
	clientArcs = []uint32{0, 0, 0x5e, 0, 0x53, 1}
	secondArcs = []uint32{0, 0, 0x5e, 0, 0x53, 2}
	apArcs     = []uint32{0, 0, 0x5e, 0, 0x53, 0x10}
	radioArcs  = []uint32{0, 0, 0x5e, 0, 0x53, 0x20}
)

func octetsOf(arcs []uint32) snmpsim.Value {
	b := make([]byte, len(arcs))
	for i, a := range arcs {
		b[i] = byte(a)
	}
	return snmpsim.OctetString(b)
}

func airespace(clients bool) *device {
	d := newDevice(1)
	d.add("1.3.6.1.4.1.14179.2.2.1.1.3", snmpsim.Text("library"), apArcs...)
	for _, c := range [][]uint32{clientArcs, secondArcs} {
		if clients {
			d.add("1.3.6.1.4.1.14179.2.1.4.1.2", snmpsim.IPAddress(netip.AddrFrom4([4]byte{192, 0, 2, byte(c[5])})), c...)
			d.add("1.3.6.1.4.1.14179.2.1.4.1.4", octetsOf(apArcs), c...)
			d.add("1.3.6.1.4.1.14179.2.1.4.1.7", snmpsim.Text("KL-mobile"), c...)
		}
	}
	return d
}

func arubaController() *device {
	d := newDevice(1)
	d.add("1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1.3", snmpsim.Text("library"), apArcs...)
	d.add("1.3.6.1.4.1.14823.2.2.1.5.2.1.7.1.2", snmpsim.Text("KL-mobile"), append(append(append([]uint32{}, apArcs...), 1), radioArcs...)...)
	const bssid = "1.3.6.1.4.1.14823.2.2.1.4.1.2.1.11"
	d.add(bssid, octetsOf(radioArcs), append(append([]uint32{}, clientArcs...), 192, 0, 2, 1)...)
	d.add(bssid, octetsOf(radioArcs), append(append([]uint32{}, secondArcs...), 192, 0, 2, 2)...)
	d.add(bssid, octetsOf(make([]uint32, 6)), append(append([]uint32{}, secondArcs...), 192, 0, 2, 3)...) // behind a wire
	return d
}

// arubaStations is a controller whose clients' traffic does not pass it, but for one's.
func arubaStations() *device {
	d := arubaController()
	third := []uint32{0, 0, 0x5e, 0, 0x53, 3}
	for _, c := range [][]uint32{clientArcs, third} {
		d.add("1.3.6.1.4.1.14823.2.2.1.5.2.2.1.1.2", octetsOf(radioArcs), c...)
		d.add("1.3.6.1.4.1.14823.2.2.1.5.2.2.1.1.12", snmpsim.Text("KL-roam"), c...)
	}
	return d
}

func arubaInstant() *device {
	d := newDevice(1)
	d.add("1.3.6.1.4.1.14823.2.3.3.1.2.1.1.2", snmpsim.Text("library"), apArcs...)
	d.add("1.3.6.1.4.1.14823.2.3.3.1.2.3.1.3", snmpsim.Text("KL-mobile"), append(append([]uint32{}, apArcs...), 0)...)
	d.add("1.3.6.1.4.1.14823.2.3.3.1.2.3.1.4", octetsOf(radioArcs), append(append([]uint32{}, apArcs...), 0)...)
	for _, c := range [][]uint32{clientArcs, secondArcs} {
		d.add("1.3.6.1.4.1.14823.2.3.3.1.2.4.1.2", octetsOf(radioArcs), c...)
		d.add("1.3.6.1.4.1.14823.2.3.3.1.2.4.1.3", snmpsim.IPAddress(netip.AddrFrom4([4]byte{192, 0, 2, byte(c[5])})), c...)
	}
	return d
}

func TestWirelessClientsOfControllers(t *testing.T) {
	for name, tc := range map[string]struct {
		device  *device
		dialect string
	}{
		"Cisco":            {airespace(true), "bsnMobileStationTable"},
		"Aruba controller": {arubaController(), "wlsxUserTable"},
		"Aruba Instant":    {arubaInstant(), "aiClientTable"},
	} {
		t.Run(name, func(t *testing.T) {
			for i, p := range readTwice(t, tc.device, inventory.TableWireless) {
				want := "[{00:00:5e:00:53:01 KL-mobile library 192.0.2.1} {00:00:5e:00:53:02 KL-mobile library 192.0.2.2}]"
				if s := p.Tables[inventory.TableWireless]; fmt.Sprint(p.Wireless) != want || !s.Complete || s.Dialect != tc.dialect {
					t.Errorf("poll %d: %v, %+v; want %s", i, p.Wireless, s, want)
				}
			}
		})
	}
}

// TestClientsOfBothArubaTablesAreToldOnce has one client in both tables, one in each.
func TestClientsOfBothArubaTablesAreToldOnce(t *testing.T) {
	for i, p := range readTwice(t, arubaStations(), inventory.TableWireless) {
		want := "[{00:00:5e:00:53:01 KL-mobile library 192.0.2.1} {00:00:5e:00:53:02 KL-mobile library 192.0.2.2} {00:00:5e:00:53:03 KL-roam library invalid IP}]"
		if s := p.Tables[inventory.TableWireless]; fmt.Sprint(p.Wireless) != want || !s.Complete {
			t.Errorf("poll %d: %v, %+v; want %s", i, p.Wireless, s, want)
		}
	}
}

func TestAControllerWithoutClientsIsNoSwitch(t *testing.T) {
	for _, p := range readTwice(t, airespace(false), inventory.TableWireless) {
		if s := p.Tables[inventory.TableWireless]; !s.Complete || s.Rows != 0 {
			t.Errorf("controller: %+v, want no clients, completely", s)
		}
	}
	polls := readTwice(t, newDevice(1), inventory.TableWireless)
	for _, p := range polls {
		if s := p.Tables[inventory.TableWireless]; s.Complete || s.Reason != inventory.ReasonUnsupported {
			t.Errorf("switch: %+v, want %q", s, inventory.ReasonUnsupported)
		}
	}
	if second := polls[1].Cost.Requests; second > 2 {
		t.Errorf("the second poll of a switch took %d requests, want it not asked again for clients", second)
	}
}

// TestClientsMayComeToAController begins at night.
func TestClientsMayComeToAController(t *testing.T) {
	polls := readOneThenOther(t, airespace(false), airespace(true), inventory.TableWireless)
	if s := polls[1].Tables[inventory.TableWireless]; !s.Complete || s.Rows != 2 {
		t.Errorf("in the morning: %+v, want 2 clients", s)
	}
}

func TestClientsThatBreakOffAreMissing(t *testing.T) {
	mib := snmpsim.NewMIB(airespace(true).vars)
	for _, column := range []string{"1.3.6.1.4.1.14179.2.1.4.1.4", "1.3.6.1.4.1.14179.2.2.1.1.3"} {
		target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: []snmpsim.Quirk{failing(oid(column))}})
		p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableWireless}, nil)
		if s := p.Tables[inventory.TableWireless]; s.Complete {
			t.Errorf("%s breaks off: %+v, want the table missing", column, s)
		}
	}
}
