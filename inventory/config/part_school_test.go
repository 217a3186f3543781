package config_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// TestSchoolsAreReadAsTheyWereWritten, whatever they are called.
func TestSchoolsAreReadAsTheyWereWritten(t *testing.T) {
	for _, s := range []inventory.School{
		{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241},
			Contacts: []inventory.Contact{{Name: "資訊組長", Mail: "it@179901.example"}, {Name: "a: {b", Mail: "deputy@179901.example"}}},
		{Code: "179903", Name: "觀星國小", Vars: map[string]int{"X": 3}, ClassCount: 24, QuakeSensor: true, DownMbps: 500, UpMbps: 62.5},
		{Code: "179902", Name: `"}, - # no`, Vars: map[string]int{"X": 1, "Y": 0}},
		{Code: "179900", Name: "no", Kind: inventory.KindCentre, Vars: map[string]int{}},
	} {
		main := filepath.Join(t.TempDir(), "rollcall.yaml")
		if err := config.SavePart(main, []byte("version: 1\n")); err != nil {
			t.Fatal(err)
		}
		c, problems := config.LoadWith(main, map[string][]byte{config.PartPath(main, "s.yaml"): config.WriteSchool([]string{"head"}, s)})
		if len(problems) > 0 {
			t.Fatalf("%+v: %v", s, problems)
		}
		if diff := cmp.Diff(s, c.City.Schools[0], cmpopts.EquateComparable(netip.Addr{})); diff != "" {
			t.Errorf("a school came back otherwise (-want +got):\n%s", diff)
		}
	}
}

// TestCredentialsAreReadAsTheyWereWritten, whatever their passwords are.
func TestCredentialsAreReadAsTheyWereWritten(t *testing.T) {
	dir := t.TempDir()
	main := filepath.Join(dir, "rollcall.yaml")
	user := config.Credential{User: "rollcall", Auth: "SHA256", AuthPassword: "quote\" # \\ 密碼: {", Priv: "AES", PrivPassword: "\ttabs and 'more'"}
	for file, text := range map[string][]byte{"rollcall.yaml": []byte("version: 1\n"), "v3": config.WriteUser(user), "v2c": []byte("not-really-public\n")} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, problems := config.LoadWith(main, map[string][]byte{
		config.PartPath(main, "a.yaml"): config.WriteCredential([]string{"head"}, "no", "3", "v3"),
		config.PartPath(main, "b.yaml"): config.WriteCredential(nil, "v2c", "2c", "v2c"),
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := c.Credentials["no"]
	if got.User != user.User || got.Auth != user.Auth || got.AuthPassword.Reveal() != user.AuthPassword.Reveal() ||
		got.Priv != user.Priv || got.PrivPassword.Reveal() != user.PrivPassword.Reveal() {
		t.Error("a user came back otherwise")
	}
	if c.Credentials["v2c"].Community.Reveal() != "not-really-public" {
		t.Error("a community came back otherwise")
	}
}
