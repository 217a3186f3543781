package config

import (
	"fmt"
	"net/mail"
	"net/netip"
	"slices"
	"strings"

	"rollcall/inventory"
)

func (c *checker) checkSchools(raw *rawFile) {
	if len(raw.Schools) == 0 && len(c.errors) == 0 {
		c.warnf(raw.pos, "還沒有任何學校，因此不會讀取任何設備；請在網頁的「設定」（/setup）加入第一所，或寫在 schools: 之下", "there are no schools yet, so nothing is read; add the first one on the page /setup, or under schools:")
	}
	for _, s := range raw.Schools {
		c.checkSchool(s)
	}
	for _, sw := range raw.Switches {
		c.checkLooseSwitch(sw)
	}
	for _, sw := range raw.ARPSources {
		if one, ok := c.checkSwitch(sw, ""); ok {
			one.Role = inventory.SwitchRouter
			c.ARPSources = append(c.ARPSources, one)
			c.City.ARPSources = append(c.City.ARPSources, one)
		}
	}
	for _, s := range raw.Schools {
		c.checkCircuits(s)
	}
}

func (c *checker) checkSchool(raw rawSchool) {
	code := inventory.SchoolCode(raw.Code.v)
	c.checkCode(raw) // a school with a bad code is checked all the same: every mistake is told at once
	s := inventory.School{
		Code: code, Name: raw.Name.v, QuakeSensor: raw.QuakeSensor.v,
		Kind:              inventory.SchoolKind(c.oneOf(raw.Kind, "kind", string(inventory.KindCentre))),
		PublicIPMigration: c.oneOf(raw.Migration, "public_ip_migration", "done", "pending", "not_applicable"),
		Enforcement:       c.oneOf(raw.Enforcement, "enforcement", "reject", "arp_block", "none", "unknown"),
		APMode:            c.oneOf(raw.APMode, "ap_mode", "local", "central"),
	}
	if s.Name == "" {
		c.errorf(raw.pos, "學校 %s 沒有名稱；請加上 name: 名稱", "school %s has no name; add name: NAME", code)
	}
	c.between(raw.ClassCount, "class_count", bounds{0, 1000}, &s.ClassCount)
	c.rate(raw.Circuit.Down, "down_mbps", &s.DownMbps)
	c.rate(raw.Circuit.Up, "up_mbps", &s.UpMbps)
	s.Gateway = c.gateway(raw.Gateway)
	s.Vars = c.checkVars(raw, s)
	s.Contacts = c.checkContacts(raw, s)
	c.checkListFiles(raw, code)
	for _, sw := range raw.Switches {
		if sw.School.set && sw.School.v != raw.Code.v {
			c.errorf(sw.School.pos, "交換器 %s 寫在學校 %s 之下，卻又寫了 school: %s；請刪掉其中一個", "switch %s stands under school %s but names school %s; remove one of them", sw.Name.v, code, sw.School.v)
			continue
		}
		if one, ok := c.checkSwitch(sw, code); ok {
			s.Switches = append(s.Switches, one)
		}
	}
	c.City.Schools = append(c.City.Schools, s)
}

func (c *checker) checkCode(raw rawSchool) {
	code := raw.Code.v
	if code == "" {
		c.errorf(raw.pos, "有一所學校沒有學校代碼；請加上 code: \"六位數字\"", "a school has no code; add code: \"SIX DIGITS\"")
		return
	}
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
		c.errorf(raw.Code.pos, "學校代碼「%s」不是六位數字", "school code %q does not have six digits", code)
		return
	}
	if first, ok := c.codes[inventory.SchoolCode(code)]; ok {
		c.errorf(raw.Code.pos, "學校 %s 已經寫在 %s:%d；請改正其中一所的學校代碼", "school %s is already at %s:%d; give one of them its own code", code, first.file, first.line)
		return
	}
	c.codes[inventory.SchoolCode(code)] = raw.Code.pos
}

// checkVars takes x and vars together, and holds them against the plan and the
// other schools.
func (c *checker) checkVars(raw rawSchool, s inventory.School) map[string]int {
	vars, at := map[string]int{}, raw.Code.pos
	for name, w := range raw.Vars {
		if w.set {
			vars[strings.ToUpper(name)], at = w.v, w.pos
		}
	}
	if raw.X.set {
		if v, ok := vars["X"]; ok && v != raw.X.v {
			c.errorf(raw.X.pos, "學校 %s 的 x 是 %d，vars 裡的 X 卻是 %d；請只留一個", "school %s has x: %d but vars says X: %d; keep one", s.Code, raw.X.v, v)
		}
		vars["X"], at = raw.X.v, raw.X.pos
	}
	fits := true
	for _, name := range sortedKeys(vars) {
		if v := vars[name]; v < 0 || v > 255 {
			c.errorf(at, "學校 %s：%s 是 %d；必須在 0 到 255 之間", "school %s: %s is %d; it must be 0 to 255", s.Code, name, v)
			fits = false
		}
	}
	if len(vars) == 0 && s.Kind == inventory.KindCentre {
		return vars
	}
	if fits && c.hasVariables(raw, vars) {
		c.checkSite(at, s.Code, vars)
	}
	return vars
}

func (c *checker) hasVariables(raw rawSchool, vars map[string]int) bool {
	ok := true
	for _, name := range c.vars {
		if _, has := vars[name]; has {
			continue
		}
		ok = false
		hint := say("vars: {%s: 數字}", "vars: {%s: NUMBER}", name)
		if name == "X" {
			hint = say("x: 數字", "x: NUMBER")
		}
		c.errorf(raw.Code.pos, "學校 %s 沒有 IP 規劃用到的 %s；請加上 %s", "school %s has no %s, which the plan uses; add %s", raw.Code.v, name, hint)
	}
	return ok
}

// checkSite refuses two schools that would have the same addresses.
func (c *checker) checkSite(at pos, code inventory.SchoolCode, vars map[string]int) {
	var parts []string
	for _, name := range c.vars {
		parts = append(parts, fmt.Sprintf("%s %d", name, vars[name]))
	}
	site := strings.Join(parts, ", ")
	if site == "" {
		return
	}
	if other, ok := c.sites[site]; ok {
		c.errorf(at, "學校 %s 的 %s 與學校 %s 相同；每所學校必須有自己的數字", "school %s has %s, and so has school %s; every school needs its own", code, listing(parts), other)
		return
	}
	c.sites[site] = code
}

func (c *checker) checkContacts(raw rawSchool, s inventory.School) []inventory.Contact {
	var list []inventory.Contact
	for _, one := range raw.Contacts {
		if a, err := mail.ParseAddress(one.Mail.v); err != nil || a.Address != one.Mail.v {
			c.errorf(one.pos, "學校 %s：聯絡人「%s」沒有可用的電子郵件位址（「%s」）", "school %s: contact %q has no usable mail address (%q)", s.Code, one.Name.v, one.Mail.v)
			continue
		}
		if lang := one.Lang.v; lang != "" && lang != inventory.LangZhTW && lang != inventory.LangEn {
			c.errorf(one.Lang.pos, "語言「%s」不能用；請寫 zh-TW 或 en", "there is no language %q; write zh-TW or en", lang)
		}
		list = append(list, inventory.Contact{Name: one.Name.v, Mail: one.Mail.v, Lang: one.Lang.v})
	}
	if n := len(raw.Contacts); n < 2 && s.Kind != inventory.KindCentre {
		c.warnf(raw.Code.pos, "學校 %s 應有 2 位聯絡人，目前是 %d 位；有關它的訊息可能沒有人收到", "school %s has %d of 2 contacts; messages about it may reach nobody", s.Code, n)
	}
	return list
}

func (c *checker) checkListFiles(raw rawSchool, code inventory.SchoolCode) {
	files := ListFiles{
		Whitelist:  c.existing(raw.Whitelist),
		Master:     c.existing(raw.Master),
		PortRecord: c.existing(raw.PortRecord),
		Lost:       c.existing(raw.Lost),
		IoT:        c.existing(raw.IoT),
	}
	if files != (ListFiles{}) {
		c.Lists[code] = files
	}
}

// checkLooseSwitch gives a switch of the top-level switches: to its school.
func (c *checker) checkLooseSwitch(raw rawSwitch) {
	code := inventory.SchoolCode(raw.School.v)
	i := slices.IndexFunc(c.City.Schools, func(s inventory.School) bool { return s.Code == code })
	if i < 0 {
		c.errorf(raw.pos, "交換器 %s 寫的學校「%s」不在 schools: 之下；請改正學校代碼", "switch %s names school %q, which is not under schools:; correct the code", raw.Name.v, code)
		return
	}
	if one, ok := c.checkSwitch(raw, code); ok {
		c.City.Schools[i].Switches = append(c.City.Schools[i].Switches, one)
	}
}

func (c *checker) checkSwitch(raw rawSwitch, code inventory.SchoolCode) (inventory.Switch, bool) {
	id := inventory.SwitchID(raw.Name.v)
	if id == "" {
		c.errorf(raw.pos, "有一台交換器沒有名稱；請加上 name: 名稱", "a switch has no name; add name: NAME")
		return inventory.Switch{}, false
	}
	key := inventory.SwitchID(strings.ToLower(raw.Name.v))
	if first, ok := c.switches[key]; ok {
		c.errorf(raw.Name.pos, "交換器 %s 已經寫在 %s:%d；全市的交換器名稱不可重複", "switch %s is already at %s:%d; names are unique in the city", id, first.file, first.line)
		return inventory.Switch{}, false
	}
	c.switches[key] = raw.Name.pos
	c.Written[id] = Place{raw.Name.file, raw.Name.line}
	who := say("交換器 %s", "switch %s", raw.Name.v)
	addr, ok := c.checkAddress(raw, who)
	role := c.oneOf(raw.Role, "role", "core", "access", "classroom", "controller", "router")
	if rooms := c.existing(raw.Rooms); rooms != "" {
		c.Rooms[id] = rooms
	}
	return inventory.Switch{
		ID: id, School: code, Address: addr, Role: inventory.SwitchRole(role),
		Credentials: c.checkCredentialNames(raw.SNMP, who, raw.pos),
		Place:       raw.Place.v, Uplinks: raw.Uplinks.strings(),
	}, ok
}

const snmpPort = 161 // RFC 3417, 3.1

// checkAddress reads ip: ADDRESS, or address: ADDRESS:PORT.
func (c *checker) checkAddress(raw rawSwitch, who Sentence) (netip.AddrPort, bool) {
	var none netip.AddrPort
	switch {
	case raw.IP.v != "" && raw.Address.v != "":
		c.errorf(raw.Address.pos, "%s 同時有 ip 與 address；請只留一個", "%s has both ip and address; keep one", who)
		return none, false
	case raw.IP.v == "" && raw.Address.v == "":
		c.errorf(raw.pos, "%s 沒有位址；請加上 ip: 位址，要指定連接埠則加上 address，寫成 127.0.0.1:1161 的樣子", "%s has no address; add ip: ADDRESS or address: ADDRESS:PORT", who)
		return none, false
	case raw.IP.v != "":
		addr, err := netip.ParseAddr(raw.IP.v)
		if err != nil {
			c.errorf(raw.IP.pos, "%s：「%s」不是 IP 位址", "%s: %q is not an IP address", who, raw.IP.v)
			return none, false
		}
		return netip.AddrPortFrom(addr, snmpPort), true
	}
	if addr, err := netip.ParseAddr(raw.Address.v); err == nil {
		return netip.AddrPortFrom(addr, snmpPort), true
	}
	ap, err := netip.ParseAddrPort(raw.Address.v)
	if err != nil || ap.Port() == 0 {
		c.errorf(raw.Address.pos, "%s：「%s」不是帶連接埠的 IP 位址；請寫成 127.0.0.1:1161 的樣子", "%s: %q is not an IP address with a port, like 127.0.0.1:1161", who, raw.Address.v)
		return none, false
	}
	return ap, true
}

func (c *checker) checkCredentialNames(names texts, who Sentence, at pos) []string {
	if len(names.v) == 0 {
		c.errorf(at, "%s 沒有指定 SNMP 帳號密碼；請加上 snmp: 名稱，名稱是最上層 snmp: 之下的一個", "%s names no credential; add snmp: NAME, one of those under snmp:", who)
	}
	for _, t := range names.v {
		if _, ok := c.Credentials[t.v]; ok {
			continue
		}
		known := sortedKeys(c.Credentials)
		if near := nearest(t.v, known); near != "" {
			c.errorf(t.pos, "%s 用的 SNMP 帳號密碼「%s」不在 snmp: 之下；是不是「%s」？", "%s uses the credential %q, which is not under snmp:; did you mean %q?", who, t.v, near)
		} else {
			c.errorf(t.pos, "%s 用的 SNMP 帳號密碼「%s」不在 snmp: 之下；請加到那裡", "%s uses the credential %q, which is not under snmp:; add it there", who, t.v)
		}
	}
	return names.strings()
}

func (c *checker) checkQuakeSensors(raw *rawFile) {
	n := 0
	for _, s := range c.City.Schools {
		if s.QuakeSensor {
			n++
		}
	}
	if want := c.City.QuakeSensors; want != 0 && n != want {
		c.warnf(raw.City.QuakeSensors.pos, "quake_sensor_count 是 %d，但 quake_sensor: true 的學校有 %d 所；請改正各校的標記，或寫 0 不再檢查", "quake_sensor_count is %d, but the number of schools with quake_sensor: true is %d; correct the flags, or write 0 to stop this check", want, n)
	}
}
