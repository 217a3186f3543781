package inventory_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

var update = flag.Bool("update", false, "rewrite the expected output of script tests")

// TestLedgerScripts plays the scripts of testdata/ledger: polls to do, a line of
// dashes, the changes to expect. See testdata/ledger/README.
func TestLedgerScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/ledger/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("scripts: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { playFile(t, file) })
	}
}

func playFile(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := play(t, text)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, text) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, text)
	}
}

// play copies comments and commands and writes after each line of dashes what
// the commands above it gave.
func play(t *testing.T, text []byte) []byte {
	var out, pending bytes.Buffer
	s := newScript(t)
	expected := false
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := lines.Text()
		switch {
		case line == "----":
			fmt.Fprintf(&out, "----\n%s", pending.String())
			pending.Reset()
			expected = true
		case line == "":
			expected = false
			out.WriteString("\n")
		case expected:
		default:
			out.WriteString(line + "\n")
			if !strings.HasPrefix(line, "#") {
				s.do(strings.Fields(line), &pending)
			}
		}
	}
	return out.Bytes()
}

// A script is a ledger being driven by commands.
type script struct {
	t      *testing.T
	ledger *inventory.Ledger
	known  map[inventory.MAC]inventory.SwitchID
	show   map[string]bool
	every  inventory.Periods
}

// scriptStart is second 0 of every script.
var scriptStart = time.Unix(1_000_000_000, 0).UTC()

func newScript(t *testing.T) *script {
	every := inventory.Periods{inventory.TableInterfaces: 60 * time.Second, inventory.TableFDB: 60 * time.Second,
		inventory.TableARP: 60 * time.Second, inventory.TableSystem: 60 * time.Second}
	return &script{t: t, every: every, ledger: inventory.NewLedger(inventory.Switch{ID: "sw"}, every)}
}

func (s *script) do(words []string, out *bytes.Buffer) {
	switch words[0] {
	case "show":
		s.show = make(map[string]bool)
		for _, w := range words[1:] {
			s.show[w] = true
		}
	case "poll":
		s.print(s.ledger.Apply(s.poll(words[1:])), out)
	case "roles":
		s.print(s.ledger.SetRoles(scriptRoles(words[1:])), out)
	case "known":
		s.known = make(map[inventory.MAC]inventory.SwitchID)
		for _, w := range words[1:] {
			mac, id, _ := strings.Cut(w, "=")
			s.known[scriptMAC(s.t, mac)] = inventory.SwitchID(id)
		}
		s.ledger.SetSwitchMACs(s.known)
	case "restart":
		s.ledger = inventory.Restore(s.ledger.State(), s.every)
		s.ledger.SetSwitchMACs(s.known)
	case "view":
		s.view(seconds(s.t, words[1]), out)
	default:
		s.t.Fatalf("no such command: %s", words[0])
	}
}

// poll reads "3 at 120 fdb:01/10@1,02/10@2 arp!timeout".
func (s *script) poll(words []string) inventory.Poll {
	number, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil || len(words) < 3 {
		s.t.Fatalf("poll %q: %v", words, err)
	}
	p := inventory.Poll{Number: number, At: seconds(s.t, words[2]), Tables: make(map[inventory.Table]inventory.TableState)}
	for _, w := range words[3:] {
		name, reason, missing := strings.Cut(w, "!")
		if missing {
			p.Tables[inventory.Table(name)] = inventory.TableState{Reason: inventory.Reason(reason)}
			continue
		}
		name, rows, _ := strings.Cut(w, ":")
		for row := range strings.SplitSeq(rows, ",") {
			if row != "" {
				s.row(&p, name, row)
			}
		}
		p.Tables[inventory.Table(name)] = inventory.TableState{Complete: true, Rows: strings.Count(rows, ",") + 1}
	}
	return p
}

func (s *script) row(p *inventory.Poll, table, row string) {
	left, right, _ := strings.Cut(row, "=")
	switch inventory.Table(table) {
	case inventory.TableInterfaces:
		name, oper, _ := strings.Cut(right, "/")
		index := number(s.t, left)
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: index, Name: name, Oper: oper, BridgePort: index + 100})
	case inventory.TableSystem:
		p.System.UptimeSeconds = float64(number(s.t, row))
	case inventory.TableVLANs:
		vid, _, _ := strings.Cut(right, "/")
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: number(s.t, left), PVID: number(s.t, vid)})
	case inventory.TableNeighbors:
		p.Neighbors = append(p.Neighbors, inventory.Neighbor{Protocol: "lldp", LocalIfIndex: number(s.t, left), SysName: right})
	case inventory.TableFDB:
		what, port, _ := strings.Cut(row, "@")
		mac, vid, _ := strings.Cut(what, "/")
		index := number(s.t, port)
		p.FDB = append(p.FDB, inventory.FDBRow{MAC: scriptMAC(s.t, mac), VID: number(s.t, vid), BridgePort: index + 100, IfIndex: index, Status: inventory.FDBLearned})
	case inventory.TableARP:
		p.ARP = append(p.ARP, inventory.ARPRow{IP: netip.MustParseAddr(left), MAC: scriptMAC(s.t, right)})
	default:
		s.t.Fatalf("no rows of table %q in scripts", table)
	}
}

func scriptRoles(words []string) map[string]inventory.PortRole {
	roles := make(map[string]inventory.PortRole)
	for _, w := range words {
		port, role, _ := strings.Cut(w, "=")
		role, sure := strings.CutSuffix(role, "!")
		roles[port] = inventory.PortRole{Role: role, Sure: sure}
	}
	return roles
}

func number(t *testing.T, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%q is no number", s)
	}
	return n
}

func seconds(t *testing.T, s string) time.Time {
	return scriptStart.Add(time.Duration(number(t, s)) * time.Second)
}

// scriptMAC writes out "0a" as 00:00:5e:00:53:0a (RFC 7042) and takes whole addresses too.
func scriptMAC(t *testing.T, s string) inventory.MAC {
	if len(s) == 2 {
		s = "00005e0053" + s
	}
	mac, err := inventory.ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return mac
}
