package main

import (
	"context"
	"net/netip"
	"time"

	"rollcall/collector/inbox"
	"rollcall/collector/radius"
	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// playRejects has the daemon hear what the city's authenticator and controllers wrote
// and said since it was last played.
func (v *day) playRejects(ctx context.Context) error {
	rejects, err := v.daemon.readRejects(v.city.RejectLines(v.refused, v.at), v.at.Location())
	if err != nil {
		return err
	}
	v.refused = v.at
	return v.daemon.heardRejects(ctx, rejects)
}

// readRejects reads what a city wrote, in the time of a zone, and said of refusals, by
// the readers of real logs.
func (d *daemon) readRejects(lines []simcity.RejectLine, zone *time.Location) ([]inventory.AccessReject, error) {
	reader := radius.File{Name: "radius.log", Zone: zone}.Reader()
	var rejects []inventory.AccessReject
	emit := func(r inventory.AccessReject) { rejects = append(rejects, r) }
	for _, line := range lines {
		if !line.From.IsValid() {
			if err := reader.Line([]byte(line.Line), emit); err != nil {
				return nil, err
			}
			continue
		}
		sw := d.sender(line.From)
		m, err := d.readSyslog(inbox.Datagram{At: line.At, From: netip.AddrPortFrom(line.From, 514), Switch: sw, Octets: []byte(line.Line)})
		if err != nil {
			return nil, err
		}
		for _, r := range m.Rejects {
			r.At, r.Source = line.At, "syslog "+string(sw.ID)
			emit(r)
		}
	}
	return rejects, nil
}

// sender is the switch that speaks from an address.
func (d *daemon) sender(from netip.Addr) inventory.Switch {
	for _, sw := range d.switches() {
		if sw.Address.Addr() == from {
			return sw
		}
	}
	return inventory.Switch{}
}
