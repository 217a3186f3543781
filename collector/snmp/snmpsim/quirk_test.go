package snmpsim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/snmp/snmpsim"
)

// inWords describes the first answer in a line.
func inWords(t *testing.T, answers []answer) string {
	if len(answers) == 0 {
		return "silence"
	}
	p := answers[0].packet(t)
	return fmt.Sprintf("v%v %s id %d: %s %v", p.Version, p.Community, p.RequestID, vars(p), p.Error)
}

func TestEveryQuirkIsSeenOnTheWire(t *testing.T) {
	m := twoColumns()
	column := snmpsim.MustOID(root + "2")
	row := func(name string) snmpsim.OID { return snmpsim.MustOID(root + name) }
	for name, tc := range map[string]struct {
		quirk snmpsim.Quirk
		pdu   gosnmp.PDUType // the zero value is GETNEXT
		oids  []string       // nil: column 2
		want  string
	}{
		"none":                {want: "v2c public id 4711: 2.1=2 NoError"},
		"bulk dropped":        {quirk: snmpsim.NoBulk(snmpsim.NoError), pdu: gosnmp.GetBulkRequest, want: "silence"},
		"bulk is genErr":      {quirk: snmpsim.NoBulk(snmpsim.GenErr), pdu: gosnmp.GetBulkRequest, want: "v2c public id 4711: 2=<nil> GenErr"},
		"next in spite of it": {quirk: snmpsim.NoBulk(snmpsim.GenErr), want: "v2c public id 4711: 2.1=2 NoError"},
		"too many variables":  {quirk: snmpsim.MaxVarbinds(1), oids: under("2", "3"), want: "v2c public id 4711:  TooBig"},
		"few enough":          {quirk: snmpsim.MaxVarbinds(1), want: "v2c public id 4711: 2.1=2 NoError"},
		"error from a row on": {quirk: snmpsim.FailFrom(row("2.2"), column, snmpsim.GenErr), oids: under("2.2"), want: "v2c public id 4711: 2.2=<nil> GenErr"},
		"no error before it":  {quirk: snmpsim.FailFrom(row("2.2"), column, snmpsim.GenErr), want: "v2c public id 4711: 2.1=2 NoError"},
		"mute":                {quirk: snmpsim.Mute(column), want: "silence"},
		"mute elsewhere":      {quirk: snmpsim.Mute(row("3")), want: "v2c public id 4711: 2.1=2 NoError"},
		"loses all":           {quirk: snmpsim.Lose(1), want: "silence"},
		"loop":                {quirk: snmpsim.Loop(row("2.3"), row("2.1")), oids: under("2.3"), want: "v2c public id 4711: 2.1=2 NoError"},
		"endless":             {quirk: snmpsim.Endless(column, snmpsim.Integer(0)), oids: under("2.3"), want: "v2c public id 4711: 2.4=0 NoError"},
		"out of order":        {quirk: snmpsim.OutOfOrder(m, column), want: "v2c public id 4711: 2.2=3 NoError"},
		"false value":         {quirk: snmpsim.Replace(row("2.1"), snmpsim.Text("lie")), want: "v2c public id 4711: 2.1=lie NoError"},
		"false type":          {quirk: snmpsim.Retype(column, snmpsim.TagOctetString), want: "v2c public id 4711: 2.1=\x02 NoError"},
		"false name":          {quirk: snmpsim.Rename(row("2.1"), row("8.8")), want: "v2c public id 4711: 8.8=2 NoError"},
		"request-id 0":        {quirk: snmpsim.RequestID(0), want: "v2c public id 0: 2.1=2 NoError"},
		"previous request-id": {quirk: snmpsim.PreviousRequestID(), want: "v2c public id 0: 2.1=2 NoError"},
		"false community":     {quirk: snmpsim.Community("private"), want: "v2c private id 4711: 2.1=2 NoError"},
		"false version":       {quirk: snmpsim.AnswerVersion(snmpsim.V1), want: "v1 public id 4711: 2.1=2 NoError"},
	} {
		t.Run(name, func(t *testing.T) {
			agent := play(t, snmpsim.Config{View: show(m), Quirks: []snmpsim.Quirk{tc.quirk}})
			q := question{version: v2c, pdu: gosnmp.GetNextRequest, oids: under("2")}
			if tc.pdu != 0 {
				q.pdu = tc.pdu
			}
			if tc.oids != nil {
				q.oids = tc.oids
			}
			if got := inWords(t, agent.ask(t, q)); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.quirk.Name, got, tc.want)
			}
		})
	}
}

func TestQuirksOfTheWire(t *testing.T) {
	honest := play(t, snmpsim.Config{View: show(twoColumns())})
	q := question{version: v2c, pdu: gosnmp.GetNextRequest, oids: under("2")}
	whole := honest.ask(t, q)[0].octets
	for name, tc := range map[string]struct {
		quirk snmpsim.Quirk
		want  []string // octets of each answer
		other bool     // port
	}{
		"duplicates":          {quirk: snmpsim.Duplicate(3), want: []string{string(whole), string(whole), string(whole)}},
		"no copy at all":      {quirk: snmpsim.Duplicate(0)},
		"truncated":           {quirk: snmpsim.Truncate(7), want: []string{string(whole[:7])}},
		"truncated at end":    {quirk: snmpsim.Truncate(-1), want: []string{string(whole[:len(whole)-1])}},
		"truncated to naught": {quirk: snmpsim.Truncate(-1 << 20), want: []string{""}},
		"garbage":             {quirk: snmpsim.Garbage([]byte("HTTP/1.1 200 OK")), want: []string{"HTTP/1.1 200 OK"}},
		"length lies":         {quirk: snmpsim.Mangle("long", func(b []byte) []byte { b[1] = 0x84; return b }), want: []string{string(whole[:1]) + "\x84" + string(whole[2:])}},
		"wrong port":          {quirk: snmpsim.OtherPort(), want: []string{string(whole)}, other: true},
	} {
		t.Run(name, func(t *testing.T) {
			agent := play(t, snmpsim.Config{View: show(twoColumns()), Quirks: []snmpsim.Quirk{tc.quirk}})
			got := agent.ask(t, q)
			if len(got) != len(tc.want) {
				t.Fatalf("%d datagrams, want %d", len(got), len(tc.want))
			}
			for i, a := range got {
				if string(a.octets) != tc.want[i] || (a.from != agent.addr) != tc.other {
					t.Errorf("%x from %v (agent on %v), want %x", a.octets, a.from, agent.addr, tc.want[i])
				}
			}
		})
	}
}

// A walk past rows that have changed places shows all of them and what lies behind.
func TestOutOfOrderWalkEnds(t *testing.T) {
	m := twoColumns()
	quirk := snmpsim.OutOfOrder(m, snmpsim.MustOID(root+"2"))
	agent := play(t, snmpsim.Config{View: show(m), Quirks: []snmpsim.Quirk{quirk}})
	p := agent.one(t, question{v2c, "", gosnmp.GetBulkRequest, 0, 5, under("2")})
	if got, want := vars(p), "2.2=3 2.1=2 2.3=4 3.1=5 3.2=6"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Quirks change while the agent runs: a switch gets ill, and well again.
func TestQuirksCome(t *testing.T) {
	agent := play(t, snmpsim.Config{View: show(twoColumns())})
	q := question{version: v2c, pdu: gosnmp.GetNextRequest, oids: under("2")}
	agent.SetQuirks(snmpsim.Mute(snmpsim.MustOID(root+"2")), snmpsim.RequestID(1))
	if got := len(agent.ask(t, q)); got != 0 {
		t.Errorf("%d answers of a mute agent", got)
	}
	agent.SetQuirks()
	if got := len(agent.ask(t, q)); got != 1 {
		t.Errorf("%d answers of a well agent", got)
	}
}

func TestDelay(t *testing.T) {
	const delay = 40 * time.Millisecond
	for name, c := range map[string]snmpsim.Config{
		"of the agent":   {Delay: delay},
		"of a quirk":     {Quirks: []snmpsim.Quirk{snmpsim.Late(delay)}},
		"of a subtree":   {Quirks: []snmpsim.Quirk{snmpsim.LateIn(snmpsim.MustOID("1.3.6.1.2.1.1"), delay)}},
		"of both halves": {Delay: delay / 2, Quirks: []snmpsim.Quirk{snmpsim.Late(delay / 2)}},
	} {
		c.View = show(snmpsim.BenchSwitch(1))
		agent := play(t, c)
		begun := time.Now()
		lines, err := netsnmp(t, "snmpget", "-v2c", "-c", "public", agent.addr.String(), sysName)
		if took := time.Since(begun); took < delay || err != nil || !strings.Contains(lines[0], "bench-1") {
			t.Errorf("%s: %q, %v after %v", name, lines, err, took)
		}
	}
}

// What a quirk is shown of a request is what was asked.
func TestRequestAsAQuirkSeesIt(t *testing.T) {
	var seen snmpsim.Request
	var names string
	spy := snmpsim.Quirk{Name: "spy", Request: func(r *snmpsim.Request) snmpsim.Verdict {
		seen, names = *r, fmt.Sprint(r.OIDs())
		return snmpsim.Verdict{}
	}}
	agent := play(t, snmpsim.Config{View: show(twoColumns()), Quirks: []snmpsim.Quirk{spy}})
	agent.ask(t, question{v2c, "public", gosnmp.GetBulkRequest, 1, 9, under("1", "2")})
	if seen.Version != snmpsim.V2c || seen.PDU != snmpsim.GetBulk || seen.NonRepeaters != 1 || seen.MaxRepetitions != 9 ||
		seen.ID != requestID || seen.Community != "public" || names != fmt.Sprint(under("1", "2")) {
		t.Errorf("%+v for %s", seen, names)
	}
}
