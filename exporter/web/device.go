package web

import (
	"cmp"
	"context"
	"io/fs"
	"net/http"
	"net/netip"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A deviceView is the page of one device at one school.
type deviceView struct {
	At         time.Time             `json:"at"`
	School     inventory.SchoolCode  `json:"school"`
	SchoolName string                `json:"school_name"`
	MAC        inventory.MAC         `json:"mac"`
	Name       string                `json:"name,omitempty"`
	Class      string                `json:"class,omitempty"`
	Vendor     string                `json:"vendor,omitempty"`
	Random     bool                  `json:"random"`
	State      inventory.DeviceState `json:"state"`
	Here       *deviceRow            `json:"here"`               // null: on no port at the moment
	Air        *onAir                `json:"wireless,omitempty"` // absent: no controller tells of it
	Refused    []refusedSpan         `json:"refused"`            // by MAC authentication, newest first
	Also       []place               `json:"also"`               // other edge ports where it is live at the same time
	Places     []place               `json:"places"`
	Addresses  []addressSpan         `json:"addresses"`
	ARP        bool                  `json:"arp_observed"`
	Entries    []listEntry           `json:"lists"`
	Findings   []findingView         `json:"findings"`
	Blocked    []blockedView         `json:"blocked"`
	Advice     string                `json:"advice,omitempty"` // what to do next, where no finding says it
	Line       []lineItem            `json:"timeline"`
	Cut        bool                  `json:"cut,omitempty"` // the time line has more
	Data       age                   `json:"data"`
	Due        time.Time             `json:"first_read_due,omitzero"`
	May        bool                  `json:"-"` // the person may list it
	Listed     bool                  `json:"-"` // just now, by the person
	Flow       inventory.Flow        `json:"-"` // of the handbook, if it does not work
	Hints      *dhcpHints            `json:"dhcp_hints,omitempty"`
}

// A place is one stay of a device on a port.
type place struct {
	School  inventory.SchoolCode `json:"school"`
	Switch  inventory.SwitchID   `json:"switch"`
	Port    string               `json:"port"`
	VID     int                  `json:"vid,omitempty"`
	First   time.Time            `json:"first"`
	Last    time.Time            `json:"last,omitzero"`
	Present bool                 `json:"present"`
}

// An addressSpan is one address that a device had.
type addressSpan struct {
	IP      netip.Addr         `json:"ip"`
	Zone    string             `json:"zone,omitempty"`
	First   time.Time          `json:"first"`
	Last    time.Time          `json:"last,omitzero"`
	Present bool               `json:"present"`
	Source  inventory.SwitchID `json:"source,omitempty"` // whose ARP table showed it
	Lease   string             `json:"lease,omitempty"`  // or who told of the lease; its last moment is when it runs out
}

// A listEntry is a row of a list that names the device.
type listEntry struct {
	List string `json:"list"` // whitelist devices
	inventory.ListEntry
}

// Days are the dates of the time line.
func (v deviceView) Days() []lineDay { return daysOf(v.Line) }

// askDevice answers for one device. One that was never seen and stands in no
// list of the school does not exist there.
func (s *server) askDevice(r *http.Request, q ask) (any, error) {
	mac, err := inventory.ParseMAC(r.PathValue("mac"))
	if err != nil {
		return nil, fs.ErrNotExist
	}
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	roll := s.rollOf(q, snap)
	view := roll.deviceView(mac, q)
	if err := s.addHistory(r, q, roll, &view); err != nil {
		return nil, err
	}
	if err := s.addRefused(r, q, &view); err != nil {
		return nil, err
	}
	if view.Here == nil && view.Air == nil && len(view.Places)+len(view.Addresses)+len(view.Entries)+len(view.Refused) == 0 {
		return nil, fs.ErrNotExist
	}
	if err := s.addFindings(r.Context(), q, &view); err != nil {
		return nil, err
	}
	if err := s.addBlocked(r.Context(), q, &view); err != nil {
		return nil, err
	}
	view.Advice = roll.advice(q.lang, view)
	view.addLine(q.lang)
	view.Flow = roll.flow(view)
	view.May, view.Listed = q.mayEdit(), r.URL.Query().Get("did") == "listed"
	return view, nil
}

// addFindings adds what is wrong with the device, and what was, for its time line.
func (s *server) addFindings(ctx context.Context, q ask, view *deviceView) error {
	found, err := s.DB.Findings(ctx, q.Scope, store.FindingQuery{School: view.School, Subject: view.MAC.String(),
		From: time.Unix(0, 0), To: q.at.Add(time.Second), Limit: maxPlaces})
	if err != nil {
		return err
	}
	for _, f := range found {
		fv := findingViewOf(q, f)
		item := lineItem{At: f.Opened, Until: f.Resolved, Kind: lineFinding, Text: fv.Title}
		item.Lasts = f.Resolved.IsZero()
		view.Line = append(view.Line, item)
	}
	open, err := s.schoolFindings(ctx, q, findingFilter{School: view.School, State: inventory.StateOpen})
	for _, f := range open {
		if f.MAC == view.MAC {
			view.Findings = append(view.Findings, findingViewOf(q, f))
		}
	}
	return err
}

// deviceView fills what a Snapshot alone tells.
func (r *roll) deviceView(mac inventory.MAC, q ask) deviceView {
	view := deviceView{At: r.snap.At, School: r.snap.School.Code, SchoolName: r.snap.School.Name, MAC: mac,
		Vendor: inventory.Vendor(mac), Random: mac.IsLocal(), State: r.listing.State(mac), Also: []place{}, Places: []place{},
		Addresses: []addressSpan{}, Line: []lineItem{}, Entries: r.entries(mac), Findings: []findingView{},
		ARP: r.everRead(inventory.TableARP), Data: dataAge(r.snap)}
	for _, e := range r.listing.Own(mac) {
		view.Name, view.Class = cmp.Or(view.Name, e.Name), cmp.Or(view.Class, e.Class)
	}
	view.Air = r.onAir(mac)
	v, ok := r.verdicts[mac]
	if !ok {
		return view
	}
	row := r.device(v, q.lang)
	view.Here = &row
	for _, s := range v.Also {
		view.Also = append(view.Also, r.place(s))
	}
	return view
}

// entries are the rows of this school's lists that name a device, then those of
// other schools without what only they may read.
func (r *roll) entries(mac inventory.MAC) []listEntry {
	rows := []listEntry{}
	for _, l := range []struct {
		name string
		rows []inventory.ListEntry
	}{{"devices", r.snap.Lists.Master}, {"whitelist", r.snap.Lists.Whitelist}} {
		for _, e := range l.rows {
			if e.MAC == mac {
				rows = append(rows, listEntry{l.name, e})
			}
		}
	}
	return rows
}

func (r *roll) place(s inventory.Sighting) place {
	p := place{School: r.snap.School.Code, Switch: s.Port.Switch, Port: s.Port.IfName, VID: s.VID, First: s.First,
		Last: s.Gone, Present: s.Holds(r.snap.At) && r.fresh(s.Port.Switch, inventory.TableFDB)}
	if s.Holds(r.snap.At) {
		p.Last = r.lastRead(s.Port.Switch, inventory.TableFDB)
	}
	return p
}

// addHistory adds where the device was and which addresses it had, at this
// school. Ports that lead on to other switches are left out: the device was
// behind them, not on them.
func (s *server) addHistory(r *http.Request, q ask, roll *roll, view *deviceView) error {
	school := inventory.OnlySchools(view.School)
	until := q.at.Add(time.Second)
	places, err := s.DB.Sightings(r.Context(), school, store.SightingQuery{MAC: view.MAC, To: until, Limit: maxPlaces})
	if err != nil {
		return err
	}
	for _, seen := range places {
		if roll.role(seen.Port) != inventory.RoleUplink {
			view.Places = append(view.Places, roll.place(seen))
		}
	}
	held, err := s.DB.Bindings(r.Context(), school, store.BindingQuery{MAC: view.MAC, To: until, Limit: maxPlaces})
	if err != nil {
		return err
	}
	view.addHints(held)
	for _, b := range held {
		span := addressSpan{IP: b.IP, First: b.First, Last: b.Gone, Source: b.Source, Present: roll.holds(b, q.at)}
		if b.Lease != nil {
			span.Lease = b.Lease.Source
		}
		if z, ok := roll.snap.Plan.Zone(b.IP); ok {
			span.Zone = z.Name
		}
		view.Addresses = append(view.Addresses, span)
	}
	return nil
}
