// Package deploy_test holds the files that are installed beside rollcall against
// the programs that read them.
package deploy_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"rollcall/inventory/config"
)

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tool runs a program that must be content.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// installed puts Prometheus' configuration and the rules where they belong.
func installed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "prometheus.yml"), read(t, "prometheus/prometheus.yml"))
	rules, err := filepath.Glob("../rules/prometheus/*.rules.yml")
	if err != nil || len(rules) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, file := range rules {
		write(t, filepath.Join(dir, "rollcall", filepath.Base(file)), read(t, file))
	}
	return dir
}

func TestPrometheusTakesItsConfiguration(t *testing.T) {
	out := tool(t, "promtool", "check", "config", filepath.Join(installed(t), "prometheus.yml"))
	if !strings.Contains(out, "2 rule files found") || strings.Contains(out, "FAILED") {
		t.Errorf("promtool: %s", out)
	}
}

func TestAlertmanagerTakesItsConfiguration(t *testing.T) {
	out := tool(t, "amtool", "check-config", "alertmanager/alertmanager.yml")
	if !strings.Contains(out, "inhibit rules") {
		t.Errorf("amtool: %s", out)
	}
}

// ruleNames returns the names of the alerts of rules/prometheus.
func ruleNames(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(read(t, "../rules/prometheus/alerts.rules.yml"), -1) {
		out = append(out, m[1])
	}
	return out
}

func TestAlertmanagerNamesAlertsThatThereAre(t *testing.T) {
	known := ruleNames(t)
	for _, name := range regexp.MustCompile(`Rollcall[A-Z]\w+`).FindAllString(read(t, "alertmanager/alertmanager.yml"), -1) {
		if !slices.Contains(known, name) {
			t.Errorf("alertmanager.yml names %s, which no rule has", name)
		}
	}
}

// unit returns the service with a program that exists, for systemd checks that it does.
func unit(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rollcall.service")
	write(t, file, strings.ReplaceAll(read(t, "systemd/rollcall.service"), "/usr/bin/rollcall", "/bin/true"))
	return file
}

func TestSystemdTakesTheUnit(t *testing.T) {
	if out := tool(t, "systemd-analyze", "verify", unit(t)); strings.Contains(out, "rollcall.service") {
		t.Errorf("systemd-analyze verify: %s", out)
	}
}

// The unit may do little: an exposure of at most 2.0, and two capabilities.
func TestUnitIsHardened(t *testing.T) {
	out := tool(t, "systemd-analyze", "security", "--offline=true", unit(t))
	m := regexp.MustCompile(`exposure level for rollcall.service: ([0-9.]+)`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("systemd-analyze security: %s", out)
	}
	if level, err := strconv.ParseFloat(m[1], 64); err != nil || level > 2 {
		t.Errorf("exposure %s, want at most 2.0\n%s", m[1], out)
	}
	text := read(t, "systemd/rollcall.service")
	for _, want := range []string{"CapabilityBoundingSet=CAP_NET_RAW CAP_NET_BIND_SERVICE\n", "NoNewPrivileges=yes\n", "User=rollcall\n", "StateDirectory=rollcall\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the unit lacks %q", want)
		}
	}
}

func TestSysusersMakesTheUser(t *testing.T) {
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "etc"), 0o750); err != nil {
		t.Fatal(err)
	}
	tool(t, "systemd-sysusers", "--root="+root, "--inline", strings.TrimSpace(lastLine(read(t, "systemd/rollcall.sysusers"))))
	if passwd := read(t, filepath.Join(root, "etc", "passwd")); !strings.Contains(passwd, "rollcall:x:") {
		t.Errorf("no user rollcall in %q", passwd)
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// The example configuration has nothing to complain of once its secrets are there.
func TestExampleConfiguration(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "rollcall.yaml"), read(t, "rollcall.example.yaml"))
	write(t, filepath.Join(dir, "secrets", "snmp-user"), "user: rollcall\nauth_password: correct horse battery\npriv_password: staple horse correct\n")
	write(t, filepath.Join(dir, "secrets", "snmp-community"), "not-really-public\n")
	c, errs := config.Load(filepath.Join(dir, "rollcall.yaml"))
	for _, e := range errs {
		t.Error(e)
	}
	for _, w := range c.Warnings {
		t.Errorf("warning: %v", w)
	}
	if c.DataDir != "/var/lib/rollcall" || len(c.City.Schools) != 1 || len(c.City.Schools[0].Switches) != 2 {
		t.Errorf("read as %+v", c)
	}
}

// The parts of Grafana's provisioning files that can be got wrong.
type provisioning struct {
	APIVersion  int `yaml:"apiVersion"`
	Datasources []struct {
		Name      string            `yaml:"name"`
		UID       string            `yaml:"uid"`
		Type      string            `yaml:"type"`
		Access    string            `yaml:"access"`
		URL       string            `yaml:"url"`
		IsDefault bool              `yaml:"isDefault"`
		Editable  bool              `yaml:"editable"`
		JSONData  map[string]string `yaml:"jsonData"`
	} `yaml:"datasources"`
	Providers []struct {
		Name            string            `yaml:"name"`
		Folder          string            `yaml:"folder"`
		FolderUID       string            `yaml:"folderUid"`
		Type            string            `yaml:"type"`
		DisableDeletion bool              `yaml:"disableDeletion"`
		AllowUIUpdates  bool              `yaml:"allowUiUpdates"`
		UpdateInterval  int               `yaml:"updateIntervalSeconds"`
		Options         map[string]string `yaml:"options"`
	} `yaml:"providers"`
}

func grafana(t *testing.T, file string) provisioning {
	t.Helper()
	var p provisioning
	text := read(t, filepath.Join("grafana", "provisioning", file))
	if err := yaml.NewDecoder(bytes.NewReader([]byte(text)), yaml.Strict()).Decode(&p); err != nil || p.APIVersion != 1 {
		t.Fatalf("%s: apiVersion %d, %v", file, p.APIVersion, err)
	}
	return p
}

func TestGrafanaProvisioning(t *testing.T) {
	sources := grafana(t, "datasources/rollcall.yml").Datasources
	if len(sources) != 1 || sources[0].Type != "prometheus" || sources[0].Editable || sources[0].UID == "" {
		t.Errorf("data sources %+v", sources)
	}
	if scrape := "scrape_interval: " + sources[0].JSONData["timeInterval"] + "\n"; !strings.Contains(read(t, "prometheus/prometheus.yml"), scrape) {
		t.Errorf("Grafana is told %q, which prometheus.yml does not say", scrape)
	}
	providers := grafana(t, "dashboards/rollcall.yml").Providers
	if len(providers) != 1 || providers[0].AllowUIUpdates || !providers[0].DisableDeletion || providers[0].Options["path"] == "" {
		t.Errorf("dashboard providers %+v", providers)
	}
}
