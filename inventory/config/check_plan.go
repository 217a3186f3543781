package config

import (
	"slices"

	"rollcall/inventory"
)

func (c *checker) checkPlan(raw []rawZone) {
	for _, z := range raw {
		c.checkZone(z)
	}
	for _, z := range raw {
		for _, o := range z.Overrides.v {
			if _, ok := c.zones[o.v]; !ok {
				c.errorf(o.pos, "網段 %s 的 overrides 寫了「%s」，但沒有這個網段；請寫較大網段的 id", "zone %s overrides %q, but there is no such zone; name the id of the bigger one", z.ID.v, o.v)
			}
		}
	}
}

// checkZone takes a zone into the plan if its notations parse.
func (c *checker) checkZone(raw rawZone) {
	before := len(c.errors)
	c.checkZoneID(raw)
	z := inventory.Zone{
		ID: raw.ID.v, Expr: raw.Expr.v, Name: raw.Name.or(raw.ID.v),
		DHCP:    c.oneOf(raw.DHCP, "dhcp", inventory.DHCPForbidden, inventory.DHCPManual, inventory.DHCPUnspecified, inventory.DHCPRelay),
		Medium:  c.oneOf(raw.Medium, "medium", "wired", "wireless"),
		Auth:    c.oneOf(raw.Auth, "auth", inventory.AuthMAC, inventory.AuthCaptive, inventory.AuthDot1X),
		Unknown: c.oneOf(raw.Unknown, "unknown_mac", inventory.UnknownAlert, inventory.UnknownIgnore),
		OnlyIf:  c.oneOf(raw.OnlyIf, "only_if", inventory.FlagQuakeSensor),
		SSID:    raw.SSID.v, Classes: c.checkClasses(raw), MustBePresent: raw.MustBePresent.v,
		ExternalService: raw.ExternalService.v, Prefix: raw.Prefix.v, Gateway: raw.Gateway.v, Pool: raw.Pool.v,
		Overrides: raw.Overrides.strings(), Source: raw.Source.v,
	}
	if z.DHCP == "" {
		z.DHCP = inventory.DHCPUnspecified
	}
	c.between(raw.VLAN, "vlan", bounds{1, 4094}, &z.VLAN)
	c.checkExprs(raw, z)
	if len(c.errors) == before {
		c.City.Plan.Zones = append(c.City.Plan.Zones, z)
	}
}

func (c *checker) checkZoneID(raw rawZone) {
	id := raw.ID
	if id.v == "" {
		c.errorf(raw.pos, "有一個網段沒有 id；請加上 id: 名稱", "a zone has no id; add id: NAME")
		return
	}
	if first, ok := c.zones[id.v]; ok {
		c.errorf(id.pos, "網段 %s 已經寫在 %s:%d；請把其中一個換成別的 id", "zone %s is already at %s:%d; give one of them another id", id.v, first.file, first.line)
		return
	}
	c.zones[id.v] = id.pos
}

// checkExprs parses the zone's notations, and puts made-up values into its
// variables to see that prefix and gateway fit the range.
func (c *checker) checkExprs(raw rawZone, z inventory.Zone) {
	if z.Expr == "" {
		c.errorf(raw.pos, "網段 %s 沒有 expr；請寫上它的位址，例如 \"10.X.10.1-239\"", "zone %s has no expr; write its addresses, like \"10.X.10.1-239\"", z.ID)
		return
	}
	vars := map[string]int{}
	for _, t := range []text{raw.Expr, raw.Prefix, raw.Gateway, raw.Pool} {
		if t.v == "" {
			continue
		}
		e, err := inventory.ParseExpr(t.v)
		if err != nil {
			c.errorf(t.pos, "網段 %s：%s", "zone %s: %s", z.ID, notationProblem(t.v, err))
			return
		}
		if w := e.Warning(); w != "" {
			c.warnf(t.pos, "網段 %s：「%s」%s", "zone %s: %q %s", z.ID, t.v, tailWarning(w))
		}
		for _, v := range e.Variables() {
			vars[v] = 1
			c.useVariable(v)
		}
	}
	if _, err := z.For(vars); err != nil {
		c.errorf(raw.pos, "網段 %s：%s（以 %s = 1 試算）", "zone %s: %s (with %s = 1)", z.ID, zoneProblem(z, err), listing(c.vars))
	}
}

func (c *checker) useVariable(name string) {
	if !slices.Contains(c.vars, name) {
		c.vars = append(c.vars, name)
	}
}

func (c *checker) checkClasses(raw rawZone) []string {
	for _, t := range raw.Classes.v {
		if !slices.Contains(inventory.Classes(), t.v) {
			c.warnf(t.pos, "網段 %s：rollcall 不認得設備類別「%s」（認得的有 %s）；除非清單也用這個字，否則沒有設備會符合", "zone %s: device class %q is none that rollcall knows (%s); no device will match it unless a list uses the same word",
				raw.ID.v, t.v, listing(inventory.Classes()))
		}
	}
	return raw.Classes.strings()
}

// checkOverlaps looks at the plan as each school has it, and tells each pair of
// zones once.
func (c *checker) checkOverlaps(raw []rawZone) {
	told := map[[2]string]bool{}
	for _, school := range c.plannedSchools() {
		plan, err := c.City.Plan.For(school)
		if err != nil {
			continue // told where the school is checked
		}
		for _, o := range plan.Overlaps() {
			pair := [2]string{o.A.ID, o.B.ID}
			if told[pair] {
				continue
			}
			told[pair] = true
			c.errorf(c.zones[o.B.ID], "網段 %s（%s）與 %s（%s）都包含 %s 至 %s；如果小的網段本來就在大的裡面，請在小的網段寫上 overrides: [大網段的 id]", "zones %s (%s) and %s (%s) both hold %s to %s; if the smaller lies inside the bigger on purpose, write overrides: [BIGGER] in it",
				o.A.ID, o.A.Expr, o.B.ID, o.B.Expr, o.From, o.To)
		}
	}
}

// plannedSchools are the schools to try the plan with: all, or a made-up one
// while there is none.
func (c *checker) plannedSchools() []inventory.School {
	if len(c.City.Schools) > 0 {
		return c.City.Schools
	}
	vars := map[string]int{}
	for i, v := range c.vars {
		vars[v] = 200 + i
	}
	return []inventory.School{{Vars: vars}}
}
