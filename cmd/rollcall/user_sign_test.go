package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// signInBy uses a one-time link as a browser does and returns one that has
// signed in.
func signInBy(t *testing.T, link string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	resp, err := client.PostForm("http://"+u.Host+u.Path, url.Values{"key": {u.Query().Get("key")}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || strings.Contains(resp.Request.URL.Path, "sign-in") {
		t.Fatalf("the link %s led to %s: %s", link, resp.Request.URL, resp.Status)
	}
	return client
}

// certificate writes a certificate for 127.0.0.1 and the file that has the page
// served by it, and returns that file and a client that trusts it.
func certificate(t *testing.T, dir string) (file string, client *http.Client) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, content := range map[string][]byte{"cert.pem": text, "key.pem": pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private}),
		"web.yml": []byte("tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(text)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "web.yml"), &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
}

// TestTheFirstStart makes the first person by the link in the log, over TLS, and
// withdraws the rights of another one while the daemon runs.
func TestTheFirstStart(t *testing.T) {
	dir := t.TempDir()
	file, port := filepath.Join(dir, "rollcall.yaml"), freePort(t)
	_, boss := certificate(t, dir)
	text := strings.NewReplacer("PORT", port, "CITY", "first", "web: {", `web: {config_file: web.yml, external_url: "https://127.0.0.1:`+port+`", `).Replace(smallConfig)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	var out lines
	go func() { ended <- run(ctx, []string{"-c", file, "run"}, &out, &out) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the daemon ended with %v\n%s", err, &out)
		}
	})
	waitForCity(t, file, "first")
	base, chen := "https://127.0.0.1:"+port, withoutCookies(boss)
	link := regexp.MustCompile(regexp.QuoteMeta(base) + `/sign-in/once\?key=[A-Za-z0-9_-]+`).FindString(out.String())
	if link == "" {
		t.Fatalf("there is no link in the log:\n%s", &out)
	}
	form := url.Values{"key": {link[strings.Index(link, "key=")+4:]}, "name": {"boss"}, "password": {"correct horse battery"}, "again": {"correct horse battery"}}
	if at := submit(t, boss, base+"/sign-in/once", form); at != "/" {
		t.Fatalf("the first link led to %s", at)
	}
	if at := submit(t, boss, base+"/sign-in/once", form); at != "/sign-in/once" {
		t.Errorf("a used link led to %s", at)
	}
	issued := command(t, file, "user", "add", "chen", "--role", "coordinator", "--school", "179901")
	key := regexp.MustCompile(`key=([A-Za-z0-9_-]+)`).FindStringSubmatch(issued)
	if key == nil {
		t.Fatalf("no link in %s", issued)
	}
	if at := submit(t, chen, base+"/sign-in/once", url.Values{"key": {key[1]}}); at != "/schools/179901" {
		t.Errorf("a coordinator's link led to %s", at)
	}
	command(t, file, "user", "disable", "chen")
	if at := fetch(t, chen, base+"/schools/179901"); at != "/sign-in" {
		t.Errorf("somebody disabled is at %s", at)
	}
	if at := fetch(t, boss, base+"/users"); at != "/users" {
		t.Errorf("the centre is at %s", at)
	}
}

// withoutCookies is another browser that trusts the same certificate.
func withoutCookies(c *http.Client) *http.Client {
	jar, _ := cookiejar.New(nil) // never an error
	return &http.Client{Jar: jar, Transport: c.Transport}
}

// submit posts a form and returns the path that it led to.
func submit(t *testing.T, c *http.Client, to string, form url.Values) string {
	t.Helper()
	resp, err := c.PostForm(to, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.Request.URL.Path
}

// fetch asks for a page and returns the path that it led to.
func fetch(t *testing.T, c *http.Client, page string) string {
	t.Helper()
	resp, err := c.Get(page)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.Request.URL.Path
}

// command runs a verb and returns what it prints.
func command(t *testing.T, file string, args ...string) string {
	t.Helper()
	var out, errs lines
	if err := run(t.Context(), append([]string{"--lang", "en", "-c", file}, args...), &out, &errs); err != nil {
		t.Fatalf("rollcall %s: %v\n%s%s", strings.Join(args, " "), err, &out, &errs)
	}
	return out.String()
}
