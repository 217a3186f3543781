package config

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// OpenID is an OpenID Connect provider where people may sign in instead of with a
// password. An empty Issuer: nowhere.
type OpenID struct {
	Name         string // on the button; default the host of the issuer
	Issuer       string // https://…
	ClientID     string
	ClientSecret Secret   // empty: a public client
	Scopes       []string // beside openid; default email and profile
	Domain       string   // of Google Workspace: the only one whose accounts are taken
}

// The preset for Google Workspace.
const (
	presetGoogle = "google"
	googleIssuer = "https://accounts.google.com"
)

// rawOpenID is the provider as the file names it.
type rawOpenID struct {
	pos
	Preset     text  `yaml:"preset"`
	Name       text  `yaml:"name"`
	Issuer     text  `yaml:"issuer"`
	ClientID   text  `yaml:"client_id"`
	SecretFile text  `yaml:"client_secret_file"`
	Scopes     texts `yaml:"scopes"`
	Domain     text  `yaml:"hosted_domain"`
}

// checkOpenID checks the provider; a section with nothing in it is none.
func (c *checker) checkOpenID(raw rawOpenID) {
	if raw.line == 0 {
		return
	}
	o := &c.OpenID
	o.Issuer, o.ClientID, o.Domain = raw.Issuer.v, raw.ClientID.v, raw.Domain.v
	if c.oneOf(raw.Preset, "preset", presetGoogle) == presetGoogle {
		c.checkGoogle(raw)
	}
	c.checkIssuer(raw)
	if o.ClientID == "" {
		c.errorf(raw.pos, "oidc 沒有 client_id；請填上登入系統發給 rollcall 的代號", "oidc has no client_id; write what the provider gave rollcall")
	}
	o.Scopes = []string{"email", "profile"}
	if len(raw.Scopes.v) > 0 {
		o.Scopes = nil
	}
	for _, t := range raw.Scopes.v {
		if t.v != "openid" {
			o.Scopes = append(o.Scopes, t.v)
		}
	}
	if raw.SecretFile.v != "" {
		if b, ok := c.readSecret(raw.SecretFile.pos, c.path(raw.SecretFile.v)); ok {
			o.ClientSecret = Secret(strings.TrimSpace(string(b)))
		}
	}
	if u, err := url.Parse(o.Issuer); err == nil {
		o.Name = raw.Name.or(u.Host)
	}
	if !raw.Name.set && raw.Preset.v == presetGoogle {
		o.Name = "Google"
	}
}

// checkGoogle demands the domain: without it everybody with an account at Google
// would be asked who they are.
func (c *checker) checkGoogle(raw rawOpenID) {
	if raw.Issuer.v != "" {
		c.errorf(raw.Issuer.pos, "preset: google 已經決定 issuer，請刪掉這一行", "preset: google names the issuer; remove this line")
	}
	if raw.Domain.v == "" {
		c.errorf(raw.Preset.pos, "preset: google 還要有 hosted_domain，寫學校或網路中心的 Google Workspace 網域", "preset: google also wants hosted_domain, the Google Workspace domain of the schools or the centre")
	}
	c.OpenID.Issuer = googleIssuer
}

// checkIssuer demands https (OpenID Connect Discovery 1.0, 3), but for a provider
// on this machine.
func (c *checker) checkIssuer(raw rawOpenID) {
	u, err := url.Parse(c.OpenID.Issuer)
	switch {
	case c.OpenID.Issuer == "":
		c.errorf(raw.pos, "oidc 沒有 issuer；請填上登入系統的網址，或寫 preset: google", "oidc has no issuer; write the provider's URL, or preset: google")
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())):
		c.errorf(raw.Issuer.pos, "issuer「%s」不是 https 網址；請照登入系統的說明填寫", "issuer %q is not an https URL; write it as the provider says", c.OpenID.Issuer)
	}
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// CheckListen returns an error, a [Sentence], where listen is not HOST:PORT.
func CheckListen(listen string) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "" {
		return say("listen「%s」缺少主機或連接埠；請寫成 127.0.0.1:8080 的樣子", "listen %q is not HOST:PORT; write for example 127.0.0.1:8080", listen)
	}
	if n, err := net.LookupPort("tcp", port); err != nil || n > 65535 {
		return say("listen「%s」沒有可用的連接埠；請寫成 127.0.0.1:8080 的樣子", "listen %q has no usable port; write for example 127.0.0.1:8080", listen)
	}
	if _, err := netip.ParseAddr(host); err != nil && host != "" && host != "localhost" {
		return say("listen「%s」要寫這台機器的 IP 位址；0.0.0.0 表示全部", "listen %q wants an address of this machine; 0.0.0.0 means all of them", listen)
	}
	return nil
}

// CheckLoopback returns an error, a [Sentence], where listen is not HOST:PORT on
// this machine.
func CheckLoopback(listen string) error {
	if err := CheckListen(listen); err != nil {
		return err
	}
	host, port, _ := net.SplitHostPort(listen)
	if !isLoopback(host) {
		return say("listen %s 會讓別台電腦也連得到；示範只在這台電腦上執行，請用 127.0.0.1:%s", "listen %s can be reached from other machines; the demo stays on this one: use 127.0.0.1:%s", listen, port)
	}
	return nil
}

// checkReach warns of passwords that would go over the network as they are.
func (c *checker) checkReach(raw rawWeb) {
	host, port, err := net.SplitHostPort(c.Web.Listen)
	if err != nil || isLoopback(host) || c.Web.ConfigFile != "" {
		return
	}
	if !strings.HasPrefix(c.Web.ExternalURL, "https://") {
		c.warnf(raw.Listen.pos, "listen %s 沒有加密，密碼會以明文經過網路；請用 web.config_file 設定 TLS 憑證，或改用 127.0.0.1:%s 並在前面架設 https 反向代理",
			"listen %s is not encrypted, so passwords cross the network as they are; set a certificate in web.config_file, or use 127.0.0.1:%s and an https proxy in front", c.Web.Listen, port)
	}
	if !raw.ExternalURL.set {
		c.warnf(raw.Listen.pos, "沒有 external_url，信件裡的連結會打不開；請填上大家開啟網頁用的網址", "there is no external_url, so links in mails lead nowhere; write the address that people open")
	}
}
