package snmp_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// frameOctets is what one answer can carry: 1,472 octets less the frame of the message.
const frameOctets = 1430

// A meter counts at the agent's side what a reader asks and what of the answers is
// of use to it.
type meter struct {
	mu       sync.Mutex
	columns  map[string]bool // that were asked for from their beginning
	shown    map[string]bool // every variable that was delivered
	requests int
	received int // variables
	octets   int // of answers
}

// quirk is how the meter looks at answers.
func (p *meter) quirk() snmpsim.Quirk {
	return snmpsim.Quirk{Name: "meter", Send: func(r *snmpsim.Request, d snmpsim.Datagram) []snmpsim.Datagram {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.note(r, d.Octets)
		return []snmpsim.Datagram{d}
	}}
}

// note counts one request and its answer.
func (p *meter) note(r *snmpsim.Request, answer []byte) {
	p.requests++
	p.octets += len(answer)
	for _, oid := range r.OIDs() {
		if name := "." + oid.String(); r.PDU != snmpsim.Get && !p.shown[name] {
			p.columns[name] = true
		}
	}
	pkt, err := (&gosnmp.GoSNMP{Version: gosnmp.Version2c}).SnmpDecodePacket(answer)
	if err != nil {
		return
	}
	p.received += len(pkt.Variables)
	for _, v := range pkt.Variables {
		missing := v.Type == gosnmp.NoSuchObject || v.Type == gosnmp.NoSuchInstance || v.Type == gosnmp.EndOfMibView
		if !missing {
			p.shown[v.Name] = p.shown[v.Name] || r.PDU == snmpsim.Get
		}
	}
}

// begin forgets what was counted.
func (p *meter) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.columns, p.shown = map[string]bool{}, map[string]bool{}
	p.requests, p.received, p.octets = 0, 0, 0
}

// useful counts the different variables that were asked for and delivered:
// scalars, and those of columns.
func (p *meter) useful() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for name, asked := range p.shown {
		for at := strings.LastIndexByte(name, '.'); !asked && at > 0; at = strings.LastIndexByte(name[:at], '.') {
			asked = p.columns[name[:at]]
		}
		if asked {
			n++
		}
	}
	return n
}

// hold checks a poll that walked everything: at most 1.15 times the requests that
// its octets need, and 1.10 times the variables.
func (p *meter) hold(t *testing.T, poll int) {
	t.Helper()
	useful := p.useful()
	need := (p.octets*useful/p.received + frameOctets - 1) / frameOctets
	t.Logf("poll %d: %d requests, its octets need %d; %d variables, %d useful", poll, p.requests, need, p.received, useful)
	if p.requests*100 > need*115 {
		t.Errorf("poll %d took %d requests; its octets need %d", poll, p.requests, need)
	}
	if p.received*100 > useful*110 {
		t.Errorf("poll %d received %d variables of which %d are useful", poll, p.received, useful)
	}
}

// TestAFullReadCostsWhatItsOctetsNeed holds the figures of requests and variables
// of a poll that reads everything and knows the switch.
func TestAFullReadCostsWhatItsOctetsNeed(t *testing.T) {
	mib := snmpsim.BenchSwitch(1)
	var p meter
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: []snmpsim.Quirk{p.quirk()}})
	target.Whole = true
	p.begin()
	first := snmp.Read(t.Context(), target, pollSet(), nil)
	all := p.useful()
	memory, full := first.Memory, 0
	for poll := 1; poll < 20 && full == 0; poll++ {
		p.begin()
		got := snmp.Read(t.Context(), target, pollSet(), memory)
		mustBeWhole(t, got)
		memory = got.Memory
		if p.useful() >= all && poll > 2 { // what is looked for once has been
			full = poll
			p.hold(t, poll)
		}
	}
	if full == 0 {
		t.Errorf("in 20 polls not one walked all %d variables again", all)
	}
}

// mustBeWhole checks that every table of the poll set was read.
func mustBeWhole(t *testing.T, p inventory.Poll) {
	t.Helper()
	for _, table := range pollSet() {
		if !p.Complete(table) {
			t.Errorf("%s: %+v", table, p.Tables[table])
		}
	}
}
