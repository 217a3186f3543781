package simcity

import (
	"fmt"

	"rollcall/inventory"
)

// The credentials that rollcall.yaml names.
const (
	credV2    = "v2-ro"    // most switches
	credClass = "v2-class" // classroom switches
	credV1    = "v1-class" // a classroom switch that is too old for SNMPv2c
	credV3    = "v3-ro"    // one school's switches, all of them
	credOld   = "v3-dlink" // older switches: DES only
	credRoom  = "v3-class" // a classroom switch whose password was changed on the spot
)

// A secret is what a switch asks of those who want to read it.
type secret struct {
	version      string // 2c or 3
	community    string
	user         string
	auth, priv   string // protocols
	authPassword string
	privPassword string
}

// secrets makes up what rollcall.yaml's credentials hold, by name.
func secrets(seed int64) map[string]secret {
	word := func(what string) string {
		return fmt.Sprintf("%s-%08x", what, dice(seed, "secret", what).Uint32())
	}
	return map[string]secret{
		credV2:    {version: "2c", community: word("watch")},
		credClass: {version: "2c", community: word("class")},
		credV1:    {version: "1", community: word("class")},
		credV3:    {version: "3", user: "rollcall", auth: "SHA-256", priv: "AES", authPassword: word("auth"), privPassword: word("priv")},
		credOld:   {version: "3", user: "rollcall-old", auth: "SHA", priv: "DES", authPassword: word("auth-old"), privPassword: word("priv-old")},
		credRoom:  {version: "3", user: "rollcall-class", auth: "SHA", priv: "AES", authPassword: word("auth-class"), privPassword: word("priv-class")},
	}
}

// changed returns the secret after somebody at the school changed its password.
func (s secret) changed() secret {
	s.authPassword, s.privPassword = s.authPassword+"-changed", s.privPassword+"-changed"
	return s
}

// arm gives every switch the secret that its credential names.
func (c *City) arm() {
	for _, sw := range c.switches() {
		if sw.Secret == (secret{}) {
			sw.Secret = c.keys[sw.Credential]
		}
	}
}

// switches returns every switch that rollcall.yaml names, school by school.
func (c *City) switches() []*Switch {
	var out []*Switch
	for _, s := range c.Schools {
		for _, sw := range s.Switches {
			if sw.Configured {
				out = append(out, sw)
			}
		}
	}
	return out
}

// Switch returns the switch of a name, nil where there is none.
func (c *City) Switch(id inventory.SwitchID) *Switch { return c.byID[id] }
