package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// part is the file of conf.d for what was found, with what was not reached as
// comments below.
func (x *explorer) part(now time.Time) []byte {
	head := []string{}
	for _, lang := range []wording.Lang{wording.ZhTW, wording.En} {
		head = append(head, wording.Text(lang, "fleet.discovered", wording.Args{"n": strconv.Itoa(len(x.found)), "at": now.Format(time.RFC3339)}))
	}
	var switches []config.PartSwitch
	for _, d := range x.found {
		switches = append(switches, config.PartSwitch{Switch: d.Switch, Comments: x.comments(d)})
	}
	var tail []string
	if len(x.unreached) > 0 {
		tail = append(tail, x.say("unreached_head", nil))
	}
	for _, u := range x.unreached {
		tail = append(tail, "- "+x.why(u))
	}
	return append(config.WritePart(head, switches, tail), x.credentials()...)
}

// credentials names the file that a person gave for the seed, where a switch that
// was found needs it.
func (x *explorer) credentials() []byte {
	if !slices.ContainsFunc(x.found, func(d discovered) bool { return d.credential == seedCredential }) {
		return nil
	}
	key, file, version := "community_file", x.given.file, "2c"
	if x.given.user != "" {
		key, file, version = "user_file", x.given.user, "3"
	}
	if abs, err := filepath.Abs(file); err == nil {
		file = abs
	}
	return fmt.Appendf(nil, "snmp:\n  %s: {version: %q, %s: %q}\n", seedCredential, version, key, file)
}

func (x *explorer) say(key string, args wording.Args) string {
	return wording.Text(x.env.lang, "fleet."+key, args)
}

// comments say what was seen of a switch and who told of it.
func (x *explorer) comments(d discovered) []string {
	lines := []string{oneLine(cmp.Or(modelOf(&d.Poll), d.System.ObjectID))}
	if d.via.Switch != "" {
		lines = append(lines, x.say("via", d.via.args()))
	}
	if d.guessed {
		lines = append(lines, x.say("school_guess", wording.Args{"address": d.Address.Addr().String(), "school": string(d.School)}))
	}
	return lines
}

func (h hop) args() wording.Args {
	return wording.Args{"switch": string(h.Switch), "port": h.Port, "protocol": h.Protocol, "address": h.address.String()}
}

// why says of a switch why it was not read.
func (x *explorer) why(u unreached) string { return x.whyIn(x.env.lang, u) }

func (x *explorer) whyIn(lang wording.Lang, u unreached) string {
	args := u.via.args()
	args["who"] = strings.TrimSpace(cmp.Or(u.heard.SysName, u.heard.ChassisID))
	args["detail"] = u.detail
	args["addresses"] = joinAddresses(u.heard.Addresses)
	line := wording.Text(lang, "fleet.miss_"+u.reason, args)
	if u.via.Switch != "" {
		line += " " + wording.Text(lang, "fleet.via", args)
	}
	return line
}

// The JSON form of what was found.
type discoverReport struct {
	At        time.Time        `json:"at"`
	Found     []foundReport    `json:"found"`
	Unreached []unreachedWords `json:"unreached"`
}

type foundReport struct {
	Name       inventory.SwitchID   `json:"name"`
	School     inventory.SchoolCode `json:"school"`
	Guessed    bool                 `json:"school_guessed,omitempty"`
	Address    netip.AddrPort       `json:"address"`
	Role       inventory.SwitchRole `json:"role"`
	Credential string               `json:"credential"`
	SysName    string               `json:"sys_name,omitempty"`
	Descr      string               `json:"descr,omitempty"`
	Model      string               `json:"model,omitempty"`
	Serial     string               `json:"serial,omitempty"`
	Via        hop                  `json:"via"`
}

type unreachedWords struct {
	SysName   string       `json:"sys_name,omitempty"`
	ChassisID string       `json:"chassis_id,omitempty"`
	Addresses []netip.Addr `json:"addresses,omitempty"`
	Via       hop          `json:"via"`
	Reason    string       `json:"reason"`
	Detail    string       `json:"detail,omitempty"`
}

func (x *explorer) report(now time.Time) discoverReport {
	r := discoverReport{At: now.UTC().Truncate(time.Second), Found: []foundReport{}, Unreached: []unreachedWords{}}
	for _, d := range x.found {
		who := inventory.IdentityOf(&d.Poll)
		r.Found = append(r.Found, foundReport{
			Name: d.ID, School: d.School, Guessed: d.guessed, Address: d.Address, Role: d.Role, Credential: d.credential,
			SysName: d.System.Name, Descr: who.Descr, Model: who.Model, Serial: who.Serial, Via: d.via,
		})
	}
	for _, u := range x.unreached {
		r.Unreached = append(r.Unreached, unreachedWords{u.heard.SysName, u.heard.ChassisID, u.heard.Addresses, u.via, u.reason, u.detail})
	}
	return r
}
