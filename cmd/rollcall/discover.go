package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// discoverCmd follows what switches say of their neighbours and prints the
// configuration of those that are not configured yet.
type discoverCmd struct {
	School        []string `placeholder:"CODE" help:"只從這些學校開始 · start at the switches of these schools only."`
	Network       []string `placeholder:"CIDR" help:"只詢問這些網段；沒有指定時用 IP 規劃中交換器的網段與 discover.networks · the only networks to ask in; without it those of the plan for switches and discover.networks."`
	Seed          string   `placeholder:"HOST[:PORT]" help:"從這台交換器開始 · start at this switch."`
	CommunityFile string   `placeholder:"FILE" help:"--seed 用的 community · a file that holds the community for --seed."`
	UserFile      string   `placeholder:"FILE" help:"--seed 用的 SNMPv3 使用者 · a file with the SNMPv3 user for --seed."`
	Credential    []string `placeholder:"NAME" help:"依序嘗試 snmp: 之下的哪些帳號；沒有指定時全部 · which credentials under snmp: to try, in order; without it all."`
	Depth         int      `default:"8" help:"離起點幾台 · how many switches away from the start."`
	Limit         int      `default:"500" help:"最多詢問幾台 · ask no more switches than this."`
	Write         string   `placeholder:"NAME" help:"寫入 conf.d/NAME.yaml 並請常駐程式重新讀取 · write conf.d/NAME.yaml and have a running daemon read it."`
	JSON          bool     `name:"json" help:"輸出 JSON · one JSON object."`
}

// Run walks from switch to switch and prints what it found.
func (c *discoverCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	x, err := c.explorer(e, conf)
	if err != nil {
		return err
	}
	if err := x.walk(); err != nil {
		return err
	}
	part := x.part(time.Now())
	switch {
	case c.JSON:
		encoder := json.NewEncoder(e.stdout)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(x.report(time.Now()))
	case c.Write != "":
		return c.write(x, part)
	}
	if _, err := e.stdout.Write(part); err != nil {
		return err
	}
	return nil
}

// explorer checks what was asked for.
func (c *discoverCmd) explorer(e *env, conf *config.Config) (*explorer, error) {
	x := &explorer{env: e, conf: conf, prober: newProber(conf), depth: c.Depth, limit: c.Limit,
		tried: slices.Sorted(maps.Keys(conf.Credentials)), known: newAcquaintance(conf)}
	for _, name := range c.Credential {
		if _, ok := conf.Credentials[name]; !ok {
			return nil, usage(&saying{"cli.import.credential", wording.Args{"name": name, "known": strings.Join(x.tried, ", ")}, nil})
		}
	}
	if len(c.Credential) > 0 {
		x.tried = c.Credential
	}
	schools, err := c.schools(conf)
	if err != nil {
		return nil, err
	}
	if x.allowed, err = c.networks(conf, schools); err != nil {
		return nil, err
	}
	if c.Seed != "" {
		return x, c.plantSeed(x)
	}
	for _, s := range schools {
		for _, sw := range s.Switches {
			x.next = append(x.next, lead{sw: sw, addresses: []netip.AddrPort{sw.Address}, configured: true})
		}
	}
	if len(x.next) == 0 {
		return nil, &saying{key: "cli.discover.no_start"}
	}
	return x, nil
}

func (c *discoverCmd) schools(conf *config.Config) ([]inventory.School, error) {
	if len(c.School) == 0 {
		return conf.City.Schools, nil
	}
	var schools []inventory.School
	for _, code := range c.School {
		s, ok := conf.City.School(inventory.SchoolCode(code))
		if !ok {
			return nil, usage(&saying{"cli.discover.school", wording.Args{"school": code}, nil})
		}
		schools = append(schools, s)
	}
	return schools, nil
}

// networks are where it is allowed to ask: what the person says, else the zones of
// the plan that are for switches and what the configuration adds.
func (c *discoverCmd) networks(conf *config.Config, schools []inventory.School) (allowList, error) {
	var list allowList
	for _, text := range c.Network {
		n, err := netip.ParsePrefix(text)
		if err != nil {
			return list, usage(&saying{"cli.discover.network", wording.Args{"network": text}, nil})
		}
		list.prefixes = append(list.prefixes, n.Masked())
	}
	if len(c.Network) > 0 {
		return list, nil
	}
	list.prefixes = conf.Discover
	for _, s := range schools {
		plan, err := conf.City.Plan.For(s)
		if err != nil {
			return list, err
		}
		for _, z := range plan.Zones {
			if slices.Contains(z.Classes, inventory.ClassSwitch) {
				list.zones = append(list.zones, z)
			}
		}
	}
	if len(list.prefixes)+len(list.zones) == 0 {
		return list, &saying{key: "cli.discover.no_network"}
	}
	return list, nil
}

// plantSeed starts at a switch that need not be configured.
func (c *discoverCmd) plantSeed(x *explorer) error {
	addr, err := resolve(c.Seed)
	if err != nil {
		return usage(err)
	}
	school, err := c.schoolOf(x.conf, addr.Addr())
	if err != nil {
		return err
	}
	sw := inventory.Switch{Address: addr, School: school, Credentials: x.tried}
	if c.CommunityFile != "" || c.UserFile != "" {
		given, err := (&pollCmd{CommunityFile: c.CommunityFile, UserFile: c.UserFile}).credential()
		if err != nil {
			return err
		}
		x.given = givenCredential{file: c.CommunityFile, user: c.UserFile}
		x.prober.credentials[seedCredential] = given
		x.tried = append([]string{seedCredential}, x.tried...)
		sw.Credentials = []string{seedCredential}
	}
	if len(sw.Credentials) == 0 {
		return &saying{"cli.import.no_credential", wording.Args{"file": x.env.config}, nil}
	}
	x.next = []lead{{sw: sw, addresses: []netip.AddrPort{addr}, configured: x.known.addresses[addr.Addr()], seed: true}}
	return nil
}

// schoolOf is the school of a seed: by the plan, else as the person says, else the
// only one there is.
func (c *discoverCmd) schoolOf(conf *config.Config, addr netip.Addr) (inventory.SchoolCode, error) {
	owner, owned := conf.City.Owner(addr)
	switch {
	case len(c.School) > 0:
		return inventory.SchoolCode(c.School[0]), nil
	case owned:
		return owner.Code, nil
	case len(conf.City.Schools) == 1:
		return conf.City.Schools[0].Code, nil
	}
	return "", usage(&saying{"cli.discover.which_school", wording.Args{"address": addr.String()}, nil})
}

// An allowList says which addresses may be asked.
type allowList struct {
	prefixes []netip.Prefix
	zones    []inventory.SchoolZone
}

func (a allowList) contains(addr netip.Addr) bool {
	return slices.ContainsFunc(a.prefixes, func(p netip.Prefix) bool { return p.Contains(addr) }) ||
		slices.ContainsFunc(a.zones, func(z inventory.SchoolZone) bool { return z.Contains(addr) })
}

// write puts the part into conf.d, if the configuration is good with it.
func (c *discoverCmd) write(x *explorer, part []byte) error {
	e := x.env
	if strings.ContainsAny(c.Write, "/\\") || strings.HasPrefix(c.Write, ".") {
		return usage(&saying{"cli.discover.name", wording.Args{"name": c.Write}, nil})
	}
	path := config.PartPath(e.config, strings.TrimSuffix(c.Write, ".yaml")+".yaml")
	if _, err := os.Stat(path); err == nil {
		return &saying{"cli.discover.exists", wording.Args{"file": path}, fs.ErrExist}
	}
	if len(x.found) == 0 {
		_, err := e.stdout.Write(part)
		return err
	}
	if _, problems := config.LoadWith(e.config, map[string][]byte{path: part}); len(problems) > 0 {
		return problems
	}
	if err := config.SavePart(path, part); err != nil {
		return unwritten(path, err)
	}
	for _, u := range x.unreached {
		fmt.Fprintln(e.stderr, x.why(u))
	}
	fmt.Fprintln(e.stdout, x.say("written", wording.Args{"n": fmt.Sprint(len(x.found)), "file": path}))
	return e.askReload(x.conf)
}
