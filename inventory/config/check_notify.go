package config

import (
	"net/url"
	"strings"

	"rollcall/inventory"
)

// The hosts of services that everybody reaches under the same name.
const (
	chatHost = "chat.googleapis.com"
	lineHost = "api.line.me"
)

// lineMonthly is how many messages LINE sends a month for nothing.
const lineMonthly = 200

// checkNotify checks how people and programs are told. It follows the schools,
// whose codes it names.
func (c *checker) checkNotify(raw rawNotify) {
	c.between(raw.PerDay, "per_day", bounds{0, 1000}, &c.Notify.PerDay)
	c.between(raw.Remind, "remind_after_school_days", bounds{0, 100}, &c.Notify.Remind)
	names := map[string]pos{}
	for _, one := range raw.Channels {
		ch, ok := c.checkChannel(one)
		if first, twice := names[ch.Name]; twice {
			c.errorf(one.Name.pos, "通知管道「%s」已經寫在 %s:%d；請改名", "the channel %q is already at %s:%d; give it another name", ch.Name, first.file, first.line)
			continue
		}
		names[ch.Name] = one.pos
		if ok {
			c.Notify.Channels = append(c.Notify.Channels, ch)
		}
	}
}

// checkChannel checks one channel; ok is false where it is not to be used.
func (c *checker) checkChannel(raw rawChannel) (ch Channel, ok bool) {
	before := len(c.errors)
	ch = Channel{Name: raw.Name.v, Private: raw.Private.v, Monthly: lineMonthly,
		Least: inventory.Severity(c.oneOf(raw.Least, "least", string(inventory.Info), string(inventory.Warning), string(inventory.Critical)))}
	ch.Way = c.oneOf(raw.Type, "type", inventory.WayWebhook, inventory.WayChat, inventory.WayLine, inventory.WayFile)
	if ch.Name == "" || strings.ContainsAny(ch.Name, ": \t") {
		c.errorf(raw.pos, "有一個通知管道沒有可用的名稱；請加上 name: 名稱，不含空白與冒號", "a channel has no usable name; add name: NAME, without blanks and colons")
	}
	if !raw.Type.set {
		c.errorf(raw.pos, "通知管道 %s 沒有 type；請寫 webhook、google_chat、line 或 file", "channel %s has no type; write webhook, google_chat, line or file", ch.Name)
	}
	for _, t := range raw.Schools.v {
		code := inventory.SchoolCode(t.v)
		if _, known := c.City.School(code); !known {
			c.errorf(t.pos, "通知管道 %s 寫的學校「%s」不在 schools: 之下", "channel %s names school %q, which is not under schools:", ch.Name, t.v)
		}
		ch.Schools = append(ch.Schools, code)
	}
	switch ch.Way {
	case inventory.WayWebhook, inventory.WayChat:
		c.checkHook(raw, &ch)
	case inventory.WayLine:
		c.checkLine(raw, &ch)
	case inventory.WayFile:
		if ch.Path = c.path(raw.Path.v); !raw.Path.set {
			c.errorf(raw.pos, "通知管道 %s 沒有 path；請寫上要附加的檔案", "channel %s has no path; name the file that lines are added to", ch.Name)
		}
	}
	wanted := !raw.Enabled.set || raw.Enabled.v
	if ch.Way == inventory.WayLine {
		wanted = raw.Enabled.v // off unless a person turns it on: it costs, and leaves the country
	}
	return ch, len(c.errors) == before && wanted
}

// checkHook checks an address that is itself a secret: it stands in a file, and its
// host in the configuration, so that nobody who can write the file alone leads
// messages elsewhere.
func (c *checker) checkHook(raw rawChannel, ch *Channel) {
	if ch.Host = strings.ToLower(raw.Host.v); ch.Host == "" && ch.Way == inventory.WayChat {
		ch.Host = chatHost
	}
	if ch.Host == "" {
		c.errorf(raw.pos, "通知管道 %s 沒有 host；請寫上網址裡的主機名稱", "channel %s has no host; write the name of the host in its URL", ch.Name)
	}
	if !raw.URLFile.set {
		c.errorf(raw.pos, "通知管道 %s 沒有 url_file；網址等同密碼，請寫進檔案並在這裡寫上檔名", "channel %s has no url_file; its URL is a secret, put it into a file and name that here", ch.Name)
		return
	}
	if ch.URL = c.secretLine(raw.URLFile); ch.URL != "" && ch.Host != "" {
		c.checkHookURL(raw, ch)
	}
	if raw.KeyFile.set {
		ch.Key = c.secretLine(raw.KeyFile)
	}
}

// checkHookURL says what is wrong with an address without saying the address.
func (c *checker) checkHookURL(raw rawChannel, ch *Channel) {
	at, file := raw.URLFile.pos, c.path(raw.URLFile.v)
	u, err := url.Parse(ch.URL.Reveal())
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		c.errorf(at, "%s 裡的不是網址；請寫成 https://主機/… 的樣子", "what %s holds is no URL; it looks like https://HOST/…", file)
	case u.User != nil:
		c.errorf(at, "%s 裡的網址帶了使用者；請拿掉 @ 之前的部分", "the URL in %s names a user; remove what stands before the @", file)
	case strings.ToLower(u.Hostname()) != ch.Host:
		c.errorf(at, "%s 裡網址的主機不是 host 寫的 %s；請改正其中一個", "the URL in %s leads to another host than %s, which host names; correct one of them", file, ch.Host)
	case u.Scheme != "https" && !(u.Scheme == "http" && (onLoopback(ch.Host) || ch.Private)):
		c.errorf(at, "%s 裡的網址必須以 https:// 開頭；http 只能用在本機或 private: true 的主機", "the URL in %s must begin with https://; http is for this machine, or a host with private: true", file)
	case onLoopback(ch.Host) && !ch.Private:
		c.errorf(raw.Host.pos, "通知管道 %s 的主機在這台機器上；確實如此請加上 private: true", "the host of channel %s is this machine; add private: true if that is meant", ch.Name)
	}
}

func (c *checker) checkLine(raw rawChannel, ch *Channel) {
	ch.Host = lineHost
	c.between(raw.Monthly, "monthly", bounds{1, 1_000_000}, &ch.Monthly)
	for _, one := range []struct {
		t    text
		key  string
		into *Secret
	}{{raw.TokenFile, "token_file", &ch.Token}, {raw.ToFile, "to_file", &ch.To}} {
		if !one.t.set {
			c.errorf(raw.pos, "通知管道 %s 沒有 %s；請寫上檔名", "channel %s has no %s; name the file", ch.Name, one.key)
			continue
		}
		*one.into = c.secretLine(one.t)
	}
}
