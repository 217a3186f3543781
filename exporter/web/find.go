package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// Limits of one search: more than a person reads, less than hurts.
const (
	maxDevices = 50  // devices that one search follows up
	maxPlaces  = 100 // places on record of one device or port
)

// A FindQuery asks where something is and was.
type FindQuery struct {
	Scope inventory.Scope
	City  *inventory.City
	Lang  Lang
	Text  string    // a MAC in any notation or a part of it, an address, a device name, a switch and port
	At    time.Time // the moment that "present" refers to; nothing later is told

	// Snapshot answers with a school at the moment At; nil: the database does.
	Snapshot func(context.Context, inventory.SchoolCode) (*inventory.Snapshot, error)

	kept *rolls // of what Snapshot answers; nil: none are kept
}

// Found is the answer of a search, as `rollcall find --json` prints it.
type Found struct {
	Query   string    `json:"query"`
	At      time.Time `json:"at"`
	Matches []Match   `json:"matches"` // present places first
	Cut     bool      `json:"cut,omitempty"`
	Brief   bool      `json:"brief,omitempty"` // of each device only where it is, or was last

	port inventory.PortID // the port that was asked for, where one was
}

// Find tells where something is and was. What lies outside the scope is not
// told, and not counted.
func Find(ctx context.Context, db *store.DB, q FindQuery) (Found, error) {
	f := &finder{FindQuery: q, db: db, rolls: map[inventory.SchoolCode]*roll{}}
	f.Text = strings.Join(strings.Fields(inventory.HalfWidth(q.Text)), " ")
	if err := errors.Join(f.search(ctx), f.noteFormer(ctx), f.sayBlocked(ctx)); err != nil {
		return Found{}, fmt.Errorf("find %q: %w", q.Text, err)
	}
	slices.SortStableFunc(f.matches, func(a, b Match) int {
		return cmp.Or(falseFirst(!a.Present, !b.Present), falseFirst(a.Kind == MatchDevice, b.Kind == MatchDevice), b.Last.Compare(a.Last))
	})
	if f.matches == nil {
		f.matches = []Match{}
	}
	return Found{Query: q.Text, At: q.At.UTC(), Matches: f.matches, Cut: f.cut, Brief: f.brief, port: f.asked}, nil
}

// A finder is one search on its way.
type finder struct {
	FindQuery
	db      *store.DB
	rolls   map[inventory.SchoolCode]*roll
	former  []store.FormerName // nil: not read yet
	asked   inventory.PortID   // the port that was asked for
	matches []Match
	cut     bool
	brief   bool
}

// search takes the text for the most special thing that it can be.
func (f *finder) search(ctx context.Context) error {
	if f.Text == "" {
		return nil
	}
	if ip, err := netip.ParseAddr(f.Text); err == nil {
		return f.address(ctx, ip.Unmap())
	}
	if sw, port, ok := f.splitPort(); ok {
		return f.port(ctx, sw, port)
	}
	if sw, port, ok, err := f.splitFormer(ctx); ok || err != nil {
		return errors.Join(err, f.port(ctx, sw, port))
	}
	ips, err := f.addresses(ctx)
	if err != nil {
		return err
	}
	if err := f.holders(ctx, ips); err != nil {
		return err
	}
	macs, err := f.candidates(ctx)
	if err != nil {
		return err
	}
	if err := f.devices(ctx, macs); err != nil {
		return err
	}
	f.schools()
	if err := f.rooms(ctx); err != nil {
		return err
	}
	return f.names(ctx)
}

// roll returns a school at the moment of the search.
func (f *finder) roll(ctx context.Context, code inventory.SchoolCode) (*roll, error) {
	if r := f.rolls[code]; r != nil {
		return r, nil
	}
	if !f.Scope.Sees(code) {
		return nil, fs.ErrNotExist
	}
	snap, err := f.snapshot(ctx, code)
	if err != nil {
		return nil, err
	}
	f.rolls[code] = f.kept.get(snap)
	return f.rolls[code], nil
}

func (f *finder) snapshot(ctx context.Context, code inventory.SchoolCode) (*inventory.Snapshot, error) {
	if f.Snapshot != nil {
		return f.Snapshot(ctx, code)
	}
	return f.db.Snapshot(ctx, f.Scope, f.City, code, f.At)
}

// address follows an address to whoever held it.
func (f *finder) address(ctx context.Context, ip netip.Addr) error {
	held, err := f.db.Bindings(ctx, f.Scope, store.BindingQuery{IP: ip, To: f.until(), Limit: maxPlaces})
	if err != nil {
		return err
	}
	told := map[inventory.MAC]bool{}
	for _, b := range held {
		if told[b.MAC] {
			continue
		}
		told[b.MAC] = true
		if err := f.device(ctx, b.MAC, ip); err != nil {
			return err
		}
	}
	return nil
}

// until is the end of what a search looks at: its moment, included.
func (f *finder) until() time.Time { return f.At.Add(time.Second) }

// device tells every place of one device. Where an address was asked for, it
// tells the places where the device had it.
func (f *finder) device(ctx context.Context, mac inventory.MAC, ip netip.Addr) error {
	places, err := f.db.Sightings(ctx, f.Scope, store.SightingQuery{MAC: mac, To: f.until(), Limit: maxPlaces})
	if err != nil {
		return err
	}
	held, err := f.db.Bindings(ctx, f.Scope, store.BindingQuery{MAC: mac, IP: ip, To: f.until(), Limit: maxPlaces})
	if err != nil {
		return err
	}
	before := len(f.matches)
	if err := f.here(ctx, mac, schoolsOf(f.City, places)); err != nil {
		return err
	}
	if err := f.past(ctx, places, held); err != nil {
		return err
	}
	if f.keep(before, ip) > 0 {
		return nil
	}
	return f.unplaced(ctx, mac, held)
}

// here tells the verdicts of the schools where a device may be.
func (f *finder) here(ctx context.Context, mac inventory.MAC, schools []inventory.SchoolCode) error {
	for _, code := range schools {
		r, err := f.roll(ctx, code)
		if err != nil {
			return err
		}
		v, ok := r.verdicts[mac]
		if !ok {
			continue
		}
		m := r.match(v.Sighting)
		m.Confidence, m.Reason = v.Confidence, because(f.Lang, v.Why)
		f.matches = append(f.matches, m)
		for _, s := range v.Also {
			also := r.match(s)
			also.Confidence, also.Reason = inventory.Low, say(f.Lang, "device.also")+" "+placeName(f.Lang, s.Port)
			f.matches = append(f.matches, also)
		}
	}
	return nil
}

// past tells the places that are over. Ports that lead on to another switch are
// left out: the device was behind them, not on them.
func (f *finder) past(ctx context.Context, places []inventory.Sighting, held []inventory.Binding) error {
	for _, s := range places {
		if s.Holds(f.At) {
			continue
		}
		sw, ok := f.City.Switch(s.Port.Switch)
		if !ok {
			continue
		}
		r, err := f.roll(ctx, sw.School)
		if err != nil {
			return err
		}
		if r.role(s.Port) == inventory.RoleUplink {
			continue
		}
		m := r.match(s)
		m.IP, m.Reason = heldDuring(held, s), say(f.Lang, "match.past")
		f.matches = append(f.matches, m)
	}
	return nil
}

// heldDuring is the address that a device had when it was somewhere.
func heldDuring(held []inventory.Binding, s inventory.Sighting) netip.Addr {
	for _, b := range held {
		if b.MAC == s.MAC && b.First.Before(s.Gone) && (b.Open() || b.Gone.After(s.First)) {
			return b.IP
		}
	}
	return netip.Addr{}
}

// schoolOf is the school whose switch told of a binding; of a gateway that serves
// many schools, that of the address.
func (f *finder) schoolOf(b inventory.Binding) (inventory.SchoolCode, bool) {
	if b.Lease != nil {
		_, ok := f.City.School(b.Lease.School)
		return b.Lease.School, ok && f.Scope.Sees(b.Lease.School)
	}
	if source, ok := f.City.Switch(b.Source); ok {
		return source.School, true
	}
	for _, school := range f.City.Schools {
		if plan, err := f.City.Plan.For(school); err == nil && plan.Owns(b.IP) && f.Scope.Sees(school.Code) {
			return school.Code, true
		}
	}
	return "", false
}

// unplaced tells of a device that no switch port has shown: its addresses, or
// that it stands in a list.
func (f *finder) unplaced(ctx context.Context, mac inventory.MAC, held []inventory.Binding) error {
	for _, b := range held {
		school, ok := f.schoolOf(b)
		if !ok {
			continue
		}
		r, err := f.roll(ctx, school)
		if err != nil {
			return err
		}
		m := r.named(mac)
		m.IP, m.First, m.Last, m.Present = b.IP, b.First, b.Gone, r.holds(b, f.At)
		if b.Holds(f.At) {
			m.Last = r.lastTold(b)
		}
		m.Confidence, m.Reason = inventory.Low, say(f.Lang, "match.arp", "source", b.Source)
		if b.Lease != nil {
			m.Reason = say(f.Lang, "match.lease", "source", b.Lease.Source)
		}
		if z, ok := r.snap.Plan.Zone(b.IP); ok {
			m.Zone, m.ZoneName = z.ID, z.Name
		}
		f.matches = append(f.matches, m)
	}
	if len(held) > 0 {
		return nil
	}
	return f.onlyListed(ctx, mac)
}
