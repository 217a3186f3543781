package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// TestAlertmanagerConfigHasTheContactsOfPages asks where a page has added one.
func TestAlertmanagerConfigHasTheContactsOfPages(t *testing.T) {
	file := writeMailConfig(t, "data_dir: data\nmail: {host: 127.0.0.1, tls: none, from: rollcall@city.example}")
	conf, problems := config.Load(file)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	db, err := openStore(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	e := store.Event{At: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC), Actor: "chen"}
	if err := db.SetContact(t.Context(), store.Contact{School: "179902", Name: "資訊組長", Mail: "it@179902.example"}, e); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if err := run(t.Context(), []string{"-c", file, "alertmanager-config"}, &out, &errs); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	for _, want := range []string{"it@179902.example", "school-179902", "it@179901.example"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s lacks %q:\n%s", filepath.Base(file), want, out.String())
		}
	}
}
