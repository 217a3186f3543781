package main

import (
	"fmt"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// checkCmd says everything that is wrong with the configuration, and starts nothing.
type checkCmd struct{}

// Run prints every problem as FILE:LINE: message. Errors refuse, warnings do not.
func (checkCmd) Run(e *env) error {
	conf, problems := config.Load(e.config)
	wrong, notes := checkLists(conf)
	problems = append(problems, wrong...)
	for _, p := range problems {
		fmt.Fprintln(e.stdout, p)
	}
	for _, w := range append(conf.Warnings, notes...) {
		w.Message = wording.Text(e.lang, "check.warning", wording.Args{}) + w.Message
		fmt.Fprintln(e.stdout, w)
	}
	if len(problems) > 0 {
		return refused(fmt.Errorf("%s", wording.Text(e.lang, "check.bad", wording.Args{"n": fmt.Sprint(len(problems))})))
	}
	switches := 0
	for _, s := range conf.City.Schools {
		switches += len(s.Switches)
	}
	fmt.Fprintln(e.stdout, wording.Text(e.lang, "check.good", wording.Args{
		"schools": fmt.Sprint(len(conf.City.Schools)), "switches": fmt.Sprint(switches), "zones": fmt.Sprint(len(conf.City.Plan.Zones)),
	}))
	return nil
}
