package snmp_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A stage is a switch on which things happen, told in full by its MIB.
type stage struct {
	ports    map[uint32]*stagePort // by ifIndex; bridge ports have the same number
	vlans    map[uint32]string
	fdb      map[[2]uint32]uint32 // VLAN and last octet of the MAC, to the port
	arp      map[uint32]uint32    // last octets of IP and MAC
	changed  time.Time            // the interfaces, as ifTableLastChange has it
	booted   time.Time
	noBulk   bool
	noGates  bool
	oldAgent bool // SNMPv1, 32-bit counters
}

type stagePort struct {
	up      bool
	flapped time.Time
	alias   string
	pvid    uint32
	tagged  map[uint32]bool
}

func newStage(ports uint32) *stage {
	s := &stage{ports: map[uint32]*stagePort{}, vlans: map[uint32]string{1: "default", 10: "admin", 20: "class"}, fdb: map[[2]uint32]uint32{},
		arp: map[uint32]uint32{}, booted: time.Now().Add(-time.Hour), changed: time.Now().Add(-time.Hour)}
	for p := range ports {
		s.ports[p+1] = &stagePort{up: p%3 > 0, flapped: s.booted, alias: fmt.Sprint("room ", p+1), pvid: 10, tagged: map[uint32]bool{}}
	}
	for mac := range uint32(40) {
		s.fdb[[2]uint32{10, mac + 1}] = mac%ports + 1
		s.arp[mac+1] = mac + 1
	}
	return s
}

func (s *stage) ticks(at time.Time) uint32 { return uint32(at.Sub(s.booted) / (10 * time.Millisecond)) }

// mib is what the switch shows.
func (s *stage) mib() *snmpsim.MIB {
	var vars []snmpsim.Var
	add := func(oid string, v snmpsim.Value, index ...uint32) {
		vars = append(vars, snmpsim.Var{OID: snmpsim.MustOID(oid).Append(index...), Value: v})
	}
	booted := s.booted
	add("1.3.6.1.2.1.1.1", snmpsim.Text("Stage"), 0)
	add("1.3.6.1.2.1.1.5", snmpsim.Text("sw-stage"), 0)
	add("1.3.6.1.2.1.1.3", snmpsim.Live(func(at time.Time) snmpsim.Value {
		return snmpsim.TimeTicks(uint32(at.Sub(booted) / (10 * time.Millisecond)))
	}), 0)
	if !s.noGates {
		add("1.3.6.1.2.1.2.1", snmpsim.Integer(int64(len(s.ports))), 0)
		add("1.3.6.1.2.1.31.1.5", snmpsim.TimeTicks(s.ticks(s.changed)), 0)
		add("1.3.6.1.2.1.17.1.2", snmpsim.Integer(int64(len(s.ports))), 0)
	}
	for i, p := range s.ports {
		s.addPort(add, i, p)
	}
	for vid, name := range s.vlans {
		egress, untagged := make([]byte, 8), make([]byte, 8)
		for i, p := range s.ports {
			octet, bit := (i-1)/8, byte(0x80)>>((i-1)%8)
			if p.pvid == vid {
				egress[octet], untagged[octet] = egress[octet]|bit, untagged[octet]|bit
			}
			if p.tagged[vid] {
				egress[octet] |= bit
			}
		}
		add("1.3.6.1.2.1.17.7.1.4.2.1.3", snmpsim.Gauge32(vid), 0, vid)
		add("1.3.6.1.2.1.17.7.1.4.2.1.4", snmpsim.OctetString(egress), 0, vid)
		add("1.3.6.1.2.1.17.7.1.4.2.1.5", snmpsim.OctetString(untagged), 0, vid)
		add("1.3.6.1.2.1.17.7.1.4.3.1.1", snmpsim.Text(name), vid)
	}
	for key, port := range s.fdb {
		add("1.3.6.1.2.1.17.7.1.2.2.1.2", snmpsim.Integer(int64(port)), key[0], 0, 0, 0x5e, 0, 0x53, key[1])
		status := int64(3)
		if port == 0 {
			status = 4
		}
		add("1.3.6.1.2.1.17.7.1.2.2.1.3", snmpsim.Integer(status), key[0], 0, 0, 0x5e, 0, 0x53, key[1])
	}
	for ip, mac := range s.arp {
		add("1.3.6.1.2.1.4.22.1.2", snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, byte(mac)}), 1, 192, 0, 2, ip)
		add("1.3.6.1.2.1.4.22.1.4", snmpsim.Integer(3), 1, 192, 0, 2, ip)
	}
	return snmpsim.NewMIB(vars)
}

func (s *stage) addPort(add func(string, snmpsim.Value, ...uint32), i uint32, p *stagePort) {
	oper, booted := int64(2), s.booted
	if p.up {
		oper = 1
	}
	moving := func(at time.Time) uint64 {
		if p.up {
			return uint64(i) * uint64(at.Sub(booted)/time.Second)
		}
		return uint64(i)
	}
	add("1.3.6.1.2.1.2.2.1.2", snmpsim.Text(fmt.Sprint("port ", i)), i)
	add("1.3.6.1.2.1.2.2.1.3", snmpsim.Integer(6), i)
	add("1.3.6.1.2.1.2.2.1.7", snmpsim.Integer(1), i)
	add("1.3.6.1.2.1.2.2.1.8", snmpsim.Integer(oper), i)
	add("1.3.6.1.2.1.2.2.1.9", snmpsim.TimeTicks(s.ticks(p.flapped)), i)
	add("1.3.6.1.2.1.31.1.1.1.1", snmpsim.Text(fmt.Sprint("1/", i)), i)
	add("1.3.6.1.2.1.31.1.1.1.18", snmpsim.Text(p.alias), i)
	if s.oldAgent {
		for _, column := range []string{"10", "11", "16", "17"} {
			add("1.3.6.1.2.1.2.2.1."+column, snmpsim.Live(func(at time.Time) snmpsim.Value { return snmpsim.Counter32(uint32(moving(at))) }), i)
		}
	} else {
		for _, column := range []string{"6", "7", "9", "10", "11", "13"} {
			add("1.3.6.1.2.1.31.1.1.1."+column, snmpsim.Live(func(at time.Time) snmpsim.Value { return snmpsim.Counter64(moving(at)) }), i)
		}
	}
	add("1.3.6.1.2.1.31.1.1.1.15", snmpsim.Gauge32(1000*uint32(oper)), i)
	add("1.3.6.1.2.1.17.1.4.1.2", snmpsim.Integer(int64(i)), i)
	add("1.3.6.1.2.1.17.7.1.4.5.1.1", snmpsim.Gauge32(p.pvid), i)
}

// happen changes one thing at random, and says what.
func (s *stage) happen(rng *rand.Rand) string {
	port := func() uint32 {
		all := make([]uint32, 0, len(s.ports))
		for i := range s.ports {
			all = append(all, i)
		}
		slices.Sort(all)
		return all[rng.IntN(len(all))]
	}
	mac := [2]uint32{10, uint32(1 + rng.IntN(60))}
	i := port()
	p := s.ports[i]
	switch rng.IntN(12) {
	case 0:
		s.fdb[mac] = i
		return fmt.Sprint(mac, " is at ", i)
	case 1:
		delete(s.fdb, mac)
		return fmt.Sprint(mac, " leaves")
	case 2: // one leaves and one comes: the count stays
		delete(s.fdb, mac)
		s.fdb[[2]uint32{20, mac[1] + 100}] = i
		return fmt.Sprint(mac, " is replaced")
	case 3:
		s.fdb[mac] = 0
		return fmt.Sprint(mac, " is the switch itself")
	case 4, 5:
		p.up, p.flapped = !p.up, time.Now()
		return fmt.Sprint(i, " up: ", p.up)
	case 6:
		p.flapped = time.Now()
		return fmt.Sprint(i, " flaps")
	case 7:
		p.pvid = []uint32{1, 10, 20}[rng.IntN(3)]
		return fmt.Sprint(i, " is in VLAN ", p.pvid)
	case 8:
		p.tagged[20] = !p.tagged[20]
		return fmt.Sprint(i, " tags VLAN 20: ", p.tagged[20])
	case 9:
		vid := uint32(30 + rng.IntN(3))
		if s.vlans[vid] == "" {
			s.vlans[vid] = fmt.Sprint("vlan", vid)
		} else {
			delete(s.vlans, vid)
		}
		return fmt.Sprint("VLAN ", vid)
	case 10:
		s.arp[mac[1]] = uint32(1 + rng.IntN(60))
		return fmt.Sprint("ARP of ", mac[1])
	}
	if rng.IntN(3) > 0 {
		return ""
	}
	s.changed = time.Now()
	if len(s.ports) > 12 && rng.IntN(2) == 0 {
		delete(s.ports, i)
		return fmt.Sprint(i, " is taken out")
	}
	for n := uint32(1); ; n++ {
		if s.ports[n] == nil {
			s.ports[n] = &stagePort{up: true, flapped: time.Now(), pvid: 10, tagged: map[uint32]bool{}}
			return fmt.Sprint(n, " is added")
		}
	}
}

// quietFacts is what must be the same whether everything was walked or not: all but
// the counters that are read now and then, the time of a flap without a link, and
// the PVID where VLANs were not asked for.
func quietFacts(p inventory.Poll) string {
	text := fmt.Sprintf("%v %v %v\n", p.System.Name, p.VLANs, p.FDB)
	text += fmt.Sprintf("%v\n", p.ARP)
	for _, i := range p.Interfaces {
		c := inventory.Counters{}
		if i.Counters != nil {
			c = *i.Counters
		}
		if !p.Asked(inventory.TableVLANs) {
			i.PVID = 0
		}
		text += fmt.Sprint(i.Index, i.Name, i.Descr, i.Alias, i.Type, i.Admin, i.Oper, i.SpeedBPS, i.BridgePort, i.PVID, i.Untagged, i.Tagged,
			c.InOctets, c.OutOctets, c.InBroadcast, "\n")
	}
	for _, t := range inventory.Tables() {
		text += fmt.Sprint(t, p.Tables[t].Complete, p.Tables[t].Reason, p.Tables[t].Rows, " ")
	}
	return text
}

// TestNothingIsSeenLater lets a switch change at random for a day of polls, and
// holds that a poll that takes over what stands still shows, every time, what one
// that walks everything shows: the delays of detection are the same.
func TestNothingIsSeenLater(t *testing.T) {
	for name, set := range map[string]func(*stage){
		"GETBULK":                 func(*stage) {},
		"no GETBULK":              func(s *stage) { s.noBulk = true },
		"version 1":               func(s *stage) { s.oldAgent = true },
		"no scalars of changes":   func(s *stage) { s.noGates = true },
		"version 1, none of them": func(s *stage) { s.oldAgent, s.noGates = true, true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStage(24)
				set(s)
				walked, quiet := s.compare(t, 150)
				t.Logf("%d requests, walking everything %d", quiet, walked)
				if quiet > walked*105/100 { // without them only the facts are walked, and what is new asked for
					t.Errorf("%d requests, and %d for walking everything", quiet, walked)
				}
			})
		})
	}
}

// compare polls the switch in both ways, with something happening in between.
func (s *stage) compare(t *testing.T, polls int) (walked, quiet int) {
	t.Helper()
	var now atomic.Pointer[snmpsim.MIB]
	now.Store(s.mib())
	config := snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return now.Load() }}
	if s.noBulk {
		config.Quirks = []snmpsim.Quirk{snmpsim.NoBulk(snmpsim.GenErr)}
	}
	conn := snmpsim.New(config).Connect(snmpsim.Line{}) // answers take no time: both see the same moment
	cred := snmp.Credential{Name: "public", Version: snmp.Version2c, Community: "public"}
	if s.oldAgent {
		cred.Version = snmp.Version1
	}
	target := snmp.Target{Switch: "stage", Credentials: []snmp.Credential{cred}, Connect: func() (net.Conn, error) { return conn, nil }}
	whole := target
	whole.Whole = true
	rng := rand.New(rand.NewPCG(4, 2))
	var memory [2][]byte
	for n := range polls {
		tables := []inventory.Table{inventory.TableSystem, inventory.TableInterfaces}
		if n%5 == 0 {
			tables = append(tables, inventory.TableVLANs, inventory.TableFDB, inventory.TableARP)
		}
		if n%7 == 6 {
			tables = []inventory.Table{inventory.TableFDB, inventory.TableVLANs} // as a trap has it read
		}
		a := snmp.Read(t.Context(), whole, tables, memory[0])
		b := snmp.Read(t.Context(), target, tables, memory[1])
		memory = [2][]byte{a.Memory, b.Memory}
		walked, quiet = walked+a.Cost.Requests, quiet+b.Cost.Requests
		if want, got := quietFacts(a), quietFacts(b); got != want {
			t.Fatalf("poll %d of %v: walked\n%s\nbut\n%s", n, tables, want, got)
		}
		time.Sleep(time.Minute)
		if n%3 == 0 {
			s.happen(rng)
			now.Store(s.mib())
		}
	}
	return walked, quiet
}
