package inventory

import (
	"cmp"
	"net/netip"
	"slices"
	"time"
)

// A ReachBoard keeps how every target answers. It is not safe for concurrent use.
type ReachBoard struct {
	downAfter int // requests in a row without an answer before a target is down
	targets   map[reachKey]*reachTarget
	byAddress map[netip.Addr][]*reachTarget
}

type reachKey struct {
	kind    ReachKind
	school  SchoolCode
	address netip.Addr
}

// A reachTarget is a target with what it takes to judge the next answer.
type reachTarget struct {
	Reach
	fails     int       // requests in a row without an answer
	failing   time.Time // the first of them
	restored  bool      // what is known is from before a restart
	window    []bool    // of the last requests: which were answered
	roundTrip []time.Duration
}

// reachWindow is of how many requests loss and round-trip time are told.
const reachWindow = 20

// NewReachBoard returns a board without targets.
func NewReachBoard(downAfter int) *ReachBoard {
	return &ReachBoard{downAfter: max(1, downAfter), targets: map[reachKey]*reachTarget{}, byAddress: map[netip.Addr][]*reachTarget{}}
}

func keyOf(r Reach) reachKey { return reachKey{r.Kind, r.School, r.Address} }

// Restore takes in what was known of a target when rollcall ran last.
func (b *ReachBoard) Restore(r Reach) {
	t := &reachTarget{Reach: r, restored: true}
	if r.State == ReachDown {
		t.fails, t.failing = b.downAfter, r.Since
	}
	b.targets[keyOf(r)] = t
	b.index()
}

// Watch makes targets of a kind at a school those that are given, and returns
// those that are new and those that are none any more. What is known of the others
// stays. A device without an address keeps the one that it had.
func (b *ReachBoard) Watch(kind ReachKind, school SchoolCode, want []Reach, at time.Time) (begun, ended []Reach) {
	kept := map[reachKey]bool{}
	for _, r := range want {
		r.Kind, r.School = kind, school
		if r.Address = b.addressOf(r); !r.Address.IsValid() {
			continue
		}
		kept[keyOf(r)] = true
		if t := b.targets[keyOf(r)]; t != nil {
			t.Name, t.Class, t.Every = r.Name, r.Class, r.Every
			if !r.MAC.IsZero() {
				t.MAC = r.MAC
			}
			continue
		}
		r.State, r.Since, r.Why = ReachUnmeasured, at, cmp.Or(r.Why, WhyNotYet)
		b.targets[keyOf(r)] = &reachTarget{Reach: r}
		begun = append(begun, r)
	}
	for key, t := range b.targets {
		if key.kind == kind && key.school == school && !kept[key] {
			ended = append(ended, t.Reach)
			delete(b.targets, key)
		}
	}
	if len(begun)+len(ended) > 0 {
		b.index()
	}
	return begun, ended
}

// addressOf is the address of a wanted target: its own, or that under which its
// MAC was known.
func (b *ReachBoard) addressOf(r Reach) netip.Addr {
	if r.Address.IsValid() {
		return r.Address.Unmap()
	}
	for key, t := range b.targets {
		if key.kind == r.Kind && key.school == r.School && t.MAC == r.MAC && !r.MAC.IsZero() {
			return key.address
		}
	}
	return netip.Addr{}
}

func (b *ReachBoard) index() {
	clear(b.byAddress)
	for key, t := range b.targets {
		b.byAddress[key.address] = append(b.byAddress[key.address], t)
	}
}

// Apply takes in what became of a request, and returns the targets whose state it
// changed.
func (b *ReachBoard) Apply(e Echo) (changed []Reach) {
	for _, t := range b.byAddress[e.Address.Unmap()] {
		if t.apply(e, b.downAfter) {
			changed = append(changed, t.Reach)
		}
	}
	return changed
}

// apply takes in one request, and says whether the state is another now.
func (t *reachTarget) apply(e Echo, downAfter int) bool {
	was := t.State
	switch {
	case e.Why != "":
		// Nothing was sent: what was known holds no longer, and nothing else does.
		t.State, t.Why, t.fails = ReachUnmeasured, e.Why, 0
	case e.Answered:
		t.count(e)
		t.State, t.Why, t.fails, t.Answered = ReachUp, "", 0, e.At
		t.Seen = later(t.Seen, e.At)
	default:
		t.count(e)
		t.lose(e, downAfter)
	}
	if t.State != was {
		t.Since = e.At
	}
	if t.State == ReachDown {
		t.Since = t.failing
	}
	t.restored = false
	return t.State != was
}

// lose takes in a request without an answer. What was not looked at while rollcall
// did not run is not held against a device.
func (t *reachTarget) lose(e Echo, downAfter int) {
	if t.fails == 0 {
		t.failing = e.At
		if t.restored && t.State == ReachUp && !t.Seen.IsZero() {
			t.Seen = e.At
		}
	}
	if t.fails++; t.fails >= downAfter {
		t.State, t.Why = ReachDown, ""
	}
}

// count keeps loss and round-trip time of the last requests.
func (t *reachTarget) count(e Echo) {
	t.Last = e.At
	if t.window = append(t.window, e.Answered); len(t.window) > reachWindow {
		t.window = t.window[1:]
	}
	if e.Answered {
		if t.roundTrip = append(t.roundTrip, e.RTT); len(t.roundTrip) > reachWindow {
			t.roundTrip = t.roundTrip[1:]
		}
		t.RTT = SpreadOf(slices.Clone(t.roundTrip))
	}
	t.Sent, t.Lost = len(t.window), 0
	for _, answered := range t.window {
		if !answered {
			t.Lost++
		}
	}
}

// See notes that a table showed a device at a moment, and where; the zero port
// stands for nowhere that is known.
func (b *ReachBoard) See(r Reach, port PortID, at time.Time) {
	t := b.targets[keyOf(r)]
	if t == nil {
		return
	}
	t.Seen = later(t.Seen, at)
	if port.Switch != "" {
		t.Port = port
	}
}

// All lists every target, in a fixed order.
func (b *ReachBoard) All() []Reach {
	all := make([]Reach, 0, len(b.targets))
	for _, t := range b.targets {
		all = append(all, t.Reach)
	}
	slices.SortFunc(all, compareReach)
	return all
}

func compareReach(a, b Reach) int {
	return cmp.Or(cmp.Compare(a.School, b.School), cmp.Compare(a.Kind, b.Kind), a.Address.Compare(b.Address))
}

// atOnce is within what time of each other gateways fall silent at once.
const atOnce = 10 * time.Minute

// View returns what is known of a school's reachability. What people say, and
// which schools are silent together, is not the board's.
func (b *ReachBoard) View(school SchoolCode) ReachView {
	v := ReachView{Gateway: unset(ReachGateway), Upstream: unset(ReachUpstream)}
	for key, t := range b.targets {
		switch {
		case key.kind == ReachUpstream:
			v.Upstream = t.Reach
		case key.school != school:
		case key.kind == ReachGateway:
			v.Gateway = t.Reach
		default:
			v.Devices = append(v.Devices, t.Reach)
		}
	}
	slices.SortFunc(v.Devices, compareReach)
	v.NeighboursDown, v.Neighbours = b.neighbours(v.Gateway, school)
	return v
}

func unset(kind ReachKind) Reach { return Reach{Kind: kind, State: ReachUnset, Why: WhyUnset} }

// neighbours counts the gateways of other schools that are measured, and those
// that fell silent together with one.
func (b *ReachBoard) neighbours(own Reach, school SchoolCode) (down, measured int) {
	for key, t := range b.targets {
		if key.kind != ReachGateway || key.school == school || !t.State.Measured() {
			continue
		}
		measured++
		if own.State == ReachDown && t.State == ReachDown && t.Since.Sub(own.Since).Abs() <= atOnce {
			down++
		}
	}
	return down, measured
}

// Silent lists the gateways that fell silent together with those of several other
// schools.
func (b *ReachBoard) Silent() []Reach {
	var all []Reach
	for key, t := range b.targets {
		if key.kind != ReachGateway || t.State != ReachDown {
			continue
		}
		if down, measured := b.neighbours(t.Reach, key.school); several(down, measured) {
			all = append(all, t.Reach)
		}
	}
	slices.SortFunc(all, compareReach)
	return all
}

// At lists the targets of an address.
func (b *ReachBoard) At(address netip.Addr) []Reach {
	var all []Reach
	for _, t := range b.byAddress[address.Unmap()] {
		all = append(all, t.Reach)
	}
	return all
}
