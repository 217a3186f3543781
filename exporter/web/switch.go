package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"rollcall/inventory"
)

// A switchPage is the page of one switch.
type switchPage struct {
	At     time.Time            `json:"at"`
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	switchRow
	Address  string                   `json:"address"`
	Facts    inventory.SwitchFacts    `json:"facts"`
	Booted   time.Time                `json:"booted,omitzero"`
	Silent   int                      `json:"silent_polls"`
	Due      time.Time                `json:"first_read_due,omitzero"`
	PortList []portRow                `json:"port_list"`
	Other    []portRow                `json:"other_interfaces"` // VLAN, loopback and aggregate interfaces
	Tables   []tableRow               `json:"tables"`
	Health   *inventory.Health        `json:"health,omitempty"` // as last told; absent: it is not known now
	Cost     *inventory.Cost          `json:"cost,omitempty"`   // of the last reading that brought anything
	Load     *switchLoad              `json:"load,omitempty"`
	Plate    *faceplate               `json:"-"`                  // the front of the switch; nil: its ports' names do not tell it
	Odd      map[inventory.Oddity]int `json:"oddities,omitempty"` // what it does wrong, and how often in one reading
	Findings []findingView            `json:"findings"`
	Events   []eventView              `json:"events"` // the newest that it said of itself
}

// A switchLoad is what reading a switch has cost it since rollcall started.
type switchLoad struct {
	Since  time.Time      `json:"since"`
	Cost   inventory.Cost `json:"cost"`
	Minute float64        `json:"requests_per_minute"`
}

// loadOf is the load of a switch as of a moment; nil where it is not known.
func (s *server) loadOf(id inventory.SwitchID, at time.Time) *switchLoad {
	if s.Load == nil {
		return nil
	}
	cost, since, ok := s.Load(id)
	if !ok {
		return nil
	}
	return &switchLoad{Since: since, Cost: cost, Minute: float64(cost.Requests) / max(1, at.Sub(since).Minutes())}
}

// Share is the share of its budget that the switch is asked at, as people write it.
func (l *switchLoad) Share() string { return fmt.Sprintf("1/%.0f", 1/l.Cost.RateFactor) }

// Slower says whether the switch is asked more slowly than it might be.
func (l *switchLoad) Slower() bool { return l.Cost.RateFactor > 0 && l.Cost.RateFactor < 1 }

// A portRow is one port of a switch.
type portRow struct {
	Port      string               `json:"port"`
	Alias     string               `json:"alias,omitempty"`
	Formerly  string               `json:"formerly,omitempty"` // its name before a re-key
	State     string               `json:"state"`              // up down off unknown
	Since     time.Time            `json:"since,omitzero"`
	LastUp    time.Time            `json:"last_up,omitzero"`
	SpeedBPS  int64                `json:"speed_bps,omitempty"`
	Duplex    string               `json:"duplex,omitempty"`
	PoEClass  int                  `json:"poe_class,omitempty"` // IEEE 802.3 class of the device that it feeds
	Blocked   string               `json:"stp,omitempty"`       // what the spanning tree does with a port that is up and does not forward
	PVID      int                  `json:"pvid,omitempty"`
	Tagged    []int                `json:"tagged,omitempty"`
	Zone      string               `json:"zone,omitempty"` // of the PVID
	LAG       string               `json:"lag,omitempty"`
	Role      string               `json:"role,omitempty"`
	Sure      bool                 `json:"role_sure,omitempty"`
	Why       string               `json:"role_reason,omitempty"`
	Neighbors []inventory.Neighbor `json:"neighbors,omitempty"`
	Devices   []deviceRow          `json:"devices,omitempty"`
	Record    recordMatch          `json:"record"`
	Flagged   int                  `json:"findings,omitempty"` // open findings that name this port
	Events    []eventView          `json:"events,omitempty"`   // the newest that name this port
}

// Idle says whether there is nothing on the port that anybody would look for.
func (p portRow) Idle() bool {
	return p.State != "up" && len(p.Devices)+len(p.Neighbors)+p.Flagged == 0 && p.Record.State == "unrecorded"
}

// A tableRow says how one table of the switch was read.
type tableRow struct {
	Table inventory.Table      `json:"table"`
	State inventory.TableState `json:"state"`
	Last  time.Time            `json:"last,omitzero"`
	Fresh bool                 `json:"fresh"`
}

// askSwitch answers for one switch.
func (s *server) askSwitch(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	roll := s.rollOf(q, snap)
	v := roll.views[inventory.SwitchID(r.PathValue("switch"))]
	if v == nil {
		return nil, fs.ErrNotExist
	}
	findings, err := s.schoolFindings(r.Context(), q, findingFilter{School: snap.School.Code, State: inventory.StateOpen})
	if err != nil {
		return nil, err
	}
	page := roll.switchPage(v, q)
	for _, f := range findings {
		if f.Switch == v.Switch.ID {
			page.Findings = append(page.Findings, findingViewOf(q, f))
			page.flag(f.Port)
		}
	}
	page.Load = s.loadOf(v.Switch.ID, page.At)
	page.Plate = plateOf(page.PortList)
	if v.Asked.IsZero() && s.Due != nil {
		page.Due = s.Due(v.Switch.ID)
	}
	return page, s.addEvents(r.Context(), q, &page)
}

func (p *switchPage) flag(port string) {
	for i := range p.PortList {
		if p.PortList[i].Port == port {
			p.PortList[i].Flagged++
		}
	}
}

// switchPage builds everything of the page that a Snapshot alone tells.
func (r *roll) switchPage(v *inventory.SwitchView, q ask) switchPage {
	page := switchPage{At: r.snap.At, School: r.snap.School.Code, Name: r.snap.School.Name,
		switchRow: switchRowOf(v, q.city.Thresholds.DownAfter), Address: v.Switch.Address.Addr().String(),
		Facts: v.Facts, Booted: v.Booted, Silent: v.Silent, Odd: v.Oddities, PortList: []portRow{}, Other: []portRow{}, Tables: []tableRow{}, Findings: []findingView{}}
	if v.Cost != (inventory.Cost{}) {
		page.Cost = &v.Cost
	}
	if v.Coverage[inventory.TableHealth].Fresh {
		page.Health = v.Health
	}
	onPort := map[string][]deviceRow{}
	for _, d := range r.devices(q.lang) {
		if d.Switch == v.Switch.ID {
			onPort[d.Port] = append(onPort[d.Port], d)
			page.Devices++
		}
	}
	for _, p := range v.Ports {
		row := r.portRow(v, p, q.lang)
		row.Devices = onPort[row.Port]
		if p.IsSocket() {
			page.PortList = append(page.PortList, row)
		} else {
			page.Other = append(page.Other, row)
		}
	}
	for _, t := range inventory.Tables() {
		if c, ok := v.Coverage[t]; ok {
			page.Tables = append(page.Tables, tableRow{t, c.State, c.Last, c.Fresh})
		}
	}
	return page
}

func (r *roll) portRow(v *inventory.SwitchView, p inventory.PortView, l Lang) portRow {
	row := portRow{Port: p.Port.IfName, Alias: p.Config.Alias, Formerly: p.Config.Formerly, State: linkState(p.Link), Since: p.LinkSince,
		LastUp: p.LastUp, SpeedBPS: p.Link.SpeedBPS, Duplex: p.Link.Duplex, Blocked: p.Blocked, PoEClass: p.PoEClass, PVID: p.Config.PVID,
		Tagged: p.Config.Tagged, LAG: p.Config.LAG, Role: p.Role.Role, Sure: p.Role.Sure,
		Why: roleReason(l, p.Role), Neighbors: p.Neighbors, Record: r.matchRecord(v, p)}
	if z, ok := r.snap.Plan.ZoneOfVLAN(p.Config.PVID); ok {
		row.Zone = z.Name
	}
	if row.Alias == p.Config.Descr { // some makers fill it in themselves
		row.Alias = ""
	}
	return row
}

// linkState puts ifAdminStatus and ifOperStatus (RFC 2863) into one word.
func linkState(l inventory.LinkState) string {
	switch {
	case l.Admin == "down":
		return "off"
	case l.Oper == "up" || l.Oper == "dormant":
		return "up"
	case l.Oper == "":
		return "unknown"
	}
	return "down"
}
