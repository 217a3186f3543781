package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/collector/simcity"
)

// A lines collects what a running verb prints and can be read meanwhile.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A demo is one that runs in the background of a test.
type demo struct {
	dir, web string
	client   *http.Client // of somebody who has signed in
	out      *lines
	truth    simcity.Truth
}

// startDemo runs the demo verb and returns when it has said what it has seen.
func startDemo(t *testing.T, args ...string) *demo {
	t.Helper()
	dir := t.TempDir()
	d := &demo{dir: dir, out: &lines{}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	began := time.Now()
	go func() {
		done <- run(ctx, append([]string{"--lang", "en", "demo", "--dir", dir, "--listen", "127.0.0.1:0"}, args...), d.out, d.out)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the demo ended with: %v\n%s", err, d.out)
		}
	})
	for !strings.Contains(d.out.String(), "Seen so far") {
		select {
		case err := <-done:
			done <- err
			t.Fatalf("the demo ended before it was ready: %v\n%s", err, d.out)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("the demo is not ready after a minute:\n%s", d.out)
		}
	}
	for line := range strings.Lines(d.out.String()) {
		if address, ok := strings.CutPrefix(line, "web "); ok {
			d.web = strings.TrimSpace(address)
		}
		if link, ok := strings.CutPrefix(line, "sign-in "); ok {
			d.client = signInBy(t, strings.TrimSpace(link))
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &d.truth); err != nil {
		t.Fatalf("truth.json: %v", err)
	}
	return d
}

// rollcall runs a verb against the demo and returns what it prints.
func (d *demo) rollcall(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), append([]string{"--lang", "en", "-c", filepath.Join(d.dir, "rollcall.yaml")}, args...), &out, &errs)
	if err != nil {
		err = fmt.Errorf("rollcall %s: %w\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String(), err
}

// get asks the demo's page.
func (d *demo) get(t *testing.T, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.web+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := d.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Errorf("GET %s answers %s:\n%.300s", path, resp.Status, body.String())
	}
	return body.String()
}

// eventually tries until it works, or fails with the last reason.
func eventually(t *testing.T, within time.Duration, what string, try func() error) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("%s: not within %v: %v", what, within, err)
			return
		}
		time.Sleep(time.Second)
	}
}

// table is an export in JSON.
type table struct {
	Header map[string]any   `json:"header"`
	Rows   []map[string]any `json:"rows"`
}

func (d *demo) export(t *testing.T, args ...string) (table, error) {
	t.Helper()
	var x table
	out, err := d.rollcall(t, append([]string{"export", "--format", "json"}, args...)...)
	if err == nil {
		err = json.Unmarshal([]byte(out), &x)
	}
	return x, err
}

// TestDemo runs the main job as a newcomer does, and holds every surface
// against the truth of the simulated city.
func TestDemo(t *testing.T) {
	d := startDemo(t)
	t.Run("every planted fault is found and nothing else", d.testFindings)
	t.Run("devices are found where they are", d.testFind)
	t.Run("the port record is the truth", d.testPorts)
	t.Run("the MAC list and the IP allocation have rows for every school", d.testLists)
	t.Run("pages and metrics answer", d.testPages)
	t.Run("what switches say is on their time line", d.testEvents)
}

func (d *demo) testFindings(t *testing.T) {
	eventually(t, 90*time.Second, "all planted faults", func() error {
		return d.missing(t)
	})
	x, err := d.export(t, "findings")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range x.Rows {
		if !d.planted(row) {
			t.Errorf("a finding that nobody planted: %v", row)
		}
	}
}

// missing says which planted faults have no finding yet.
func (d *demo) missing(t *testing.T) error {
	x, err := d.export(t, "findings")
	if err != nil {
		return err
	}
	var missing []string
	for _, f := range d.truth.Faults {
		if f.After > 60 {
			continue // nobody waits for it here
		}
		found := slices.ContainsFunc(x.Rows, func(row map[string]any) bool {
			return row["kind"] == string(f.Kind) && row["school"] == string(f.School)
		})
		if !found {
			missing = append(missing, fmt.Sprintf("%s %s at %s", f.ID, f.Kind, f.School))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d of %d are missing: %s", len(missing), len(d.truth.Faults), strings.Join(missing, "; "))
	}
	return nil
}

func (d *demo) planted(row map[string]any) bool {
	return slices.ContainsFunc(d.truth.Faults, func(f simcity.Fault) bool {
		return row["kind"] == string(f.Kind) && row["school"] == string(f.School)
	})
}

func (d *demo) testFind(t *testing.T) {
	asked, right := 0, 0
	for i, device := range d.truth.Devices {
		if !device.Online || !device.Decidable || device.Also != "" || i%23 != 0 {
			continue
		}
		out, err := d.rollcall(t, "find", "--json", device.MAC)
		if err != nil {
			t.Error(err)
			continue
		}
		var f found
		if err := json.Unmarshal([]byte(out), &f); err != nil {
			t.Fatal(err)
		}
		asked++
		got := f.Matches[0].Switch + " " + f.Matches[0].Port
		if want := string(device.Switch) + " " + device.Port; got == want {
			right++
		} else if f.Matches[0].Confidence == "high" {
			t.Errorf("%s is said to be surely at %s and is at %s", device.MAC, got, want)
		}
	}
	if asked < 50 || right*100 < asked*99 {
		t.Errorf("%d of %d devices were found where they are, want 99 %%", right, asked)
	}
}

func (d *demo) testPorts(t *testing.T) {
	x, err := d.export(t, "ports")
	if err != nil {
		t.Fatal(err)
	}
	pvid := make(map[string]float64)
	for _, row := range x.Rows {
		v, _ := row["untagged_vlan"].(float64)
		pvid[fmt.Sprint(row["switch_name"], " ", row["port_label"])] = v
	}
	wrong, silent := 0, d.silent()
	for _, p := range d.truth.Ports {
		if silent[string(p.Switch)] {
			continue
		}
		if got, ok := pvid[string(p.Switch)+" "+p.Port]; !ok || int(got) != p.PVID {
			if wrong++; wrong < 10 {
				t.Errorf("%s %s has PVID %d; the record says %v (row there: %v)", p.Switch, p.Port, p.PVID, got, ok)
			}
		}
	}
	if len(x.Rows) < 1000 {
		t.Errorf("the record has %d ports of %d", len(x.Rows), len(d.truth.Ports))
	}
}

// silent are the switches that cannot be read: the dead one, and the one whose
// credential is wrong.
func (d *demo) silent() map[string]bool {
	dead := make(map[string]bool)
	for _, f := range d.truth.Faults {
		if f.Kind == "switch_down" || f.Kind == "snmp_auth_fail" {
			dead[string(f.Switch)] = true
		}
	}
	return dead
}

func (d *demo) testLists(t *testing.T) {
	for _, name := range []string{"macs", "ips"} {
		x, err := d.export(t, name)
		if err != nil {
			t.Error(err)
			continue
		}
		schools := make(map[any]int)
		for _, row := range x.Rows {
			schools[row["school_code"]]++
		}
		for _, s := range d.truth.Schools {
			if s.Kind == "" && schools[string(s.Code)] < 50 {
				t.Errorf("%s has %d rows of %s", name, schools[string(s.Code)], s.Code)
			}
		}
	}
}

func (d *demo) testPages(t *testing.T) {
	sw := d.truth.Switches[0]
	for _, path := range []string{
		"/", "/?lang=en", "/schools/179901", "/schools/179901/findings", "/search?q=hy",
		fmt.Sprintf("/schools/%s/switches/%s", sw.School, sw.Name),
		"/api/v1/city", "/api/v1/openapi.json", "/sd/switches", "/-/healthy", "/-/ready",
		"/metrics/switch?target=" + string(sw.Name),
	} {
		if body := d.get(t, path); body == "" {
			t.Errorf("GET %s is empty", path)
		}
	}
	check := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
	var ours []string
	for line := range strings.Lines(d.get(t, "/metrics")) {
		if strings.Contains(line, "rollcall_") {
			ours = append(ours, line)
		}
	}
	check.Stdin = strings.NewReader(strings.Join(ours, ""))
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}
