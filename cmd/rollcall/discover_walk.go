package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A lead is a switch to be asked: one of the configuration, or one that a
// neighbour has told of.
type lead struct {
	sw         inventory.Switch
	addresses  []netip.AddrPort // to be tried in order
	configured bool
	seed       bool
	via        hop
	heard      inventory.Neighbor
}

// A hop is where a neighbour was heard.
type hop struct {
	Switch   inventory.SwitchID   `json:"switch"`
	Port     string               `json:"port"`
	Protocol string               `json:"protocol"`
	school   inventory.SchoolCode // of the switch that told
	address  netip.AddrPort       // of that switch
}

// A discovered switch answered and is not configured.
type discovered struct {
	inventory.Switch
	probed
	via     hop
	guessed bool // the school is that of the switch that told of it: the plan does not say
}

// An unreached neighbour is a switch by its own words that was not read.
type unreached struct {
	heard  inventory.Neighbor
	via    hop
	reason string // the key of a sentence
	detail string
}

// An explorer goes from switch to switch: only where a switch has told of another,
// only within the allow-list, and never twice to one address.
type explorer struct {
	env          *env
	conf         *config.Config
	prober       *prober
	allowed      allowList
	tried        []string // credentials
	depth, limit int
	known        *acquaintance
	given        givenCredential
	stepped      func() // hears of each switch that was asked; nil: nobody does

	next      []lead
	asked     int
	found     []discovered
	unreached []unreached
}

// seedCredential is what a credential is called that only files name.
const seedCredential = "discovered"

// A givenCredential is the file that a person named for the seed.
type givenCredential struct{ file, user string }

// walk asks one circle of switches after the other.
func (x *explorer) walk() error {
	for depth := 0; len(x.next) > 0; depth++ {
		circle := x.within(x.next, depth)
		x.next = nil
		results, err := x.ask(circle)
		if err != nil {
			return err
		}
		for i := range circle { // first who they are, so that none is taken for a stranger
			x.meet(&circle[i], &results[i])
		}
		for i := range circle {
			x.listen(circle[i], &results[i])
		}
	}
	return nil
}

// within cuts a circle at the limits.
func (x *explorer) within(circle []lead, depth int) []lead {
	var kept []lead
	for _, l := range circle {
		switch {
		case l.configured || l.seed:
			kept = append(kept, l)
		case depth > x.depth:
			x.miss(l.heard, l.via, "depth", fmt.Sprint(x.depth))
		case x.asked >= x.limit:
			x.miss(l.heard, l.via, "limit", fmt.Sprint(x.limit))
		default:
			x.asked++
			kept = append(kept, l)
		}
	}
	return kept
}

func (x *explorer) miss(n inventory.Neighbor, via hop, reason, detail string) {
	x.unreached = append(x.unreached, unreached{n, via, reason, detail})
}

// ask reads the switches of one circle.
func (x *explorer) ask(circle []lead) ([]probed, error) {
	p := newProgress(x.env, "fleet.probing", len(circle))
	results := make([]probed, len(circle))
	tables := []inventory.Table{inventory.TableSystem, inventory.TableEntities, inventory.TableNeighbors}
	err := inParallel(x.env.ctx, len(circle), func(i int) {
		l := &circle[i]
		for _, addr := range l.addresses {
			l.sw.Address = addr
			if results[i] = x.prober.one(x.env.ctx, l.sw, tables); results[i].credential != "" {
				return
			}
		}
	}, func() {
		p.step()
		if x.stepped != nil {
			x.stepped()
		}
	})
	return results, err
}

// meet takes in who answered: a switch that is known already, or a new one.
func (x *explorer) meet(l *lead, r *probed) {
	switch {
	case r.credential == "" && l.configured:
		x.miss(inventory.Neighbor{SysName: string(l.sw.ID)}, hop{address: l.sw.Address}, "silent_configured", string(reasonOf(&r.Poll)))
		return
	case r.credential == "":
		x.miss(l.heard, l.via, "silent", string(reasonOf(&r.Poll)))
		return
	}
	other, met := x.known.met(inventory.IdentityOf(&r.Poll))
	if met && !l.configured {
		x.miss(l.heard, l.via, "same", string(other))
		r.credential = "" // it has told of its neighbours already
		return
	}
	if !l.configured {
		d := discovered{Switch: l.sw, probed: *r, via: l.via}
		x.introduce(&d)
		l.sw = d.Switch
		x.found = append(x.found, d)
	}
	x.known.meet(l.sw, &r.Poll)
}

// introduce fills in what a person would write down of a new switch.
func (x *explorer) introduce(d *discovered) {
	d.guessed = true // of the switch that told of it
	if owner, ok := x.conf.City.Owner(d.Address.Addr()); ok {
		d.School, d.guessed = owner.Code, false
	}
	d.ID = x.known.freeName(cmp.Or(cleanName(d.System.Name), "sw-"+cleanName(d.Address.Addr().String())))
	d.Credentials = []string{d.credential}
	d.Role = roleGuess(&d.Poll)
	if place := oneLine(d.System.Location); place != "" && len([]rune(place)) <= 60 {
		d.Place = place
	}
}

// coreLinks is how many switches hang on a core at least.
const coreLinks = 4

// roleGuess guesses from the neighbours what a switch is for.
func roleGuess(p *inventory.Poll) inventory.SwitchRole {
	links := 0
	for _, n := range p.Neighbors {
		if n.Class() == inventory.ClassSwitch {
			links++
		}
	}
	if links >= coreLinks {
		return inventory.SwitchCore
	}
	return inventory.SwitchAccess
}

// cleanName takes what may stand in a name from what a switch calls itself.
func cleanName(s string) string {
	if _, err := netip.ParseAddr(s); err != nil {
		s, _, _ = strings.Cut(s, ".")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '_', r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= 0x4e00 && r <= 0x9fff:
			return r
		}
		return '-'
	}, strings.TrimSpace(s))
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '-' }), "-")
	if runes := []rune(s); len(runes) > 40 {
		s = string(runes[:40])
	}
	return strings.Trim(s, "-_")
}

// listen follows what a switch says of its neighbours.
func (x *explorer) listen(l lead, r *probed) {
	if r.credential == "" {
		return
	}
	if !r.Complete(inventory.TableNeighbors) {
		x.miss(inventory.Neighbor{SysName: string(l.sw.ID)}, hop{address: l.sw.Address}, "no_neighbors", string(r.Tables[inventory.TableNeighbors].Reason))
	}
	names := inventory.PortNames(r.Interfaces)
	for _, n := range r.Neighbors {
		if n.Class() != inventory.ClassSwitch || x.known.neighbor(n) {
			continue
		}
		via := hop{l.sw.ID, cmp.Or(names[n.LocalIfIndex], n.LocalPort), strings.ToUpper(n.Protocol), l.sw.School, l.sw.Address}
		x.follow(n, via, r.credential)
	}
}

// follow makes a lead of a neighbour, where it may be asked.
func (x *explorer) follow(n inventory.Neighbor, via hop, credential string) {
	var may []netip.AddrPort
	reason := "outside"
	for _, addr := range n.Addresses {
		switch addr = addr.Unmap(); {
		case !x.allowed.contains(addr):
		case via.address.Addr().IsLoopback() && !addr.IsLoopback():
			reason = "simulated" // what such a switch tells of real networks must not be asked there
		default:
			may = append(may, netip.AddrPortFrom(addr, via.address.Port()))
		}
	}
	switch {
	case len(may) == 0 && x.known.called(n.SysName):
		return
	case len(n.Addresses) == 0:
		x.miss(n, via, "no_address", "")
		return
	case len(may) == 0:
		x.miss(n, via, reason, "")
		return
	}
	for _, addr := range may {
		if x.known.addresses[addr.Addr()] {
			return // it is asked already
		}
	}
	for _, addr := range may {
		x.known.addresses[addr.Addr()] = true
	}
	tried := append([]string{credential}, slices.DeleteFunc(slices.Clone(x.tried), func(c string) bool { return c == credential })...)
	x.next = append(x.next, lead{sw: inventory.Switch{ID: inventory.SwitchID(n.SysName), School: via.school, Credentials: tried},
		addresses: may, via: via, heard: n})
}

func joinAddresses(addresses []netip.Addr) string {
	var texts []string
	for _, a := range addresses {
		texts = append(texts, a.String())
	}
	return strings.Join(texts, ", ")
}
