package config

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func (c *checker) checkCredentials(raw map[string]rawSNMP) {
	for _, name := range sortedKeys(raw) {
		c.Credentials[name] = c.checkCredential(name, raw[name])
	}
}

func (c *checker) checkCredential(name string, raw rawSNMP) Credential {
	cred := Credential{Name: name, Context: raw.Context.v, Interval: raw.Interval.v,
		Version: c.oneOf(raw.Version, "version", "1", "2c", "3")}
	c.protocol(raw.Auth, "auth", authProtocols(), &cred.Auth)
	c.protocol(raw.Priv, "priv", privProtocols(), &cred.Priv)
	switch {
	case !raw.Version.set:
		c.errorf(raw.pos, "SNMP 帳號密碼 %s 沒有 version；請加上 version: 3、2c 或 1", "credential %s has no version; add version: 3, 2c or 1", name)
	case cred.Version == "3":
		c.checkV3(raw, &cred)
	case cred.Version != "":
		c.checkCommunity(raw, &cred)
	}
	return cred
}

func (c *checker) checkV3(raw rawSNMP, cred *Credential) {
	if raw.CommunityFile.set {
		c.errorf(raw.CommunityFile.pos, "SNMP 帳號密碼 %s 是第 3 版，沒有 community；請改寫 user_file", "credential %s is version 3, which has no community; name a user_file", cred.Name)
	}
	if raw.UserFile.v == "" {
		c.errorf(raw.pos, "SNMP 帳號密碼 %s 沒有 user_file；請寫上 SNMPv3 帳號密碼檔的檔名", "credential %s has no user_file; name the file with the SNMPv3 user", cred.Name)
		return
	}
	c.readUser(raw.UserFile.pos, c.path(raw.UserFile.v), cred)
}

func (c *checker) checkCommunity(raw rawSNMP, cred *Credential) {
	if raw.UserFile.set {
		c.errorf(raw.UserFile.pos, "SNMP 帳號密碼 %s 是 %s 版，沒有使用者；請改寫 community_file", "credential %s is version %s, which has no users; name a community_file", cred.Name, cred.Version)
	}
	if raw.CommunityFile.v == "" {
		c.errorf(raw.pos, "SNMP 帳號密碼 %s 沒有 community_file；請寫上存放 community 的檔名", "credential %s has no community_file; name the file with the community", cred.Name)
		return
	}
	cred.Community, _ = c.readCommunity(raw.CommunityFile.pos, c.path(raw.CommunityFile.v))
}

// checkOthers checks the parts of the file that describe what this version does
// not act on yet, so that a slip in them is told when it is made.
func (c *checker) checkOthers(raw *rawFile) {
	for _, s := range raw.SSIDs {
		c.oneOf(s.Kind, "kind", "mac", "captive", "dot1x", "psk", "open")
		if s.Name.v == "" && s.Pattern.v == "" {
			c.errorf(s.pos, "有一個 SSID 既沒有 name 也沒有 pattern；請加上其中一個", "an SSID has neither name nor pattern; add one")
		}
	}
	for _, s := range raw.Servers {
		if s.Name.v == "" {
			c.errorf(s.pos, "有一台伺服器沒有名稱；請加上 name: 名稱", "a server has no name; add name: NAME")
		}
		c.checkServer(s)
	}
	for _, r := range raw.Roles {
		c.oneOf(r.Name, say("roles 的 name", "role"), "centre", "coordinator", "auditor")
		for _, may := range r.May.v {
			c.oneOf(may, say("may", "right"), "read", "ack", "edit_lists", "export")
		}
	}
}

func (c *checker) checkDiscover(raw rawDiscover) {
	for _, t := range raw.Networks.v {
		n, err := netip.ParsePrefix(t.v)
		if err != nil {
			c.errorf(t.pos, "「%s」不是網段；請寫成 10.241.254.0/24 的樣子", "%q is not a network; write it like 10.241.254.0/24", t.v)
			continue
		}
		c.Discover = append(c.Discover, n.Masked())
	}
}
