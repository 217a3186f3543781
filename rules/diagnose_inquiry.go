package rules

import (
	"net/netip"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// An inquiry is a Case with a symptom and what is known of it worked out.
type inquiry struct {
	*Case
	inventory.Symptom
	inventory.Clues

	ever    inventory.Lists    // with entries that do not count today
	place   *inventory.Verdict // where the device is, or was last
	here    bool               // it is there now
	port    *inventory.PortView
	view    *inventory.SwitchView
	holders []inventory.Binding // who holds the address now
	zone    inventory.SchoolZone
	zoned   bool // zone is known
}

func newInquiry(s *inventory.Snapshot, asked inventory.Symptom, clues inventory.Clues) *inquiry {
	q := &inquiry{Case: NewCase(s), Symptom: asked, Clues: clues, ever: s.Lists}
	q.identify()
	q.locate()
	q.findZone()
	return q
}

// identify finds the device of an address, or the address of a device.
func (q *inquiry) identify() {
	for _, b := range q.bindings {
		if q.IP.IsValid() && b.IP == q.IP && b.Open() {
			q.holders = append(q.holders, b)
		}
	}
	if q.MAC.IsZero() && len(q.holders) > 0 {
		q.MAC = q.holders[0].MAC
	}
	if q.MAC.IsZero() && q.IP.IsValid() && len(q.Held) > 0 {
		q.MAC = q.Held[0].MAC
	}
	if q.IP.IsValid() || q.MAC.IsZero() {
		return
	}
	if bound := q.bound[q.MAC]; len(bound) > 0 {
		q.IP = bound[0].IP
	} else if len(q.Held) > 0 {
		q.IP = q.Held[0].IP
	}
}

// locate says where the device is; of one that is not seen, where it was last.
func (q *inquiry) locate() {
	if v, ok := q.places[q.MAC]; ok && !q.MAC.IsZero() {
		q.place, q.here = &v, v.Misses == 0
	} else if len(q.Seen) > 0 {
		q.place = &inventory.Verdict{Sighting: q.Seen[0], Confidence: inventory.Medium, Why: inventory.Why{Key: "place_was"}}
	}
	if q.place != nil {
		q.port, q.view = q.ports[q.place.Port], q.views[q.place.Port.Switch]
	}
}

// findZone says which zone of the plan the symptom is in: by the network it asks
// for, the address, or the VLAN that the device is seen in.
func (q *inquiry) findZone() {
	for _, z := range q.Plan.Zones {
		if q.SSID != "" && z.SSID == q.SSID {
			q.zone, q.zoned = z, true
			return
		}
	}
	if q.IP.IsValid() {
		q.zone, q.zoned = q.Case.zone(q.IP)
	}
	if !q.zoned && q.place != nil {
		q.zone, q.zoned = q.Plan.ZoneOfVLAN(q.place.VID)
	}
}

// name is what the school's lists call the device.
func (q *inquiry) name() string {
	for _, e := range q.listed[q.MAC] {
		if e.Name != "" {
			return e.Name
		}
	}
	return ""
}

// open returns the first open finding of a kind that the test takes; nil takes any.
func (q *inquiry) open(kind inventory.Kind, is func(inventory.FindingRow) bool) (inventory.FindingRow, bool) {
	for _, f := range q.Open {
		standing := f.State == inventory.StateOpen || f.State == inventory.StateAcknowledged || f.State == inventory.StateAccepted
		if f.Kind == kind && standing && (is == nil || is(f)) {
			return f, true
		}
	}
	return inventory.FindingRow{}, false
}

// onPort, ofDevice and inZone are tests for open.
func (q *inquiry) onPort(f inventory.FindingRow) bool {
	return q.place != nil && f.Switch == q.place.Port.Switch && (f.Port == q.place.Port.IfName || slices.Contains(splitLines(f.Args["ports"]), q.place.Port.IfName))
}

func (q *inquiry) ofDevice(f inventory.FindingRow) bool {
	return !q.MAC.IsZero() && (f.MAC == q.MAC || slices.Contains(splitLines(f.Args["macs"]), q.MAC.String())) ||
		q.IP.IsValid() && f.IP == q.IP
}

func (q *inquiry) inZone(f inventory.FindingRow) bool {
	return !q.zoned || f.Args["zone"] == q.zone.ID || f.Args["zone_id"] == q.zone.ID || f.VID != 0 && f.VID == q.zone.VLAN
}

// where fills the arguments that name a place.
func (q *inquiry) where(args map[string]string) map[string]string {
	if q.place == nil {
		return args
	}
	p := q.place.Port
	args["switch"], args["port"], args["room"] = string(p.Switch), p.IfName, q.room(p)
	if q.port != nil {
		args["speed"] = strconv.FormatInt(q.port.Link.SpeedBPS, 10)
	}
	return args
}

// told are the arguments of a finding with what every sentence may ask for.
func told(f inventory.FindingRow) map[string]string {
	args := map[string]string{"ref": strconv.FormatInt(f.ID, 10), "switch": string(f.Switch), "port": f.Port, "room": f.Room, "since": stamp(f.Since)}
	if f.IP.IsValid() {
		args["ip"] = f.IP.String()
	}
	if !f.MAC.IsZero() {
		args["mac"] = f.MAC.String()
	}
	for k, v := range f.Args {
		args[k] = v
	}
	return args
}

// gateway is the address that a person can try to reach from the device.
func (q *inquiry) gateway() string {
	if q.zoned && q.zone.Gateway.IsValid() {
		return q.zone.Gateway.String()
	}
	if q.Reach.Gateway.Address.IsValid() {
		return q.Reach.Gateway.Address.String()
	}
	return ""
}

// blocked returns the row of the centre's list that the symptom is on.
func (q *inquiry) blocked() (inventory.BlockedIP, bool) {
	for _, b := range q.Blocked {
		if b.State == inventory.BlockLifted {
			continue
		}
		if b.IP == q.IP || !q.MAC.IsZero() && b.Then.MAC == q.MAC {
			return b, true
		}
	}
	return inventory.BlockedIP{}, false
}

// conflict is another device that holds the address at the same time.
func (q *inquiry) conflict() (other inventory.MAC, yes bool) {
	for _, b := range q.holders {
		if b.MAC != q.holders[0].MAC && b.Misses == 0 && !b.MAC.IsVirtualRouter() {
			return b.MAC, true
		}
	}
	return inventory.MAC{}, false
}

// rejected is the last refusal of the device.
func (q *inquiry) rejected() (inventory.AccessReject, bool) {
	i := slices.IndexFunc(q.Rejects, func(r inventory.AccessReject) bool { return r.MAC == q.MAC })
	if q.MAC.IsZero() || i < 0 {
		return inventory.AccessReject{}, false
	}
	return q.Rejects[i], true
}

// air is what a wireless controller says of the device.
func (q *inquiry) air() (inventory.WirelessClient, bool) {
	for _, v := range q.Switches {
		for _, w := range v.Wireless {
			if w.MAC == q.MAC && !q.MAC.IsZero() {
				return w, true
			}
		}
	}
	return inventory.WirelessClient{}, false
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

func addr(ip netip.Addr) string {
	if !ip.IsValid() {
		return ""
	}
	return ip.String()
}
