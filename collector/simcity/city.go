package simcity

import (
	"context"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// Options say which city it is to be.
type Options struct {
	Seed    int64
	Schools int    // the first so many, the centre not counted; 0: all of the scale
	Scale   string // "" or "demo": 6 schools; "city": 54 schools, about 25,000 live MACs
	LLDP    string // "" or "all", "none", or "partial": a third of the switches is mute
	// ContextsOnly takes the Q-BRIDGE tables from the models that also show each
	// VLAN's forwarding table to a community of its own (community@vlan): then a
	// reader must ask for each VLAN.
	ContextsOnly bool
	// Daily is for a city that is read as rarely as a real one: rollcall.yaml says
	// so, and what happens waits until every switch has been read twice.
	Daily bool
	// Start is the moment from which what happens in the city is counted: a reboot
	// 20 s later, a switch that dies. Zero: [City.Serve] starts it, and until then
	// it is 08:00 of a school day.
	Start time.Time
}

// The choices of Options.Scale and Options.LLDP.
const (
	ScaleCity   = "city"
	LLDPNone    = "none"
	LLDPPartial = "partial"
)

// A City is the description of every school. It does not change once New has
// returned, but for the moment when it begins.
type City struct {
	Schools []*School // the centre last
	Faults  []Fault
	Decoys  []Decoy
	Servers []*Server // of the centre

	options   Options
	start     time.Time
	now       func() time.Time // the agents' clock
	byID      map[inventory.SwitchID]*Switch
	otherwise map[inventory.MAC]bool                         // addresses that the whitelist writes in another notation
	port      uint16                                         // of all agents; 0: they are not served yet
	blocked   []blockedAddress                               // on the centre's list
	hearDHCP  func(context.Context, []inventory.DHCPMessage) // nil: nobody does
	mail      mail                                           // where rollcall listens for what switches send
	derived   map[*School]*derived
	refused   []refused         // by the Wi-Fi authenticator
	radiusLog string            // where it writes; empty: nowhere
	keys      map[string]secret // what the credentials of rollcall.yaml hold

	announce func(context.Context, string) // takes the centre's list; nil: nobody does
}

// New describes a city. The same options give the same city.
func New(o Options) *City {
	c := &City{options: o, now: time.Now, byID: map[inventory.SwitchID]*Switch{}, otherwise: map[inventory.MAC]bool{}}
	c.keys = secrets(o.Seed)
	macs := &registry{used: map[inventory.MAC]bool{}}
	for i, p := range profiles(o.schools()) {
		c.Schools = append(c.Schools, build(o.Seed, macs, i+1, p))
	}
	c.Schools = append(c.Schools, buildCentre(o.Seed, macs))
	c.servers()
	c.plant(macs)
	c.arm()
	c.muteLLDP()
	for _, sw := range c.switches() {
		c.byID[sw.ID] = sw
	}
	c.derive()
	if o.Start.IsZero() {
		o.Start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.FixedZone("Asia/Taipei", 8*3600))
	}
	c.begin(o.Start)
	return c
}

// bootAge is the span that moments of booting are counted from: a demo that
// begins again within it finds its switches running on, not restarted.
const bootAge = 128 * 24 * time.Hour

// begin sets the moment from which what happens in the city is counted.
func (c *City) begin(at time.Time) {
	c.start = at
	for _, sw := range c.switches() {
		sw.Uptime = sw.age + at.Sub(at.Truncate(bootAge))
	}
}

// Begin sets the moment from which what happens in the city is counted, for whoever
// asks the city for more than its agents. It comes before [City.Serve], which else
// begins by itself.
func (c *City) Begin(at time.Time) {
	c.options.Start = at
	c.begin(at)
}

// quiet is how long nothing happens in a city that is read at daily periods: two
// of the longest of them, the inventory's aside.
const quiet = 10 * time.Minute

// happens returns when something happens, counted from the start of the city.
func (c *City) happens(after time.Duration) time.Duration {
	if c.options.Daily {
		return quiet + after
	}
	return after
}

// schools returns how many schools the options ask for.
func (o Options) schools() int {
	all := len(demoProfiles())
	if o.Scale == ScaleCity {
		all = citySchools
	}
	if o.Schools <= 0 || o.Schools > all {
		return all
	}
	return o.Schools
}

// muteLLDP silences the switches that the options want silent.
func (c *City) muteLLDP() {
	for _, sw := range c.switches() {
		switch c.options.LLDP {
		case LLDPNone:
			sw.MuteLLDP = true
		case LLDPPartial:
			sw.MuteLLDP = chance(dice(c.options.Seed, "lldp", sw.ID), 33)
		}
	}
}

// elapsed returns how long the city has been running at a moment.
func (c *City) elapsed(at time.Time) time.Duration { return max(0, at.Sub(c.start)) }

// Start returns the moment from which what happens in the city is counted.
func (c *City) Start() time.Time { return c.start }

// classroomAgent is where the SNMP agent of the i-th 5-port switch of a school listens.
func classroomAgent(number, i int) netip.Addr {
	return netip.AddrFrom4([4]byte{127, byte(1 + number/200), byte(1 + number%200), byte(100 + i)})
}

// controllerAgent is where the agent of a wireless controller listens.
func controllerAgent(core netip.Addr) netip.Addr {
	a := core.As4()
	a[3] = 50
	return netip.AddrFrom4(a)
}
