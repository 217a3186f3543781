package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A setupSchool is a school whose switches are looked for, as it was typed.
type setupSchool struct {
	School     inventory.School `json:"school"` // without switches
	Core       netip.AddrPort   `json:"core"`
	Network    netip.Prefix     `json:"network"`    // where it is allowed to ask
	Credential string           `json:"credential"` // the one that was typed; empty: only configured ones
	Version    string           `json:"version"`    // of that
	Try        []string         `json:"try"`        // every credential to try, in order
}

// takeSchool checks what was typed of a school, keeps its secret in a file, and
// begins to look for its switches.
func (k *setupDesk) takeSchool(_ context.Context, n *setupNotes, form url.Values) (*config.Sentence, error) {
	if k.search != nil {
		return nil, wrong("setup.busy", nil)
	}
	conf, err := k.tried(nil)
	if err != nil {
		return nil, err
	}
	s, err := readSetupSchool(conf, form)
	if err != nil {
		return nil, err
	}
	if err := k.keepSecret(&s, n.School, conf, form); err != nil {
		return nil, err
	}
	for _, name := range form["try"] {
		if _, known := conf.Credentials[name]; known && name != s.Credential {
			s.Try = append(s.Try, name)
		}
	}
	if len(s.Try) == 0 {
		return nil, wrong("setup.need.credential", nil)
	}
	n.School = &s
	core := inventory.Switch{ID: inventory.SwitchID(string(s.School.Code) + "-core"), School: s.School.Code, Address: s.Core,
		Role: inventory.SwitchCore, Credentials: s.Try}
	conf, err = k.tried(k.draftsOf(&s, []inventory.Switch{core}))
	if err != nil {
		return nil, err
	}
	k.search = k.beginSearch(conf, &s, core)
	n.Search = k.search.progress()
	return nil, nil
}

// readSetupSchool reads the form of a school; everything that is wrong with it is
// told at once.
func readSetupSchool(conf *config.Config, form url.Values) (setupSchool, error) {
	var s setupSchool
	var w setupWrong
	text := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(form.Get(name), "")) }
	s.School = inventory.School{Code: inventory.SchoolCode(text("code")), Name: text("name"), Vars: map[string]int{}}
	if s.School.Name == "" {
		w = append(w, sentence("setup.need.name", nil))
	}
	if len(s.School.Code) != 6 || strings.Trim(string(s.School.Code), "0123456789") != "" {
		w = append(w, sentence("setup.need.code", nil))
	}
	for _, name := range planVariables(conf.City.Plan) {
		v, err := strconv.Atoi(text("var_" + name))
		if err != nil || v < 0 || v > 255 {
			w = append(w, sentence("setup.need.var", wording.Args{"var": name}))
		}
		s.School.Vars[name] = v
	}
	for i, field := range []string{"contact", "deputy"} {
		if at := text(field); at != "" {
			if a, err := netmail.ParseAddress(at); err != nil || a.Address != at {
				w = append(w, sentence("setup.need.mail", wording.Args{"text": at}))
			}
			s.School.Contacts = append(s.School.Contacts, inventory.Contact{Name: contactName(i), Mail: at})
		}
	}
	w = append(w, s.readPlace(conf, text("core"), text("network"))...)
	if len(w) > 0 {
		return s, w
	}
	return s, nil
}

// contactName is what the two people of a school are to it.
func contactName(i int) string {
	return wording.Text(wording.ZhTW, []string{"setup.contact", "setup.deputy"}[i], nil)
}

// readPlace reads where the school's switches are.
func (s *setupSchool) readPlace(conf *config.Config, core, network string) (w setupWrong) {
	var err error
	if s.Core, err = setupAddress(core); err != nil {
		return wrong("setup.need.core", wording.Args{"text": cmp.Or(core, "–")})
	}
	for _, sw := range conf.City.Switches() {
		if sw.Address == s.Core {
			w = append(w, sentence("setup.taken.core", wording.Args{"address": core, "switch": string(sw.ID), "school": string(sw.School)}))
		}
	}
	bits := 24
	if s.Core.Addr().Is6() {
		bits = 64
	}
	s.Network, _ = s.Core.Addr().Prefix(bits) // the address has as many bits
	if network == "" {
		return w
	}
	if s.Network, err = netip.ParsePrefix(network); err != nil || s.Network.Bits() < 16 {
		w = append(w, sentence("setup.need.network", wording.Args{"text": network}))
	}
	s.Network = s.Network.Masked()
	return w
}

// setupAddress reads ADDRESS or ADDRESS:PORT.
func setupAddress(text string) (netip.AddrPort, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.AddrPortFrom(addr.Unmap(), 161), nil
	}
	return netip.ParseAddrPort(text)
}

// keepSecret writes a secret that was typed into a file of its own. One that was
// typed before and is not configured yet is still there.
func (k *setupDesk) keepSecret(s, before *setupSchool, conf *config.Config, form url.Values) error {
	text, version, err := typedSecret(form)
	if err != nil {
		return err
	}
	if before != nil && before.Credential != "" {
		if _, configured := conf.Credentials[before.Credential]; !configured {
			s.Credential, s.Version = before.Credential, before.Version
		}
	}
	if text != nil {
		s.Version = version
		s.Credential = k.freeCredential(conf, "v"+version)
		if err := config.SaveSecret(k.secretFile(s.Credential), text); err != nil {
			return cannotWrite(k.secretFile(s.Credential), err)
		}
	}
	if s.Credential != "" {
		s.Try = []string{s.Credential}
	}
	return nil
}

// typedSecret is the file of the secret in a form; nil: none was typed.
func typedSecret(form url.Values) (text []byte, version string, err error) {
	user := strings.TrimSpace(form.Get("user"))
	c := config.Credential{User: user, Auth: form.Get("auth"), AuthPassword: config.Secret(form.Get("auth_password")),
		Priv: form.Get("priv"), PrivPassword: config.Secret(form.Get("priv_password"))}
	switch community := strings.TrimSpace(form.Get("community")); {
	case community != "":
		if strings.ContainsAny(community, "\r\n") {
			return nil, "", wrong("setup.need.credential", nil)
		}
		return []byte(community + "\n"), "2c", nil
	case user == "" || c.AuthPassword == "" && c.PrivPassword == "":
		return nil, "", nil
	case len(c.AuthPassword) < 8 || c.Priv != "" && len(c.PrivPassword) < 8:
		return nil, "", wrong("setup.need.v3", nil)
	}
	if c.Priv == "" {
		c.PrivPassword = ""
	}
	return config.WriteUser(c), "3", nil
}

// freeCredential is a name that no configured credential has. A file that nothing
// names any more is written over.
func (k *setupDesk) freeCredential(conf *config.Config, base string) string {
	name := base
	for n := 2; ; n++ {
		_, taken := conf.Credentials[name]
		_, err := os.Stat(k.credentialPart(name))
		if !taken && errors.Is(err, fs.ErrNotExist) {
			return name
		}
		name = fmt.Sprintf("%s-%d", base, n)
	}
}

func (k *setupDesk) secretFile(credential string) string {
	return filepath.Join(filepath.Dir(k.file), "secrets", "snmp-"+credential)
}

func (k *setupDesk) credentialPart(name string) string {
	return config.PartPath(k.file, "snmp-"+name+".yaml")
}

// draftsOf are the files of conf.d of a school with some switches.
func (k *setupDesk) draftsOf(s *setupSchool, switches []inventory.Switch) map[string][]byte {
	code := string(s.School.Code)
	var parts []config.PartSwitch
	used := false
	for _, sw := range switches {
		parts = append(parts, config.PartSwitch{Switch: sw})
		used = used || slices.Contains(sw.Credentials, s.Credential)
	}
	drafts := map[string][]byte{
		config.PartPath(k.file, "school-"+code+".yaml"):   append(config.WriteSchool(setupHead(), s.School), config.WriteDiscover(s.Network)...),
		config.PartPath(k.file, "switches-"+code+".yaml"): config.WritePart(setupHead(), parts, nil),
	}
	if s.Credential != "" && used {
		drafts[k.credentialPart(s.Credential)] = config.WriteCredential(setupHead(), s.Credential, s.Version, filepath.Join("secrets", "snmp-"+s.Credential))
	}
	return drafts
}
