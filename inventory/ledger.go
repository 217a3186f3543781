package inventory

import (
	"cmp"
	"slices"
	"time"
)

// Caps on growth: what one port or one MAC may hold in open spans. A wireless
// controller's port with all of a big school behind it stays below them; a flood
// of made-up addresses does not.
const (
	maxMACsPerPort  = 2048
	maxIPv4PerMAC   = 256
	maxIPv6PerMAC   = 8 // temporary addresses (RFC 8981) come daily and stay a week
	maxPortsPerPoll = 4096
	maxPortNames    = 4 * maxPortsPerPoll // names kept before the ledger is packed anew
)

// Periods says how often each table of a switch is read.
type Periods map[Table]time.Duration

// DefaultPeriods are the periods of a city.
func DefaultPeriods() Periods {
	return Periods{
		TableSystem: 60 * time.Second, TableInterfaces: 60 * time.Second, TableHealth: 60 * time.Second,
		TableFDB: 300 * time.Second, TableARP: 300 * time.Second, TableWireless: 300 * time.Second,
		TableNeighbors: 300 * time.Second, TableVLANs: 300 * time.Second, TableEntities: 24 * time.Hour,
	}
}

// periods are Periods of all tables in their order, which take less room.
type periods [numTables]time.Duration

const numTables = 9

func (p *periods) of(t Table) time.Duration {
	if i := slices.Index(Tables(), t); i >= 0 {
		return p[i]
	}
	return 0
}

// gapPeriods is how many periods may lie between two complete reads of one
// coverage: two reads may fail or come late.
const gapPeriods = 3

// A Ledger keeps what is open of one switch and does the arithmetic of spans on
// it. It is pure: it knows no clock, and the same polls always give the same
// Changes. It is not safe for concurrent use.
//
// Whatever it knows, a State holds: Restore(l.State()) goes on as l does, once
// it is told the switches' MACs again.
type Ledger struct {
	sw      Switch
	every   periods
	known   map[MAC]SwitchID
	state   SwitchState // but for its Tables
	reads   progresses
	clients []WirelessClient  // of a wireless controller, by MAC, as last read
	blocked map[string]string // by port: see noteBlocked
	powered map[string]int    // by port: see notePowered
	issued  int64             // the last number that Next gave out

	names       *portNames
	lastIfIndex []ifIndexRef // as the last complete read of interfaces said

	sightings roll[sightKey, none]
	bindings  roll[bindKey, none]
	aspects   aspectRolls
	formerly  map[portRef]string // what ports were called before a re-key; nil: there was none
	uplinks   map[portRef]bool   // ports that are surely uplinks, by AspectRole
	reboots   []Attribute        // boots that ended within RebootsKept

	called *identity // nil: to be worked out
	steady bool      // of the last poll
	turns  int       // what is open has changed so often
}

// NewLedger returns the ledger of a switch that was never read. Tables without a
// period in every have their default.
func NewLedger(sw Switch, every Periods) *Ledger {
	periods, usual := periods{}, DefaultPeriods()
	for i, t := range Tables() {
		own, set := every[t]
		if !set {
			own = usual[t]
		}
		periods[i] = own
	}
	return &Ledger{
		sw: sw, every: periods, names: newPortNames(),
		reads:   packProgresses(nil),
		aspects: make(aspectRolls, len(aspects())),
		uplinks: make(map[portRef]bool),
	}
}

func aspects() []Aspect {
	return []Aspect{AspectSystem, AspectHardware, AspectVLANs, AspectBoot, AspectPort,
		AspectPortVLANs, AspectLink, AspectNeighbors, AspectRole}
}

// SetSwitchMACs tells the ledger the own addresses of the city's switches. They
// are kept on ports that are surely uplinks too: they are the evidence for it.
// The ledger only reads the map, which must not change any more.
func (l *Ledger) SetSwitchMACs(known map[MAC]SwitchID) { l.known = known }

// Switch returns the switch as configured.
func (l *Ledger) Switch() Switch { return l.sw }

// Number returns the number of the last poll applied; 0: none.
func (l *Ledger) Number() int64 { return l.state.Number }

// Asked returns when the last poll applied began; zero: none was.
func (l *Ledger) Asked() time.Time { return l.state.Asked }

// Next returns the number for the next poll of the switch. Each call returns a
// higher one, so that a poll that begins before the last one is applied is no
// repeat of it.
func (l *Ledger) Next() int64 {
	l.issued = max(l.issued, l.state.Number) + 1
	return l.issued
}

// Apply takes one poll in and returns what it changed. A poll whose number is
// not above the last one's, or which began before it, changes nothing. Only
// tables that were read completely count; seconds are the grain of time, so a
// second reading of a table within one second tells nothing new.
func (l *Ledger) Apply(p Poll) Changes {
	now := stampOf(p.At)
	if p.Number <= l.state.Number || now < stampOf(l.state.Asked) {
		return Changes{Switch: l.sw.ID, Number: p.Number, At: now.time(), Late: true}
	}
	l.pack()
	defer l.names.end()
	w := &work{Ledger: l, poll: &p, now: now}
	w.header()
	w.reboot()
	w.tables()
	w.replaced()
	l.state.Skipped = w.out.Skipped
	c := w.changes()
	if l.steady = !w.turned && c.Spans() == 0; !l.steady {
		l.turns++
	}
	return c
}

// State returns all that is open, in a fixed order. The caller owns it.
func (l *Ledger) State() State {
	s := l.openRows()
	slices.SortFunc(s.Bindings, compareBindings)
	slices.SortFunc(s.Attributes, compareAttributes)
	return s
}

// openRows is State with only the sightings in order.
func (l *Ledger) openRows() State {
	attributes := len(l.reboots)
	for _, r := range l.aspects {
		attributes += len(r.open)
	}
	s := State{Switch: l.sw, State: l.stateCopy()}
	s.Sightings = l.openSightings()
	for _, e := range l.bindings.open {
		s.Bindings = append(s.Bindings, l.binding(e, 0))
	}
	s.Attributes = slices.Grow(s.Attributes, attributes)
	for _, a := range aspects() {
		for _, e := range l.aspects.of(a).open {
			s.Attributes = append(s.Attributes, l.attribute(a, e, 0))
		}
	}
	s.Attributes = append(s.Attributes, l.reboots...)
	return s
}

// openSightings returns the open sightings in the order of compareSightings;
// small entries are sorted quicker than what is made of them.
func (l *Ledger) openSightings() []Sighting {
	if len(l.sightings.open) == 0 {
		return nil
	}
	open := slices.Clone(l.sightings.open)
	slices.SortFunc(open, func(a, b entry[sightKey, none]) int {
		if a.key.port != b.key.port {
			return cmp.Compare(l.names.names[a.key.port], l.names.names[b.key.port])
		}
		return cmp.Or(compareMACs(a.key.mac, b.key.mac), cmp.Compare(a.key.vid, b.key.vid))
	})
	seen := make([]Sighting, len(open))
	for i, e := range open {
		seen[i] = l.sighting(e, 0)
	}
	return seen
}

// Sorting compares these a lot, and mostly the first difference decides.

func compareSightings(a, b Sighting) int {
	if c := cmp.Compare(a.Port.Switch, b.Port.Switch); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Port.IfName, b.Port.IfName); c != 0 {
		return c
	}
	if c := compareMACs(a.MAC, b.MAC); c != 0 {
		return c
	}
	return cmp.Or(a.VID-b.VID, a.First.Compare(b.First))
}

func compareBindings(a, b Binding) int {
	if c := cmp.Compare(a.Source, b.Source); c != 0 {
		return c
	}
	if c := a.IP.Compare(b.IP); c != 0 {
		return c
	}
	return cmp.Or(compareMACs(a.MAC, b.MAC), a.First.Compare(b.First))
}

func compareAttributes(a, b Attribute) int {
	if c := cmp.Compare(a.Switch, b.Switch); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Aspect, b.Aspect); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Port, b.Port), a.First.Compare(b.First))
}

func compareMACs(a, b MAC) int { return slices.Compare(a[:], b[:]) }

// stampOf is a time in whole seconds; the zero time is no stamp.
func stampOf(t time.Time) stamp {
	if t.IsZero() {
		return 0
	}
	return stamp(t.Unix())
}

// time is the inverse of stampOf, in UTC.
func (s stamp) time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0).UTC()
}
