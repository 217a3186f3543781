package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"rollcall/inventory/config"
)

// TestMailIsReadAsItWasWritten.
func TestMailIsReadAsItWasWritten(t *testing.T) {
	dir := t.TempDir()
	main := filepath.Join(dir, "rollcall.yaml")
	for file, text := range map[string]string{"rollcall.yaml": "version: 1\nweb: {external_url: \"https://rollcall.example\"}\n", "mail": "hunter2\n"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []config.Mail{
		{Host: "smtp.example.net", Port: 587, TLS: config.TLSStart, From: "rollcall@example.net", User: "rollcall: \"1\"", Password: "hunter2"},
		{Host: "127.0.0.1", Port: 2525, TLS: config.TLSNone, From: "rollcall@example.net"},
	} {
		c, problems := config.LoadWith(main, map[string][]byte{config.PartPath(main, "mail.yaml"): config.WriteMail([]string{"head"}, want, "mail")})
		if len(problems) > 0 {
			t.Fatalf("%+v: %v", want, problems)
		}
		got := c.Mail
		if got.Host != want.Host || got.Port != want.Port || got.TLS != want.TLS || got.From != want.From || got.User != want.User || got.Password.Reveal() != want.Password.Reveal() {
			t.Errorf("came back as %+v, want %+v", got, want)
		}
	}
}
