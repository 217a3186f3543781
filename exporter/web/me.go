package web

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// What the page at the failing device can tell.
const (
	meKnown   = "known"   // one device has the address right now
	meProxy   = "proxy"   // the request was passed on: whose it is cannot be told
	meOutside = "outside" // the address is no school's
	meUnread  = "unread"  // the gateway's table is not being read
	meNobody  = "nobody"  // it is, and does not show the address
	meShared  = "shared"  // several devices have it
)

// usedBefore is how far back the page says that others had the address.
const usedBefore = 24 * time.Hour

// A meView is what somebody at a device is told without having signed in: what
// belongs to the address that asks, and to the one device that has it.
type meView struct {
	State  string
	Asked  string // sent late or empty: what became of asking for help
	IP     netip.Addr
	School string // its name; names of schools are public
	Zone   string
	SSID   string // where the zone has one
	Read   time.Time
	Others bool // other devices have had the address lately; which is not told

	MAC    inventory.MAC
	Random bool
	Brand  string
	List   inventory.DeviceState
	Here   *deviceRow
	Air    *onAir
	Next   string // the key of the next step

	code inventory.SchoolCode
}

// Known says whether the page tells of a device.
func (v meView) Known() bool { return v.State == meKnown }

// Inside says whether the address is a school's, whose coordinator can be told.
func (v meView) Inside() bool { return v.code != "" }

// me answers whoever opens the page on the device that does not work.
func (s *server) me(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	q.at, q.past = q.now, false // nobody who has not signed in looks into the past
	view, err := s.meView(r, q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if asked := r.URL.Query().Get("asked"); asked == "sent" || asked == "late" {
		view.Asked = asked
	}
	s.writePage(w, r, sheet{name: "me", status: http.StatusOK, body: view})
}

// askHelp puts it on the school's record that help is wanted at the device. What
// is recorded is what the page shows; nothing is taken from the request but where
// it came from.
func (s *server) askHelp(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	q.at, q.past = q.now, false
	view, err := s.meView(r, q)
	if err == nil && !view.Inside() {
		err = errRefused
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	err = s.DB.AskForHelp(r.Context(), view.event(q.now))
	result := "sent"
	switch {
	case errors.Is(err, store.ErrTooOften):
		result = "late"
	case err != nil:
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/me?asked="+result, http.StatusSeeOther)
}

// event is what the school's record says of a view.
func (v meView) event(at time.Time) store.Event {
	e := store.Event{At: at, Actor: v.IP.String(), School: v.code, Subject: v.IP.String(), Detail: v.State}
	if v.Known() {
		e.Subject = v.MAC.String()
	}
	if v.Here != nil {
		e.Detail = string(v.Here.Switch) + " " + v.Here.Port
	}
	return e
}

// meView finds out what may be told to the address that asks.
func (s *server) meView(r *http.Request, q ask) (meView, error) {
	addr, ok := peerOf(r)
	view := meView{IP: addr, State: meOutside}
	if !ok || wasPassedOn(r) || addr.IsLoopback() {
		return meView{State: meProxy}, nil
	}
	school, owned := q.city.Owner(addr)
	if !owned {
		return view, nil
	}
	view.code, view.School = school.Code, school.Name
	q.Scope = inventory.OnlySchools(school.Code) // for the one address and the one device below
	snap, err := s.snapshot(r.Context(), q, school.Code)
	if err != nil {
		return view, err
	}
	roll := s.rollOf(q, snap)
	if zone, ok := snap.Plan.Zone(addr); ok {
		view.Zone, view.SSID = zone.Name, zone.SSID
	}
	macs := roll.holdersOf(addr, &view)
	if view.Read.IsZero() || len(macs) != 1 {
		view.Next = "me.next." + view.State
		return view, nil
	}
	roll.tellDevice(macs[0], &view, q.lang)
	return view, s.addFormerHolders(r.Context(), q, &view)
}

// wasPassedOn says whether somebody else made the request for whoever asked. What
// such a header says of that one is not believed.
func wasPassedOn(r *http.Request) bool {
	return slices.ContainsFunc([]string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"}, func(name string) bool {
		return r.Header.Get(name) != ""
	})
}

// holdersOf are the devices that have an address right now, and what that means.
func (r *roll) holdersOf(addr netip.Addr, view *meView) []inventory.MAC {
	var macs []inventory.MAC
	for _, b := range r.snap.Bindings {
		if b.IP == addr && b.Open() && r.holds(b, r.snap.At) && !slices.Contains(macs, b.MAC) {
			macs = append(macs, b.MAC)
		}
	}
	for i := range r.snap.Switches {
		c := r.snap.Switches[i].Coverage[inventory.TableARP]
		if c.Fresh && c.Last.After(view.Read) {
			view.Read = c.Last
		}
	}
	for ref, c := range r.snap.Elsewhere {
		if ref.Table == inventory.TableARP && c.Fresh && c.Last.After(view.Read) {
			view.Read = c.Last
		}
	}
	switch {
	case view.Read.IsZero():
		view.State = meUnread
	case len(macs) == 0:
		view.State = meNobody
	case len(macs) > 1:
		view.State = meShared
	default:
		view.State = meKnown
	}
	return macs
}

// tellDevice fills in what belongs to the device itself, and what to do next.
func (r *roll) tellDevice(mac inventory.MAC, view *meView, l Lang) {
	view.MAC, view.Random, view.Brand, view.List, view.Air = mac, mac.IsLocal(), inventory.Vendor(mac), r.listing.State(mac), r.onAir(mac)
	if v, ok := r.verdicts[mac]; ok {
		row := r.device(v, l)
		view.Here = &row
	}
	zone, _ := r.snap.Plan.Zone(view.IP)
	switch {
	case zone.Unknown == inventory.UnknownIgnore:
		view.Next = "me.next.personal"
	case view.List == inventory.DeviceListed:
		view.Next = "me.next.listed"
	case view.Random:
		view.Next = "me.next.random"
	case view.List == inventory.DeviceOther:
		view.Next = "me.next.other"
	default:
		view.Next = "me.next.unlisted"
	}
}

// addFormerHolders says whether others had the address lately, without naming them.
func (s *server) addFormerHolders(ctx context.Context, q ask, view *meView) error {
	held, err := s.DB.Bindings(ctx, inventory.OnlySchools(view.code), store.BindingQuery{IP: view.IP,
		From: q.now.Add(-usedBefore), To: q.now.Add(time.Second), Limit: maxPlaces})
	for _, b := range held {
		view.Others = view.Others || b.MAC != view.MAC
	}
	return err
}
