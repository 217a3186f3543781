package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/inventory/config"
)

// importInto writes a list beside a configuration and imports it.
func importInto(t *testing.T, file, list, text string, args ...string) (string, error) {
	t.Helper()
	path := filepath.Join(filepath.Dir(file), list)
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return discoverAs(t, append([]string{"-c", file, "import", "switches", path}, args...)...)
}

// importedPart is the file that an import for the school writes.
func importedPart(t *testing.T, file string) string {
	t.Helper()
	text, err := config.ReadPart(config.PartPath(file, "switches-179901.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestImportSwitchesTriesThemAndWritesThemOnce(t *testing.T) {
	t.Parallel()
	port := playFleet(t, aFleet()...)
	file := writeFleetConfig(t, port)
	list := func(rows ...string) string {
		return "學校代碼,名稱,IP,角色,位置\n" + strings.ReplaceAll(strings.Join(rows, "\n"), "PORT", fmt.Sprint(port)) + "\n"
	}
	first := list("179901,east,127.77.0.2:PORT,接取,二樓", "179901,far,127.77.0.3:PORT,,", "179901,gone,127.77.0.9:PORT,,", "179901,core,127.77.0.1:PORT,核心,")

	out, err := importInto(t, file, "a.csv", first, "--dry-run")
	if err != nil || !strings.Contains(out, "Dry run, nothing written: 3 switches would be added, 1 are there already.") || importedPart(t, file) != "" {
		t.Fatalf("a dry run said %v\n%s", err, out)
	}
	for _, want := range []string{"✓ east 127.77.0.2", "(ro) EX-8 SN-0002", "✓ system read, 1 rows", "✓ neighbours (LLDP/CDP) read, 2 rows", "– wireless clients not on this model",
		"(other) EX-8 SN-0003", "✗ gone 127.77.0.9", "(tried other, ro)", "1 could not be read"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if strings.Contains(out, "\x1b") {
		t.Error("colours are written where no person looks")
	}

	if out, err = importInto(t, file, "a.csv", first); err != nil || !strings.Contains(out, "Added 3 switches, 1 were there already") || !strings.Contains(out, "No daemon is running") {
		t.Fatalf("the import said %v\n%s", err, out)
	}
	written := importedPart(t, file)
	for _, want := range []string{fmt.Sprintf(`{name: east, school: "179901", address: "127.77.0.2:%d", role: access, snmp: ro, place: 二樓}`, port),
		fmt.Sprintf(`{name: far, school: "179901", address: "127.77.0.3:%d", snmp: other}`, port), "snmp: [other, ro]"} {
		if !strings.Contains(written, want) {
			t.Errorf("%s is missing in\n%s", want, written)
		}
	}
	if out, err = importInto(t, file, "a.csv", first, "--no-probe"); err != nil || !strings.Contains(out, "nothing was changed") || importedPart(t, file) != written {
		t.Errorf("the same again said %v\n%s", err, out)
	}

	// What a person changed in the file stays when more switches are added.
	edited := strings.Replace(written, "place: 二樓", "place: 三樓 # moved", 1)
	edited = strings.Replace(edited, "三樓 # moved}", "三樓} # moved", 1)
	if err := os.WriteFile(config.PartPath(file, "switches-179901.yaml"), []byte(edited), 0o640); err != nil {
		t.Fatal(err)
	}
	if out, err = importInto(t, file, "b.csv", list("179901,more,127.77.0.4:PORT,,"), "--no-probe"); err != nil || !strings.HasPrefix(importedPart(t, file), edited) {
		t.Errorf("adding said %v\n%s\n%s", err, out, importedPart(t, file))
	}

	// Replacing leaves what the list names.
	if out, err = importInto(t, file, "c.csv", list("179901,east,127.77.0.4:PORT,,"), "--no-probe", "--replace"); err != nil || strings.Count(importedPart(t, file), "name:") != 1 {
		t.Errorf("replacing said %v\n%s\n%s", err, out, importedPart(t, file))
	}
}

func TestImportSwitchesRefusesByName(t *testing.T) {
	t.Parallel()
	file := writeFleetConfig(t, 1161)
	for _, tt := range []struct{ name, list, want string }{
		{"a name with another address", "name,ip\ncore,10.241.254.9\n", "switch core: the configuration already has one of that name"},
		{"an address with another name", "name,ip,school\nwest,127.77.0.1:1161,179901\n", "the address 127.77.0.1:1161 is that of core"},
		{"a row that cannot be used", "name,ip\neast,10.241.254.9\nwest,nowhere\n", "row 3: nowhere is a host name"},
		{"an HTML page", "<!DOCTYPE html><html></html>", "not an export that is known (XML)"},
		{"a whitelist", "裝置,MAC位址\na,00:00:5e:00:53:01\n", "there is no column 名稱"},
		{"nothing but zeros", "\x00\x00\x00\x00", "this is a binary file"},
	} {
		var said strings.Builder
		path := filepath.Join(filepath.Dir(file), "list")
		if err := os.WriteFile(path, []byte(tt.list), 0o640); err != nil {
			t.Fatal(err)
		}
		err := run(t.Context(), []string{"--lang", "en", "-c", file, "import", "switches", path, "--no-probe"}, &said, &said)
		if err == nil || !strings.Contains(said.String(), tt.want) || importedPart(t, file) != "" {
			t.Errorf("%s: %v\n%s\nwant %s", tt.name, err, said.String(), tt.want)
		}
	}
	if out, err := importInto(t, file, "empty.csv", "名稱,IP\n"); err != nil || !strings.Contains(out, "stays as it was") {
		t.Errorf("an empty list: %v\n%s", err, out)
	}
	if out, err := importInto(t, file, "a.csv", "name,ip\na,10.241.254.9\n", "--credential", "nobody"); err == nil || !strings.Contains(err.Error(), "no credential nobody") {
		t.Errorf("a credential that is not there: %v\n%s", err, out)
	}
}

// TestExportsOfOtherProgramsAreTakenIn, and no community of theirs stays anywhere.
func TestExportsOfOtherProgramsAreTakenIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ program, export string }{
		{"Zabbix", "zabbix_export:\n  version: '7.0'\n  hosts:\n    - host: hy-1\n      groups:\n        - name: 學校/海燕國小\n      interfaces:\n" +
			"        - type: SNMP\n          ip: 192.0.2.7\n          port: '161'\n          details:\n            community: s3cret\n"},
		{"LibreNMS", `{"status":"ok","devices":[{"device_id":1,"hostname":"10.241.254.7","sysName":"hy-1","community":"s3cret","type":"network"}]}`},
		{"NetBox", `[{"id":1,"name":"hy-1","device_type":{"model":"X"},"role":{"name":"Access"},"site":{"name":"海燕國小"},"primary_ip4":{"address":"10.241.254.7/24"},"comments":"s3cret"}]`},
	} {
		file := writeFleetConfig(t, 1161)
		out, err := importInto(t, file, "export.txt", tt.export, "--no-probe")
		if part := importedPart(t, file); err != nil || !strings.Contains(part, "{name: hy-1, school: \"179901\"") || strings.Contains(part+out, "s3cret") {
			t.Errorf("%s: %v\n%s\n%s", tt.program, err, out, part)
		}
	}
}

// TestImportedSwitchesAreReadByTheRunningDaemon imports a workbook while a daemon
// runs, which then lists the switch.
func TestImportedSwitchesAreReadByTheRunningDaemon(t *testing.T) {
	t.Parallel()
	port := playFleet(t, aFleet()...)
	file := writeFleetConfig(t, port)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, fmt.Appendf(text, "web: {listen: \"127.0.0.1:%s\"}\n", freePort(t)), 0o640); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	var out lines
	go func() { ended <- run(ctx, []string{"-c", file, "run"}, &out, &out) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the daemon ended with %v\n%s", err, &out)
		}
	}()
	waitForCity(t, file, "示範市")

	book := excelize.NewFile()
	for i, row := range [][]any{{"名稱", "管理IP", "學校"}, {"east", fmt.Sprintf("127.77.0.2:%d", port), "海燕國小"}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var list strings.Builder
	if err := book.Write(&list); err != nil {
		t.Fatal(err)
	}
	said, err := importInto(t, file, "list.xlsx", list.String())
	if err != nil || !strings.Contains(said, "The running daemon has taken the configuration over.") {
		t.Fatalf("the import said %v\n%s", err, said)
	}
	eventually(t, 60*time.Second, "the daemon has read east", func() error {
		conf, problems := config.Load(file)
		if len(problems) > 0 {
			return problems
		}
		c, err := newClient(t.Context(), conf)
		if err != nil {
			return err
		}
		return closing(c, c.ask(t.Context(), question{method: http.MethodGet, path: "/api/v1/schools/179901/switches/east"}, func(r io.Reader) error {
			text, err := io.ReadAll(r)
			if err == nil && !strings.Contains(string(text), "Example switch") {
				err = errNotYet(text)
			}
			return err
		}))
	})
}
