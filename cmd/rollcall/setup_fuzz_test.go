package main

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// FuzzSetupSchool types anything into the form of a school: what is taken is read
// back from the files as it was typed, and what is not is said in words.
func FuzzSetupSchool(f *testing.F) {
	f.Add("海燕國小", "179901", "10.241.254.1", "10.241.254.0/24", "it@179901.example")
	f.Add("a: {b", "179901", "127.0.0.1:1161", "", "")
	f.Add("\"},\n- #", "179901", "fe80::1%eth0", "::/0", "\"a b\"@c.example")
	f.Add("\x00\xff", "179901", "192.0.2.1:0", "192.0.2.9/24", "a@[192.0.2.1]")
	f.Fuzz(func(t *testing.T, name, code, core, network, contact string) {
		dir := t.TempDir()
		k := &setupDesk{file: filepath.Join(dir, "rollcall.yaml")}
		if err := os.WriteFile(k.file, []byte("version: 1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		conf, problems := config.Load(k.file)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		form := url.Values{"name": {name}, "code": {code}, "core": {core}, "network": {network}, "contact": {contact}}
		var w setupWrong
		s, err := readSetupSchool(conf, form)
		if err != nil {
			if !errors.As(err, &w) || len(w) == 0 {
				t.Errorf("%q: %v", form, err)
			}
			return
		}
		next, err := k.tried(k.draftsOf(&s, nil))
		if err != nil {
			if !errors.As(err, &w) || len(w) == 0 {
				t.Errorf("%q: %v", form, err)
			}
			return
		}
		if got, ok := next.City.School(inventory.SchoolCode(s.School.Code)); !ok || got.Name != s.School.Name {
			t.Errorf("%q came back as %+v", form, got)
		}
	})
}
