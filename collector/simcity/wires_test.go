package simcity

import (
	"math"
	"net/netip"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// TestThePastIsPlayedInOrder goes through what was read before a city began: in the
// order of time, with counters that only grow but for a restart, and not too much of it.
func TestThePastIsPlayedInOrder(t *testing.T) {
	c := New(Options{Seed: 1})
	begin := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	type reading struct {
		at     time.Time
		uptime float64
		in     uint64
	}
	last, n, days := map[string]reading{}, 0, map[inventory.Date]bool{}
	var before time.Time
	for p := range c.PastPolls(begin) {
		n++
		if p.At.Before(before) || !p.At.Before(begin) {
			t.Fatalf("%s of %v comes after %v", p.Switch, p.At, before)
		}
		before = p.At
		days[inventory.DateOf(p.At)] = true
		for _, i := range p.Interfaces {
			if i.Counters == nil {
				continue
			}
			key := string(p.Switch) + "/" + i.Name
			was, now := last[key], reading{p.At, p.System.UptimeSeconds, i.Counters.InOctets}
			restarted := inventory.Restarted(was.uptime, now.uptime, now.at.Sub(was.at))
			if was.uptime > 0 && !restarted && now.in < was.in {
				t.Fatalf("%s counts %d octets at %v, %d before", key, now.in, now.at, was.in)
			}
			last[key] = now
		}
	}
	if len(days) != pastDays || n < 5000 || n > 8000 {
		t.Errorf("%d polls of %d days", n, len(days))
	}
}

// TestRatesOfThePlantedLines reads circuits twice within a swing.
func TestRatesOfThePlantedLines(t *testing.T) {
	for _, id := range []string{"F41", "F42"} {
		eachFault(t, id, func(t *testing.T, c *City, s *School, f Fault) {
			port := s.Line
			if id == "F42" {
				port = c.kidPort(s)
			}
			if string(port.Switch.ID) != string(f.Switch) || port.Name != f.Port {
				t.Errorf("%s is planted at %s", id, port.path())
			}
			most := 0.0
			for at := time.Duration(0); at < swings; at += 5 * time.Minute {
				a, b := port.counters(at), port.counters(at+5*time.Minute)
				down, up := float64(b.InOctets-a.InOctets)*8/300/1e6/s.profile.down, float64(b.OutOctets-a.OutOctets)*8/300/1e6/kidUp
				if id == "F41" {
					most = max(most, down)
				} else {
					most = max(most, up)
				}
			}
			if math.Abs(most-0.96) > 0.01 {
				t.Errorf("%s: at most %.3f of the circuit, want 0.96", id, most)
			}
		})
	}
}

func TestALoopIsSeenAtEitherEndInTurn(t *testing.T) {
	eachFault(t, "F26", func(t *testing.T, c *City, _ *School, f Fault) {
		at := func(after time.Duration) map[string]int {
			p, on := c.Poll(f.Switch, c.Start().Add(after), nil), map[string]int{}
			for _, i := range p.Interfaces {
				for _, row := range p.FDB {
					if row.IfIndex == i.Index {
						on[string(f.Switch)+"/"+i.Name]++
					}
				}
			}
			return on
		}
		a, b := f.Ports[0], f.Ports[1]
		before := at(0)
		for round := range 40 {
			now := at(time.Duration(round) * roundEvery)
			if now[a]+now[b] != looped {
				t.Fatalf("round %d: %d and %d addresses at %v, want %d together", round, now[a], now[b], f.Ports, looped)
			}
			before = now
		}
		if before[a] == 0 || before[b] == 0 {
			t.Errorf("%d and %d addresses at %v", before[a], before[b], f.Ports)
		}
	})
}

func TestALoosePlugIsLostFortyTimesAnHour(t *testing.T) {
	lost, up := 0, true
	for at := -time.Hour; at < 0; at += time.Second {
		now, since := flapped(at)
		if up && !now {
			lost++
		}
		if since < 0 || since >= flapEvery {
			t.Fatalf("at %v it is so since %v", at, since)
		}
		up = now
	}
	if lost != 40 {
		t.Errorf("lost %d times", lost)
	}
}

func TestServersOverTheWire(t *testing.T) {
	c := New(Options{Seed: 1, Schools: 1, Start: time.Now().Add(-time.Minute)})
	serve(t, c)
	for _, s := range c.Servers {
		target := c.target(c.Schools[len(c.Schools)-1].Core)
		target.Switch, target.Address = s.ID, netip.AddrPortFrom(s.Agent, c.port)
		want := c.Poll(s.ID, time.Now(), nil)
		p := snmp.Read(t.Context(), target, []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableHealth}, nil)
		if p.Health == nil || p.Health.CPUPercent == nil || *p.Health.CPUPercent != *want.Health.CPUPercent || len(p.Health.Disks) != 1 ||
			*p.Health.MemoryPercent != *want.Health.MemoryPercent {
			t.Errorf("%s tells %+v, want %+v", s.ID, p.Health, want.Health)
		}
		if len(p.Interfaces) != 1 || p.Interfaces[0].Counters == nil || p.Interfaces[0].Counters.InOctets == 0 {
			t.Errorf("%s shows %+v", s.ID, p.Interfaces)
		}
	}
}
