package snmp_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

const gosnmpPath = "github.com/gosnmp/gosnmp"

// setTag is the tag of a SetRequest-PDU (RFC 3416, 3).
const setTag = 0xa3

// writesOf lists what in a source file could build a SET: gosnmp's name for it or
// its call, the PDU's tag written out, or a message encoded without the check that
// lets only reading pass.
func writesOf(name string, src any) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []string
	add := func(n ast.Node, what string) {
		found = append(found, fmt.Sprintf("%s: %s", files.Position(n.Pos()), what))
	}
	codec := slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == strconv.Quote(gosnmpPath) })
	for _, d := range file.Decls {
		checked := callsReadsOnly(d)
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if isSetTag(n) {
					add(n, "the tag of a SET")
				}
			case *ast.SelectorExpr:
				switch {
				case codec && (n.Sel.Name == "SetRequest" || n.Sel.Name == "Set"):
					add(n, "gosnmp's SET")
				case codec && !checked && (n.Sel.Name == "SnmpEncodePacket" || n.Sel.Name == "MarshalMsg"):
					add(n, "a message encoded unchecked")
				}
			}
			return true
		})
	}
	return found, nil
}

// callsReadsOnly says whether a declaration calls the check.
func callsReadsOnly(d ast.Decl) bool {
	called := false
	ast.Inspect(d, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			id, ok := call.Fun.(*ast.Ident)
			called = called || ok && id.Name == "readsOnly"
		}
		return true
	})
	return called
}

func isSetTag(l *ast.BasicLit) bool {
	switch l.Kind {
	case token.INT:
		n, err := strconv.ParseUint(l.Value, 0, 64)
		return err == nil && n == setTag
	case token.CHAR, token.STRING:
		return strings.Contains(strings.ToLower(l.Value), `\xa3`) || strings.Contains(l.Value, `\243`)
	}
	return false
}

// tellsSets are the files of the simulated agent that tell a SET from other
// requests, to count those that rollcall must never send.
var tellsSets = []string{"collector/snmp/snmpsim/ber.go", "collector/snmp/snmpsim/quirk.go"}

// TestNoSetCanBeBuilt looks through every source of the program: nothing in it
// can write to a switch.
func TestNoSetCanBeBuilt(t *testing.T) {
	root, looked := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name, err := filepath.Rel(root, path)
		if name = filepath.ToSlash(name); err != nil || slices.Contains(tellsSets, name) || !strings.HasPrefix(name, "collector/") && !imports(t, path, gosnmpPath) {
			return err
		}
		looked++
		found, err := writesOf(path, nil)
		for _, f := range found {
			t.Error(f)
		}
		return err
	})
	if err != nil || looked < 50 {
		t.Errorf("looked through %d files: %v", looked, err)
	}
}

// imports says whether a file names a package.
func imports(t *testing.T, path, name string) bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(text), strconv.Quote(name))
}

// TestTheSearchForSetsFindsThem gives the search what it must not overlook.
func TestTheSearchForSetsFindsThem(t *testing.T) {
	head := "package x\nimport \"" + gosnmpPath + "\"\n"
	for name, src := range map[string]string{
		"a name":       head + "var p = gosnmp.SetRequest",
		"a call":       head + "func f(g *gosnmp.GoSNMP) { g.Set(nil) }",
		"a tag":        "package x\nvar p = byte(0xA3)",
		"a decimal":    "package x\nconst p = 163",
		"a string":     "package x\nvar p = \"\\xa3\\x00\"",
		"an encoding":  head + "func f(g *gosnmp.GoSNMP) { g.SnmpEncodePacket(k, nil, 0, 0) }",
		"a marshalled": head + "func f(p *gosnmp.SnmpPacket) { p.MarshalMsg() }",
	} {
		if found, err := writesOf("x.go", src); err != nil || len(found) == 0 {
			t.Errorf("%s was not found: %v", name, err)
		}
	}
	checked := head + "func f(g *gosnmp.GoSNMP) { if readsOnly(k) == nil { g.SnmpEncodePacket(k, nil, 0, 0) } }"
	if found, err := writesOf("x.go", checked); err != nil || len(found) > 0 {
		t.Errorf("a checked encoding was found: %v, %v", found, err)
	}
}

// TestNoPollSendsASet counts what arrives at an agent.
func TestNoPollSendsASet(t *testing.T) {
	mib := snmpsim.BenchSwitch(1)
	agent := snmpsim.New(snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	addr, err := agent.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := snmp.Read(t.Context(), benchTarget(addr), inventory.Tables(), nil)
	s := agent.Stats()
	if s.Sets != 0 || s.Requests == 0 || s.Gets+s.GetNexts+s.GetBulks != s.Requests || int(s.Datagrams) != p.Cost.Requests {
		t.Errorf("the agent saw %+v of a poll that cost %+v", s, p.Cost)
	}
}
