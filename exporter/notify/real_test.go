package notify

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// startAlertmanager runs the Alertmanager of Debian on loopback and returns its
// address.
func startAlertmanager(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	addr := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "alertmanager.yml")
	if err := os.WriteFile(config, []byte("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"), 0o600); err != nil {
		t.Fatalf("write the configuration: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), "prometheus-alertmanager", "--config.file="+config, "--storage.path="+dir,
		"--web.listen-address="+addr, "--cluster.listen-address=", "--log.level=error")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("start prometheus-alertmanager (Debian package prometheus-alertmanager): %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	base := "http://" + addr
	eventually(t, "it is ready", func() bool {
		resp, err := http.Get(base + "/-/ready")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return base
}

// eventually waits for another program, which keeps its own time.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}

// active asks an Alertmanager what fires.
func active(t *testing.T, base string) []Alert {
	t.Helper()
	resp, err := http.Get(base + "/api/v2/alerts?active=true")
	if err != nil {
		t.Fatalf("ask for alerts: %v", err)
	}
	defer resp.Body.Close()
	var alerts []Alert
	if err := json.NewDecoder(resp.Body).Decode(&alerts); err != nil {
		t.Fatalf("read alerts: %v", err)
	}
	return alerts
}

func TestARealAlertmanagerShowsAndForgets(t *testing.T) {
	base := startAlertmanager(t)
	a := New(Options{URLs: []string{base + "/"}, Page: page})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	now := time.Now()
	row := finding(1, inventory.KindRandomMAC, inventory.Warning)
	row.Args["n"], row.Opened = "6", now.Add(-time.Minute)
	a.Update(haiyan, []inventory.FindingRow{row}, now)
	eventually(t, "the alert fires", func() bool { return len(active(t, base)) == 1 })

	alert := active(t, base)[0]
	if alert.Labels["alertname"] != "RollcallWlRandomMac" || !strings.Contains(alert.Annotations["description"], "私人Wi-Fi位址") {
		t.Errorf("Alertmanager shows %+v", alert)
	}
	if left := time.Until(alert.EndsAt); left < 3*time.Minute || left > 5*time.Minute {
		t.Errorf("the alert ends in %v, want about 4 minutes", left)
	}
	out, err := exec.CommandContext(t.Context(), "amtool", "--alertmanager.url="+base, "alert", "query", "kind=wl_random_mac", "-o", "simple").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "RollcallWlRandomMac") {
		t.Errorf("amtool: %v\n%s", err, out)
	}

	a.Update(haiyan, nil, now)
	eventually(t, "the alert is gone", func() bool { return len(active(t, base)) == 0 })
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run ended with %v", err)
	}
}

func TestAServerThatFailsFirst(t *testing.T) {
	base := startAlertmanager(t)
	failures := 2
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if failures > 0 {
			failures--
			http.Error(w, "not yet", http.StatusServiceUnavailable)
			return
		}
		http.Redirect(w, r, base+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(proxy.Close)
	q := New(Options{URLs: []string{proxy.URL}, Page: page}).queues[0]
	q.Update(haiyan, []inventory.FindingRow{finding(1, inventory.KindUnknownMAC, inventory.Warning)}, time.Now())
	for _, want := range []string{"503", "503", "307"} { // a redirect is not followed
		if err := q.tell(t.Context(), time.Now()); err == nil || !strings.Contains(err.Error(), want) {
			t.Fatalf("tell: %v, want %s", err, want)
		}
	}
	if n := len(active(t, base)); n != 0 {
		t.Errorf("%d alerts reached a server that the configuration does not name", n)
	}
	q.base = base
	if err := q.tell(t.Context(), time.Now()); err != nil {
		t.Fatalf("tell: %v", err)
	}
	if n := len(active(t, base)); n != 1 {
		t.Errorf("%d alerts after the server recovered, want 1", n)
	}
}
