package main

import (
	"context"
	"net/netip"

	"rollcall/collector/inbox"
	"rollcall/collector/radius"
	"rollcall/inventory"
)

// playRejects has the daemon read what the city's authenticator and controllers wrote
// and said since it was last played, by the readers of real logs.
func (v *day) playRejects(ctx context.Context) error {
	reader := radius.File{Name: "radius.log", Zone: v.at.Location()}.Reader()
	var rejects []inventory.AccessReject
	emit := func(r inventory.AccessReject) { rejects = append(rejects, r) }
	for _, line := range v.city.RejectLines(v.refused, v.at) {
		if !line.From.IsValid() {
			if err := reader.Line([]byte(line.Line), emit); err != nil {
				return err
			}
			continue
		}
		sw := v.sender(line.From)
		m, err := v.daemon.readSyslog(inbox.Datagram{At: line.At, From: netip.AddrPortFrom(line.From, 514), Switch: sw, Octets: []byte(line.Line)})
		if err != nil {
			return err
		}
		for _, r := range m.Rejects {
			r.At, r.Source = line.At, "syslog "+string(sw.ID)
			emit(r)
		}
	}
	v.refused = v.at
	return v.daemon.heardRejects(ctx, rejects)
}

// sender is the switch that speaks from an address.
func (v *day) sender(from netip.Addr) inventory.Switch {
	for _, sw := range v.daemon.switches() {
		if sw.Address.Addr() == from {
			return sw
		}
	}
	return inventory.Switch{}
}
