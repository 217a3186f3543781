package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the import rule: which packages of ours a package may import. A
// name that ends in "/..." means the package and all below it. If the table
// stops you, move the code, not the table.
var mayImport = map[string][]string{
	"inventory":        {},
	"inventory/config": {"inventory", "inventory/lists"},
	"inventory/lists":  {"inventory"},
	"inventory/store":  {"inventory"},
	"collector":        {"inventory"},
	"rules":            {"inventory"},
	"exporter":         {"inventory/...", "exporter/audit", "exporter/wording"},
	"dashboards":       {"exporter"}, // its test asks for the metric families
	"deploy":           {"inventory/config"},
	"cmd":              {"..."},
}

// byTree says which row holds for the packages below a directory without a row
// of its own, and what they may import beside it.
var byTree = map[string][]string{
	"inventory": {"inventory"},
	"collector": {"inventory", "collector/..."},
	"rules":     {"inventory", "exporter"},
	"exporter":  {"inventory/...", "exporter/audit", "exporter/wording"},
}

// doors says which packages may import an outside dependency.
var doors = map[string][]string{
	"github.com/insomniacslk/dhcp":                 {"collector/dhcp"},
	"github.com/gopacket/gopacket":                 {"collector/dhcp"},
	"golang.org/x/net/bpf":                         {"collector/dhcp"},
	"github.com/gosnmp/gosnmp":                     {"collector/snmp", "collector/snmp/snmpsim"},
	"modernc.org/sqlite":                           {"inventory/store"},
	"database/sql":                                 {"inventory/store"},
	"github.com/goccy/go-yaml":                     {"inventory/config"},
	"github.com/xuri/excelize":                     {"inventory/lists"},
	"github.com/prometheus/client_golang":          {"exporter"},
	"github.com/prometheus-community/pro-bing":     {"collector/ping"},
	"github.com/wneessen/go-mail":                  {"exporter/notify"},
	"github.com/alecthomas/kong":                   {"cmd/rollcall"},
	"github.com/grafana/grafana-foundation-sdk/go": {"dashboards"},
	"golang.org/x/time":                            {"collector", "exporter/web"},
	"golang.org/x/crypto":                          {"exporter/web"},
	"golang.org/x/oauth2":                          {"exporter/web"},
	"github.com/coreos/go-oidc":                    {"exporter/web"},
	"github.com/prometheus/exporter-toolkit":       {"cmd/rollcall"},
}

func TestImportsFollowTheTable(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		checkFile(t, file, filepath.ToSlash(rel))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, file, rel string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	from := path.Dir(rel)
	test := strings.HasSuffix(rel, "_test.go")
	for _, spec := range parsed.Imports {
		to, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Error(err)
			continue
		}
		if ours, ok := strings.CutPrefix(to, "rollcall/"); ok {
			if ours != from && !allowed(from, ours) {
				t.Errorf("%s imports %s, which the table does not allow", rel, to)
			}
			continue
		}
		if !test && !doorOpen(from, to) {
			t.Errorf("%s imports %s, whose door is another package", rel, to)
		}
	}
	if from == "inventory" && !test {
		standardOnly(t, rel, parsed.Imports)
	}
}

func allowed(from, to string) bool {
	if from == "inventory" {
		return false
	}
	if strings.HasPrefix(from, "cmd/") {
		return true
	}
	if rows, ok := mayImport[from]; ok {
		return matches(rows, to)
	}
	tree, _, _ := strings.Cut(from, "/")
	return matches(byTree[tree], to)
}

func matches(rows []string, to string) bool {
	for _, row := range rows {
		base, all := strings.CutSuffix(row, "/...")
		if to == row || all && (to == base || strings.HasPrefix(to, base+"/")) {
			return true
		}
	}
	return false
}

func doorOpen(from, to string) bool {
	for module, packages := range doors {
		if to != module && !strings.HasPrefix(to, module+"/") {
			continue
		}
		for _, p := range packages {
			if from == p || strings.HasPrefix(from, p+"/") {
				return true
			}
		}
		return false
	}
	return true
}

// standardOnly holds that inventory itself leans on the standard library alone.
func standardOnly(t *testing.T, rel string, imports []*ast.ImportSpec) {
	t.Helper()
	for _, spec := range imports {
		if first, _, _ := strings.Cut(strings.Trim(spec.Path.Value, `"`), "/"); strings.Contains(first, ".") {
			t.Errorf("%s imports %s; inventory uses the standard library only", rel, spec.Path.Value)
		}
	}
}
