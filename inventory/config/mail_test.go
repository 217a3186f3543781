package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

const twoSchools = `
snmp: {b: {version: 2c, community_file: c}}
ip_plan: [{id: admin, expr: "10.X.10.1-239"}]
schools:
  - {code: "179901", name: 海燕國小, x: 241, contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]}
  - {code: "179902", name: 晴嵐國小, x: 242, contacts: [{name: a, mail: a@179902.example}, {name: b, mail: b@179902.example}]}
`

func TestMailHasDefaults(t *testing.T) {
	for _, tt := range []struct {
		text string
		tls  string
		port int
	}{
		{"host: smtp.city.example", TLSStart, 587},
		{"host: smtp.city.example, tls: implicit", TLSImplicit, 465},
		{"host: 127.0.0.1, tls: none", TLSNone, 25},
		{"host: 10.0.0.2, tls: none, allow_unencrypted: true, port: 2525", TLSNone, 2525},
	} {
		text := "version: 1\nweb: {external_url: \"https://rollcall.city.example\"}\nmail: {from: rollcall@city.example, user: u, password_file: p, " + tt.text + "}"
		c := load(t, write(t, "rollcall.yaml", text+twoSchools, "c", "public\n", "p", "hunter2\n"))
		if m := c.Mail; m.TLS != tt.tls || m.Port != tt.port || m.Password.Reveal() != "hunter2" || m.Name == "" || !m.Set() {
			t.Errorf("%s: %+v", tt.text, m)
		}
		if told := fmt.Sprintf("%v %+v %#v", c.Mail, c.Mail, c.Mail); strings.Contains(told, "hunter2") {
			t.Errorf("the password is told: %s", told)
		}
	}
	if c := load(t, write(t, "rollcall.yaml", "version: 1"+twoSchools, "c", "public\n")); c.Mail.Set() || c.Notify.PerDay != 10 || c.Notify.Remind != 3 {
		t.Errorf("without mail: %+v %+v", c.Mail, c.Notify)
	}
}

func TestChannels(t *testing.T) {
	const text = `version: 1
notify:
  per_day: 5
  channels:
    - {name: soc, type: webhook, host: SOC.city.example, url_file: hook, key_file: key, schools: ["179902"], least: warning}
    - {name: room, type: google_chat, url_file: chat}
    - {name: line, type: line, token_file: key, to_file: key}
    - {name: line-on, type: line, enabled: true, token_file: key, to_file: key}
    - {name: record, type: file, path: told.jsonl}
    - {name: off, type: file, path: told.jsonl, enabled: false}`
	c := load(t, write(t, "rollcall.yaml", text+twoSchools, "c", "public\n", "key", "hunter2\n",
		"hook", "https://soc.city.example/in/hunter2\n", "chat", "https://chat.googleapis.com/v1/spaces/x/messages?key=hunter2\n"))
	var names []string
	for _, ch := range c.Notify.Channels {
		names = append(names, ch.Receiver().ID)
	}
	if got := strings.Join(names, " "); got != "webhook:soc google_chat:room line:line-on file:record" {
		t.Errorf("channels %s; LINE is off unless turned on", got)
	}
	soc := c.Notify.Channels[0]
	r := soc.Receiver()
	if !r.Program || r.Scope.Sees("179901") || !r.Scope.Sees("179902") || r.Least != inventory.Warning || soc.Key.Reveal() != "hunter2" {
		t.Errorf("the webhook leads to %+v", r)
	}
	if room := c.Notify.Channels[1].Receiver(); !room.Centre || room.Program || room.Summary {
		t.Errorf("a room of the whole city is %+v", room)
	}
	if c.Notify.Channels[2].Monthly != 200 || c.Notify.PerDay != 5 {
		t.Errorf("budgets: %+v", c.Notify)
	}
	if b, err := json.Marshal(c.Notify); err != nil || strings.Contains(string(b), "hunter2") {
		t.Errorf("a secret is told: %s, %v", b, err)
	}
}

// FuzzDays holds that no text is taken for days that do not exist, or backwards.
func FuzzDays(f *testing.F) {
	for _, text := range []string{"2027-01-01", "116/1/1", "２０２７－０１－０１", "20270101~20270103", "2027-02-30", "~", "0/0/0", "116年1月1日"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, last, err := days(text)
		if err == nil && (first.IsZero() || last.IsZero() || first.Hour() != 0) {
			t.Errorf("%q is taken for %s to %s", text, first, last)
		}
	})
}

func TestHolidays(t *testing.T) {
	const own = "日期,名稱\n# 寒假不列：行政人員仍上班\n116/1/1,開國紀念日\n2027-02-15～2027-02-17,春節\n20270405\n"
	const office = "\ufeff西元日期,星期,是否放假,備註\n20270101,五,2,開國紀念日\n20270102,六,2,\n20270104,一,0,\n20270220,六,0,補行上班\n"
	hours := func(file string) inventory.Calendar {
		return load(t, write(t, "rollcall.yaml", "version: 1\ncalendar: {holidays: days.csv}"+twoSchools, "c", "public\n", "days.csv", file)).City.Calendar
	}
	for _, tt := range []struct {
		file, day string
		school    bool
	}{
		{own, "2027-01-01", false}, {own, "2027-01-04", true}, {own, "2027-02-14", false}, {own, "2027-02-17", false}, {own, "2027-02-18", true},
		{own, "2027-04-05", false}, {own, "2027-02-20", false},
		{office, "2027-01-01", false}, {office, "2027-01-04", true}, {office, "2027-02-20", true},
	} {
		noon, err := time.Parse(time.RFC3339, tt.day+"T12:00:00+08:00")
		if err != nil {
			t.Fatal(err)
		}
		if got := hours(tt.file).SchoolDay(noon); got != tt.school {
			t.Errorf("school on %s: %v, want %v", tt.day, got, tt.school)
		}
	}
}
