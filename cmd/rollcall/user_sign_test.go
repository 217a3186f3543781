package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
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
