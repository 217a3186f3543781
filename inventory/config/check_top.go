package config

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // a machine without zone files still knows Asia/Taipei
)

func (c *checker) checkTop(raw *rawFile) {
	if !raw.Version.set {
		c.errorf(raw.pos, "這個檔案沒有版本；請加上一行 version: 1", "the version of this file is missing; add a line version: 1")
	} else if raw.Version.v != 1 {
		c.errorf(raw.Version.pos, "不認得版本 %d；這個 rollcall 讀的是版本 1", "version %d is not known; this rollcall reads version 1", raw.Version.v)
	}
	zone := raw.Timezone.or("Asia/Taipei")
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		c.errorf(raw.Timezone.pos, "不認得時區「%s」；請寫 Asia/Taipei 這樣的名稱", "timezone %q is not known; write a name like Asia/Taipei", zone)
		loc = time.UTC
	}
	c.City.Location = loc
	c.DataDir = c.path(raw.DataDir.or(c.DataDir))
}

func (c *checker) checkCity(raw *rawFile) {
	c.City.Name, c.City.Contact = raw.City.Name.v, raw.City.Contact.v
	c.between(raw.City.QuakeSensors, "quake_sensor_count", bounds{0, 10_000}, &c.City.QuakeSensors)
	if t := raw.City.Upstream; t.v != "" {
		addr, err := netip.ParseAddr(t.v)
		if err != nil {
			c.errorf(t.pos, "upstream_probe「%s」不是 IP 位址；不想探測請留空", "upstream_probe %q is not an IP address; leave it empty to probe nothing", t.v)
		}
		c.City.Upstream = addr
	}
}

func (c *checker) checkWeb(raw *rawFile) {
	c.checkListen(raw.Web.Listen)
	c.Web.ExternalURL = strings.TrimSuffix(c.checkURL(raw.Web.ExternalURL, "external_url"), "/")
	if c.Web.ExternalURL == "" {
		c.Web.ExternalURL = "http://" + c.Web.Listen
	}
	c.Web.ConfigFile = c.existing(raw.Web.ConfigFile)
	c.checkReach(raw.Web)
	for _, t := range raw.Alerts.URLs.v {
		if u := c.checkURL(t, "Alertmanager"); u != "" {
			c.Alertmanager.URLs = append(c.Alertmanager.URLs, strings.TrimSuffix(u, "/"))
		}
	}
}

func (c *checker) checkListen(t text) {
	if t.v == "" {
		return
	}
	if err := CheckListen(t.v); err != nil {
		c.errorf(t.pos, "%s", "%s", err)
		return
	}
	c.Web.Listen = t.v
}

func (c *checker) checkURL(t text, what string) string {
	if t.v == "" {
		return ""
	}
	u, err := url.Parse(t.v)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		c.errorf(t.pos, "%s「%s」不是網址；請寫成 http://127.0.0.1:9093 的樣子", "%s %q is not a URL; write for example http://127.0.0.1:9093", what, t.v)
	case u.User != nil:
		c.errorf(t.pos, "%s 的網址裡有密碼，密碼不可以寫在這個檔案裡", "%s holds a password in its URL, which may not stand in this file", what)
	default:
		return t.v
	}
	return ""
}

func (c *checker) checkPolling(p rawPolling) {
	into := &c.Polling
	into.Interface = p.Interface.or(into.Interface)
	into.FDB = p.FDB.or(into.FDB)
	into.ARP = p.ARP.or(into.ARP)
	into.Inventory = p.Inventory.or(into.Inventory)
	into.Timeout = p.Timeout.or(into.Timeout)
	c.between(p.Retries, "retries", bounds{0, 5}, &into.Retries)
	c.between(p.Concurrency, "per_switch_concurrency", bounds{1, 4}, &into.Concurrency)
	c.between(p.BackoffCPU, "backoff_when_switch_cpu_over", bounds{1, 100}, &into.BackoffCPU)
	c.rate(p.SchoolPPS, "max_pps_per_school", &into.SchoolPPS)
	c.rate(p.SwitchPPS, "max_pps_per_switch", &into.SwitchPPS)
	into.TryPublic = p.TryPublic.v
	if p.ActiveScan.v {
		c.errorf(p.ActiveScan.pos, "active_scan：rollcall 不做掃描，因為會傷到交換器；請寫 false 或刪掉這一行", "active_scan: rollcall has no sweeps, they harm switches; write false or remove the line")
	}
}

func (c *checker) rate(n decimal, what string, into *float64) {
	switch {
	case !n.set:
	case n.v <= 0:
		c.errorf(n.pos, "%s 是 %v；必須大於 0", "%s is %v; it must be more than 0", what, n.v)
	default:
		*into = n.v
	}
}

const century = 36525 // days

func (c *checker) checkHistory(h rawHistory) {
	c.between(h.Bindings, "bindings_days", bounds{1, century}, &c.History.BindingsDays)
	c.between(h.FDB, "fdb_days", bounds{1, century}, &c.History.FDBDays)
	c.between(h.Personal, "personal_zone_days", bounds{1, century}, &c.History.PersonalDays)
	c.between(h.Audit, "audit_days", bounds{1, century}, &c.History.AuditDays)
}

func (c *checker) checkThresholds(t rawLimits) {
	days := int(c.City.Thresholds.StaleMAC / (24 * time.Hour))
	c.between(t.EdgePortMACs, "edge_port_macs", bounds{1, 10_000}, &c.City.Thresholds.EdgePortMACs)
	c.between(t.DownAfter, "down_after", bounds{1, 100}, &c.City.Thresholds.DownAfter)
	c.between(t.StaleMACDays, "stale_mac_days", bounds{1, century}, &days)
	c.City.Thresholds.StaleMAC = time.Duration(days) * 24 * time.Hour
	days = int(c.City.Thresholds.WhitelistMaxAge / (24 * time.Hour))
	c.between(t.WhitelistDays, "whitelist_max_age_days", bounds{1, century}, &days)
	c.City.Thresholds.WhitelistMaxAge = time.Duration(days) * 24 * time.Hour
	c.City.Thresholds.DHCPSlow = t.DHCP.Slow.or(c.City.Thresholds.DHCPSlow)
	c.City.Thresholds.DHCPNoOffer = t.DHCP.NoOffer.or(c.City.Thresholds.DHCPNoOffer)
	c.between(t.ScopeUsed, "scope_used_percent", bounds{1, 100}, &c.City.Thresholds.ScopeUsed)
	c.checkWindowLimits(t)
}

func (c *checker) checkCalendar(cal rawCalendar, b rawBackup) {
	c.checkDays(cal.Hours.Days)
	c.timeOfDay(cal.Hours.From, &c.City.Calendar.From)
	c.timeOfDay(cal.Hours.To, &c.City.Calendar.To)
	if c.City.Calendar.To <= c.City.Calendar.From {
		c.errorf(cal.Hours.pos, "上課時間的結束早於開始；from 必須早於 to", "school hours end before they begin; from must be earlier than to")
	}
	c.checkHolidays(cal.Holidays)
	for _, y := range cal.Yearly {
		var month int
		c.between(y.Month, "month", bounds{1, 12}, &month)
		c.weekday(y.Weekly)
	}
	c.timeOfDay(b.Schedule, &c.Backup.At)
	c.between(b.Keep, "keep_days", bounds{1, century}, &c.Backup.KeepDays)
	c.between(b.Offline, "offline_copy_max_age_days", bounds{1, century}, &c.Backup.OfflineMaxDays)
}

func (c *checker) checkDays(days texts) {
	if len(days.v) == 0 {
		return
	}
	c.City.Calendar.Days = nil
	for _, t := range days.v {
		if d, ok := c.weekday(t); ok {
			c.City.Calendar.Days = append(c.City.Calendar.Days, d)
		}
	}
}

func (c *checker) weekday(t text) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if t.v == d.String()[:3] {
			return d, true
		}
	}
	if t.v != "" {
		c.errorf(t.pos, "「%s」不是星期幾；請寫 Mon、Tue、Wed、Thu、Fri、Sat 或 Sun", "%q is not a day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun", t.v)
	}
	return 0, false
}

// timeOfDay reads HH:MM, 24:00 included.
func (c *checker) timeOfDay(t text, into *time.Duration) {
	if t.v == "" {
		return
	}
	if t.v == "24:00" {
		*into = 24 * time.Hour
		return
	}
	at, err := time.Parse("15:04", t.v)
	if err != nil {
		c.errorf(t.pos, "「%s」不是時刻；請加引號，寫成 \"07:30\" 的樣子", "%q is not a time of day; write it in quotes, like \"07:30\"", t.v)
		return
	}
	*into = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
}
