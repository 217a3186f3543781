package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// start runs a program until the test ends.
func start(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(name), log.String())
		}
	})
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// demo builds rollcall and runs its demo, which tells a made-up Alertmanager, and
// returns the address of the page.
func demo(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "rollcall")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../cmd/rollcall").CombinedOutput(); err != nil {
		t.Fatalf("build rollcall: %v\n%s", err, out)
	}
	alertmanager := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(alertmanager.Close)
	page := freeAddress(t)
	start(t, binary, "demo", "--dir", t.TempDir(), "--listen", page, "--alertmanager", alertmanager.URL)
	return page
}

// scraper runs the real program with the shipped configuration and rules,
// scraping every second, and returns its address.
func scraper(t *testing.T, page string) string {
	t.Helper()
	dir, addr := t.TempDir(), freeAddress(t)
	text, err := os.ReadFile("../deploy/prometheus/prometheus.yml")
	if err != nil {
		t.Fatal(err)
	}
	config := strings.NewReplacer("127.0.0.1:8080", page, "127.0.0.1:9090", addr, ": 30s", ": 1s", ": 5m", ": 2s").Replace(string(text))
	if err := os.WriteFile(filepath.Join(dir, "prometheus.yml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "rollcall"), os.DirFS("../rules/prometheus")); err != nil {
		t.Fatal(err)
	}
	start(t, "prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+addr, "--log.level=warn")
	return "http://" + addr
}

// A sample is one series of an answer.
type sample struct {
	Metric map[string]string
	Value  [2]any // when, and the value as text
}

// query asks Prometheus.
func ask(t *testing.T, server, expr string) ([]sample, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, server+"/api/v1/query?query="+url.QueryEscape(expr), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var answer struct {
		Error string
		Data  struct{ Result []sample }
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("%s", answer.Error)
	}
	return answer.Data.Result, nil
}

// hasData says whether an expression has an answer that is a number.
func hasData(t *testing.T, server, expr string) bool {
	t.Helper()
	samples, err := ask(t, server, expr)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(samples, func(s sample) bool {
		text, _ := s.Value[1].(string)
		return text != "" && text != "NaN"
	})
}

// asked returns every query of every dashboard with its variables filled in as a
// viewer who chose nothing sees them.
func asked(t *testing.T) map[string]string {
	t.Helper()
	fill := strings.NewReplacer("$job", "rollcall", "$school", ".*", "$__rate_interval", "15s")
	out := map[string]string{}
	for file, b := range boards(t) {
		for _, p := range b.Panels {
			for _, target := range p.Targets {
				out[fmt.Sprintf("%s: %s (%s)", file, p.Title, target.RefID)] = fill.Replace(target.Expr)
			}
		}
	}
	return out
}

// Every query of every panel has an answer from a real Prometheus that scrapes the
// demo, and every rule can be worked out.
func TestPanelsHaveDataFromTheDemo(t *testing.T) {
	page := demo(t)
	server := scraper(t, page)
	waiting := asked(t)
	waiting["the variable $job"] = `rollcall_build_info{job="rollcall",instance="http://` + page + `"} == 1`
	waiting["the variable $school"] = `rollcall_school_info{job="rollcall",name!=""} == 1`
	waiting["ports of every switch"] = `rollcall_port_up{job="rollcall-ports",school!="",switch!=""}`
	waiting["recorded switches"] = `school:rollcall_switch_up:avg`
	waiting["recorded load"] = `school:rollcall_snmp_requests:rate5m`
	for deadline := time.Now().Add(3 * time.Minute); len(waiting) > 0 && time.Now().Before(deadline); time.Sleep(time.Second) {
		maps.DeleteFunc(waiting, func(_, expr string) bool { return hasData(t, server, expr) })
	}
	for name, expr := range waiting {
		_, err := ask(t, server, expr)
		t.Errorf("no data for %s: %s (%v)", name, expr, err)
	}
	checkScrapes(t, server)
	checkRules(t, server)
}

// checkScrapes wants every target of rollcall to be scraped.
func checkScrapes(t *testing.T, server string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Second) {
		samples, err := ask(t, server, `max_over_time(up{job=~"rollcall.*"}[2m]) == 0`)
		switch {
		case err == nil && len(samples) == 0:
			return
		case time.Now().After(deadline):
			t.Errorf("targets that were never scraped: %v, %v", samples, err)
			return
		}
	}
}

// checkRules wants every rule to be loaded and healthy.
func checkRules(t *testing.T, server string) {
	t.Helper()
	resp, err := http.Get(server + "/api/v1/rules")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Data struct {
			Groups []struct {
				Rules []struct{ Name, Health, LastError string }
			}
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	rules := 0
	for _, g := range answer.Data.Groups {
		for _, r := range g.Rules {
			rules++
			if r.Health == "err" {
				t.Errorf("rule %s: %s", r.Name, r.LastError)
			}
		}
	}
	if rules == 0 {
		t.Error("Prometheus loaded no rules")
	}
}
