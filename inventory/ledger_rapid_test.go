package inventory_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/inventory"
)

// TestLedgerAgainstOracle lets random histories, with missing tables, dead
// polls, late and repeated ones, renamed and renumbered ports, restarts of the
// switch and of the daemon, run through a ledger whose changes a fake store
// keeps, and compares that store with an oracle.
func TestLedgerAgainstOracle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(rt)
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			h.step()
		}
		h.compare("sightings", h.store.sightings, h.oracle.readings(inventory.TableFDB, showFDB))
		h.compare("bindings", h.store.bindings, h.oracle.readings(inventory.TableARP, showARP))
		h.compare("links", h.store.links, h.oracle.readings(inventory.TableInterfaces, showLinks))
		h.compare("vlans", h.store.vlans, h.oracle.readings(inventory.TableVLANs, showVLANs))
		h.store.noOverlap(rt)
	})
}

// A history drives one ledger.
type history struct {
	t      *rapid.T
	ledger *inventory.Ledger
	store  *fakeStore
	oracle oracle
	number int64
	now    time.Time
	boot   time.Time
	last   time.Time // the last poll that told an uptime
}

func newHistory(t *rapid.T) *history {
	return &history{t: t, store: newFakeStore(), now: scriptStart, boot: scriptStart.Add(-time.Hour), last: scriptStart,
		ledger: inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)}
}

func (h *history) step() {
	switch rapid.SampledFrom([]string{"poll", "poll", "poll", "poll", "late", "restart", "reboot"}).Draw(h.t, "step") {
	case "poll":
		h.number += int64(rapid.IntRange(1, 3).Draw(h.t, "number"))
		h.now = h.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 60, 300, 4000}).Draw(h.t, "seconds")) * time.Second)
		h.apply(h.poll(h.number, h.now))
	case "late":
		late := time.Duration(rapid.IntRange(-100, 100).Draw(h.t, "late")) * time.Second
		h.apply(h.poll(h.number-int64(rapid.IntRange(0, 2).Draw(h.t, "older")), h.now.Add(late)))
	case "restart":
		h.restart()
	case "reboot":
		if h.last.Sub(h.boot) > 5*time.Minute {
			h.boot = h.now
		}
	}
}

func (h *history) apply(p inventory.Poll) {
	c := h.ledger.Apply(p)
	if accepted := h.oracle.accept(p); accepted == c.Late {
		h.t.Fatalf("poll %d at %s: late is %v", p.Number, clock(p.At), c.Late)
	}
	if c.Late {
		if c.Spans() != 0 {
			h.t.Fatalf("a late poll changed something: %+v", c)
		}
		return
	}
	if p.System.UptimeSeconds != 0 {
		h.last = p.At
	}
	h.store.write(h.t, c)
	if diff := cmp.Diff(h.ledger.State(), h.store.state(), asValues...); diff != "" {
		h.t.Fatalf("the ledger differs from what its changes made of the store (-ledger +store):\n%s", diff)
	}
}

var asValues = cmp.Options{
	cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
}

// restart goes on from the store, through JSON.
func (h *history) restart() {
	text, err := json.Marshal(h.store.state())
	if err != nil {
		h.t.Fatal(err)
	}
	var s inventory.State
	if err := json.Unmarshal(text, &s); err != nil {
		h.t.Fatal(err)
	}
	h.ledger = inventory.Restore(s, nil)
}

// poll draws one reading.
func (h *history) poll(number int64, at time.Time) inventory.Poll {
	p := inventory.Poll{Number: number, At: at, Tables: make(map[inventory.Table]inventory.TableState)}
	for _, t := range []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableARP} {
		switch rapid.SampledFrom([]string{"complete", "complete", "complete", "missing", "not asked"}).Draw(h.t, string(t)) {
		case "complete":
			p.Tables[t] = inventory.TableState{Complete: true, Rows: 1}
		case "missing":
			p.Tables[t] = inventory.TableState{Reason: inventory.ReasonTimeout}
		}
	}
	if p.Complete(inventory.TableSystem) && at.After(h.boot) {
		p.System.UptimeSeconds = at.Sub(h.boot).Seconds()
	}
	h.ports(&p)
	h.rows(&p)
	return p
}

// ports draws how the agent numbers and names its three ports.
func (h *history) ports(p *inventory.Poll) {
	if !p.Asked(inventory.TableInterfaces) && rapid.Bool().Draw(h.t, "nameless") {
		return
	}
	names := rapid.SampledFrom([][]string{{"a", "b", "c"}, {"a", "b"}, {"c", "b", "a"}, {"a", "a", "c"}}).Draw(h.t, "names")
	for i, name := range names {
		oper := rapid.SampledFrom([]string{"up", "up", "down"}).Draw(h.t, "oper")
		pvid := rapid.SampledFrom([]int{0, 10, 20}).Draw(h.t, "pvid")
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: i + 1, Name: name, Oper: oper, PVID: pvid, BridgePort: i + 1})
	}
}

// rows draws tables over few addresses, so that they meet again. A partial
// table has rows too.
func (h *history) rows(p *inventory.Poll) {
	for range rapid.IntRange(0, 4).Draw(h.t, "fdb rows") {
		p.FDB = append(p.FDB, inventory.FDBRow{MAC: drawMAC(h.t), VID: rapid.SampledFrom([]int{0, 10}).Draw(h.t, "vid"),
			BridgePort: 1, IfIndex: rapid.IntRange(1, 4).Draw(h.t, "port"), Status: inventory.FDBLearned})
	}
	for range rapid.IntRange(0, 3).Draw(h.t, "arp rows") {
		ip := netip.AddrFrom4([4]byte{10, 241, 10, byte(rapid.IntRange(1, 2).Draw(h.t, "ip"))})
		p.ARP = append(p.ARP, inventory.ARPRow{IP: ip, MAC: drawMAC(h.t)})
	}
}

func drawMAC(t *rapid.T) inventory.MAC {
	return inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(rapid.IntRange(1, 3).Draw(t, "mac"))}
}

func (h *history) compare(what string, got map[string]stretch, list []reading) {
	want := stretches(list)
	var have []stretch
	for _, s := range got {
		have = append(have, s)
	}
	slices.SortFunc(have, func(a, b stretch) int { return strings.Compare(a.String(), b.String()) })
	if fmt.Sprint(have) != fmt.Sprint(want) {
		h.t.Fatalf("%s: the store has\n%v\nthe oracle has\n%v", what, have, want)
	}
}

func showFDB(p inventory.Poll, names map[int]string) map[string]string {
	shown := make(map[string]string)
	for _, row := range p.FDB {
		if name, ok := names[row.IfIndex]; ok {
			shown[sightingKey(row.MAC, row.VID, name)] = "there"
		}
	}
	return shown
}

func showARP(p inventory.Poll, _ map[int]string) map[string]string {
	shown := make(map[string]string)
	for _, row := range p.ARP {
		shown[row.IP.String()+" "+short(row.MAC)] = "there"
	}
	return shown
}

func showLinks(p inventory.Poll, names map[int]string) map[string]string {
	shown := make(map[string]string)
	for _, i := range p.Interfaces {
		shown[names[i.Index]] = fmt.Sprintf(`{"oper":%q}`, i.Oper)
	}
	return shown
}

func showVLANs(p inventory.Poll, names map[int]string) map[string]string {
	shown := make(map[string]string)
	for _, i := range p.Interfaces {
		if name, ok := names[i.Index]; ok && i.PVID != 0 {
			shown[name] = fmt.Sprintf(`{"pvid":%d}`, i.PVID)
		}
	}
	return shown
}

func sightingKey(m inventory.MAC, vid int, port string) string {
	return fmt.Sprintf("%s/%d@%s", short(m), vid, port)
}
