package simcity

import (
	"bytes"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// Poll reads a switch in process: what collector/snmp.Read would bring from its
// agent at a moment, but for what reading costs and remembers (Cost, Memory,
// Dialect, Score, Detail). Tables nil means all of them.
func (c *City) Poll(id inventory.SwitchID, at time.Time, tables []inventory.Table) inventory.Poll {
	if tables == nil {
		tables = inventory.Tables()
	}
	p := inventory.Poll{Switch: id, At: at.UTC(), Tables: map[inventory.Table]inventory.TableState{}}
	if s := c.server(id); s != nil {
		return s.poll(at, c.elapsed(at))
	}
	sw := c.Switch(id)
	if sw == nil {
		return allMissing(p, tables, inventory.ReasonUnreachable)
	}
	return c.read(sw, at, c.elapsed(at), tables)
}

// read reads a switch some time after the city began, or before.
func (c *City) read(sw *Switch, at time.Time, elapsed time.Duration, tables []inventory.Table) inventory.Poll {
	p := inventory.Poll{Switch: sw.ID, At: at.UTC(), Tables: map[inventory.Table]inventory.TableState{},
		Target: netip.AddrPortFrom(sw.Agent, c.port).String(), Version: sw.Secret.version}
	switch {
	case sw.silent(elapsed):
		return allMissing(p, tables, inventory.ReasonTimeout)
	case sw.Secret != c.keys[sw.Credential]:
		return allMissing(p, tables, inventory.ReasonAuth)
	}
	r := &reading{city: c, sw: sw, elapsed: elapsed, ph: sw.phase(elapsed), poll: &p, asked: tables}
	r.all()
	return p
}

// allMissing is the poll of a switch that does not answer.
func allMissing(p inventory.Poll, tables []inventory.Table, why inventory.Reason) inventory.Poll {
	for _, t := range tables {
		p.Tables[t] = inventory.TableState{Reason: why}
	}
	return p
}

// A reading is one poll in the making.
type reading struct {
	city    *City
	sw      *Switch
	elapsed time.Duration
	ph      phase
	poll    *inventory.Poll
	asked   []inventory.Table
}

// wants says whether one of the tables was asked for.
func (r *reading) wants(tables ...inventory.Table) bool {
	return slices.ContainsFunc(tables, func(t inventory.Table) bool { return slices.Contains(r.asked, t) })
}

// state records how a table came out; a reason makes it missing.
func (r *reading) state(t inventory.Table, rows int, why inventory.Reason) {
	if r.wants(t) {
		r.poll.Tables[t] = inventory.TableState{Complete: why == "", Rows: rows, Reason: why}
	}
}

// all fills in every table that was asked for.
func (r *reading) all() {
	r.system()
	if r.wants(inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors, inventory.TableARP) {
		r.interfaces()
	}
	if r.wants(inventory.TableVLANs) {
		r.vlans()
	}
	if r.wants(inventory.TableFDB) {
		r.fdb()
	}
	if r.wants(inventory.TableNeighbors) {
		r.neighbors()
	}
	if r.wants(inventory.TableARP) {
		r.arp()
	}
	if r.wants(inventory.TableEntities) {
		r.entities()
	}
	if r.wants(inventory.TableHealth) {
		r.health()
	}
	if r.wants(inventory.TableWireless) {
		r.wireless()
	}
}

func (r *reading) system() {
	sys, m := &r.poll.System, r.sw.Model
	sys.UptimeSeconds = float64(ticks(r.sw.uptime(r.elapsed))) / 100
	if !r.wants(inventory.TableSystem) {
		return
	}
	sys.Descr, sys.ObjectID, sys.Name, sys.Location = m.Descr, m.ObjectID, r.sw.SysName, r.sw.location()
	if m.FDB != fdbNone {
		mac := r.sw.MAC
		sys.BridgeMAC = &mac
	}
	r.state(inventory.TableSystem, 1, "")
}

// interfaces fills in the interfaces, or, where they are not asked for, what
// names the ports of other tables.
func (r *reading) interfaces() {
	full := r.wants(inventory.TableInterfaces)
	for _, i := range r.sw.interfaces() {
		out := inventory.Interface{Index: i.index, Name: i.name, Descr: i.descr, Type: i.kind, Oper: "up"}
		if p := i.port; p != nil {
			out.Oper = []string{"", "up", "down"}[p.oper(r.elapsed)]
			if p.Bridge > 0 && r.sw.Model.FDB != fdbNone {
				out.BridgePort = p.Bridge
			}
			if out.BridgePort > 0 && r.sw.Model.speaksQ() {
				out.PVID = p.PVID
			}
		}
		if full {
			r.detail(&out, i)
		}
		r.poll.Interfaces = append(r.poll.Interfaces, out)
	}
	r.state(inventory.TableInterfaces, len(r.poll.Interfaces), "")
}

// detail fills in what only a full reading of the interfaces brings.
func (r *reading) detail(out *inventory.Interface, i iface) {
	mac := i.mac
	out.MAC, out.Alias, out.Admin, out.SpeedBPS = &mac, i.alias, "up", i.speed()
	if i.port == nil {
		return
	}
	if i.kind == typeEthernet {
		out.Duplex = map[int64]string{2: "half", 3: "full"}[i.duplex()]
	}
	if i.port.LAG != nil {
		out.LAGIfIndex = i.port.LAG.IfIndex
	}
	if out.BridgePort > 0 {
		out.STP = map[int64]string{portDisabled: "disabled", portForwarding: "forwarding"}[i.port.portState(r.elapsed)]
	}
	out.LastChangeSeconds = float64(ticks(i.port.lastChange(r.elapsed))) / 100
	if !r.sw.Model.Narrow {
		counters := i.port.counters(r.elapsed)
		out.Counters = &counters
	}
}

// vlans fills in the VLANs and what each port carries.
func (r *reading) vlans() {
	if !r.sw.Model.speaksQ() {
		r.state(inventory.TableVLANs, 0, inventory.ReasonUnsupported)
		return
	}
	r.poll.VLANs = r.sw.vlanTable()
	byIndex := map[int]*Port{}
	for _, p := range r.sw.bridgePorts() {
		byIndex[p.IfIndex] = p
	}
	for n := range r.poll.Interfaces {
		i := &r.poll.Interfaces[n]
		if p := byIndex[i.Index]; p != nil {
			i.Untagged, i.Tagged = []int{p.PVID}, slices.Clone(p.Tagged)
		}
	}
	r.state(inventory.TableVLANs, len(r.poll.VLANs), "")
}

// fdb fills in the forwarding table in the order of its index.
func (r *reading) fdb() {
	if r.sw.Model.FDB == fdbNone {
		r.state(inventory.TableFDB, 0, inventory.ReasonUnsupported)
		return
	}
	byBridge := map[uint32]int{}
	for _, p := range r.sw.bridgePorts() {
		byBridge[uint32(p.Bridge)] = p.IfIndex
	}
	for _, l := range r.city.learned(r.sw, r.ph) {
		status := inventory.FDBLearned
		if l.status == statusSelf {
			status = inventory.FDBSelf
		}
		r.poll.FDB = append(r.poll.FDB, inventory.FDBRow{VID: l.vid, MAC: l.mac, BridgePort: int(l.port), IfIndex: byBridge[l.port], Status: status})
	}
	if r.sw.Model.FDB == fdbBridge {
		r.poll.FDB = withoutVLANs(r.poll.FDB)
	}
	r.state(inventory.TableFDB, len(r.poll.FDB), "")
}

// withoutVLANs is a forwarding table that knows no VLAN: one row an address.
func withoutVLANs(rows []inventory.FDBRow) []inventory.FDBRow {
	slices.SortStableFunc(rows, func(a, b inventory.FDBRow) int { return bytes.Compare(a.MAC[:], b.MAC[:]) })
	var out []inventory.FDBRow
	for _, row := range rows {
		row.VID = 0
		if n := len(out); n > 0 && out[n-1].MAC == row.MAC {
			out[n-1] = row
			continue
		}
		out = append(out, row)
	}
	return out
}

// neighbors fills in what LLDP hears.
func (r *reading) neighbors() {
	if r.sw.MuteLLDP {
		r.state(inventory.TableNeighbors, 0, inventory.ReasonUnsupported)
		return
	}
	for _, n := range r.sw.neighbours(r.ph) {
		out := inventory.Neighbor{Protocol: "lldp", LocalIfIndex: n.local.IfIndex, ChassisID: n.chassis.String(), PortID: n.port,
			PortDescr: n.descr, SysName: n.sysName, SysDescr: n.sysDescr, Capabilities: capabilities(n.caps)}
		if n.port == "" {
			out.PortID = n.chassis.String()
		}
		if n.address.IsValid() {
			out.Addresses = []netip.Addr{n.address}
		}
		r.poll.Neighbors = append(r.poll.Neighbors, out)
	}
	var why inventory.Reason
	if r.sw.Model.Circle != "" {
		why = inventory.ReasonOrder
	}
	r.state(inventory.TableNeighbors, len(r.poll.Neighbors), why)
}

// capabilities names the bits of LldpSystemCapabilitiesMap.
func capabilities(bits byte) []string {
	var out []string
	for _, c := range []struct {
		bit  byte
		name string
	}{{capBridge, "bridge"}, {capAP, "wlan-ap"}, {capRouter, "router"}, {capTelephone, "telephone"}} {
		if bits&c.bit != 0 {
			out = append(out, c.name)
		}
	}
	return out
}

// arp fills in the resolved addresses.
func (r *reading) arp() {
	if r.sw.Model.VLAN == "" {
		r.state(inventory.TableARP, 0, inventory.ReasonUnsupported)
		return
	}
	for _, a := range r.city.derived[r.sw.School].arp[r.sw] {
		r.poll.ARP = append(r.poll.ARP, inventory.ARPRow{IP: a.ip, MAC: a.holder(r.ph), IfIndex: r.sw.Model.VLANIfIndex + a.vid})
	}
	r.state(inventory.TableARP, len(r.poll.ARP), "")
	r.neighbours6()
}

func (r *reading) entities() {
	if r.sw.Model.NoEntities {
		r.state(inventory.TableEntities, 0, inventory.ReasonUnsupported)
		return
	}
	r.poll.Entities = r.sw.entities()
	r.state(inventory.TableEntities, len(r.poll.Entities), "")
}
