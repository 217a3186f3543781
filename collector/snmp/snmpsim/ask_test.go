package snmpsim_test

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/snmp/snmpsim"
)

// A question is one request of SNMPv1 or v2c.
type question struct {
	version   gosnmp.SnmpVersion // the zero value is v1
	community string
	pdu       gosnmp.PDUType
	non, max  int
	oids      []string
}

// A peer is an agent that plays, and where.
type peer struct {
	*snmpsim.Agent
	addr netip.AddrPort
}

// play runs an agent until the test ends.
func play(t testing.TB, c snmpsim.Config) peer {
	t.Helper()
	a := snmpsim.New(c)
	addr, err := a.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return peer{a, addr}
}

// ask sends a question and returns every datagram that comes back, from
// whichever port. It knows how many there are because agents work in order: when
// one has taken the next datagram, it is done with the one before.
func (p peer) ask(t testing.TB, q question) []answer {
	t.Helper()
	conn, err := net.ListenUDP("udp", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	before := p.Stats()
	for _, octets := range [][]byte{q.encode(t), {0}} {
		if _, err := conn.WriteToUDPAddrPort(octets, p.addr); err != nil {
			t.Fatal(err)
		}
	}
	for p.Stats().Datagrams < before.Datagrams+2 {
		time.Sleep(50 * time.Microsecond)
	}
	got := make([]answer, p.Stats().Answers-before.Answers)
	buf := make([]byte, 1<<16)
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for i := range got {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			t.Fatalf("answer %d of %d: %v", i+1, len(got), err)
		}
		got[i] = answer{octets: append([]byte{}, buf[:n]...), from: netip.AddrPortFrom(from.Addr().Unmap(), from.Port())}
	}
	return got
}

const requestID = 4711

// encode returns the question as a datagram.
func (q question) encode(t testing.TB) []byte {
	t.Helper()
	if q.community == "" {
		q.community = "public"
	}
	packet := &gosnmp.SnmpPacket{
		Version: q.version, Community: q.community, PDUType: q.pdu, RequestID: requestID,
		NonRepeaters: uint8(q.non), MaxRepetitions: uint32(q.max),
	}
	for _, oid := range q.oids {
		packet.Variables = append(packet.Variables, gosnmp.SnmpPDU{Name: oid, Type: gosnmp.Null})
	}
	octets, err := packet.MarshalMsg()
	if err != nil {
		t.Fatal(err)
	}
	return octets
}

// An answer is one datagram that came back.
type answer struct {
	octets []byte
	from   netip.AddrPort
}

// packet decodes the datagram.
func (a answer) packet(t testing.TB) *gosnmp.SnmpPacket {
	t.Helper()
	p, err := (&gosnmp.GoSNMP{}).SnmpDecodePacket(a.octets)
	if err != nil {
		t.Fatalf("answer %x: %v", a.octets, err)
	}
	return p
}

// vars returns the variables as "last arcs=value".
func vars(p *gosnmp.SnmpPacket) string {
	var out []string
	for _, v := range p.Variables {
		name := strings.TrimPrefix(v.Name, ".1.3.6.1.4.1.32473.")
		switch v.Type {
		case gosnmp.NoSuchObject, gosnmp.NoSuchInstance, gosnmp.EndOfMibView:
			out = append(out, fmt.Sprintf("%s=%v", name, v.Type))
		case gosnmp.OctetString:
			out = append(out, fmt.Sprintf("%s=%s", name, v.Value))
		default:
			out = append(out, fmt.Sprintf("%s=%v", name, v.Value))
		}
	}
	return strings.Join(out, " ")
}

// one asks a question that has exactly one answer.
func (p peer) one(t testing.TB, q question) *gosnmp.SnmpPacket {
	t.Helper()
	got := p.ask(t, q)
	if len(got) != 1 {
		t.Fatalf("%d answers to %+v, want 1", len(got), q)
	}
	return got[0].packet(t)
}

// root is where the little MIBs of these tests hang: the enterprise of RFC 5612.
const root = "1.3.6.1.4.1.32473."

// little is a MIB of integers: every name behind root has its place as value.
func little(names ...string) *snmpsim.MIB {
	var vars []snmpsim.Var
	for i, name := range names {
		vars = append(vars, snmpsim.Var{OID: snmpsim.MustOID(root + name), Value: snmpsim.Integer(int64(i + 1))})
	}
	return snmpsim.NewMIB(vars)
}

// under puts root before names.
func under(names ...string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = root + name
	}
	return out
}

// dial returns a socket that talks to addr.
func dial(t testing.TB, addr netip.AddrPort) *net.UDPConn {
	t.Helper()
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(addr))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
