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
		fmt.Fprintln(e.stdout, p.In(string(e.lang)))
	}
	for _, w := range append(conf.Warnings, notes...) {
		w.Text = config.Sentence{
			Zh: wording.Text(wording.ZhTW, "check.warning", nil) + w.Text.Zh,
			En: wording.Text(wording.En, "check.warning", nil) + w.Text.En,
		}
		fmt.Fprintln(e.stdout, w.In(string(e.lang)))
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
