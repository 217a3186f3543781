package web

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// A roll is a Snapshot with what a page looks up in it: every device once.
type roll struct {
	snap     *inventory.Snapshot
	verdicts map[inventory.MAC]inventory.Verdict
	ips      map[inventory.MAC][]netip.Addr
	listing  inventory.Listing
	records  map[inventory.PortID]inventory.PortRecord
	views    map[inventory.SwitchID]*inventory.SwitchView
	zones    inventory.ZoneIndex
}

func newRoll(snap *inventory.Snapshot) *roll {
	r := &roll{snap: snap, verdicts: map[inventory.MAC]inventory.Verdict{}, ips: map[inventory.MAC][]netip.Addr{},
		listing: inventory.NewListing(snap), views: map[inventory.SwitchID]*inventory.SwitchView{}, zones: inventory.NewZoneIndex(snap)}
	for _, v := range inventory.Locate(snap) {
		r.verdicts[v.MAC] = v
	}
	for _, b := range snap.Bindings {
		if b.Open() && !slices.Contains(r.ips[b.MAC], b.IP) {
			r.ips[b.MAC] = append(r.ips[b.MAC], b.IP)
		}
	}
	for _, addrs := range r.ips {
		slices.SortFunc(addrs, netip.Addr.Compare)
	}
	r.records, _ = snap.PortRecords()
	for i := range snap.Switches {
		r.views[snap.Switches[i].Switch.ID] = &snap.Switches[i]
	}
	return r
}

// zone says in which zone of the plan a device is.
func (r *roll) zone(m inventory.MAC, vid int) (inventory.SchoolZone, bool) { return r.zones.Of(m, vid) }

// A deviceRow is one device where pages list several.
type deviceRow struct {
	MAC        inventory.MAC         `json:"mac"`
	IPs        []netip.Addr          `json:"ips,omitempty"`
	Name       string                `json:"name,omitempty"`
	Class      string                `json:"class,omitempty"`
	Vendor     string                `json:"vendor,omitempty"`
	Random     bool                  `json:"random,omitempty"`
	State      inventory.DeviceState `json:"state"` // listed unlisted random other_school
	Zone       string                `json:"zone,omitempty"`
	ZoneName   string                `json:"zone_name,omitempty"`
	School     inventory.SchoolCode  `json:"school"`
	Switch     inventory.SwitchID    `json:"switch"`
	Port       string                `json:"port"`
	VID        int                   `json:"vid,omitempty"`
	First      time.Time             `json:"first"`
	Last       time.Time             `json:"last,omitzero"`
	Confidence inventory.Confidence  `json:"confidence"`
	Reason     string                `json:"reason"`
}

// device fills the row of a MAC that has a verdict.
func (r *roll) device(v inventory.Verdict, l Lang) deviceRow {
	row := deviceRow{MAC: v.MAC, IPs: r.ips[v.MAC], Vendor: inventory.Vendor(v.MAC), Random: v.MAC.IsLocal(),
		State: r.listing.State(v.MAC), School: r.snap.School.Code, Switch: v.Port.Switch, Port: v.Port.IfName, VID: v.VID,
		First: v.First, Last: r.lastRead(v.Port.Switch, inventory.TableFDB), Confidence: v.Confidence,
		Reason: because(l, v.Why)}
	if z, ok := r.zone(v.MAC, v.VID); ok {
		row.Zone, row.ZoneName = z.ID, z.Name
	}
	for _, e := range r.listing.Own(v.MAC) {
		row.Name, row.Class = cmp.Or(row.Name, e.Name), cmp.Or(row.Class, e.Class)
	}
	return row
}

// devices lists every device with a verdict, in the order of switch and port.
func (r *roll) devices(l Lang) []deviceRow {
	rows := make([]deviceRow, 0, len(r.verdicts))
	for _, v := range r.verdicts {
		rows = append(rows, r.device(v, l))
	}
	slices.SortFunc(rows, func(a, b deviceRow) int {
		if c := strings.Compare(string(a.Switch), string(b.Switch)); c != 0 {
			return c // as mostly: to compare the rest costs more
		}
		return cmp.Or(comparePorts(a.Port, b.Port), bytes.Compare(a.MAC[:], b.MAC[:]))
	})
	return rows
}

// fresh says whether a table was being read at the moment: what it holds open
// was there then. Of a switch that has fallen silent nobody can say so.
func (r *roll) fresh(sw inventory.SwitchID, t inventory.Table) bool {
	if v := r.views[sw]; v != nil {
		return v.Coverage[t].Fresh
	}
	return r.snap.Elsewhere[inventory.TableRef{Switch: sw, Table: t}].Fresh
}

// lastRead is the moment up to which a table of a switch is known.
func (r *roll) lastRead(sw inventory.SwitchID, t inventory.Table) time.Time {
	if v := r.views[sw]; v != nil {
		return v.Coverage[t].Last
	}
	return r.snap.Elsewhere[inventory.TableRef{Switch: sw, Table: t}].Last
}
