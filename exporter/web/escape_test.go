package web

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"rollcall/inventory"
)

// hostile are strings that a device, or whoever edits a list, may bring.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`,
	`</title><script>alert(1)</script>`, `{{.}}`, `<svg/onload=alert(1)>`, "\u202egpj.exe", "line\nbreak", "nul\x00nul", "\xff\xfe",
}

// TestHostileStringsStayText lets a switch, its neighbours and a list say hostile
// things, and looks whether any page repeats them as markup.
func TestHostileStringsStayText(t *testing.T) {
	for i, evil := range hostile {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			b := newBench(t)
			b.poll("hy-core", now, func(p *inventory.Poll) {
				p.System = inventory.System{Name: evil, Descr: evil, Location: evil}
				p.Entities = []inventory.Entity{{Index: 1, Class: "chassis", Model: evil, Serial: evil}}
				ports(p, 3, 10)
				p.Interfaces[0].Alias, p.Interfaces[1].Name = evil, evil
				p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalIfIndex: 1, SysName: evil, PortID: evil, ChassisID: evil}}
				learned(p, mac(1), 1, 10)
				learned(p, mac(2), 2, 10)
				p.ARP = []inventory.ARPRow{{IP: netip.MustParseAddr("10.241.10.5"), MAC: mac(1)}}
				complete(p, inventory.TableSystem, inventory.TableEntities, inventory.TableNeighbors, inventory.TableARP)
			})
			b.list(inventory.ListEntry{School: "179901", MAC: mac(1), Name: evil, Custodian: evil, Room: evil, Class: evil})
			b.finding(inventory.Finding{Kind: inventory.KindUnknownSwitch, School: "179901", Severity: inventory.Warning, Subject: evil,
				Switch: "hy-core", Port: evil, Since: now, Args: map[string]string{"name": evil, "descr": evil, "chassis": evil}})
			for _, path := range []string{"/", "/schools/179901", "/schools/179901/switches/hy-core", "/schools/179901/findings",
				"/schools/179901/devices/" + mac(1).String(), "/search?q=5e:00:53:02", "/search?q=%3Cscript%3Ealert(2)"} {
				got := b.get(path)
				if got.Code != 200 {
					t.Fatalf("%s: status %d: %s", path, got.Code, got.Body)
				}
				looksForMarkup(t, path, got.Body.String())
			}
		})
	}
}

func looksForMarkup(t *testing.T, path, body string) {
	t.Helper()
	for _, bad := range []string{"<script>", "<img src=x", "<svg/onload", `onmouseover='alert`, `href="javascript:`, "\u202e", "\x00"} {
		if strings.Contains(body, bad) {
			t.Errorf("%s contains %q", path, bad)
		}
	}
}
