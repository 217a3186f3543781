package inventory_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// TestLastReadingOfLoadAndAirIsKept reads what is kept of the last reading alone:
// the load of a switch, the clients of a controller, ports that are blocked.
func TestLastReadingOfLoadAndAirIsKept(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "wlc"}, nil)
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	mac, other := inventory.MAC{0, 0, 0x5e, 0, 0x53, 2}, inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}
	cpu := 12.5
	p := inventory.Poll{Switch: "wlc", Number: 1, At: at, Health: &inventory.Health{CPUPercent: &cpu},
		Wireless: []inventory.WirelessClient{{MAC: mac, SSID: "KL-mobile", AP: "ap-1"}, {MAC: other, SSID: "eduroam", AP: "ap-2"}},
		Interfaces: []inventory.Interface{{Index: 1, Name: "1", Oper: "up", STP: "forwarding"}, {Index: 2, Name: "2", Oper: "up", STP: "blocking", PoEClass: 3},
			{Index: 3, Name: "3", Oper: "down", STP: "disabled"}},
		Tables: map[inventory.Table]inventory.TableState{inventory.TableHealth: {Complete: true}, inventory.TableWireless: {Complete: true},
			inventory.TableInterfaces: {Complete: true}}}
	l.Apply(p)
	v := l.View(at, nil)
	if w, ok := v.WirelessOf(mac); !ok || w.AP != "ap-1" || len(v.Wireless) != 2 {
		t.Errorf("wireless %+v, found %+v, %v", v.Wireless, w, ok)
	}
	if v.Health == nil || *v.Health.CPUPercent != cpu || v.Ports[0].Blocked+v.Ports[1].Blocked+v.Ports[2].Blocked != "blocking" {
		t.Errorf("health %+v, ports %+v", v.Health, v.Ports)
	}
	if v.Ports[0].PoEClass != 0 || v.Ports[1].PoEClass != 3 {
		t.Errorf("ports feed classes %d and %d, want 0 and 3", v.Ports[0].PoEClass, v.Ports[1].PoEClass)
	}
	late := l.View(at.Add(time.Hour), nil)
	if w, ok := late.WirelessOf(mac); ok {
		t.Errorf("an hour after the last reading %+v is told", w)
	}
	missing := inventory.Poll{Switch: "wlc", Number: 2, At: at.Add(time.Minute), Tables: map[inventory.Table]inventory.TableState{
		inventory.TableHealth: {Reason: inventory.ReasonTimeout}, inventory.TableWireless: {Reason: inventory.ReasonTimeout}}}
	l.Apply(missing)
	if v := l.View(at.Add(time.Minute), nil); v.Health == nil || len(v.Wireless) != 2 {
		t.Errorf("a reading that failed changed health %+v, wireless %+v", v.Health, v.Wireless)
	}
	restored := inventory.Restore(l.State(), nil).View(at.Add(time.Minute), nil)
	if restored.Health == nil || len(restored.Wireless) != 0 {
		t.Errorf("after a restart: health %+v, wireless %+v", restored.Health, restored.Wireless)
	}
}
