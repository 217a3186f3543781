package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWhereElsePeopleSignIn(t *testing.T) {
	for name, tt := range map[string]struct {
		yaml string
		want OpenID
	}{
		"none":    {"", OpenID{}},
		"google":  {`oidc: {preset: google, client_id: rollcall, hosted_domain: school.example}`, OpenID{Name: "Google", Issuer: "https://accounts.google.com", ClientID: "rollcall", Domain: "school.example"}},
		"a city":  {`oidc: {name: 市府帳號, issuer: "https://id.example/realm", client_id: rollcall, client_secret_file: secret, scopes: [openid, email]}`, OpenID{Name: "市府帳號", Issuer: "https://id.example/realm", ClientID: "rollcall", ClientSecret: "hunter2"}},
		"no name": {`oidc: {issuer: "http://127.0.0.1:9", client_id: rollcall}`, OpenID{Name: "127.0.0.1:9", Issuer: "http://127.0.0.1:9", ClientID: "rollcall"}},
	} {
		file := write(t, "rollcall.yaml", minimal+tt.yaml+"\n")
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), "secret"), []byte("hunter2\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := load(t, file).OpenID
		scopes := got.Scopes
		got.Scopes = nil
		if got.Name != tt.want.Name || got.Issuer != tt.want.Issuer || got.ClientID != tt.want.ClientID || got.Domain != tt.want.Domain || got.ClientSecret.Reveal() != tt.want.ClientSecret.Reveal() {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
		if tt.yaml != "" && (!slices.Contains(scopes, "email") || slices.Contains(scopes, "openid")) {
			t.Errorf("%s: scopes %q", name, scopes)
		}
	}
}

func TestTheDemoStaysOnThisMachine(t *testing.T) {
	for listen, ok := range map[string]bool{"127.0.0.1:0": true, "[::1]:80": true, "localhost:1": true, "0.0.0.0:8080": false, ":8080": false, "192.0.2.1:80": false} {
		if err := CheckLoopback(listen); (err == nil) != ok {
			t.Errorf("CheckLoopback(%q) = %v, want ok %v", listen, err, ok)
		}
		if err := CheckListen(listen); err != nil {
			t.Errorf("CheckListen(%q) = %v", listen, err)
		}
	}
}

func TestPlainPasswordsAreWarnedOf(t *testing.T) {
	for web, want := range map[string]string{
		`{listen: "127.0.0.1:8080"}`: "",
		`{listen: "0.0.0.0:8080", external_url: "http://rollcall.example:8080"}`:                       "cross the network",
		`{listen: "192.0.2.1:8080", external_url: "https://rollcall.example"}`:                         "",
		`{listen: ":8443", config_file: rollcall.yaml, external_url: "https://rollcall.example:8443"}`: "",
		`{listen: "0.0.0.0:8080"}`: "external_url",
	} {
		c := load(t, write(t, "rollcall.yaml", minimal+"web: "+web+"\n"))
		text := ""
		for _, w := range c.Warnings {
			if strings.Contains(w.Text.En, "listen") || strings.Contains(w.Text.En, "external_url") {
				text += w.Text.En + "\n"
			}
		}
		if want == "" && text != "" || !strings.Contains(text, want) {
			t.Errorf("%s: warned %q, want %q", web, text, want)
		}
	}
}
