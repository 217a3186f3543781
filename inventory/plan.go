package inventory

import (
	"errors"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
)

// A Plan is the city's IP plan: a template in which X (or another variable) is
// a school's second octet.
type Plan struct {
	Zones []Zone
}

// A Zone is one line of the plan, as written and as understood.
type Zone struct {
	ID      string
	Expr    string // as written; what exports and pages print
	Name    string
	VLAN    int    // 0: not configured
	DHCP    string // forbidden manual unspecified relay
	Medium  string // wired wireless or empty
	SSID    string
	Auth    string   // mac captive dot1x or empty
	Classes []string // device classes that belong here; empty: any
	Unknown string   // unknown_mac: alert ignore or empty

	MustBePresent   bool
	OnlyIf          string // a flag of the school: quake_sensor
	ExternalService string
	Prefix          string // set by the operator where Expr is a range
	Gateway         string
	Pool            string   // what DHCP may give of it, in the notation of Expr; empty: not configured
	Overrides       []string // ids of the bigger zones it lies inside of
	Source          string
}

// A SchoolPlan is the plan with a school's variables put in.
type SchoolPlan struct {
	Zones []SchoolZone
}

// A SchoolZone is a zone at one school. From and To are inclusive and never
// rounded to a prefix.
type SchoolZone struct {
	Zone
	From, To netip.Addr
	Prefix   netip.Prefix // invalid where neither Expr nor the operator gives one
	Gateway  netip.Addr   // zero: not configured
	PoolFrom netip.Addr   // of the pool of DHCP, inclusive as PoolTo; zero: not configured
	PoolTo   netip.Addr
	Site     netip.Prefix // what the variables set apart for the school: 10.241.0.0/16; invalid without a variable
}

// The values of Zone.DHCP.
const (
	DHCPForbidden   = "forbidden"
	DHCPManual      = "manual"
	DHCPUnspecified = "unspecified" // never produces a DHCP finding
	DHCPRelay       = "relay"
)

// The values of Zone.Auth and Zone.Unknown.
const (
	AuthMAC       = "mac"
	AuthCaptive   = "captive"
	AuthDot1X     = "dot1x"
	UnknownAlert  = "alert"
	UnknownIgnore = "ignore"
)

// For puts the school's variables in. It reports every zone that does not fit. A
// centre without variables has no addresses of the plan.
func (p Plan) For(school School) (SchoolPlan, error) {
	var sp SchoolPlan
	if school.Kind == KindCentre && len(school.Vars) == 0 {
		return sp, nil
	}
	var errs []error
	for _, z := range p.Zones {
		sz, err := z.For(school.Vars)
		if err != nil {
			errs = append(errs, fmt.Errorf("school %s: zone %s: %w", school.Code, z.ID, err))
			continue
		}
		sp.Zones = append(sp.Zones, sz)
	}
	return sp, errors.Join(errs...)
}

// For puts variables into one zone, and the operator's prefix and gateway over
// those of the notation.
func (z Zone) For(vars map[string]int) (SchoolZone, error) {
	r, err := exprRange(z.Expr, vars)
	if err != nil {
		return SchoolZone{}, err
	}
	sz := SchoolZone{Zone: z, From: r.From, To: r.To, Prefix: r.Prefix, Gateway: r.Gateway, Site: r.Site}
	if err := sz.setPrefix(vars); err != nil {
		return SchoolZone{}, err
	}
	if err := sz.setGateway(vars); err != nil {
		return SchoolZone{}, err
	}
	if err := sz.setPool(vars); err != nil {
		return SchoolZone{}, err
	}
	return sz, nil
}

func exprRange(text string, vars map[string]int) (Range, error) {
	e, err := ParseExpr(text)
	if err != nil {
		return Range{}, err
	}
	return e.Range(vars)
}

// Reasons why the notations of a zone do not fit each other.
var (
	ErrPrefixNarrow   = errors.New("does not cover")
	ErrGatewayRange   = errors.New("is not one address")
	ErrGatewayOutside = errors.New("lies outside of")
	ErrPoolOutside    = errors.New("lies outside of")
)

func (z *SchoolZone) setPrefix(vars map[string]int) error {
	if z.Zone.Prefix == "" {
		return nil
	}
	r, err := exprRange(z.Zone.Prefix, vars)
	switch {
	case err != nil:
		return fmt.Errorf("prefix: %w", err)
	case !r.Prefix.IsValid():
		return fmt.Errorf("prefix: %q %w: write ADDRESS/LENGTH", z.Zone.Prefix, ErrExprSyntax)
	case !r.Prefix.Contains(z.From) || !r.Prefix.Contains(z.To):
		return fmt.Errorf("prefix %s %w %s to %s", r.Prefix, ErrPrefixNarrow, z.From, z.To)
	}
	z.Prefix = r.Prefix
	if r.Gateway.IsValid() {
		z.Gateway = r.Gateway
	}
	return nil
}

func (z *SchoolZone) setPool(vars map[string]int) error {
	if z.Zone.Pool == "" {
		return nil
	}
	r, err := exprRange(z.Zone.Pool, vars)
	switch {
	case err != nil:
		return fmt.Errorf("pool: %w", err)
	case !z.Contains(r.From) || !z.Contains(r.To):
		return fmt.Errorf("pool: %s to %s %w %s to %s", r.From, r.To, ErrPoolOutside, z.From, z.To)
	}
	z.PoolFrom, z.PoolTo = r.From, r.To
	return nil
}

func (z *SchoolZone) setGateway(vars map[string]int) error {
	if z.Zone.Gateway == "" {
		return nil
	}
	r, err := exprRange(z.Zone.Gateway, vars)
	switch {
	case err != nil:
		return fmt.Errorf("gateway: %w", err)
	case r.From != r.To:
		return fmt.Errorf("gateway: %q %w", z.Zone.Gateway, ErrGatewayRange)
	case z.Prefix.IsValid() && !z.Prefix.Contains(r.From):
		return fmt.Errorf("gateway %s %w %s", r.From, ErrGatewayOutside, z.Prefix)
	}
	z.Gateway = r.From
	return nil
}

// Contains says whether addr lies in the zone's range; a gateway beside the range
// does not.
func (z SchoolZone) Contains(addr netip.Addr) bool {
	return addr.Is4() && !addr.Less(z.From) && !z.To.Less(addr)
}

// Count returns how many addresses the zone has.
func (z SchoolZone) Count() int { return int(toUint(z.To)-toUint(z.From)) + 1 }

// Blocks returns the fewest prefixes that cover the zone exactly.
func (z SchoolZone) Blocks() []netip.Prefix {
	var ps []netip.Prefix
	for at, left := toUint(z.From), uint64(z.Count()); left > 0; {
		size := 32
		if at != 0 {
			size = bits.TrailingZeros32(at)
		}
		size = min(size, bits.Len64(left)-1)
		ps = append(ps, netip.PrefixFrom(fromUint(at), 32-size))
		at, left = at+uint32(1<<size), left-1<<size
	}
	return ps
}

// Zone returns the zone of an address. Where zones lie inside of others the
// smallest wins; a configured gateway beside its range belongs to the first
// zone that names it.
func (p SchoolPlan) Zone(addr netip.Addr) (SchoolZone, bool) {
	addr = addr.Unmap()
	best := -1
	for i, z := range p.Zones {
		if z.Contains(addr) && (best < 0 || z.Count() < p.Zones[best].Count()) {
			best = i
		}
	}
	if best < 0 {
		best = slices.IndexFunc(p.Zones, func(z SchoolZone) bool { return z.Gateway == addr && addr.IsValid() })
	}
	if best < 0 {
		return SchoolZone{}, false
	}
	return p.Zones[best], true
}

// ByID returns the zone of an id.
func (p SchoolPlan) ByID(id string) (SchoolZone, bool) {
	i := slices.IndexFunc(p.Zones, func(z SchoolZone) bool { return z.ID == id })
	if i < 0 {
		return SchoolZone{}, false
	}
	return p.Zones[i], true
}

// Owns says whether an address is this school's by its variables, in a zone or in
// a gap between them.
func (p SchoolPlan) Owns(addr netip.Addr) bool {
	addr = addr.Unmap()
	return slices.ContainsFunc(p.Zones, func(z SchoolZone) bool {
		return z.Site.IsValid() && z.Site.Contains(addr)
	})
}

// Nearest returns the zone whose range is the fewest addresses away from addr:
// what a message names when addr lies in a gap. Of two equally near ones it is
// the lower.
func (p SchoolPlan) Nearest(addr netip.Addr) (zone SchoolZone, distance int, ok bool) {
	addr = addr.Unmap()
	if !addr.Is4() {
		return SchoolZone{}, 0, false
	}
	for _, z := range p.Zones {
		d := z.distance(addr)
		if !ok || d < distance || d == distance && z.From.Less(zone.From) {
			zone, distance, ok = z, d, true
		}
	}
	return zone, distance, ok
}

func (z SchoolZone) distance(addr netip.Addr) int {
	switch {
	case addr.Less(z.From):
		return int(toUint(z.From) - toUint(addr))
	case z.To.Less(addr):
		return int(toUint(addr) - toUint(z.To))
	}
	return 0
}

// An Overlap is two zones that claim the same addresses although neither names
// the other under overrides.
type Overlap struct {
	A, B     SchoolZone // in the order of the plan
	From, To netip.Addr // the addresses that both claim
}

// Overlaps returns the zones that overlap without leave. Leave is a smaller zone
// inside a bigger one that it names, itself or through another, under overrides.
func (p SchoolPlan) Overlaps() []Overlap {
	var os []Overlap
	for i, a := range p.Zones {
		for _, b := range p.Zones[i+1:] {
			from, to := a.From, a.To
			if from.Less(b.From) {
				from = b.From
			}
			if b.To.Less(to) {
				to = b.To
			}
			if !to.Less(from) && !p.mayLieIn(a, b) && !p.mayLieIn(b, a) {
				os = append(os, Overlap{A: a, B: b, From: from, To: to})
			}
		}
	}
	return os
}

func (p SchoolPlan) mayLieIn(small, big SchoolZone) bool {
	return big.Contains(small.From) && big.Contains(small.To) && small.Count() < big.Count() &&
		p.overrides(small, big.ID, len(p.Zones))
}

// overrides follows the overrides of overrides, at most depth steps.
func (p SchoolPlan) overrides(z SchoolZone, id string, depth int) bool {
	if depth == 0 {
		return false
	}
	return slices.ContainsFunc(z.Overrides, func(o string) bool {
		if o == id {
			return true
		}
		next, ok := p.ByID(o)
		return ok && p.overrides(next, id, depth-1)
	})
}
