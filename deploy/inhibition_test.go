package deploy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"
)

// labels name an alert.
type labels map[string]string

// alertmanager runs the real program with the shipped configuration and returns
// its address.
func alertmanager(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	cmd := exec.CommandContext(t.Context(), "prometheus-alertmanager", "--config.file=alertmanager/alertmanager.yml",
		"--storage.path="+t.TempDir(), "--web.listen-address="+addr, "--cluster.listen-address=")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Wait() })
	for range 200 {
		if resp, err := http.Get("http://" + addr + "/-/ready"); err == nil {
			resp.Body.Close()
			return "http://" + addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("Alertmanager does not start: %s", log.String())
	return ""
}

// post sends firing alerts.
func post(t *testing.T, url string, alerts ...labels) {
	t.Helper()
	var body []map[string]any
	for _, l := range alerts {
		body = append(body, map[string]any{"labels": l, "annotations": labels{"summary": "測試 · test"}})
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(url+"/api/v2/alerts", "application/json", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("Alertmanager refuses the alerts: %s", resp.Status)
	}
}

// active returns what is told to people: alerts that nothing holds back.
func active(t *testing.T, url string) map[string]int {
	t.Helper()
	resp, err := http.Get(url + "/api/v2/alerts?inhibited=false&silenced=false")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var alerts []struct{ Labels labels }
	if err := json.NewDecoder(resp.Body).Decode(&alerts); err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, a := range alerts {
		out[a.Labels["alertname"]+" "+a.Labels["school"]+a.Labels["kind"]]++
	}
	return out
}

// One cause, one message, asked of the real Alertmanager.
func TestInhibition(t *testing.T) {
	at := func(name, school string) labels {
		return labels{"alertname": name, "school": school, "instance": "http://r", "severity": "warning"}
	}
	own := func(name, school, kind string) labels {
		return labels{"alertname": name, "school": school, "kind": kind, "severity": "critical"}
	}
	for name, tc := range map[string]struct {
		alerts []labels
		want   map[string]int
	}{
		"a school is down": {
			[]labels{at("RollcallSchoolDown", "1"), at("RollcallSwitchDown", "1"), at("RollcallTableOld", "1"), at("RollcallSwitchDown", "2")},
			map[string]int{"RollcallSchoolDown 1": 1, "RollcallSwitchDown 2": 1},
		},
		"most of the city is down": {
			[]labels{at("RollcallCityDown", ""), at("RollcallSchoolDown", "1"), at("RollcallSwitchDown", "2"), at("RollcallBroadcastHigh", "3")},
			map[string]int{"RollcallCityDown ": 1, "RollcallBroadcastHigh 3": 1},
		},
		"rollcall itself is gone": {
			[]labels{at("RollcallAbsent", ""), at("RollcallHeartbeat", ""), at("RollcallSwitchDown", "1"), at("RollcallDiskLow", "")},
			map[string]int{"RollcallAbsent ": 1, "RollcallHeartbeat ": 1},
		},
		"rollcall says it itself": {
			[]labels{at("RollcallSwitchDown", "1"), own("RollcallSwitchDown", "1", "switch_down"), at("RollcallSwitchDown", "2")},
			map[string]int{"RollcallSwitchDown 1switch_down": 1, "RollcallSwitchDown 2": 1},
		},
		"a storm": {
			[]labels{at("RollcallBroadcastStorm", "1"), at("RollcallBroadcastHigh", "1"), at("RollcallBroadcastHigh", "2")},
			map[string]int{"RollcallBroadcastStorm 1": 1, "RollcallBroadcastHigh 2": 1},
		},
		"findings are not held back": {
			[]labels{own("RollcallWlUnknownMac", "1", "wl_unknown_mac"), at("RollcallSwitchDown", "1")},
			map[string]int{"RollcallWlUnknownMac 1wl_unknown_mac": 1, "RollcallSwitchDown 1": 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			url := alertmanager(t)
			post(t, url, tc.alerts...)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			got := active(t, url)
			for fmt.Sprint(got) != fmt.Sprint(tc.want) && ctx.Err() == nil {
				time.Sleep(50 * time.Millisecond)
				got = active(t, url)
			}
			if fmt.Sprint(got) != fmt.Sprint(tc.want) {
				t.Errorf("people are told of %v, want %v", got, tc.want)
			}
		})
	}
}
