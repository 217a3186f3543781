package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// The reasons for a Verdict: keys of the wording tables, with what fills them.
// Times are RFC 3339 in UTC; {switch} and {port} are another place, {peer} is a
// switch.
const (
	PlaceOnly       = "place_only"       // the only port it is seen on that leads to no other switch
	PlaceNewest     = "place_newest"     // it was seen elsewhere before and moved here: {switch} {port}
	PlaceTwice      = "place_twice"      // it is live at two places at once, here since {since}, and at {switch} {port}
	PlaceDeeper     = "place_deeper"     // the other port it is seen on, {switch} {port}, leads this way
	PlaceFewest     = "place_fewest"     // of {n} ports it is seen on, this has the fewest devices
	PlaceController = "place_controller" // behind a wireless controller ({peer}, may be empty): its place in the air is not known
	PlaceMissed     = "place_missed"     // not in the last {misses} readings, since {since}
	PlaceStale      = "place_stale"      // the switch was last read at {at}
	PlaceUnread     = "place_unread"     // {peer} was never read and could be behind this port
	PlaceUnproven   = "place_unproven"   // {peer} could be behind this port and was not read since
	PlaceBehind     = "place_behind"     // seen only on ports that lead to other switches ({peer}, may be empty)
)

// Locate says where each MAC of a snapshot is: at most one verdict each, in the
// order of MACs. Own addresses of the city's switches are left out, and so are
// addresses that routers share while they are seen on uplinks only.
//
// A device is where it is seen on a port that leads to no other switch. A
// verdict is High only if that leaves one port, which was read completely of
// late and still showed the device, and if every other switch of the school is
// either known to be reached by another port or was itself read since, and
// would have shown the device were it behind it. Also holds places where it is
// live at the same time: it has been seen at both for a whole period of reading,
// so it has not just moved.
func Locate(s *Snapshot) []Verdict {
	w := newWiring(s)
	w.tree()
	l := &locator{wiring: w, inter: make(map[PortID]bool), size: make(map[PortID]int),
		unknown: make(map[SwitchID][]SwitchID), shown: make(map[SwitchID]map[int]bool), doubts: make(map[doubtKey]doubts)}
	l.gather()
	var verdicts []Verdict
	for _, mac := range slices.SortedFunc(maps.Keys(w.placed), compareMACs) {
		if v, ok := l.locate(mac); ok {
			verdicts = append(verdicts, v)
		}
	}
	return verdicts
}

// A locator decides on one snapshot.
type locator struct {
	*wiring
	inter map[PortID]bool // ports that lead to another switch of ours
	size  map[PortID]int  // devices per port

	controllers []SwitchID
	unknown     map[SwitchID][]SwitchID   // switches that could be behind any port of a switch
	shown       map[SwitchID]map[int]bool // VLANs of the devices that a switch shows
	doubts      map[doubtKey]doubts
}

func (l *locator) gather() {
	for id, p := range l.ports {
		if p.Role.Role == RoleUplink {
			l.inter[l.whole(id)] = true
		}
	}
	for q, h := range l.toward {
		if !l.isController(q.to) {
			l.inter[h.port] = true
		}
	}
	for port, peers := range l.heard {
		for _, id := range peers {
			if !l.isController(id) {
				l.inter[port] = true
			}
		}
	}
	for id := range l.Windows.Ports { // what a loop carries about is not plugged in there
		if l.Windows.Loops(id, l.Thresholds.Windows.Filled().BroadcastWarn) {
			l.inter[l.whole(id)] = true
		}
	}
	l.gatherDoubts()
	for _, seen := range l.placed {
		for i, s := range seen {
			again := slices.ContainsFunc(seen[:i], func(o Sighting) bool { return l.whole(o.Port) == l.whole(s.Port) })
			if !again {
				l.size[l.whole(s.Port)]++
			}
		}
	}
}

// A candidate is one port on which a device is seen.
type candidate struct {
	Sighting
	fresh bool // its switch's forwarding table was read of late
	last  time.Time
	every time.Duration
}

// live says whether the last reading still showed the device, of late.
func (c candidate) live() bool { return c.fresh && c.Misses == 0 }

// rank puts what was read of late and still there before the rest.
func (c candidate) rank() int {
	switch {
	case c.live():
		return 0
	case c.fresh:
		return 1
	}
	return 2
}

// locate decides on one MAC.
func (l *locator) locate(mac MAC) (Verdict, bool) {
	all := l.candidates(l.placed[mac])
	edges := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return l.inter[l.whole(c.Port)] })
	if len(edges) == 0 {
		return l.behind(mac, all)
	}
	best := edges[0].rank()
	edges = slices.DeleteFunc(edges, func(c candidate) bool { return c.rank() > best })
	if len(edges) > 1 {
		return l.choose(edges), true
	}
	v := Verdict{Sighting: edges[0].Sighting, Confidence: High, Why: Why{Key: PlaceOnly}}
	l.doubt(&v, edges[0])
	return v, true
}

// candidates makes one candidate of all sightings on one port, the best first.
func (l *locator) candidates(seen []Sighting) []candidate {
	var all []candidate
	for _, s := range seen {
		table := l.views[s.Port.Switch].Coverage[TableFDB]
		all = append(all, candidate{Sighting: s, fresh: table.Fresh, last: table.Last, every: table.Every})
	}
	slices.SortFunc(all, l.compare)
	var each []candidate
	for _, c := range all {
		if !slices.ContainsFunc(each, func(o candidate) bool { return l.whole(o.Port) == l.whole(c.Port) }) {
			each = append(each, c)
		}
	}
	return each
}

// compare puts live sightings first, then the newest, then those on ports with
// few devices; the rest only makes the order fixed.
func (l *locator) compare(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Misses, b.Misses), b.First.Compare(a.First),
		cmp.Compare(l.size[l.whole(a.Port)], l.size[l.whole(b.Port)]),
		cmp.Compare(a.Port.Switch, b.Port.Switch), cmp.Compare(a.Port.IfName, b.Port.IfName), cmp.Compare(b.VID, a.VID))
}

// behind decides on a device that is seen only on ports between switches: the
// switch it hangs on has not shown it yet, or cannot be read.
func (l *locator) behind(mac MAC, all []candidate) (Verdict, bool) {
	if mac.IsVirtualRouter() || len(all) == 0 {
		return Verdict{}, false
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(l.size[l.whole(a.Port)], l.size[l.whole(b.Port)]))
	})
	peer := ""
	if p := l.ports[all[0].Port]; p != nil {
		peer = p.Role.Peer
	}
	return Verdict{Sighting: all[0].Sighting, Confidence: Low, Why: why(PlaceBehind, "peer", peer)}, true
}

// choose decides between several ports that lead to no other switch.
func (l *locator) choose(edges []candidate) Verdict {
	if left := l.deeper(edges); len(left) == 1 && len(edges) > 1 {
		other := edges[0]
		if other.Port == left[0].Port {
			other = edges[1]
		}
		return Verdict{Sighting: left[0].Sighting, Confidence: Medium, Why: place(PlaceDeeper, other)}
	}
	first, second := edges[0], edges[1]
	if first.live() && together(first, second) {
		v := l.twice(edges)
		return v
	}
	if first.First.After(second.First) {
		return Verdict{Sighting: first.Sighting, Confidence: Medium, Why: place(PlaceNewest, second)}
	}
	return Verdict{Sighting: first.Sighting, Confidence: Low, Why: why(PlaceFewest, "n", strconv.Itoa(len(edges)))}
}

// twice decides on a device that is live at several places: the one where it was
// first seen counts, the others are told beside it.
func (l *locator) twice(edges []candidate) Verdict {
	slices.SortStableFunc(edges, func(a, b candidate) int { return a.First.Compare(b.First) })
	v := Verdict{Sighting: edges[0].Sighting, Confidence: Medium}
	for _, other := range edges[1:] {
		if together(edges[0], other) {
			v.Also = append(v.Also, other.Sighting)
		}
	}
	v.Why = place(PlaceTwice, edges[1])
	v.Why.Args["since"] = timeText(v.First)
	return v
}

// together says whether a device was seen at two places for a whole period of
// reading, a little jitter aside. Of a device that moved the old place keeps an
// entry for no longer than that (IEEE 802.1Q, 8.8.3: ageing time 300 s).
func together(a, b candidate) bool {
	if !a.live() || !b.live() {
		return false
	}
	from, to := later(a.First, b.First), earlier(a.last, b.last)
	every := max(a.every, b.every)
	return to.Sub(from) >= every-every/10
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// deeper leaves out ports that must lead to the switch of another candidate: it
// sees the device on a port that is not its way to them.
func (l *locator) deeper(edges []candidate) []candidate {
	var left []candidate
	for _, c := range edges {
		leads := slices.ContainsFunc(edges, func(o candidate) bool {
			back, known := l.toward[pair{o.Port.Switch, c.Port.Switch}]
			_, there := l.toward[pair{c.Port.Switch, o.Port.Switch}]
			return o.Port.Switch != c.Port.Switch && known && back.port != l.whole(o.Port) && !there
		})
		if !leads {
			left = append(left, c)
		}
	}
	return left
}

// why makes a Why of a key with one argument.
func why(key, name, value string) Why { return Why{Key: key, Args: map[string]string{name: value}} }

// place makes a Why of a key that names another place.
func place(key string, at candidate) Why {
	return Why{Key: key, Args: map[string]string{"switch": string(at.Port.Switch), "port": at.Port.IfName}}
}

func timeText(at time.Time) string { return at.UTC().Format(time.RFC3339) }
