package config_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// TestPartsAreReadAsTheyWereWritten, whatever switches are called.
func TestPartsAreReadAsTheyWereWritten(t *testing.T) {
	dir := t.TempDir()
	main := filepath.Join(dir, "rollcall.yaml")
	write := func(path, text string) {
		t.Helper()
		if err := config.SavePart(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "ro"), "community\n")
	write(main, `version: 1
snmp: {ro: {version: 2c, community_file: ro}, "on": {version: 2c, community_file: ro}}
schools: [{code: "179901", name: 海燕國小, x: 241}]
`)
	var switches []config.PartSwitch
	for i, name := range []string{"hy-1", "三樓東", "1e3", "no", "12:30", "a b", `q"uote`, "- dash", "# hash", "null", "~", "a: b", "{x}", "*star", "tab\there"} {
		switches = append(switches, config.PartSwitch{Comments: []string{"a comment", "of two\nlines: {"}, Switch: inventory.Switch{
			ID: inventory.SwitchID(name), School: "179901", Address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 241, 254, byte(i + 1)}), uint16(161+i%2)),
			Role: inventory.SwitchAccess, Credentials: []string{"ro", "on"}[:1+i%2], Place: name}})
	}
	half := len(switches) / 2
	part := config.WritePart([]string{"head"}, switches[:half], nil)
	part = config.AppendPart(part, switches[half:])
	path := config.PartPath(main, "x.yaml")
	next, problems := config.LoadWith(main, map[string][]byte{path: part})
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, part)
	}
	for i, got := range next.City.Schools[0].Switches {
		want := switches[i].Switch
		if got.ID != want.ID || got.Address != want.Address || got.Place != want.Place || got.Role != want.Role || len(got.Credentials) != len(want.Credentials) {
			t.Errorf("%q came back as %+v", want.ID, got)
		}
		if at := next.Written[got.ID]; at.File != path || at.Line == 0 {
			t.Errorf("%q stands at %s", got.ID, at)
		}
	}
	if n := len(next.City.Schools[0].Switches); n != len(switches) {
		t.Errorf("%d of %d switches came back", n, len(switches))
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a draft was written")
	}
	if before, problems := config.Load(main); len(problems) > 0 || len(before.City.Schools[0].Switches) != 0 {
		t.Errorf("without the draft: %v, %v", before.City.Schools, problems)
	}
}

// TestAnEmptyPartIsNoMistake: a shell makes the file before the verb writes it.
func TestAnEmptyPartIsNoMistake(t *testing.T) {
	dir := t.TempDir()
	main := filepath.Join(dir, "rollcall.yaml")
	if err := config.SavePart(main, []byte("version: 1\ndiscover: {networks: [10.241.254.0/24, 10.300.0.0/8]}\nschools: [{code: \"179901\", name: a, x: 1}]\n")); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "# nothing yet\n", string(config.WritePart([]string{"found nothing"}, nil, []string{"why"}))} {
		if err := config.SavePart(config.PartPath(main, "new.yaml"), []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, problems := config.Load(main)
		if len(problems) != 1 || !strings.Contains(problems[0].String(), "rollcall.yaml:2: \"10.300.0.0/8\" is not a network") || len(got.Discover) != 1 {
			t.Errorf("%q: %v, networks %v", text, problems, got.Discover)
		}
	}
}
