package inventory

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// An Explanation is what the plan says of one address: `rollcall plan explain`.
type Explanation struct {
	Address  netip.Addr `json:"address"`
	School   SchoolCode `json:"school,omitempty"` // whose variables the address has; empty: nobody's
	Name     string     `json:"school_name,omitempty"`
	InZone   bool       `json:"in_zone"`
	Zone     SchoolZone `json:"zone,omitzero"`     // where InZone
	Gateway  bool       `json:"gateway,omitempty"` // the address is the zone's gateway
	Nearest  SchoolZone `json:"nearest,omitzero"`  // where not InZone but of a school
	Distance int        `json:"distance,omitempty"`

	// Expects says what the rules expect of whoever has the address. The keys:
	//
	//	plan.public               not an RFC 1918 address: schools must have moved away from those
	//	plan.ipv6                 plans have IPv4 addresses only; nothing is expected of it
	//	plan.nobody               no school has it
	//	plan.gap                  {distance}: so many addresses from the nearest zone
	//	plan.school               {school, name}: elsewhere it is foreign_school_ip
	//	plan.gateway              only the gateway may have it
	//	plan.dhcp.VALUE           forbidden manual unspecified relay
	//	plan.classes              {classes}: only these device classes, one a line
	//	plan.must_be_present      its silence is a finding
	//	plan.only_if              {flag, holds}: only at schools with the flag; holds is yes or no
	//	plan.auth.VALUE           mac captive dot1x, {ssid}
	//	plan.unknown_mac.VALUE    alert ignore
	//	plan.external_service     stated in the plan, not verified
	Expects []Why `json:"expects"`
}

// ParseAddress reads an address as people write it, in full-width digits too.
func ParseAddress(text string) (netip.Addr, error) {
	addr, err := netip.ParseAddr(normaliseExpr(text))
	if err != nil {
		return netip.Addr{}, fmt.Errorf("read the address %q: %w", text, err)
	}
	return addr, nil
}

// Explain says what the plan knows of an address, over all schools.
func (c *City) Explain(addr netip.Addr) Explanation {
	addr = addr.Unmap()
	e := Explanation{Address: addr}
	if addr.Is6() {
		e.expect("plan.ipv6")
		return e
	}
	if !addr.IsPrivate() {
		e.expect("plan.public")
	}
	school, plan, ok := c.owner(addr)
	if !ok {
		e.expect("plan.nobody")
		return e
	}
	e.School, e.Name = school.Code, school.Name
	e.expect("plan.school", "school", string(school.Code), "name", school.Name)
	if e.Zone, e.InZone = plan.Zone(addr); e.InZone {
		e.explainZone(school)
		return e
	}
	if e.Nearest, e.Distance, ok = plan.Nearest(addr); ok {
		e.expect("plan.gap", "distance", strconv.Itoa(e.Distance))
	}
	return e
}

// Owner returns the school whose variables an address has.
func (c *City) Owner(addr netip.Addr) (School, bool) {
	s, _, ok := c.owner(addr.Unmap())
	return s, ok
}

func (c *City) owner(addr netip.Addr) (School, SchoolPlan, bool) {
	for _, s := range c.Schools {
		plan, _ := c.Plan.For(s) // zones that do not fit were refused with the configuration
		if plan.Owns(addr) {
			return s, plan, true
		}
	}
	return School{}, SchoolPlan{}, false
}

func (e *Explanation) explainZone(school School) {
	z := e.Zone
	if e.Gateway = z.Gateway == e.Address; e.Gateway {
		e.expect("plan.gateway")
	}
	e.expectValue("plan.dhcp.", z.DHCP)
	if len(z.Classes) > 0 {
		e.expect("plan.classes", "classes", strings.Join(z.Classes, "\n"))
	}
	if z.MustBePresent {
		e.expect("plan.must_be_present")
	}
	if z.OnlyIf != "" {
		e.expect("plan.only_if", "flag", z.OnlyIf, "holds", yesNo(z.AppliesTo(school)))
	}
	if z.Auth != "" {
		e.expect("plan.auth."+z.Auth, "ssid", z.SSID)
	}
	e.expectValue("plan.unknown_mac.", z.Unknown)
	if z.ExternalService != "" {
		e.expect("plan.external_service")
	}
}

// FlagQuakeSensor is the one flag that OnlyIf can name: School.QuakeSensor.
const FlagQuakeSensor = "quake_sensor"

// AppliesTo says whether a school has the zone at all: a zone with OnlyIf is
// only for schools with that flag.
func (z Zone) AppliesTo(school School) bool {
	return z.OnlyIf == "" || z.OnlyIf == FlagQuakeSensor && school.QuakeSensor
}

// Permits says whether a device class belongs in the zone. Where the zone names
// no classes, or the class is not known, it does.
func (z Zone) Permits(class string) bool {
	return class == "" || len(z.Classes) == 0 || slices.Contains(z.Classes, class)
}

func (e *Explanation) expectValue(prefix, value string) {
	if value != "" {
		e.expect(prefix + value)
	}
}

// expect adds a key with its arguments, given as name, value, name, value …
func (e *Explanation) expect(key string, args ...string) {
	w := Why{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if w.Args == nil {
			w.Args = map[string]string{}
		}
		w.Args[args[i]] = args[i+1]
	}
	e.Expects = append(e.Expects, w)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
