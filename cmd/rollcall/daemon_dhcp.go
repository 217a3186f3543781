package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"rollcall/inventory"
)

// dhcpDesk learns from DHCP messages. Its ledger is always what was committed. Who
// holds d.mu may take mu; never the other way round.
type dhcpDesk struct {
	mu     sync.Mutex
	ledger *inventory.DHCPLedger

	homes  map[inventory.MAC]inventory.SchoolCode // where devices without a school's address were found
	looked time.Time
}

// lookAgain is how often all forwarding tables are gone through for devices whose
// messages do not say where they come from, and mostHomes how many are remembered.
const (
	lookAgain = 10 * time.Second
	mostHomes = 4096
)

// loadDHCP brings back what DHCP has told.
func (d *daemon) loadDHCP(ctx context.Context) error {
	at := d.pace.now()
	before, err := d.db.DHCPState(ctx, at)
	if err != nil {
		return err
	}
	d.dhcp.ledger = inventory.NewDHCPLedger(d.dhcpCity(), at, before)
	d.dhcp.homes = make(map[inventory.MAC]inventory.SchoolCode)
	return nil
}

// dhcpCity is what the configuration says of DHCP.
func (d *daemon) dhcpCity() inventory.DHCPCity {
	city := inventory.DHCPCity{Plans: make(map[inventory.SchoolCode]inventory.SchoolPlan), Relays: d.config.DHCP.Relays}
	for _, school := range d.config.City.Schools {
		plan, err := d.config.City.Plan.For(school)
		if err == nil { // such a plan is refused with the configuration
			city.Plans[school.Code] = plan
		}
	}
	for _, server := range d.config.DHCP.Servers {
		city.Servers = append(city.Servers, server.Addresses...)
	}
	return city
}

// heardDHCP takes in DHCP messages of any source, in the order in which they came.
// It returns when what is learned from them is on disk.
func (d *daemon) heardDHCP(ctx context.Context, messages []inventory.DHCPMessage) error {
	if len(messages) == 0 {
		return nil
	}
	changes, err := d.learnDHCP(ctx, d.atHome(messages))
	if err != nil {
		return err
	}
	d.exporter.HeardDHCP(changes)
	d.mu.Lock()
	defer d.mu.Unlock()
	for code := range changes.Counts {
		d.looked[code] = true
	}
	for _, n := range changes.News {
		if d.isNews(n) {
			d.dirty[n.School] = true
		}
	}
	return nil
}

// learnDHCP applies messages and stores what they changed.
func (d *daemon) learnDHCP(ctx context.Context, messages []inventory.DHCPMessage) (inventory.DHCPChanges, error) {
	d.dhcp.mu.Lock()
	defer d.dhcp.mu.Unlock()
	at := d.pace.now()
	changes := d.dhcp.ledger.Apply(at, messages)
	err := d.db.WriteDHCP(ctx, at, changes)
	d.exporter.Wrote(err)
	if err == nil {
		return changes, nil
	}
	before, again := d.db.DHCPState(context.WithoutCancel(ctx), at)
	if again == nil {
		d.dhcp.ledger.Restore(before)
	}
	return inventory.DHCPChanges{}, errors.Join(err, again)
}

// isNews says whether a school is to be judged at once: somebody whom no list of
// the school has asks where that counts, or a server was not heard before. d.mu is
// held.
func (d *daemon) isNews(n inventory.DHCPNews) bool {
	if n.MAC.IsZero() {
		return true
	}
	for _, z := range d.config.City.Plan.Zones {
		if z.ID == n.Zone {
			return z.Unknown == inventory.UnknownAlert && !slices.Contains(d.listed[n.MAC], n.School)
		}
	}
	return false
}

// atHome returns messages with the school of those that neither address nor source
// gives one: that of the port where the client is seen.
func (d *daemon) atHome(messages []inventory.DHCPMessage) []inventory.DHCPMessage {
	wanted := map[inventory.MAC]bool{}
	for i := range messages {
		if d.dhcp.ledger.School(&messages[i]) == "" {
			wanted[messages[i].MAC] = true
		}
	}
	if len(wanted) == 0 {
		return messages
	}
	homes := d.homesOf(wanted)
	settled := append([]inventory.DHCPMessage(nil), messages...)
	for i := range settled {
		if d.dhcp.ledger.School(&settled[i]) == "" {
			settled[i].School = homes[settled[i].MAC]
		}
	}
	return settled
}

// homesOf returns the schools where some devices are seen.
func (d *daemon) homesOf(wanted map[inventory.MAC]bool) map[inventory.MAC]inventory.SchoolCode {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := d.pace.now(); now.Sub(d.dhcp.looked) >= lookAgain {
		d.dhcp.looked = now
		if len(d.dhcp.homes) > mostHomes {
			clear(d.dhcp.homes)
		}
		for _, l := range d.ledgers {
			for _, mac := range l.SeenOf(wanted) {
				d.dhcp.homes[mac] = l.Switch().School
			}
		}
	}
	found := make(map[inventory.MAC]inventory.SchoolCode, len(wanted))
	for mac := range wanted {
		found[mac] = d.dhcp.homes[mac]
	}
	return found
}

// addDHCP puts what DHCP tells of a school into its snapshot. d.mu is held.
func (d *daemon) addDHCP(s *inventory.Snapshot) {
	d.dhcp.mu.Lock()
	defer d.dhcp.mu.Unlock()
	s.DHCP = d.dhcp.ledger.View(s.School.Code, s.At)
	s.DHCP.Autoconf = inventory.Autoconf(s.Bindings)
	s.AddLeases(d.dhcp.ledger.Leases(s.School.Code, s.At))
}
