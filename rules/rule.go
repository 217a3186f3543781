package rules

import (
	"cmp"
	"slices"
	"time"

	"rollcall/inventory"
)

// A Rule finds one kind of finding.
type Rule struct {
	Kind     inventory.Kind
	Severity inventory.Severity // where a finding does not say otherwise
	Tables   []inventory.Table  // that its findings rest on
	Sources  []Source           // that a school needs so that the kind can be seen at all
	Roams    bool               // its fact goes on while its place changes: the first Since stays
	Over     time.Duration      // it is measured over so long: what was not measured for that long since is not over
	ByMAC    bool               // MAC authentication hides what it refuses from every switch table
	Check    func(*Case) []inventory.Finding
}

// All returns every rule, in the order in which people read the kinds.
func All() []Rule {
	return []Rule{
		reservedIPTaken(), publicIPInUse(), foreignSchoolIP(),
		watchedMAC(), unknownMAC(), otherSchool(), randomMAC(), nearMiss(), unlistedWired(),
		listDrift(), listDuplicate(), staleMAC(),
		duplicateLocation(), multiMACPort(), portRecordDrift(), unknownSwitch(),
		switchDown(), snmpAuthFail(), switchReboot(), pollStale(),
		uplinkSaturated(), broadcastHigh(), loopSuspected(), linkFlap(), interfaceErrors(), linkSpeedLow(),
		ipv6NeighborsHigh(), cpuSustained(), serverResource(), defaultCommunity(),
		gatewayDown(), upstreamDown(), reservedMissing(), cardReaderOffline(),
		blockedIP(),
		dhcpSlow(), dhcpNoOffer(), rogueDHCP(), dhcpForbidden(), dhcpScopeFull(), dhcpRelaySettings(), apipaSeen(),
		restrictedVendor(), iotUnlisted(), iotNotSeen(),
		backupOverdue(), backupOffline(),
	}
}

// Judge returns what the rules find in a snapshot, ordered by kind and subject.
// Those with Doubt are for Reconcile alone: they are not to be told.
func Judge(s *inventory.Snapshot) []inventory.Finding { return NewCase(s).Judge() }

// Judge returns what the rules find in the snapshot of the case, as the function does.
func (c *Case) Judge() []inventory.Finding {
	s := c.Snapshot
	var found []inventory.Finding
	for _, r := range All() {
		for _, f := range r.Check(c) {
			f.Kind, f.School = r.Kind, s.School.Code
			f.Severity = cmp.Or(f.Severity, r.Severity)
			f.Rests = sortedRefs(f.Rests)
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, byKey)
	return slices.CompactFunc(found, sameKey)
}

func byKey(a, b inventory.Finding) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
}

func sameKey(a, b inventory.Finding) bool { return a.Kind == b.Kind && a.Subject == b.Subject }

// sortedRefs orders table references and drops repeats, so that two judgings of
// the same facts say the same.
func sortedRefs(refs []inventory.TableRef) []inventory.TableRef {
	slices.SortFunc(refs, func(a, b inventory.TableRef) int {
		return cmp.Or(cmp.Compare(a.Switch, b.Switch), cmp.Compare(a.Table, b.Table))
	})
	return slices.Compact(refs)
}
