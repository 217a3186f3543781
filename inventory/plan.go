package inventory

import "net/netip"

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
}
