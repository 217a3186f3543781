package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// alertingCmd prints a configuration for Alertmanager from the schools'
// contacts, those of the configuration and those of the pages: for a city whose Alertmanager is to write to schools, in the place of
// rollcall.
type alertingCmd struct{}

// Run prints it.
func (c *alertingCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	if conf.Mail.Host == "" {
		return &saying{"mail.unset", nil, errors.New("no mail server")}
	}
	if err := e.addPageContacts(conf); err != nil {
		return err
	}
	return writeAlertmanager(e.stdout, conf)
}

// inhibitRules are those of deploy/alertmanager; a test holds that they are the same.
//
//go:embed alertmanager_inhibit.yml
var inhibitRules string

// writeAlertmanager writes a configuration that amtool accepts. Every text from the
// configuration stands as JSON, which YAML reads as it is meant.
func writeAlertmanager(w io.Writer, conf *config.Config) error {
	var b strings.Builder
	b.WriteString("# Written by \"rollcall alertmanager-config\". rollcall itself writes to schools as soon\n" +
		"# as mail: is configured; use this where Alertmanager is to do it instead.\n")
	writeGlobal(&b, conf.Mail)
	writeRoutes(&b, conf)
	writeReceivers(&b, conf)
	writeIntervals(&b, conf.City.Calendar)
	b.WriteString(inhibitRules)
	_, err := io.WriteString(w, b.String())
	return err
}

// quote writes a text as JSON.
func quote(text string) string {
	out, _ := json.Marshal(text) // a text always can be
	return string(out)
}

func writeGlobal(b *strings.Builder, m config.Mail) {
	fmt.Fprintf(b, "global:\n  smtp_smarthost: %s\n  smtp_from: %s\n  smtp_require_tls: %t\n",
		quote(net.JoinHostPort(m.Host, strconv.Itoa(m.Port))), quote(m.From), m.TLS == config.TLSStart)
	if m.User != "" {
		file := m.PasswordFile
		if abs, err := filepath.Abs(file); err == nil {
			file = abs
		}
		fmt.Fprintf(b, "  smtp_auth_username: %s\n  smtp_auth_password_file: %s\n", quote(m.User), quote(file))
	}
	b.WriteString("\n")
}

// writeRoutes sends what is on to the people of its school, in school hours unless
// it is critical, and everything to the centre. What is in shadow goes to nobody.
func writeRoutes(b *strings.Builder, conf *config.Config) {
	b.WriteString(`route:
  receiver: centre
  group_by: [alertname, school]
  group_wait: 1m
  group_interval: 5m
  repeat_interval: 72h
  routes:
    - matchers: ['alertname="RollcallHeartbeat"']
      receiver: nobody
    - matchers: ['stage="shadow"']
      receiver: nobody
`)
	for _, s := range writable(conf) {
		matchers := fmt.Sprintf(`'school=%q', 'kind=~".+"'`, s.Code)
		fmt.Fprintf(b, "    - matchers: [%s, 'severity=\"critical\"']\n      receiver: %q\n      group_wait: 10s\n      repeat_interval: 4h\n      continue: true\n",
			matchers, "school-"+s.Code)
		fmt.Fprintf(b, "    - matchers: [%s, 'severity!=\"critical\"']\n      receiver: %q\n      active_time_intervals: [school hours]\n%s      continue: true\n",
			matchers, "school-"+s.Code, muteHolidays(conf.City.Calendar))
	}
	b.WriteString("    - receiver: centre\n\n")
}

func muteHolidays(c inventory.Calendar) string {
	if len(c.Off) == 0 {
		return ""
	}
	return "      mute_time_intervals: [holidays]\n"
}

// writable are the schools that have somebody to write to.
func writable(conf *config.Config) []inventory.School {
	return slices.DeleteFunc(slices.Clone(conf.City.Schools), func(s inventory.School) bool { return len(s.Contacts) == 0 })
}

func writeReceivers(b *strings.Builder, conf *config.Config) {
	b.WriteString("receivers:\n  - name: nobody\n  - name: centre\n")
	writeMails(b, conf.Mail.Centre)
	for _, s := range writable(conf) {
		fmt.Fprintf(b, "  - name: %q # %s\n", "school-"+s.Code, strings.ReplaceAll(wording.Clean(s.Name), "#", ""))
		var to []string
		for _, contact := range s.Contacts {
			to = append(to, contact.Mail)
		}
		writeMails(b, to)
	}
	b.WriteString("\n")
}

func writeMails(b *strings.Builder, to []string) {
	if len(to) == 0 {
		return
	}
	b.WriteString("    email_configs:\n")
	for _, address := range to {
		fmt.Fprintf(b, "      - to: %s\n        send_resolved: true\n        headers:\n"+
			"          Subject: '{{ if eq .Status \"resolved\" }}[已恢復] {{ end }}{{ (index .Alerts 0).Annotations.summary }}'\n", quote(address))
	}
}

// writeIntervals writes the school hours and the holidays of the calendar.
func writeIntervals(b *strings.Builder, c inventory.Calendar) {
	var days []string
	for _, d := range c.Days {
		days = append(days, quote(strings.ToLower(d.String())))
	}
	fmt.Fprintf(b, "time_intervals:\n  - name: school hours\n    time_intervals:\n      - weekdays: [%s]\n"+
		"        times: [{start_time: %q, end_time: %q}]\n        location: Asia/Taipei\n", strings.Join(days, ", "), clock(c.From), clock(c.To))
	if len(c.Off) > 0 {
		b.WriteString("  - name: holidays\n    time_intervals:\n")
	}
	for _, date := range slices.Sorted(maps.Keys(c.Off)) {
		day, err := time.Parse(time.DateOnly, string(date))
		if err != nil {
			continue // the configuration holds dates only
		}
		fmt.Fprintf(b, "      - {years: ['%d'], months: ['%d'], days_of_month: ['%d'], location: Asia/Taipei}\n", day.Year(), day.Month(), day.Day())
	}
	b.WriteString("\n")
}

// clock writes a time of day as HH:MM.
func clock(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", d/time.Hour, d%time.Hour/time.Minute)
}
