package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// rekeyed is a switch with a device on each port, whose firmware called its ports
// Port 1 … until ten minutes ago.
func rekeyed(t *testing.T) *bench {
	b := newBench(t)
	for i, style := range []string{"Port %d", "eth1/0/%d"} {
		b.poll("hy-kid", now.Add(time.Duration(i*10-20)*time.Minute), func(p *inventory.Poll) {
			ports(p, 5, 10)
			for n := range p.Interfaces {
				p.Interfaces[n].Name = fmt.Sprintf(style, n+1)
				learned(p, mac(byte(n+1)), n+1, 10)
			}
			p.System = inventory.System{Name: "hy-kid", Descr: style}
			complete(p, inventory.TableSystem)
		})
	}
	return b
}

func TestFindKnowsFormerNames(t *testing.T) {
	b := rekeyed(t)
	const first = "00:00:5e:00:53:01"
	for _, query := range []string{first, "hy-kid eth1/0/1", "hy-kid Port 1", "hy-kid:port1"} {
		found := b.find(query, "")
		if len(found.Matches) != 1 {
			t.Errorf("find %q: %+v, want one place", query, found.Matches)
			continue
		}
		m := found.Matches[0]
		if m.MAC != first || m.Port != "eth1/0/1" || !m.First.Equal(now.Add(-20*time.Minute)) || !strings.Contains(m.Reason, "Port 1") {
			t.Errorf("find %q: %+v, want port eth1/0/1, formerly Port 1, for twenty minutes", query, m)
		}
	}
}

func TestRecordsSayThatPortsWereRenamed(t *testing.T) {
	b := rekeyed(t)
	for _, table := range []string{"ports", "macs", "ips"} {
		body := b.get("/api/v1/exports/" + table + ".json?school=179901").Body.String()
		if !strings.Contains(body, "Port 1 改為 eth1/0/1") {
			t.Errorf("%s does not say that ports were renamed:\n%.600s", table, body)
		}
	}
	if body := b.get("/api/v1/exports/ports.json?school=179902").Body.String(); strings.Contains(body, "改為") {
		t.Errorf("another school is told of it:\n%.600s", body)
	}
}

func TestFindKnowsFormerNamesOfSwitches(t *testing.T) {
	b := rekeyed(t)
	b.city.Schools[0].Switches[2].ID = "hy-nursery"
	if err := b.db.Configure(b.Context(), b.city); err != nil {
		t.Fatal(err)
	}
	if err := b.db.Rekey(b.Context(), inventory.Rekey{At: now.Add(-time.Minute), Switch: "hy-nursery", School: "179901", Was: "hy-kid"}); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"hy-kid Port 1", "hy-nursery eth1/0/1"} {
		found := b.find(query, "")
		if len(found.Matches) != 1 || found.Matches[0].Switch != "hy-nursery" || !strings.Contains(found.Matches[0].Reason, "hy-kid") {
			t.Errorf("find %q: %+v, want hy-nursery, formerly hy-kid", query, found.Matches)
		}
	}
}

func TestTheTimeLineTellsOfRekeys(t *testing.T) {
	b := rekeyed(t)
	if body := b.get("/api/v1/schools/179901/switches/hy-kid?lang=en").Body.String(); !strings.Contains(body, "the firmware calls ports otherwise (5, such as eth1/0/1 for Port 1)") {
		t.Errorf("the page of the switch does not tell of the re-key:\n%.800s", body)
	}
}
