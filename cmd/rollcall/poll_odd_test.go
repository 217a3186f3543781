package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp/snmpsim"
)

// TestPollSaysWhatASwitchDoesWrong polls one that answers twice and one that
// answers from another port.
func TestPollSaysWhatASwitchDoesWrong(t *testing.T) {
	mib := snmpsim.BenchSwitch(1)
	for lie, want := range map[string]string{"duplicates-2": "重複或太晚的回應", "other-port": "由另一個位址或埠送出"} {
		c := snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }}
		if err := c.Lie(lie); err != nil {
			t.Fatal(err)
		}
		addr, err := snmpsim.New(c).Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := run(t.Context(), []string{"--lang", "zh-TW", "poll", addr.String(), "--timeout", "300ms"}, &out, &out); err != nil {
			fmt.Fprintln(&out, err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s: %s\nwant %q in it", lie, out.String(), want)
		}
	}
}
