package snmpsim_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/snmp/snmpsim"
)

const (
	v1  = gosnmp.Version1
	v2c = gosnmp.Version2c
)

// Two columns of three rows, a scalar before, a scalar behind.
func twoColumns() *snmpsim.MIB { return little("1.0", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "9.0") }

func TestBulk(t *testing.T) {
	agent := play(t, snmpsim.Config{View: show(twoColumns())})
	for name, tc := range map[string]struct {
		non, max int
		oids     []string
		want     string
	}{
		"rows in the order of rows":         {0, 2, under("2", "3"), "2.1=2 3.1=5 2.2=3 3.2=6"},
		"non-repeaters once":                {1, 2, under("1", "2"), "1.0=1 2.1=2 2.2=3"},
		"only non-repeaters":                {2, 9, under("1", "2"), "1.0=1 2.1=2"},
		"more non-repeaters than names":     {9, 9, under("1", "2"), "1.0=1 2.1=2"},
		"no repetitions":                    {1, 0, under("1", "2"), "1.0=1"},
		"beyond a column into the next":     {0, 4, under("2"), "2.1=2 2.2=3 2.3=4 3.1=5"},
		"end under the name of the last":    {0, 2, under("3.3"), "9.0=8 9.0=EndOfMibView"},
		"end of one column, other goes on":  {0, 3, under("9", "2"), "9.0=8 2.1=2 9.0=EndOfMibView 2.2=3 9.0=EndOfMibView 2.3=4"},
		"behind the end: the name asked":    {0, 5, under("9.0"), "9.0=EndOfMibView"},
		"non-repeater behind the end":       {1, 1, under("9.0", "3"), "9.0=EndOfMibView 3.1=5"},
		"no names":                          {0, 5, nil, ""},
		"the same name twice":               {0, 1, under("2", "2"), "2.1=2 2.1=2"},
		"nothing left to show ends the row": {0, 40, under("3.3", "9.0"), "9.0=8 9.0=EndOfMibView 9.0=EndOfMibView 9.0=EndOfMibView"},
	} {
		t.Run(name, func(t *testing.T) {
			p := agent.one(t, question{v2c, "", gosnmp.GetBulkRequest, tc.non, tc.max, tc.oids})
			if got := vars(p); got != tc.want || p.Error != 0 || p.RequestID != requestID {
				t.Errorf("%q, error %v, request-id %d; want %q", got, p.Error, p.RequestID, tc.want)
			}
		})
	}
}

func TestGetAndGetNext(t *testing.T) {
	agent := play(t, snmpsim.Config{View: show(twoColumns())})
	for name, tc := range map[string]struct {
		version gosnmp.SnmpVersion
		pdu     gosnmp.PDUType
		oids    []string
		want    string
		status  gosnmp.SNMPError
		index   uint8
	}{
		"get":                      {v2c, gosnmp.GetRequest, under("1.0", "3.2"), "1.0=1 3.2=6", 0, 0},
		"get a row that is not":    {v2c, gosnmp.GetRequest, under("2.7"), "2.7=NoSuchInstance", 0, 0},
		"get an object that isn't": {v2c, gosnmp.GetRequest, under("7.0", "1.0"), "7.0=NoSuchObject 1.0=1", 0, 0},
		"get by v1":                {v1, gosnmp.GetRequest, under("1.0", "2.7"), "1.0=<nil> 2.7=<nil>", gosnmp.NoSuchName, 2},
		"next":                     {v2c, gosnmp.GetNextRequest, under("2", "2.3"), "2.1=2 3.1=5", 0, 0},
		"next of a name between":   {v2c, gosnmp.GetNextRequest, under("2.1.5"), "2.2=3", 0, 0},
		"next at the end":          {v2c, gosnmp.GetNextRequest, under("9.0"), "9.0=EndOfMibView", 0, 0},
		"next at the end by v1":    {v1, gosnmp.GetNextRequest, under("9.0"), "9.0=<nil>", gosnmp.NoSuchName, 1},
		"set":                      {v2c, gosnmp.SetRequest, under("1.0"), "1.0=<nil>", gosnmp.NoAccess, 1},
		"set by v1":                {v1, gosnmp.SetRequest, under("1.0"), "1.0=<nil>", gosnmp.NoSuchName, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := agent.one(t, question{version: tc.version, pdu: tc.pdu, oids: tc.oids})
			if got := vars(p); got != tc.want || p.Error != tc.status || p.ErrorIndex != tc.index {
				t.Errorf("%q, error %v at %d; want %q, %v at %d", got, p.Error, p.ErrorIndex, tc.want, tc.status, tc.index)
			}
		})
	}
}

// A v1 manager never sees a Counter64: it is passed over (RFC 3584, 4.2.2.1).
func TestCounter64IsHiddenFromV1(t *testing.T) {
	m := twoColumns().With(snmpsim.Var{OID: snmpsim.MustOID(root + "2.2"), Value: snmpsim.Counter64(1 << 40)})
	agent := play(t, snmpsim.Config{View: show(m)})
	if got := vars(agent.one(t, question{pdu: gosnmp.GetNextRequest, oids: under("2.1")})); got != "2.3=4" {
		t.Errorf("GETNEXT by v1: %s, want the row behind", got)
	}
	if p := agent.one(t, question{pdu: gosnmp.GetRequest, oids: under("2.2")}); p.Error != gosnmp.NoSuchName {
		t.Errorf("GET by v1: %v, want noSuchName", p.Error)
	}
	if got := vars(agent.one(t, question{version: v2c, pdu: gosnmp.GetRequest, oids: under("2.2")})); got != "2.2=1099511627776" {
		t.Errorf("GET by v2c: %s", got)
	}
}

// GETBULK fills the message to the last variable that fits, and no further.
func TestBulkIsCutAtTheSizeOfAMessage(t *testing.T) {
	m := snmpsim.BenchSwitch(1)
	for _, size := range []int{484, 1000, 1472, 1473, 9000, 65507} {
		agent := play(t, snmpsim.Config{View: show(m), MaxMessage: size})
		got := agent.ask(t, question{v2c, "", gosnmp.GetBulkRequest, 0, 5000, []string{"1.3.6.1.2.1.2", "1.3.6.1.2.1.31"}})
		if len(got) != 1 {
			t.Fatalf("size %d: %d answers", size, len(got))
		}
		const biggest = 60 // no variable binding of this MIB's interfaces is bigger
		if n := len(got[0].octets); n > size || n < size-biggest {
			t.Errorf("size %d: %d octets", size, n)
		}
		if p := got[0].packet(t); p.Error != 0 {
			t.Errorf("size %d: %v", size, p.Error)
		}
	}
}

func TestSmallestMessageThatFitsIsNotTooBig(t *testing.T) {
	m := snmpsim.NewMIB([]snmpsim.Var{{OID: snmpsim.MustOID(root + "1.0"), Value: snmpsim.OctetString(bytes.Repeat([]byte("x"), 600))}})
	agent := play(t, snmpsim.Config{View: show(m), MaxMessage: 1472})
	q := question{version: v2c, pdu: gosnmp.GetRequest, oids: under("1.0")}
	size := len(agent.ask(t, q)[0].octets)
	for _, tc := range []struct {
		room int
		want gosnmp.SNMPError
	}{{size, 0}, {size - 1, gosnmp.TooBig}} {
		for _, pdu := range []gosnmp.PDUType{gosnmp.GetRequest, gosnmp.GetNextRequest} {
			agent := play(t, snmpsim.Config{View: show(m), MaxMessage: tc.room})
			q := question{version: v2c, pdu: pdu, oids: under("1")}
			if pdu == gosnmp.GetRequest {
				q.oids = under("1.0")
			}
			if p := agent.one(t, q); p.Error != tc.want || tc.want != 0 && len(p.Variables) != 0 {
				t.Errorf("%v, room %d for %d octets: %v, %d variables; want %v", pdu, tc.room, size, p.Error, len(p.Variables), tc.want)
			}
		}
	}
	if s := agent.Stats(); s.Requests != 1 || s.Gets != 1 || s.Varbinds != 1 || s.BytesOut != uint64(size) {
		t.Errorf("%+v after one GET", s)
	}
}

func TestWhoIsMetWithSilence(t *testing.T) {
	c := snmpsim.Config{
		View: show(twoColumns()), Versions: []snmpsim.Version{snmpsim.V2c},
		Communities: map[string]string{"rollcall-ro": ""},
	}
	agent := play(t, c)
	get := question{version: v2c, community: "rollcall-ro", pdu: gosnmp.GetRequest, oids: under("1.0")}
	for name, tc := range map[string]struct {
		edit func(*question)
		want int
	}{
		"as configured":   {func(*question) {}, 1},
		"other community": {func(q *question) { q.community = "public" }, 0},
		"other version":   {func(q *question) { q.version = v1 }, 0},
		"an answer":       {func(q *question) { q.pdu = gosnmp.GetResponse }, 0},
	} {
		q := get
		tc.edit(&q)
		if got := agent.ask(t, q); len(got) != tc.want {
			t.Errorf("%s: %d answers, want %d", name, len(got), tc.want)
		}
	}
	agent.SetSilent(true)
	if got := agent.ask(t, get); len(got) != 0 {
		t.Error("a silent agent answered")
	}
	agent.SetSilent(false)
	if got := agent.ask(t, get); len(got) != 1 {
		t.Error("an agent that is silent no more did not answer")
	}
}

func TestCommunitiesShowTheirContexts(t *testing.T) {
	c := snmpsim.Config{Communities: map[string]string{"public": "", "public@10": "10", "public@99": "99"}}
	contexts := map[string]*snmpsim.MIB{"": little("1.0"), "10": little("1.0", "2.0")}
	c.View = func(context string, _ time.Time) *snmpsim.MIB { return contexts[context] }
	agent := play(t, c)
	for community, want := range map[string]string{"public": "EndOfMibView", "public@10": "2.0=2"} {
		p := agent.one(t, question{version: v2c, community: community, pdu: gosnmp.GetNextRequest, oids: under("1.0")})
		if got := vars(p); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", community, got, want)
		}
	}
	if got := agent.ask(t, question{version: v2c, community: "public@99", pdu: gosnmp.GetRequest, oids: under("1.0")}); len(got) != 0 {
		t.Errorf("%d answers in a context that there is not", len(got))
	}
}

// Octets that are no SNMP neither stop the agent nor get an answer.
func TestMalformedRequests(t *testing.T) {
	agent := play(t, snmpsim.Config{View: show(twoColumns()), Users: []snmpsim.User{{Name: "nobody"}}})
	good := question{version: v2c, pdu: gosnmp.GetRequest, oids: under("1.0")}
	octets := good.encode(t)
	conn := dial(t, agent.addr)
	for n := range octets {
		conn.Write(octets[:n])
		broken := append([]byte{}, octets...)
		broken[n] ^= 0xff
		conn.Write(broken)
	}
	for agent.Stats().Datagrams < uint64(2*len(octets)) {
		time.Sleep(time.Millisecond)
	}
	if got := vars(agent.one(t, good)); got != "1.0=1" {
		t.Errorf("afterwards: %s", got)
	}
}
