package snmp_test

import (
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A verdict is what a switch is said to do wrong: the tables that are missing,
// with the reason, and what is odd. Tables that it does not name are complete.
type verdict struct {
	all    inventory.Reason // every table
	tables map[inventory.Table]inventory.Reason
	odd    inventory.Oddity
}

// spoils is a verdict on some tables; those for whose meaning another is needed
// are missing with it.
func spoils(odd inventory.Oddity, reason inventory.Reason, tables ...inventory.Table) verdict {
	v := verdict{odd: odd, tables: map[inventory.Table]inventory.Reason{}}
	for _, t := range tables {
		v.tables[t] = reason
		if t == inventory.TableInterfaces {
			for _, needs := range []inventory.Table{inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors} {
				v.tables[needs] = inventory.ReasonDependency
			}
		}
	}
	return v
}

// verdicts says of every lie what is to be found out in the first reading.
func verdicts() map[string]verdict {
	const fdb, arp, ifs = inventory.TableFDB, inventory.TableARP, inventory.TableInterfaces
	garbled := func(o inventory.Oddity) verdict { return verdict{all: inventory.ReasonGarbage, odd: o} }
	survived := func(o inventory.Oddity) verdict { return verdict{odd: o} }
	unwalkable := spoils(inventory.OddOrder, inventory.ReasonOrder, fdb)
	cut := func(o inventory.Oddity) verdict { return spoils(o, inventory.ReasonTruncated, fdb) }
	mistyped := spoils(inventory.OddType, inventory.ReasonGarbage, fdb)
	return map[string]verdict{
		"request-id-zero": garbled(inventory.OddRequestID), "request-id-wrong": garbled(inventory.OddRequestID),
		"request-id-previous": slow(), "held-back": slow(),
		"other-community": garbled(inventory.OddCommunity), "other-version": garbled(inventory.OddVersion), "other-pdu": garbled(inventory.OddPDU),
		"other-address": garbled(inventory.OddSource), "other-port": garbled(inventory.OddSource),
		"duplicates-2": survived(inventory.OddRepeated), "duplicates-1000": {all: inventory.ReasonLimit, odd: inventory.OddRepeated},
		"late-from-last-poll": survived(inventory.OddRequestID), "content-of-before": garbled(inventory.OddVariables),
		"other-variable": garbled(inventory.OddVariables), "no-variables": garbled(inventory.OddVariables), "more-variables": garbled(inventory.OddVariables),
		"repeated-variables": survived(inventory.OddVariables), "more-rows": survived(inventory.OddVariables),

		"truncated-everywhere": garbled(inventory.OddUndecodable), "last-octet-lost": garbled(inventory.OddUndecodable),
		"length-4gb": garbled(inventory.OddUndecodable), "length-indefinite": garbled(inventory.OddUndecodable),
		"length-9-octets": garbled(inventory.OddUndecodable), "length-too-short": garbled(inventory.OddUndecodable),
		"not-snmp": garbled(inventory.OddUndecodable), "empty-datagrams": garbled(inventory.OddUndecodable),
		"datagram-64k": garbled(inventory.OddUndecodable), "nested": garbled(inventory.OddUndecodable),

		"loop": unwalkable, "standing-still": unwalkable, "decreasing": unwalkable, "jumps-back": unwalkable,
		"endless": spoils("", inventory.ReasonLimit, fdb, inventory.TableARP), "interfaces-65535": {tables: everythingBut(inventory.TableSystem, inventory.ReasonLimit)},
		"leaves-subtree": cut(inventory.OddEnd), "end-of-mib-early": cut(inventory.OddEnd), "no-such-object-early": cut(inventory.OddEnd),

		"generr-always": garbled(inventory.OddError), "nosuchname-always": garbled(inventory.OddError),
		"toobig-always": {all: inventory.ReasonTruncated, odd: inventory.OddTooBig}, "toobig-small": survived(inventory.OddTooBig),
		"generr-middle": cut(inventory.OddError), "nosuchname-middle": cut(inventory.OddError), "unknown-error": cut(inventory.OddError),
		"error-index": cut(inventory.OddError), "toobig-middle": cut(inventory.OddTooBig),
		"not-allowed": spoils("", inventory.ReasonAuth, fdb), "mute-table": spoils("", inventory.ReasonTimeout, fdb),
		"falls-silent": {all: inventory.ReasonTimeout},

		"string-counters": survived(inventory.OddType), "string-uptime": survived(inventory.OddType),
		"string-port": mistyped, "changing-type": mistyped, "negative-port": mistyped, "huge-port": mistyped,
		"number-name": spoils(inventory.OddType, inventory.ReasonGarbage, ifs), "null-values": garbled(inventory.OddType),
		"huge-integer":     spoils(inventory.OddUndecodable, inventory.ReasonGarbage, fdb, arp),
		"port-zero":        spoils(inventory.OddPort, inventory.ReasonGarbage, fdb),
		"uptime-backwards": {all: inventory.ReasonRestarted},

		"long-string": survived(inventory.OddLong), "nul-name": survived(inventory.OddText), "binary-name": survived(inventory.OddText),
		"bidi-name": survived(inventory.OddText), "big5-name": survived(""),

		"renumbered": spoils(inventory.OddNumbering, inventory.ReasonGarbage, ifs), "lost-ports": {odd: inventory.OddNumbering, tables: map[inventory.Table]inventory.Reason{ifs: inventory.ReasonDependency, inventory.TableVLANs: inventory.ReasonDependency}},
		"empty-tables": {tables: everythingBut(inventory.TableSystem, inventory.ReasonUnsupported)},
		"mac-5-octets": spoils(inventory.OddIndex, inventory.ReasonGarbage, fdb), "mac-7-octets": spoils(inventory.OddIndex, inventory.ReasonGarbage, fdb),
		"arp-mac-5-octets": spoils(inventory.OddIndex, inventory.ReasonGarbage, arp),

		"v3-report-storm": garbled(inventory.OddReport), "v3-message-id": garbled(inventory.OddReport), "v3-unknown-user": {all: inventory.ReasonAuth},
		"v3-old-clock": garbled(inventory.OddWindow), "v3-old-boots": garbled(inventory.OddWindow),
		"v3-digest": garbled(inventory.OddAuthenticity), "v3-plaintext": garbled(inventory.OddAuthenticity), "v3-replay": survived(inventory.OddReport),
	}
}

// slow is the verdict on an agent that answers every second try only: the time
// that one switch may take is over before its last tables are read.
func slow() verdict {
	return spoils(inventory.OddRepeated, inventory.ReasonLimit, inventory.TableFDB, inventory.TableARP)
}

// everythingBut is every table but one, missing for one reason.
func everythingBut(good inventory.Table, reason inventory.Reason) map[inventory.Table]inventory.Reason {
	m := map[inventory.Table]inventory.Reason{}
	for _, t := range factTables() {
		if t != good {
			m[t] = reason
		}
	}
	return m
}

// check compares a reading with the verdict.
func (v verdict) check(t *testing.T, p inventory.Poll) {
	t.Helper()
	for _, table := range factTables() {
		want := v.tables[table]
		if v.all != "" {
			want = v.all
		}
		if s := p.Tables[table]; s.Reason != want || s.Complete != (want == "") {
			t.Errorf("%s: %+v, want the reason %q", table, s, want)
		}
	}
	if v.odd != "" && p.Oddities[v.odd] == 0 {
		t.Errorf("oddities %v, want %q", p.Oddities, v.odd)
	}
}

// liar is the switch of the project's figures, telling a lie, and how it is read.
func liar(l snmpsim.Lie) (*snmpsim.Agent, snmp.Target) {
	const auth, priv = "the authentication", "the privacy"
	mib := snmpsim.BenchSwitch(1)
	c := snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }}
	cred := snmp.Credential{Name: "public", Version: snmp.Version2c, Community: "public"}
	if l.V3 {
		c.Users = []snmpsim.User{{Name: "reader", Auth: "SHA", AuthPassword: auth, Priv: "AES", PrivPassword: priv}}
		cred = snmp.Credential{Name: "v3", Version: snmp.Version3, User: "reader", Auth: "SHA", AuthPassword: auth, Priv: "AES", PrivPassword: priv}
	}
	if l.Name != "" {
		l.Play(&c)
	}
	return snmpsim.New(c), snmp.Target{Switch: "sw", Credentials: []snmp.Credential{cred}, Limits: snmp.Limits{Rows: 2000, Bytes: 1 << 20}}
}

// ask reads an agent over a line of 5 ms.
func ask(t *testing.T, agent *snmpsim.Agent, target snmp.Target, memory []byte) inventory.Poll {
	target.Connect = func() (net.Conn, error) { return agent.Connect(snmpsim.Line{Time: 5 * time.Millisecond}), nil }
	return snmp.Read(t.Context(), target, factTables(), memory)
}

// TestEveryLieIsNamed reads every liar for the first time, again, and after it was
// honest: what it is said to do wrong is what it does, and nothing that it says is
// taken for true that is not. It runs in virtual time; a goroutine that were left
// behind would end it with an error.
func TestEveryLieIsNamed(t *testing.T) {
	want := verdicts()
	for _, l := range snmpsim.Lies() {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { hearOut(t, l, want[l.Name]) })
		})
	}
}

// hearOut reads one liar.
func hearOut(t *testing.T, l snmpsim.Lie, want verdict) {
	agent, target := liar(snmpsim.Lie{V3: l.V3})
	honest := ask(t, agent, target, nil)
	agent, _ = liar(l)
	if l.Name == "late-from-last-poll" {
		ask(t, agent, target, nil)
	}
	first := ask(t, agent, target, nil)
	if !overSockets(l) {
		want.check(t, first)
	}
	for _, memory := range [][]byte{first.Memory, honest.Memory} { // what is taken over from before is no lie either
		mustNotLie(t, ask(t, agent, target, memory), heardOf(l, honest))
	}
	target.Whole = true
	for when, p := range map[string]inventory.Poll{
		"first": first, "again": ask(t, agent, target, first.Memory), "after honesty": ask(t, agent, target, honest.Memory),
	} {
		mustNotLie(t, p, heardOf(l, honest))
		if named := len(p.Oddities) > 0 || slices.ContainsFunc(factTables(), func(t inventory.Table) bool { return !p.Complete(t) }); !named && !harmless(l) {
			t.Errorf("%s: nothing is said of it: %+v", when, p.Tables)
		}
		if p.Cost.BytesIn > target.Limits.Bytes+1500 || p.Cost.Requests > 400 || p.Cost.DurationSeconds > 75 {
			t.Errorf("%s: cost %+v", when, p.Cost)
		}
	}
}

// overSockets says whether a lie can be told over real sockets only, where
// datagrams have addresses.
func overSockets(l snmpsim.Lie) bool { return l.Name == "other-address" || l.Name == "other-port" }

// harmless says whether an agent with such a lie is one like others, once its
// limits are known: it may write its name in Big5, and answer little at a time.
func harmless(l snmpsim.Lie) bool { return l.Name == "big5-name" || l.Name == "toobig-small" }

// heardOf is the truth, with the texts as they are to be understood.
func heardOf(l snmpsim.Lie, honest inventory.Poll) inventory.Poll {
	for lie, name := range map[string]string{"nul-name": "core[2Jsw", "binary-name": "hex:fffe007377c080", "big5-name": "校門口 sw", "bidi-name": "coregpj.exe"} {
		if lie == l.Name {
			honest.System.Name = name
		}
	}
	if l.Name == "long-string" {
		honest.System.Descr = strings.Repeat("a", 4096)
	}
	return honest
}

// TestAnswersFromElsewhereAreNamed tells an agent that answers from another
// address from a dead one.
func TestAnswersFromElsewhereAreNamed(t *testing.T) {
	for _, l := range snmpsim.Lies() {
		if !overSockets(l) {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			agent, target := liar(l)
			addr, err := agent.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			target.Address, target.Timeout, target.Retries = addr, 100*time.Millisecond, 1
			p := snmp.Read(t.Context(), target, factTables(), nil)
			verdicts()[l.Name].check(t, p)
			if s := p.Tables[inventory.TableFDB]; !strings.Contains(s.Detail, "it comes from 127.0.0.") {
				t.Errorf("fdb: %+v, want it to say where the answer came from", s)
			}
		})
	}
}

// TestNoLieTakesMoreThanOneSwitchMay has agents without end hit the limits of
// every switch, and measures what a reading keeps of them.
func TestNoLieTakesMoreThanOneSwitchMay(t *testing.T) {
	for _, l := range snmpsim.Lies() {
		if !slices.Contains([]string{"endless", "interfaces-65535", "duplicates-1000"}, l.Name) {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			agent, target := liar(l)
			target.Limits = snmp.Limits{}
			before := heap()
			p := ask(t, agent, target, nil)
			kept := int64(heap()) - int64(before)
			if rows := len(p.FDB) + len(p.Interfaces); rows > 50_000+1000 || p.Cost.BytesIn > 16<<20+1500 || kept > 48<<20 {
				t.Errorf("%s: %d rows, %d octets received, %d octets kept", l.Name, rows, p.Cost.BytesIn, kept)
			}
			if s := p.Tables[inventory.TableARP]; s.Complete || s.Reason != inventory.ReasonLimit {
				t.Errorf("%s: arp %+v, want %q", l.Name, s, inventory.ReasonLimit)
			}
			runtime.KeepAlive(p)
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
