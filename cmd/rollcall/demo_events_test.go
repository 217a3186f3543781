package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// testEvents looks for what the simulated switches send: a changed configuration
// by syslog, a port that flaps by SNMPv3 informs, a switch that restarts.
func (d *demo) testEvents(t *testing.T) {
	reboot := ""
	for _, f := range d.truth.Faults {
		if f.Kind == "switch_reboot" {
			reboot = "/schools/" + string(f.School) + "/switches/" + string(f.Switch)
		}
	}
	for path, wants := range map[string][]string{
		"/schools/179901/switches/hy-core": {"設定已變更", "變更者：admin", "syslog"},
		"/schools/179901/switches/hy-1f-a": {"埠斷線", "埠已連線", "SNMP inform"},
		reboot:                             {"交換器開機", "SNMP trap"},
	} {
		eventually(t, 90*time.Second, "events of "+path, func() error {
			page := d.get(t, path+"?lang=zh-TW") // an earlier look in English is remembered
			for _, want := range wants {
				if !strings.Contains(page, want) {
					return fmt.Errorf("%s does not show %q", path, want)
				}
			}
			return nil
		})
	}
	if metrics := d.get(t, "/metrics"); !strings.Contains(metrics, `rollcall_messages_total{reason="",result="stored",source="trap"}`) {
		t.Error("/metrics does not count the traps that were stored")
	}
}
