package rules

import (
	"slices"

	"rollcall/inventory"
)

// A Source is something that a school must have so that a kind of finding can be
// seen. Its text is the last part of the key of the reason in exporter/wording.
type Source string

// The sources.
const (
	SourceSwitches     Source = "switches"      // a switch is configured
	SourceFDB          Source = "fdb"           // a forwarding table has been read completely
	SourceARP          Source = "arp"           // an ARP table has been read completely
	SourceVLANs        Source = "vlans"         // VLAN settings have been read completely
	SourceNeighbors    Source = "neighbors"     // LLDP or CDP has been read completely
	SourceSystem       Source = "system"        // the system group has been read completely
	SourceWhitelist    Source = "whitelist"     // a whitelist has been imported, and is not too old a copy
	SourceLists        Source = "lists"         // a whitelist or MAC master list has been imported
	SourceMaster       Source = "master"        // a MAC master list has been imported
	SourcePortRecord   Source = "port_record"   // a port record has been imported
	SourceMACZone      Source = "zone_auth_mac" // the plan has a zone with auth: mac
	SourceAlertZone    Source = "zone_alert"    // the plan has a zone with unknown_mac: alert
	SourceReservedZone Source = "zone_reserved" // the plan keeps addresses for classes of device
	SourceWiredZone    Source = "zone_wired"    // the plan has a wired zone without DHCP
	SourceBaseline     Source = "baseline"      // somebody has taken what is there for right
	SourceVariables    Source = "variables"     // the school has a variable of the plan
	SourceMunicipal    Source = "not_municipal" // the school is to move to private addresses
	SourceGateway      Source = "gateway"       // the school's gateway is measured
	SourceWay          Source = "way"           // the school's gateway is measured, or the address outside by who looks after it
	SourcePresentZone  Source = "zone_present"  // the plan gives an always-on device an address of its own
	SourceCardReader   Source = "card_reader"   // the lists name a card reader
	SourcePresence     Source = "presence"      // an ARP table has been read, or a device answers
	SourceBlocklist    Source = "blocklist"     // the centre has imported a list of blocked addresses
	SourceInterfaces   Source = "interfaces"    // ports have been read completely
	SourceHealth       Source = "health"        // a switch has told its processor, memory or neighbours
	SourceCircuit      Source = "circuit"       // it is known at which port a circuit is counted
	SourceServers      Source = "servers"       // servers are configured, and the school looks after them
	SourcePublic       Source = "public_check"  // switches are asked with the community "public"
	SourceIoT          Source = "iot"           // an inventory of things has been imported
	SourceItself       Source = "rollcall"      // what rollcall knows of itself, which is always there
)

// present says whether the school of a case has the source.
func (src Source) present(c *Case) bool {
	zone := func(want func(inventory.SchoolZone) bool) bool { return slices.ContainsFunc(c.Plan.Zones, want) }
	switch src {
	case SourceSwitches:
		return len(c.Switches) > 0
	case SourceWhitelist:
		return c.usable.Key == ""
	case SourceMaster:
		return len(c.Lists.Master) > 0
	case SourceLists:
		return len(c.Lists.Whitelist)+len(c.Lists.Master) > 0
	case SourcePortRecord:
		return len(c.Lists.PortRecord) > 0
	case SourceMACZone:
		return zone(func(z inventory.SchoolZone) bool { return z.Auth == inventory.AuthMAC })
	case SourceAlertZone:
		return zone(func(z inventory.SchoolZone) bool { return z.Unknown == inventory.UnknownAlert })
	case SourceReservedZone:
		return zone(c.reserved)
	case SourceWiredZone:
		return zone(fixedWired)
	case SourceBaseline:
		return !c.Lists.BaselineAt.IsZero()
	case SourceVariables:
		return len(c.School.Vars) > 0
	case SourceBlocklist:
		return !c.BlocklistAt.IsZero()
	case SourceCircuit:
		return slices.ContainsFunc(c.Windows.Circuits, func(u inventory.CircuitUse) bool { return u.Switch != "" })
	case SourceServers:
		return len(c.Windows.Machines) > 0
	case SourcePublic:
		return len(c.Windows.Public) > 0
	case SourceIoT:
		return len(c.Lists.IoT) > 0
	case SourceItself:
		return true
	case SourceDHCPAsked, SourceDHCPGiven, SourceDHCPServers, SourceDHCPForbidden:
		return src.hears(c)
	case SourceGateway, SourceWay, SourcePresentZone, SourceCardReader, SourcePresence:
		return src.watched(c)
	case SourceMunicipal:
		return c.School.PublicIPMigration != "not_applicable"
	case SourceARP:
		return len(c.bindings) > 0 || c.everRead(inventory.TableARP)
	}
	return c.everRead(inventory.Table(src))
}

// everRead says whether any switch has ever told a table completely.
func (c *Case) everRead(t inventory.Table) bool {
	return slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		return !v.Coverage[t].Last.IsZero()
	})
}

// Observable says whether a kind of finding can be seen at a school at all. If not,
// why says it in a sentence (本校無法偵測). A kind that is seen only in part has a
// reason too.
func Observable(kind inventory.Kind, s *inventory.Snapshot) (ok bool, why inventory.Why) {
	return Observables(s)(kind)
}

// Observables is [Observable] for all kinds of one school: what they need of its
// snapshot is worked out once.
func Observables(s *inventory.Snapshot) func(inventory.Kind) (ok bool, why inventory.Why) {
	c, all := newCase(s), All()
	return func(kind inventory.Kind) (bool, inventory.Why) {
		i := slices.IndexFunc(all, func(r Rule) bool { return r.Kind == kind })
		if i < 0 {
			return false, inventory.Why{Key: "unobservable.no_rule"}
		}
		switch src := c.lacks(all[i]); {
		case src == SourceWhitelist:
			return false, c.usable
		case src != "":
			return false, inventory.Why{Key: "unobservable." + string(src)}
		}
		if all[i].ByMAC && s.School.Enforcement == "reject" && s.RejectsHeard.IsZero() {
			return true, inventory.Why{Key: "caveat.refused"}
		}
		return true, inventory.Why{}
	}
}

// Blind lists the kinds that nothing at the school can show.
func Blind(s *inventory.Snapshot) []inventory.Kind {
	c := newCase(s)
	var kinds []inventory.Kind
	for _, r := range All() {
		if c.lacks(r) != "" {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// lacks returns the first source of a rule that the school does not have.
func (c *Case) lacks(r Rule) Source {
	for _, src := range r.Sources {
		if src == SourceFDB && r.ByMAC && !c.RejectsHeard.IsZero() {
			continue // refusals show it too
		}
		if !src.present(c) {
			return src
		}
	}
	return ""
}
