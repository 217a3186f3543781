package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory/config"
)

const zabbix = `zabbix_export:
  version: '7.0'
  host_groups:
    - uuid: f2481361f99448eea617b7b1d4765566
      name: '學校/海燕國小'
  hosts:
    - host: hy-core
      name: '海燕核心'
      groups:
        - name: '學校/海燕國小'
      interfaces:
        - type: SNMP
          ip: 10.241.254.1
          port: '161'
          details:
            community: '{$SNMP_COMMUNITY}'
          interface_ref: if1
      description: |
        two
        lines
`

func TestTreeReadsTheYAMLOfOthers(t *testing.T) {
	tree, err := config.Tree([]byte(zabbix))
	export, _ := tree.(map[string]any)["zabbix_export"].(map[string]any)
	hosts, _ := export["hosts"].([]any)
	if err != nil || len(hosts) != 1 {
		t.Fatalf("Tree: %v, %v", tree, err)
	}
	host := hosts[0].(map[string]any)
	want := []any{map[string]any{"type": "SNMP", "ip": "10.241.254.1", "port": "161", "details": map[string]any{"community": "{$SNMP_COMMUNITY}"}, "interface_ref": "if1"}}
	if diff := cmp.Diff(want, host["interfaces"]); diff != "" || host["host"] != "hy-core" {
		t.Errorf("%v: interfaces (-want +got):\n%s", host, diff)
	}
}

func TestTreeRefusesWhatCouldHarm(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                "",
		"no YAML":                "a: [s3cret\nb: }",
		"brackets without end":   "a: " + strings.Repeat("[", 100_000),
		"braces over many lines": strings.Repeat("{a:\n", 10_000),
		"lists in lists":         strings.Repeat("- ", 100_000) + "x",
		"ever deeper":            strings.Repeat(" ", 5000) + "a: 1",
	} {
		tree, err := config.Tree([]byte(text))
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, %v; want an error that quotes nothing", name, tree, err)
		}
	}
	if tree, err := config.Tree([]byte("a: &x [1]\nb: *x\n")); err != nil || tree.(map[string]any)["b"] != nil {
		t.Errorf("an alias is %v, %v; want it left out", tree, err)
	}
}

func FuzzTree(f *testing.F) {
	f.Add(zabbix)
	f.Add("- - - [{a: b}]")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = config.Tree([]byte(text)) // must come back, and not panic
	})
}
