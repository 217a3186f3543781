package simcity

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestPollBringsWhatWasAskedFor(t *testing.T) {
	c := city(t, 1)
	for _, table := range inventory.Tables() {
		p := c.Poll("hy-core", c.Start(), []inventory.Table{table})
		if len(p.Tables) != 1 || !p.Asked(table) {
			t.Errorf("asked for %s, got %v", table, p.Tables)
		}
		rows := map[inventory.Table]int{inventory.TableFDB: len(p.FDB), inventory.TableARP: len(p.ARP), inventory.TableVLANs: len(p.VLANs),
			inventory.TableNeighbors: len(p.Neighbors), inventory.TableEntities: len(p.Entities)}
		for other, n := range rows {
			if (n > 0) != (other == table) {
				t.Errorf("asked for %s, got %d rows of %s", table, n, other)
			}
		}
		if p.System.UptimeSeconds == 0 || (p.System.Name != "") != (table == inventory.TableSystem) {
			t.Errorf("asked for %s, got %+v", table, p.System)
		}
	}
}

func TestPollOfNoSwitch(t *testing.T) {
	c := city(t, 1)
	if p := c.Poll("nobody", c.Start(), nil); p.Answered() || len(p.Tables) != len(inventory.Tables()) {
		t.Errorf("a switch that is not there gave %+v", p.Tables)
	}
}

func TestUptimeFollowsTheClock(t *testing.T) {
	c := city(t, 1)
	uptime := func(at time.Time) float64 {
		return c.Poll("hy-core", at, []inventory.Table{inventory.TableSystem}).System.UptimeSeconds
	}
	if grown := uptime(c.Start().Add(time.Hour)) - uptime(c.Start()); grown < 3599.9 || grown > 3600.1 {
		t.Errorf("in an hour the uptime grew by %v s", grown)
	}
	if uptime(c.Start().Add(-time.Hour)) != uptime(c.Start()) {
		t.Error("before the city begins its clock runs")
	}
}

func TestInventoryIsWhatTheConfigurationSays(t *testing.T) {
	c := city(t, 1)
	got := c.Inventory()
	if len(got.Schools) != 7 || got.QuakeSensors != 3 || len(got.Plan.Zones) != 14 {
		t.Errorf("%d schools, %d sensors, %d zones", len(got.Schools), got.QuakeSensors, len(got.Plan.Zones))
	}
	flags := 0
	for _, s := range got.Schools {
		if s.QuakeSensor {
			flags++
		}
		if plan, err := got.Plan.For(s); err != nil || len(plan.Overlaps()) > 0 {
			t.Errorf("%s: the plan does not fit: %v", s.Code, err)
		}
		if want := map[bool]string{true: "central", false: "local"}[s.Code == "179904"]; s.APMode != want {
			t.Errorf("%s: access points are %s", s.Code, s.APMode)
		}
		for _, sw := range s.Switches {
			if !slices.Contains([]inventory.SwitchRole{inventory.SwitchCore, inventory.SwitchAccess, inventory.SwitchClassroom,
				inventory.SwitchController, inventory.SwitchRouter}, sw.Role) {
				t.Errorf("%s is a %q", sw.ID, sw.Role)
			}
		}
	}
	if flags != 3 {
		t.Errorf("%d schools have a seismic sensor", flags)
	}
}

func TestDevicesAreInTheirZones(t *testing.T) {
	c := city(t, 1)
	faulty := map[string]bool{}
	for _, f := range c.Faults {
		faulty[f.MAC] = true
	}
	for _, s := range c.Inventory().Schools {
		plan, err := c.Inventory().Plan.For(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range c.School(s.Code).Devices {
			if !d.IP.IsValid() || faulty[d.MAC.String()] {
				continue
			}
			z, ok := plan.Zone(d.IP)
			if !ok || z.VLAN != d.VID || len(z.Classes) > 0 && !slices.Contains(z.Classes, d.Class) {
				t.Errorf("%s (%s) has %v in VLAN %d; the plan has zone %q there", d.Name, d.Class, d.IP, d.VID, z.ID)
			}
		}
	}
}

func TestFilesThatCannotBeWritten(t *testing.T) {
	c := New(Options{Seed: 1, Schools: 1})
	dir := files(t, c)
	if err := c.WriteFiles(filepath.Join(dir, "rollcall.yaml"), ""); err == nil {
		t.Error("files were written below a file")
	}
}
