package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rollcall/collector/snmp/snmpsim"
)

// TestMain lets scripts run rollcall as a program of its own, and benchmarks
// simulated switches.
func TestMain(m *testing.M) {
	snmpsim.Child()
	testscript.Main(m, map[string]func(){"rollcall": main})
}

// TestScripts plays sessions that an operator could have typed. All but one speak
// English, so that they can be read beside the code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LANG", "en_US.UTF-8")
			captures, err := filepath.Abs("../../collector/dhcp/testdata/captures")
			e.Setenv("CAPTURES", captures)
			return err
		},
	})
}
