package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// writeConfig writes a configuration of two schools with a part of its own.
func writeMailConfig(t *testing.T, part string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"rollcall.yaml": "version: 1\nweb: {external_url: \"https://rollcall.city.example\"}\n" + part + `
snmp: {ro: {version: 2c, community_file: community}}
ip_plan: [{id: admin, expr: "10.X.10.1-239"}]
schools:
  - {code: "179901", name: "海燕國小 # \"x\"", x: 241, contacts: [{name: a, mail: it@179901.example}, {name: b, mail: deputy@179901.example}]}
  - {code: "179902", name: 晴嵐國小, x: 242}
`, "community": "public\n", "password": "hunter2\n", "days.csv": "2027-01-01,開國紀念日\n2027-02-15~2027-02-17,春節\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "rollcall.yaml")
}

// What is printed is taken by Alertmanager's own tool, and leads each alert where it
// belongs.
func TestAlertmanagerConfig(t *testing.T) {
	for name, part := range map[string]string{
		"all of it": "mail: {host: smtp.city.example, from: rollcall@city.example, user: rollcall, password_file: password, centre: [centre@city.example]}\ncalendar: {holidays: days.csv}",
		"little":    "mail: {host: 127.0.0.1, tls: none, from: rollcall@city.example}\ncalendar: {school_hours: {days: [Sat], from: \"00:00\", to: \"24:00\"}}",
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if err := run(t.Context(), []string{"-c", writeMailConfig(t, part), "--lang", "en", "alertmanager-config"}, &out, &errs); err != nil {
				t.Fatalf("%v\n%s", err, errs.String())
			}
			if strings.Contains(out.String(), "hunter2") {
				t.Errorf("the password is printed:\n%s", out.String())
			}
			file := filepath.Join(t.TempDir(), "alertmanager.yml")
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			amtool(t, "check-config", file)
			for labels, want := range map[string]string{
				"school=179901 kind=wl_unknown_mac severity=warning stage=on":     "school-179901,centre",
				"school=179901 kind=switch_down severity=critical stage=on":       "school-179901,centre",
				"school=179901 kind=wl_unknown_mac severity=warning stage=shadow": "nobody",
				"school=179902 kind=switch_down severity=critical stage=on":       "centre",
				"alertname=RollcallHeartbeat":                                     "nobody",
			} {
				args := append([]string{"config", "routes", "test", "--config.file", file}, strings.Fields(labels)...)
				if got := strings.TrimSpace(amtool(t, args...)); got != want {
					t.Errorf("%s goes to %q, want %q", labels, got, want)
				}
			}
		})
	}
}

func amtool(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "amtool", args...).Output()
	if err != nil {
		t.Fatalf("amtool %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestAlertmanagerConfigWantsMail(t *testing.T) {
	var out bytes.Buffer
	err := run(context.Background(), []string{"-c", writeMailConfig(t, ""), "--lang", "en", "alertmanager-config"}, &out, &out)
	if err == nil || !strings.Contains(err.Error(), "mail:") || report(err, &bytes.Buffer{}) != exitFailed {
		t.Errorf("without mail: %v", err)
	}
}

func TestInhibitRulesAreThoseOfDeploy(t *testing.T) {
	deployed, err := os.ReadFile("../../deploy/alertmanager/alertmanager.yml")
	if err != nil || !strings.HasSuffix(string(deployed), inhibitRules) {
		t.Errorf("alertmanager_inhibit.yml is not the end of deploy/alertmanager/alertmanager.yml (%v); copy it from there", err)
	}
}
