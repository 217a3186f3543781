package inventory

import "net/netip"

// A sightKey is what one sighting is about.
type sightKey struct {
	mac  MAC
	vid  uint16
	port portRef
}

// A bindKey is what one binding is about. It has no pointer in it, for a city has
// a million.
type bindKey struct {
	ip  [16]byte // IPv4 as mapped into IPv6 (RFC 4291, 2.5.5.2)
	mac MAC
}

func bindKeyOf(ip netip.Addr, mac MAC) bindKey { return bindKey{ip.As16(), mac} }

// addr is the address, which is none mapped and has no zone.
func (k bindKey) addr() netip.Addr { return netip.AddrFrom16(k.ip).Unmap() }

// A family is one MAC's addresses of IPv4 or IPv6.
type family struct {
	mac  MAC
	ipv6 bool
}

func (k bindKey) family() family { return family{k.mac, k.addr().Is6()} }

// fdb takes in the forwarding table: first who was there before, so that whoever
// has left makes room on a port that is full.
func (w *work) fdb() {
	w.sightings.begin()
	var fresh []sightKey
	for _, row := range w.poll.FDB {
		key, ok := w.sightKey(row)
		if !ok {
			continue
		}
		if _, open := w.sightings.find(key); open {
			w.sightings.see(key, none{}, w.now, &w.sightingMoves)
			continue
		}
		fresh = append(fresh, key)
	}
	w.arrive(fresh)
	w.sightings.finish(w.now, &w.sightingMoves)
}

// arrive takes in the sightings that are new, as many as a port may hold.
func (w *work) arrive(fresh []sightKey) {
	onPort := make(map[portRef]int)
	for i := range w.sightings.open {
		if e := &w.sightings.open[i]; e.stays() {
			onPort[e.key.port]++
		}
	}
	for _, key := range fresh {
		if onPort[key.port] >= maxMACsPerPort {
			w.out.Skipped.Flood++
			continue
		}
		if _, twice := w.sightings.find(key); !twice {
			onPort[key.port]++
		}
		w.sightings.see(key, none{}, w.now, &w.sightingMoves)
	}
}

// sightKey says which sighting a row of the forwarding table is, if it is one.
func (w *work) sightKey(row FDBRow) (sightKey, bool) {
	skipped := &w.out.Skipped
	switch {
	case row.Status == FDBSelf || row.Status == FDBInvalid || row.BridgePort == 0 && row.IfIndex == 0,
		row.MAC.IsZero() || row.MAC.IsGroup(), w.known[row.MAC] == w.sw.ID && w.sw.ID != "":
		skipped.Foreign++
		return sightKey{}, false
	}
	port, ok := w.portOf(row)
	if !ok || row.VID < 0 || row.VID > maxVID {
		skipped.Unresolved++
		return sightKey{}, false
	}
	if _, ours := w.known[row.MAC]; !ours && w.surelyUplink(port) {
		skipped.Uplink++
		return sightKey{}, false
	}
	return sightKey{row.MAC, uint16(row.VID), port}, true
}

// maxVID is the highest VLAN identifier (IEEE 802.1Q, 9.6: 4095 is reserved).
const maxVID = 4095

// namesNoPort says whether the forwarding table has rows of ports, and not one of
// a port that we know: it was misread, and tells nothing of who is gone.
func (w *work) namesNoPort() bool {
	rows := false
	for _, row := range w.poll.FDB {
		if row.BridgePort == 0 && row.IfIndex == 0 || row.Status == FDBSelf {
			continue
		}
		if _, ok := w.portOf(row); ok {
			return false
		}
		rows = true
	}
	return rows
}

// portOf finds the port of a forwarding row by its ifIndex, else by its bridge port.
func (w *work) portOf(row FDBRow) (portRef, bool) {
	if row.IfIndex != 0 {
		ref, ok := w.byIfIndex[row.IfIndex]
		return ref, ok
	}
	ref, ok := w.byBridgePort[row.BridgePort]
	return ref, ok
}

// arp takes in which MAC holds which address.
func (w *work) arp() {
	w.bindings.begin()
	ofMAC := make(map[family]int)
	for i := range w.bindings.open {
		ofMAC[w.bindings.open[i].key.family()]++
	}
	for _, row := range w.poll.ARP {
		if row.MAC.IsZero() || row.MAC.IsGroup() || !isHost(row.IP.Unmap().WithZone("")) {
			w.out.Skipped.Foreign++
			continue
		}
		key := bindKeyOf(row.IP, row.MAC)
		_, open := w.bindings.find(key)
		if !open && ofMAC[key.family()] >= maxAddresses(key.addr()) {
			w.out.Skipped.Flood++
			continue
		}
		if !open {
			ofMAC[key.family()]++
		}
		w.bindings.see(key, none{}, w.now, &w.bindingMoves)
	}
	if w.poll.Tables[TableARP].Only == OnlyIPv4 {
		w.bindings.pass(func(k bindKey) bool { return k.addr().Is6() })
	}
	w.bindings.finish(w.now, &w.bindingMoves)
}

func isHost(ip netip.Addr) bool {
	return ip.IsValid() && !ip.IsUnspecified() && !ip.IsMulticast() && !ip.IsLoopback() &&
		ip != netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

func maxAddresses(ip netip.Addr) int {
	if ip.Is6() {
		return maxIPv6PerMAC
	}
	return maxIPv4PerMAC
}

func (l *Ledger) sighting(e entry[sightKey, none], gone stamp) Sighting {
	return Sighting{MAC: e.key.mac, VID: int(e.key.vid), Port: PortID{l.sw.ID, l.names.names[e.key.port]},
		Span: spanOf(e.first, gone), Misses: int(e.misses), Missed: e.missed.time()}
}

func (l *Ledger) binding(e entry[bindKey, none], gone stamp) Binding {
	return Binding{IP: e.key.addr(), MAC: e.key.mac, Source: l.sw.ID,
		Span: spanOf(e.first, gone), Misses: int(e.misses), Missed: e.missed.time()}
}

func (l *Ledger) attribute(a Aspect, e entry[portRef, held], gone stamp) Attribute {
	return Attribute{Switch: l.sw.ID, Aspect: a, Port: l.names.names[e.key], Value: e.value.text(),
		Ref: e.value.ref.time(), Span: spanOf(e.first, gone), Misses: int(e.misses), Missed: e.missed.time()}
}

func spanOf(first, gone stamp) Span { return Span{First: first.time(), Gone: gone.time()} }

// surelyUplink says whether a port's role is RoleUplink and sure.
func (l *Ledger) surelyUplink(port portRef) bool { return l.uplinks[port] }
