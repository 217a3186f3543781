package snmp_test

import (
	"fmt"
	"net"
	"net/netip"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// factTables are the tables whose facts the tests compare.
func factTables() []inventory.Table {
	return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs,
		inventory.TableFDB, inventory.TableNeighbors, inventory.TableARP}
}

// factsOf is what a poll says of one table, without what moves.
func factsOf(p inventory.Poll, table inventory.Table) any {
	switch table {
	case inventory.TableSystem:
		return p.System.Descr + p.System.Name
	case inventory.TableInterfaces:
		ifs := slices.Clone(p.Interfaces)
		for i := range ifs {
			ifs[i].Counters = nil
			ifs[i].PVID, ifs[i].BridgePort, ifs[i].Untagged, ifs[i].Tagged = 0, 0, nil, nil
		}
		return ifs
	case inventory.TableVLANs:
		var members []string
		for _, i := range p.Interfaces {
			members = append(members, fmt.Sprint(i.Index, i.BridgePort, i.PVID, i.Untagged, i.Tagged))
		}
		return fmt.Sprint(p.VLANs, members)
	case inventory.TableFDB:
		return p.FDB
	case inventory.TableNeighbors:
		return p.Neighbors
	}
	return p.ARP
}

// bench plays the switch of the project's figures, misbehaving as told.
func bench(t *testing.T, quirks ...snmpsim.Quirk) snmp.Target {
	t.Helper()
	mib := snmpsim.BenchSwitch(1)
	target := serve(t, snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }, Quirks: quirks})
	target.Timeout, target.Retries = 2*time.Second, 2
	return target
}

// impatient gives up soon: for agents from which nothing good is to come.
func impatient(t snmp.Target) snmp.Target {
	t.Timeout, t.Retries = 30*time.Millisecond, -1
	return t
}

// truth is what the well-behaved switch says.
func truth(t *testing.T) inventory.Poll {
	t.Helper()
	target := bench(t)
	p := snmp.Read(t.Context(), target, factTables(), nil)
	for _, table := range factTables() {
		if !p.Complete(table) || p.Tables[table].Rows == 0 {
			t.Fatalf("%s of a good switch: %+v", table, p.Tables[table])
		}
	}
	return p
}

// mustNotLie checks that every table that is said to be complete is.
func mustNotLie(t *testing.T, got, truth inventory.Poll) {
	t.Helper()
	for _, table := range factTables() {
		s, asked := got.Tables[table]
		switch {
		case !asked:
			t.Errorf("%s was asked for and is not mentioned", table)
		case !s.Complete && s.Reason == "":
			t.Errorf("%s is missing without a reason", table)
		case s.Complete && !reflect.DeepEqual(factsOf(got, table), factsOf(truth, table)):
			t.Errorf("%s is called complete and differs from the truth: %d rows, want %d", table, s.Rows, truth.Tables[table].Rows)
		}
	}
}

func oid(s string) snmpsim.OID { return snmpsim.MustOID(s) }

func TestLiesNeverBecomeFacts(t *testing.T) {
	want := truth(t)
	fdbPort := "1.3.6.1.2.1.17.7.1.2.2.1.2"
	mib := snmpsim.BenchSwitch(1)
	row := func(n int) snmpsim.OID { // the n-th row of the forwarding table
		at := oid(fdbPort)
		for range n {
			v, _ := mib.Next(at)
			at = v.OID
		}
		return at
	}
	for _, tc := range []struct {
		name   string
		quirk  snmpsim.Quirk
		table  inventory.Table // that must be missing; empty: all must be
		reason inventory.Reason
	}{
		{"request id 0", snmpsim.RequestID(0), "", inventory.ReasonGarbage},
		{"request id of nobody", snmpsim.RequestID(77), "", inventory.ReasonGarbage},
		{"request id of the request before", snmpsim.PreviousRequestID(), "", inventory.ReasonGarbage},
		{"another community", snmpsim.Community("private"), "", inventory.ReasonGarbage},
		{"another version", snmpsim.AnswerVersion(snmpsim.V1), "", inventory.ReasonGarbage},
		{"another port", snmpsim.OtherPort(), "", inventory.ReasonTimeout},
		{"cut in the middle", snmpsim.Truncate(40), "", inventory.ReasonGarbage},
		{"last octet lost", snmpsim.Truncate(-1), "", inventory.ReasonGarbage},
		{"no BER at all", snmpsim.Garbage([]byte("HTTP/1.1 400 Bad Request")), "", inventory.ReasonGarbage},
		{"length of 4 GB", snmpsim.Garbage([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 1}), "", inventory.ReasonGarbage},
		{"indefinite length", snmpsim.Garbage([]byte{0x30, 0x80, 2, 1, 1, 0, 0}), "", inventory.ReasonGarbage},
		{"empty datagram", snmpsim.Garbage(nil), "", inventory.ReasonGarbage},
		{"64 KB of noise", snmpsim.Garbage(slices.Repeat([]byte{0x30, 0x82, 0xff}, 20000)), "", inventory.ReasonGarbage},
		{"another variable", snmpsim.Rename(oid("1.3.6.1.2.1.1.3.0"), oid("1.3.6.1.2.1.1.7.0")), "", inventory.ReasonGarbage},
		{"a loop", snmpsim.Loop(row(100), row(80)), inventory.TableFDB, inventory.ReasonOrder},
		{"standing still", snmpsim.Loop(row(100), row(100)), inventory.TableFDB, inventory.ReasonOrder},
		{"pairs changed places", snmpsim.OutOfOrder(mib, oid(fdbPort)), inventory.TableFDB, inventory.ReasonOrder},
		{"no end", snmpsim.Endless(oid(fdbPort), snmpsim.Integer(1)), inventory.TableFDB, inventory.ReasonLimit},
		{"genErr in the middle", snmpsim.FailFrom(row(100), oid(fdbPort), snmpsim.GenErr), inventory.TableFDB, inventory.ReasonTruncated},
		{"noSuchName in the middle", snmpsim.FailFrom(row(100), oid(fdbPort), snmpsim.NoSuchName), inventory.TableFDB, inventory.ReasonTruncated},
		{"tooBig for a number", snmpsim.FailFrom(row(100), oid(fdbPort), snmpsim.TooBig), inventory.TableFDB, inventory.ReasonTruncated},
		{"tooBig for a text", snmpsim.FailFrom(row(100), oid("1.3.6.1.2.1.31.1.1.1.18"), snmpsim.TooBig), inventory.TableInterfaces, inventory.ReasonTruncated},
		{"silent about one table", snmpsim.Mute(oid("1.3.6.1.2.1.17.7.1.2")), inventory.TableFDB, inventory.ReasonTimeout},
		{"not allowed", snmpsim.FailFrom(oid(fdbPort), oid(fdbPort), snmpsim.AuthorizationError), inventory.TableFDB, inventory.ReasonAuth},
		{"every answer three times", snmpsim.Duplicate(3), "none", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			target := bench(t, tc.quirk)
			target.Timeout, target.Retries = 250*time.Millisecond, 1
			if tc.table == "" {
				target = impatient(target)
			}
			target.Limits = snmp.Limits{Rows: 2000}
			got := snmp.Read(t.Context(), target, factTables(), nil)
			mustNotLie(t, got, want)
			for _, table := range factTables() {
				s := got.Tables[table]
				if tc.table == "" && (s.Complete || s.Reason != tc.reason) {
					t.Errorf("%s: %+v, want it missing for %q", table, s, tc.reason)
				}
				if tc.table == table && (s.Complete || s.Reason != tc.reason) {
					t.Errorf("%s: %+v, want it missing for %q", table, s, tc.reason)
				}
				if tc.table == "none" && !s.Complete {
					t.Errorf("%s: %+v, want it complete", table, s)
				}
			}
		})
	}
}

// TestADeadSwitchHasEveryTableMissing covers silence and a closed port.
func TestADeadSwitchHasEveryTableMissing(t *testing.T) {
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, tc := range map[string]struct {
		addr     netip.AddrPort
		want     inventory.Reason
		requests int // to a silent one, also the question whether anything listens there
	}{
		"silent":      {netip.MustParseAddrPort(silent.LocalAddr().String()), inventory.ReasonTimeout, 3},
		"closed port": {freePort(t), inventory.ReasonUnreachable, 2},
	} {
		t.Run(name, func(t *testing.T) {
			target := benchTarget(tc.addr)
			target.Timeout, target.Retries = 30*time.Millisecond, 1
			p := snmp.Read(t.Context(), target, inventory.Tables(), nil)
			for _, table := range inventory.Tables() {
				if s := p.Tables[table]; s.Complete || s.Reason != tc.want || s.Detail == "" {
					t.Errorf("%s: %+v, want %q", table, s, tc.want)
				}
			}
			if p.Answered() || p.Cost.Requests != tc.requests || p.Cost.Retries != 1 {
				t.Errorf("answered %v, cost %+v; want %d requests, 1 of them a retry", p.Answered(), p.Cost, tc.requests)
			}
		})
	}
}

// dieAfter falls silent after n requests.
func dieAfter(n int64) snmpsim.Quirk {
	var seen atomic.Int64
	return snmpsim.Quirk{Name: "dies", Request: func(*snmpsim.Request) snmpsim.Verdict {
		return snmpsim.Verdict{Drop: seen.Add(1) > n}
	}}
}

// TestCutAtEveryRequestIsMissingNeverShorter ends the conversation after every
// possible number of requests.
func TestCutAtEveryRequestIsMissingNeverShorter(t *testing.T) {
	want := truth(t)
	for n := range want.Cost.Requests - want.Cost.Retries {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			target := impatient(bench(t, dieAfter(int64(n))))
			got := snmp.Read(t.Context(), target, factTables(), nil)
			for _, table := range factTables() {
				if s := got.Tables[table]; s.Complete {
					t.Errorf("%s is called complete though the switch died after %d requests: %+v", table, n, s)
				}
			}
		})
	}
}

// TestLostDatagramsAreAskedForAgain loses one request in five.
func TestLostDatagramsAreAskedForAgain(t *testing.T) {
	want := truth(t)
	target := bench(t, snmpsim.Lose(5))
	target.Timeout, target.Retries = 100*time.Millisecond, 5
	got := snmp.Read(t.Context(), target, factTables(), want.Memory)
	mustNotLie(t, got, want)
	for _, table := range factTables() {
		if !got.Complete(table) {
			t.Errorf("%s: %+v", table, got.Tables[table])
		}
	}
	if got.Cost.Retries == 0 || got.Cost.Requests > want.Cost.Requests*2 {
		t.Errorf("cost %+v, without loss %+v", got.Cost, want.Cost)
	}
}

// TestARestartMakesEveryTableMissing lets sysUpTime fall in the middle of a poll.
func TestARestartMakesEveryTableMissing(t *testing.T) {
	var asked atomic.Int64
	upTime := oid("1.3.6.1.2.1.1.3.0")
	quirk := snmpsim.Quirk{Name: "restarts", Var: func(_ *snmpsim.Request, v snmpsim.Var) snmpsim.Var {
		if v.OID.Compare(upTime) == 0 && asked.Add(1) > 1 {
			v.Value = snmpsim.TimeTicks(100)
		}
		return v
	}}
	p := snmp.Read(t.Context(), bench(t, quirk), factTables(), nil)
	for _, table := range factTables() {
		if s := p.Tables[table]; s.Complete || s.Reason != inventory.ReasonRestarted {
			t.Errorf("%s: %+v, want %q", table, s, inventory.ReasonRestarted)
		}
	}
}

// TestTheClockMayRunOver lets sysUpTime pass 2^32 hundredths of a second, after
// 497 days, which is no restart.
func TestTheClockMayRunOver(t *testing.T) {
	var asked atomic.Int64
	upTime := oid("1.3.6.1.2.1.1.3.0")
	quirk := snmpsim.Quirk{Name: "runs over"}
	quirk.Var = func(_ *snmpsim.Request, v snmpsim.Var) snmpsim.Var {
		if v.OID.Compare(upTime) == 0 {
			v.Value = snmpsim.TimeTicks([]uint32{0xfffffff0, 12}[min(asked.Add(1)-1, 1)])
		}
		return v
	}
	p := snmp.Read(t.Context(), bench(t, quirk), factTables(), nil)
	for _, table := range factTables() {
		if !p.Complete(table) {
			t.Errorf("%s: %+v", table, p.Tables[table])
		}
	}
}
