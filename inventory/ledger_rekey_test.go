package inventory_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/inventory"
)

// A box is a switch as an agent tells of it, for tests of re-keys.
type box struct {
	descr, object, serial string
	bridge                byte
	ports                 int
	first                 int                // ifIndex of the first port
	name                  func(i int) string // of port i, from 1
	macs                  byte               // the addresses of its ports begin there; 0: it tells none
}

func oldBox() box {
	return box{descr: "DGS 1.00", object: "1.3.6.1.4.1.171.10", serial: "SN00001", bridge: 0x80, ports: 8, first: 1,
		name: func(i int) string { return fmt.Sprintf("Port %d", i) }, macs: 0x90}
}

func newNames(i int) string { return fmt.Sprintf("eth1/0/%d", i) }

// poll reads the box: on each port is one device, wherever it is called.
func (b box) poll(number int64, tables ...inventory.Table) inventory.Poll {
	bridge := inventory.MAC{0, 0, 0x5e, 0, 0x53, b.bridge}
	p := inventory.Poll{Number: number, At: time.Unix(number*60, 0), Tables: map[inventory.Table]inventory.TableState{}}
	p.System = inventory.System{Descr: b.descr, ObjectID: b.object, BridgeMAC: &bridge}
	for _, t := range tables {
		p.Tables[t] = inventory.TableState{Complete: true}
		if t == inventory.TableEntities {
			p.Entities = []inventory.Entity{{Class: "chassis", Model: "DGS", Serial: b.serial}}
		}
	}
	for i := range b.ports {
		row := inventory.Interface{Index: b.first + i, Name: b.name(i + 1), Type: 6, BridgePort: i + 1}
		if b.macs != 0 {
			row.MAC = &inventory.MAC{0, 0, 0x5e, 0, 0x53, b.macs + byte(i)}
		}
		p.Interfaces = append(p.Interfaces, row)
		p.FDB = append(p.FDB, inventory.FDBRow{VID: 10, MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(i + 1)}, BridgePort: i + 1, IfIndex: b.first + i, Status: "learned"})
	}
	if !p.Asked(inventory.TableFDB) {
		p.FDB = nil
	}
	return p
}

func everything() []inventory.Table {
	return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableEntities, inventory.TableFDB}
}

func TestPortsThatAreCalledOtherwise(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*box)
		kept   bool // the ports keep their history
	}{
		{"another firmware", func(b *box) { b.descr, b.name = "DGS 2.00", newNames }, true},
		{"it says nothing of its firmware, and the ports are the same", func(b *box) { b.name = newNames }, true},
		{"it says nothing, and neither do the ports", func(b *box) { b.name, b.macs = newNames, 0 }, false},
		{"another ifIndex for each", func(b *box) { b.descr, b.name, b.first = "DGS 2.00", newNames, 101 }, false},
		{"another number of ports", func(b *box) { b.descr, b.name, b.ports = "DGS 2.00", newNames, 10 }, false},
		{"replaced by the same model with another firmware", func(b *box) {
			b.descr, b.name, b.bridge, b.serial, b.macs = "DGS 2.00", newNames, 0x81, "SN00002", 0xa0
		}, true},
		{"replaced by another model", func(b *box) {
			b.descr, b.name, b.bridge, b.serial, b.object = "EX", newNames, 0x81, "SN00002", "1.3.6.1.4.1.2636"
		}, false},
		{"the names are exchanged", func(b *box) {
			b.descr, b.name = "DGS 2.00", func(i int) string { return fmt.Sprintf("Port %d", 9-i) }
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := inventory.NewLedger(inventory.Switch{ID: "sw", School: "179901"}, nil)
			b := oldBox()
			l.Apply(b.poll(1, everything()...))
			tt.change(&b)
			c := l.Apply(b.poll(2, everything()...))
			for n := int64(3); n < 6; n++ { // a third miss closes what is gone
				l.Apply(b.poll(n, everything()...))
				l = inventory.Restore(l.State(), nil) // as after a restart
			}
			v := l.View(time.Unix(300, 0), nil)
			if got := v.Ports[0].Config.Formerly; got != map[bool]string{true: "Port 1"}[tt.kept] {
				t.Errorf("the first port was called %q", got)
			}
			if got := len(c.Ports) > 0; got != tt.kept {
				t.Errorf("ports %v, want renamed: %v", c.Ports, tt.kept)
			}
			if tt.kept && (len(c.Ports) != b.ports || c.Ports[0] != inventory.PortRename{Old: "Port 1", New: "eth1/0/1"} || c.Sightings.Len() != 0) {
				t.Errorf("ports %v, sightings %+v; want 8 ports and no move", c.Ports, c.Sightings)
			}
			s := l.State()
			if len(s.Sightings) != b.ports {
				t.Errorf("%d sightings, want one a port", len(s.Sightings))
			}
			for _, seen := range s.Sightings {
				if old := seen.First.Unix() == 60; old != tt.kept && seen.Port.IfName != "Port 5" && b.name(1) == "eth1/0/1" {
					t.Errorf("%s since %v; want the history kept: %v", seen.Port.IfName, seen.First, tt.kept)
				}
			}
		})
	}
}

// TestNamesWaitForTheReason: a forwarding table that is read before the switch has
// said why its ports are called otherwise is missing, not of new ports.
func TestNamesWaitForTheReason(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	b := oldBox()
	l.Apply(b.poll(1, everything()...))
	b.descr, b.name = "DGS 2.00", newNames
	c := l.Apply(b.poll(2, inventory.TableFDB))
	if got := c.State.Tables[inventory.TableFDB].State; got.Complete || c.Sightings.Len() != 0 {
		t.Errorf("the forwarding table is %+v, sightings %+v; want it missing", got, c.Sightings)
	}
	c = l.Apply(b.poll(3, inventory.TableSystem, inventory.TableInterfaces))
	if len(c.Ports) != b.ports || len(c.Events) != 1 || c.Events[0].Kind != inventory.EventRekey {
		t.Fatalf("ports %v, events %+v; want a re-key", c.Ports, c.Events)
	}
	if c = l.Apply(b.poll(4, inventory.TableFDB)); c.Sightings.Len() != 0 || !c.State.Tables[inventory.TableFDB].State.Complete {
		t.Errorf("after the re-key sightings moved: %+v", c.Sightings)
	}
}

func TestReplacedSwitchesArePutOnRecord(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*box)
		want   string // old and new serial
	}{
		{"another switch", func(b *box) { b.serial, b.bridge = "SN00002", 0x81 }, "SN00001 SN00002"},
		{"another serial alone", func(b *box) { b.serial = "SN00002" }, "SN00001 SN00002"},
		{"a stack with another master", func(b *box) { b.serial, b.bridge = "SN00009, SN00001", 0x81 }, ""},
		{"no serial any more", func(b *box) { b.serial = "" }, ""},
		{"a serial that says nothing", func(b *box) { b.serial = "0" }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := inventory.NewLedger(inventory.Switch{ID: "sw", School: "179901"}, nil)
			b := oldBox()
			l.Apply(b.poll(1, everything()...))
			tt.change(&b)
			var got []string
			for n := int64(2); n < 30; n++ {
				tables := []inventory.Table{inventory.TableSystem, inventory.TableInterfaces}
				if n%12 == 0 {
					tables = append(tables, inventory.TableEntities)
				}
				if n == 5 { // the daemon starts anew
					l = inventory.Restore(l.State(), nil)
				}
				for _, e := range l.Apply(b.poll(n, tables...)).Events {
					if e.Rekey == nil || !e.Rekey.Replaced() || e.School != "179901" {
						t.Errorf("event %+v is no replacement", e)
						continue
					}
					got = append(got, e.Rekey.Old.Serial+" "+e.Rekey.New.Serial)
				}
			}
			if want := strings.TrimSpace(tt.want); strings.Join(got, "; ") != want {
				t.Errorf("put on record %q, want %q", got, want)
			}
		})
	}
}

func TestFindingsAreCarriedOver(t *testing.T) {
	r := inventory.Rekey{Switch: "new", Was: "old", Ports: []inventory.PortRename{{Old: "Port 1", New: "eth1/0/1"}}}
	for _, tt := range []struct{ name, sw, port, subject, want string }{
		{"of a port", "old", "Port 1", "old Port 1", "new eth1/0/1"},
		{"of another port", "old", "Port 2", "old Port 2", "new Port 2"},
		{"of the switch", "old", "", "old", "new"},
		{"of a device there", "old", "Port 1", "00:00:5e:00:53:01", "00:00:5e:00:53:01"},
		{"elsewhere", "other", "Port 1", "other Port 1", "other Port 1"},
	} {
		rests := []inventory.TableRef{{Switch: "old", Table: inventory.TableFDB}}
		got := r.Finding(inventory.Finding{Switch: inventory.SwitchID(tt.sw), Port: tt.port, Subject: tt.subject, Rests: rests})
		if got.Subject != tt.want || got.Rests[0].Switch != "new" || rests[0].Switch != "old" {
			t.Errorf("%s: subject %q, rests %v (was %v); want %q", tt.name, got.Subject, got.Rests, rests, tt.want)
		}
	}
}

// TestNoSpanOverlapsAcrossRekeys plays firmwares that call the ports otherwise, and
// switches that are exchanged, in any order and with reads left out.
func TestNoSpanOverlapsAcrossRekeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
		b := oldBox()
		spans := map[string][]inventory.Sighting{} // by MAC and port, as the port is called now
		move := func(from, to string) {
			for key, list := range maps.Clone(spans) {
				if mac, port, _ := strings.Cut(key, " "); port == from {
					delete(spans, key)
					spans[mac+" "+to] = append(spans[mac+" "+to], list...)
				}
			}
		}
		for n := int64(1); n < 40; n++ {
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0:
				b.descr = fmt.Sprint("DGS ", n)
				style := rapid.SampledFrom([]string{"Port %d", "eth1/0/%d", "ge-0/0/%d"}).Draw(t, "style")
				b.name = func(i int) string { return fmt.Sprintf(style, i) }
			case 1:
				b.serial, b.bridge = fmt.Sprintf("SN%05d", n), byte(n)
			case 2:
				b.ports = rapid.IntRange(4, 9).Draw(t, "ports")
			}
			tables := rapid.SampledFrom([][]inventory.Table{everything(), {inventory.TableFDB}, {inventory.TableSystem, inventory.TableInterfaces}}).Draw(t, "tables")
			c := l.Apply(b.poll(n, tables...))
			for _, p := range c.Ports {
				move(p.New, fmt.Sprint(p.New, " until ", n)) // what was on a port of that name before
				move(p.Old, p.New)
			}
			for _, s := range c.Sightings.Closed {
				key := s.MAC.String() + " " + s.Port.IfName
				spans[key] = append(spans[key], s)
			}
		}
		for _, s := range l.State().Sightings {
			key := s.MAC.String() + " " + s.Port.IfName
			spans[key] = append(spans[key], s)
		}
		for key, list := range spans {
			slices.SortFunc(list, func(a, b inventory.Sighting) int { return a.First.Compare(b.First) })
			for i := 1; i < len(list); i++ {
				if before := list[i-1]; before.Gone.IsZero() || list[i].First.Before(before.Gone) {
					t.Fatalf("%s: %v and %v overlap", key, before.Span, list[i].Span)
				}
			}
		}
	})
}
