package store

import (
	"context"
	"errors"
	"testing"

	"rollcall/inventory"
)

// readOf is one complete reading of a switch with four ports and a device on each.
func readOf(sw inventory.SwitchID, number int64, descr, style string) inventory.Poll {
	bridge := mac(0x80)
	p := inventory.Poll{Switch: sw, Number: number, At: at(int(number) * 60), Tables: map[inventory.Table]inventory.TableState{
		inventory.TableSystem: {Complete: true}, inventory.TableInterfaces: {Complete: true}, inventory.TableFDB: {Complete: true}}}
	p.System = inventory.System{Descr: descr, ObjectID: "1.3.6.1.4.1.171", BridgeMAC: &bridge}
	for i := 1; i < 5; i++ {
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: i, Name: style + string(rune('0'+i)), Type: 6, BridgePort: i})
		p.FDB = append(p.FDB, inventory.FDBRow{VID: 10, MAC: mac(byte(i)), BridgePort: i, IfIndex: i, Status: inventory.FDBLearned})
	}
	return p
}

// TestPortsKeepTheirRowsThroughFirmwares calls the ports otherwise, back, and by a
// name that a port had long ago. What is stored is what a ledger restored from it
// goes on with.
func TestPortsKeepTheirRowsThroughFirmwares(t *testing.T) {
	ctx, db := context.Background(), open(t)
	b := newBench(t, db)
	b.write(readOf("n-1", 1, "1.0", "Port "))
	b.write(readOf("n-1", 2, "2.0", "eth1/0/"))
	b.write(readOf("n-1", 3, "1.0", "Port "))
	b.write(readOf("n-1", 4, "3.0", "eth1/0/"))
	seen, err := db.Sightings(ctx, inventory.AllSchools(), SightingQuery{Port: inventory.PortID{Switch: "n-1", IfName: "eth1/0/1"}, Limit: 10})
	if err != nil || len(seen) != 1 || !seen[0].First.Equal(at(60)) || !seen[0].Gone.IsZero() {
		t.Errorf("on eth1/0/1 are %+v (%v), want one sighting since the first reading", seen, err)
	}
	names, err := db.FormerNames(ctx, inventory.OnlySchools(north), "n-1")
	if err != nil || len(names) != 12 || names[0] != (FormerName{inventory.PortID{Switch: "n-1", IfName: "eth1/0/1"}, "Port 1", at(120)}) {
		t.Errorf("former names: %+v (%v), want three for each port", names, err)
	}
	if others, err := db.FormerNames(ctx, inventory.OnlySchools(south), ""); err != nil || len(others) != 0 {
		t.Errorf("another school is told %+v (%v)", others, err)
	}
	said := inventory.SwitchEvent{At: at(90), School: north, Switch: "n-1", Port: "Port 1", Kind: inventory.EventLinkDown}
	if _, err := db.WriteEvents(ctx, at(300), []inventory.SwitchEvent{said}); err != nil {
		t.Fatal(err)
	}
	if found, err := db.SwitchEvents(ctx, inventory.AllSchools(), SwitchEventQuery{Switch: "n-1", Port: "eth1/0/1"}); err != nil || len(found) != 1 || found[0].Port != "Port 1" {
		t.Errorf("on eth1/0/1 were %+v (%v), want what was said of Port 1", found, err)
	}
	events, err := db.SwitchEvents(ctx, inventory.OnlySchools(north), SwitchEventQuery{Kind: inventory.EventRekey})
	if err != nil || len(events) != 3 || len(events[0].Rekey.Ports) != 4 {
		t.Errorf("events: %+v (%v), want three re-keys of four ports", events, err)
	}
}

func TestRekeyOfASwitch(t *testing.T) {
	ctx, db := context.Background(), open(t)
	b := newBench(t, db)
	b.write(readOf("n-1", 1, "1.0", "Port "))
	if _, err := db.Write(ctx, Batch{At: at(61), Findings: []inventory.FindingRow{{State: inventory.StateOpen, Opened: at(61), Seen: at(61), Muted: "n-1",
		Finding: inventory.Finding{Kind: inventory.KindMultiMACPort, School: north, Subject: "n-1 Port 1", Switch: "n-1", Port: "Port 1"}}}}); err != nil {
		t.Fatal(err)
	}
	b.city.Schools[0].Switches[1].ID = "n-east"
	if err := db.Configure(ctx, b.city); err != nil {
		t.Fatal(err)
	}
	left, err := db.Unconfigured(ctx, b.city)
	if err != nil || len(left) != 1 || left[0].Name != "n-1" || left[0].School != north || left[0].Identity.Descr != "1.0" {
		t.Fatalf("unconfigured: %+v (%v), want n-1", left, err)
	}
	r := inventory.Rekey{At: at(120), Switch: "n-east", School: north, Was: "n-1", Old: left[0].Identity}
	if err := db.Rekey(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := db.Rekey(ctx, r); err == nil {
		t.Error("n-1 was given away twice")
	}
	found, err := db.Findings(ctx, inventory.OnlySchools(north), FindingQuery{School: north})
	if err != nil || len(found) != 1 || found[0].Subject != "n-east Port 1" || found[0].Switch != "n-east" || found[0].Muted != "n-east" {
		t.Errorf("findings: %+v (%v), want the one of n-1 under n-east", found, err)
	}
	state, err := db.LoadLedger(ctx, inventory.Switch{ID: "n-east", School: north})
	if err != nil || len(state.Sightings) != 4 || state.State.Number != 1 {
		t.Errorf("the ledger of n-east has %d sightings and poll %d (%v), want those of n-1", len(state.Sightings), state.State.Number, err)
	}
	b.write(readOf("s-1", 1, "1.0", "Port "))
	if err := db.Rekey(ctx, inventory.Rekey{At: at(180), Switch: "s-1", School: south, Was: "n-east"}); !errors.Is(err, ErrNotNew) {
		t.Errorf("a switch with a history took over another: %v, want ErrNotNew", err)
	}
}
